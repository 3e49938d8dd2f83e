/*
 * pane.h - the panes of a session, and what all panes share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_PANE_H
#define MAILWALK_TUI_PANE_H

#include "tui/paint.h"
#include "tui/session_view.h"

/*
 * The panes of a session: each draws into its area, with its rule in row 0,
 * and copes with any size.  The row of the current line is told as a row of
 * the screen.
 */
void pane_dialogue(const struct session_view *view, const struct area *area,
                   int *cursor_row);
void pane_reply(const struct session_view *view, const struct area *area);
void pane_memory(const struct session_view *view, const struct area *area);
void pane_machine(const struct session_view *view, const struct area *area);
void pane_message(const struct session_view *view, const struct area *area);
void pane_maildrop(const struct session_view *view, const struct area *area);

/*
 * How far the session has come, in one row, without a rule.
 */
void pane_states(const struct session_view *view, const struct area *area);

/*
 * The area below the rule in row 0; no rows if there is only the rule.
 */
struct area pane_body(const struct area *area);

/*
 * Put text into at most room columns; what is longer ends with the ellipsis.
 * Returns the columns taken.
 */
int pane_put(const struct area *area, int row, int col, int room,
             enum paint_style style, const char *text);

/*
 * As many whole sentences of text as fit into the columns that are left; the
 * first is cut if even that does not fit.  Returns the columns taken.
 */
int pane_sentences(const struct area *area, int row, int col, const char *text);

/*
 * The same as pane_put in all columns that are left, made by a format.
 */
int pane_line(const struct area *area, int row, int col, enum paint_style style,
              const char *format, ...) __attribute__((format(printf, 5, 6)));

/*
 * How many rows paint_wrapped() needs for text from column col on.
 */
int pane_height(int cols, int col, int hang, const char *text);

/*
 * Draw a paragraph at row if all of it fits.  Returns the row behind it, or
 * the same row.
 */
int pane_below(const struct area *area, int row, int col, const char *text);

/*
 * Narration without its Markdown: a paragraph is one line, headings lose their
 * signs.  The caller frees it; NULL if memory ran out.
 */
char *pane_prose(const char *markdown);

/*
 * How a line of a reply is shown: by its first character.
 * RFC 5321 section 4.2.1, RFC 1939 section 3.
 */
enum paint_style pane_reply_style(const char *line);

/*
 * The sign of a stage or state: passed, current or still to come.
 */
const char *pane_mark(bool passed, bool current);

#endif
