/*
 * dialogue_rows.h - the lines of a session as rows of its dialogue.
 *
 * A long reply and the lines of a text are folded into one row, unless the
 * pane is zoomed.  A refusal gets a row that says what a client does about it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_DIALOGUE_ROWS_H
#define MAILWALK_TUI_DIALOGUE_ROWS_H

#include "tui/session_view.h"

enum dialogue_row_kind {
    ROW_LINE,   /* a line of the client or the server */
    ROW_TEXT,   /* the client's lines of a text, folded */
    ROW_MORE,   /* the other lines of a folded reply */
    ROW_NOTE,   /* about a refusal */
    ROW_EVENT   /* a connection begins or ends */
};

struct dialogue_row {
    enum dialogue_row_kind kind;
    size_t line;
    size_t count;   /* lines folded into the row */
    size_t first;   /* of a server's line: the first line of its reply */
    size_t last;    /* and the last one that is shown */
};

struct dialogue_rows {
    const struct session_view *view;
    struct dialogue_row *row;   /* count of them */
    size_t count;
};

/*
 * Make the rows of all lines.  Returns 0, or -1 if memory ran out;
 * dialogue_rows_free() gives the memory back.
 */
int dialogue_rows_make(struct dialogue_rows *rows,
                       const struct session_view *view);
void dialogue_rows_free(struct dialogue_rows *rows);

/*
 * What a client does about this reply, in a line; NULL if it is no refusal.
 */
const char *dialogue_note(const char *reply);

#endif
