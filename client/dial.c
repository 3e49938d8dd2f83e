/*
 * dial.c - try the addresses of a name until one answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct addrinfo *
dial_look_up(const char *host, uint16_t port, char *why, size_t room)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses = NULL;
    char service[8];
    int error;

    snprintf(service, sizeof service, "%u", (unsigned)port);
    error = getaddrinfo(host, service, &hints, &addresses);
    if (error != 0) {
        snprintf(why, room, "no address for the name %s: %s", host,
                 gai_strerror(error));
        return NULL;
    }
    return addresses;
}

int
dial_begin(const struct addrinfo *address)
{
    int one = 1;
    int error;
    int fd = socket(address->ai_family, SOCK_STREAM, 0);

    if (fd < 0) {
        return -1;
    }
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    /* Commands are small and each awaits its reply: do not hold them back. */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0 ||
        errno == EINPROGRESS) {
        return fd;
    }
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

/*
 * Wait until the socket is connected.  Returns 0, or what went wrong.
 */
static int
await(int fd, int timeout_ms)
{
    struct pollfd pollfd = {.fd = fd, .events = POLLOUT};
    int error = 0;
    socklen_t len = sizeof error;
    int ready = poll(&pollfd, 1, timeout_ms);

    if (ready == 0) {
        return ETIMEDOUT;
    }
    return ready < 0 ||
                   getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0
               ? errno
               : error;
}

int
dial(const char *host, uint16_t port, int timeout_ms, char *why, size_t room)
{
    struct addrinfo *addresses = dial_look_up(host, port, why, room);
    struct addrinfo *next;
    int error = 0;
    int fd = -1;

    for (next = addresses; next != NULL && fd < 0; next = next->ai_next) {
        fd = dial_begin(next);
        error = fd < 0 ? errno : await(fd, timeout_ms);
        if (fd >= 0 && error != 0) {
            close(fd);
            fd = -1;
        }
    }
    if (addresses != NULL) {
        freeaddrinfo(addresses);
        if (fd < 0) {
            snprintf(why, room, "no connection to %s:%u: %s", host,
                     (unsigned)port, strerror(error));
        }
    }
    return fd;
}
