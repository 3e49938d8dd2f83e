/*
 * plain.c - `mailwalk walk --plain`: from the servers to the last word.
 *
 * Starts the servers, plays, and leaves the machine as it was:
 * servers that were started for the lesson end with it, also after Ctrl-C.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/plain.h"

#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <event2/event.h>

#include "client/world.h"

#include "labs/plain_inside.h"
#include "labs/walk_options.h"

/* Ctrl-C may come at any moment; the servers we started must end with us. */
static volatile sig_atomic_t interrupted;

static void
on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

/*
 * See that the servers of this machine are up.  Returns 0, or an exit status.
 */
static int
start_servers(struct plain *plain)
{
    struct world *world = plain->place.world;

    if (world == NULL) {
        return 0;
    }
    plain->started = WORLD_SERVERS - world_alive_count(world);
    if (world_ensure(world) != 0) {
        fprintf(stderr, "mailwalk walk: %s\n", world->why);
        return world->status;
    }
    return 0;
}

/*
 * The plain way shows what is new when it is its turn.
 */
void
plain_changed(void *ctx)
{
    (void)ctx;
}

/*
 * From the lab file to the end of the lesson, with the servers up.
 */
static int
play_lesson(struct plain *plain)
{
    char why[LAB_WHY_MAX];
    int status = 0;

    if (play_open(&plain->play, plain->path, &plain->place, plain->base,
                  plain_changed, plain, why) != 0) {
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
plain_run(struct walk_options *options)
{
    struct plain plain;
    int status = 0;

    memset(&plain, 0, sizeof(plain));
    plain.out.file = stdout;
    plain.out.width = PLAIN_WIDTH;
    plain.out.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    plain.place = options->place;
    plain.path = options->path;
    plain.interrupted = &interrupted;
    plain.base = event_base_new();
    if (plain.base == NULL) {
        return EX_OSERR;
    }
    catch_signals();
    status = start_servers(&plain);
    if (status == 0) {
        status = play_lesson(&plain);
        fflush(stdout);
    }
    if (plain.place.world != NULL) {
        world_release(plain.place.world);
    }
    event_base_free(plain.base);
    free(plain.line);
    return status;
}
