/*
 * log_view.h - which lines of a log stand on the screen, and which is chosen.
 *
 * What is shown follows from the chosen line and the number of rows alone.  Who
 * has left the newest line sees the log as it was then, so that nothing moves
 * under his eyes.
 *
 * Without a filter lines are found by their offsets in the file, so the end of
 * a long log can be shown before it is read.  With one, only lines that were
 * read are shown.
 *
 * Pure of drawing: pane_log_view.c draws.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_LOG_VIEW_H
#define MAILWALK_TUI_LOG_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/logbook.h"

enum { LOG_VIEW_ROWS = 256 };   /* more are never shown */

struct log_view {
    struct logbook *book;           /* the owner's */
    struct logbook_filter filter;
    bool live;                      /* the newest line is the chosen one */
    uint64_t end;                   /* if not: where the log ends for us */
    bool chosen;                    /* there is one: */
    uint64_t at;                    /* its offset */
    unsigned anew;                  /* of the book when that was true */
    uint64_t row[LOG_VIEW_ROWS];    /* offsets of the lines shown */
    size_t rows;                    /* how many */
};

/*
 * A view of the book, live.
 */
void log_view_init(struct log_view *view, struct logbook *book);

/*
 * Settle which lines are shown in so many rows: view->row, view->rows.  To be
 * called before each drawing; keeps the lines in their places where it can.
 */
void log_view_settle(struct log_view *view, size_t rows);

/*
 * Choose a line so many further down (or up, if negative; down from the newest
 * is live); the first; the newest, and live; that at offset.
 */
void log_view_move(struct log_view *view, long lines);
void log_view_first(struct log_view *view);
void log_view_pause(struct log_view *view);
void log_view_live(struct log_view *view);
void log_view_choose(struct log_view *view, uint64_t offset);

/*
 * Is there a line above the chosen one?
 */
bool log_view_has_above(struct log_view *view);

/*
 * Show what passes the filter only; the chosen line stays if it passes.
 */
void log_view_filter(struct log_view *view,
                     const struct logbook_filter *filter);

#endif
