/*
 * world_main.c - mailwalk up, down, status and reset.
 *
 * The idea: each sub-command reads its few options, makes one or two calls of
 * world.h or seeds.h, and says in plain words what is now the case.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/world_main.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "client/seeds.h"
#include "client/world.h"

/* What all four can be told. */
struct choice {
    const char *dir;
    bool has_offset;
    unsigned long offset;
    char **users;       /* what is no option */
    int user_count;
};

static const char up_help[] =
    "mailwalk up [--dir DIR] [--offset N]\n"
    "  Start the lab world: the servers of red.example and blue.example.\n"
    "  --offset N  add N to all ports, and keep that in the folder\n";
static const char down_help[] =
    "mailwalk down [--dir DIR]\n"
    "  End the servers of the lab world.\n";
static const char status_help[] =
    "mailwalk status [--dir DIR]\n"
    "  Show which servers are up, and how many messages each mailbox holds.\n";
static const char reset_help[] =
    "mailwalk reset [--dir DIR] [USER..]\n"
    "  Make mailboxes as they were at the start: all of them, or those named.\n";
static const char dir_help[] =
    "  --dir DIR   the folder of the lab world, if it is not\n"
    "              $XDG_STATE_HOME/mailwalk or ~/.local/state/mailwalk\n";

static int
complain(const char *name, const char *what, const char *about)
{
    fprintf(stderr, "mailwalk %s: %s%s. See: mailwalk %s --help\n", name, what,
            about, name);
    return EX_USAGE;
}

static int
report(const struct world *world)
{
    fprintf(stderr, "%s\n", world->why);
    return world->status;
}

static int
read_offset(struct choice *choice, const char *text)
{
    char *end;

    errno = 0;
    choice->offset = strtoul(text, &end, 10);
    choice->has_offset = true;
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 &&
                   choice->offset <= WORLD_OFFSET_MAX ? 0 : -1;
}

/*
 * Read the options; the words that are none are gathered at the front of argv.
 * Returns -1 to go on, else the exit status.
 */
static int
read_options(int argc, char **argv, bool with_offset, struct choice *choice,
             const char *help)
{
    *choice = (struct choice){.users = argv + 1};
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        bool offset = with_offset && strcmp(word, "--offset") == 0;

        if (strcmp(word, "--help") == 0) {
            printf("%s%s", help, dir_help);
            return 0;
        }
        if (word[0] != '-') {
            choice->users[choice->user_count++] = argv[i];
            continue;
        }
        if (!offset && strcmp(word, "--dir") != 0) {
            return complain(argv[0], "there is no option ", word);
        }
        if (++i == argc) {
            return complain(argv[0], "a value is missing behind ", word);
        }
        if (!offset) {
            choice->dir = argv[i];
        } else if (read_offset(choice, argv[i]) == -1) {
            return complain(argv[0], "--offset wants a number from 0 to 60000, "
                                     "not ", argv[i]);
        }
    }
    return -1;
}

static int
read_options_only(int argc, char **argv, bool with_offset,
                  struct choice *choice, const char *help)
{
    int status = read_options(argc, argv, with_offset, choice, help);

    if (status == -1 && choice->user_count > 0) {
        return complain(argv[0], "it takes options only, not ",
                        choice->users[0]);
    }
    return status;
}

/* ---- up, down ---- */

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
    struct choice choice;
    struct world world;
    char option[WORLD_PATH_ROOM];
    unsigned started;
    int status = read_options_only(argc, argv, true, &choice, up_help);

    if (status != -1) {
        return status;
    }
    /* A wrong offset file is no hindrance to one who brings a new offset. */
    if ((world_open(&world, choice.dir, argv[0]) == -1 &&
         (!choice.has_offset || world.dir[0] == '\0')) ||
        (choice.has_offset &&
         world_set_offset(&world, (unsigned)choice.offset) == -1) ||
        world_up(&world, &started) == -1) {
        return report(&world);
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

int
world_down_main(int argc, char **argv)
{
    struct choice choice;
    struct world world;
    unsigned stopped;
    unsigned killed;
    int status = read_options_only(argc, argv, false, &choice, down_help);

    if (status != -1) {
        return status;
    }
    if (world_open(&world, choice.dir, argv[0]) == -1) {
        return report(&world);
    }
    if (!is_there(&world)) {
        return EX_OK;
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

/* ---- status, reset ---- */

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
    struct choice choice;
    struct world world;
    const struct world_user *user;
    int status = read_options_only(argc, argv, false, &choice, status_help);

    if (status != -1) {
        return status;
    }
    if (world_open(&world, choice.dir, argv[0]) == -1) {
        return report(&world);
    }
    if (!is_there(&world)) {
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
is_chosen(const struct choice *choice, const struct world_user *user)
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
    struct choice choice;
    struct world world;
    const struct world_user *user;
    int worst = EX_OK;
    int status = read_options(argc, argv, false, &choice, reset_help);

    if (status != -1) {
        return status;
    }
    for (int i = 0; i < choice.user_count; i++) {
        const char *name = choice.users[i];

        if (world_user_find(name, strlen(name)) == NULL) {
            return complain(argv[0], "alice, bob, carol and dave have "
                                     "mailboxes, not ", name);
        }
    }
    if (world_open(&world, choice.dir, argv[0]) == -1 ||
        world_prepare(&world) == -1) {
        return report(&world);
    }
    for (size_t i = 0; (user = world_user(i)) != NULL; i++) {
        if (is_chosen(&choice, user)) {
            status = reset_box(&world, user);
            worst = status > worst ? status : worst;
        }
    }
    return worst;
}
