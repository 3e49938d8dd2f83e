/*
 * accept.c - the ports of a server, and who knocks there.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/accept.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <event2/event.h>
#include <event2/listener.h>

#include "server/conn.h"

enum { BREATH_MS = 100 };   /* out of descriptors: a pause of so long */

static void
on_accept(struct evconnlistener *listener, evutil_socket_t fd,
          struct sockaddr *address, int len, void *ctx)
{
    struct server *server = ctx;

    (void)len;
    conn_open(server, fd, address, listener == server->submission);
}

static void
on_accept_error(struct evconnlistener *listener, void *ctx)
{
    struct server *server = ctx;
    struct timeval breath = {.tv_usec = BREATH_MS * 1000};

    (void)listener;
    log_event(server->log, "fault name=accept errno=%d", errno);
    evconnlistener_disable(server->listener);
    if (server->submission != NULL) {
        evconnlistener_disable(server->submission);
    }
    event_add(server->breather, &breath);
}

static void
on_breath(evutil_socket_t fd, short what, void *ctx)
{
    struct server *server = ctx;

    (void)fd, (void)what;
    if (server->listener != NULL) {
        evconnlistener_enable(server->listener);
    }
    if (server->submission != NULL) {
        evconnlistener_enable(server->submission);
    }
}

/*
 * Listen at the address that an option gives.
 */
static int
listen_at(struct server *server, const char *option, const char *where,
          struct evconnlistener **listener, char why[LISTEN_WHY_MAX])
{
    bool submission = listener == &server->submission;
    char at[LISTEN_TEXT_MAX];
    int status = 0;
    int fd = listen_on(option, where, at, why, &status);

    if (fd < 0) {
        return status;
    }
    *listener = evconnlistener_new(
        server->base, on_accept, server,
        LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
    if (*listener == NULL) {
        close(fd);
        snprintf(why, LISTEN_WHY_MAX, "cannot listen: %s", strerror(errno));
        return EX_OSERR;
    }
    evconnlistener_set_error_cb(*listener, on_accept_error);
    log_event(server->log, "listen at=%s%s", at,
              submission ? " service=submission" : "");
    return 0;
}

int
accept_start(struct server *server, char why[LISTEN_WHY_MAX])
{
    const struct options *options = server->options;
    int status;

    server->breather = event_new(server->base, -1, 0, on_breath, server);
    if (server->breather == NULL) {
        snprintf(why, LISTEN_WHY_MAX, "cannot listen: out of memory");
        return EX_OSERR;
    }
    status = listen_at(server, "--listen", options->listen, &server->listener,
                       why);
    if (status == 0 && options->submission != NULL) {
        status = listen_at(server, "--submission", options->submission,
                           &server->submission, why);
    }
    return status;
}

void
accept_stop(struct server *server)
{
    if (server->listener != NULL) {
        evconnlistener_free(server->listener);
    }
    if (server->submission != NULL) {
        evconnlistener_free(server->submission);
    }
    if (server->breather != NULL) {
        event_free(server->breather);
    }
    server->listener = NULL;
    server->submission = NULL;
    server->breather = NULL;
}
