/*
 * dial.c - try the addresses of a name until one answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * Wait for a connection that is under way.  Returns 0, or -1 with errno.
 */
static int
await(int fd, int timeout_ms)
{
    struct pollfd pollfd = {.fd = fd, .events = POLLOUT};
    int error = 0;
    socklen_t len = sizeof error;
    int ready = poll(&pollfd, 1, timeout_ms);

    if (ready <= 0) {
        errno = ready == 0 ? ETIMEDOUT : errno;
        return -1;
    }
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0 ||
        error != 0) {
        errno = error;
        return -1;
    }
    return 0;
}

static int
try_address(const struct addrinfo *address, int timeout_ms)
{
    int fd = socket(address->ai_family, SOCK_STREAM, 0);
    int saved;

    if (fd < 0) {
        return -1;
    }
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0 ||
        (errno == EINPROGRESS && await(fd, timeout_ms) == 0)) {
        return fd;
    }
    saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

int
dial(const char *host, uint16_t port, int timeout_ms, char *why, size_t room)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses;
    struct addrinfo *address;
    char service[8];
    int fd = -1;
    int error;

    snprintf(service, sizeof service, "%u", (unsigned)port);
    error = getaddrinfo(host, service, &hints, &addresses);
    if (error != 0) {
        snprintf(why, room, "no address for the name %s: %s", host,
                 gai_strerror(error));
        return -1;
    }
    for (address = addresses; address != NULL && fd < 0;
         address = address->ai_next) {
        fd = try_address(address, timeout_ms);
    }
    if (fd < 0) {
        snprintf(why, room, "no connection to %s:%u: %s", host,
                 (unsigned)port, strerror(errno));
    }
    freeaddrinfo(addresses);
    return fd;
}
