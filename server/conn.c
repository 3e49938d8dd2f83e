/*
 * conn.c - one connection, from its first octet to its last.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/conn.h"

#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <openssl/ssl.h>

#include "protocol/typist.h"

enum {
    INPUT_MAX = 64 * 1024,  /* octets that wait for a busy engine */
    OUTPUT_MAX = 64 * 1024  /* unread replies before reading stops */
};

void
conn_end(struct conn *conn)
{
    if (conn->bev != NULL) {
        session_event(conn->session, "close by=%s",
                      conn->by != NULL ? conn->by : "client");
        conn_tls_goodbye(conn);
        bufferevent_free(conn->bev);
        conn->bev = NULL;
    }
    if (conn->at_work) {
        return;
    }
    conn_unlist(conn);
    conn_clock_free(conn);
    conn_lab_free(conn);
    typist_free(conn->typist);
    SSL_free(conn->ssl);
    conn->server->protocol->free(conn);
}

void
conn_drop(struct conn *conn)
{
    conn->by = conn->by != NULL ? conn->by : "fault";
    conn->server->outbox.len = 0; /* what it was told is nobody else's */
    conn->server->outbox.failed = false;
    conn_end(conn);
}

size_t
conn_unsent(const struct conn *conn)
{
    return evbuffer_get_length(bufferevent_get_output(conn->bev));
}

static bool
is_full(const struct conn *conn)
{
    return evbuffer_get_length(bufferevent_get_input(conn->bev)) >= INPUT_MAX;
}

/*
 * Hear the client again, if it was not heard because the input was full.
 */
static void
hear_again(struct conn *conn)
{
    if ((bufferevent_get_enabled(conn->bev) & EV_READ) == 0 &&
        !is_full(conn)) {
        bufferevent_enable(conn->bev, EV_READ);
    }
}

/*
 * All replies are out.  Say so to TCP, and give the client time to read them:
 * it may be sending, and closing on unread input would destroy them.  What
 * comes now is thrown away, until the client closes or the timer does.
 */
static void
close_gently(struct conn *conn)
{
    struct evbuffer *input = bufferevent_get_input(conn->bev);

    if (conn->ended) {
        conn_end(conn);
        return;
    }
    evbuffer_drain(input, evbuffer_get_length(input));
    conn_tls_goodbye(conn);
    shutdown(bufferevent_getfd(conn->bev), SHUT_WR);
    hear_again(conn);
}

/* ---- Lines in ---- */

static void
answer_telnet(void *ctx, const char *bytes, size_t len)
{
    struct conn *conn = ctx;

    outbox_add(&conn->server->outbox, bytes, len);
    session_event(conn->session, "telnet did=refused");
}

/*
 * Count commands that came without waiting for the replies (RFC 2920).
 */
static void
hand_over(struct conn *conn, struct line *line, enum line_phase phase)
{
    conn_clock_line(conn, phase, line->len);
    conn->batch += phase == LINE_COMMAND;
    conn->server->protocol->line(conn, line);
}

/*
 * Command lines of a person's telnet.  Returns the octets taken from bytes;
 * 0 ends the session.
 */
static size_t
take_typed(struct conn *conn, const char *bytes, size_t count)
{
    size_t limit = conn->server->protocol->limit(conn);
    struct line line;
    size_t fed, len, used;
    const char *text;

    if (conn->typist == NULL) {
        conn->typist = typist_new(answer_telnet, conn);
    }
    fed = conn->typist ? typist_feed(conn->typist, bytes, count) : 0;
    if (fed == 0) {
        session_event(conn->session, "telnet did=cut");
        return 0;
    }
    text = typist_text(conn->typist, &len);
    if (line_take(&conn->reader, LINE_COMMAND, limit, text, len, &line,
                  &used)) {
        hand_over(conn, &line, LINE_COMMAND);
    }
    typist_used(conn->typist, used);
    return fed;
}

/*
 * A server that stops takes no more lines: they would make new work.
 */
static bool
may_read(const struct conn *conn)
{
    return conn->session->wish == WISH_READ && !conn->server->stopping &&
           !conn->held &&
           conn->server->outbox.len < OUTPUT_MAX &&
           conn_unsent(conn) < OUTPUT_MAX;
}

/*
 * REQ(2449-6.6) Take lines from the input as long as the engine wants them, and
 * note whether there is more to take.  REQ(2920-3.2-order) REQ(2920-3.2-input)
 * One after the other, and what is not taken stays.  Returns false if the
 * session must end.
 */
static bool
read_lines(struct conn *conn)
{
    const struct conn_protocol *protocol = conn->server->protocol;
    struct evbuffer *input = bufferevent_get_input(conn->bev);
    size_t have = evbuffer_get_length(input);
    const char *bytes = (const char *)evbuffer_pullup(input, -1);
    size_t done = 0;
    bool whole = true;

    while (whole && done < have && may_read(conn)) {
        enum line_phase phase = protocol->phase(conn);
        const char *rest = bytes + done;
        struct line line;
        size_t used;

        if (phase == LINE_COMMAND && !conn->server->options->strict &&
            (conn->typist != NULL || typist_needed(rest, have - done))) {
            used = take_typed(conn, rest, have - done);
            if (used == 0) {
                return false;
            }
        } else {
            whole = line_take(&conn->reader, phase, protocol->limit(conn),
                              rest, have - done, &line, &used);
            if (whole) {
                hand_over(conn, &line, phase);
            }
        }
        done += used;
    }
    conn->more = whole && done < have;
    evbuffer_drain(input, done);
    return true;
}

/* ---- Replies out ---- */

/*
 * REQ(2449-6.6-window) Move the outbox to the client: what the network takes
 * now goes out now, and the rest waits.  REQ(2920-3.2-pending) Nothing waits
 * for further commands.  Returns false if the session must end.
 */
static bool
send_replies(struct conn *conn)
{
    struct outbox *out = &conn->server->outbox;
    ssize_t sent = 0;
    bool good = !out->failed;

    if (conn->batch > 1) {
        session_event(conn->session, "batch cmds=%u", conn->batch);
    }
    conn->batch = 0;
    if (out->len > 0 && conn->session->delay_ms > 0) {
        conn_lab_hold(conn);
    } else if (out->len > 0 && conn_unsent(conn) == 0 &&
               !conn->session->secure) {
        sent = send(bufferevent_getfd(conn->bev), out->bytes, out->len, 0);
        sent = sent > 0 ? sent : 0; /* trouble will come again, and be told */
    }
    if (out->len > (size_t)sent) { /* of nothing libevent would take memory */
        good &= bufferevent_write(conn->bev, out->bytes + sent,
                                  out->len - (size_t)sent) == 0;
    }
    out->len = 0;
    out->failed = false;
    return good;
}

/*
 * Read and act in turn, until something has to be waited for.  Returns false
 * if the connection may be gone.
 */
static bool
converse(struct conn *conn)
{
    for (;;) {
        if (!read_lines(conn) || !send_replies(conn)) {
            conn_drop(conn);
            return false;
        }
        if (conn->session->wish == WISH_READ ||
            conn->session->wish == WISH_CLOSE) {
            return true;
        }
        if (conn->session->wish == WISH_TLS ? !conn_tls_begin(conn)
                : !conn->server->protocol->act(conn)) {
            return false;
        }
    }
}

void
conn_go_on(struct conn *conn)
{
    if (conn->at_work || (!conn->closing && !converse(conn))) {
        return;
    }
    if (conn->server->stopping && !conn->closing &&
        conn->session->wish == WISH_READ) {
        conn_stop(conn, false);
        return;
    }
    if (!conn->closing && conn->session->wish == WISH_CLOSE) {
        conn->closing = true;
        conn->by = conn->by != NULL ? conn->by : "server";
        conn_clock_linger(conn);
    }
    if (conn->closing && conn_unsent(conn) == 0) {
        close_gently(conn);
    } else if (!conn->closing && conn->more && may_read(conn)) {
        /* The replies are out, so read on; but let others have their turn. */
        bufferevent_trigger(conn->bev, EV_READ,
                            BEV_TRIG_DEFER_CALLBACKS |
                                BEV_TRIG_IGNORE_WATERMARKS);
    } else if (conn->ended && conn_unsent(conn) == 0) {
        conn_end(conn);
    } else {
        hear_again(conn);
    }
}

bool
conn_work_done(struct conn *conn)
{
    conn->at_work = false;
    if (conn->bev != NULL) {
        return true;
    }
    conn_end(conn);
    return false;
}

void
conn_stop(struct conn *conn, bool idle)
{
    if (conn->bev == NULL || conn->closing || conn->at_work) {
        return;
    }
    conn->by = idle ? "timeout" : conn->by;
    if (conn->session->wish == WISH_TLS) { /* no words go out in between */
        conn->by = idle ? "timeout" : "server";
        conn_end(conn);
        return;
    }
    conn->ended |= evbuffer_get_length(bufferevent_get_input(conn->bev)) == 0;
    conn->server->protocol->give_up(conn, idle);
    conn->session->wish = WISH_CLOSE;
    conn_go_on(conn);
}

/* ---- What libevent tells ---- */

/*
 * As long as the input is full and heard, libevent would call again at once,
 * although nothing has come.
 */
static void
on_read(struct bufferevent *bev, void *ctx)
{
    if (is_full(ctx)) {
        bufferevent_disable(bev, EV_READ);
    }
    conn_go_on(ctx);
}

static void
on_written(struct bufferevent *bev, void *ctx)
{
    struct conn *conn = ctx;

    (void)bev;
    conn_clock_alive(conn);
    conn_go_on(conn);
}

/*
 * An end of the stream is no haste: what came before it is still answered, for
 * a person may have piped a whole session into nc.  In a handshake it is the
 * end.
 */
static void
on_event(struct bufferevent *bev, short what, void *ctx)
{
    struct conn *conn = ctx;

    if ((what & BEV_EVENT_CONNECTED) != 0) {
        conn_tls_done(conn);
    } else if ((what & BEV_EVENT_EOF) == 0 || conn->shaking) {
        conn_tls_failed(conn);
        conn_end(conn);
        return;
    } else {
        conn->ended = true;
        if (conn->session->secure) { /* libevent has stopped it, both ways */
            bufferevent_enable(bev, EV_WRITE);
        }
    }
    conn_go_on(conn);
}

void
conn_attach(struct conn *conn, struct bufferevent *bev)
{
    conn->bev = bev;
    bufferevent_setcb(bev, on_read, on_written, on_event, conn);
    bufferevent_setwatermark(bev, EV_READ, 0, INPUT_MAX);
    bufferevent_set_max_single_read(bev, INPUT_MAX);
    bufferevent_set_max_single_write(bev, 4 * OUTPUT_MAX);
    bufferevent_enable(bev, EV_READ); /* it writes whenever there is output */
}

int
conn_watch(struct conn *conn, int fd)
{
    struct bufferevent *bev = NULL;

    if (conn_clock_start(conn) == 0) {
        bev = bufferevent_socket_new(conn->server->base, fd,
                                     BEV_OPT_CLOSE_ON_FREE);
    }
    if (bev == NULL) {
        return -1;
    }
    conn_attach(conn, bev);
    return 0;
}
