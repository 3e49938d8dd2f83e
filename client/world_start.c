/*
 * world_start.c - start the servers that are missing, all at once.
 *
 * The idea: a server that greets is up.  All are started first and awaited
 * together, so four servers take as long as the slowest of them.
 *
 * Invariant: either all of them come up, or those that were started here end
 * again; the words of the one that failed are shown.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <sys/wait.h>
#include <sysexits.h>

#include <event2/event.h>

#include "client/world_inside.h"

enum { OUTPUT_SHOWN = 2000 };   /* octets of a failed server's own words */

/* A server did not come up: show what it said.  Returns -1. */
static int
fail_server(struct world *world, size_t index, const char *how, int status)
{
    const struct world_server *server = world_server(index);
    char path[WORLD_PATH_ROOM];
    char said[OUTPUT_SHOWN];
    size_t len = 0;
    FILE *file;

    world_fail(world, status, "%s of %s did not come up: %s.", server->program,
               world_domain_name(server->domain), how);
    world_server_path(world, index, "out", path);
    file = fopen(path, "r");
    if (file != NULL) {
        len = fread(said, 1, sizeof said, file);
        fclose(file);
    }
    world_quote(world, "  ", said, len);
    return -1;
}

static int
fail_ended(struct world *world, size_t index, int status)
{
    char how[64];

    if (WIFSIGNALED(status)) {
        snprintf(how, sizeof how, "signal %d ended it", WTERMSIG(status));
        return fail_server(world, index, how, EX_OSERR);
    }
    snprintf(how, sizeof how, "it ended with status %d", WEXITSTATUS(status));
    return fail_server(world, index, how,
                       WEXITSTATUS(status) == EX_UNAVAILABLE ? EX_UNAVAILABLE
                                                             : EX_OSERR);
}

/*
 * Look after one server that is starting.  Returns 1 if it is up, 0 if it is
 * not yet, -1 with why if it will never be.
 */
static int
look_after(struct world *world, size_t index, struct visit *visit,
           struct event_base *base)
{
    int status;

    if (world_process_ended(world, index, &status)) {
        return fail_ended(world, index, status);
    }
    if (visit->chat == NULL ||
        chat_ended(visit->chat) == CHAT_NO_CONNECTION) {
        world_visit(visit, world, index, base);
        return 0;
    }
    if (world_visit_open(visit)) {
        return 0;
    }
    return visit->good ? 1
                       : fail_server(world, index, "its greeting is none",
                                     EX_PROTOCOL);
}

/* Wait until every server of the set has greeted.  Returns 0, or -1. */
static int
await_greetings(struct world *world, unsigned set)
{
    int64_t deadline = world_now_ms() + WORLD_GREETING_MS;
    struct visit visits[WORLD_SERVERS] = {{.len = 0}};
    struct event_base *base = event_base_new();
    int result = base != NULL ? 0 : world_fail(world, EX_OSERR,
                                               "Out of memory.");

    while (set != 0 && result != -1) {
        bool late = world_now_ms() >= deadline;

        world_nap();    /* the time that a program needs to get going */
        event_base_loop(base, EVLOOP_NONBLOCK);
        for (size_t i = 0; i < WORLD_SERVERS && result != -1; i++) {
            if ((set & 1U << i) != 0) {
                result = look_after(world, i, &visits[i], base);
                set &= result == 1 ? ~(1U << i) : ~0U;
                if (result == 0 && late) {
                    result = fail_server(world, i, "no greeting in time",
                                         EX_UNAVAILABLE);
                }
            }
        }
    }
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        chat_free(visits[i].chat);
    }
    if (base != NULL) {
        event_base_free(base);
    }
    return result == -1 ? -1 : 0;
}

/* Start all servers of the set, or none.  Returns 0, or -1 with why. */
static int
start_set(struct world *world, unsigned set)
{
    unsigned started = 0;
    unsigned killed;
    int result = 0;

    for (size_t i = 0; i < WORLD_SERVERS && result == 0; i++) {
        if ((set & 1U << i) != 0) {
            result = world_process_start(world, i);
            started |= result == 0 ? 1U << i : 0;
        }
    }
    if (result == 0) {
        result = await_greetings(world, set);
    }
    if (result == -1) {
        (void)world_process_stop(world, started, &killed);
    }
    return result;
}

int
world_start_missing(struct world *world, unsigned *started)
{
    struct visit visits[WORLD_SERVERS];
    unsigned set = 0;
    unsigned taken;

    *started = 0;
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        if (!world_alive(world, i, NULL)) {
            set |= 1U << i;
            ++*started;
        }
    }
    taken = world_ask_ports(world, set, visits);
    return taken != 0 ? world_fail_taken(world, taken, visits)
                      : start_set(world, set);
}
