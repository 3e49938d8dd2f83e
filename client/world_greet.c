/*
 * world_greet.c - ask ports for their greetings, many at a time.
 *
 * The idea: one small state machine a port, and one poll() for all of them.
 * A polite guest says QUIT: a server's log then shows a whole session and not
 * a visitor who ran away.
 *
 * RFC 5321 sections 3.1, 4.1.1.10 and 4.3.1; RFC 1939 section 4.
 * SPDX-License-Identifier: ISC
 */
#include "client/world_greet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { GREETS_MAX = 8 };

/* Where send() does not know it, the program ignores SIGPIPE anyway. */
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

static void
settle(struct greet *greet, enum greet_state state)
{
    if (greet->fd != -1) {
        close(greet->fd);
    }
    greet->fd = -1;
    greet->state = state;
}

void
greet_begin(struct greet *greet, uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET};

    *greet = (struct greet){.state = GREET_CONNECTING, .port = port, .fd = -1};
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    greet->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (greet->fd == -1) {
        settle(greet, GREET_NOBODY);
        return;
    }
    (void)fcntl(greet->fd, F_SETFD, FD_CLOEXEC);
    (void)fcntl(greet->fd, F_SETFL, O_NONBLOCK);
    if (connect(greet->fd, (struct sockaddr *)&to, sizeof to) == 0) {
        greet->state = GREET_READING;
    } else if (errno != EINPROGRESS && errno != EINTR) {
        settle(greet, GREET_NOBODY);
    }
}

static void
take_connection(struct greet *greet)
{
    int error = 0;
    socklen_t len = sizeof error;

    if (getsockopt(greet->fd, SOL_SOCKET, SO_ERROR, &error, &len) == -1 ||
        error != 0) {
        settle(greet, GREET_NOBODY);
    } else {
        greet->state = GREET_READING;
    }
}

static void
say_quit(struct greet *greet)
{
    static const char quit[] = "QUIT\r\n";

    /* Whether it arrives is all the same: then the other end has closed. */
    (void)send(greet->fd, quit, sizeof quit - 1, MSG_NOSIGNAL);
    greet->state = GREET_LEAVING;
}

/* Read on in the greeting; leave when its line is whole. */
static void
take_greeting(struct greet *greet)
{
    ssize_t got = recv(greet->fd, greet->line + greet->len,
                       sizeof greet->line - greet->len, 0);
    const char *lf;

    if (got == -1 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (got <= 0) {
        settle(greet, GREET_DONE);
        return;
    }
    greet->len += (size_t)got;
    lf = memchr(greet->line, '\n', greet->len);
    if (lf != NULL) {
        greet->whole = true;
        greet->len = (size_t)(lf - greet->line);
        greet->len -= greet->len > 0 && lf[-1] == '\r';
    }
    if (lf != NULL || greet->len == sizeof greet->line) {
        say_quit(greet);
    }
}

/* All that is left to come is good-bye: throw it away. */
static void
take_leave(struct greet *greet)
{
    char rest[256];
    ssize_t got = recv(greet->fd, rest, sizeof rest, 0);

    if (got == 0 || (got == -1 && errno != EAGAIN && errno != EINTR)) {
        settle(greet, GREET_DONE);
    }
}

static void
take_step(struct greet *greet)
{
    switch (greet->state) {
    case GREET_CONNECTING:
        take_connection(greet);
        break;
    case GREET_READING:
        take_greeting(greet);
        break;
    case GREET_LEAVING:
        take_leave(greet);
        break;
    case GREET_IDLE:
    case GREET_NOBODY:
    case GREET_DONE:
        break;
    }
}

void
greet_turn(struct greet *greets, size_t count, int timeout_ms)
{
    struct pollfd polls[GREETS_MAX];
    nfds_t n = count < GREETS_MAX ? (nfds_t)count : GREETS_MAX;

    for (nfds_t i = 0; i < n; i++) {
        bool waits = !greet_settled(&greets[i]);
        bool connects = greets[i].state == GREET_CONNECTING;

        polls[i].fd = waits ? greets[i].fd : -1;
        polls[i].events = connects ? POLLOUT : POLLIN;
        polls[i].revents = 0;
    }
    if (poll(polls, n, timeout_ms) <= 0) {
        return;
    }
    for (nfds_t i = 0; i < n; i++) {
        if (polls[i].revents != 0) {
            take_step(&greets[i]);
        }
    }
}

bool
greet_settled(const struct greet *greet)
{
    return greet->state == GREET_IDLE || greet->state == GREET_NOBODY ||
           greet->state == GREET_DONE;
}

void
greet_end(struct greet *greet)
{
    if (!greet_settled(greet)) {
        settle(greet, GREET_DONE);
    }
}
