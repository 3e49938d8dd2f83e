/*
 * serve.c - start a server, run its loop, end it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/serve.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>
#include <openssl/rand.h>

#include "server/accept.h"
#include "server/conn.h"
#include "server/tls.h"

enum {
    PRIORITIES = 3,         /* the middle is everybody's, the last the log's */
    STOP_SECONDS = 5        /* clients get so long to read their last reply */
};

/* ---- The worker ---- */

static void
on_worker(evutil_socket_t fd, short what, void *ctx)
{
    struct server *server = ctx;

    (void)fd, (void)what;
    commit_reap(server->commit);
}

/* ---- The log ---- */

/*
 * Somebody has moved the log away, to begin a new one.
 */
static void
on_hangup(evutil_socket_t signal_number, short what, void *ctx)
{
    struct server *server = ctx;

    (void)signal_number, (void)what;
    if (log_reopen(server->log) < 0) {
        log_event(server->log, "fault name=log errno=%d", errno);
    } else {
        log_event(server->log, "note text=log\\x20opened\\x20again");
    }
}

/* ---- Stopping ---- */

/*
 * Every client is told; what the worker holds is finished after the loop.
 */
static void
on_stop(evutil_socket_t signal_number, short what, void *ctx)
{
    struct server *server = ctx;
    struct timeval patience = {.tv_sec = STOP_SECONDS};
    struct conn *next;

    (void)what;
    if (server->stopping) {
        event_base_loopbreak(server->base);
        return;
    }
    server->stopping = true;
    log_event(server->log, "note text=stopping\\x20on\\x20signal\\x20%d",
              (int)signal_number);
    accept_stop(server);
    for (struct conn *conn = server->conns; conn != NULL; conn = next) {
        next = conn->next;
        conn_stop(conn, false);
    }
    if (server->conn_count == 0) {
        event_base_loopbreak(server->base);
    } else {
        event_base_loopexit(server->base, &patience);
    }
}

/*
 * What must not end the server: a client that closed, a terminal that went
 * away, a file that may not grow.
 */
static void
ignore_signals(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGHUP, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
}

/* ---- Starting ---- */

static int
fail(const struct server *server, int status, const char *what,
     const char *why)
{
    fprintf(stderr, "%s: %s%s%s\n", server->program, what,
            why[0] != '\0' ? ": " : "", why);
    return status;
}

static void
raise_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static int
check_folder(const struct server *server)
{
    const char *mail = server->options->mail;
    struct stat status;

    if (mkdir(mail, 0700) < 0 && errno != EEXIST) {
        return fail(server, EX_CANTCREAT, mail, strerror(errno));
    }
    if (stat(mail, &status) < 0 || !S_ISDIR(status.st_mode)) {
        return fail(server, EX_CANTCREAT, mail,
                    "--mail must name a folder that can be written");
    }
    return 0;
}

static int
load_users(struct server *server)
{
    unsigned line;
    const char *why;
    char where[300];

    server->users = users_load(server->options->users, &line, &why);
    if (server->users != NULL) {
        return 0;
    }
    if (line > 0) {
        snprintf(where, sizeof where, "%.250s:%u", server->options->users,
                 line);
    } else {
        snprintf(where, sizeof where, "%.250s", server->options->users);
    }
    return fail(server, EX_CONFIG, where, why);
}

static int
load_certificate(struct server *server)
{
    const struct options *options = server->options;
    char why[TLS_WHY_MAX];
    int status = 0;

    if (options->tls_cert != NULL) {
        server->tls = tls_load(options->tls_cert, options->tls_key, why,
                               &status);
    }
    return status == 0 ? 0 : fail(server, status, why, "");
}

/*
 * What the loop needs, in the order in which it is given back.
 */
static int
start_loop(struct server *server)
{
    server->base = event_base_new();
    if (server->base == NULL ||
        event_base_priority_init(server->base, PRIORITIES) < 0) {
        return fail(server, EX_OSERR, "cannot start the event loop", "");
    }
    server->log = log_open(server->options->log, server->protocol->service,
                           server->base);
    if (server->log == NULL) {
        return fail(server, EX_CANTCREAT, server->options->log,
                    strerror(errno));
    }
    server->commit = commit_start();
    if (server->commit == NULL) {
        return fail(server, EX_OSERR, "cannot start the worker",
                    strerror(errno));
    }
    if (RAND_bytes((unsigned char *)&server->random,
                   sizeof server->random) != 1) {
        return fail(server, EX_OSERR, "no random numbers", "");
    }
    return 0;
}

static int
start_listening(struct server *server)
{
    char why[LISTEN_WHY_MAX];
    int status = accept_start(server, why);

    if (status != 0) {
        return fail(server, status, why, "");
    }
    if (geteuid() == 0) {
        log_event(server->log, "note text=running\\x20as\\x20root:\\x20"
                               "not\\x20needed,\\x20and\\x20not\\x20wise");
    }
    return 0;
}

/*
 * One who asks twice must not interrupt what is just being written.
 */
static void
ignore_more_stops(void)
{
    sigset_t stops;

    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    sigprocmask(SIG_BLOCK, &stops, NULL);
}

static void
run(struct server *server)
{
    struct event *worker = event_new(server->base, commit_fd(server->commit),
                                     EV_READ | EV_PERSIST, on_worker, server);
    struct event *term = evsignal_new(server->base, SIGTERM, on_stop, server);
    struct event *interrupt = evsignal_new(server->base, SIGINT, on_stop,
                                           server);
    struct event *hangup = evsignal_new(server->base, SIGHUP, on_hangup,
                                        server);

    event_add(worker, NULL);
    event_add(term, NULL);
    event_add(interrupt, NULL);
    event_add(hangup, NULL);
    event_base_dispatch(server->base);
    ignore_more_stops();
    event_free(worker);
    event_free(term);
    event_free(interrupt);
    event_free(hangup);
}

static void
shut_down(struct server *server)
{
    accept_stop(server);
    if (server->commit != NULL) {
        commit_stop(server->commit);
    }
    while (server->conns != NULL) {
        conn_drop(server->conns);
    }
    if (server->log != NULL) {
        log_close(server->log);
    }
    if (server->base != NULL) {
        /* A callback that libevent has put off holds on to its connection. */
        event_base_loop(server->base, EVLOOP_NONBLOCK);
        event_base_free(server->base);
    }
    if (server->users != NULL) {
        users_free(server->users);
    }
    SSL_CTX_free(server->tls);
    outbox_free(&server->outbox);
}

int
serve(struct server *server, struct session_doors *doors)
{
    int status;

    umask(077);
    ignore_signals();
    raise_descriptors();
    status = check_folder(server);
    if (status == 0) {
        status = load_users(server);
    }
    if (status == 0) {
        status = load_certificate(server);
    }
    if (status == 0) {
        status = start_loop(server);
    }
    if (status == 0) {
        *doors = (struct session_doors){
            .out = &server->outbox,
            .record = log_record,
            .ctx = server->log,
            .content_lines = (unsigned)server->options->log_content,
            .show_secrets = server->options->show_secrets,
            .strict = server->options->strict,
            .tls = server->tls != NULL,
            .lab = server->options->lab};
        status = start_listening(server);
    }
    if (status == 0) {
        run(server);
    }
    shut_down(server);
    return status;
}

void
serve_label(const struct server *server, char *label, size_t room)
{
    const char *domain = server->options->domain;

    snprintf(label, room, "%.*s", (int)strcspn(domain, "."), domain);
}

int64_t
serve_clock(struct server *server)
{
    struct timespec now;
    int64_t micros;

    clock_gettime(CLOCK_REALTIME, &now);
    micros = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    if (micros <= server->last_stamp) {
        micros = server->last_stamp + 1;
    }
    server->last_stamp = micros;
    return micros;
}
