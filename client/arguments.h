/*
 * arguments.h - the options of a sub-command, read into its variables.
 *
 * `--name value` and `--name=value`; `-` and what does not begin with a dash
 * are plain words; `--` makes the rest plain.  A wrong option is answered in
 * one line that names it and the way out.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_ARGUMENTS_H
#define MAILWALK_CLIENT_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

/* One option that a sub-command knows; a list ends with name NULL. */
struct argument {
    const char *name;       /* "--to" */
    const char **value;     /* gets its value, part of argv */
    bool *flag;             /* or: it takes no value, and this becomes true */
    size_t *count;          /* not NULL: it may come often; value is an array
                               with room for argc, this counts what is in it */
};

/*
 * Read all options; --help prints usage.  Up to `words` plain words are moved
 * to argv[1] and on, *argc then counts argv[0] and them.  Returns -1 to go on,
 * else the exit status: 0, or 64 (EX_USAGE) after a line on stderr.
 */
int arguments_read(int *argc, char **argv, int words,
                   const struct argument *known, const char *usage);

/*
 * Write the line for a wrong use of the sub-command to stderr.  Returns
 * EX_USAGE.
 */
int arguments_complain(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Read a whole number from low to high.  Returns it, or -1.
 */
long arguments_number(const char *text, long low, long high);

/*
 * Read --timeout; text NULL is 0 seconds.  Returns EX_OK or EX_USAGE.
 */
int arguments_seconds(const char *command, const char *text, int *seconds);

#endif
