/*
 * told.h - what a lesson told since it last stood still, or a line was said.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_TOLD_H
#define MAILWALK_TUI_TOLD_H

#include "tui/lesson.h"

enum {
    TOLD_MAX = 32,  /* paragraphs kept; of more, the newest */
    TOLD_LEFT = 1   /* the column where they are drawn */
};

struct told {
    char *text[TOLD_MAX];   /* oldest first */
    size_t count;
};

enum told_range {
    TOLD_STEP, /* since the lesson stood still, or the last line */
    TOLD_LINE  /* since the last line */
};

/*
 * Gather reasons, answers and narration (but for pages) at the view's cursor;
 * told_free() gives them back.  The prediction of a reply stands beside the
 * reply: of a step it is told only if it does not, or if all there is to read.
 */
void told_gather(const struct lesson_view *view, enum told_range range,
                 struct told *told);
void told_free(struct told *told);

/*
 * How many rows all of it needs in an area of this width.
 */
int told_height(const struct told *told, int cols);

/*
 * Draw as much as fits into the first rows of the area.  Returns the rows
 * taken.
 */
int told_draw(const struct told *told, const struct area *body, int rows);

#endif
