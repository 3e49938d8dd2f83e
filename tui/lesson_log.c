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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/dialogue.h"

#include "client/follow.h"

enum { READ_BACK = 65536 }; /* octets of an old log that are read */

struct lesson_log {
    struct follow *follow;
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
on_line(void *ctx, const char *line, size_t len)
{
    struct lesson_log *log = ctx;
    char *copy = NULL;

    if (line == NULL) {
        forget_lines(log);
    } else if ((copy = strndup(line, len)) != NULL) {
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
    log->on_change(log->ctx);
}

/*
 * Where the first whole line among the last octets of the file begins.
 */
static uint64_t
near_end(const char *path)
{
    FILE *file = fopen(path, "r");
    long at = 0;
    int octet = 0;

    if (file == NULL) {
        return 0;
    }
    if (fseek(file, 0, SEEK_END) == 0 && (at = ftell(file)) > READ_BACK &&
        fseek(file, at - READ_BACK, SEEK_SET) == 0) {
        do {
            octet = getc(file);
        } while (octet != '\n' && octet != EOF);
        at = ftell(file);
    } else {
        at = 0;
    }
    fclose(file);
    return at > 0 ? (uint64_t)at : 0;
}

struct lesson_log *
lesson_log_open(const char *path, struct event_base *base,
                void (*on_change)(void *ctx), void *ctx)
{
    uint64_t offset = near_end(path);
    struct lesson_log *log = calloc(1, sizeof(*log));

    if (log == NULL) {
        return NULL;
    }
    log->on_change = on_change;
    log->ctx = ctx;
    log->path = strdup(path);
    log->partly = offset > 0;
    log->follow = log->path == NULL ? NULL
                                    : follow_open(path, offset, on_line, log);
    if (log->follow == NULL ||
        follow_watch(log->follow, base) != 0) {
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
