/*
 * stranger.h - a server in a process of its own that says what a test wants.
 *
 * Element 0 of the script is said to a new connection, element i after the
 * i-th line from the client.  After the last one the stranger is silent, or
 * closes if the element is NULL.  The system picks the port.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_STRANGER_H
#define MAILWALK_TESTS_SUPPORT_STRANGER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct stranger {
    pid_t pid;
    uint16_t port;
};

/* What is said, and how often. */
struct stranger_line {
    const char *text;
    size_t times;       /* 0 is 1 */
};

/*
 * Start it; the script has count elements.
 */
void stranger_start(struct stranger *stranger,
                    const struct stranger_line *script, size_t count);

/*
 * End it; fine if it is all zero.
 */
void stranger_stop(struct stranger *stranger);

#endif
