/*
 * command.h - a row of either command table, without its protocol.
 *
 * For whoever shows commands and does not care which protocol they are of.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_COMMAND_H
#define MAILWALK_PROTOCOL_COMMAND_H

#include <stddef.h>

#include "protocol/observer.h"

/* The columns that both tables have; smtp.h and pop3.h explain them. */
struct command {
    const char *word;
    const char *syntax;
    const char *section;
    const char *what;
    unsigned legal;
};

/*
 * How many verbs there are: each below it has a row.
 */
int command_verbs(enum observer_service service);

/*
 * The verb that a line begins with; command_verbs() if it is none.
 */
int command_verb(enum observer_service service, const char *line, size_t len);

/*
 * The row of a verb below command_verbs().
 */
struct command command_row(enum observer_service service, int verb);

/*
 * The name of a state, one bit of `legal`.
 */
const char *command_state(enum observer_service service, unsigned state);

#endif
