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
 * Write an address and the port to at: "127.0.0.1:2525", "[::1]:2525".  If it
 * has no such form, at stays as it is.
 */
void dial_name(const struct addrinfo *address, uint16_t port, char *at,
               size_t room);

/*
 * A nonblocking socket that is connecting to the address, or -1 with errno.
 */
int dial_begin(const struct addrinfo *address);

#endif
