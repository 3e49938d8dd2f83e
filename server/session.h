/*
 * session.h - what both engines share: one door in, one door out.
 *
 * Everything that a client says comes in through session_heard() or
 * session_content(); everything that the server says goes out through
 * session_say().  Each writes one dialogue record, so the log is a consequence
 * of the shape of the program, not of anybody's discipline.
 *
 * An engine has no sockets, no clock and no files.  It answers into an outbox
 * and leaves one wish for its driver: read on, or hold until something slow is
 * done.  While it holds, the driver feeds it nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_SESSION_H
#define MAILWALK_SERVER_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/dialogue.h"
#include "protocol/line.h"
#include "server/sasl.h"

/* Octets on their way to the client.  All sessions of a server share one. */
struct outbox {
    char *bytes;
    size_t len;
    size_t room;
    bool failed;            /* memory ran out: the session must end */
};

/* What the engine wants its driver to do next. */
enum session_wish {
    WISH_READ,              /* feed me the next line */
    WISH_COMMIT,            /* SMTP: store this message, then tell me */
    WISH_TLS,               /* begin TLS, if you can; tell me if not */
    WISH_LOGIN,             /* check the claim (POP3: open the maildrop) */
    WISH_SEND,              /* POP3: send this message, then tell me */
    WISH_UPDATE,            /* POP3: remove what is marked, then tell me */
    WISH_BREAK,             /* SMTP, a fault for teaching: cut it off */
    WISH_CLOSE              /* send what is in the outbox and close */
};

/* What all sessions of a server share.  The owner outlives every session. */
struct session_doors {
    struct outbox *out;
    /* NULL if there is no log. */
    void (*record)(void *ctx, const struct dialogue_record *record);
    void *ctx;
    unsigned content_lines; /* lines of message content kept in the log */
    bool show_secrets;      /* write passwords to the log as they are */
    bool strict;            /* no leniency for people who type */
    bool tls;               /* there is a certificate: TLS can be had */
    bool lab;               /* faults for teaching may be asked for */
};

struct session {
    const struct session_doors *doors;
    const char *service;    /* "smtp" or "pop3" */
    unsigned long number;
    enum session_wish wish;
    unsigned content_seen;  /* lines of this message told to the log */
    unsigned content_cut;   /* and lines that were only counted */

    bool secure;            /* TLS is on */
    unsigned delay_ms;      /* a fault for teaching: replies leave so late */

    /* Who may come in; the driver sets the first two at the start. */
    bool clear_ok;          /* passwords may be taken without TLS */
    bool submission;        /* SMTP: at the submission port, RFC 6409 */
    struct sasl sasl;       /* AUTH's exchange, and the claim of WISH_LOGIN */
    bool behind_auth;       /* the last line was AUTH, or a response */
    unsigned failed_logins;
    const char *user;       /* who has logged in; the driver's; NULL: nobody */
};

/* What has come of WISH_LOGIN. */
enum login_result {
    LOGIN_OK,
    LOGIN_BAD,              /* wrong name or wrong password */
    LOGIN_IN_USE,           /* POP3: right, but the maildrop is taken */
    LOGIN_TROUBLE           /* our own surroundings failed */
};

/* A session is closed after that many refusals: people err, programs probe. */
enum { SESSION_ERRORS_MAX = 20 };

/* And after that many failed logins: RFC 4954 section 9 wants 3 at least. */
enum { SESSION_LOGINS_MAX = 3 };

/*
 * Begin a session: service ("smtp", "pop3") and number name it in the log.
 */
void session_init(struct session *session, const struct session_doors *doors,
                  const char *service, unsigned long number);

/*
 * A command line was taken: record it as it is read, not as it was typed (what
 * backspaces rubbed out may be a password too).  What follows PASS or AUTH and
 * its mechanism is masked, unless the doors show secrets; so is a response, and
 * behind an AUTH what is not known as a command: it may be one that came late.
 */
void session_heard(struct session *session, const struct line *line,
                   bool known);

/*
 * A line of message content went by, in either direction: record it, or only
 * count it once the log has had its share.
 */
void session_content(struct session *session, const struct line *line);

/*
 * The content has ended with a dot from the client ('C') or the server ('S'):
 * record how many lines were cut, then the dot.
 */
void session_content_end(struct session *session, enum dialogue_mark who,
                         enum line_end end);

/*
 * Say one reply line: text of len octets, made printable (an octet outside
 * 0x20 to 0x7E becomes \xHH), cut to what a reply line may hold, CRLF added.
 * RFC 5321 section 4.5.3.1.5, RFC 1939 section 3.
 */
void session_say(struct session *session, const char *text, size_t len);

/*
 * Record an event; the format makes "name key=value".
 */
void session_event(struct session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Room for a value of SESSION_SHOWN_MAX octets, each spelled \xHH. */
enum {
    SESSION_SHOWN_MAX = 256,
    SESSION_VALUE_MAX = 4 * SESSION_SHOWN_MAX + 1
};

/*
 * Spell the first SESSION_SHOWN_MAX octets of text as a value of an event: a
 * string, in value, which has room for SESSION_VALUE_MAX octets.
 */
const char *session_value(const char *text, size_t len, char *value);

/*
 * WISH_TLS is done: TLS is on, of this version and with this cipher.  The
 * engine, which has forgotten its client, goes on.  RFC 3207 section 4.2.
 */
void session_secured(struct session *session, const char *version,
                     const char *cipher);

/*
 * Make a typed line clean: carry out backspaces in a copy of the line, which
 * has room for every line that line_take() hands out (room octets), and note
 * it in the log.  With --strict nothing is carried out.  Returns NULL, or what
 * is wrong with the line, in words for the reply: a bare LF stands in it, or
 * with --strict a control character.
 */
const char *session_clean(struct session *session, struct line *line,
                          char *copy, size_t room);

/*
 * Take a response, the line that follows a challenge: clean, record, decode
 * it.  The line may have SASL_LINE_MAX octets.
 */
enum sasl_verdict session_response(struct session *session, struct line *line);

/*
 * May a password be taken now?  Else no login that sends one is announced.
 */
bool session_takes_passwords(const struct session *session);

/*
 * The claim was right: remember the user, as the users file spells the name,
 * and tell the log.
 */
void session_logged_in(struct session *session, const char *user);

/*
 * Forget the exchange, the claim and the user: the session ends, or TLS begins.
 */
void session_forget_login(struct session *session);

/*
 * Add len octets to the outbox as they are.
 */
void outbox_add(struct outbox *out, const char *bytes, size_t len);

/*
 * Give back the memory of the outbox.
 */
void outbox_free(struct outbox *out);

#endif
