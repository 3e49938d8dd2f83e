/*
 * serve.h - what the life of both servers has in common.
 *
 * Start: options, users, log, worker thread, listener, and one loop.  All
 * sessions run in that loop; whatever may be slow is handed to the worker.
 * Stop (SIGTERM, SIGINT): listen no more, tell each client, finish what was
 * begun on disk, end with status 0.  SIGHUP opens the log anew.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_SERVE_H
#define MAILWALK_SERVER_SERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/commit.h"
#include "server/greylist.h"
#include "server/log.h"
#include "server/options.h"
#include "server/session.h"
#include "server/users.h"

struct event_base;
struct evconnlistener;
struct event;
struct ssl_ctx_st;
struct conn;
struct conn_protocol;

struct server {
    const char *program;                /* "smtpd" */
    const struct conn_protocol *protocol;
    void *site;                         /* struct smtp_site or pop3_site */
    const struct options *options;
    struct event_base *base;
    struct log *log;
    struct users *users;
    struct ssl_ctx_st *tls;             /* NULL: there is no TLS */
    struct commit *commit;
    struct evconnlistener *listener;
    struct evconnlistener *submission;  /* the second one, or NULL */
    struct event *breather;             /* accepts again after a pause */
    struct outbox outbox;
    struct conn *conns;                 /* all connections, a list */
    size_t conn_count;
    unsigned long sessions;             /* begun so far: their numbers */
    int64_t last_stamp;                 /* that serve_clock() gave */
    uint32_t stamps;                    /* unique-ids given */
    uint32_t random;                    /* this process's, in each of them */
    struct greylist greylist;           /* smtpd --lab */
    bool stopping;
};

/*
 * Start and run a server until it is told to stop.  program, protocol, site
 * and options are set; the rest is zero.  doors, the site's, are filled here.
 * Returns the exit status, after a line on stderr if it is not 0.
 */
int serve(struct server *server, struct session_doors *doors);

/*
 * Microseconds since 1970, and every time more than before, whatever the clock
 * does: for names that no other message, or session, has.
 */
int64_t serve_clock(struct server *server);

/*
 * The first label of the mail domain, for file names: as a string to label.
 */
void serve_label(const struct server *server, char *label, size_t room);

#endif
