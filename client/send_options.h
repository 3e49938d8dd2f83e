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

struct send_options {
    struct message_wish wish;   /* sender, recipients, subject */
    bool utf8;                  /* one of them holds more than ASCII */
    const char *file;           /* "-": stdin */
    const char *helo;
    char own_name[256];         /* of this machine */
    struct smtp_client_rcpt *rcpts; /* wish.to_count of them */
    const char *place;          /* --smtp */
    const char *server;
    const char *timeout;
    int timeout_s;              /* 0: those of RFC 5321 section 4.5.3.2 */
    bool tls;                   /* --tls: only under TLS */
    const char *ca;             /* --ca */
    const char *trust;          /* the file to trust, or NULL */
    bool raw;
    bool quiet;
    struct reach reach;
    struct message message;
};

/*
 * Read the options and the message.  Returns -1 to go on, else the exit status
 * (0 after --help).  Free the options in both cases.
 */
int send_options_read(struct send_options *options, int argc, char **argv);

void send_options_free(struct send_options *options);

#endif
