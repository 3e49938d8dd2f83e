/*
 * talk.h - `mailwalk talk`: its options, and its plain form.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_TALK_H
#define MAILWALK_CLIENT_TALK_H

#include <stdbool.h>

#include "client/reach.h"

struct talk_options {
    enum chat_protocol protocol;
    const char *place;      /* HOST:PORT, or NULL */
    const char *server;     /* HOST[:OFFSET], or NULL */
    const char *log;        /* file that gets the dialogue, or NULL */
    const char *ca;         /* file of certificates to trust, or NULL */
    bool wire;
    bool plain;
    bool ascii;
    bool no_color;
};

/*
 * Take the words; argv[0] is "talk".  Returns -1 to go on, else the exit
 * status.
 */
int talk_options_take(struct talk_options *options, int argc, char **argv);

/*
 * Type to the server, see its lines: stdin and stdout.  Returns the exit
 * status: 0 when the connection ended, 68 or 69 no connection (69 also if TLS
 * did not come about), 75 the server fell silent, 76 it did nothing but break
 * rules.
 */
int talk_plain(const struct talk_options *options);

#endif
