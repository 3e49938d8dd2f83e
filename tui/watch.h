/*
 * watch.h - logs on the screen, live: the model.
 *
 * A watch has logs, and a view of each (log_view.h).  The books of the logs
 * know the sessions.  Everything on the screen is a view of these; to look
 * back, to filter and to search changes nothing of them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_WATCH_H
#define MAILWALK_TUI_WATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "client/logbook.h"
#include "client/spool.h"
#include "tui/input_line.h"
#include "tui/log_session.h"
#include "tui/log_view.h"
#include "tui/screen.h"

enum {
    WATCH_NAME_MAX = 64,
    WATCH_INPUT_MAX = LOGBOOK_TEXT_MAX,
    WATCH_NOTICE_MAX = 256,
    WATCH_SESSIONS_MAX = 2000,  /* that can be chosen among */
    WATCH_WHO_ROOM = 4 * ROSTER_WHO_MAX + 1
};

struct watch_log {
    char name[WATCH_NAME_MAX];  /* of its pane: "smtpd", "lab3.log" */
    char *path;                 /* NULL: it comes through a pipe */
    struct logbook *book;
    struct spool *spool;        /* NULL: a file */
    struct log_view view;
};

/* A session of one of the logs. */
struct watch_session {
    size_t log;
    size_t session;
};

enum watch_input { WATCH_NO_INPUT, WATCH_SEARCH, WATCH_FILTER };

struct watch {
    struct screen screen;       /* first */
    struct watch_log *log;      /* logs of them */
    size_t logs;
    bool strange;               /* not those of our own servers */
    bool alone;                 /* no menu lies below */

    size_t pane;                /* which keys move in: a log, or == logs the
                                   table of sessions */
    size_t active;              /* the log that was moved in last */
    bool zoomed;
    bool board;                 /* the class board covers the logs */
    bool page;                  /* the long explanation does */
    int page_scroll;

    size_t only;                /* + 1: only this session of the active log */
    char words[WATCH_INPUT_MAX];    /* of the filter, "" for none */
    struct watch_session at;    /* chosen in the table or on the board */
    bool at_any;

    enum watch_input input;
    struct input_line typed;
    char notice[WATCH_NOTICE_MAX];  /* until the next key */

    struct logbook_search search;
    char sought[WATCH_INPUT_MAX];   /* the last text, "" for none */
    bool searching;
    bool search_back;           /* as it was begun */

    struct log_session chosen;  /* the session of the chosen line */
    struct event *worker;
};

/*
 * The view that is moved in, and its log.
 */
struct log_view *watch_view(struct watch *watch);
struct logbook *watch_book(const struct watch *watch, size_t log);
const struct roster_entry *watch_entry(const struct watch *watch,
                                       const struct watch_session *session);

/*
 * Settle which line of the view that is moved in is the chosen one, and to
 * which session it belongs: watch->chosen.  For keys too, which may come before
 * the next picture.
 */
void watch_choose(struct watch *watch);

/*
 * Write who it is, so that it can be shown, to out (WATCH_WHO_ROOM octets);
 * brief: of a host's name only the first label.
 */
void watch_who(const struct roster_entry *entry, bool brief, char *out);

/*
 * Gather sessions of all logs: those that are open, in the order of their
 * beginning; behind them, if all, the others, the newest first.  At most max.
 * Returns how many.
 */
size_t watch_sessions(const struct watch *watch, bool all,
                      struct watch_session *sessions, size_t max);

/*
 * The page of REQUEST_EXPLAIN in Markdown; the caller frees it.  NULL if
 * memory ran out.
 */
char *watch_page(struct watch *watch);

/*
 * Is it the table of sessions that keys move in?
 */
bool watch_in_table(const struct watch *watch);

/*
 * The sessions among which keys choose, in the table or on the board, at most
 * WATCH_SESSIONS_MAX; and where the chosen one stands among them, or -1.
 */
size_t watch_choices(const struct watch *watch,
                     struct watch_session *sessions);
long watch_index_of(const struct watch *watch,
                    const struct watch_session *sessions, size_t count);

/* ---- watch_draw.c ------------------------------------------------------- */

void watch_draw(struct screen *screen, const struct area *area, int *row,
                int *col);

/* ---- watch_keys.c ------------------------------------------------------- */

extern const struct key_row watch_keys[];
void watch_press(struct screen *screen, enum request request, wchar_t key);
bool watch_can(const struct screen *screen, enum request request);
const char *watch_hint(const struct screen *screen, enum request request);
bool watch_typing(const struct screen *screen);

/* ---- watch_work.c ------------------------------------------------------- */

/*
 * Look at the logs from now on, in the event loop.  Returns 0, or -1.
 */
int watch_begin(struct watch *watch);

/*
 * There is work to be done: a search, say.
 */
void watch_work(struct watch *watch);

/*
 * Let the filter and the chosen session act on the views.  Returns false if a
 * word names a session that no log has.
 */
bool watch_filter(struct watch *watch);

/*
 * Search for watch->sought from the chosen line on, or back.
 */
void watch_search(struct watch *watch, bool back);

#endif
