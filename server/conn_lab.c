/*
 * conn_lab.c - faults for teaching, on the connection itself.
 *
 * Replies leave late: they wait in the output, which is not written for so
 * long; meanwhile nothing more is read.  So a group of commands that came at
 * once waits once, as it would on a long line (RFC 2920).
 *
 * SPDX-License-Identifier: ISC
 */
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "server/conn.h"

static void
on_time(evutil_socket_t fd, short what, void *ctx)
{
    struct conn *conn = ctx;

    (void)fd, (void)what;
    conn->held = false;
    if (conn->bev != NULL) {
        conn_clock_alive(conn);
        bufferevent_enable(conn->bev, EV_WRITE);
    }
}

void
conn_lab_hold(struct conn *conn)
{
    unsigned ms = conn->session->delay_ms;
    struct timeval late = {.tv_sec = (time_t)(ms / 1000),
                           .tv_usec = (suseconds_t)(ms % 1000 * 1000)};

    if (conn->delay == NULL) {
        conn->delay = event_new(conn->server->base, -1, 0, on_time, conn);
    }
    if (conn->delay == NULL || conn->held) {
        return;
    }
    conn->held = true;
    bufferevent_disable(conn->bev, EV_WRITE);
    event_add(conn->delay, &late);
}

void
conn_lab_free(struct conn *conn)
{
    if (conn->delay != NULL) {
        event_free(conn->delay);
    }
}
