/*
 * log_session.h - the session that a line of a log belongs to, up to that line.
 *
 * Made from the log again when another line is chosen; if that is a later one
 * of the same session, only what lies between is read.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_LOG_SESSION_H
#define MAILWALK_TUI_LOG_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/logbook.h"
#include "tui/session_view.h"

enum { LOG_SESSION_MAX = 20000 };   /* lines; a longer session is not told */

struct log_session {
    struct session_view view;
    bool known;             /* the view is that of the chosen line */
    size_t session;         /* + 1; 0: the line is of none, or not yet read */
    int verb;               /* of the chosen line, as in struct roster_line */

    /* Its own. */
    const struct logbook *book;
    unsigned anew;          /* of the book, when it was made */
    size_t next;            /* index of the line that was not taken yet */
    char **text;            /* what the view points to, `texts` of them */
    size_t texts, room;
};

/*
 * All zero is a log_session without a line.  Free what it owns.
 */
void log_session_free(struct log_session *session);

/*
 * The line at offset is chosen.
 */
void log_session_choose(struct log_session *session, struct logbook *book,
                        uint64_t offset);

#endif
