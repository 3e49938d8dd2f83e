/*
 * plain.c - `mailwalk walk --plain`: the command.
 *
 * Finds the lesson and the servers, plays, and leaves the machine as it was:
 * servers that were started for the lesson end with it, also after Ctrl-C.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/plain.h"

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "client/reach.h"
#include "client/world.h"

#include "labs/plain_inside.h"

/* Ctrl-C may come at any moment; the servers we started must end with us. */
static volatile sig_atomic_t interrupted;

static void
on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

/*
 * The servers of another machine.
 */
static int
find_remote(struct plain *plain)
{
    size_t index = world_server_index(WORLD_RED, WORLD_SMTP);

    if (reach_world(&plain->reach, plain->server, WORLD_RED, WORLD_SMTP) != 0) {
        fprintf(stderr, "mailwalk walk: %s\n", plain->reach.why);
        return EX_USAGE;
    }
    plain->place.host = plain->reach.host;
    plain->place.offset = (unsigned)(plain->reach.port -
                                     world_server(index)->port);
    return 0;
}

/*
 * Settle where the servers are, and that they are up.  Returns 0, or an exit
 * status.
 */
static int
find_servers(struct plain *plain)
{
    const char *given = getenv("MAILWALK_SERVER");

    if (plain->server != NULL || (given != NULL && given[0] != '\0')) {
        return find_remote(plain);
    }
    plain->place.world = &plain->world;
    if (world_open(&plain->world, plain->dir, plain->argv0) != 0) {
        fprintf(stderr, "mailwalk walk: %s\n", plain->world.why);
        return plain->world.status;
    }
    plain->started = world_alive_count(&plain->world) < WORLD_SERVERS;
    if (world_ensure(&plain->world) != 0) {
        fprintf(stderr, "mailwalk walk: %s\n", plain->world.why);
        return plain->world.status;
    }
    return 0;
}

/*
 * From the lab file to the end of the lesson, with the servers up.
 */
static int
play_lesson(struct plain *plain, const char *path)
{
    char why[LAB_WHY_MAX];
    int status = 0;

    if (play_open(&plain->play, path, &plain->place, why) != 0) {
        fprintf(stderr, "mailwalk walk: %s\n", why);
        return EX_DATAERR;
    }
    plain_begin(plain);
    status = plain_box(plain);
    if (status == 0) {
        if (!plain->left) {
            plain_walk(plain);
        }
        status = plain->left ? 0 : (int)player_outcome(plain->play.player);
        if (status == 0) {
            plain_end(plain);
        }
    }
    play_close(&plain->play);
    return status;
}

#define USAGE "walk [--plain] [--dir DIR] [--server HOST[:OFFSET]] [a1|a2]"

static int
usage(const char *found)
{
    fprintf(stderr,
            "mailwalk walk: \"%s\" is not understood; expected "
            "%s\n",
            found, USAGE);
    return EX_USAGE;
}

static int
take_options(struct plain *plain, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;

        if (strcmp(argv[i], "--plain") == 0) {
            continue;
        }
        if (strcmp(argv[i], "--dir") == 0 && more) {
            plain->dir = argv[++i];
        } else if (strcmp(argv[i], "--server") == 0 && more) {
            plain->server = argv[++i];
        } else if (argv[i][0] != '-' && plain->id == NULL) {
            plain->id = argv[i];
        } else {
            return usage(argv[i]);
        }
    }
    return 0;
}

static void
catch_signals(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    sigemptyset(&action.sa_mask);
    action.sa_handler = on_signal;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

int
walk_main(int argc, char **argv)
{
    struct plain plain;
    char path[WORLD_PATH_ROOM];
    int status = 0;

    memset(&plain, 0, sizeof(plain));
    setlocale(LC_CTYPE, "");
    plain.out.file = stdout;
    plain.out.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    plain.argv0 = argv[0];
    plain.interrupted = &interrupted;
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        printf("mailwalk %s\nPlays a lesson step by step, against real "
               "servers: a1 \"send one mail\",\na2 \"collect it\". At the end "
               "of its input it plays on without asking.\n",
               USAGE);
        return 0;
    }
    status = take_options(&plain, argc, argv);
    if (status != 0) {
        return status;
    }
    plain.id = plain.id == NULL ? "a1" : plain.id;
    if (strchr(plain.id, '/') != NULL ||
        play_find(plain.argv0, plain.id, path) != 0) {
        fprintf(stderr,
                "mailwalk walk: there is no lesson \"%s\"; there are "
                "a1 and a2\n",
                plain.id);
        return EX_NOINPUT;
    }
    catch_signals();
    status = find_servers(&plain);
    if (status == 0) {
        status = play_lesson(&plain, path);
        fflush(stdout);
    }
    if (plain.place.world != NULL) {
        world_release(&plain.world);
    }
    free(plain.line);
    return status;
}
