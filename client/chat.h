/*
 * chat.h - one connection to an SMTP or POP3 server, line by line.
 *
 * A chat sends lines and gathers whole replies.  It prints nothing and decides
 * nothing: what happens comes back as events, and every line in both
 * directions comes back as a dialogue record, so that a saved session has the
 * form of a server's log.
 *
 * Two ways of use.  With on_reply a chat lives in somebody's event loop and
 * never blocks: the screens.  Without on_reply it waits: send, then
 * chat_wait() until the reply is whole; a reply that is not yet asked for by
 * chat_wait() stays in the buffer: send, fetch, the lessons.
 *
 * A server is not trusted.  A reply that breaks the rules, an endless line, an
 * endless reply, a reply nobody asked for, silence: each ends the chat, and
 * chat_why() has the sentence.  No call hangs: connecting, a whole reply, and
 * each CHAT_BLOCK octets of a message have a deadline.
 *
 * TLS begins by itself when the server consents to STARTTLS or STLS: the reply
 * is told when the handshake is done.  A server whose certificate is not to be
 * trusted, or does not name the host, ends the chat, and so does an octet
 * behind the consent in the clear: nothing is ever said in the clear instead.
 *
 * By hand (options.by_hand) it is patient: a person wants to see what a broken
 * server says.  What a program would end for is told in a `note`, and the chat
 * goes on; telnet is understood between commands; only a server that does
 * nothing but break rules is left.
 *
 * RFC 5321 sections 2.3.8, 3.8, 4.2, 4.5.3; RFC 1939 section 3; RFC 3207; RFC
 * 2595 sections 2.4, 4.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_CHAT_H
#define MAILWALK_CLIENT_CHAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/dialogue.h"
#include "protocol/line.h"
#include "protocol/reply.h"

struct chat;
struct event_base;

enum chat_protocol { CHAT_SMTP, CHAT_POP3 };

enum {
    CHAT_LINE_MAX = 4096,       /* a longer reply line ends the chat */
    CHAT_AHEAD_MAX = 128,       /* commands sent ahead of their replies */
    CHAT_BLOCK = 64 * 1024,     /* octets of a message per deadline */
    CHAT_DEADLINE_MS = 30000,   /* if the options name none */
    CHAT_FAULTS_MAX = 20,       /* broken rules that are told by hand */
    CHAT_WHY_MAX = 512
};

/* How a chat ended; CHAT_OPEN while it has not. */
enum chat_end {
    CHAT_OPEN,
    CHAT_NO_HOST,       /* the name has no address */
    CHAT_NO_CONNECTION, /* nobody listens there, or not in time */
    CHAT_CLOSED,        /* the server closed (also after QUIT: all is well) */
    CHAT_HUNG_UP,       /* we closed */
    CHAT_LATE,          /* no whole reply before the deadline */
    CHAT_BROKEN,        /* the server broke the protocol */
    CHAT_UNSAFE,        /* TLS did not come about; nothing more was said */
    CHAT_FAULT          /* our own surroundings: memory */
};

/* A whole reply.  It and its text are valid until the chat is used again. */
struct chat_reply {
    enum reply_kind kind;   /* POP3: OK, ERR or CONTINUE */
    int code;               /* SMTP: 200 to 599; POP3: 0 */
    const char *text;       /* the reply lines as they came, LF between them, */
    size_t len;             /* a string too; without a POP3 multi-line body */
    bool greeting;          /* the first words of the server, unasked */
};

struct chat_options {
    struct event_base *base;    /* the caller's loop; NULL: one of our own */
    enum chat_protocol protocol;
    const char *host;           /* name or address, without brackets */
    uint16_t port;
    unsigned long number;       /* of the session in its records */
    int deadline_ms;            /* 0: CHAT_DEADLINE_MS */
    const char *trust;          /* for TLS: a file of certificates in PEM form;
                                   NULL: those that the system trusts */
    bool by_hand;

    /* Each may be NULL.  A callback may send, but not chat_free(). */
    void (*on_record)(void *ctx, const struct dialogue_record *record);
    void (*on_body)(void *ctx, const struct line *line);
                    /* a line of a POP3 multi-line response, unstuffed */
    void (*on_reply)(void *ctx, const struct chat_reply *reply);
    void (*on_end)(void *ctx, enum chat_end end, const char *why);
    void *ctx;
};

/*
 * Begin to connect (every address of the name is tried in turn) and await the
 * greeting.  Looking up a name may block.  The strings of the options are
 * copied.  Returns NULL only if memory ran out; any other trouble is the end
 * of the chat, told as every end is (but on_end is never called in here).
 */
struct chat *chat_open(const struct chat_options *options);

/*
 * Close what is open and free the chat; NULL is fine.
 */
void chat_free(struct chat *chat);

/* ---- Sending.  All return 0, or -1 if the chat has ended. ------------- */

/*
 * Send one line the way a person types it: after DATA was answered with 354 it
 * is a line of text, sent as it is (no dot is stuffed), and a dot alone ends
 * the text; else it is a command.  For lessons and by-hand sessions.
 */
int chat_say(struct chat *chat, const char *line, size_t len);

/*
 * Send a command (CRLF is added) and expect one reply to it.  In the record the
 * argument of PASS and the response in AUTH are "********".
 */
int chat_command(struct chat *chat, const char *line, size_t len);

/*
 * Send a line of message text: a dot is put before a dot (RFC 5321 section
 * 4.5.2) and CRLF is added.  line holds no CR LF.
 */
int chat_text(struct chat *chat, const char *line, size_t len);

/*
 * Send the dot that ends the text, and expect one reply to it.
 */
int chat_text_end(struct chat *chat);

/*
 * Close our end: a `close by=client` record, then CHAT_HUNG_UP.  Whatever was
 * not yet sent is dropped.  on_end is not called.
 */
void chat_hang_up(struct chat *chat);

/* ---- Waiting, for callers without on_reply. --------------------------- */

/*
 * Run the loop until the next reply is whole.  Returns it, or NULL if the chat
 * ended instead, or if no reply is due at all (then chat_ended() is CHAT_OPEN).
 */
const struct chat_reply *chat_wait(struct chat *chat);

/*
 * Run the loop until all that was sent has left us; for long texts, which would
 * pile up in memory.  Returns 0, or -1 if the chat ended.
 */
int chat_flush(struct chat *chat);

/*
 * Run the loop until the chat has ended, as it should after QUIT: the server
 * closes first (RFC 5321 section 4.1.1.10).  Returns how it ended.
 */
enum chat_end chat_wait_end(struct chat *chat);

/* ---- Asking. ---------------------------------------------------------- */

/*
 * How the chat ended, and the sentence for people that says so ("" while it is
 * open).  The sentence may quote the server, escaped.
 */
enum chat_end chat_ended(const struct chat *chat);
const char *chat_why(const struct chat *chat);

/*
 * SMTP: 354 was said and the text is not yet ended.
 */
bool chat_in_text(const struct chat *chat);

/*
 * How many replies are due; and is one of them the reply to DATA, AUTH or
 * STARTTLS, so that nobody can tell yet what the next line will be?
 */
unsigned chat_due(const struct chat *chat);
bool chat_must_wait(const struct chat *chat);

/*
 * By hand, inside on_record: lines of one number travelled together, in one
 * write of ours or one read.
 */
unsigned long chat_batch(const struct chat *chat);

/*
 * Octets sent but still in our buffer.
 */
size_t chat_unsent(const struct chat *chat);

/*
 * How many octets of a command line may be shown: all, unless it is PASS with
 * an argument, AUTH with an initial response, or the answer to a challenge
 * that is no cancel (RFC 4954 section 4).
 */
size_t chat_shown(enum chat_protocol protocol, bool in_auth, const char *line,
                  size_t len);

/*
 * Another deadline for all replies that are asked for from now on.
 */
void chat_set_deadline(struct chat *chat, int deadline_ms);

#endif
