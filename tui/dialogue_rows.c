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

enum {
    REPLY_WHOLE = 3, /* a reply of more lines is folded */
    WIRE_COLS = 10,  /* of a row of the wire: tag, arrow and gaps */
    FOLDED_COLS = 80 /* any: what is folded does not depend on it */
};

/*
 * Add a row.  Returns it, or NULL if memory ran out.
 */
static struct dialogue_row *
add_row(struct dialogue_rows *rows, enum dialogue_row_kind kind, size_t line,
        size_t count)
{
    struct dialogue_row row = {.kind = kind,
                               .line = line,
                               .count = count,
                               .first = line,
                               .last = line};

    if (rows->count == rows->room) {
        size_t room = 2 * rows->room + 64;
        struct dialogue_row *larger = realloc(rows->row,
                                              room * sizeof(*larger));

        if (larger == NULL) {
            return NULL;
        }
        rows->row = larger;
        rows->room = room;
    }
    rows->row[rows->count++] = row;
    return &rows->row[rows->count - 1];
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
        struct dialogue_row *row = add_row(rows, ROW_LINE, at, 1);

        if (row != NULL) {
            row->first = i;
            row->last = shown - 1;
        }
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

/*
 * The rows of lines from i on that belong together.  Returns the line behind.
 */
static size_t
add_lines(struct dialogue_rows *rows, size_t i)
{
    const struct session_view *view = rows->view;
    const struct session_line *line = &view->line[i];
    size_t next = i + 1;

    while (next < view->count && goes_on(line, &view->line[next])) {
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
    return next;
}

/* ---- The wire. ---------------------------------------------------------- */

/*
 * How many octets of text fit into so many columns, if possible whole lines;
 * at least one character.
 */
static size_t
fitting(const char *text, size_t len, int cols)
{
    const char *lf = paint_sign(PAINT_LF);
    size_t lines = 0;
    size_t at = 0;

    while (at < len) {
        char one[8] = "";
        size_t octets = 1;

        while (at + octets < len && octets < sizeof(one) - 1 &&
               ((unsigned char)text[at + octets] & 0xC0) == 0x80) {
            octets++;
        }
        memcpy(one, text + at, octets);
        cols -= paint_width(one);
        if (cols < 0 && at > 0) {
            return lines > 0 ? lines : at;
        }
        at += octets;
        if (at >= strlen(lf) &&
            memcmp(text + at - strlen(lf), lf, strlen(lf)) == 0) {
            lines = at;
        }
    }
    return at;
}

/*
 * The rows of all lines from i on that travelled together.  Returns the line
 * behind them.
 */
static size_t
add_wire(struct dialogue_rows *rows, FILE *wire, size_t i, int cols)
{
    const struct session_line *line = rows->view->line;
    size_t begin = (size_t)ftello(wire);
    size_t next = i;
    size_t end = 0;
    size_t first = rows->count;

    do {
        fprintf(wire, "%s%s%s", line[next].text,
                line[next].lf ? "" : paint_sign(PAINT_CR),
                paint_sign(PAINT_LF));
        next++;
    } while (next < rows->view->count && line[next].batch == line[i].batch &&
             line[next].speaker == line[i].speaker);
    fflush(wire);
    end = (size_t)ftello(wire);
    while (begin < end) {
        struct dialogue_row *row = add_row(rows, ROW_WIRE, i, 1);
        size_t len = fitting(rows->wire + begin, end - begin, cols - WIRE_COLS);

        if (row != NULL) {
            row->first = rows->count - 1 - first;
            row->at = begin;
            row->len = len;
        }
        begin += len;
    }
    for (size_t at = first; at < rows->count; at++) {
        rows->row[at].last = rows->count - 1 - first;
    }
    return next;
}

int
dialogue_rows_make(struct dialogue_rows *rows, const struct session_view *view,
                   int cols)
{
    FILE *wire = NULL;
    size_t size = 0;

    *rows = (struct dialogue_rows){.view = view};
    wire = open_memstream(&rows->wire, &size);
    for (size_t i = 0; wire != NULL && i < view->count;) {
        i = view->wire && view->line[i].batch != 0
                ? add_wire(rows, wire, i, cols)
                : add_lines(rows, i);
    }
    if (wire != NULL) {
        fclose(wire);
    }
    if (rows->count > 0) {
        bool noted = rows->row[rows->count - 1].kind == ROW_NOTE;

        rows->current = rows->count - (noted ? 2 : 1);
    }
    return wire != NULL ? 0 : -1;
}

size_t
dialogue_folded(const struct session_view *view, size_t *first)
{
    struct dialogue_rows rows;
    const struct dialogue_row *row = NULL;
    size_t count = 0;

    if (dialogue_rows_make(&rows, view, FOLDED_COLS) == 0 && rows.count > 0) {
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
             view->wire && !line->lf ? paint_sign(PAINT_CR) : "",
             view->wire ? paint_sign(PAINT_LF) : "");
}

void
dialogue_rows_free(struct dialogue_rows *rows)
{
    free(rows->row);
    free(rows->wire);
}
