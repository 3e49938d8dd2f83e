/*
 * pop3_rig.h - one POP3 session in memory, with a hand-made maildrop.
 *
 * The rig plays the driver: it cuts octets into lines, checks passwords, sends
 * messages, removes what is marked, and keeps all that was said and recorded.
 * Nothing in it is a socket, so a test sees every octet.
 *
 *   pop3_rig_init -> pop3_rig_message ... -> pop3_rig_greet -> pop3_rig_say
 *   ... -> pop3_rig_end
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_POP3_RIG_H
#define MAILWALK_TESTS_SUPPORT_POP3_RIG_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/line.h"
#include "server/pop3.h"

enum { POP3_RIG_MESSAGES = 8 };

/* A message as it lies on disk; the octets stay the caller's. */
struct pop3_rig_message {
    const char *disk;
    size_t len;
    bool vanished;          /* somebody took the file away */
};

struct pop3_rig {
    struct pop3_site site;
    struct pop3_session pop3;
    struct maildrop drop;
    struct maildrop_message listed[POP3_RIG_MESSAGES];
    struct pop3_rig_message messages[POP3_RIG_MESSAGES];

    /* Who may come in, and what comes of a right password. */
    const char *user;
    const char *password;
    enum login_result outcome;
    bool far;               /* the client comes from elsewhere, without TLS */

    bool fail_tls;          /* TLS cannot be had just now */
    size_t stuck;           /* marked messages that cannot be removed */
    unsigned logins;        /* passwords that were checked */
    unsigned updates;       /* times the UPDATE state was entered */
    unsigned opened;        /* messages that were opened */

    struct line_reader reader;
    struct outbox input;    /* octets that are no whole line yet */
    struct outbox out;      /* the engine's */
    struct outbox said;     /* all that the server has said */
    struct outbox log;      /* all records, a line each: "C: STAT" */
};

/*
 * Make a session for alice, whose password is apple; nothing is said yet.  The
 * fields above may be changed before the greeting.
 */
void pop3_rig_init(struct pop3_rig *rig);

/*
 * Put one more message into the maildrop: disk, len octets, stays the
 * caller's, and so does uid, a string.
 */
void pop3_rig_message(struct pop3_rig *rig, const char *uid, const char *disk,
                      size_t len);

/*
 * Begin: the greeting is said.
 */
void pop3_rig_greet(struct pop3_rig *rig);

/*
 * Let octets arrive, as many as a segment may hold; what the server says is
 * added to rig->said.
 */
void pop3_rig_feed(struct pop3_rig *rig, const char *bytes, size_t len);

/*
 * Send one command line, CRLF added.  Returns what the server said to it, a
 * string with its CRLFs that is valid until the next call.
 */
const char *pop3_rig_say(struct pop3_rig *rig, const char *command);

/*
 * Send a command; +OK, or -ERR, must begin the reply, and with -ERR a single
 * line must be all of it.
 */
void pop3_rig_ok(struct pop3_rig *rig, const char *command);
void pop3_rig_err(struct pop3_rig *rig, const char *command);

/*
 * USER and PASS, both +OK.
 */
void pop3_rig_log_in(struct pop3_rig *rig);

/*
 * Has the server asked to close the connection?
 */
bool pop3_rig_closed(const struct pop3_rig *rig);

/*
 * The records so far, as a string: a line each, escaped as in the log.
 */
const char *pop3_rig_log(struct pop3_rig *rig);

/*
 * The octets of the message that a multi-line reply holds: its lines without
 * the status line, the stuffed dots and the dot line, which must be there.
 * Stuffed dots are taken away in place; *len is set.
 */
char *pop3_rig_content(struct pop3_rig *rig, size_t *len);

/*
 * The connection is gone; give everything back.
 */
void pop3_rig_end(struct pop3_rig *rig);

/* For cmocka: a rig that was greeted, with two messages of 24 and 31 octets. */
int pop3_rig_setup(void **state);
int pop3_rig_teardown(void **state);
#define POP3_RIG_TEST(f)                                                      \
    cmocka_unit_test_setup_teardown(f, pop3_rig_setup, pop3_rig_teardown)

#endif
