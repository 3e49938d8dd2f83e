/*
 * pane_watch.h - the panes of Watch: a log, a line explained, the sessions.
 *
 * Each draws into its area, with its rule in row 0, and copes with any size.
 * Where the real cursor belongs is told as a row of the screen.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_PANE_WATCH_H
#define MAILWALK_TUI_PANE_WATCH_H

#include "tui/watch.h"

/*
 * The log that is number which.
 */
void pane_watch_log(struct watch *watch, size_t which, const struct area *area,
                    int *cursor_row);

/*
 * The chosen line in words, and where its session stands.
 */
void pane_explained(struct watch *watch, const struct area *area);

/*
 * The sessions: chosen one by one in a table, or (brief) only the open ones,
 * many in a row.
 */
void pane_sessions(struct watch *watch, const struct area *area,
                   int *cursor_row);
void pane_sessions_brief(const struct watch *watch, const struct area *area);

/*
 * The class board: who is where, and who is stuck.
 */
void pane_board(struct watch *watch, const struct area *area, int *cursor_row);

#endif
