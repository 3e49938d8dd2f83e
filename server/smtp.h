/*
 * smtp.h - what an SMTP server must remember, and how it is driven.
 *
 * A receiving server remembers little: who greeted, and one transaction, made
 * of three buffers that RFC 5321 section 4.1.1 names: the reverse-path, the
 * forward-paths, and the mail data.  EHLO, HELO, RSET and the end of the text
 * empty them; MAIL fills the first, RCPT the second, DATA the third.
 *
 * A driver feeds the engine one line after the other and looks at
 * session.wish after each:
 *
 *   smtp_greet -> smtp_line, smtp_line, ... -> WISH_COMMIT: store the draft
 *   -> smtp_committed -> smtp_line, ... -> WISH_CLOSE -> smtp_end
 *
 * and likewise WISH_LOGIN: check the claim -> smtp_logged_in.
 *
 * The engine has no socket, clock or file: users, storage and time come in
 * through struct smtp_site.
 *
 * RFC 5321; RFC 1870 (SIZE), 6152 (8BITMIME), 6531 (SMTPUTF8), 2920
 * (PIPELINING), 2034, 4954 (AUTH), 6409 (submission).
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_SMTP_H
#define MAILWALK_SERVER_SMTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/line.h"
#include "protocol/mailname.h"
#include "protocol/smtp.h"
#include "server/session.h"

struct draft;

/*
 * REQ(5321-4.5.3.1.4) The longest command line, and what the announced
 * extensions add to MAIL: SIZE 26 octets (RFC 1870 section 3), BODY 17 (RFC
 * 6152 section 2), SMTPUTF8 10 (RFC 6531 section 3.1), AUTH 500 (RFC 4954
 * section 3).
 */
enum { SMTP_LINE_MAX = SMTP_COMMAND_LINE_MAX + 26 + 17 + 10 + 500 };

/*
 * The longest line of the text as it arrives: a dot put before it for
 * transparency is not counted, RFC 5321 section 4.5.3.1.6.
 */
enum { SMTP_TEXT_MAX = SMTP_TEXT_LINE_MAX + 1 };

/* The server's surroundings, shared by all its sessions. */
struct smtp_site {
    struct session_doors doors;
    const char *name;       /* this host: "mx.red.example" */
    const char *domain;     /* whose mail it takes: "red.example" */
    uint64_t max_size;      /* largest message in octets, RFC 1870 section 4 */

    void *ctx;              /* handed to each of these: */
    /* The mailbox of a user's name, or NULL.  Stays the site's. */
    const char *(*mailbox)(void *ctx, const char *user);
    /* Milliseconds since 1970. */
    int64_t (*now)(void *ctx);
    /* --lab: has this sender, at this address, waited for long enough? */
    bool (*greylist)(void *ctx, const char *peer, const char *reverse_path);
    /* Octets that may be stored before the disk is too full. */
    uint64_t (*room)(void *ctx);
    /* Begin a message whose first recipient is this mailbox; NULL: trouble. */
    struct draft *(*draft_open)(void *ctx, const char *mailbox);
    int (*draft_write)(struct draft *draft, const char *bytes, size_t len);
    void (*draft_drop)(struct draft *draft);
};

/* One accepted RCPT. */
struct smtp_recipient {
    const char *mailbox;    /* the site's */
    char *address;          /* as the client wrote it; owned */
};

/* Faults for teaching, switched on by XLAB: smtp_lab.c. */
enum smtp_drop { SMTP_DROP_NEVER, SMTP_DROP_BEFORE, SMTP_DROP_AFTER };

struct smtp_faults {
    enum smtp_drop drop;    /* the connection, before or after the commit */
    bool strip8;            /* the eighth bit is cleared */
    bool reset;             /* the next command is answered by a RST */
};

struct smtp_session {
    struct session session; /* first: the doors */
    const struct smtp_site *site;
    enum smtp_state state;
    int code;               /* of the last reply */
    unsigned errors;        /* refusals so far */
    char peer[64];          /* the client's address literal: "[127.0.0.1]" */
    char *hello;            /* the argument of EHLO or HELO; owned */
    bool esmtp;             /* it was EHLO: extensions may be used */

    /* The transaction: RFC 5321 section 4.1.1. */
    unsigned transactions;  /* begun in this session */
    char *reverse_path;     /* "" is the null reverse-path; owned */
    bool utf8;              /* MAIL said SMTPUTF8 */
    uint64_t declared;      /* the SIZE that MAIL told, or 0 */
    struct smtp_recipient *recipients;  /* the forward-paths; owned */
    size_t recipient_count;
    unsigned refused;       /* RCPT commands that were turned down */
    struct draft *draft;    /* the mail data; owned until WISH_COMMIT is done */
    uint64_t octets;        /* of the text so far, as SIZE counts them */
    const struct smtp_refusal *text_refused; /* why, or NULL: it is kept */
    bool repaired;          /* a bare CR or LF was mended, and noted */
    struct smtp_faults faults;
};

/*
 * Begin a session.  peer is the client's address as an address literal
 * (RFC 5321 section 4.1.3), kept.  Nothing is said yet.
 */
void smtp_init(struct smtp_session *smtp, const struct smtp_site *site,
               unsigned long number, const char *peer);

/*
 * Say the greeting, 220.  RFC 5321 section 3.1.
 */
void smtp_greet(struct smtp_session *smtp);

/*
 * Take one line: a command, or in the state SMTP_DATA a line of the text.
 * Answers into the outbox and sets session.wish.  RFC 5321 section 4.1.
 */
void smtp_line(struct smtp_session *smtp, struct line *line);

/*
 * The longest line that may come next, in octets with CRLF: a command, a line
 * of the text, or a response of AUTH.
 */
size_t smtp_line_max(const struct smtp_session *smtp);

/*
 * WISH_LOGIN is done: the claim of session.sasl was checked.  user, for
 * LOGIN_OK, is the name as the users file spells it; it stays the driver's and
 * outlives the session.  Says 235, 535, 454 or 421.  RFC 4954 section 6.
 */
void smtp_logged_in(struct smtp_session *smtp, enum login_result result,
                    const char *user);

/*
 * WISH_COMMIT is done: uid is the message's unique-id, or NULL if it could not
 * be stored, error then being an errno.  The driver has taken the draft and set
 * it to NULL.  Says 250, 451 or 452.  RFC 5321 section 4.2.5.
 */
void smtp_committed(struct smtp_session *smtp, const char *uid, int error);

/*
 * WISH_TLS: TLS can begin (ready), or not now.  Says 220, the last words in
 * the clear, and forgets the client; the driver then secures the session.  Or
 * says 454, and the session goes on.  RFC 3207 sections 4, 4.2.
 */
void smtp_tls(struct smtp_session *smtp, bool ready);

/*
 * REQ(5321-4.1.1.10-stay) Say 421 and wish to close: why in words, with an
 * enhanced code in front.
 * RFC 5321 section 3.8.
 */
void smtp_give_up(struct smtp_session *smtp, const char *why);

/*
 * REQ(5321-4.1.1.10-lost) The connection is gone: drop what was not delivered,
 * free what is owned.
 */
void smtp_end(struct smtp_session *smtp);

/* Between the files of the engine. */

/*
 * Say the one reply to a command: code, enhanced code ("2.1.0", or "" where
 * none belongs) and words.  Returns the state given, so that a handler can end
 * with it.
 */
enum smtp_state smtp_reply(struct smtp_session *smtp, enum smtp_state next,
                           int code, const char *enhanced,
                           const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/*
 * Say one line of a reply that goes on.  REQ(5321-4.2.1-same): with its code.
 */
void smtp_reply_more(struct smtp_session *smtp, int code, const char *enhanced,
                     const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * Empty the buffers of the transaction.  RFC 5321 section 4.1.1.5.
 */
void smtp_forget(struct smtp_session *smtp);

/*
 * Has this server a handler for the verb, and what that needs?  If not, it is
 * 502, and not listed by HELP.
 */
bool smtp_implements(const struct smtp_session *smtp, enum smtp_verb verb);

/*
 * Say 452 if the disk has no room for so many copies of the message that is
 * announced.  Returns whether it was said.  RFC 1870 section 6.1.
 */
bool smtp_no_room(struct smtp_session *smtp, size_t copies);

/* A handler: arg is what follows the verb and its space, len octets.  Gives
 * exactly one reply and returns the next state. */
typedef enum smtp_state smtp_handler(struct smtp_session *smtp,
                                     const char *arg, size_t len);

/* smtp_hello.c */
smtp_handler smtp_ehlo, smtp_helo, smtp_starttls, smtp_help, smtp_vrfy;
smtp_handler smtp_auth;                         /* smtp_auth.c */
smtp_handler smtp_mail, smtp_rcpt;              /* smtp_mail.c */
smtp_handler smtp_data;                         /* smtp_data.c */

/*
 * Read the parameters behind MAIL's path, len octets.  Returns 0, or -1 after a
 * reply.  RFC 5321 section 4.1.1.11.
 */
int smtp_parameters(struct smtp_session *smtp, const char *text, size_t len);

/*
 * Take one response of AUTH.  Returns the next state.  RFC 4954 section 4.
 */
enum smtp_state smtp_response(struct smtp_session *smtp, struct line *line);

/*
 * A command line that is none of SMTP's: XLAB, or one behind `XLAB reset`.
 * Returns true if it was taken.  smtp_lab.c.
 */
bool smtp_lab_took(struct smtp_session *smtp, const struct line *line);

/*
 * The mailbox of a recipient's name, or NULL.  With --lab the name may be one
 * of the people to whom something happens: then *person, else NULL, and
 * smtp_lab_reply() says what.  smtp_lab.c.
 */
struct smtp_lab_person;
const char *smtp_lab_recipient(struct smtp_session *smtp, const char *name,
                               const struct smtp_lab_person **person);
enum smtp_state smtp_lab_reply(struct smtp_session *smtp,
                               enum smtp_state next,
                               const struct smtp_lab_person *person);

/*
 * A line of the text, len octets: clear the eighth bits if that was asked for,
 * as a server may that knows no 8BITMIME (RFC 5321 section 2.4).
 */
void smtp_lab_text(const struct smtp_session *smtp, char *octets, size_t len);

/*
 * Is the connection to break now?  Then that is the wish.
 */
bool smtp_lab_breaks(struct smtp_session *smtp, enum smtp_drop when);

/*
 * Take one line of the text.  At the dot, wish for the commit, or say why the
 * message is refused.  Returns the next state.  RFC 5321 section 4.1.1.4.
 */
enum smtp_state smtp_text(struct smtp_session *smtp, struct line *line);

#endif
