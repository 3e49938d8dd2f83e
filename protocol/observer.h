/*
 * observer.h - what the server must now remember, from the dialogue alone.
 *
 * The observer reads dialogue records in their order and derives the state,
 * the envelope, the marks and what is legal next.  It asks nobody: lesson,
 * watch and replay all use it, also against servers that are not ours.  A
 * test holds it against the true state of our engines.
 *
 * RFC 5321 sections 3.3, 4.1.1 and 4.1.4; RFC 1939 sections 4 to 6.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_OBSERVER_H
#define MAILWALK_PROTOCOL_OBSERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/dialogue.h"
#include "protocol/path.h"
#include "protocol/pop3.h"
#include "protocol/smtp.h"

enum observer_service { OBSERVER_SMTP, OBSERVER_POP3 };

enum {
    OBSERVER_NAME_MAX = 256,
    OBSERVER_RCPT_SHOWN = 8     /* forward-paths kept; more are counted */
};

/*
 * What an SMTP server must remember: RFC 5321 section 4.1.1.  Names and paths
 * are as the client sent them (cut if longer): escape them before a screen.
 */
struct observer_smtp {
    enum smtp_state state;
    char helo[OBSERVER_NAME_MAX];
    bool esmtp;                 /* EHLO, not HELO */
    bool logged_in;             /* AUTH got 235 */
    char user[OBSERVER_NAME_MAX];   /* who it is; only a server's log tells */
    bool has_reverse;
    char reverse[OBSERVER_NAME_MAX];    /* "" is the null reverse-path <> */
    char forward[OBSERVER_RCPT_SHOWN][OBSERVER_NAME_MAX];
    unsigned forwards;          /* accepted; may be above OBSERVER_RCPT_SHOWN */
    uint64_t text_lines;        /* of the text being sent */
    uint64_t text_octets;       /* with CRLF, without stuffed dots */
    bool text_cut;              /* the log kept some lines only: octets too */
    bool mid_line;              /* of text: a bare LF ended the last piece */
    unsigned delivered;         /* transactions that ended in 2yz */
};

/* What a POP3 server must remember: RFC 1939 sections 4 to 6. */
struct observer_pop3 {
    enum pop3_state state;
    char user[OBSERVER_NAME_MAX];
    bool counted;               /* somebody told messages: STAT, LIST, lock */
    uint64_t messages;          /* not marked */
    bool weighed;               /* and octets is true: not behind a DELE */
    uint64_t octets;            /* of the messages that are not marked */
    bool all_weighed;           /* the same for the whole maildrop */
    uint64_t all_octets;
    uint64_t *marks;            /* numbers marked by DELE, in their order */
    size_t mark_count;
    size_t marks_room;
    bool listing;               /* a LIST of all is under way: its sums */
    uint64_t listed;
    uint64_t listed_octets;
};

/* A command that waits for its reply (RFC 2920 lets several wait). */
struct observer_pending {
    int verb;                   /* enum smtp_verb or enum pop3_verb */
    char argument[OBSERVER_NAME_MAX];   /* never a password */
    bool multiline;             /* POP3: +OK opens a multi-line response */
    bool odd;                   /* keys stood in it, a bare LF ended it, or an
                                   argument followed POP3 QUIT */
};

enum observer_verdict {
    OBSERVER_NOTHING,           /* no reply yet */
    OBSERVER_GOOD,              /* 2yz, +OK */
    OBSERVER_BAD,               /* 4yz, 5yz, -ERR */
    OBSERVER_GO_ON              /* 3yz, "+ " */
};

struct observer {
    enum observer_service service;
    struct observer_smtp smtp;
    struct observer_pop3 pop3;
    int last_code;              /* SMTP code of the last reply; 0 none */
    enum observer_verdict last;
    int last_verb;              /* of the command it answers; -1: the greeting,
                                   or nothing that was asked */
    unsigned offers;            /* set of 1 << verb: what EHLO or CAPA listed */
    bool more;                  /* SMTP: a reply is not yet at its last line */
    bool greeted;               /* the server has said that it serves */
    bool secure;                /* TLS is on: STARTTLS, STLS, were accepted */
    bool in_auth;               /* AUTH goes on: the next C line answers it */
    bool in_multiline;          /* POP3: lines until the dot are no verdicts */
    enum line_style style;      /* of the client's first line */
    struct observer_pending *pending;   /* ring of commands not yet answered */
    size_t pending_room;
    size_t first, waiting;
};

/*
 * Begin a session of the service.  Nothing is owned yet; what an earlier
 * session of the same observer owned must have been given back.
 */
void observer_init(struct observer *observer, enum observer_service service);

/*
 * Give back what the observer owns; the observer itself is the caller's.
 */
void observer_free(struct observer *observer);

/*
 * Take one record of this session.  Records that say nothing about the state
 * are skipped; a `connect` begins a new session of the same service.  Returns
 * 0, or -1 if memory ran out.
 */
int observer_record(struct observer *observer,
                    const struct dialogue_record *record);

/*
 * Is the verb (enum smtp_verb or enum pop3_verb) legal in the present state?
 * Nothing is before the greeting, and only QUIT after one that turns the client
 * away (RFC 5321 section 3.1).
 */
bool observer_legal(const struct observer *observer, int verb);

/*
 * Is the session over: did the server say goodbye (221, 421, the reply to POP3
 * QUIT), or was the connection closed?  RFC 5321 section 3.8; RFC 1939 section
 * 6.
 */
bool observer_over(const struct observer *observer);

/*
 * Write the words of all commands that are legal now, two blanks between them,
 * as a string of at most room - 1 octets.
 */
void observer_legal_words(const struct observer *observer, char *out,
                          size_t room);

#endif
