/*
 * smtp_client.h - the sending side of one mail: a reply in, a command out.
 *
 * The mirror of the server's engine.  It is told each whole reply and answers
 * with the next thing to do; it has no socket, no file and no clock.  Its
 * driver connects, then gives it replies until it wants to close:
 *
 *   smtp_client_init(&client, &job);
 *   while the connection lives and client.wish is not SMTP_CLIENT_CLOSE:
 *       wait for a reply; smtp_client_reply();
 *       SMTP_CLIENT_COMMAND: send client.line
 *       SMTP_CLIENT_TEXT: send the message and the dot, then
 *                         smtp_client_dot_sent()
 *   if the connection ended: smtp_client_lost()
 *
 * Who is responsible for the mail is the question that the engine answers: we,
 * until the server says 2yz to the final dot; from then on the server (RFC
 * 5321 section 6.1).  If the connection breaks between the two, nobody knows.
 *
 * With job.tls nothing about the mail is said before TLS is on: the driver's
 * connection shakes hands when STARTTLS is answered with 220, and hands on that
 * reply when that is done.
 *
 * RFC 5321 sections 3.1 to 3.3, 4.2, 4.3.2; RFC 1870; RFC 1652; RFC 3207; RFC
 * 6531.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_SMTP_CLIENT_H
#define MAILWALK_CLIENT_SMTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/smtp_offer.h"
#include "protocol/smtp.h"

enum {
    SMTP_CLIENT_SAID_MAX = 256, /* octets of a reply kept for people */
    SMTP_CLIENT_LINE_MAX = SMTP_COMMAND_LINE_MAX + 64
};

enum smtp_client_result {
    SMTP_CLIENT_PENDING,    /* not decided yet */
    SMTP_CLIENT_ACCEPTED,   /* this recipient is good, the text not yet sent */
    SMTP_CLIENT_SENT,       /* 2yz to the dot: the server is responsible */
    SMTP_CLIENT_REFUSED,    /* 5yz: trying again will not help */
    SMTP_CLIENT_LATER,      /* 4yz: try again later */
    SMTP_CLIENT_CANNOT,     /* the server cannot take it, or there is no TLS;
                               nothing was offered */
    SMTP_CLIENT_LOST,       /* no connection any more: nothing was delivered */
    SMTP_CLIENT_UNKNOWN,    /* lost between dot and reply: nobody knows */
    SMTP_CLIENT_BROKEN      /* the server's reply makes no sense here */
};

struct smtp_client_rcpt {
    const char *mailbox;    /* local-part@domain */
    enum smtp_client_result result;
    int code;               /* of the reply to its RCPT, 0 if there was none */
    char said[SMTP_CLIENT_SAID_MAX];    /* that reply, a string */
};

/* What is to be sent.  All of it belongs to the caller and stays. */
struct smtp_client_job {
    const char *helo;       /* our name */
    const char *from;       /* mailbox; "" is the null reverse-path */
    struct smtp_client_rcpt *rcpts;
    size_t rcpt_count;
    uint64_t octets;        /* of the message on the wire, dots not stuffed */
    bool eight_bit;         /* it holds octets above 0x7F */
    bool tls;               /* only under TLS: RFC 3207 */
    bool utf8;              /* an address or the header holds UTF-8 */
};

enum smtp_client_wish {
    SMTP_CLIENT_WAIT,       /* for the next reply */
    SMTP_CLIENT_COMMAND,    /* send client->line, then wait */
    SMTP_CLIENT_TEXT,       /* send the message text and the dot */
    SMTP_CLIENT_CLOSE       /* it is over */
};

enum smtp_client_step {
    SMTP_CLIENT_GREETING, SMTP_CLIENT_EHLO, SMTP_CLIENT_HELO,
    SMTP_CLIENT_STARTTLS, SMTP_CLIENT_MAIL, SMTP_CLIENT_RCPT, SMTP_CLIENT_DATA,
    SMTP_CLIENT_DOT, SMTP_CLIENT_QUIT, SMTP_CLIENT_OVER
};

struct smtp_client {
    const struct smtp_client_job *job;
    enum smtp_client_step step;         /* what the next reply answers */
    enum smtp_client_wish wish;
    char line[SMTP_CLIENT_LINE_MAX];    /* the next command, a string */
    size_t rcpt;                        /* the recipient that is asked about */
    size_t accepted;
    struct smtp_offer offer;            /* what EHLO told */
    bool secure;                        /* TLS is on */
    bool dot_sent;
    enum smtp_client_result result;     /* of the mail as a whole */
    char said[SMTP_CLIENT_SAID_MAX];    /* the reply that decided it, or our
                                           reason */
};

/*
 * Begin.  The wish is SMTP_CLIENT_WAIT: the server speaks first.
 */
void smtp_client_init(struct smtp_client *client,
                      const struct smtp_client_job *job);

/*
 * Take one whole reply: its code and its lines as they came, with LF between
 * them.  Returns what to do next, also kept in client->wish.
 */
enum smtp_client_wish smtp_client_reply(struct smtp_client *client, int code,
                                        const char *text, size_t len);

/*
 * The first octet of the line with the dot is about to leave us: from now on a
 * lost connection means "unknown".
 */
void smtp_client_dot_sent(struct smtp_client *client);

/*
 * The connection has ended, as SMTP_CLIENT_LOST, _BROKEN (the server broke the
 * protocol) or _CANNOT (TLS did not come about); why is kept as client->said if
 * this decides the result.
 */
void smtp_client_lost(struct smtp_client *client,
                      enum smtp_client_result result, const char *why);

#endif
