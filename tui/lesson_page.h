/*
 * lesson_page.h - a page of narration, over the panes of a lesson.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_LESSON_PAGE_H
#define MAILWALK_TUI_LESSON_PAGE_H

#include "tui/paint.h"

/*
 * Draw narration (Markdown) into the area, from row *scroll of it on; its
 * heading becomes the rule.  A fenced block "columns", with lines of "---" in
 * it, is shown side by side where the area is wide enough.  *scroll is brought
 * back if it is too far.
 */
void lesson_page_draw(const char *markdown, const struct area *area,
                      int *scroll);

#endif
