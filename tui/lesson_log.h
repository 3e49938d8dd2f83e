/*
 * lesson_log.h - the last lines of a server's log, as it grows.
 *
 * Opened in the middle of a long file: only its end is read.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_LESSON_LOG_H
#define MAILWALK_TUI_LESSON_LOG_H

#include <stddef.h>

struct event_base;
struct lesson_log;

enum { LESSON_LOG_LINES = 500 };    /* kept */

/*
 * Show the log at path (copied), which need not exist yet.  on_change(ctx) is
 * called from the event loop when there are new lines.  Returns NULL if memory
 * ran out.
 */
struct lesson_log *lesson_log_open(const char *path, struct event_base *base,
                                   void (*on_change)(void *ctx), void *ctx);

/*
 * End it; NULL is allowed.
 */
void lesson_log_close(struct lesson_log *log);

/*
 * Its path; how many lines are kept; line i of these, from 0, the oldest.
 */
const char *lesson_log_path(const struct lesson_log *log);
size_t lesson_log_count(const struct lesson_log *log);
const char *lesson_log_line(const struct lesson_log *log, size_t i);

/*
 * Sessions that were opened, and those not closed yet; 0 if only the end of
 * the log was read.
 */
void lesson_log_sessions(const struct lesson_log *log, size_t *seen,
                         size_t *open);

#endif
