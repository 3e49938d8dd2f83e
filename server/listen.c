/*
 * listen.c - bind an address, or tell who has it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "protocol/dialogue.h"

enum {
    PORT_MAX = 65535,
    BACKLOG = 1024,     /* a class that connects at once */
    GREETING_MS = 1000, /* wait so long for a greeting */
    GREETING_MAX = 40   /* octets of it that are shown */
};

/*
 * Split ADDR:PORT and look it up; only numbers are taken.
 */
static struct addrinfo *
resolve(const char *where)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    const char *colon = strrchr(where, ':');
    char host[LISTEN_TEXT_MAX];
    size_t len;

    if (colon == NULL || (size_t)(colon - where) >= sizeof host) {
        return NULL;
    }
    len = (size_t)(colon - where);
    if (len >= 2 && where[0] == '[' && where[len - 1] == ']') {
        where++;
        len -= 2;
    }
    memcpy(host, where, len);
    host[len] = '\0';
    if (strtoul(colon + 1, NULL, 10) > PORT_MAX) {
        return NULL; /* some systems would take it modulo 65536 */
    }
    return getaddrinfo(host, colon + 1, &hints, &found) == 0 ? found : NULL;
}

static int
bind_address(const struct addrinfo *address)
{
    int on = 1;
    int fd = socket(address->ai_family, SOCK_STREAM, 0);

    if (fd < 0) {
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    if (bind(fd, address->ai_addr, address->ai_addrlen) < 0 ||
        listen(fd, BACKLOG) < 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

/*
 * What the present owner of the address says first, printable, or nothing.
 */
static void
ask_owner(const struct addrinfo *address, char *greeting)
{
    char raw[GREETING_MAX];
    struct pollfd ready = {.events = POLLIN};
    ssize_t got = 0;

    greeting[0] = '\0';
    ready.fd = socket(address->ai_family, SOCK_STREAM, 0);
    if (ready.fd < 0) {
        return;
    }
    if (connect(ready.fd, address->ai_addr, address->ai_addrlen) == 0 &&
        poll(&ready, 1, GREETING_MS) > 0) {
        got = recv(ready.fd, raw, sizeof raw, 0);
    }
    close(ready.fd);
    if (got > 0) {
        char *end = memchr(raw, '\r', (size_t)got);
        size_t len = end ? (size_t)(end - raw) : (size_t)got;
        greeting[dialogue_escape(raw, len, greeting)] = '\0';
    }
}

static void
explain(const struct addrinfo *address, const char *option,
        const char *where, int error, char why[LISTEN_WHY_MAX])
{
    char greeting[4 * GREETING_MAX + 1];

    if (error != EADDRINUSE) {
        snprintf(why, LISTEN_WHY_MAX, "cannot listen on %s: %s", where,
                 strerror(error));
        return;
    }
    ask_owner(address, greeting);
    snprintf(why, LISTEN_WHY_MAX,
             "%s is taken%s%.100s%s; stop that program, or choose another "
             "port with %s", where,
             greeting[0] ? " by a server that says \"" : "", greeting,
             greeting[0] ? "\"" : "", option);
}

int
listen_on(const char *option, const char *where, char at[LISTEN_TEXT_MAX],
          char why[LISTEN_WHY_MAX], int *status)
{
    struct sockaddr_storage bound;
    socklen_t len = sizeof bound;
    struct addrinfo *address = resolve(where);
    int fd;

    if (address == NULL) {
        snprintf(why, LISTEN_WHY_MAX, "%s: \"%.80s\" is no ADDR:PORT; write "
                 "for example %s 127.0.0.1:2525", option, where, option);
        *status = EX_USAGE;
        return -1;
    }
    fd = bind_address(address);
    if (fd < 0) {
        explain(address, option, where, errno, why);
        *status = EX_UNAVAILABLE;
    } else if (getsockname(fd, (struct sockaddr *)&bound, &len) == 0) {
        listen_text((struct sockaddr *)&bound, at);
    }
    freeaddrinfo(address);
    return fd;
}

static const char *
host_text(const struct sockaddr *address, char *text, size_t room,
          unsigned *port)
{
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const void *)address;
        *port = ntohs(six->sin6_port);
        return inet_ntop(AF_INET6, &six->sin6_addr, text, (socklen_t)room);
    }
    const struct sockaddr_in *four = (const void *)address;
    *port = ntohs(four->sin_port);
    return inet_ntop(AF_INET, &four->sin_addr, text, (socklen_t)room);
}

void
listen_text(const struct sockaddr *address, char text[LISTEN_TEXT_MAX])
{
    char host[INET6_ADDRSTRLEN] = "";
    unsigned port;

    host_text(address, host, sizeof host, &port);
    snprintf(text, LISTEN_TEXT_MAX,
             address->sa_family == AF_INET6 ? "[%s]:%u" : "%s:%u", host, port);
}

void
listen_literal(const struct sockaddr *address, char text[LISTEN_TEXT_MAX])
{
    char host[INET6_ADDRSTRLEN] = "";
    unsigned port;

    host_text(address, host, sizeof host, &port);
    snprintf(text, LISTEN_TEXT_MAX,
             address->sa_family == AF_INET6 ? "[IPv6:%s]" : "[%s]", host);
}
