/*
 * world_greet.h - who answers at a port of this machine, and with what words?
 *
 * SMTP and POP3 servers speak first.  So a port tells whose it is: connect,
 * read one line, say QUIT.  Many ports are asked at the same time, and nobody
 * waits for one.
 *
 * RFC 5321 sections 3.1 and 4.3.1; RFC 1939 section 4.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_WORLD_GREET_H
#define MAILWALK_CLIENT_WORLD_GREET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GREET_LINE_MAX = 512 };  /* a reply line, RFC 5321 section 4.5.3.1.5 */

enum greet_state {
    GREET_IDLE,         /* not asked */
    GREET_CONNECTING,
    GREET_READING,      /* connected: the greeting is awaited */
    GREET_LEAVING,      /* QUIT was said: the other end closes */
    GREET_NOBODY,       /* nothing listens there */
    GREET_DONE          /* the greeting is in line */
};

struct greet {
    enum greet_state state;
    uint16_t port;
    int fd;             /* open in the three states of waiting, else -1 */
    char line[GREET_LINE_MAX];  /* the greeting, without its CRLF */
    size_t len;
    bool whole;         /* a line end came */
};

/*
 * Begin to ask 127.0.0.1:port.
 */
void greet_begin(struct greet *greet, uint16_t port);

/*
 * Wait at most timeout_ms for something to happen to any of the greets and
 * take it one step on.
 */
void greet_turn(struct greet *greets, size_t count, int timeout_ms);

/*
 * Is it settled: DONE, NOBODY or never asked?
 */
bool greet_settled(const struct greet *greet);

/*
 * Give up waiting: what came so far is the greeting (len may be 0).
 */
void greet_end(struct greet *greet);

#endif
