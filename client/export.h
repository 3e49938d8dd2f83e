/*
 * export.h - `mailwalk export`: one session of a log, for people and programs.
 *
 * There is one list of annotated rows (annotate.h); a format only decides how
 * a row is written.  The log is not trusted: what a format writes of it can
 * neither command a terminal nor become markup.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_EXPORT_H
#define MAILWALK_CLIENT_EXPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "client/annotate.h"

enum { EXPORT_NAME_MAX = 32, EXPORT_TIME_MAX = 32 };

/* What is written, and about what. */
struct export {
    FILE *out;
    enum observer_service service;
    char session[EXPORT_NAME_MAX];  /* "smtp#7" */
    int64_t begun_ms;
    unsigned long lines;
    bool any;                   /* a row was written, */
    unsigned state;             /* in this state */
    struct pcap *pcap;
};

struct export_format {
    const char *option;         /* "--html" */
    void (*begin)(struct export *export);
    void (*row)(struct export *export, const struct annotation *row);
    void (*end)(struct export *export);
};

extern const struct export_format export_text, export_markdown, export_html,
    export_pcap;

/*
 * The day, and the time of day with milliseconds, both in UTC.
 */
const char *export_day(int64_t time_ms, char out[EXPORT_TIME_MAX]);
const char *export_time(int64_t time_ms, char out[EXPORT_TIME_MAX]);

/*
 * Is the row in another state than the one before?  Then it stands below a
 * heading: *name, and a sentence about it.  Else NULL.
 */
const char *export_heading(struct export *export, const struct annotation *row,
                           const char **name);

/*
 * "the client", "the server" or "event": who a row is from.
 */
const char *export_who(const struct annotation *row);

/*
 * The sub-command; argv[0] is "export".  Returns the exit status: 0, 64 wrong
 * use (or several sessions and none was named), 65 no session, 66 no such
 * file, 73 the output cannot be written.
 */
int export_main(int argc, char **argv);

#endif
