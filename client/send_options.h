/*
 * send_options.h - what `mailwalk send` was asked to send, and where to.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_SEND_OPTIONS_H
#define MAILWALK_CLIENT_SEND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "client/message.h"
#include "client/reach.h"
#include "client/smtp_client.h"
#include "client/transcript.h"

struct send_options {
    const char *from;
    const char *subject;
    const char *file;           /* NULL or "-": stdin */
    const char *place;          /* --smtp */
    const char *server;         /* --server */
    const char *helo;
    char own_name[256];         /* of this machine */
    struct smtp_client_rcpt *rcpts;
    size_t rcpt_count;
    const char **to;            /* their mailboxes */
    const char **fields;        /* --header */
    size_t field_count;
    int timeout_s;              /* 0: those of RFC 5321 section 4.5.3.2 */
    enum transcript_style style;
    bool quiet;
    bool help;                  /* only the help was asked for, and printed */
    struct reach reach;
    struct message message;
};

/*
 * Read the options and the message.  Returns EX_OK, or the exit status after
 * one line on stderr.  Free the options in both cases.
 */
int send_options_read(struct send_options *options, int argc, char **argv);

void send_options_free(struct send_options *options);

#endif
