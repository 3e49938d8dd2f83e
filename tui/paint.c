/*
 * paint.c - text and lines onto the curses screen.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/paint.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <curses.h>

#include "protocol/escape.h"

#include "labs/columns.h"

#include "tui/paint_colors.h"
#include "tui/term.h"

enum { FORMAT_MAX = 1024, PAIRS = PAINT_KEY + 1, MARKS_MAX = 4 };

/* The attributes of each style; a hue comes on top where there is one. */
static const attr_t attributes[PAIRS] = {
    [PAINT_TITLE] = A_BOLD,
    [PAINT_CLIENT] = A_BOLD,
    [PAINT_SERVER] = A_BOLD,
    [PAINT_GO_ON] = A_UNDERLINE,
    [PAINT_LATER] = A_BOLD,
    [PAINT_REFUSED] = A_BOLD | A_UNDERLINE,
    [PAINT_HERE] = A_REVERSE,
    [PAINT_KEY] = A_BOLD,
};

/* Colour-blind people tell these two apart (Okabe and Ito). */
static const struct {
    short many;     /* of 256 colours */
    short few;      /* of 8 */
} hues[PAIRS] = {
    [PAINT_CLIENT] = {75, COLOR_CYAN},
    [PAINT_SERVER] = {214, COLOR_YELLOW},
};

static const struct {
    const char *wide;
    const char *ascii;
} signs[PAINT_SIGNS] = {
    [PAINT_HLINE] = {"\u2500", "-"},
    [PAINT_VLINE] = {"\u2502", "|"},
    [PAINT_DOUBLE] = {"\u2550", "="},
    [PAINT_ARROW_RIGHT] = {"\u2500\u2500\u2500>", "--->"},
    [PAINT_ARROW_LEFT] = {"<\u2500\u2500\u2500", "<---"},
    [PAINT_ELBOW] = {"\u2514\u2500", "`-"},
    [PAINT_ELLIPSIS] = {"\u2026", "~"},
    [PAINT_CR] = {"\u240d", "<CR>"},
    [PAINT_LF] = {"\u240a", "<LF>"},
};

void
paint_colors_start(bool wanted)
{
    if (!wanted || !has_colors() || start_color() == ERR ||
        use_default_colors() == ERR) {
        return;
    }
    for (short i = 0; i < PAIRS; i++) {
        short hue = COLORS >= 256 ? hues[i].many : hues[i].few;
        if (hue != 0) {
            init_pair(i, hue, -1);
        }
    }
}

struct area
paint_screen(void)
{
    return (struct area){0, 0, LINES, COLS};
}

void
paint_begin(void)
{
    erase();
}

void
paint_end(int row, int col)
{
    move(row < LINES ? row : LINES - 1, col < COLS ? col : COLS - 1);
    wnoutrefresh(stdscr);
    doupdate();
}

const char *
paint_sign(enum paint_sign sign)
{
    return term_wide() ? signs[sign].wide : signs[sign].ascii;
}

/* ---- Characters ---- */

/*
 * Gather a base character and the marks that combine with it, at most a few:
 * a pile of them would climb over the rows above.
 */
static size_t
next_cell(const char *text, size_t len, wchar_t cell[MARKS_MAX + 2],
          int *columns)
{
    size_t used = columns_next(text, len, &cell[0], columns);
    size_t count = 1;

    while (used < len) {
        wchar_t mark;
        int mark_columns;
        size_t step = columns_next(text + used, len - used, &mark,
                                   &mark_columns);
        if (mark_columns != 0) {
            break;
        }
        if (count <= MARKS_MAX && mark != L'\0') {
            cell[count++] = mark;
        }
        used += step;
    }
    cell[count] = L'\0';
    return used;
}

/*
 * Put clean text of len octets into room columns.  Returns the columns taken.
 */
static int
put_clean(int row, int col, int room, enum paint_style style,
          const char *text, size_t len)
{
    attr_t attribute = attributes[style];
    short pair = hues[style].many != 0 && COLOR_PAIRS > PAIRS ? (short)style
                                                              : 0;
    int taken = 0;

    move(row, col);
    while (len > 0) {
        wchar_t cell[MARKS_MAX + 2];
        cchar_t glyph;
        int columns;
        size_t used = next_cell(text, len, cell, &columns);

        if (taken + columns > room) {
            break;
        }
        if (columns > 0 &&
            setcchar(&glyph, cell, attribute, pair, NULL) == OK) {
            add_wch(&glyph);
            taken += columns;
        }
        text += used;
        len -= used;
    }
    return taken;
}

/* ---- Text ---- */

/*
 * The octets made clean, in memory of their own; NULL without memory.  Texts of
 * the dialogue are spelled (\\xHH) already, and stay as they are.
 */
static char *
clean(const char *text, size_t len, size_t *made)
{
    char *out = malloc(4 * len + 1);

    if (out != NULL) {
        *made = escape_spell(text, len, ESCAPE_EVENT, out);
        out[*made] = '\0';
    }
    return out;
}

int
paint_octets(const struct area *area, int row, int col,
             enum paint_style style, const char *text, size_t len)
{
    size_t made = 0;
    int taken;
    char *out;

    if (row < 0 || row >= area->rows || col < 0 || col >= area->cols) {
        return 0;
    }
    out = clean(text, len, &made);
    if (out == NULL) {
        return 0;
    }
    taken = put_clean(area->top + row, area->left + col, area->cols - col,
                      style, out, made);
    free(out);
    return taken;
}

int
paint_text(const struct area *area, int row, int col, enum paint_style style,
           const char *text)
{
    return paint_octets(area, row, col, style, text, strlen(text));
}

int
paint_format(const struct area *area, int row, int col,
             enum paint_style style, const char *format, ...)
{
    char text[FORMAT_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return paint_text(area, row, col, style, text);
}

int
paint_width(const char *text)
{
    return columns_of(text, strlen(text));
}

/* ---- Wrapping ---- */

/*
 * How many octets of a line fit into room columns, broken at a blank if there
 * is one.
 */
static size_t
fitting(const char *text, size_t len, int room)
{
    size_t at = 0, blank = 0;
    int width = 0;

    while (at < len) {
        wchar_t wide;
        int columns;
        size_t used = columns_next(text + at, len - at, &wide, &columns);

        if (width + columns > room) {
            return blank > 0 ? blank : (at > 0 ? at : used);
        }
        if (text[at] == ' ') {
            blank = at;
        }
        width += columns;
        at += used;
    }
    return len;
}

int
paint_wrapped(const struct area *area, int row, int col, int hang,
              enum paint_style style, const char *text)
{
    int first = row;
    int indent = 0;

    while (*text != '\0') {
        size_t line = strcspn(text, "\n");
        int room = area->cols - col - indent;
        size_t len = fitting(text, line, room > 1 ? room : 1);

        paint_octets(area, row++, col + indent, style, text, len);
        text += len;
        indent = *text == '\n' || *text == '\0' ? 0 : hang;
        text += strspn(text, indent > 0 || hang == 0 ? " " : "");
        text += *text == '\n';
    }
    return row - first;
}

/* ---- Lines ---- */

void
paint_rule(const struct area *area, int row, const char *title)
{
    int col = 0;

    while (col < area->cols) {
        if (col == 1 && title[0] != '\0') {
            col += paint_text(area, row, col, PAINT_PLAIN, " ");
            col += paint_text(area, row, col, PAINT_TITLE, title);
            col += paint_text(area, row, col, PAINT_PLAIN, " ");
            title = "";
        } else if (row >= 0 && row < area->rows) {
            const char *sign = paint_sign(PAINT_HLINE);
            col += put_clean(area->top + row, area->left + col,
                             area->cols - col, PAINT_PLAIN, sign,
                             strlen(sign));
        } else {
            return;
        }
    }
}

void
paint_divider(const struct area *area, int col)
{
    const char *sign = paint_sign(PAINT_VLINE);

    for (int row = 0; row < area->rows && col < area->cols; row++) {
        put_clean(area->top + row, area->left + col, 1, PAINT_PLAIN, sign,
                  strlen(sign));
    }
}
