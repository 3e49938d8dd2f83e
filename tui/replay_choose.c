/*
 * replay_choose.c - choose the session that is replayed.
 *
 * The logs are read behind the picture, in slices.  Sessions stand in the order
 * of the logs, the newest of each first.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/replay_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "client/logbook.h"
#include "protocol/command.h"
#include "protocol/escape.h"
#include "tui/app.h"
#include "tui/pane.h"
#include "tui/replay.h"

enum {
    READ_OCTETS = 512 << 10,
    PAGE = 10,
    NAME_COLS = 14,
    WHO_COLS = 26,
    LINES_COLS = 11,
    WHY_MAX = 256
};

struct choice {
    size_t log;
    size_t session;
};

struct chosen_log {
    char name[REPLAY_NAME_MAX];
    struct logbook *book;
};

struct chooser {
    struct screen screen;       /* first */
    struct chosen_log *log;     /* logs of them */
    size_t logs;
    char wanted[TAPE_NAME_MAX]; /* "": none */
    bool ours;
    const char *below;

    bool read;                  /* all logs */
    struct choice *choice;      /* then: count of them */
    size_t count;
    size_t at;
    struct tape tape;           /* of the session that is replayed */
    char why[WHY_MAX];          /* why the last one was not opened */
    struct event *worker;
};

static const struct key_row keys[] = {
    {REQUEST_UP, "Up k", "", "the session above"},
    {REQUEST_DOWN, "Down j", "choose", "the session below"},
    {REQUEST_OPEN, "Enter Space Right l", "replay", "replay the session"},
    {REQUEST_LEAVE, "Esc", "back", "one level up"},
    {REQUEST_FIRST, "Home g", "", "the first session"},
    {REQUEST_LAST, "End G", "", "the last session"},
    {REQUEST_PAGE_UP, "PgUp", "", "many up"},
    {REQUEST_PAGE_DOWN, "PgDn", "", "many down"},
    {REQUEST_NONE, NULL, NULL, NULL},
};

static const struct roster_entry *
entry_of(const struct chooser *chooser, size_t i)
{
    const struct choice *choice = &chooser->choice[i];

    return roster_entry(chooser->log[choice->log].book->roster,
                        choice->session);
}

/* ---- Opening ---- */

static void
open_session(struct chooser *chooser, size_t i)
{
    const struct choice *choice = &chooser->choice[i];
    struct chosen_log *log = &chooser->log[choice->log];
    struct screen *screen = NULL;

    chooser->at = i;
    chooser->why[0] = '\0';
    tape_free(&chooser->tape);
    if (tape_read(&chooser->tape, log->book, choice->session) != 0) {
        snprintf(chooser->why, sizeof(chooser->why),
                 "This session is too long: it has %u lines, and %d can be "
                 "replayed.",
                 entry_of(chooser, i)->lines, LOG_SESSION_MAX);
        return;
    }
    screen = replay_screen_new(chooser->screen.app, &chooser->tape, log->name,
                               chooser->ours, "sessions", 1);
    if (screen != NULL) {
        app_open(chooser->screen.app, screen);
    }
}

/*
 * All logs are read: gather the sessions.  Returns 0, or -1 if memory ran out.
 */
static int
gather(struct chooser *chooser)
{
    size_t all = 0;

    for (size_t log = 0; log < chooser->logs; log++) {
        const struct roster *roster = chooser->log[log].book->roster;

        all += roster_count(roster) - roster_oldest(roster);
    }
    chooser->choice = calloc(all + 1, sizeof(*chooser->choice));
    for (size_t log = 0; chooser->choice != NULL && log < chooser->logs;
         log++) {
        const struct roster *roster = chooser->log[log].book->roster;
        size_t i = roster_count(roster);

        while (i > roster_oldest(roster)) {
            chooser->choice[chooser->count++] = (struct choice){log, --i};
        }
    }
    return chooser->choice != NULL ? 0 : -1;
}

/*
 * Open the session that was named, or the only one.
 */
static void
open_wanted(struct chooser *chooser)
{
    char name[TAPE_NAME_MAX];

    if (chooser->wanted[0] == '\0' && chooser->count == 1) {
        open_session(chooser, 0);
        return;
    }
    for (size_t i = 0; chooser->wanted[0] != '\0' && i < chooser->count; i++) {
        const struct roster_entry *entry = entry_of(chooser, i);

        snprintf(name, sizeof(name), "%s#%lu", entry->service, entry->number);
        if (strcmp(name, chooser->wanted) == 0) {
            open_session(chooser, i);
            return;
        }
    }
    if (chooser->wanted[0] != '\0') {
        snprintf(chooser->why, sizeof(chooser->why),
                 "There is no session %s here.", chooser->wanted);
    }
}

static void
work(evutil_socket_t fd, short what, void *ctx)
{
    struct chooser *chooser = ctx;
    const struct timeval now = {0, 0};
    bool busy = false;

    (void)fd;
    (void)what;
    for (size_t i = 0; i < chooser->logs; i++) {
        busy = logbook_read(chooser->log[i].book, READ_OCTETS) || busy;
    }
    if (busy) {
        event_add(chooser->worker, &now);
    } else if (!chooser->read) {
        chooser->read = true;
        if (gather(chooser) == 0) {
            open_wanted(chooser);
        }
    }
    app_changed(chooser->screen.app);
}

/* ---- The picture ---- */

static void
draw_row(const struct chooser *chooser, size_t i, const struct area *body,
         int row)
{
    const struct roster_entry *entry = entry_of(chooser, i);
    char who[4 * ROSTER_WHO_MAX + 1];
    char text[64];
    int col = 3;

    snprintf(text, sizeof(text), "%s#%lu", entry->service, entry->number);
    pane_put(body, row, col, NAME_COLS - 1,
             i == chooser->at ? PAINT_HERE : PAINT_PLAIN, text);
    col += NAME_COLS;
    who[escape_spell(entry->who, strlen(entry->who), ESCAPE_TEXT, who)] = '\0';
    pane_put(body, row, col, WHO_COLS - 1, PAINT_TITLE, who);
    col += WHO_COLS;
    paint_format(body, row, col, PAINT_PLAIN, "%u line%s", entry->lines,
                 entry->lines == 1 ? "" : "s");
    col += LINES_COLS;
    if (entry->refusals > 0) {
        snprintf(text, sizeof(text), "! %u refused", entry->refusals);
    } else {
        snprintf(text, sizeof(text), "%s",
                 command_state(entry->speaks, entry->state));
    }
    pane_put(body, row, col, body->cols, PAINT_PLAIN, text);
    if (i == chooser->at) {
        paint_text(body, row, 1, PAINT_PLAIN, ">");
    }
}

/*
 * The sessions, each log below a rule with its name.
 */
static void
draw_sessions(const struct chooser *chooser, const struct area *body, int *row)
{
    size_t first = 0;
    int at = 0;

    if (chooser->count > (size_t)body->rows && body->rows > 3 &&
        chooser->at > (size_t)body->rows / 2) {
        first = chooser->at - (size_t)body->rows / 2;
    }
    for (size_t i = first; i < chooser->count && at < body->rows; i++) {
        size_t log = chooser->choice[i].log;

        if (i == first || log != chooser->choice[i - 1].log) {
            paint_rule(body, at++, chooser->log[log].name);
        }
        if (i == chooser->at) {
            *row = body->top + at;
        }
        draw_row(chooser, i, body, at++);
    }
}

static void
draw(struct screen *screen, const struct area *area, int *row, int *col)
{
    struct chooser *chooser = (struct chooser *)screen;
    struct area body = *area;

    body.top += 2;
    body.rows -= 2;
    *row = body.top;
    *col = 3;
    paint_text(area, 0, 1, PAINT_TITLE, "mailwalk");
    paint_text(area, 0, 12, PAINT_PLAIN, "Replay: choose a session");
    if (!chooser->read) {
        unsigned percent = 100;

        for (size_t i = 0; i < chooser->logs; i++) {
            unsigned one = logbook_percent(chooser->log[i].book);

            percent = one < percent ? one : percent;
        }
        paint_format(area, 1, 1, PAINT_PLAIN, "reading, %u %%", percent);
    } else if (chooser->why[0] != '\0') {
        paint_format(area, 1, 1, PAINT_LATER, "! %s", chooser->why);
    } else if (chooser->count == 0) {
        paint_text(area, 1, 1, PAINT_PLAIN,
                   "There is no session here (yet).");
    } else {
        paint_format(area, 1, 1, PAINT_PLAIN, "%zu session%s, the newest of "
                     "each log first", chooser->count,
                     chooser->count == 1 ? "" : "s");
    }
    draw_sessions(chooser, &body, row);
}

/* ---- Keys ---- */

static void
move(struct chooser *chooser, long by)
{
    long at = (long)chooser->at + by;

    at = at >= (long)chooser->count ? (long)chooser->count - 1 : at;
    chooser->at = at < 0 ? 0 : (size_t)at;
}

static void
press(struct screen *screen, enum request request, wchar_t key)
{
    struct chooser *chooser = (struct chooser *)screen;

    (void)key;
    if (request == REQUEST_LEAVE) {
        app_leave(screen->app);
    } else if (request == REQUEST_UP || request == REQUEST_DOWN) {
        move(chooser, request == REQUEST_UP ? -1 : 1);
    } else if (request == REQUEST_PAGE_UP || request == REQUEST_PAGE_DOWN) {
        move(chooser, request == REQUEST_PAGE_UP ? -PAGE : PAGE);
    } else if (request == REQUEST_FIRST) {
        chooser->at = 0;
    } else if (request == REQUEST_LAST) {
        move(chooser, (long)chooser->count);
    } else if (request == REQUEST_OPEN && chooser->count > 0) {
        open_session(chooser, chooser->at);
    }
}

static bool
can(const struct screen *screen, enum request request)
{
    const struct chooser *chooser = (const struct chooser *)screen;

    if (request == REQUEST_DOWN) {
        return chooser->at + 1 < chooser->count;
    }
    return request != REQUEST_OPEN || chooser->count > 0;
}

static const char *
hint(const struct screen *screen, enum request request)
{
    return request == REQUEST_LEAVE ? ((const struct chooser *)screen)->below
                                    : NULL;
}

static void
free_chooser(struct screen *screen)
{
    struct chooser *chooser = (struct chooser *)screen;

    if (chooser->worker != NULL) {
        event_free(chooser->worker);
    }
    for (size_t i = 0; i < chooser->logs; i++) {
        logbook_close(chooser->log[i].book);
    }
    free(chooser->log);
    tape_free(&chooser->tape);
    free(chooser->choice);
    free(chooser);
}

static const struct screen_ops chooser_ops = {.title = "Choose a session",
                                              .keys = keys,
                                              .draw = draw,
                                              .press = press,
                                              .can = can,
                                              .hint = hint,
                                              .free = free_chooser};

static int
open_logs(struct chooser *chooser, const struct replay_source *sources,
          size_t count)
{
    const struct timeval now = {0, 0};

    chooser->log = calloc(count, sizeof(*chooser->log));
    for (size_t i = 0; chooser->log != NULL && i < count; i++) {
        struct chosen_log *log = &chooser->log[chooser->logs++];

        snprintf(log->name, sizeof(log->name), "%s", sources[i].name);
        log->book = logbook_open(sources[i].path);
        if (log->book == NULL) {
            return -1;
        }
        logbook_look(log->book);
    }
    chooser->worker = event_new(app_base(chooser->screen.app), -1, 0, work,
                                chooser);
    return chooser->log == NULL || chooser->worker == NULL
               ? -1
               : event_add(chooser->worker, &now);
}

struct screen *
replay_choose_new(struct app *app, const struct replay_source *sources,
                  size_t count, const char *wanted, bool ours,
                  const char *below)
{
    struct chooser *chooser = calloc(1, sizeof(*chooser));

    if (chooser == NULL) {
        return NULL;
    }
    chooser->screen = (struct screen){.ops = &chooser_ops, .app = app};
    snprintf(chooser->wanted, sizeof(chooser->wanted), "%s",
             wanted != NULL ? wanted : "");
    chooser->ours = ours;
    chooser->below = below;
    if (open_logs(chooser, sources, count) != 0) {
        free_chooser(&chooser->screen);
        return NULL;
    }
    return &chooser->screen;
}
