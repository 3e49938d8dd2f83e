/*
 * pop3.h - POP3 as tables: its three states, its commands, its answers.
 *
 * RFC 1939 sections 3 to 9, RFC 2449.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_POP3_H
#define MAILWALK_PROTOCOL_POP3_H

#include <stdbool.h>
#include <stddef.h>

enum pop3_state {
    POP3_AUTHORIZATION = 1, /* who are you? */
    POP3_TRANSACTION = 2,   /* the maildrop is open and locked */
    POP3_UPDATE = 4,        /* QUIT was said: marked messages go now */
    POP3_CLOSED = 8
};
enum { POP3_SAME = 0 };

enum pop3_verb {
    POP3_VERB_USER, POP3_VERB_PASS, POP3_VERB_APOP, POP3_VERB_AUTH,
    POP3_VERB_STLS, POP3_VERB_CAPA, POP3_VERB_STAT, POP3_VERB_LIST,
    POP3_VERB_RETR, POP3_VERB_DELE, POP3_VERB_NOOP, POP3_VERB_RSET,
    POP3_VERB_TOP, POP3_VERB_UIDL, POP3_VERB_QUIT, POP3_VERB_UTF8,
    POP3_VERB_LANG,
    POP3_VERB_UNKNOWN,
    POP3_VERBS = POP3_VERB_UNKNOWN
};

/* How many lines follow +OK. */
enum pop3_shape {
    POP3_ONE_LINE,
    POP3_MANY_LINES,        /* until a dot line */
    POP3_MANY_IF_BARE       /* LIST and UIDL: many without an argument */
};

struct pop3_command {
    const char *word;       /* "RETR" */
    const char *syntax;     /* "RETR n" */
    unsigned legal;         /* set of states in which it is legal */
    unsigned after;         /* states that success may lead to, or SAME */
    enum pop3_shape shape;
    const char *section;    /* "RFC 1939 section 5" */
    const char *what;       /* what it does, in a student's words */
};

struct pop3_state_row {
    enum pop3_state state;
    const char *name;       /* "TRANSACTION" */
    const char *what;       /* "read and mark" .. */
    const char *hint;       /* how to go on, for an -ERR */
};

/* A word in brackets behind -ERR (or +OK). */
struct pop3_response_code {
    const char *tag;        /* "IN-USE" */
    const char *what;
    const char *section;
};

/*
 * The verb that a line begins with, in any case; POP3_VERB_UNKNOWN if none.
 * RFC 1939 section 3.
 */
enum pop3_verb pop3_verb_of(const char *line, size_t len);

/*
 * The row of a verb; every verb below POP3_VERBS has one, UNKNOWN has NULL.
 */
const struct pop3_command *pop3_command(enum pop3_verb verb);

/*
 * The row of a state.
 */
const struct pop3_state_row *pop3_state_row(enum pop3_state state);

/*
 * The row of a response code, or NULL.  RFC 2449 section 8, RFC 3206.
 */
const struct pop3_response_code *pop3_response_code(const char *tag,
                                                    size_t len);

/*
 * Does a +OK to this command line open a multi-line response?
 */
bool pop3_is_multiline(const char *line, size_t len);

/* Limits, in octets with CRLF: RFC 1939 section 3, REQ(2449-4). */
enum {
    POP3_COMMAND_LINE_MAX = 255,
    POP3_RESPONSE_LINE_MAX = 512
};

#endif
