/*
 * lesson_read.h - pages that are made when the student asks for them.
 *
 * Each is narration in Markdown for lesson_page_draw().
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_LESSON_READ_H
#define MAILWALK_TUI_LESSON_READ_H

#include "tui/lesson.h"

/*
 * All lines of the text or the reply that is folded at the current row.  NULL
 * if nothing is folded there, or memory ran out; else the caller frees it.
 */
char *lesson_read_folded(const struct lesson_view *view);

/*
 * The last command: its dialogue, all that was told about it, and what the
 * tables know of it.  NULL if nothing happened yet.  The caller frees it.
 */
char *lesson_read_step(const struct lesson_view *view);

#endif
