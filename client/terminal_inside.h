/*
 * terminal_inside.h - what the files of the terminal share.
 *
 * terminal.c holds the loop and what is typed, terminal_hear.c what the server
 * says (telnet, lines) and what is printed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_TERMINAL_INSIDE_H
#define MAILWALK_CLIENT_TERMINAL_INSIDE_H

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <libtelnet.h>

#include "client/terminal.h"

struct terminal {
    struct terminal_options options;
    struct event_base *base;
    struct bufferevent *bev;
    struct event *input;        /* stdin can be read */
    struct event *silence;      /* too long without a reply */
    struct evbuffer *typed;     /* from stdin, not yet sent */
    struct evbuffer *heard;     /* from the server, without telnet */
    struct line_reader reader;
    struct observer observer;
    telnet_t *telnet;           /* made at the first IAC */
    bool negotiated;            /* the peer speaks telnet: send through it */
    bool content;               /* the multi-line response is a message */
    bool greeted;
    bool typed_lf;              /* what stdin gave so far ends in LF */
    bool input_ended;
    bool half_closed;           /* we will send no more */
    bool over;
    int status;
};

/*
 * A line of the dialogue went by: observe it, and print it if show.
 */
void terminal_record(struct terminal *terminal, enum dialogue_mark mark,
                     const char *text, size_t len, enum line_end end,
                     bool show);

/*
 * A sentence of our own, marked with ~ so that nobody takes it for the
 * server's.
 */
void terminal_tell(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/*
 * Take what the server sent.
 */
void terminal_hear(struct terminal *terminal);

/*
 * Send octets, through telnet if the peer speaks it.
 */
void terminal_put(struct terminal *terminal, const char *octets, size_t len);

/*
 * It is over, with this exit status.
 */
void terminal_end(struct terminal *terminal, int status);

#endif
