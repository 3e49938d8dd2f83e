/*
 * spool.c - lines that come through a pipe, kept in a file to look back at.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

enum { BLOCK = 65536, PATH_ROOM = 4096 };

struct spool {
    int from;
    int file;
    uint64_t size;      /* of the file */
    size_t line;        /* octets of the present line that were kept */
    bool ended;
    int trouble;
    struct event *readable;
    void (*on_change)(void *ctx);
    void *ctx;
    char block[BLOCK];
};

/*
 * A file that nobody else can open: its name is taken away at once.
 */
static int
open_nameless(void)
{
    const char *folder = getenv("TMPDIR");
    char path[PATH_ROOM];
    int fd;

    snprintf(path, sizeof(path), "%s/mailwalk-XXXXXX",
             folder != NULL && folder[0] == '/' ? folder : "/tmp");
    fd = mkstemp(path);
    if (fd != -1) {
        unlink(path);
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    return fd;
}

struct spool *
spool_open(int from)
{
    struct spool *spool = calloc(1, sizeof(*spool));

    if (spool == NULL) {
        return NULL;
    }
    spool->from = from;
    spool->file = open_nameless();
    if (spool->file == -1) {
        free(spool);
        return NULL;
    }
    return spool;
}

int
spool_reader(const struct spool *spool)
{
    return fcntl(spool->file, F_DUPFD_CLOEXEC, 0);
}

bool
spool_ended(const struct spool *spool, int *trouble)
{
    if (trouble != NULL) {
        *trouble = spool->trouble;
    }
    return spool->ended;
}

/*
 * Write it all, at the end of the file.
 */
static void
put(struct spool *spool, const char *text, size_t len)
{
    while (len > 0 && spool->trouble == 0) {
        ssize_t put = pwrite(spool->file, text, len, (off_t)spool->size);

        if (put == -1 && errno != EINTR) {
            spool->trouble = errno;
            spool->ended = true;
        } else if (put > 0) {
            text += put;
            len -= (size_t)put;
            spool->size += (uint64_t)put;
        }
    }
}

/*
 * Drop what is too much of a line: move the rest of the block over it.
 * Returns the octets that are left.
 */
static size_t
cut_lines(struct spool *spool, char *block, size_t len)
{
    size_t kept = 0;
    size_t at = 0;

    while (at < len) {
        const char *lf = memchr(block + at, '\n', len - at);
        size_t part = (lf != NULL ? (size_t)(lf - block) : len) - at;
        size_t room = FOLLOW_LINE_MAX - spool->line;
        size_t some = part < room ? part : room;

        memmove(block + kept, block + at, some);
        kept += some;
        at += part;
        spool->line += some;
        if (lf != NULL) {
            block[kept++] = '\n';
            at++;
            spool->line = 0;
        }
    }
    return kept;
}

/*
 * Between two lines the file may begin again, if it has become too large.
 */
static void
begin_again(struct spool *spool)
{
    if (spool->size >= SPOOL_MAX && spool->line == 0 &&
        ftruncate(spool->file, 0) == 0) {
        spool->size = 0;
    }
}

static void
on_readable(evutil_socket_t fd, short what, void *ctx)
{
    struct spool *spool = ctx;
    ssize_t got = read(spool->from, spool->block, sizeof(spool->block));

    (void)fd;
    (void)what;
    if (got > 0) {
        put(spool, spool->block,
            cut_lines(spool, spool->block, (size_t)got));
        begin_again(spool);
    } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
        spool->trouble = got == 0 ? 0 : errno;
        spool->ended = true;
        if (spool->line > 0) {
            put(spool, "\n", 1); /* the last line counts too */
        }
    }
    if (spool->ended) {
        event_del(spool->readable);
    }
    spool->on_change(spool->ctx);
}

int
spool_watch(struct spool *spool, struct event_base *base,
            void (*on_change)(void *ctx), void *ctx)
{
    spool->on_change = on_change;
    spool->ctx = ctx;
    spool->readable = event_new(base, spool->from, EV_READ | EV_PERSIST,
                                on_readable, spool);
    return spool->readable != NULL && event_add(spool->readable, NULL) == 0
               ? 0
               : -1;
}

void
spool_close(struct spool *spool)
{
    if (spool == NULL) {
        return;
    }
    if (spool->readable != NULL) {
        event_free(spool->readable);
    }
    close(spool->file);
    close(spool->from);
    free(spool);
}
