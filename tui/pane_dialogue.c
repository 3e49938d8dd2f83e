/*
 * pane_dialogue.c - who said what: the client on the left, the server right.
 *
 * Idea: the lines become rows, then the rows that fit are drawn, the newest
 * at the bottom.  Each row says three times who speaks: by side, by arrow, by
 * letter.  A long reply and the lines of a text are folded into one row.
 *
 * A line that is longer than its half runs on into the other one, which is
 * free in that row.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "tui/dialogue_rows.h"
#include "tui/pane.h"

enum {
    ARROW = 4, /* columns of an arrow */
    TAG = 3,   /* "C: " */
    ROW_TEXT_ROOM = 4096
};

/*
 * Where the server's side begins: the column of its tag.
 */
static int
middle(const struct area *area)
{
    return area->cols / 2 + 4;
}

static void
draw_client(const struct area *area, int row, const char *text)
{
    int room = area->cols - 1 - TAG - 1 - ARROW;
    int arrow = middle(area) - ARROW - 1;
    int end = 0;

    paint_text(area, row, 1, PAINT_CLIENT, "C:");
    end = 1 + TAG + pane_put(area, row, 1 + TAG, room, PAINT_PLAIN, text);
    paint_text(area, row, end < arrow ? arrow : end + 1, PAINT_PLAIN,
               paint_sign(PAINT_ARROW_RIGHT));
}

/*
 * All lines of a reply begin in one column: further left if one is long.
 */
static void
draw_server(const struct dialogue_rows *rows, const struct dialogue_row *what,
            const struct area *area, int row)
{
    char text[ROW_TEXT_ROOM];
    int left = middle(area);

    for (size_t i = what->first; i <= what->last; i++) {
        int start = 0;

        dialogue_line(rows->view, i, text, sizeof(text));
        start = area->cols - TAG - paint_width(text);
        left = start < left ? start : left;
    }
    left = left < ARROW + 3 ? ARROW + 3 : left;
    dialogue_line(rows->view, what->line, text, sizeof(text));
    if (what->line == what->first) {
        paint_text(area, row, left - ARROW - 1, PAINT_PLAIN,
                   paint_sign(PAINT_ARROW_LEFT));
    }
    paint_text(area, row, left, PAINT_SERVER, "S:");
    pane_put(area, row, left + TAG, area->cols,
             rows->view->line[what->line].mark == DIALOGUE_SERVER &&
                     what->line == what->first
                 ? pane_reply_style(text)
                 : PAINT_PLAIN,
             text);
}

/*
 * A piece of what travelled together; tag and arrow stand at its beginning.
 */
static void
draw_wire(const struct dialogue_rows *rows, const struct dialogue_row *what,
          const struct area *area, int row)
{
    char text[ROW_TEXT_ROOM];
    int left = middle(area);

    snprintf(text, sizeof(text), "%.*s", (int)what->len,
             rows->wire + what->at);
    if (rows->view->line[what->line].speaker == 'C') {
        if (what->first == 0) {
            draw_client(area, row, text);
        } else {
            pane_put(area, row, 1 + TAG, area->cols, PAINT_PLAIN, text);
        }
        return;
    }
    if (left > area->cols - TAG - paint_width(text) || what->last > 0) {
        left = area->cols - TAG - paint_width(text);
        left = left < ARROW + 3 || what->last > 0 ? ARROW + 3 : left;
    }
    if (what->first == 0) {
        paint_text(area, row, left - ARROW - 1, PAINT_PLAIN,
                   paint_sign(PAINT_ARROW_LEFT));
        paint_text(area, row, left, PAINT_SERVER, "S:");
    }
    pane_put(area, row, left + TAG, area->cols,
             what->first == 0 ? pane_reply_style(text) : PAINT_PLAIN, text);
}

/*
 * The beginning and the end of a connection, in words.
 */
static void
draw_event(const struct area *area, int row, const char *text, bool watched)
{
    char name[16] = "";
    char value[256] = "";
    char clean[4 * sizeof(value) + 1];
    size_t len = strlen(text);

    dialogue_value(text, len, NULL, name, sizeof(name));
    if (strcmp(name, "connect") == 0 &&
        dialogue_value(text, len, "to", value, sizeof(value)) == 0) {
        pane_line(area, row, 4, PAINT_PLAIN,
                  watched ? "(the client connects to %s)"
                          : "(you connect to %s)",
                  value);
    } else if (strcmp(name, "connect") == 0 &&
               dialogue_value(text, len, "from", value, sizeof(value)) == 0) {
        pane_line(area, row, 4, PAINT_PLAIN, "(%s connects)", value);
    } else if (strcmp(name, "close") == 0 &&
               dialogue_value(text, len, "by", value, sizeof(value)) == 0) {
        pane_line(area, row, 4, PAINT_PLAIN, "(connection closed by %s%s)",
                  strcmp(value, "server") == 0 || strcmp(value, "client") == 0
                      ? "the "
                      : "",
                  value);
    } else if (strcmp(name, "note") == 0 &&
               dialogue_value(text, len, "text", value, sizeof(value)) == 0) {
        clean[dialogue_escape(value, strlen(value), clean)] = '\0';
        pane_line(area, row, 4, PAINT_PLAIN, "note: %s", clean);
    } else if (strcmp(name, "tls") == 0 &&
               dialogue_value(text, len, "version", value, sizeof(value)) ==
                   0) {
        clean[dialogue_escape(value, strlen(value), clean)] = '\0';
        pane_line(area, row, 4, PAINT_PLAIN,
                  "(%s: from here on nobody on the way can read along)", clean);
    } else if (strcmp(name, "telnet") == 0) {
        pane_line(area, row, 4, PAINT_PLAIN,
                  "(the server speaks telnet; its options are refused)");
    } else if (strcmp(name, "cut") == 0 &&
               dialogue_value(text, len, "lines", value, sizeof(value)) == 0) {
        pane_line(area, row, 4, PAINT_PLAIN, "(%s more lines, not kept)",
                  value);
    } else {
        pane_line(area, row, 4, PAINT_PLAIN, "(%s)", text);
    }
}

static void
draw_row(const struct dialogue_rows *rows, const struct dialogue_row *what,
         const struct area *area, int row)
{
    const struct session_line *line = &rows->view->line[what->line];
    bool opens = rows->view->opens && what == &rows->row[rows->current];
    char text[ROW_TEXT_ROOM];
    int col = 0;

    switch (what->kind) {
    case ROW_LINE:
        if (line->speaker == 'S') {
            draw_server(rows, what, area, row);
        } else {
            dialogue_line(rows->view, what->line, text, sizeof(text));
            draw_client(area, row, text);
        }
        break;
    case ROW_TEXT:
        snprintf(text, sizeof(text), "(text, %zu line%s%s)", what->count,
                 what->count == 1 ? "" : "s", opens ? ", Enter opens" : "");
        draw_client(area, row, text);
        break;
    case ROW_MORE:
        snprintf(text, sizeof(text), "(+%zu lines%s)", what->count,
                 opens ? ", Enter opens" : "");
        col = area->cols - paint_width(text);
        col = col < middle(area) + TAG ? col : middle(area) + TAG;
        pane_put(area, row, col, area->cols, PAINT_PLAIN, text);
        break;
    case ROW_NOTE:
        pane_line(area, row, 4, PAINT_PLAIN, "%s", dialogue_note(line->text));
        break;
    case ROW_EVENT:
        draw_event(area, row, line->text, rows->view->watched);
        break;
    case ROW_WIRE:
        draw_wire(rows, what, area, row);
        break;
    }
}

/*
 * The rule: who stands on which side, and what is out of sight.
 */
static void
draw_head(const struct dialogue_rows *rows, const struct area *area,
          size_t above, size_t below)
{
    bool pop3 = rows->view->observer.service == OBSERVER_POP3;
    char hidden[48] = "";
    int end = 0;

    paint_rule(area, 0,
               rows->view->watched ? "C: the client" : "C: you, the client");
    end = middle(area) +
          paint_format(area, 0, middle(area) - 1, PAINT_TITLE, " S: %s ",
                       rows->view->strange
                           ? "the server"
                       : pop3 ? "pop3d, the server"
                              : "smtpd, the server");
    if (below > 0) {
        snprintf(hidden, sizeof(hidden), " %zu up, %zu down ", above, below);
    } else if (above > 0) {
        snprintf(hidden, sizeof(hidden), " %zu up ", above);
    }
    if (below > 0 && end + paint_width(hidden) >= area->cols) {
        snprintf(hidden, sizeof(hidden), " %zu down ", below);
    }
    if (end + paint_width(hidden) < area->cols) {
        paint_text(area, 0, area->cols - paint_width(hidden) - 1, PAINT_PLAIN,
                   hidden);
    }
}

void
pane_dialogue(const struct session_view *view, const struct area *area,
              int *cursor_row)
{
    struct dialogue_rows rows;
    struct area body = pane_body(area);
    size_t fits = (size_t)body.rows;
    size_t below = 0;
    size_t first = 0;

    *cursor_row = area->top;
    if (dialogue_rows_make(&rows, view, area->cols) != 0) {
        return;
    }
    if (view->scroll > 0 && rows.count > fits) {
        below = (size_t)view->scroll < rows.count - fits
                    ? (size_t)view->scroll
                    : rows.count - fits;
    }
    first = rows.count > fits + below ? rows.count - fits - below : 0;
    draw_head(&rows, area, first, below);
    for (size_t i = first; i < rows.count && i < first + fits; i++) {
        int row = (int)(i - first);

        draw_row(&rows, &rows.row[i], &body, row);
        if (i == rows.current) {
            paint_text(&body, row, 0, PAINT_HERE, ">");
            *cursor_row = body.top + row;
        }
    }
    dialogue_rows_free(&rows);
}
