/*
 * terminal.h - a person, or a file of lines, at one end of a connection.
 *
 * What comes from the server is escaped before it is shown, always.  Telnet
 * options are understood through libtelnet and refused, and only between
 * commands: inside a message every octet is the message's.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_TERMINAL_H
#define MAILWALK_CLIENT_TERMINAL_H

#include <stdbool.h>

#include "protocol/observer.h"

struct terminal_options {
    int fd;                 /* a connected socket; it is closed at the end */
    enum observer_service service;
    bool interactive;       /* stdin is a person: send at once, ~ is local */
    bool wire;              /* show CR, LF and stuffed dots */
};

/*
 * Pass lines from stdin to the server and lines from the server to stdout,
 * until both are done.  Not interactive, a line goes out when the one before
 * it was answered.  Returns the exit status: 0, 75 the server fell silent, 76
 * it tried to compress.
 */
int terminal_run(const struct terminal_options *options);

#endif
