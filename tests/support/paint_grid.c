/*
 * paint_grid.c - a screen in memory: what panes draw, as text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/paint_grid.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CELL = 5, FORMAT_ROOM = 4096 };

struct paint_grid {
    char cell[GRID_ROWS][GRID_COLS][CELL];
    enum paint_style style[GRID_ROWS][GRID_COLS];
    int rows, cols;
    unsigned spilt;
    char line[GRID_COLS * CELL + 1];
};

/* paint.h has no handle, so the double's screen is the only one. */
static struct paint_grid the_grid;

struct paint_grid *
paint_grid(void)
{
    return &the_grid;
}

void
paint_grid_clear(struct paint_grid *grid, int rows, int cols)
{
    memset(grid, 0, sizeof(*grid));
    grid->rows = rows;
    grid->cols = cols;
}

const char *
paint_grid_row(struct paint_grid *grid, int row)
{
    size_t used = 0;
    size_t end = 0;

    for (int col = 0; col < grid->cols; col++) {
        const char *cell = grid->cell[row][col];

        used += (size_t)snprintf(grid->line + used, CELL + 1, "%s",
                                 cell[0] == '\0' ? " " : cell);
        if (cell[0] != '\0' && cell[0] != ' ') {
            end = used;
        }
    }
    grid->line[end] = '\0';
    return grid->line;
}

enum paint_style
paint_grid_style(const struct paint_grid *grid, int row, int col)
{
    return grid->style[row][col];
}

unsigned
paint_grid_spilt(const struct paint_grid *grid)
{
    return grid->spilt;
}

/* The octets of the character at text: RFC 3629 section 3. */
static size_t
octets(const char *text)
{
    size_t len = 1;

    while ((text[len] & 0xC0) == 0x80 && len < CELL - 1) {
        len++;
    }
    return len;
}

int
paint_octets(const struct area *area, int row, int col, enum paint_style style,
             const char *text, size_t len)
{
    int begin = col;

    if (row < 0 || row >= area->rows || col < 0) {
        return 0;
    }
    for (size_t at = 0; at < len && col < area->cols; col++) {
        size_t used = octets(text + at);
        int y = area->top + row;
        int x = area->left + col;

        if (y < 0 || y >= the_grid.rows || x < 0 || x >= the_grid.cols ||
            (unsigned char)text[at] < ' ') {
            the_grid.spilt++;
        } else {
            memcpy(the_grid.cell[y][x], text + at, used);
            the_grid.cell[y][x][used] = '\0';
            the_grid.style[y][x] = style;
        }
        at += used;
    }
    return col - begin;
}

int
paint_text(const struct area *area, int row, int col, enum paint_style style,
           const char *text)
{
    return paint_octets(area, row, col, style, text, strlen(text));
}

int
paint_format(const struct area *area, int row, int col, enum paint_style style,
             const char *format, ...)
{
    char text[FORMAT_ROOM];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return paint_text(area, row, col, style, text);
}

int
paint_width(const char *text)
{
    int width = 0;

    while (*text != '\0') {
        text += octets(text);
        width++;
    }
    return width;
}

/* How many octets of the line fit into room columns, broken at a blank. */
static size_t
fitting(const char *text, size_t len, int room)
{
    size_t at = 0;
    size_t blank = 0;

    for (int width = 0; at < len; width++) {
        if (width == room) {
            return text[at] == ' ' ? at : blank > 0 ? blank : at;
        }
        blank = text[at] == ' ' ? at : blank;
        at += octets(text + at);
    }
    return len;
}

int
paint_wrapped(const struct area *area, int row, int col, int hang,
              enum paint_style style, const char *text)
{
    int begin = row;
    int indent = 0;

    while (*text != '\0') {
        size_t line = strcspn(text, "\n");
        int room = area->cols - col - indent;
        size_t len = fitting(text, line, room > 1 ? room : 1);

        paint_octets(area, row++, col + indent, style, text, len);
        text += len;
        if (len == line) {
            indent = 0;
            text += *text == '\n';
        } else {
            indent = hang;
            text += strspn(text, " ");
        }
    }
    return row - begin;
}

void
paint_rule(const struct area *area, int row, const char *title)
{
    for (int col = 0; col < area->cols; col++) {
        paint_text(area, row, col, PAINT_PLAIN, "-");
    }
    if (title[0] != '\0') {
        paint_format(area, row, 1, PAINT_TITLE, " %s ", title);
    }
}

void
paint_divider(const struct area *area, int col)
{
    for (int row = 0; row < area->rows; row++) {
        paint_text(area, row, col, PAINT_PLAIN, "|");
    }
}

const char *
paint_sign(enum paint_sign sign)
{
    switch (sign) {
    case PAINT_HLINE:
        return "-";
    case PAINT_VLINE:
        return "|";
    case PAINT_DOUBLE:
        return "=";
    case PAINT_ARROW_RIGHT:
        return "--->";
    case PAINT_ARROW_LEFT:
        return "<---";
    case PAINT_ELBOW:
        return "`-";
    case PAINT_ELLIPSIS:
        return "~";
    case PAINT_CR:
        return "\\r";
    case PAINT_LF:
        return "\\n";
    case PAINT_SIGNS:
        break;
    }
    return "";
}
