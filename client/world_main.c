/*
 * world_main.c - mailwalk up and down.
 *
 * The idea: each sub-command reads its few options, makes one or two calls of
 * world.h, and says in plain words what is now the case.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/world_main.h"

#include <stdio.h>
#include <sysexits.h>

#include "client/world.h"
#include "client/world_options.h"

static const char up_help[] =
    "mailwalk up [--dir DIR] [--offset N]\n"
    "  Start the lab world: the servers of red.example and blue.example.\n"
    "  --offset N  add N to all ports, and keep that in the folder\n";
static const char down_help[] =
    "mailwalk down [--dir DIR]\n"
    "  End the servers of the lab world.\n";

static void
print_domains(const struct world *world)
{
    for (size_t i = 0; i < WORLD_DOMAINS; i++) {
        enum world_domain domain = (enum world_domain)i;
        const struct world_user *user;
        const char *before = "   ";

        printf("  %-13s SMTP localhost %-6u POP3 localhost %-6u",
               world_domain_name(domain),
               (unsigned)world_port(world, domain, WORLD_SMTP),
               (unsigned)world_port(world, domain, WORLD_POP3));
        for (size_t j = 0; (user = world_user(j)) != NULL; j++) {
            if (user->domain == domain) {
                printf("%s%s (%s)", before, user->name, user->password);
                before = ", ";
            }
        }
        putchar('\n');
    }
}

int
world_up_main(int argc, char **argv)
{
    struct world_choice choice;
    struct world world;
    char option[WORLD_PATH_ROOM];
    unsigned started;
    int status = world_options_only(argc, argv, true, &choice, up_help);

    if (status != -1) {
        return status;
    }
    /* A wrong offset file is no hindrance to one who brings a new offset. */
    if ((world_open(&world, choice.dir, argv[0]) == -1 &&
         (!choice.has_offset || world.dir[0] == '\0')) ||
        (choice.has_offset &&
         world_set_offset(&world, (unsigned)choice.offset) == -1) ||
        world_up(&world, &started) == -1) {
        return world_report(&world);
    }
    if (started == WORLD_SERVERS) {
        puts("The lab world is up:");
    } else if (started == 0) {
        puts("The lab world was up already:");
    } else {
        printf("The lab world was up in part; %u of %d servers started:\n",
               started, WORLD_SERVERS);
    }
    print_domains(&world);
    world_dir_option(&world, option);
    printf("It lies in %s and stays up until: mailwalk down%s\n"
           "Try: telnet localhost %u\n", world.dir, option,
           (unsigned)world_port(&world, WORLD_RED, WORLD_SMTP));
    return EX_OK;
}

int
world_down_main(int argc, char **argv)
{
    struct world_choice choice;
    struct world world;
    unsigned stopped;
    unsigned killed;
    int status = world_options_only(argc, argv, false, &choice, down_help);

    if (status != -1) {
        return status;
    }
    if (world_open(&world, choice.dir, argv[0]) == -1) {
        return world_report(&world);
    }
    if (!world_is_there(&world)) {
        return EX_OK;
    }
    if (world_down(&world, &stopped, &killed) == -1) {
        return world_report(&world);
    }
    if (stopped == 0) {
        puts("The lab world was not up.");
    } else {
        printf("The lab world is down; %u server%s ended.\n", stopped,
               stopped == 1 ? "" : "s");
    }
    if (killed > 0) {
        printf("%u of them did not end within %d seconds and had to be "
               "killed.\n", killed, WORLD_STOP_MS / 1000);
    }
    return EX_OK;
}
