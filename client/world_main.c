/*
 * world_main.c - mailwalk up, down, status and reset.
 *
 * The idea: each sub-command reads its few options, makes one or two calls of
 * world.h, and says in plain words what is now the case.  status only looks,
 * and reset changes mailboxes only: neither starts or ends a server.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/world_main.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "client/arguments.h"
#include "client/seeds.h"
#include "client/world.h"

#define DIR_HELP \
    "  --dir DIR   the folder of the lab world, if it is not\n" \
    "              $XDG_STATE_HOME/mailwalk or ~/.local/state/mailwalk\n"

static const char up_help[] =
    "mailwalk up [--dir DIR] [--offset N]\n"
    "  Start the lab world: the servers of red.example and blue.example.\n"
    "  --offset N  add N to all ports, and keep that in the folder\n" DIR_HELP;
static const char down_help[] =
    "mailwalk down [--dir DIR]\n"
    "  End the servers of the lab world.\n" DIR_HELP;
static const char status_help[] =
    "mailwalk status [--dir DIR]\n"
    "  Show which servers are up, and how much mail each mailbox holds.\n"
    DIR_HELP;
static const char reset_help[] =
    "mailwalk reset [--dir DIR] [USER..]\n"
    "  Make mailboxes as they were at the start: all, or those named.\n"
    DIR_HELP;

/* Say why a call of world.h failed.  Returns the exit status. */
static int
report(const struct world *world)
{
    fprintf(stderr, "%s\n", world->why);
    return world->status;
}

/*
 * Read the options of a sub-command that knows --dir only, and open the world.
 * Returns -1 to go on, else the exit status.
 */
static int
open_world(struct world *world, int *argc, char **argv, int words,
           const char *help)
{
    const char *dir = NULL;
    const struct argument known[] = {{"--dir", &dir, NULL, NULL},
                                     {NULL, NULL, NULL, NULL}};
    int status = arguments_read(argc, argv, words, known, help);

    if (status == -1 && world_open(world, dir) == -1) {
        return report(world);
    }
    return status;
}

/* Is there a lab world at all?  If not, says so. */
static bool
is_there(const struct world *world)
{
    char option[WORLD_PATH_ROOM];
    struct stat st;

    if (stat(world->dir, &st) == 0) {
        return true;
    }
    world_dir_option(world, option);
    printf("There is no lab world at %s. Make one: mailwalk up%s\n",
           world->dir, option);
    return false;
}

/* ---- up and down -------------------------------------------------------- */

static void
print_domains(const struct world *world)
{
    printf("  %-13s %-6s %-11s %-6s %s\n", "domain", "SMTP", "submission",
           "POP3", "users (password)");
    for (size_t i = 0; i < WORLD_DOMAINS; i++) {
        enum world_domain domain = (enum world_domain)i;
        const struct world_user *user;
        const char *before = " ";

        printf("  %-13s %-6u %-11u %-6u",
               world_domain_name(domain),
               (unsigned)world_port(world, domain, WORLD_SMTP),
               (unsigned)world_port(world, domain, WORLD_SUBMISSION),
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

static void
tell_up(const struct world *world, unsigned started)
{
    char option[WORLD_PATH_ROOM];

    if (started == WORLD_SERVERS) {
        puts("The lab world is up, at localhost:");
    } else if (started == 0) {
        puts("The lab world was up already, at localhost:");
    } else {
        printf("The lab world was up in part; %u of %d servers started, at "
               "localhost:\n", started, WORLD_SERVERS);
    }
    print_domains(world);
    world_dir_option(world, option);
    printf("It lies in %s\nand stays up until: mailwalk down%s\n"
           "Try: telnet localhost %u\n", world->dir, option,
           (unsigned)world_port(world, WORLD_RED, WORLD_SMTP));
    world_trust_path(world, option);
    printf("With TLS, after STARTTLS or STLS: trust %s\n", option);
}

int
world_up_main(int argc, char **argv)
{
    const char *dir = NULL;
    const char *offset = NULL;
    const struct argument known[] = {{"--dir", &dir, NULL, NULL},
                                     {"--offset", &offset, NULL, NULL},
                                     {NULL, NULL, NULL, NULL}};
    int status = arguments_read(&argc, argv, 0, known, up_help);
    struct world world;
    unsigned started;
    unsigned before;
    long number = 0;

    if (status != -1) {
        return status;
    }
    if (offset != NULL) {
        number = arguments_number(offset, 0, WORLD_OFFSET_MAX);
    }
    if (number == -1) {
        return arguments_complain("up", "--offset wants a number from 0 to %d, "
                                  "not %s", WORLD_OFFSET_MAX, offset);
    }
    /* A wrong offset file is no hindrance to one who brings a new offset. */
    if (world_open(&world, dir) == -1 &&
        (offset == NULL || world.dir[0] == '\0')) {
        return report(&world);
    }
    before = world.offset;
    if (offset != NULL && world_set_offset(&world, (unsigned)number) == -1) {
        return report(&world);
    }
    if (world_up(&world, &started) == -1) {
        status = report(&world);
        if (offset != NULL) {
            (void)world_set_offset(&world, before);
        }
        return status;
    }
    tell_up(&world, started);
    return EX_OK;
}

int
world_down_main(int argc, char **argv)
{
    struct world world;
    unsigned stopped;
    unsigned killed;
    int status = open_world(&world, &argc, argv, 0, down_help);

    if (status != -1 || !is_there(&world)) {
        return status != -1 ? status : EX_OK;
    }
    if (world_down(&world, &stopped, &killed) == -1) {
        return report(&world);
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

/* ---- status and reset --------------------------------------------------- */

static void
print_servers(const struct world *world)
{
    printf("%-8s %-13s %-16s %-11s %-8s %s\n", "server", "domain", "address",
           "submission", "pid", "state");
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        const struct world_server *server = world_server(i);
        unsigned port = world_port(world, server->domain, server->service);
        char address[32];
        char submission[8] = "-";
        char number[24] = "-";
        pid_t pid;
        bool alive = world_alive(world, i, &pid);

        if (alive) {
            snprintf(number, sizeof number, "%ld", (long)pid);
        }
        snprintf(address, sizeof address, "127.0.0.1:%u", port);
        if (server->submission != 0) {
            snprintf(submission, sizeof submission, "%u",
                     (unsigned)world_port(world, server->domain,
                                          WORLD_SUBMISSION));
        }
        printf("%-8s %-13s %-16s %-11s %-8s %s\n", server->program,
               world_domain_name(server->domain), address, submission, number,
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
    struct world world;
    const struct world_user *user;
    int status = open_world(&world, &argc, argv, 0, status_help);

    if (status != -1 || !is_there(&world)) {
        return status != -1 ? status : EX_UNAVAILABLE;
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
    enum seeds_result result;

    world_box_path(world, user, path);
    result = seeds_reset(path, user->name, why);
    if (result != SEEDS_DONE) {
        fprintf(stderr, "%s\n", why);
        return result == SEEDS_IN_USE ? EX_TEMPFAIL : EX_CANTCREAT;
    }
    printf("%s@%s holds %zu message%s, as at the start.\n", user->name,
           world_domain_name(user->domain), count, count == 1 ? "" : "s");
    return EX_OK;
}

/* Is user among the names, or are there none? */
static bool
is_chosen(int count, char **names, const struct world_user *user)
{
    bool chosen = count == 0;

    for (int i = 0; i < count && !chosen; i++) {
        chosen = world_user_find(names[i], strlen(names[i])) == user;
    }
    return chosen;
}

int
world_reset_main(int argc, char **argv)
{
    struct world world;
    const struct world_user *user;
    int worst = EX_OK;
    int status = open_world(&world, &argc, argv, argc, reset_help);

    if (status != -1) {
        return status;
    }
    for (int i = 1; i < argc; i++) {
        if (world_user_find(argv[i], strlen(argv[i])) == NULL) {
            return arguments_complain("reset", "alice, bob, carol and dave "
                                      "have mailboxes, not %s", argv[i]);
        }
    }
    if (world_prepare(&world) == -1) {
        return report(&world);
    }
    for (size_t i = 0; (user = world_user(i)) != NULL; i++) {
        if (is_chosen(argc - 1, argv + 1, user)) {
            status = reset_box(&world, user);
            worst = status > worst ? status : worst;
        }
    }
    return worst;
}
