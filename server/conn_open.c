/*
 * conn_open.c - a client has connected: let it in, unless there are too many.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/conn.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

enum { BUSY_MAX = 512 };

static bool
from_loopback(const char *literal)
{
    return strncmp(literal, "[127.", 5) == 0 ||
           strncmp(literal, "[IPv6:::ffff:127.", 17) == 0 ||
           strcmp(literal, "[IPv6:::1]") == 0;
}

/*
 * A class may sit on one host, so the loopback is not counted by address.
 */
static bool
too_many(const struct server *server, const char *literal)
{
    uint64_t same = 0;

    if (server->conn_count >= server->options->max_sessions) {
        return true;
    }
    if (from_loopback(literal)) {
        return false;
    }
    for (struct conn *conn = server->conns; conn; conn = conn->next) {
        same += strcmp(literal, conn->peer) == 0;
    }
    return same >= server->options->max_per_address;
}

static void
turn_away(struct server *server, int fd, const char *literal)
{
    char text[BUSY_MAX];

    server->protocol->busy(server, text, sizeof text);
    send(fd, text, strlen(text), 0);
    close(fd);
    log_event(server->log, "note text=too\\x20many\\x20sessions:\\x20%s",
              literal);
}

static void
enlist(struct server *server, struct conn *conn)
{
    conn->server = server;
    conn->next = server->conns;
    conn->back = &server->conns;
    if (conn->next != NULL) {
        conn->next->back = &conn->next;
    }
    server->conns = conn;
    server->conn_count++;
}

void
conn_unlist(struct conn *conn)
{
    struct server *server = conn->server;

    *conn->back = conn->next;
    if (conn->next != NULL) {
        conn->next->back = conn->back;
    }
    server->conn_count--;
    if (server->stopping && server->conn_count == 0) {
        event_base_loopbreak(server->base);
    }
}

void
conn_open(struct server *server, int fd, const struct sockaddr *address,
          bool submission)
{
    char literal[LISTEN_TEXT_MAX], from[LISTEN_TEXT_MAX];
    struct conn *conn;
    int on = 1;

    listen_literal(address, literal);
    listen_text(address, from);
    if (too_many(server, literal)) {
        turn_away(server, fd, literal);
        return;
    }
    conn = server->protocol->make(server, server->sessions + 1, literal);
    if (conn == NULL) {
        close(fd);
        return;
    }
    server->sessions++;
    enlist(server, conn);
    conn->session->submission = submission;
    conn->session->clear_ok =
        from_loopback(literal) || server->options->lab;
    session_event(conn->session, "connect from=%s%s", from,
                  submission ? " service=submission" : "");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    line_reader_init(&conn->reader, server->options->strict);
    memcpy(conn->peer, literal, sizeof literal);
    if (conn_watch(conn, fd) < 0) {
        close(fd);
        conn_drop(conn);
        return;
    }
    server->protocol->greet(conn);
    conn_go_on(conn);
}
