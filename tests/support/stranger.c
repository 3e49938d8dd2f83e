/*
 * stranger.c - a server in a process of its own that says what a test wants.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/stranger.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/world_rig.h"

/* No test takes longer; should it be killed, its stranger ends all the same. */
enum { LIFE_S = 120 };

/*
 * Say one element.  Returns -1 when the client is gone.
 */
static int
say(int fd, const struct stranger_line *line)
{
    size_t times = line->times == 0 ? 1 : line->times;
    size_t len = strlen(line->text);

    for (size_t i = 0; i < times; i++) {
        for (size_t at = 0; at < len;) {
            ssize_t put = write(fd, line->text + at, len - at);

            if (put <= 0) {
                return -1;
            }
            at += (size_t)put;
        }
    }
    return 0;
}

/*
 * Read to the end of a line.  Returns -1 when the client is gone.
 */
static int
hear_line(int fd)
{
    char octet = '\0';

    while (octet != '\n') {
        if (read(fd, &octet, 1) != 1) {
            return -1;
        }
    }
    return 0;
}

static void
serve(int fd, const struct stranger_line *script, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && hear_line(fd) < 0) {
            return;
        }
        if (script[i].text == NULL || say(fd, &script[i]) < 0) {
            return;
        }
    }
    while (hear_line(fd) == 0) {
    }
}

void
stranger_start(struct stranger *stranger, const struct stranger_line *script,
               size_t count)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;
    int fd = world_rig_bind(0);

    assert_true(fd >= 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    stranger->port = ntohs(at.sin_port);
    stranger->pid = fork();
    assert_true(stranger->pid >= 0);
    if (stranger->pid > 0) {
        close(fd);
        return;
    }
    signal(SIGPIPE, SIG_IGN);
    alarm(LIFE_S);
    for (int i = 0; i < 3; i++) {
        close(i); /* who waits for the test's output does not wait for us */
    }
    for (;;) {
        int guest = accept(fd, NULL, NULL);

        if (guest >= 0) {
            serve(guest, script, count);
            close(guest);
        }
    }
}

void
stranger_stop(struct stranger *stranger)
{
    if (stranger->pid > 0) {
        kill(stranger->pid, SIGKILL);
        waitpid(stranger->pid, NULL, 0);
    }
    *stranger = (struct stranger){0};
}
