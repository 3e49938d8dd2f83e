/*
 * conn.h - one connection: octets in, lines to the engine, replies out.
 *
 *   octets -> telnet (commands only) -> line -> the engine -> outbox -> octets
 *
 * The connection feeds its engine line by line as long as the engine wishes
 * to read.  If it wishes for something slow, the protocol's driver carries
 * that out and calls conn_go_on(); meanwhile input waits in the buffer, and
 * beyond a limit in the network.  A client that does not read its replies is
 * not read from either.
 *
 * A connection that has a job in the worker outlives its client: it is freed
 * when the job is done.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_CONN_H
#define MAILWALK_SERVER_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "protocol/line.h"
#include "server/listen.h"
#include "server/serve.h"
#include "server/session.h"

struct bufferevent;
struct ssl_st;
struct typist;

/* What a protocol gives to the connection. */
struct conn_protocol {
    const char *service;        /* "smtp", "pop3": as in the log */
    /* Make a connection of the protocol's own, conn being its first member,
     * with its session begun.  peer is an address literal.  NULL: no memory. */
    struct conn *(*make)(struct server *server, unsigned long number,
                         const char *peer);
    void (*greet)(struct conn *conn);
    enum line_phase (*phase)(const struct conn *conn);
    size_t (*limit)(const struct conn *conn);   /* octets of a line */
    void (*line)(struct conn *conn, struct line *line);
    /* Carry out session->wish; also called again for a wish not yet fulfilled,
     * whenever there may be room for more output.  Returns true if it is
     * fulfilled now; false to wait, or if the conn has been dropped. */
    bool (*act)(struct conn *conn);
    /* WISH_TLS is this file's affair: tell the engine if TLS can begin. */
    void (*tls)(struct conn *conn, bool ready);
    void (*give_up)(struct conn *conn, bool idle); /* say goodbye, or not */
    void (*free)(struct conn *conn);
    /* What is said to a client that is one too many, with CRLF. */
    void (*busy)(const struct server *server, char *text, size_t room);
};

struct conn {
    struct server *server;
    struct session *session;    /* the engine's */
    struct bufferevent *bev;    /* NULL when the client is gone */
    struct ssl_st *ssl;         /* for a handshake that is about to begin */
    struct event *timer;
    struct line_reader reader;
    struct typist *typist;      /* NULL unless a telnet spoke */
    char peer[LISTEN_TEXT_MAX]; /* its address literal */
    int64_t active_ms;          /* when the last line was taken, or sent */
    int64_t text_ms;            /* the last command: so a text began then, */
    uint64_t text_octets;       /* and has so many by now */
    size_t unsent;              /* output waiting at the last look */
    unsigned batch;             /* commands taken in one go */
    const char *by;             /* who ends it, for the log; NULL: client */
    bool at_work;               /* a job of this connection is in the worker */
    bool ended;                 /* the client has said all that is heard */
    bool closing;               /* nothing more is read */
    bool more;                  /* input waits for room for its replies */
    bool held;                  /* replies wait: a fault for teaching */
    struct event *delay;        /* for that; NULL unless it was asked for */
    bool shaking;               /* hands, for TLS: nothing else is read */
    struct conn *next, **back;  /* in server->conns */
};

/*
 * Begin a session with an accepted client.  Takes fd.  submission: it came in
 * by the submission port.
 */
void conn_open(struct server *server, int fd, const struct sockaddr *address,
               bool submission);

/*
 * One turn: lines in, replies out, and whatever the engine wishes.  To be
 * called when a wish is fulfilled.  The conn may be freed by this.
 */
void conn_go_on(struct conn *conn);

/*
 * The job in the worker is done.  Returns false if the client was gone and the
 * connection has now been freed; at_work is false afterwards.
 */
bool conn_work_done(struct conn *conn);

/*
 * End the session from our side, with the protocol's words for it: it was idle
 * for too long, or the server stops.
 */
void conn_stop(struct conn *conn, bool idle);

/*
 * Drop the connection at once: a fault.
 */
void conn_drop(struct conn *conn);

/*
 * Take the connection out of the server's list; a server that stops ends with
 * the last one.
 */
void conn_unlist(struct conn *conn);

/* Between the files of the connection. */

/*
 * The client is gone, or is sent away: the log is told how, and the engine
 * forgets what was not finished; but a job in the worker is waited for.
 */
void conn_end(struct conn *conn);

/*
 * Begin to watch fd, and take it.  Returns 0, or -1 if memory ran out; then fd
 * is still the caller's.
 */
int conn_watch(struct conn *conn, int fd);

/*
 * Let this bufferevent carry the connection from now on.
 */
void conn_attach(struct conn *conn, struct bufferevent *bev);

/*
 * Octets that wait for the client to read.
 */
size_t conn_unsent(const struct conn *conn);

/*
 * The clock: start it (-1: no memory), free it; all output has gone; a line of
 * len octets was taken; the last words were said, so wait a little for them to
 * be read.
 */
int conn_clock_start(struct conn *conn);
void conn_clock_free(struct conn *conn);
void conn_clock_alive(struct conn *conn);
void conn_clock_line(struct conn *conn, enum line_phase phase, size_t len);
void conn_clock_linger(struct conn *conn);

/*
 * TLS: carry out WISH_TLS, to be called again whenever output has gone.  True
 * if the engine has just been told, and spoke; false if there is to wait, or
 * the conn was dropped.
 */
bool conn_tls_begin(struct conn *conn);

/*
 * The handshake is done; or it failed, or TLS did later, and that is logged if
 * the reason is one.
 */
void conn_tls_done(struct conn *conn);
void conn_tls_failed(struct conn *conn);

/*
 * Tell the client, once, that it has all and nothing more will come
 * (close_notify, RFC 8446 section 6.1).  In the clear there is no such word.
 */
void conn_tls_goodbye(struct conn *conn);

/* conn_lab.c */

/*
 * What is in the output leaves session->delay_ms later.
 */
void conn_lab_hold(struct conn *conn);
void conn_lab_free(struct conn *conn);

#endif
