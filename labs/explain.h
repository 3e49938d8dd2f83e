/*
 * explain.h - replies, and the state of a session, told in sentences.
 *
 * Lessons and screens show the same words: all of them come from the tables of
 * protocol/, and this is where they become sentences.  Each sentence goes to
 * out with a line feed behind it, unwrapped: how wide a line may be, the one
 * who shows it knows.  out is any stream, most often one in memory.
 *
 * RFC 5321 sections 4.2, 4.2.1; RFC 3463; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_EXPLAIN_H
#define MAILWALK_LABS_EXPLAIN_H

#include <stdio.h>

#include "protocol/observer.h"

/*
 * Decode a whole reply: the lines as they came (strings without line ends).
 * command is the line that it answers, NULL for a greeting.  SMTP: digit by
 * digit, the code, the enhanced code; POP3: the verdict, its response code,
 * and the numbers that STAT tells.  known: this code, or +OK, was explained
 * before, so its meaning is left out.
 */
void explain_reply(FILE *out, enum observer_service service,
                   const char *command, char *const *lines, size_t count,
                   bool known);

/*
 * What the server must remember now: envelope and text, or login and marks.
 */
void explain_memory(FILE *out, const struct observer *observer);

/*
 * The state of the session, and which commands are legal in it (no sentence if
 * none is): those that every server has to know or may be asked for.  Commands
 * of extensions are left out, for only the server can tell which it has.
 */
void explain_state(FILE *out, const struct observer *observer);

/*
 * The second half alone: "Legal now: EHLO HELO QUIT."
 */
void explain_legal(FILE *out, const struct observer *observer);

/*
 * A line of the client, as narration in Markdown: what its command does, its
 * form, when it is legal, which replies it may get.
 */
void explain_command(FILE *out, enum observer_service service,
                     const char *line);

/*
 * How a reply may begin: one character of "2345" or "+-", in a word ("done").
 * Never NULL.
 */
const char *explain_first(char first);

#endif
