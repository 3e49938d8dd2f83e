/*
 * explain_line.h - one line of a dialogue log, in a sentence or two.
 *
 * For who watches a log: what this line is, and where its session stands.  The
 * words come from the tables of protocol/, as those of explain.h do.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_EXPLAIN_LINE_H
#define MAILWALK_LABS_EXPLAIN_LINE_H

#include <stdio.h>

#include "client/roster.h"
#include "protocol/dialogue.h"

/*
 * What the record is: a reply decoded, a command, a line of text, an event.
 * verb as in struct roster_line, -1 if it is not known.  Sentences, without a
 * line feed.
 */
void explain_line(FILE *out, const struct dialogue_record *record, int verb);

/*
 * Of a line that is no dialogue line: why it is none, as dialogue_parse() has
 * told.
 */
void explain_no_line(FILE *out, const char *why);

/*
 * Where a session stands: "smtp#7 anna: state READY. Legal now: ..".  observer
 * is the session's at a moment in the past (then it is not told whether
 * somebody is stuck now), or its present one if that is what `now` says; NULL
 * if it is not known, then the state of the entry is told.
 */
void explain_session(FILE *out, const struct roster_entry *entry,
                     const struct observer *observer, bool now);

/*
 * If somebody is stuck in it: "stuck: RCPT refused with 503, 3 times in a
 * row", else "".  In out, a string of room octets.
 */
void explain_stuck(const struct roster_entry *entry, char *out, size_t room);

/*
 * The class of a reply line in a word or two, "5 refused"; "" if it is none.
 * first is that of struct roster_line.
 */
const char *explain_class(char first);

#endif
