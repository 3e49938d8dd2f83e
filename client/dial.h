/*
 * dial.h - from the name of a host to a connecting socket.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_DIAL_H
#define MAILWALK_CLIENT_DIAL_H

#include <netdb.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The addresses of a host, for freeaddrinfo(); or NULL with the reason in why.
 */
struct addrinfo *dial_look_up(const char *host, uint16_t port, char *why,
                              size_t room);

/*
 * A nonblocking socket that is connecting to the address, or -1 with errno.
 */
int dial_begin(const struct addrinfo *address);

#endif
