/*
 * follow.c - the new lines of a file that grows, each once, whole.
 *
 * The idea: remember where the next line begins, read from there, hand out
 * what ends in LF and keep the rest.  A notice or a timer only says when to
 * look; looking twice is harmless.
 *
 * Invariant: buf[0..have) are the octets of the file from `offset` on, and
 * hold no LF between two looks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/follow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

#include "client/follow_notify.h"

/* Folders on another machine tell nobody: look now and then all the same. */
enum { SAFETY_TIMER_MS = 1000 };

struct follow {
    char *path;
    follow_line_fn *on_line;
    void *ctx;
    int fd;             /* -1: not there (yet) */
    uint64_t offset;    /* of the next line in the file */
    size_t have;        /* octets of it already in buf */
    bool skipping;      /* the rest of an overlong line */
    int notify;         /* -1: nobody tells */
    struct event *told;
    struct event *timer;
    char buf[FOLLOW_LINE_MAX];
};

struct follow *
follow_open(const char *path, uint64_t offset, follow_line_fn *on_line,
            void *ctx)
{
    struct follow *follow = calloc(1, sizeof *follow);
    struct stat st;

    if (follow == NULL || (follow->path = strdup(path)) == NULL) {
        free(follow);
        return NULL;
    }
    if (offset == FOLLOW_FROM_END) {
        offset = stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
    }
    follow->offset = offset;
    follow->on_line = on_line;
    follow->ctx = ctx;
    follow->fd = -1;
    follow->notify = -1;
    return follow;
}

/* The file begins again: forget where we were. */
static void
begin_again(struct follow *follow)
{
    bool had_some = follow->offset > 0 || follow->have > 0;

    follow->offset = 0;
    follow->have = 0;
    follow->skipping = false;
    if (had_some) {
        follow->on_line(follow->ctx, NULL, 0);
    }
}

/* Open the file if it is there now.  Returns 0, or -1 with errno. */
static int
open_file(struct follow *follow)
{
    follow->fd = open(follow->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (follow->fd == -1) {
        return errno == ENOENT ? 0 : -1;
    }
    if (follow->notify != -1) {
        follow_notify_file(follow->notify, follow->fd);
    }
    return 0;
}

/* Has another file taken the name? */
static bool
was_replaced(const struct follow *follow)
{
    struct stat named;
    struct stat ours;

    return fstat(follow->fd, &ours) == 0 && stat(follow->path, &named) == 0 &&
           (named.st_ino != ours.st_ino || named.st_dev != ours.st_dev);
}

static bool
was_cut(const struct follow *follow)
{
    struct stat st;

    return fstat(follow->fd, &st) == 0 &&
           (uint64_t)st.st_size < follow->offset + follow->have;
}

/* Hand out the complete lines in buf.  Returns how many. */
static long
hand_out(struct follow *follow)
{
    const char *at = follow->buf;
    const char *end = follow->buf + follow->have;
    const char *lf;
    long lines = 0;

    while ((lf = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        if (!follow->skipping) {
            follow->on_line(follow->ctx, at, (size_t)(lf - at));
            lines++;
        }
        follow->skipping = false;
        at = lf + 1;
    }
    if (at == follow->buf && follow->have == sizeof follow->buf) {
        if (!follow->skipping) {
            follow->on_line(follow->ctx, at, follow->have);
            lines++;
        }
        follow->skipping = true;
        at = end;
    }
    follow->have = (size_t)(end - at);
    follow->offset += (uint64_t)(at - follow->buf);
    memmove(follow->buf, at, follow->have);
    return lines;
}

/* Read the open file to its end.  Returns the lines, or -1 with errno. */
static long
read_on(struct follow *follow)
{
    long lines = 0;

    for (;;) {
        ssize_t got = pread(follow->fd, follow->buf + follow->have,
                            sizeof follow->buf - follow->have,
                            (off_t)(follow->offset + follow->have));

        if (got == -1 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0 ? lines : -1;
        }
        follow->have += (size_t)got;
        lines += hand_out(follow);
    }
}

long
follow_poll(struct follow *follow)
{
    bool replaced;
    long lines;
    long more;

    if (follow->fd == -1 && open_file(follow) == -1) {
        return -1;
    }
    if (follow->fd == -1) {
        return 0;
    }
    /* Asked first: what the old file got before that is still read here. */
    replaced = was_replaced(follow);
    if (was_cut(follow)) {
        begin_again(follow);
    }
    lines = read_on(follow);
    if (!replaced || lines == -1) {
        return lines;
    }
    close(follow->fd);
    begin_again(follow);
    if (open_file(follow) == -1) {
        return -1;
    }
    more = follow->fd == -1 ? 0 : read_on(follow);
    return more == -1 ? -1 : lines + more;
}

static void
on_told(evutil_socket_t fd, short what, void *arg)
{
    struct follow *follow = arg;

    (void)fd;
    (void)what;
    if (follow->notify != -1) {
        follow_notify_drain(follow->notify);
    }
    (void)follow_poll(follow);  /* trouble may pass: the timer looks again */
}

int
follow_watch(struct follow *follow, struct event_base *base)
{
    struct timeval often = {0, FOLLOW_TIMER_MS * 1000};
    struct timeval seldom = {SAFETY_TIMER_MS / 1000, 0};

    follow->notify = follow_notify_open(follow->path);
    follow->timer = event_new(base, -1, EV_PERSIST, on_told, follow);
    if (follow->notify != -1) {
        follow->told = event_new(base, follow->notify, EV_READ | EV_PERSIST,
                                 on_told, follow);
        follow_notify_file(follow->notify, follow->fd);
    }
    if (follow->timer == NULL ||
        event_add(follow->timer, follow->notify != -1 ? &seldom : &often) ==
            -1 ||
        (follow->notify != -1 &&
         (follow->told == NULL || event_add(follow->told, NULL) == -1))) {
        errno = ENOMEM;
        return -1;
    }
    event_active(follow->timer, EV_TIMEOUT, 0);
    return 0;
}

uint64_t
follow_offset(const struct follow *follow)
{
    return follow->offset;
}

void
follow_close(struct follow *follow)
{
    if (follow == NULL) {
        return;
    }
    if (follow->told != NULL) {
        event_free(follow->told);
    }
    if (follow->timer != NULL) {
        event_free(follow->timer);
    }
    if (follow->notify != -1) {
        close(follow->notify);
    }
    if (follow->fd != -1) {
        close(follow->fd);
    }
    free(follow->path);
    free(follow);
}
