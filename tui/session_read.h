/*
 * session_read.h - pages about a session, made when somebody asks for them.
 *
 * Each is narration in Markdown for lesson_page_draw().
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_SESSION_READ_H
#define MAILWALK_TUI_SESSION_READ_H

#include <stdio.h>

#include "tui/session_view.h"

/*
 * All lines of the text or the reply that is folded at the current row.  NULL
 * if nothing is folded there, or memory ran out; else the caller frees it.
 */
char *session_read_folded(const struct session_view *view);

/*
 * The last command, its reply, and what the tables know of it.  As above; NULL
 * if nothing was said yet.
 */
char *session_read_command(const struct session_view *view);

/*
 * The two parts of that: the lines from the last command on (all, if there is
 * none), and what the tables know (nothing, if there is none).
 */
void session_read_lines(FILE *out, const struct session_view *view);
void session_read_tables(FILE *out, const struct session_view *view);

/*
 * What the last reply of POP3 means, in sentences, for its pane.  NULL for one
 * of SMTP, which its digits explain; the caller frees it.
 */
char *session_read_meaning(const struct session_view *view);

#endif
