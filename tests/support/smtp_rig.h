/*
 * smtp_rig.h - one SMTP session on a bench: octets in, replies out.
 *
 * The rig is a driver of the engine without sockets: lines are cut by
 * line_take(), messages are stored in memory, the clock stands still, TLS is
 * an event and no more, and every record is kept.  After each line the rig
 * itself checks what is true of every reply: a command gets exactly one, a
 * line of text none; no line is over 512 octets or holds anything but
 * printable ASCII; enhanced codes stand where RFC 2034 wants them, and nowhere
 * else.
 *
 * The server is mx.red.example and takes mail for red.example: alice, bob,
 * "carol smith", o'hara, jörg, and user000 to user149.  Its postmaster is
 * alice, and everybody's password is banana.  The client is on this machine.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_SMTP_RIG_H
#define MAILWALK_TESTS_SUPPORT_SMTP_RIG_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/line.h"
#include "server/session.h"
#include "server/smtp.h"

enum {
    RIG_MAILS_MAX = 8,
    RIG_INPUT_MAX = 16384,
    RIG_REPLY_MAX = 8192,
    RIG_BOXES_MAX = 2048,
    RIG_MAX_SIZE = 70000    /* octets; above the 64K of section 4.5.3.1.7 */
};

/* Octets that grow. */
struct rig_text {
    char *bytes;            /* a string, or NULL while it is empty */
    size_t len;
};

/* A message that was stored. */
struct rig_mail {
    char boxes[RIG_BOXES_MAX];  /* "alice bob", in the order of RCPT */
    struct rig_text text;
};

struct smtp_rig {
    struct smtp_site site;
    struct smtp_session smtp;
    struct outbox out;
    struct line_reader reader;
    char input[RIG_INPUT_MAX];
    size_t input_len;
    size_t heard;           /* octets of the outbox that a test has asked for */
    char reply[RIG_REPLY_MAX];  /* the last reply asked for, without CRs */
    const char *line_end;   /* put behind each line of rig_say: CR LF */
    bool one_by_one;        /* feed octet by octet */
    struct rig_text log;    /* "C: NOOP\nS: 250 2.0.0 Still here\n" */
    struct rig_mail mails[RIG_MAILS_MAX];
    size_t mail_count;
    unsigned drafts;        /* begun, and neither stored nor dropped */
    uint64_t room;          /* octets that the disk may take */
    int fail_open;          /* an errno: that is what happens next */
    int fail_write;
    int fail_commit;
    bool waited;            /* --lab: the greylist lets the sender in */
    bool fail_tls;          /* TLS cannot be had just now */
    bool hello;             /* the last command heard was EHLO or HELO */
    bool fail_login;        /* passwords cannot be checked */
    unsigned logins;        /* claims that were checked */
    void (*hear)(void *ctx, const struct dialogue_record *record); /* or NULL */
    void *hear_ctx;
};

/*
 * Fixtures for cmocka: a session that has said its greeting, which was asked
 * for.  *state is the rig.  rig_end holds that every reply was asked for and no
 * draft was lost.
 */
int rig_begin(void **state);
int rig_begin_strict(void **state);
int rig_end(void **state);

/*
 * End the session and begin another one, with the greeting asked for.
 */
void rig_again(struct smtp_rig *rig);

/*
 * Feed octets as they are.
 */
void rig_feed(struct smtp_rig *rig, const char *bytes, size_t len);

/*
 * Feed a line, or several with CR LF between them; the last end is put behind.
 */
void rig_say(struct smtp_rig *rig, const char *line);

/*
 * Ask for the next reply: its last line must begin so, as "550 5.1.1".  It
 * stands in rig->reply, its lines with LF between them.
 */
#define rig_expect(rig, expected) \
    rig_expect_at(rig, expected, __FILE__, __LINE__)
void rig_expect_at(struct smtp_rig *rig, const char *expected,
                   const char *file, int line);

/*
 * Say a line and ask for its reply.
 */
#define rig_ask(rig, line, expected) \
    rig_ask_at(rig, line, expected, __FILE__, __LINE__)
void rig_ask_at(struct smtp_rig *rig, const char *said, const char *expected,
                const char *file, int line);

/*
 * The last reply must hold these words.
 */
#define rig_holds(rig, words) \
    rig_find_at((rig)->reply, words, true, __FILE__, __LINE__)

/*
 * The log must, or must not, hold these words.
 */
#define rig_logged(rig, words) \
    rig_find_at((rig)->log.bytes, words, true, __FILE__, __LINE__)
#define rig_not_logged(rig, words) \
    rig_find_at((rig)->log.bytes, words, false, __FILE__, __LINE__)
void rig_find_at(const char *text, const char *words, bool there,
                 const char *file, int line);

/*
 * Bring a greeted session to a state, from SMTP_READY to SMTP_DATA: hello from
 * pc7.red.example, from smith@bar.example, to bob.
 */
void rig_go(struct smtp_rig *rig, enum smtp_state state);

/*
 * The text of the last message stored, behind its Received field, or all of it.
 */
const char *rig_body(const struct smtp_rig *rig);
const char *rig_mail(const struct smtp_rig *rig);

/* Between the files of the rig. */

/*
 * Make a bench: a rig with its users, without a session.  Freed by free().
 */
struct smtp_rig *rig_make(bool strict);

/*
 * Store the draft, or fail as the rig was told; check a claim likewise.
 */
void rig_commit(struct smtp_rig *rig);
void rig_log_in(struct smtp_rig *rig);

/*
 * Look at the outbox from `from` on: replies must be well formed.  hello: they
 * answer EHLO or HELO, or they greet.  Returns how many whole replies there
 * are.
 */
unsigned rig_check_replies(const struct smtp_rig *rig, size_t from,
                           bool hello);

#endif
