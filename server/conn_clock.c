/*
 * conn_clock.c - how long a client may be silent, or deaf.
 *
 * One timer a connection.  It does not run anew at each line: it looks, when
 * it goes off, how long ago the last sign of life was, and sleeps for the rest.
 * A line taken is such a sign, and so is output that went; octets that never
 * become a line are not.  The time a job is in the worker is not the client's.
 *
 * RFC 5321 section 4.5.3.2.7, RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include <time.h>

#include <event2/event.h>

#include "server/conn.h"

enum { LINGER_SECONDS = 2 }; /* a client must read on in it, or is cut off */

static int64_t
monotonic_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
sleep_ms(struct conn *conn, int64_t ms)
{
    struct timeval rest;

    rest.tv_sec = (time_t)(ms / 1000);
    rest.tv_usec = (suseconds_t)(ms % 1000 * 1000);
    event_add(conn->timer, &rest);
}

/*
 * Idle too long?
 */
static void
on_timer(evutil_socket_t fd, short what, void *ctx)
{
    struct conn *conn = ctx;
    int64_t limit = (int64_t)conn->server->options->idle_timeout * 1000;
    int64_t idle = monotonic_ms() - conn->active_ms;
    bool reads = conn->bev != NULL && conn_unsent(conn) < conn->unsent;

    (void)fd, (void)what;
    if (conn->bev == NULL) {
        return; /* the worker's job will end this */
    }
    if (conn->closing) {
        (reads ? conn_clock_linger : conn_end)(conn);
        return;
    }
    if (reads || conn->at_work) {
        conn_clock_alive(conn);
        idle = 0;
    }
    conn->unsent = conn_unsent(conn);
    if (idle >= limit) {
        conn_stop(conn, true);
        return;
    }
    sleep_ms(conn, limit - idle);
}

int
conn_clock_start(struct conn *conn)
{
    conn->timer = event_new(conn->server->base, -1, 0, on_timer, conn);
    if (conn->timer == NULL) {
        return -1;
    }
    conn_clock_alive(conn);
    sleep_ms(conn, (int64_t)conn->server->options->idle_timeout * 1000);
    return 0;
}

void
conn_clock_alive(struct conn *conn)
{
    conn->active_ms = monotonic_ms();
}

void
conn_clock_linger(struct conn *conn)
{
    conn->unsent = conn_unsent(conn);
    sleep_ms(conn, LINGER_SECONDS * 1000);
}

void
conn_clock_free(struct conn *conn)
{
    if (conn->timer != NULL) {
        event_free(conn->timer);
    }
}
