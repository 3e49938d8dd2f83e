/*
 * chat_connect.c - from a name to a connection.
 *
 * Every address of a name is tried in turn: localhost may be ::1 first and
 * 127.0.0.1 second, and the server may listen at one of them only.  One
 * deadline bounds them all.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/chat_inside.h"

/*
 * A socket that is connecting to the address; -1 if that failed at once.
 */
static int
start_connect(struct chat *chat, const struct addrinfo *address)
{
    int one = 1;
    int fd = socket(address->ai_family, SOCK_STREAM, 0);

    if (fd < 0) {
        chat->last_errno = errno;
        return -1;
    }
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    evutil_make_socket_nonblocking(fd);
    /* Commands are small and each awaits its reply: do not hold them back. */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd, address->ai_addr, address->ai_addrlen) != 0 &&
        errno != EINPROGRESS) {
        chat->last_errno = errno;
        close(fd);
        return -1;
    }
    return fd;
}

static void
name_address(struct chat *chat, const struct addrinfo *address)
{
    char host[NI_MAXHOST];

    if (getnameinfo(address->ai_addr, address->ai_addrlen, host, sizeof host,
                    NULL, 0, NI_NUMERICHOST) != 0) {
        return;
    }
    snprintf(chat->at, CHAT_AT_ROOM, strchr(host, ':') ? "[%s]:%u" : "%s:%u",
             host, (unsigned)chat->options.port);
}

void
chat_try_next(struct chat *chat)
{
    int fd = -1;

    while (fd < 0 && chat->next != NULL) {
        name_address(chat, chat->next);
        fd = start_connect(chat, chat->next);
        chat->next = chat->next->ai_next;
    }
    if (fd < 0) {
        chat_finish(chat, CHAT_NO_CONNECTION, "no connection to %s: %s",
                    chat->at, strerror(chat->last_errno));
        return;
    }
    bufferevent_setfd(chat->bev, fd);
    bufferevent_enable(chat->bev, EV_READ | EV_WRITE);
    /* No address: the socket is connecting already. */
    if (bufferevent_socket_connect(chat->bev, NULL, 0) != 0) {
        chat_finish(chat, CHAT_FAULT, "the connection cannot be watched");
    }
}

void
chat_connect(struct chat *chat)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    char port[8];
    int error;

    snprintf(port, sizeof port, "%u", (unsigned)chat->options.port);
    error = getaddrinfo(chat->host, port, &hints, &chat->addresses);
    if (error != 0) {
        chat_finish(chat, CHAT_NO_HOST, "no address for the name %s: %s",
                    chat->host, gai_strerror(error));
        return;
    }
    chat->next = chat->addresses;
    chat_try_next(chat);
}
