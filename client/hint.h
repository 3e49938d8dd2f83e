/*
 * hint.h - for a person who types: what comes next, what a line would do, and
 * why it was refused.
 *
 * Pure: all of it comes from the observer and the tables of protocol/.  The
 * screen and the plain talk show the same words.
 *
 * RFC 5321 sections 3.3, 4.1.1, 4.1.4; RFC 1939 sections 4 to 7.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_HINT_H
#define MAILWALK_CLIENT_HINT_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/observer.h"

enum { HINT_MAX = 256 }; /* room for any text of these */

/* Names for the lines that are proposed. */
struct hint_names {
    const char *client; /* behind EHLO */
    const char *sender;
    const char *recipient;
    const char *user;
};

/*
 * The names of the lab world, or names to be replaced.
 */
const struct hint_names *hint_names(bool lab);

/*
 * The verbs (enum smtp_verb or pop3_verb) that every server has to know or may
 * be asked for; what belongs to an extension is left out, for only the server
 * can tell which it has.
 */
const int *hint_verbs(enum observer_service service, size_t *count);

/*
 * The commands that are legal now, two blanks between them, and with them the
 * ways to TLS and to a login that the server has offered; with_syntax, as
 * "RETR n" where the table's form is short.
 */
void hint_legal(const struct observer *observer, bool with_syntax,
                char out[HINT_MAX]);

/*
 * The line that leads on from here; of a password only "PASS ".  "" if there is
 * none, or if it is the empty line: hint_try() tells then.
 */
void hint_next(const struct observer *observer, const struct hint_names *names,
               char out[HINT_MAX]);

/*
 * A sentence about what could be tried here.
 */
const char *hint_try(const struct observer *observer);

/*
 * What sending this line would do.  "" for an empty line between commands.
 */
void hint_effect(const struct observer *observer, const char *line,
                 char out[HINT_MAX]);

/*
 * Why the last command was refused, and what would be right.  "" if it was
 * not.
 */
void hint_refusal(const struct observer *observer, char out[HINT_MAX]);

#endif
