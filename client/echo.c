/*
 * echo.c - a terminal that does not show what is typed, for one line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/echo.h"

#include <stddef.h>

void
echo_hide(struct echo *echo, int fd)
{
    struct termios quiet;
    sigset_t all;

    if (echo->hidden || tcgetattr(fd, &echo->before) != 0) {
        return;
    }
    quiet = echo->before;
    quiet.c_lflag &= (tcflag_t) ~(unsigned)(ECHO | ISIG);
    quiet.c_lflag |= ICANON | ECHONL;
    quiet.c_cc[VEOL] = ECHO_CTRL_C;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &echo->signals);
    tcsetattr(fd, TCSADRAIN, &quiet);
    echo->fd = fd;
    echo->hidden = true;
}

void
echo_show(struct echo *echo)
{
    if (echo->hidden) {
        tcsetattr(echo->fd, TCSADRAIN, &echo->before);
        sigprocmask(SIG_SETMASK, &echo->signals, NULL);
        echo->hidden = false;
    }
}
