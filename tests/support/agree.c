/*
 * agree.c - holds an observer's picture against the engine's true state.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/agree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* ---- SMTP ---- */

static void
smtp_legal(const struct observer *observer, const struct smtp_session *smtp)
{
    for (int verb = 0; verb < SMTP_VERBS; verb++) {
        const struct smtp_command *row = smtp_command((enum smtp_verb)verb);
        bool again = (verb == SMTP_VERB_STARTTLS && smtp->session.secure) ||
                     (verb == SMTP_VERB_AUTH && smtp->session.user != NULL);
        bool legal = (row->legal & smtp->state) != 0 && !again;

        if (smtp->session.sasl.on) {
            legal = verb == SMTP_VERB_AUTH;
        }
        assert_int_equal(observer_legal(observer, verb), legal);
    }
}

static void
recipients(const struct observer_smtp *seen, const struct smtp_session *smtp,
           unsigned accepted)
{
    size_t known = seen->forwards < OBSERVER_RCPT_SHOWN ? seen->forwards
                                                        : OBSERVER_RCPT_SHOWN;

    assert_int_equal(seen->forwards, smtp->recipient_count > 0 ? accepted : 0);
    for (size_t i = 0; i < smtp->recipient_count && known < OBSERVER_RCPT_SHOWN;
         i++) {
        size_t at = 0;
        while (at < known && strcmp(seen->forward[at],
                                    smtp->recipients[i].address) != 0) {
            at++;
        }
        assert_true(at < known);
    }
}

/* The observer keeps the front of a long name. */
static void
same_name(const char *seen, const char *name)
{
    size_t len = strlen(name);

    assert_int_equal(strlen(seen), len < OBSERVER_NAME_MAX
                                       ? len : OBSERVER_NAME_MAX - 1);
    assert_memory_equal(seen, name, strlen(seen));
}

void
agree_smtp(const struct observer *observer, const struct smtp_session *smtp,
           unsigned accepted)
{
    const struct observer_smtp *seen = &observer->smtp;

    assert_int_equal(seen->state, smtp->state);
    assert_int_equal(observer->last_code, smtp->code);
    smtp_legal(observer, smtp);
    if (smtp->state == SMTP_CLOSED) {
        return; /* the engine frees its buffers when the driver says so */
    }
    assert_int_equal(observer->waiting, 0);
    same_name(seen->helo, smtp->hello != NULL ? smtp->hello : "");
    assert_int_equal(seen->esmtp, smtp->esmtp);
    assert_int_equal(seen->logged_in, smtp->session.user != NULL);
    if (seen->user[0] != '\0') { /* only the server's own log tells */
        same_name(seen->user, smtp->session.user);
    }
    assert_int_equal(seen->has_reverse, smtp->reverse_path != NULL);
    same_name(seen->reverse,
              smtp->reverse_path != NULL ? smtp->reverse_path : "");
    recipients(seen, smtp, accepted);
    /* How the tail of too long a line ended, no log tells: no matter now. */
    if (smtp->state == SMTP_DATA && smtp->text_refused == NULL) {
        assert_int_equal(seen->text_octets, smtp->octets);
    }
}

/* ---- POP3 ---- */

static void
pop3_legal(const struct observer *observer, const struct pop3_session *pop3)
{
    for (int verb = 0; verb < POP3_VERBS; verb++) {
        const struct pop3_command *row = pop3_command((enum pop3_verb)verb);
        bool legal = (row->legal & pop3->state) != 0;

        if (pop3->session.sasl.on) {
            legal = verb == POP3_VERB_AUTH;
        } else if (verb == POP3_VERB_PASS) {
            legal = legal && pop3->user != NULL;
        } else if (verb == POP3_VERB_STLS) {
            legal = legal && !pop3->session.secure;
        }
        assert_int_equal(observer_legal(observer, verb), legal);
    }
}

static void
maildrop(const struct observer_pop3 *seen, const struct maildrop *drop)
{
    uint64_t octets = 0;
    size_t marked = 0;

    for (size_t i = 0; i < drop->count; i++) {
        if (drop->messages[i].marked) {
            size_t at = 0;
            while (at < seen->mark_count && seen->marks[at] != i + 1) {
                at++;
            }
            assert_true(at < seen->mark_count);
            marked++;
        } else {
            octets += drop->messages[i].octets;
        }
    }
    assert_int_equal(seen->mark_count, marked);
    assert_true(seen->counted);
    assert_int_equal(seen->messages, drop->count - marked);
    if (seen->weighed) {
        assert_int_equal(seen->octets, octets);
    }
}

void
agree_pop3(const struct observer *observer, const struct pop3_rig *rig)
{
    const struct pop3_session *pop3 = &rig->pop3;
    const struct observer_pop3 *seen = &observer->pop3;

    assert_int_equal(observer->last, pop3->session.sasl.on ? OBSERVER_GO_ON
                                     : pop3->good ? OBSERVER_GOOD
                                                  : OBSERVER_BAD);
    if (pop3->state == POP3_CLOSED) {
        if (rig->updates > 0) {
            assert_int_equal(seen->state, POP3_UPDATE);
        }
        return; /* that a server has had enough is told by its log only */
    }
    assert_int_equal(seen->state, pop3->state);
    assert_int_equal(observer->waiting, 0);
    assert_false(observer->in_multiline);
    pop3_legal(observer, pop3);
    if (pop3->state == POP3_TRANSACTION) {
        assert_string_equal(seen->user, rig->user);
        maildrop(seen, &rig->drop);
    } else {
        same_name(seen->user, pop3->user != NULL ? pop3->user : "");
    }
}
