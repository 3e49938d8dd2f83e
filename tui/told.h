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

/*
 * Gather reasons, answers and narration at the view's cursor; told_free()
 * gives them back.  The prediction of a reply is left out: it stands beside
 * the reply.
 */
void told_gather(const struct lesson_view *view, struct told *told);
void told_free(struct told *told);

/*
 * How many rows all of it needs in an area of this width.
 */
int told_height(const struct told *told, int cols);

/*
 * Draw the newest paragraphs that fit into the first rows of the area; of the
 * newest its beginning, if it does not fit as a whole.  Returns the rows
 * taken.
 */
int told_draw(const struct told *told, const struct area *body, int rows);

#endif
