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

struct fetch_options {
    struct pop3_client_job job;
    const char *number;
    const char *place;          /* --pop3 */
    const char *server;
    const char *timeout;
    int timeout_s;              /* 0: CHAT_DEADLINE_MS */
    const char *password_file;
    const char *password;       /* must not be given */
    const char *folder;         /* --output, or NULL */
    bool all;
    bool list;
    bool mail_only;             /* the message alone goes to stdout */
    const char *ca;             /* --ca */
    const char *trust;          /* the file to trust, or NULL */
    bool raw;
    bool quiet;
    struct reach reach;
};

/*
 * Read the options.  Returns -1 to go on, else the exit status (0 after
 * --help).
 */
int fetch_options_read(struct fetch_options *options, int argc, char **argv);

#endif
