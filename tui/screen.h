/*
 * screen.h - what a screen is: one file, one table of keys, one draw function.
 *
 * A screen changes its model when a key or an event comes, and says that it
 * has changed.  Drawing happens in one place (app.c), once a turn of the event
 * loop, from the model and the size of the window alone; nothing else draws.
 *
 * The key table makes three things: what a key does, the hint row at the
 * bottom, and the help page.  So a key cannot be without its help.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_SCREEN_H
#define MAILWALK_TUI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

#include "tui/paint.h"

struct app;
struct screen;

/* What a key asks for; the keys of all screens.  0 ends a table. */
enum request {
    REQUEST_NONE,
    REQUEST_NEXT, REQUEST_BACK, REQUEST_FIRST, REQUEST_LAST,
    REQUEST_UP, REQUEST_DOWN, REQUEST_PAGE_UP, REQUEST_PAGE_DOWN,
    REQUEST_OPEN, REQUEST_PANE, REQUEST_ZOOM, REQUEST_WIRE, REQUEST_EXPLAIN,
    REQUEST_SEARCH, REQUEST_AGAIN, REQUEST_AGAIN_BACK, REQUEST_FILTER,
    REQUEST_PAUSE, REQUEST_BOARD, REQUEST_COMMAND, REQUEST_COMMAND_BACK,
    REQUEST_BREAK, REQUEST_RETRY, REQUEST_RESET, REQUEST_START, REQUEST_COVER,
    REQUEST_UNCOVER, REQUEST_ASK,
    REQUEST_LEAVE,      /* Esc: one level up */
    REQUEST_HELP, REQUEST_QUIT, REQUEST_REDRAW,
    REQUEST_CHOICE      /* a character that answers a question: any other key */
};

/* One row of a screen's key table. */
struct key_row {
    enum request request;
    const char *keys;       /* as people read them: "Space Right l" */
    const char *hint;       /* a word for the hint row; "" keeps it out */
    const char *help;       /* a sentence for the help page */
};

struct screen {
    const struct screen_ops *ops;
    struct app *app;
};

struct screen_ops {
    const char *title;      /* of its help page */
    const struct key_row *keys; /* most important first, then REQUEST_NONE */
    /* Draw into the area (all but the hint row).  Sets where the real cursor
     * belongs: the current item. */
    void (*draw)(struct screen *screen, const struct area *area, int *row,
                 int *col);
    /* A key came: its request, and for REQUEST_CHOICE the character. */
    void (*press)(struct screen *screen, enum request request, wchar_t key);
    /* Is the request possible now?  Others are left out of the hint row.
     * NULL: all are. */
    bool (*can)(const struct screen *screen, enum request request);
    /* The word for the hint row if what the key does depends on the moment;
     * NULL: that of the table.  May itself be NULL. */
    const char *(*hint)(const struct screen *screen, enum request request);
    /* Is an input line open?  Then all printable keys are REQUEST_CHOICE, and
     * so are Backspace (8) and Enter ('\n').  NULL: never. */
    bool (*typing)(const struct screen *screen);
    /* What is at stake if the program ended now, in a few words ("a session is
     * open"); NULL: nothing.  May itself be NULL.  While there is, q asks. */
    const char *(*stake)(const struct screen *screen);
    void (*free)(struct screen *screen);
};

#endif
