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
#include <stdint.h>

/* What can be set; each server uses the parts that concern it. */
struct options {
    const char *domain;
    const char *listen;
    const char *submission;     /* NULL: no such port */
    const char *mail;
    const char *users;
    const char *name;           /* NULL: made of the domain */
    const char *tls_cert;       /* both or neither: files in PEM form */
    const char *tls_key;
    const char *log;
    uint64_t log_content;       /* lines */
    uint64_t max_size;          /* octets */
    uint64_t max_sessions;
    uint64_t max_per_address;
    uint64_t idle_timeout;      /* seconds */
    bool show_secrets;
    bool strict;
    bool lab;
    uint64_t grey;          /* seconds that <grey@..> wants: --lab */
};

/* What is not set by an option.  REQ(5321-4.5.3.1.7) */
#define OPTIONS_DEFAULT                                                       \
    {.log = "-", .log_content = 200, .max_size = 10485760,                    \
     .max_sessions = 1000, .max_per_address = 50, .grey = 30}

/*
 * Read the command line (argv, with its NULL) into options, which hold the
 * defaults.  program, "smtpd" or "pop3d", is the name to complain under;
 * summary says what it is.  Returns true to go on; false to end with *status:
 * 0 after --help, EX_USAGE after a complaint on stderr.
 */
bool options_read(const char *program, const char *summary, char **argv,
                  struct options *options, int *status);

#endif
