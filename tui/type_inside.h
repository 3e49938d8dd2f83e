/*
 * type_inside.h - what the files of the screen "Type it" share.
 *
 * type.c is the screen and its picture, type_session.c its connection and
 * lines, type_view.c what is shown of them, type_keys.c its keys, type_press.c
 * what they do, pane_typing.c the bottom, where the line is typed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_TYPE_INSIDE_H
#define MAILWALK_TUI_TYPE_INSIDE_H

#include "client/hint.h"
#include "client/typed.h"
#include "tui/input_line.h"
#include "tui/lesson_log.h"
#include "tui/panes.h"
#include "tui/type.h"

enum {
    TYPE_LINES_MAX = 20000, /* of all connections; then it ends */
    TYPE_TEXT_KEPT = 500,   /* lines of one message */
    TYPE_NOTICE_MAX = 1024
};

enum type_phase {
    TYPE_ASKS,   /* which server? */
    TYPE_STARTS, /* the lab's servers come up */
    TYPE_TALKS,
    TYPE_OVER
};

struct type {
    struct screen screen; /* first */
    struct type_place place;
    const struct play_place *lab;
    struct servers *servers;
    struct reach reach; /* where the server is */
    const struct hint_names *names;
    enum type_phase phase;
    struct typed *typed;
    unsigned long sessions;

    struct session_line *line; /* count of them; their texts are ours */
    size_t count, room;
    size_t content; /* lines of the present message so far */
    size_t cut;     /* and of these not kept */

    struct session_view view; /* of the first `viewed` lines */
    size_t viewed;
    size_t cursor;    /* lines shown; count: live */
    size_t held;      /* lines behind this are covered; 0: none */
    char guess;       /* what the reply begins with, or 0 */
    char guessed[64]; /* what came of it, or "" */

    struct input_line input;
    bool looking; /* the keys go to a pane, not to the line */
    bool asking;  /* each reply is to be predicted */
    bool wire, zoomed;
    enum pane_name pane;
    int scroll;
    char *page; /* something to read over the panes, or NULL */
    int page_scroll;
    char notice[TYPE_NOTICE_MAX]; /* why it is over, or about a key; or "" */
    struct lesson_log *logs[2];
    char at[REACH_HOST_MAX + 8]; /* HOST:PORT that was typed */
};

/* ---- type_session.c ---- */

/*
 * Connect to the place: once the lab's servers are up, if they are meant.
 */
void type_connect(struct type *type);

/*
 * The servers' start is over.
 */
void type_servers_done(void *ctx);

/*
 * A live log has new lines.
 */
void type_log_grew(void *ctx);

/*
 * End the connection; forget its lines.
 */
void type_end(struct type *type);

/*
 * The line that leads on from here, "" if there is none: what stands in
 * brackets.
 */
void type_next(const struct type *type, char out[HINT_MAX]);

/*
 * Send the line that is typed.
 */
void type_send(struct type *type);

/*
 * Is a prediction wanted?  The first character of a reply, or 0 to be shown.
 */
bool type_questions(const struct type *type);
void type_predict(struct type *type, char first);

/* ---- type_view.c ---- */

/*
 * The view of what is shown.
 */
struct session_view *type_view(struct type *type);

/*
 * One step back, one on, to the first, to the last.
 */
void type_step_back(struct type *type);
void type_step_on(struct type *type);
void type_go(struct type *type, size_t place);
bool type_is_live(const struct type *type);

/* ---- type_keys.c ---- */

extern const struct key_row type_keys[];
bool type_can(const struct screen *screen, enum request request);
const char *type_hint(const struct screen *screen, enum request request);

/*
 * Is the input line open, and do the keys go to it?
 */
bool type_typing(const struct screen *screen);

/*
 * What is lost if the program ends now, or NULL.
 */
const char *type_stake(const struct screen *screen);

/* ---- type_press.c ---- */

void type_press(struct screen *screen, enum request request, wchar_t key);

/* ---- pane_typing.c ---- */

/*
 * The bottom: what is legal, a hint, the line.  How many rows it needs of the
 * whole area, its rule included; and draw it.  Where the cursor belongs is told
 * in rows and columns of the screen.
 */
int pane_typing_rows(const struct type *type, const struct area *area);
void pane_typing(const struct type *type, const struct area *area, int *row,
                 int *col);

#endif
