/*
 * dialogue_rows.c - the lines of a session as rows of its dialogue.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/dialogue_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/paint.h"

enum { REPLY_WHOLE = 3 }; /* a reply of more lines is folded */

static void
add_row(struct dialogue_rows *rows, enum dialogue_row_kind kind, size_t line,
        size_t count)
{
    rows->row[rows->count++] = (struct dialogue_row){kind, line, count, line,
                                                     line};
}

/* RFC 5321 sections 3.8, 4.1.4, 4.2.1; RFC 1939 section 3. */
const char *
dialogue_note(const char *reply)
{
    if (strncmp(reply, "421", 3) == 0) {
        return "note: the server closes the connection; come back later";
    }
    if (strncmp(reply, "503", 3) == 0) {
        return "note: wrong order; the server's state is as before";
    }
    if (reply[0] == '4') {
        return "note: not now; the same may work later";
    }
    if (reply[0] == '5') {
        return "note: refused; do not just repeat it";
    }
    return reply[0] == '-' ? "note: refused; the words say why" : NULL;
}

/*
 * The server's lines from i up to end.
 */
static void
add_reply(struct dialogue_rows *rows, size_t i, size_t end)
{
    bool whole = rows->view->whole || end - i <= REPLY_WHOLE;
    size_t shown = whole ? end : i + 1;

    for (size_t at = i; at < shown; at++) {
        add_row(rows, ROW_LINE, at, 1);
        rows->row[rows->count - 1].first = i;
        rows->row[rows->count - 1].last = shown - 1;
    }
    if (!whole) {
        add_row(rows, ROW_MORE, i, end - i - 1);
    }
    if (dialogue_note(rows->view->line[i].text) != NULL) {
        add_row(rows, ROW_NOTE, i, 1);
    }
}

/*
 * Is next of the same reply, or of the same text?
 */
static bool
goes_on(const struct session_line *line, const struct session_line *next)
{
    return next->speaker == line->speaker &&
           (line->speaker == 'S' ? !next->begins : next->mark == line->mark);
}

int
dialogue_rows_make(struct dialogue_rows *rows, const struct session_view *view)
{
    size_t end = view->count;

    rows->view = view;
    rows->count = rows->current = 0;
    /* a line makes two rows at most */
    rows->row = calloc(2 * end + 1, sizeof(*rows->row));
    for (size_t i = 0, next = 0; rows->row != NULL && i < end; i = next) {
        const struct session_line *line = &view->line[i];

        next = i + 1;
        while (next < end && goes_on(line, &view->line[next])) {
            next++;
        }
        if (line->speaker == 'S') {
            add_reply(rows, i, next);
        } else if (line->mark == DIALOGUE_DATA && !view->whole) {
            add_row(rows, ROW_TEXT, i, next - i);
        } else {
            next = i + 1;
            add_row(rows, line->speaker == 'C' ? ROW_LINE : ROW_EVENT, i, 1);
        }
    }
    if (rows->count > 0) {
        bool noted = rows->row[rows->count - 1].kind == ROW_NOTE;

        rows->current = rows->count - (noted ? 2 : 1);
    }
    return rows->row != NULL ? 0 : -1;
}

size_t
dialogue_folded(const struct session_view *view, size_t *first)
{
    struct dialogue_rows rows;
    const struct dialogue_row *row = NULL;
    size_t count = 0;

    if (dialogue_rows_make(&rows, view) == 0 && rows.count > 0) {
        row = &rows.row[rows.current];
        *first = row->line;
        count = row->kind == ROW_TEXT   ? row->count
                : row->kind == ROW_MORE ? row->count + 1
                                        : 0;
    }
    dialogue_rows_free(&rows);
    return count;
}

void
dialogue_line(const struct session_view *view, size_t i, char *out, size_t room)
{
    const struct session_line *line = &view->line[i];
    bool stuffed = line->mark == DIALOGUE_DATA && line->text[0] == '.';

    snprintf(out, room, "%s%s%s", line->text + (stuffed && !view->wire ? 1 : 0),
             view->wire ? paint_sign(PAINT_CR) : "",
             view->wire ? paint_sign(PAINT_LF) : "");
}

void
dialogue_rows_free(struct dialogue_rows *rows)
{
    free(rows->row);
}
