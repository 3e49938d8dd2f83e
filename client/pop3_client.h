/*
 * pop3_client.h - the collecting side: a reply in, a command out.
 *
 * The mirror of the POP3 server's engine: no socket, no file, no clock.  It
 * goes USER, PASS, STAT, then lists or collects, and ends with QUIT.  A message
 * is marked for removal only if that was asked for, and only after the driver
 * said that it is saved; it goes for good when QUIT is answered with +OK.
 *
 * The engine never holds the password: with POP3_CLIENT_PASSWORD the driver
 * sends the PASS line itself.
 *
 * With job.tls it goes STLS first; the driver's connection shakes hands when
 * that is answered with +OK, and hands on that reply when that is done.
 *
 * The lines of a multi-line response are the driver's; the engine is told when
 * the response is whole.
 *
 * RFC 1939 sections 3 to 7 and 9; RFC 2449 section 8; RFC 2595; RFC 3206.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_POP3_CLIENT_H
#define MAILWALK_CLIENT_POP3_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/pop3.h"
#include "protocol/reply.h"

enum { POP3_CLIENT_SAID_MAX = 256 };

enum pop3_client_task {
    POP3_CLIENT_LIST,       /* LIST and UIDL: what is there? */
    POP3_CLIENT_ONE,        /* collect message `number` */
    POP3_CLIENT_ALL         /* collect every message */
};

/* What is to be done; the caller's. */
struct pop3_client_job {
    const char *user;
    enum pop3_client_task task;
    uint64_t number;
    bool remove;            /* DELE what was saved */
    bool tls;               /* only under TLS: RFC 2595 section 4 */
};

enum pop3_client_result {
    POP3_CLIENT_PENDING,
    POP3_CLIENT_DONE,       /* all that was asked for; marked mail is gone */
    POP3_CLIENT_NO_LOGIN,   /* -ERR to USER or PASS: wrong name or password */
    POP3_CLIENT_LATER,      /* [IN-USE], [LOGIN-DELAY] or [SYS/TEMP] */
    POP3_CLIENT_REFUSED,    /* -ERR to anything else */
    POP3_CLIENT_UNSAVED,    /* a message could not be saved here */
    POP3_CLIENT_NOT_REMOVED,/* saved, but QUIT was not answered with +OK */
    POP3_CLIENT_UNSAFE,     /* no TLS, so no name and no password was said */
    POP3_CLIENT_LOST,       /* the connection ended too early */
    POP3_CLIENT_BROKEN      /* the server's reply makes no sense here */
};

enum pop3_client_wish {
    POP3_CLIENT_WAIT,
    POP3_CLIENT_COMMAND,    /* send client->line, then wait */
    POP3_CLIENT_PASSWORD,   /* send "PASS " and the password, then wait */
    POP3_CLIENT_SAVE,       /* message `number` is whole: make it safe, then
                               pop3_client_saved() */
    POP3_CLIENT_CLOSE
};

enum pop3_client_step {
    POP3_CLIENT_AT_GREETING, POP3_CLIENT_AT_STLS,
    POP3_CLIENT_AT_USER, POP3_CLIENT_AT_PASS,
    POP3_CLIENT_AT_STAT, POP3_CLIENT_AT_LIST, POP3_CLIENT_AT_UIDL,
    POP3_CLIENT_AT_RETR, POP3_CLIENT_AT_DELE, POP3_CLIENT_AT_QUIT,
    POP3_CLIENT_AT_END
};

struct pop3_client {
    const struct pop3_client_job *job;
    enum pop3_client_step step;     /* what the next reply answers */
    enum pop3_client_wish wish;
    char line[POP3_COMMAND_LINE_MAX + 1];   /* the next command, a string */
    uint64_t messages;              /* as STAT told */
    uint64_t number;                /* the message now collected */
    uint64_t saved, marked;
    enum pop3_client_result result;
    char said[POP3_CLIENT_SAID_MAX];/* the reply, or reason, that decided it */
};

/*
 * Begin.  The wish is POP3_CLIENT_WAIT: the server speaks first.
 */
void pop3_client_init(struct pop3_client *client,
                      const struct pop3_client_job *job);

/*
 * Take one whole reply: its status line, and for a multi-line response also
 * its dot.  Returns what to do next, also kept in client->wish.
 */
enum pop3_client_wish pop3_client_reply(struct pop3_client *client,
                                        enum reply_kind kind, const char *text,
                                        size_t len);

/*
 * The message client->number is safe here (ok), or cannot be made so.
 */
enum pop3_client_wish pop3_client_saved(struct pop3_client *client, bool ok);

/*
 * The connection has ended, as POP3_CLIENT_LOST, _BROKEN (the server broke the
 * protocol) or _UNSAFE (TLS did not come about).
 */
void pop3_client_lost(struct pop3_client *client,
                      enum pop3_client_result result, const char *why);

#endif
