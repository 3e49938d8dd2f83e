/*
 * smtp.h - SMTP as tables: its states, its commands, its reply codes.
 *
 * A state is the set of commands that are legal in it.  These tables are the
 * only truth about that: the server's dispatcher, the HELP command, the
 * lessons and the documentation all read them.
 *
 * RFC 5321 sections 4.1, 4.1.4, 4.2, 4.3.2.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_SMTP_H
#define MAILWALK_PROTOCOL_SMTP_H

#include <stddef.h>

/* A connection is in exactly one state; a set of states is a sum of these. */
enum smtp_state {
    SMTP_GREETED = 1,   /* 220 was said, no EHLO or HELO yet */
    SMTP_READY = 2,     /* hello was said; no transaction */
    SMTP_MAIL = 4,      /* the reverse-path is known */
    SMTP_RCPT = 8,      /* at least one forward-path was accepted */
    SMTP_DATA = 16,     /* the text is being sent */
    SMTP_CLOSED = 32    /* QUIT was answered, or 421 was said */
};
enum {
    SMTP_ANY = SMTP_GREETED | SMTP_READY | SMTP_MAIL | SMTP_RCPT,
    SMTP_SAME = 0       /* success leaves the state as it is */
};

enum smtp_verb {
    SMTP_VERB_EHLO, SMTP_VERB_HELO, SMTP_VERB_MAIL, SMTP_VERB_RCPT,
    SMTP_VERB_DATA, SMTP_VERB_RSET, SMTP_VERB_NOOP, SMTP_VERB_QUIT,
    SMTP_VERB_VRFY, SMTP_VERB_EXPN, SMTP_VERB_HELP, SMTP_VERB_STARTTLS,
    SMTP_VERB_AUTH, SMTP_VERB_BDAT, SMTP_VERB_ETRN, SMTP_VERB_TURN,
    SMTP_VERB_SEND, SMTP_VERB_SOML, SMTP_VERB_SAML,
    SMTP_VERB_TEXT,     /* the message text and its dot: a step, not a word */
    SMTP_VERB_UNKNOWN,
    SMTP_VERBS = SMTP_VERB_UNKNOWN
};

enum { SMTP_CODES_MAX = 15 };

struct smtp_command {
    const char *word;       /* "MAIL" */
    const char *syntax;     /* "MAIL FROM:<reverse-path> [parameters]" */
    unsigned legal;         /* set of states in which it is legal */
    unsigned after;         /* states that success may lead to, or SAME */
    short codes[SMTP_CODES_MAX]; /* replies it may get, ends with 0 */
    const char *section;    /* "RFC 5321 section 4.1.1.2" */
    const char *what;       /* what it does, in a student's words */
};

struct smtp_state_row {
    enum smtp_state state;
    const char *name;       /* "READY" */
    const char *stage;      /* what a client does next: "hello", "sender" */
    const char *what;       /* what the server knows in it */
    const char *hint;       /* how to go on from here, for a 503 */
};

struct smtp_code {
    int code;
    const char *after;      /* the commands it answers: "MAIL RCPT dot" */
    const char *what;       /* meaning, and what a client does */
    const char *section;
};

/*
 * The verb that a command line begins with: letters up to a space or the end,
 * in any case (RFC 5321 section 2.4).  SMTP_VERB_UNKNOWN if it is none.
 */
enum smtp_verb smtp_verb_of(const char *line, size_t len);

/*
 * The row of a verb; every verb below SMTP_VERBS has one, UNKNOWN has NULL.
 */
const struct smtp_command *smtp_command(enum smtp_verb verb);

/*
 * The row of a state.
 */
const struct smtp_state_row *smtp_state_row(enum smtp_state state);

/*
 * The row of a reply code, or NULL if it is not listed.
 */
const struct smtp_code *smtp_code(int code);

/*
 * May this verb be answered with this code?  Its own row, and the codes that
 * any command may get: 500, 501, 421 (RFC 5321 section 4.3.2), 502, 503.
 */
int smtp_code_allowed(enum smtp_verb verb, int code);

/* Parameters of MAIL and RCPT and the EHLO keyword that allows each. */
struct smtp_extension {
    const char *keyword;    /* as EHLO lists it: "8BITMIME" */
    const char *parameter;  /* "BODY", or "" */
    const char *what;
    const char *section;
};

/*
 * Row i of the extensions, or NULL behind the last.
 */
const struct smtp_extension *smtp_extension(size_t i);

/* Limits of RFC 5321 section 4.5.3.1, in octets with CRLF. */
enum {
    SMTP_COMMAND_LINE_MAX = 512,    /* 4.5.3.1.4 */
    SMTP_REPLY_LINE_MAX = 512,      /* 4.5.3.1.5 */
    SMTP_TEXT_LINE_MAX = 1000,      /* 4.5.3.1.6 */
    SMTP_RECIPIENTS_MAX = 100       /* 4.5.3.1.8: at least that many */
};

#endif
