/*
 * typed.h - a session that is typed: each line goes out when it may.
 *
 * The plain talk and the screen are views of this.  A line waits while nobody
 * can tell what it will be: behind DATA it may be text or a command, behind
 * AUTH an answer or a command.  What comes from a file waits for every reply,
 * so that the output reads like a conversation; a person's lines do not.
 *
 * RFC 2920 section 3.1.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_TYPED_H
#define MAILWALK_CLIENT_TYPED_H

#include <stdbool.h>
#include <stdio.h>

#include "client/chat.h"

enum {
    TYPED_CONNECT_MS = 10000,
    TYPED_FILE_MS = 60000,   /* a file of lines waits that long */
    TYPED_PERSON_MS = 600000 /* a person: RFC 5321 section 4.5.3.2.6 */
};

struct typed_options {
    struct event_base *base;
    enum chat_protocol protocol;
    const char *host;
    uint16_t port;
    const char *trust;    /* as chat_options has it */
    unsigned long number; /* of the session in its records */
    bool person;          /* not a file */
    FILE *log;            /* gets the dialogue log, or NULL */
    void (*on_record)(void *ctx, const struct dialogue_record *record);
    void (*on_end)(void *ctx); /* chat_why() has the sentence; may be NULL */
    void *ctx;
};

struct typed;

/*
 * Begin to connect.  NULL if memory ran out; all other trouble is the end of
 * the chat.
 */
struct typed *typed_open(const struct typed_options *options);

/*
 * Close what is open; NULL is fine.
 */
void typed_free(struct typed *typed);

/*
 * A line was typed: len octets, without its end.
 */
void typed_line(struct typed *typed, const char *line, size_t len);

/*
 * Is nothing more to come: all lines have gone out and were answered?
 */
bool typed_is_idle(const struct typed *typed);

/*
 * The connection, to ask about.
 */
struct chat *typed_chat(struct typed *typed);

#endif
