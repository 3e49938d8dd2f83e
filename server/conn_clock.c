/*
 * conn_clock.c - how long a client may be silent, deaf, or slow.
 *
 * One timer a connection.  It does not run anew at each line: it looks, when
 * it goes off, how long ago the last sign of life was, and sleeps for the rest.
 * A line taken is such a sign, and so is output that went; octets that never
 * become a line are not.  The time a job is in the worker is not the client's.
 *
 * No text lasts for ever by dribbling.  It may take TEXT_TIMES the idle time,
 * and longer only at TEXT_RATE_MIN: a person types as slowly as he likes for an
 * hour, and a big message comes through a thin line.  And one who hardly reads
 * is seen to read once in a while only: the network holds the octets of some
 * minutes for him.
 *
 * RFC 5321 section 4.5.3.2.7, RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include <time.h>

#include <event2/event.h>

#include "server/conn.h"

enum {
    LINGER_SECONDS = 2,     /* a client must read on in it, or is cut off */
    TEXT_TIMES = 12,        /* an hour, with the idle time of RFC 5321 */
    TEXT_RATE_MIN = 100     /* octets a second */
};

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

static int64_t
limit_ms(const struct conn *conn)
{
    return (int64_t)conn->server->options->idle_timeout * 1000;
}

/*
 * Does a text come too slowly, for too long?
 */
static bool
dribbles(const struct conn *conn, int64_t now)
{
    int64_t lasted = now - conn->text_ms;

    return conn->server->protocol->phase(conn) == LINE_TEXT &&
           lasted >= TEXT_TIMES * limit_ms(conn) &&
           conn->text_octets < (uint64_t)lasted / 1000 * TEXT_RATE_MIN;
}

/*
 * The last words are said: as long as they are read we wait, yet not for ever.
 */
static void
look_at_closing(struct conn *conn, int64_t idle)
{
    if (conn_unsent(conn) < conn->unsent && idle < limit_ms(conn)) {
        conn_clock_linger(conn);
    } else {
        conn_end(conn);
    }
}

/*
 * Idle too long?
 */
static void
on_timer(evutil_socket_t fd, short what, void *ctx)
{
    struct conn *conn = ctx;
    int64_t limit = limit_ms(conn);
    int64_t now = monotonic_ms();
    int64_t idle = now - conn->active_ms;

    (void)fd, (void)what;
    if (conn->bev == NULL) {
        return; /* the worker's job will end this */
    }
    if (conn->closing) {
        look_at_closing(conn, idle);
        return;
    }
    if (conn->at_work || conn_unsent(conn) < conn->unsent) {
        conn_clock_alive(conn);
        idle = 0;
    } else if (dribbles(conn, now)) {
        idle = limit;
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
    sleep_ms(conn, limit_ms(conn));
    return 0;
}

void
conn_clock_alive(struct conn *conn)
{
    conn->active_ms = monotonic_ms();
}

void
conn_clock_line(struct conn *conn, enum line_phase phase, size_t len)
{
    conn_clock_alive(conn);
    if (phase == LINE_TEXT) {
        conn->text_octets += len + 2;
    } else {
        conn->text_octets = 0;
        conn->text_ms = conn->active_ms; /* if the command was DATA */
    }
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
