/*
 * pop3.h - what a POP3 server must remember, and how it is driven.
 *
 * A session passes through three states (RFC 1939 section 3).  AUTHORIZATION:
 * who are you?  TRANSACTION: the maildrop is locked, its messages numbered;
 * they are read and marked.  UPDATE: only QUIT leads here, and only here is
 * anything removed.  A connection that breaks removes nothing.
 *
 *   pop3_greet -> pop3_line ... -> WISH_LOGIN -> pop3_logged_in -> pop3_line
 *   ... -> WISH_SEND -> pop3_sent -> pop3_line ... -> WISH_UPDATE ->
 *   pop3_updated -> WISH_CLOSE -> pop3_end
 *
 * The engine has no socket, clock or file: passwords are checked, messages
 * opened and removed by its driver.
 *
 * RFC 1939, RFC 2449 (CAPA, response codes), RFC 3206 ([AUTH], [SYS/..]).
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_POP3_H
#define MAILWALK_SERVER_POP3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/line.h"
#include "protocol/pop3.h"
#include "server/maildrop.h"
#include "server/session.h"

/* A greeting's stamp, <ID@HOST>: its parts and its whole, with a NUL. */
enum { POP3_ID_MAX = 32, POP3_STAMP_MAX = POP3_ID_MAX + 255 + 3 };

#define POP3_WHOLE UINT64_MAX /* RETR: all lines of the body */

/* The server's surroundings, shared by all its sessions. */
struct pop3_site {
    struct session_doors doors;
    const char *name;       /* this host: "pop.red.example" */

    void *ctx;
    /* Open message index of the maildrop.  Returns a descriptor, or -1. */
    int (*open_message)(void *ctx, struct maildrop *drop, size_t index);
};

struct pop3_session {
    struct session session; /* first: the doors */
    const struct pop3_site *site;
    enum pop3_state state;
    bool good;              /* the last reply was +OK */
    unsigned errors;        /* refusals so far */
    char id[POP3_ID_MAX];   /* in the greeting's stamp: of this session alone */
    char *user;             /* USER was said; owned */
    struct maildrop *drop;  /* in TRANSACTION, session.user's; the driver's */
    size_t marked;          /* messages marked by DELE */
    int sending;            /* WISH_SEND: the open message; the driver's */
    uint64_t disk;          /* WISH_SEND: octets of its file */
    uint64_t body_lines;    /* WISH_SEND: TOP's limit, or POP3_WHOLE */
};

/*
 * Begin a session.  Nothing is said yet.  id, "1896.697170952", is one that no
 * other session of this host ever has; it is copied.
 */
void pop3_init(struct pop3_session *pop3, const struct pop3_site *site,
               unsigned long number, const char *id);

/*
 * The stamp in the greeting, which no other session ever has: APOP's digest is
 * made of it.  RFC 1939 section 7.  Returns stamp, a string.
 */
char *pop3_stamp(const struct pop3_session *pop3, char stamp[POP3_STAMP_MAX]);

/*
 * Say the greeting.  REQ(1939-4-greeting)
 */
void pop3_greet(struct pop3_session *pop3);

/*
 * Take one line, a command or a response of AUTH.  Answers into the outbox and
 * sets session.wish.
 */
void pop3_line(struct pop3_session *pop3, struct line *line);

/*
 * The longest line that may come next, in octets with CRLF.
 */
size_t pop3_line_max(const struct pop3_session *pop3);

/*
 * WISH_LOGIN is done: the claim of session.sasl was checked, and if it was
 * right the maildrop was locked and listed.  drop, and user, the name as the
 * users file spells it, are NULL unless all went well; they stay the driver's
 * and must be valid until pop3_end().  RFC 1939 section 4.
 */
void pop3_logged_in(struct pop3_session *pop3, enum login_result result,
                    struct maildrop *drop, const char *user);

/*
 * WISH_SEND is done: the message and its closing dot are with the client.
 */
void pop3_sent(struct pop3_session *pop3);

/*
 * WISH_UPDATE is done: of the marked messages so many were removed and failed
 * could not be (the rest had vanished), and left messages are in the maildrop.
 * The lock is released by now, the maildrop closed.  RFC 1939 section 6.
 */
void pop3_updated(struct pop3_session *pop3, size_t removed, size_t failed,
                  size_t left);

/*
 * The lock of the maildrop is released: tell the log.
 */
void pop3_unlocked(struct pop3_session *pop3);

/*
 * WISH_TLS: TLS can begin (ready), or not now.  Says +OK, the last words in
 * the clear, and the driver then secures the session; or -ERR, and it goes on.
 * RFC 2595 section 4.
 */
void pop3_tls(struct pop3_session *pop3, bool ready);

/*
 * The connection is gone: forget the marks, free what is owned.
 */
void pop3_end(struct pop3_session *pop3);

/* Between the files of the engine. */

/*
 * REQ(1939-3-upper) Say the one status line of a command: +OK, or -ERR.
 * Returns next, or for -ERR the present state, so that a handler can end with
 * it.
 */
enum pop3_state pop3_ok(struct pop3_session *pop3, enum pop3_state next,
                        const char *format, ...)
    __attribute__((format(printf, 3, 4)));
enum pop3_state pop3_err(struct pop3_session *pop3, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Say one line of a multi-line response, or with NULL the dot that ends it.
 */
void pop3_more(struct pop3_session *pop3, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void pop3_dot(struct pop3_session *pop3);

/*
 * The s of "2 messages", "" for one.
 */
const char *pop3_plural(size_t count);

/*
 * Has this server a handler for the verb, and what that needs?
 */
bool pop3_implements(const struct pop3_session *pop3, enum pop3_verb verb);

/* A handler: arg is what follows the verb and its space, len octets. */
typedef enum pop3_state pop3_handler(struct pop3_session *pop3,
                                     const char *arg, size_t len);

pop3_handler pop3_user, pop3_pass, pop3_apop, pop3_auth; /* pop3_login.c */
pop3_handler pop3_capa, pop3_stls;              /* pop3_capa.c */

/* pop3_maildrop.c */
pop3_handler pop3_stat, pop3_list, pop3_retr, pop3_dele, pop3_noop, pop3_rset,
    pop3_top, pop3_uidl;

/*
 * Take one response of AUTH.  Returns the next state.  RFC 5034 section 4.
 */
enum pop3_state pop3_response(struct pop3_session *pop3, struct line *line);

#endif
