/*
 * log.c - the dialogue log: buffered, flushed when the replies are out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

enum {
    FLUSH_PRIORITY = 2,         /* behind all connections */
    FLUSH_OCTETS = 256 * 1024,  /* at the latest when so much waits, */
    FLUSH_MS = 100,             /* or for so long */
    KEPT_MAX = 1024 * 1024,     /* of them if nobody reads the pipe */
    PATIENCE_MS = 200,          /* for such a pipe, at the very end */
    PIECE = 4096,               /* octets a writable pipe takes: PIPE_BUF */
    EVENT_MAX = 1024
};

struct log {
    const char *path;
    int fd;
    bool file;                  /* not a pipe or terminal, which may be full */
    bool full;                  /* it is: nobody reads it now */
    const char *service;
    struct event *flush;
    char *bytes;
    size_t len;
    size_t room;
    size_t records;             /* in bytes */
    int64_t oldest_ms;          /* of those records */
    unsigned long long lost;    /* records that could not be written */
};

static int64_t
now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * May a piece be written without waiting?  Whoever stops a terminal, or leaves
 * a pipe unread, must not stop the server.
 */
static bool
has_room(const struct log *log, int patience_ms)
{
    struct pollfd ready = {.fd = log->fd, .events = POLLOUT};

    return log->file || poll(&ready, 1, patience_ms) != 0;
}

/*
 * Write all of it or tell how far it went; log->full tells whether the rest
 * may be tried later, or cannot be written at all.
 */
static size_t
write_out(struct log *log, const char *bytes, size_t len)
{
    size_t done = 0;

    log->full = false;
    while (done < len) {
        size_t rest = len - done;
        ssize_t wrote;

        if (!has_room(log, 0)) {
            log->full = true;
            break;
        }
        wrote = write(log->fd, bytes + done,
                      log->file || rest < PIECE ? rest : PIECE);
        if (wrote < 0 && errno != EINTR) {
            break;
        }
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    return done;
}

/*
 * Half a line must not stay at the end of the file when the disk is full: the
 * next record would be glued to it.
 */
static void
give_up_lines(struct log *log, size_t written)
{
    size_t part = written;

    while (part > 0 && log->bytes[part - 1] != '\n') {
        part--;
    }
    if (part < written) {
        off_t whole = lseek(log->fd, 0, SEEK_END) - (off_t)(written - part);
        if (!log->file || ftruncate(log->fd, whole) < 0) {
            write_out(log, "\n", 1);
        } else {
            lseek(log->fd, whole, SEEK_SET); /* no hole before the next */
        }
    }
    for (size_t i = part; i < log->len; i++) {
        log->lost += log->bytes[i] == '\n';
    }
}

/*
 * Nobody reads: keep what is left, and look again in a moment.
 */
static void
keep_rest(struct log *log, size_t written)
{
    const struct timeval moment = {.tv_usec = FLUSH_MS * 1000};

    log->len -= written;
    memmove(log->bytes, log->bytes + written, log->len);
    event_add(log->flush, &moment);
}

static void
flush(struct log *log)
{
    size_t written = write_out(log, log->bytes, log->len);
    unsigned long long lost = log->lost;

    if (log->full) {
        keep_rest(log, written);
        return;
    }
    if (written < log->len) {
        give_up_lines(log, written);
    }
    log->len = 0;
    log->records = 0;
    if (lost > 0 && log->lost == lost) {
        log->lost = 0;
        log_event(log, "note text=%llu\\x20log\\x20lines\\x20were\\x20lost",
                  lost);
    }
}

static void
flush_later(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd, (void)what;
    flush(ctx);
}

/*
 * Begin to write to the file at log->path.  A pipe that has no reader is waited
 * for only at the start, when nobody is served yet.  Returns 0, or -1 with
 * errno.
 */
static int
open_path(struct log *log)
{
    int again = log->fd >= 0 ? O_NONBLOCK : 0;
    struct stat status;
    int fd;

    if (strcmp(log->path, "-") == 0) {
        fd = dup(STDOUT_FILENO);
    } else {
        fd = open(log->path,
                  O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | again, 0600);
        fcntl(fd, F_SETFL, O_APPEND);
    }
    if (fd < 0) {
        return -1;
    }
    if (log->fd >= 0) {
        close(log->fd);
    }
    log->fd = fd;
    log->file = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    return 0;
}

int
log_reopen(struct log *log)
{
    flush(log);
    return open_path(log);
}

struct log *
log_open(const char *path, const char *service, struct event_base *base)
{
    struct log *log = calloc(1, sizeof *log);

    if (log == NULL) {
        return NULL;
    }
    *log = (struct log){.path = path, .fd = -1, .service = service};
    if (open_path(log) < 0) {
        free(log);
        return NULL;
    }
    log->flush = event_new(base, -1, 0, flush_later, log);
    if (log->flush == NULL) {
        close(log->fd);
        free(log);
        errno = ENOMEM;
        return NULL;
    }
    event_priority_set(log->flush, FLUSH_PRIORITY);
    return log;
}

static int
make_room(struct log *log, size_t need)
{
    size_t room = log->room > 0 ? log->room : 4096;
    char *grown;

    while (room - log->len < need) {
        room *= 2;
    }
    if (room == log->room) {
        return 0;
    }
    grown = realloc(log->bytes, room);
    if (grown == NULL) {
        return -1;
    }
    log->bytes = grown;
    log->room = room;
    return 0;
}

void
log_record(void *ctx, const struct dialogue_record *record)
{
    struct log *log = ctx;
    struct dialogue_record timed = *record;

    timed.time_ms = now_ms();
    if ((log->full && log->len >= KEPT_MAX) ||
        make_room(log, DIALOGUE_ROOM(record->len)) < 0) {
        log->lost++;
        return;
    }
    log->len += dialogue_format(&timed, log->bytes + log->len);
    if (log->records++ == 0) {
        log->oldest_ms = timed.time_ms;
        event_active(log->flush, EV_TIMEOUT, 1);
    }
    if (!log->full && (log->len >= FLUSH_OCTETS ||
                       timed.time_ms - log->oldest_ms >= FLUSH_MS)) {
        flush(log);
    }
}

void
log_event(struct log *log, const char *format, ...)
{
    struct dialogue_record record = {.mark = DIALOGUE_EVENT};
    char text[EVENT_MAX];
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (len < 0) {
        return;
    }
    snprintf(record.service, sizeof record.service, "%s", log->service);
    record.text = text;
    record.len = (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    log_record(log, &record);
}

void
log_close(struct log *log)
{
    flush(log);
    while (log->full && has_room(log, PATIENCE_MS)) {
        flush(log);
    }
    flush(log); /* the event that told of lost lines */
    event_free(log->flush);
    close(log->fd);
    free(log->bytes);
    free(log);
}
