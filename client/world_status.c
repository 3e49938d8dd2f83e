/*
 * world_status.c - mailwalk status and reset.
 *
 * The idea: status only looks, and reset changes mailboxes only: neither
 * starts or ends a server.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/world_main.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "client/seeds.h"
#include "client/world.h"
#include "client/world_options.h"

static const char status_help[] =
    "mailwalk status [--dir DIR]\n"
    "  Show which servers are up, and how much mail each mailbox holds.\n";
static const char reset_help[] =
    "mailwalk reset [--dir DIR] [USER..]\n"
    "  Make mailboxes as they were at the start: all, or those named.\n";

static void
print_servers(const struct world *world)
{
    printf("%-8s %-13s %-16s %-8s %s\n", "server", "domain", "address", "pid",
           "state");
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        const struct world_server *server = world_server(i);
        unsigned port = world_port(world, server->domain, server->service);
        char address[32];
        char number[24] = "-";
        pid_t pid;
        bool alive = world_alive(world, i, &pid);

        if (alive) {
            snprintf(number, sizeof number, "%ld", (long)pid);
        }
        snprintf(address, sizeof address, "127.0.0.1:%u", port);
        printf("%-8s %-13s %-16s %-8s %s\n", server->program,
               world_domain_name(server->domain), address, number,
               alive ? "up" : "down");
    }
}

static void
print_box(const struct world *world, const struct world_user *user)
{
    struct seeds_state state;
    char path[WORLD_PATH_ROOM];
    char name[64];

    snprintf(name, sizeof name, "%s@%s", user->name,
             world_domain_name(user->domain));
    world_box_path(world, user, path);
    if (seeds_look(path, user->name, &state) == -1) {
        printf("%-22s ?         %s\n", name, strerror(errno));
        return;
    }
    printf("%-22s %-9zu %s\n", name, state.messages,
           state.as_seeded ? "as at the start" : "changed since the start");
}

int
world_status_main(int argc, char **argv)
{
    struct world_choice choice;
    struct world world;
    const struct world_user *user;
    int status = world_options_only(argc, argv, false, &choice, status_help);

    if (status != -1) {
        return status;
    }
    if (world_open(&world, choice.dir, argv[0]) == -1) {
        return world_report(&world);
    }
    if (!world_is_there(&world)) {
        return EX_UNAVAILABLE;
    }
    printf("The lab world in %s", world.dir);
    if (world.offset != 0) {
        printf(" (ports + %u)", world.offset);
    }
    puts("\n");
    print_servers(&world);
    printf("\n%-22s %s\n", "mailbox", "messages");
    for (size_t i = 0; (user = world_user(i)) != NULL; i++) {
        print_box(&world, user);
    }
    return world_alive_count(&world) == WORLD_SERVERS ? EX_OK : EX_UNAVAILABLE;
}

/* Reset one mailbox and say so.  Returns the exit status for it. */
static int
reset_box(const struct world *world, const struct world_user *user)
{
    size_t count = seeds_count(user->name);
    char path[WORLD_PATH_ROOM];
    char why[SEEDS_WHY_MAX];

    world_box_path(world, user, path);
    switch (seeds_reset(path, user->name, why)) {
    case SEEDS_DONE:
        printf("%s@%s holds %zu message%s, as at the start.\n", user->name,
               world_domain_name(user->domain), count, count == 1 ? "" : "s");
        return EX_OK;
    case SEEDS_IN_USE:
        fprintf(stderr, "%s\n", why);
        return EX_TEMPFAIL;
    case SEEDS_FAULT:
        fprintf(stderr, "%s\n", why);
        break;
    }
    return EX_CANTCREAT;
}

static bool
is_chosen(const struct world_choice *choice, const struct world_user *user)
{
    bool chosen = choice->user_count == 0;

    for (int i = 0; i < choice->user_count && !chosen; i++) {
        const char *name = choice->users[i];

        chosen = world_user_find(name, strlen(name)) == user;
    }
    return chosen;
}

int
world_reset_main(int argc, char **argv)
{
    struct world_choice choice;
    struct world world;
    const struct world_user *user;
    int worst = EX_OK;
    int status = world_options(argc, argv, false, &choice, reset_help);

    if (status != -1) {
        return status;
    }
    for (int i = 0; i < choice.user_count; i++) {
        const char *name = choice.users[i];

        if (world_user_find(name, strlen(name)) == NULL) {
            return world_complain(argv[0],
                                  "alice, bob, carol and dave have mailboxes, "
                                  "not ", name);
        }
    }
    if (world_open(&world, choice.dir, argv[0]) == -1 ||
        world_prepare(&world) == -1) {
        return world_report(&world);
    }
    for (size_t i = 0; (user = world_user(i)) != NULL; i++) {
        if (is_chosen(&choice, user)) {
            status = reset_box(&world, user);
            worst = status > worst ? status : worst;
        }
    }
    return worst;
}
