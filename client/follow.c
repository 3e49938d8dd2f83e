/*
 * follow.c - a log file as it grows: its whole lines, by their offsets.
 *
 * The idea: the file is its own index.  The line before is found by reading
 * back to a LF, the next one by reading on; both mostly within one window.  A
 * notice or a timer only says when to look; looking twice is harmless.
 *
 * Invariant: window[0..have) are the octets of the file from `at` on.
 *
 * A line without end must not be read to its end each time: where no LF stands
 * in the block before a boundary of 16 MiB, a line begins at the boundary.  So
 * every line begins within 16 MiB, from whichever side one comes.
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

enum {
    BLOCK = FOLLOW_LINE_MAX,
    BOUNDARY = 16 << 20     /* a multiple of BLOCK */
};

struct follow {
    char *path;         /* NULL: the descriptor is all there is */
    int fd;             /* -1: not there (yet) */
    uint64_t size;      /* as last looked at */
    uint64_t end;
    uint64_t at;
    size_t have;
    int notify;         /* -1: nobody tells */
    struct event *told;
    struct event *timer;
    void (*on_change)(void *ctx);
    void *ctx;
    char window[BLOCK];
};

static struct follow *
make(void)
{
    struct follow *follow = calloc(1, sizeof *follow);

    if (follow != NULL) {
        follow->fd = -1;
        follow->notify = -1;
    }
    return follow;
}

struct follow *
follow_open(const char *path)
{
    struct follow *follow = make();

    if (follow != NULL && (follow->path = strdup(path)) == NULL) {
        free(follow);
        return NULL;
    }
    return follow;
}

struct follow *
follow_open_fd(int fd)
{
    struct follow *follow = make();

    if (follow != NULL) {
        follow->fd = fd;
    }
    return follow;
}

uint64_t
follow_end(const struct follow *follow)
{
    return follow->end;
}

uint64_t
follow_size(const struct follow *follow)
{
    return follow->size;
}

/* ---- Octets and lines ---- */

size_t
follow_read(struct follow *follow, uint64_t offset, char *out, size_t len)
{
    size_t have = 0;

    while (have < len) {
        ssize_t got = pread(follow->fd, out + have, len - have,
                            (off_t)(offset + have));

        if (got == -1 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        have += (size_t)got;
    }
    return have;
}

static void
fill(struct follow *follow, uint64_t offset)
{
    follow->at = offset;
    follow->have = follow_read(follow, offset, follow->window, BLOCK);
}

/*
 * Where in the window the first LF from offset on stands; NULL if there is
 * none, or offset is not in the window.
 */
static const char *
first_lf(const struct follow *follow, uint64_t offset)
{
    if (offset < follow->at || offset >= follow->at + follow->have) {
        return NULL;
    }
    return memchr(follow->window + (offset - follow->at), '\n',
                  follow->have - (size_t)(offset - follow->at));
}

/*
 * Where in the window the last LF before offset stands; NULL if there is none.
 */
static const char *
last_lf(const struct follow *follow, uint64_t offset)
{
    size_t left = (size_t)(offset - follow->at);

    left = left < follow->have ? left : follow->have;
    while (left > 0 && follow->window[left - 1] != '\n') {
        left--;
    }
    return left > 0 ? follow->window + left - 1 : NULL;
}

/*
 * Where the next line begins, if none does from the beginning of this one up
 * to offset.
 */
static uint64_t
skip(struct follow *follow, uint64_t offset)
{
    while (offset < follow->size) {
        uint64_t block = offset - offset % BLOCK;
        const char *lf;

        fill(follow, block);
        lf = first_lf(follow, offset);
        if (lf != NULL) {
            return block + (uint64_t)(lf - follow->window) + 1;
        }
        if (follow->have < BLOCK) {
            break;
        }
        offset = block + BLOCK;
        if (offset % BOUNDARY == 0) {
            return offset;
        }
    }
    return follow->size;
}

int
follow_line(struct follow *follow, uint64_t offset, struct follow_line *line)
{
    const char *lf = first_lf(follow, offset);

    if (lf == NULL) {
        fill(follow, offset);
        lf = first_lf(follow, offset);
    }
    if (offset >= follow->at + follow->have) {
        return -1;
    }
    line->cut = lf == NULL && follow->have == BLOCK;
    if (line->cut) {
        line->next = skip(follow, offset + BLOCK);
        fill(follow, offset);
    }
    line->text = follow->window + (offset - follow->at);
    line->len = lf != NULL
                    ? (size_t)(lf - line->text)
                    : follow->have - (size_t)(offset - follow->at);
    if (!line->cut) {
        line->next = offset + line->len + (lf != NULL ? 1 : 0);
    }
    return 0;
}

uint64_t
follow_start(struct follow *follow, uint64_t offset)
{
    const char *lf = NULL;

    if (offset > follow->at && offset <= follow->at + follow->have) {
        lf = last_lf(follow, offset);
    }
    while (lf == NULL && offset > 0) {
        uint64_t block = (offset - 1) - (offset - 1) % BLOCK;

        fill(follow, block);
        lf = last_lf(follow, offset);
        if (lf == NULL && offset % BOUNDARY == 0) {
            return offset;
        }
        offset = block;
    }
    return lf == NULL ? 0
                      : follow->at + (uint64_t)(lf - follow->window) + 1;
}

/* ---- Looking ---- */

static void
begin_again(struct follow *follow)
{
    follow->size = follow->end = 0;
    follow->have = 0;
}

/*
 * Open the file if it is there.  Returns 0, or -1 with errno.
 */
static int
open_file(struct follow *follow)
{
    struct stat st;
    int fd = open(follow->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

    if (fd == -1) {
        return errno == ENOENT ? 0 : -1;
    }
    if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) {
        close(fd);
        errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
        return -1;
    }
    follow->fd = fd;
    if (follow->notify != -1) {
        follow_notify_file(follow->notify, follow->fd);
    }
    return 0;
}

/*
 * Has another file taken the name of ours?
 */
static bool
was_replaced(const struct follow *follow, const struct stat *ours)
{
    struct stat named;

    return follow->path != NULL && stat(follow->path, &named) == 0 &&
           (named.st_ino != ours->st_ino || named.st_dev != ours->st_dev);
}

static void
measure(struct follow *follow, uint64_t size)
{
    follow->size = size;
    follow->end = follow_start(follow, size);
}

/*
 * Follow the file that has taken the name.
 */
static enum follow_news
take_other(struct follow *follow)
{
    struct stat st;

    close(follow->fd);
    follow->fd = -1;
    begin_again(follow);
    if (open_file(follow) == 0 && follow->fd != -1 &&
        fstat(follow->fd, &st) == 0) {
        measure(follow, (uint64_t)st.st_size);
    }
    return FOLLOW_ANEW;
}

enum follow_news
follow_look(struct follow *follow)
{
    struct stat st;
    bool cut;

    if (follow->fd == -1 && open_file(follow) == -1) {
        return FOLLOW_TROUBLE;
    }
    if (follow->fd == -1) {
        return FOLLOW_SAME;
    }
    if (fstat(follow->fd, &st) == -1) {
        return FOLLOW_TROUBLE;
    }
    if ((uint64_t)st.st_size == follow->size) {
        return was_replaced(follow, &st) ? take_other(follow) : FOLLOW_SAME;
    }
    cut = (uint64_t)st.st_size < follow->size;
    if (cut) {
        begin_again(follow);
    }
    measure(follow, (uint64_t)st.st_size);
    return cut ? FOLLOW_ANEW : FOLLOW_GREW;
}

/* ---- The event loop ---- */

static void
on_told(evutil_socket_t fd, short what, void *arg)
{
    struct follow *follow = arg;

    (void)fd;
    (void)what;
    if (follow->notify != -1) {
        follow_notify_drain(follow->notify);
    }
    follow->on_change(follow->ctx);
}

int
follow_watch(struct follow *follow, struct event_base *base,
             void (*on_change)(void *ctx), void *ctx)
{
    struct timeval wait = {0, FOLLOW_TIMER_MS * 1000};

    follow->on_change = on_change;
    follow->ctx = ctx;
    follow->notify = follow_notify_open(follow->path);
    follow->timer = event_new(base, -1, EV_PERSIST, on_told, follow);
    if (follow->notify != -1) {
        wait = (struct timeval){FOLLOW_NOTIFY_ALL ? 0 : 1, 0};
        follow->told = event_new(base, follow->notify, EV_READ | EV_PERSIST,
                                 on_told, follow);
        follow_notify_file(follow->notify, follow->fd);
    }
    if (follow->timer == NULL ||
        (evutil_timerisset(&wait) && event_add(follow->timer, &wait) == -1) ||
        (follow->notify != -1 &&
         (follow->told == NULL || event_add(follow->told, NULL) == -1))) {
        errno = ENOMEM;
        return -1;
    }
    event_active(follow->timer, EV_TIMEOUT, 0);
    return 0;
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
