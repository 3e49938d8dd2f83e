/*
 * lesson_steps.h - where a lesson stands still: steps in its list of events.
 *
 * Pure.  A place in the list is the number of events before it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_LESSON_STEPS_H
#define MAILWALK_TUI_LESSON_STEPS_H

#include <stdbool.h>
#include <stddef.h>

#include "labs/player.h"

/* How fine the steps are. */
enum lesson_step {
    LESSON_LIVE,    /* going on: what came of an answer is one step */
    LESSON_COVERED, /* the same, but before each reply there is a stop */
    LESSON_BACK     /* looking back: each line that is said */
};

/*
 * The next place behind `at` to stand still; the end of the list at last.
 */
size_t lesson_step_on(const struct player *player, size_t at,
                      enum lesson_step step);

/*
 * The place before `at` to stand still; 1 at last (0 if there is no event).
 */
size_t lesson_step_back(const struct player *player, size_t at);

/*
 * Where the step that ends at `at` began: the place before it where the lesson
 * stood still.
 */
size_t lesson_step_begin(const struct player *player, size_t at);

/*
 * Does a reply of the server begin at this place?
 */
bool lesson_reply_at(const struct player *player, size_t at);

/*
 * Is the event before this place narration for a page of its own (a table, or a
 * long text)?  Returns its text, or NULL.
 */
const char *lesson_page_at(const struct player *player, size_t at);

/*
 * Is a line that was asked an option ("a  the client"), and not the question?
 */
bool lesson_is_option(const char *asked);

#endif
