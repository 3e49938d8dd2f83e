/*
 * options.h - the command line of a server, as a table.
 *
 * There is no configuration file: what a server does stands in the line that
 * started it.  An option that is unknown, or whose value is wrong, is told in
 * one line that names it and the way out.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_OPTIONS_H
#define MAILWALK_SERVER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What can be set; both servers use the parts that concern them. */
struct options {
    const char *domain;
    const char *listen;
    const char *mail;
    const char *users;
    const char *name;
    const char *log;
    uint64_t log_content;       /* lines */
    uint64_t max_size;          /* octets */
    uint64_t max_sessions;
    uint64_t max_per_address;
    uint64_t idle_timeout;      /* seconds */
    bool show_secrets;
    bool strict;
};

enum option_kind { OPTION_TEXT, OPTION_NUMBER, OPTION_FLAG };

struct option {
    const char *name;           /* "--domain" */
    enum option_kind kind;
    size_t field;               /* offset in struct options */
    bool required;
    const char *argument;       /* "NAME", for the help; NULL for a flag */
    const char *what;
};

/*
 * Read the command line into options, which hold the defaults.  program is
 * the name to complain under; summary is the first line of --help.  Returns
 * true to go on; false to end with *status: 0 after --help, EX_USAGE after a
 * complaint on stderr.
 */
bool options_read(const char *program, const char *summary,
                  const struct option *table, size_t count, int argc,
                  char **argv, struct options *options, int *status);

#endif
