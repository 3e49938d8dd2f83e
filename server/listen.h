/*
 * listen.h - one address to listen on, and a clear answer if it is taken.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_LISTEN_H
#define MAILWALK_SERVER_LISTEN_H

#include <stddef.h>
#include <sys/socket.h>

enum { LISTEN_TEXT_MAX = 80, LISTEN_WHY_MAX = 256 };

/*
 * Listen on "ADDR:PORT" (an IPv6 address in brackets; port 0 picks one), the
 * value of option.  Writes the real address to at.  Returns a non-blocking
 * descriptor, or -1 with why: for a port in use, whose greeting answers there
 * and the way out; *status is then the exit status to end with.
 */
int listen_on(const char *option, const char *where, char at[LISTEN_TEXT_MAX],
              char why[LISTEN_WHY_MAX], int *status);

/*
 * Write an address as text, with the port ("127.0.0.1:2525", "[::1]:2525").
 */
void listen_text(const struct sockaddr *address, char text[LISTEN_TEXT_MAX]);

/*
 * Write an address as an SMTP address literal ("[127.0.0.1]", "[IPv6:::1]").
 * RFC 5321 section 4.1.3.
 */
void listen_literal(const struct sockaddr *address,
                    char text[LISTEN_TEXT_MAX]);

#endif
