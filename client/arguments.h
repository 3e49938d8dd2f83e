/*
 * arguments.h - the options of a sub-command, one after the other.
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

/* One option that a sub-command knows; a list ends with name NULL. */
struct argument {
    const char *name;   /* "--to" */
    int id;             /* above 0 */
    bool takes;         /* it takes a value */
};

enum { ARGUMENTS_END = 0, ARGUMENTS_WRONG = -1, ARGUMENTS_WORD = -2 };

struct arguments {
    const struct argument *known;
    int argc;
    char **argv;        /* argv[0] is the sub-command's name */
    int at;
    bool plain;         /* "--" was seen */
    const char *value;  /* of the option, or the word itself */
};

/*
 * Begin with argv[1].
 */
void arguments_init(struct arguments *arguments, const struct argument *known,
                    int argc, char **argv);

/*
 * The id of the next option, ARGUMENTS_WORD for a plain word, ARGUMENTS_END at
 * the end.  ARGUMENTS_WRONG: the line for the user was written to stderr, and
 * exit status 64 (EX_USAGE) is due.
 */
int arguments_next(struct arguments *arguments);

/*
 * Write the line for a wrong use to stderr: "mailwalk NAME: ...; try ...".
 * Returns EX_USAGE.
 */
int arguments_complain(const struct arguments *arguments, const char *format,
                       ...) __attribute__((format(printf, 2, 3)));

/*
 * Read a whole number from low to high.  Returns it, or -1.
 */
long arguments_number(const char *text, long low, long high);

#endif
