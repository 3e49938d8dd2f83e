/*
 * pane.c - what panes share.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/pane.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labs/plain_text.h"

enum { LINE_ROOM = 2048 };

struct area
pane_body(const struct area *area)
{
    return (struct area){area->top + 1, area->left,
                         area->rows > 0 ? area->rows - 1 : 0, area->cols};
}

int
pane_put(const struct area *area, int row, int col, int room,
         enum paint_style style, const char *text)
{
    struct area part = *area;
    int width = paint_width(text);
    int taken = 0;

    if (room > area->cols - col) {
        room = area->cols - col;
    }
    if (room <= 0) {
        return 0;
    }
    if (width <= room) {
        return paint_text(area, row, col, style, text);
    }
    part.cols = col + room - 1;
    taken = paint_text(&part, row, col, style, text);
    return taken + paint_text(area, row, col + taken, PAINT_PLAIN,
                              paint_sign(PAINT_ELLIPSIS));
}

int
pane_sentences(const struct area *area, int row, int col, const char *text)
{
    char some[LINE_ROOM];
    char *end = NULL;

    snprintf(some, sizeof(some), "%s", text);
    while (paint_width(some) > area->cols - col) {
        end = strrchr(some, ' ');
        while (end != NULL && end > some && end[-1] != '.') {
            *end = '\0';
            end = strrchr(some, ' ');
        }
        if (end == NULL) {
            return pane_put(area, row, col, area->cols - col, PAINT_PLAIN,
                            text);
        }
        *end = '\0';
    }
    return pane_put(area, row, col, area->cols - col, PAINT_PLAIN, some);
}

int
pane_line(const struct area *area, int row, int col, enum paint_style style,
          const char *format, ...)
{
    char text[LINE_ROOM];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return pane_put(area, row, col, area->cols - col, style, text);
}

int
pane_height(int cols, int col, int hang, const char *text)
{
    const struct area nothing = {0, 0, 0, cols};

    return paint_wrapped(&nothing, 0, col, hang, PAINT_PLAIN, text);
}

int
pane_below(const struct area *area, int row, int col, const char *text)
{
    if (row + pane_height(area->cols, col, 0, text) > area->rows) {
        return row;
    }
    return row + paint_wrapped(area, row, col, 0, PAINT_PLAIN, text);
}

char *
pane_prose(const char *markdown)
{
    struct plain_out out = {.width = INT_MAX, .utf8 = true};
    char *prose = NULL;
    char *to = NULL;
    size_t size = 0;

    out.file = open_memstream(&prose, &size);
    if (out.file == NULL) {
        return NULL;
    }
    plain_prose(&out, markdown);
    if (fclose(out.file) != 0) {
        free(prose);
        return NULL;
    }
    to = prose;
    for (const char *at = prose; *at != '\0'; at++) { /* no blank lines */
        if (*at != '\n' || (to > prose && to[-1] != '\n')) {
            *to++ = *at;
        }
    }
    *to = '\0';
    return prose;
}

enum paint_style
pane_reply_style(const char *line)
{
    switch (line[0]) {
    case '3':
        return PAINT_GO_ON;
    case '4':
        return PAINT_LATER;
    case '5':
    case '-':
        return PAINT_REFUSED;
    }
    return PAINT_DONE;
}

const char *
pane_mark(bool passed, bool current)
{
    return current ? "[>]" : passed ? "[x]" : "[ ]";
}
