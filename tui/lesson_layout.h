/*
 * lesson_layout.h - where the panes of a lesson stand, for a size.
 *
 * Pure: the same size gives the same layout, and nothing is kept of it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_LESSON_LAYOUT_H
#define MAILWALK_TUI_LESSON_LAYOUT_H

#include <stdbool.h>

#include "tui/paint.h"

/* An area without rows is not shown. */
struct lesson_layout {
    struct area header;
    struct area stages;
    struct area dialogue;
    struct area reply;
    struct area memory;
    struct area mailbox;
    struct area machine;
    struct area logs[2];
    struct area turn;
    struct area middle; /* all between stages and turn: for a zoomed pane */
    struct area spare;  /* for a pane that has no place of its own */
    struct area dividers[2];
    struct area way;     /* in three columns, if asked for: who calls, */
    struct area message; /* and the text of the mail */
};

/*
 * Lay the area out; turn_rows is what the student's turn needs, its rule
 * included, logs whether there are logs to show.
 */
void lesson_layout(const struct area *area, int turn_rows, bool logs,
                   struct lesson_layout *layout);

/*
 * Where there are three columns and rows enough, make room in the third for who
 * calls, and for the text of the mail.
 */
void lesson_layout_story(struct lesson_layout *layout);

#endif
