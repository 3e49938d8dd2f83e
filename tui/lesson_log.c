/*
 * lesson_log.c - the last lines of a server's log, as it grows.
 *
 * A ring of lines; whoever is pushed out is forgotten.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/lesson_log.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/dialogue.h"

#include "client/follow.h"

enum { READ_BACK = 65536 }; /* octets of an old log that are read */

struct lesson_log {
    struct follow *follow;
    uint64_t next; /* offset of the line to be read next */
    char *path;
    void (*on_change)(void *ctx);
    void *ctx;
    char *line[LESSON_LOG_LINES]; /* a ring */
    size_t first, count;
    size_t seen, closed;
    bool partly; /* begun in the middle: sessions cannot be counted */
};

static void
forget_lines(struct lesson_log *log)
{
    for (size_t i = 0; i < log->count; i++) {
        free(log->line[(log->first + i) % LESSON_LOG_LINES]);
    }
    log->first = log->count = log->seen = log->closed = 0;
}

/*
 * Does the line say that a session begins or ends?
 */
static void
count_session(struct lesson_log *log, const char *line, size_t len)
{
    struct dialogue_record record;
    const char *why = NULL;
    char *buf = malloc(len + 1);
    char name[16] = "";

    if (buf != NULL && dialogue_parse(line, len, &record, buf, &why) == 0 &&
        record.mark == DIALOGUE_EVENT &&
        dialogue_value(record.text, record.len, NULL, name, sizeof(name)) ==
            0) {
        log->seen += strcmp(name, "connect") == 0;
        log->closed += strcmp(name, "close") == 0;
        if (strcmp(name, "listen") == 0) {
            log->closed = log->seen; /* a new server: the old sessions died */
        }
    }
    free(buf);
}

static void
take_line(struct lesson_log *log, const char *line, size_t len)
{
    char *copy = strndup(line, len);

    if (copy == NULL) {
        return;
    }
    if (log->count == LESSON_LOG_LINES) {
        free(log->line[log->first]);
        log->first = (log->first + 1) % LESSON_LOG_LINES;
        log->count--;
    }
    log->line[(log->first + log->count++) % LESSON_LOG_LINES] = copy;
    if (!log->partly) {
        count_session(log, line, len);
    }
}

/*
 * The log may have grown.  Of a long one only the end is read at first.
 */
static void
look(void *ctx)
{
    struct lesson_log *log = ctx;
    struct follow_line line;
    enum follow_news news;

    while ((news = follow_look(log->follow)) == FOLLOW_GREW ||
           news == FOLLOW_ANEW) {
        uint64_t end = follow_end(log->follow);

        if (news == FOLLOW_ANEW) {
            forget_lines(log);
            log->next = 0;
            log->partly = false;
        }
        if (log->next == 0 && end > READ_BACK) {
            log->next = follow_start(log->follow, end - READ_BACK);
            log->partly = log->next > 0;
        }
        while (log->next < end &&
               follow_line(log->follow, log->next, &line) == 0) {
            take_line(log, line.text, line.len);
            log->next = line.next;
        }
        log->on_change(log->ctx);
    }
}

struct lesson_log *
lesson_log_open(const char *path, struct event_base *base,
                void (*on_change)(void *ctx), void *ctx)
{
    struct lesson_log *log = calloc(1, sizeof(*log));

    if (log == NULL) {
        return NULL;
    }
    log->on_change = on_change;
    log->ctx = ctx;
    log->path = strdup(path);
    log->follow = log->path == NULL ? NULL : follow_open(path);
    if (log->follow == NULL ||
        follow_watch(log->follow, base, look, log) != 0) {
        lesson_log_close(log);
        return NULL;
    }
    return log;
}

void
lesson_log_close(struct lesson_log *log)
{
    if (log == NULL) {
        return;
    }
    follow_close(log->follow);
    forget_lines(log);
    free(log->path);
    free(log);
}

const char *
lesson_log_path(const struct lesson_log *log)
{
    return log->path;
}

size_t
lesson_log_count(const struct lesson_log *log)
{
    return log->count;
}

const char *
lesson_log_line(const struct lesson_log *log, size_t i)
{
    return log->line[(log->first + i) % LESSON_LOG_LINES];
}

void
lesson_log_sessions(const struct lesson_log *log, size_t *seen, size_t *open)
{
    *seen = log->seen;
    *open = log->seen > log->closed ? log->seen - log->closed : 0;
}
