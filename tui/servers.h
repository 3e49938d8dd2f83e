/*
 * servers.h - the lab's servers are brought up while the screens live on.
 *
 * One of them for all screens.  A start goes on in the event loop, step by
 * step; keys, resizes and leaving work meanwhile.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_SERVERS_H
#define MAILWALK_TUI_SERVERS_H

#include <stdbool.h>

#include "client/world.h"

struct app;
struct event;

struct servers {
    struct world *world; /* of this machine; NULL: they are elsewhere */
    bool starting;
    bool failed;                /* the last start; world->why says why */
    void (*on_done)(void *ctx); /* the start is over: of the screen that */
    void *ctx;                  /* waits for it, or NULL */

    /* The servers' own. */
    struct app *app;
    struct event *timer; /* the next step of a start */
    struct event *child; /* a server has ended */
};

/*
 * For the servers of this world, or NULL.  Starts nothing.  Returns 0, or -1 if
 * memory ran out.
 */
int servers_init(struct servers *servers, struct world *world, struct app *app);

/*
 * Free it; a start that is under way is given up by world_release().
 */
void servers_free(struct servers *servers);

/*
 * Start those that are down; no others are touched.  Nothing happens if a start
 * is under way already, or the servers are elsewhere.
 */
void servers_start(struct servers *servers);

#endif
