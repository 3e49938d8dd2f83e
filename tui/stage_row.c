/*
 * stage_row.c - stages in one row.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/stage_row.h"

#include <ctype.h>
#include <stdio.h>

#include "tui/pane.h"

enum { TEXT_ROOM = STAGE_ROOM + 8, GAP = 2 };

/*
 * "[>] SENDER".
 */
static void
stage_text(const struct stage *stage, char out[TEXT_ROOM])
{
    snprintf(out, TEXT_ROOM, "%s %s", pane_mark(stage->done, stage->here),
             stage->text);
    for (char *at = out + 4; stage->here && *at != '\0' && *at != ' '; at++) {
        *at = (char)toupper((unsigned char)*at);
    }
}

static int
width_from(const struct stage *stages, size_t first, size_t count)
{
    char text[TEXT_ROOM];
    int width = 0;

    for (size_t i = first; i < count; i++) {
        stage_text(&stages[i], text);
        width += paint_width(text) + (i > first ? GAP : 0);
    }
    return width;
}

int
stage_row(const struct stage *stages, size_t count, const struct area *area)
{
    char text[TEXT_ROOM];
    size_t first = 0;
    int col = 1;

    while (first + 1 < count && !stages[first].here &&
           1 + width_from(stages, first, count) + (first > 0 ? GAP : 0) >
               area->cols) {
        first++;
    }
    if (first > 0) {
        col += paint_text(area, 0, col, PAINT_PLAIN,
                          paint_sign(PAINT_ELLIPSIS)) +
               1;
    }
    for (size_t i = first; i < count; i++) {
        stage_text(&stages[i], text);
        col += pane_put(area, 0, col, area->cols,
                        stages[i].here ? PAINT_TITLE : PAINT_PLAIN, text);
        col += GAP;
    }
    return col;
}
