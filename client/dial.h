/*
 * dial.h - a connection to one server, made while the caller waits.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_DIAL_H
#define MAILWALK_CLIENT_DIAL_H

#include <stddef.h>
#include <stdint.h>

/*
 * Connect to host and port, trying every address, each for timeout_ms at the
 * most.  Returns a nonblocking socket, or -1 with the reason in why.
 */
int dial(const char *host, uint16_t port, int timeout_ms, char *why,
         size_t room);

#endif
