/*
 * fetch_options.h - what `mailwalk fetch` was asked for.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_FETCH_OPTIONS_H
#define MAILWALK_CLIENT_FETCH_OPTIONS_H

#include <stdbool.h>

#include "client/pop3_client.h"
#include "client/reach.h"
#include "client/transcript.h"

struct fetch_options {
    struct pop3_client_job job;
    bool task_given;
    const char *place;          /* --pop3 */
    const char *server;
    const char *password_file;
    const char *folder;         /* --output, or NULL */
    bool mail_only;             /* the message alone goes to stdout */
    int timeout_s;              /* 0: CHAT_DEADLINE_MS */
    enum transcript_style style;
    bool quiet;
    bool help;                  /* only the help was asked for, and printed */
    struct reach reach;
};

/*
 * Read the options.  Returns EX_OK, or EX_USAGE after one line on stderr.
 */
int fetch_options_read(struct fetch_options *options, int argc, char **argv);

#endif
