/*
 * servers.c - the lab's servers are brought up while the screens live on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/servers.h"

#include <signal.h>
#include <string.h>

#include <event2/event.h>

#include "tui/app.h"

enum { FIRST_MS = 40 }; /* more than a frame (app.c): the picture comes first */

static void
go_on(evutil_socket_t fd, short what, void *ctx)
{
    struct servers *servers = ctx;
    struct timeval soon = {.tv_usec = WORLD_STEP_MS * 1000L};
    int result = world_ensure_step(servers->world);

    (void)fd, (void)what;
    if (result == 0) {
        event_add(servers->timer, &soon);
        return;
    }
    servers->starting = false;
    servers->failed = result == -1;
    if (servers->on_done != NULL) {
        servers->on_done(servers->ctx);
    }
    app_changed(servers->app);
}

/*
 * What a screen says of the server is true no more.
 */
static void
on_child(evutil_socket_t fd, short what, void *ctx)
{
    const struct servers *servers = ctx;

    (void)fd, (void)what;
    app_changed(servers->app);
}

int
servers_init(struct servers *servers, struct world *world, struct app *app)
{
    memset(servers, 0, sizeof(*servers));
    servers->world = world;
    servers->app = app;
    servers->timer = event_new(app_base(app), -1, 0, go_on, servers);
    servers->child = evsignal_new(app_base(app), SIGCHLD, on_child, servers);
    if (servers->timer == NULL || servers->child == NULL ||
        event_add(servers->child, NULL) != 0) {
        servers_free(servers);
        return -1;
    }
    return 0;
}

void
servers_free(struct servers *servers)
{
    if (servers->timer != NULL) {
        event_free(servers->timer);
    }
    if (servers->child != NULL) {
        event_free(servers->child);
    }
    servers->timer = servers->child = NULL;
}

void
servers_start(struct servers *servers)
{
    struct timeval soon = {.tv_usec = FIRST_MS * 1000L};

    if (servers->world == NULL || servers->starting) {
        return;
    }
    servers->starting = true;
    servers->failed = false;
    event_add(servers->timer, &soon);
    app_changed(servers->app);
}
