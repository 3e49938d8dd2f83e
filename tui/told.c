/*
 * told.c - what a lesson told since it last stood still, or a line was said.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/lesson_steps.h"
#include "tui/pane.h"

static void
add_block(struct told *told, const char *lead, char *text)
{
    size_t room = text == NULL ? 0 : strlen(lead) + strlen(text) + 1;
    char *block = text == NULL ? NULL : malloc(room);

    if (block != NULL && told->count == TOLD_MAX) {
        free(told->text[0]);
        memmove(told->text, told->text + 1,
                (TOLD_MAX - 1) * sizeof(told->text[0]));
        told->count--;
    }
    if (block != NULL) {
        snprintf(block, room, "%s%s", lead, text);
        told->text[told->count++] = block;
    }
    free(text);
}

/*
 * The question that the answer in event i follows at once; NULL if that was
 * told with the answer.  Its options come behind it: "a  the client".
 */
static const char *
question_before(const struct player *player, size_t i)
{
    while (i > 0 && player_event(player, i - 1)->kind == PLAYER_ASKED) {
        const char *text = player_event(player, --i)->text;

        if (!lesson_is_option(text)) {
            return text;
        }
    }
    return NULL;
}

/*
 * An answer, behind its question.
 */
static void
add_answer(struct told *told, const struct player *player, size_t i)
{
    const char *question = question_before(player, i);

    if (question != NULL) {
        add_block(told, "The question was: ", strdup(question));
    }
    add_block(told, "", strdup(player_event(player, i)->text));
}

static void
add_event(struct told *told, const struct lesson_view *view, size_t i)
{
    const struct player *player = view->lesson->play.player;
    const struct player_event *event = player_event(player, i);

    if (event->kind == PLAYER_TOLD && lesson_page_at(player, i + 1) == NULL) {
        add_block(told, "", pane_prose(event->text));
    } else if (event->kind == PLAYER_WHY) {
        add_block(told, "Why: ", strdup(event->text));
    } else if (event->kind == PLAYER_ANSWERED &&
               event->text != view->session.guessed) {
        add_answer(told, player, i);
    }
}

void
told_gather(const struct lesson_view *view, enum told_range range,
            struct told *told)
{
    const char *guessed = view->session.guessed;
    size_t end = view->lesson->cursor;
    size_t begin = view->spoken;
    bool told_here = true;

    told->count = 0;
    if (range == TOLD_STEP) {
        size_t stood = lesson_step_begin(view->lesson->play.player, end);

        told_here = stood <= view->spoken;
        begin = told_here ? begin : stood;
    }
    if (guessed != NULL && told_here &&
        (range == TOLD_LINE || view->tells_guess)) {
        add_block(told, "", strdup(guessed));
    }
    for (size_t i = begin; i < end; i++) {
        add_event(told, view, i);
    }
    if (guessed != NULL && told_here && told->count == 0 && !view->live) {
        add_block(told, "", strdup(guessed));
    }
}

void
told_free(struct told *told)
{
    for (size_t i = 0; i < told->count; i++) {
        free(told->text[i]);
    }
}

int
told_draw(const struct told *told, const struct area *body, int rows)
{
    struct area part = *body;
    int row = 0;

    part.rows = rows;
    for (size_t i = 0; i < told->count; i++) {
        row += paint_wrapped(&part, row, TOLD_LEFT, 0, PAINT_PLAIN,
                             told->text[i]);
    }
    if (row > rows && rows > 0) {
        paint_text(&part, rows - 1, part.cols - 1, PAINT_PLAIN,
                   paint_sign(PAINT_ELLIPSIS));
    }
    return row < rows ? row : rows;
}

int
told_height(const struct told *told, int cols)
{
    int rows = 0;

    for (size_t i = 0; i < told->count; i++) {
        rows += pane_height(cols, TOLD_LEFT, 0, told->text[i]);
    }
    return rows;
}
