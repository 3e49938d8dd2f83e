/*
 * dial.c - look a name up, begin to connect.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
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

void
dial_name(const struct addrinfo *address, uint16_t port, char *at, size_t room)
{
    char host[NI_MAXHOST];

    if (getnameinfo(address->ai_addr, address->ai_addrlen, host, sizeof host,
                    NULL, 0, NI_NUMERICHOST) == 0) {
        snprintf(at, room, strchr(host, ':') ? "[%s]:%u" : "%s:%u", host,
                 (unsigned)port);
    }
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
