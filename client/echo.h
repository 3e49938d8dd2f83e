/*
 * echo.h - a terminal that does not show what is typed, for one line.
 *
 * The keys that would send a signal come in as characters, and signals from
 * elsewhere wait until the echo is on again: so there is no way out that leaves
 * a terminal without echo.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_ECHO_H
#define MAILWALK_CLIENT_ECHO_H

#include <signal.h>
#include <stdbool.h>
#include <termios.h>

enum { ECHO_CTRL_C = 3 }; /* the octet; it ends a line, unseen */

struct echo {
    bool hidden;
    int fd;
    struct termios before;
    sigset_t signals;
};

/*
 * Hide what is typed at the terminal fd from now on.  Does nothing if that is
 * no terminal, or if it is hidden already.
 */
void echo_hide(struct echo *echo, int fd);

/*
 * As it was before.
 */
void echo_show(struct echo *echo);

#endif
