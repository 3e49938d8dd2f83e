/*
 * watch_plain.c - Watch without a screen: `tail -f`, with explanations.
 *
 *   09:12:33.120 smtp#7 S: 503 5.5.1 RCPT not now: say MAIL FROM first
 *       503 = refused, syntax. The right command at the wrong moment. ..
 *       smtp#7 anna: state READY. Legal now: MAIL ..
 *
 * A line is read, then told, then the next one is read: so what is told of a
 * session is true at that line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/watch_plain.h"

#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <event2/event.h>

#include "client/logbook.h"
#include "client/spool.h"
#include "labs/explain_line.h"
#include "labs/plain_text.h"
#include "protocol/escape.h"

enum { TIME_AT = 11, TIME_LEN = 12, REST_AT = 24, LINES_A_TURN = 500 };

static const char LEAD[] = "    ";

struct plain_log {
    const char *name;
    struct logbook *book;
    struct spool *spool;
    unsigned state;         /* of the session that was told last, */
    size_t session;         /* which is this, + 1 */
    bool in_text;           /* the line before was one of a message */
};

struct plain_watch {
    struct plain_out out;
    struct plain_log *log;
    size_t logs;
    size_t told;            /* the log of the last line, + 1 */
    bool keyboard_ended;
    struct event_base *base;
    struct event *keyboard;
    struct event *worker;
};

/* ---- One line ---- */

/*
 * Write a text that was put into memory; it ends here.
 */
static void
put(const struct plain_watch *watch, const char *lead, char *text, size_t len)
{
    char *clean = text != NULL ? malloc(4 * len + 1) : NULL;

    if (clean != NULL) {
        clean[escape_spell(text, len, ESCAPE_EVENT, clean)] = '\0';
        plain_lines(&watch->out, lead, clean);
    }
    free(clean);
    free(text);
}

/*
 * Where the session stands, if that is another state than was told.
 */
static void
tell_session(struct plain_watch *watch, struct plain_log *log,
             const struct logbook_line *line)
{
    const struct roster *roster = log->book->roster;
    const struct roster_entry *entry = NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *out = NULL;

    if (line->session == 0 || line->first == '\0') {
        return;
    }
    entry = roster_entry(roster, line->session - 1);
    if (entry->more ||
        (log->session == line->session && log->state == entry->state &&
         !roster_is_stuck(roster, line->session - 1))) {
        return;
    }
    log->session = line->session;
    log->state = entry->state;
    out = open_memstream(&text, &size);
    if (out != NULL) {
        explain_session(out, entry, roster_observer(roster, line->session - 1),
                        true);
        fclose(out);
        put(watch, LEAD, text, size);
    }
}

static void
tell_line(struct plain_watch *watch, struct plain_log *log,
          const struct logbook_line *line, const struct follow_line *octets)
{
    struct dialogue_record record;
    const char *why = NULL;
    char *text = NULL;
    char *copy = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool good = logbook_parse(log->book, octets, &record, &why) == 0;
    size_t at = good ? TIME_AT : 0;

    if (out == NULL) {
        return;
    }
    if (good) {
        explain_line(out, &record, line->verb);
    } else {
        explain_no_line(out, why);
    }
    fclose(out);
    copy = malloc(octets->len + 1);
    if (copy != NULL) {
        memcpy(copy, octets->text + at, octets->len - at);
        if (good) { /* the Z behind the time goes too */
            memmove(copy + TIME_LEN, copy + TIME_LEN + 1,
                    octets->len - at - TIME_LEN - 1);
        }
        put(watch, good ? "" : "? ", copy, octets->len - at - (good ? 1 : 0));
    }
    if (good && record.mark == DIALOGUE_DATA && log->in_text) {
        free(text);
    } else {
        put(watch, LEAD, text, size);
    }
    log->in_text = good && record.mark == DIALOGUE_DATA;
    tell_session(watch, log, line);
}

/*
 * Read and tell one line.  Returns whether there was one.
 */
static bool
tell_next(struct plain_watch *watch, size_t which)
{
    struct plain_log *log = &watch->log[which];
    struct follow_line octets;

    if (logbook_is_read(log->book)) {
        return false;
    }
    logbook_read(log->book, 1);
    if (log->book->count == 0 ||
        follow_line(log->book->follow,
                    log->book->line[log->book->count - 1].offset,
                    &octets) != 0) {
        return false;
    }
    if (watch->logs > 1 && watch->told != which + 1) {
        printf("%s==> %s <==\n", watch->told > 0 ? "\n" : "", log->name);
        watch->told = which + 1;
    }
    tell_line(watch, log, &log->book->line[log->book->count - 1], &octets);
    return true;
}

/* ---- All of them ---- */

static void
on_change(void *ctx)
{
    struct plain_watch *watch = ctx;
    const struct timeval now = {0, 0};

    event_add(watch->worker, &now);
}

static void
work(evutil_socket_t fd, short what, void *ctx)
{
    struct plain_watch *watch = ctx;
    bool busy = false;
    bool ended = watch->keyboard_ended;

    (void)fd;
    (void)what;
    for (size_t i = 0; i < watch->logs; i++) {
        struct plain_log *log = &watch->log[i];
        unsigned anew = log->book->anew;
        int lines = 0;

        busy = logbook_look(log->book) || busy;
        if (log->book->anew != anew) {
            printf("(%s begins anew)\n", log->name);
            log->session = 0;
        }
        while (lines < LINES_A_TURN && tell_next(watch, i)) {
            lines++;
        }
        busy = busy || lines == LINES_A_TURN;
        if (log->spool != NULL) {
            ended = ended || spool_ended(log->spool, NULL);
        }
    }
    if (fflush(stdout) != 0 || (ended && !busy)) {
        event_base_loopbreak(watch->base);
    } else if (busy) {
        on_change(watch);
    }
}

/*
 * What is typed says nothing, but its end does.
 */
static void
on_keyboard(evutil_socket_t fd, short what, void *ctx)
{
    struct plain_watch *watch = ctx;
    char ignored[256];
    ssize_t got = read(STDIN_FILENO, ignored, sizeof(ignored));

    (void)fd;
    (void)what;
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) {
        watch->keyboard_ended = true;
        event_del(watch->keyboard);
        on_change(watch);
    }
}

/*
 * Open a log and have it told.  Returns 0, or -1 with errno.
 */
static int
open_log(struct plain_watch *watch, const struct watch_source *source,
         bool new_only)
{
    struct plain_log *log = &watch->log[watch->logs++];

    log->name = source->name;
    if (source->fd != -1) {
        log->spool = spool_open(source->fd);
        log->book = log->spool != NULL
                        ? logbook_open_fd(spool_reader(log->spool))
                        : NULL;
    } else {
        log->book = logbook_open(source->path);
    }
    if (log->book == NULL) {
        return -1;
    }
    logbook_look(log->book);
    while (new_only && logbook_read(log->book, 1 << 20)) {
        continue;
    }
    if (new_only) {
        printf("Watching %s: what comes from now on (%zu lines are there).\n",
               source->path, log->book->count);
    }
    return log->spool != NULL
               ? spool_watch(log->spool, watch->base, on_change, watch)
               : follow_watch(log->book->follow, watch->base, on_change,
                              watch);
}

static struct event_base *
make_base(void)
{
    struct event_config *config = event_config_new();
    struct event_base *base = NULL;

    if (config != NULL) {
        /* What epoll does not watch (a file as standard input), poll does. */
        event_config_avoid_method(config, "epoll");
        base = event_base_new_with_config(config);
        event_config_free(config);
    }
    return base;
}

static int
run(struct plain_watch *watch, const struct watch_source *sources,
    size_t count, bool new_only)
{
    bool input = false;

    watch->worker = event_new(watch->base, -1, 0, work, watch);
    watch->keyboard = event_new(watch->base, STDIN_FILENO,
                                EV_READ | EV_PERSIST, on_keyboard, watch);
    if (watch->worker == NULL || watch->keyboard == NULL) {
        return EX_OSERR;
    }
    for (size_t i = 0; i < count; i++) {
        input = input || strcmp(sources[i].name, "-") == 0;
        if (open_log(watch, &sources[i], new_only) != 0) {
            fprintf(stderr, "mailwalk watch: %s: %s\n", sources[i].name,
                    strerror(errno));
            return EX_NOINPUT;
        }
    }
    fflush(stdout);
    if (!input) {
        event_add(watch->keyboard, NULL);
    }
    event_base_dispatch(watch->base);
    return EX_OK;
}

int
watch_plain(const struct watch_source *sources, size_t count, bool new_only)
{
    struct plain_watch watch = {.out = {.file = stdout, .width = PLAIN_WIDTH}};
    int status = EX_OSERR;

    watch.out.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    watch.log = calloc(count, sizeof(*watch.log));
    watch.base = make_base();
    if (watch.log != NULL && watch.base != NULL) {
        status = run(&watch, sources, count, new_only);
    }
    for (size_t i = 0; i < watch.logs; i++) {
        logbook_close(watch.log[i].book);
        spool_close(watch.log[i].spool);
    }
    if (watch.keyboard != NULL) {
        event_free(watch.keyboard);
    }
    if (watch.worker != NULL) {
        event_free(watch.worker);
    }
    if (watch.base != NULL) {
        event_base_free(watch.base);
    }
    free(watch.log);
    return status;
}
