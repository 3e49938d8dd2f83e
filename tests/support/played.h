/*
 * played.h - the two lessons, played with a server of canned replies.
 *
 * The lesson's panes are drawn into a grid in memory (paint_grid.h), so what a
 * screen shows is text here.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_PLAYED_H
#define MAILWALK_TESTS_SUPPORT_PLAYED_H

#include "tui/lesson.h"

enum { PLAYED_ALL = 1000 }; /* answers: more than any lesson wants */

/* A lesson, and the server that it meets: a reply for each time it hears. */
struct played {
    struct lesson lesson;
    const char *service;
    const char *const *replies;
    const char *const *answers; /* NULL behind the last: only Enter */
};

/*
 * Begin a lesson: a1, a2, or a small one whose text has a line with a dot in
 * front.  played_end() frees it.
 */
void played_a1(struct played *played);
void played_a2(struct played *played);
void played_dots(struct played *played);
void played_end(struct played *played);

/*
 * Play on until the student has answered so many times, and is asked again.
 * The cursor is behind the last event then.
 */
void played_on(struct played *played, unsigned answers);

/* ---- played_look.c ------------------------------------------------------ */

enum played_pane {
    DIALOGUE,
    STAGES,
    REPLY,
    MEMORY,
    MAILBOX,
    MACHINE,
    TURN,
    SMTP_LOG,
    WAY,
    MESSAGE,
    PLAYED_PANES
};

/* Where the cursor was put last. */
struct played_cursor {
    int row, col;
};

/*
 * Draw a pane, alone on the grid.
 */
void played_draw(struct played *played, enum played_pane pane, int rows,
                 int cols, struct played_cursor *cursor);

/*
 * The pane of this size must show, or must not show, this text.
 */
void played_shows(struct played *played, enum played_pane pane, int rows,
                  int cols, const char *what);
void played_hides(struct played *played, enum played_pane pane, int rows,
                  int cols, const char *what);

/*
 * Every pane at its places on a screen of 80x24 and one of 120x40 must be as in
 * tests/golden/panes/NAME.txt.  With UPDATE_GOLDEN set that is written anew.
 */
void played_golden(struct played *played, const char *name);

#endif
