/*
 * chat_inside.h - what the files of a chat share, and nobody else.
 *
 * chat.c holds the connection and its deadline, chat_say.c what we send,
 * chat_hear.c what the server says, chat_tls.c the step to TLS, chat_wait.c the
 * blocking calls.
 *
 * Invariant: for every reply that is due there is one entry in the ring
 * `asked`, in the order in which the commands went out; the front one tells
 * what the next reply answers.  A line that comes while the ring is empty was
 * asked for by nobody.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_CHAT_INSIDE_H
#define MAILWALK_CLIENT_CHAT_INSIDE_H

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <netdb.h>

#include "client/chat.h"

enum {
    CHAT_WORD_MAX = 16,
    CHAT_AT_ROOM = 300,
    CHAT_BODY_LINE_MAX = 1024 * 1024    /* of a line inside a message */
};

/* One reply that is due. */
struct chat_asked {
    char word[CHAT_WORD_MAX];   /* what it answers, for sentences */
    bool greeting;
    bool data;                  /* 354 opens the message text */
    bool tls;                   /* 220, or +OK, lets TLS begin */
    bool auth;                  /* 334, or "+ ", asks for one more line */
    bool many;                  /* POP3: +OK opens a multi-line response */
    bool content;               /* and its lines are message content */
};

enum chat_tls {
    CHAT_IN_CLEAR,
    CHAT_AGREED,                /* the server has consented to TLS */
    CHAT_SHAKING,               /* the handshake is under way */
    CHAT_SECURE
};

struct chat {
    struct chat_options options;
    char *host;
    char *trust;
    char *at;                   /* HOST:PORT, for records and sentences */
    struct event_base *own_base;
    struct bufferevent *bev;    /* NULL while no address is being tried */
    struct event *deadline;
    struct addrinfo *addresses;
    struct addrinfo *next;      /* the address to try next */
    int last_errno;             /* why the last address did not work */
    bool connected;
    bool server_closed;         /* no more octets will come */
    enum chat_tls tls;

    struct line_reader reader;
    struct chat_asked asked[CHAT_AHEAD_MAX];
    unsigned first, due;
    bool in_text;               /* SMTP: between 354 and the dot */
    bool in_body;               /* POP3: between +OK and the dot */
    bool in_auth;               /* the next line answers a challenge */
    uint64_t block;             /* octets since the deadline was set */
    uint64_t body_octets;       /* of the multi-line response so far */

    struct chat_reply reply;
    struct reply_gather gather;
    char *reply_text;
    size_t reply_len, reply_room;
    bool fresh;                 /* a new reply starts with the next line */
    bool ready;                 /* whole, and waiting for chat_wait() */

    /* By hand. */
    struct typist *typist;      /* NULL until the server speaks telnet */
    bool from_typist;           /* the octets at hand are the typist's */
    bool negotiated;            /* it does more than that: it negotiates */
    bool told_lf;               /* that its lines end in a bare LF */
    unsigned faults;            /* rules that it broke */
    unsigned long batch;

    bool hearing;               /* inside chat_hear(): a callback is at work */
    size_t beyond;              /* octets at hand behind the line heard */

    enum chat_end end;
    bool end_untold;            /* on_end is to be called from the loop */
    char why[CHAT_WHY_MAX];
};

/*
 * Write one record.
 */
void chat_record(struct chat *chat, enum dialogue_mark mark, const char *text,
                 size_t len, enum line_end end);

/*
 * End the chat, once: the record `close by=`, the sentence, on_end.
 */
void chat_finish(struct chat *chat, enum chat_end end, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Let this bufferevent carry the chat from now on.  Returns 0, or -1 if memory
 * ran out.
 */
int chat_attach(struct chat *chat, struct bufferevent *bev);

/*
 * Begin the deadline anew if anything is awaited, else switch it off.
 */
void chat_rearm(struct chat *chat);

/*
 * Note that one more reply is due.  Returns 0, or -1 if too many are due
 * already (the chat has ended).
 */
int chat_ask_for(struct chat *chat, const struct chat_asked *asked);

/*
 * Start the timer of the deadline.
 */
void chat_start_timer(struct chat *chat);

/*
 * Take every line that is at hand, until a reply waits for chat_wait().
 */
void chat_hear(struct chat *chat);

/*
 * The front command is answered: its reply is whole.
 */
void chat_complete(struct chat *chat);

/* ---- chat_tls.c ---- */

/*
 * The server has consented: begin the handshake, or end the chat.
 */
void chat_tls_begin(struct chat *chat);

/*
 * The handshake is over: well (connected), or not, which ends the chat.
 */
void chat_tls_over(struct chat *chat, bool connected);

/*
 * Say TLS's goodbye, and end the connection; the socket itself is closed with
 * its bufferevent.
 */
void chat_tls_end(struct chat *chat);

/* ---- chat_telnet.c ---- */

/*
 * The octets that the next line begins with: count of them.  By hand, telnet
 * is taken out of those that are no message.
 */
const char *chat_at_hand(struct chat *chat, size_t *count);

/*
 * The first used of them are done with.
 */
void chat_used(struct chat *chat, size_t used);

/*
 * Send octets; to a peer that negotiates, 0xFF goes out twice (RFC 854).
 * Returns 0, or -1 if memory ran out.
 */
int chat_put(struct chat *chat, const char *octets, size_t len);

#endif
