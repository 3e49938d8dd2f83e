/*
 * dialogue_rows.h - the lines of a session as rows of its dialogue.
 *
 * A long reply and the lines of a text are folded into one row, unless the
 * pane is zoomed.  A refusal gets a row that says what a client does about it.
 * In the wire view lines that travelled together are one row, so that
 * pipelining is seen (RFC 2920); what is wider than the pane runs on below.
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
    ROW_EVENT,  /* a connection begins or ends */
    ROW_WIRE    /* a piece of a write, or of what was read at once */
};

struct dialogue_row {
    enum dialogue_row_kind kind;
    size_t line;
    size_t count;   /* lines folded into the row */
    size_t first;   /* of a server's line: the first line of its reply */
    size_t last;    /* and the last one that is shown */
    size_t at, len; /* of a piece: where its text is; first is its number, */
                    /* last that of the last piece */
};

struct dialogue_rows {
    const struct session_view *view;
    struct dialogue_row *row;   /* count of them */
    size_t count, room;
    size_t current; /* the row of the last line, if there is one */
    char *wire;     /* the text of all pieces */
};

/*
 * Make the rows of all lines for a pane of so many columns.  Returns 0, or -1
 * if memory ran out; dialogue_rows_free() gives the memory back.
 */
int dialogue_rows_make(struct dialogue_rows *rows,
                       const struct session_view *view, int cols);
void dialogue_rows_free(struct dialogue_rows *rows);

/*
 * The line as it is shown: in the wire view with its CR LF and with stuffed
 * dots, else without.  RFC 5321 section 4.5.2, RFC 1939 section 3.
 */
void dialogue_line(const struct session_view *view, size_t i, char *out,
                   size_t room);

/*
 * How many lines are folded at the current row: a long reply, or a text.  The
 * first of them is told.  0 if nothing is folded there.
 */
size_t dialogue_folded(const struct session_view *view, size_t *first);

/*
 * What a client does about this reply, in a line; NULL if it is no refusal.
 */
const char *dialogue_note(const char *reply);

#endif
