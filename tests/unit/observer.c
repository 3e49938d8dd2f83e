/*
 * observer.c - the observer follows whole SMTP sessions, line by line.
 *
 * Idea: sessions are the RFC's own (RFC 5321 appendix D) and some that go
 * wrong.  Between two lines each test asks what the server must remember now,
 * and what may come next.
 *
 * RFC 5321 sections 3.3, 4.1.1, 4.1.4, appendix D; RFC 2920.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/observer.h"

#include "tests/support/hear.h"

static int
begin_smtp(void **state)
{
    static struct observer observer;

    observer_init(&observer, OBSERVER_SMTP);
    *state = &observer;
    return 0;
}

static int
end(void **state)
{
    observer_free(*state);
    return 0;
}

static void
hear_envelope(struct observer *observer)
{
    hear(observer, "*: connect from=127.0.0.1:51234\n"
                   "S: 220 foo.com ready\nC: EHLO bar.com\n"
                   "S: 250-foo.com greets bar.com\nS: 250 HELP\n"
                   "C: MAIL FROM:<Smith@bar.com>\nS: 250 OK\n"
                   "C: RCPT TO:<Jones@foo.com>\nS: 250 OK\n");
}

/* REQ(5321-D.1) REQ(5321-4.1.4) */
static void
appendix_d_1__typical_transaction(void **state)
{
    struct observer *o = *state;

    hear(o, "*: connect from=127.0.0.1:51234");
    hear_legal_words(o, "");
    hear(o, "S: 220 foo.com Simple Mail Transfer Service Ready");
    assert_int_equal(o->smtp.state, SMTP_GREETED);
    assert_true(observer_legal(o, SMTP_VERB_EHLO));
    assert_false(observer_legal(o, SMTP_VERB_MAIL));
    hear(o, "C: EHLO bar.com\nS: 250-foo.com greets bar.com\n"
            "S: 250-8BITMIME\nS: 250-SIZE\nS: 250-DSN");
    assert_int_equal(o->smtp.state, SMTP_GREETED); /* not whole yet */
    hear(o, "S: 250 HELP");
    assert_int_equal(o->smtp.state, SMTP_READY);
    assert_string_equal(o->smtp.helo, "bar.com");
    assert_true(o->smtp.esmtp);
    hear(o, "C: MAIL FROM:<Smith@bar.com>");
    assert_false(o->smtp.has_reverse); /* not before the reply */
    hear(o, "S: 250 OK");
    assert_true(o->smtp.has_reverse);
    assert_string_equal(o->smtp.reverse, "Smith@bar.com");
    assert_false(observer_legal(o, SMTP_VERB_DATA));
    hear(o, "C: RCPT TO:<Jones@foo.com>\nS: 250 OK\n"
            "C: RCPT TO:<Green@foo.com>\nS: 550 No such user here");
    assert_int_equal(o->last, OBSERVER_BAD);
    assert_int_equal(o->last_code, 550);
    hear(o, "C: RCPT TO:<Brown@foo.com>\nS: 250 OK");
    assert_int_equal(o->smtp.forwards, 2);
    assert_string_equal(o->smtp.forward[1], "Brown@foo.com");
    assert_true(observer_legal(o, SMTP_VERB_DATA));
    hear(o, "C: DATA\nS: 354 Start mail input");
    assert_int_equal(o->smtp.state, SMTP_DATA);
    assert_int_equal(o->last, OBSERVER_GO_ON);
    hear_legal_words(o, "(text)");
    hear(o, "D: Blah blah blah...\nD: ..etc. etc. etc.");
    assert_int_equal(o->smtp.text_lines, 2);
    assert_int_equal(o->smtp.text_octets, 19 + 17);
    hear(o, "C: .");
    assert_int_equal(o->smtp.delivered, 0);
    hear(o, "S: 250 OK");
    assert_int_equal(o->smtp.delivered, 1);
    assert_int_equal(o->smtp.state, SMTP_READY);
    assert_false(o->smtp.has_reverse);
    assert_int_equal(o->smtp.forwards, 0);
    hear(o, "C: QUIT\nS: 221 foo.com Service closing transmission channel");
    assert_int_equal(o->smtp.state, SMTP_CLOSED);
    hear_legal_words(o, "");
}

/* REQ(5321-D.2) REQ(5321-4.1.1.5) */
static void
appendix_d_2__rset_drops_the_transaction(void **state)
{
    struct observer *o = *state;

    hear_envelope(o);
    hear(o, "C: RCPT TO:<Green@foo.com>\nS: 550 No such user here\n"
            "C: RSET\nS: 250 OK");
    assert_int_equal(o->smtp.state, SMTP_READY);
    assert_false(o->smtp.has_reverse);
    assert_int_equal(o->smtp.forwards, 0);
    assert_string_equal(o->smtp.helo, "bar.com");
}

/* RFC 2920: the replies come in the order of the commands. */
static void
pipelined_commands_wait_for_their_replies(void **state)
{
    struct observer *o = *state;
    char line[64];

    hear(o, "S: 220 x\nC: EHLO a\nS: 250 x\nC: MAIL FROM:<>");
    for (int i = 0; i < 100; i++) {
        snprintf(line, sizeof line, "C: RCPT TO:<u%d@x> NOTIFY=NEVER", i);
        hear(o, line);
    }
    hear(o, "C: DATA\nS: 250 OK");
    assert_int_equal(o->smtp.state, SMTP_MAIL);
    assert_string_equal(o->smtp.reverse, "");
    for (int i = 0; i < 100; i++) {
        hear(o, i == 1 ? "S: 550 no" : "S: 250 OK");
    }
    assert_int_equal(o->smtp.forwards, 99);
    assert_string_equal(o->smtp.forward[0], "u0@x");
    assert_string_equal(o->smtp.forward[1], "u2@x");
    assert_string_equal(o->smtp.forward[OBSERVER_RCPT_SHOWN - 1], "u8@x");
    hear(o, "S: 354 go\nD: x\nC: .\nC: MAIL FROM:<b@x>\nC: QUIT\nS: 250 OK");
    assert_int_equal(o->smtp.delivered, 1);
    hear(o, "S: 250 OK");
    assert_string_equal(o->smtp.reverse, "b@x");
    hear(o, "S: 221 bye");
    assert_int_equal(o->smtp.state, SMTP_CLOSED);
    assert_int_equal(o->waiting, 0);
}

static void
ring_of_commands_goes_round(void **state)
{
    struct observer *o = *state;

    hear(o, "S: 220 x\nC: EHLO a\nC: NOOP\nC: MAIL FROM:<a@b>\nS: 250 a\n"
            "S: 250 a\nC: RCPT TO:<c@d>\nC: RCPT TO:<e@f>\nC: RCPT TO:<g@h>\n"
            "C: NOOP\nC: DATA\nS: 250 a\nS: 250 c\nS: 250 e\nS: 250 g\n"
            "S: 250 noop\nS: 354 go");
    assert_int_equal(o->smtp.state, SMTP_DATA);
    assert_int_equal(o->smtp.forwards, 3);
    assert_string_equal(o->smtp.forward[2], "g@h");
}

/* REQ(5321-4.1.4) A refused command leaves the state as it was. */
static void
refused_commands_change_nothing(void **state)
{
    struct observer *o = *state;

    hear(o, "S: 220 x\nC: MAIL FROM:<a@b>\nS: 503 5.5.1 say EHLO first\n"
            "C: HELO\nS: 501 5.5.4 needs a name");
    assert_int_equal(o->smtp.state, SMTP_GREETED);
    hear(o, "C: RSET\nS: 250 OK");
    assert_int_equal(o->smtp.state, SMTP_GREETED);
    hear(o, "C: HELO a\nS: 250 x\nC: RCPT TO:<c@d>\nS: 503 5.5.1 no MAIL yet\n"
            "C: MAIL FROM:<a>\nS: 501 5.1.7 no domain\nC: DATA\nS: 503 no");
    assert_int_equal(o->smtp.state, SMTP_READY);
    assert_false(o->smtp.esmtp);
    hear(o, "C: MAIL FROM:<a@b>\nS: 250 OK\nC: MAIL FROM:<e@f>\nS: 503 no");
    assert_string_equal(o->smtp.reverse, "a@b");
    hear(o, "C: DATA\nS: 554 5.5.1 no recipient was good");
    assert_int_equal(o->smtp.state, SMTP_MAIL);
    hear(o, "C: XYZZY\nS: 500 5.5.1 no such command\nC: EHLO\nS: 501 no");
    assert_int_equal(o->smtp.state, SMTP_MAIL);
    hear(o, "C: EHLO b\nS: 250 x");
    assert_int_equal(o->smtp.state, SMTP_READY);
    assert_false(o->smtp.has_reverse);
}

/* REQ(5321-4.1.1.4) Whatever the verdict, the buffers are empty after it. */
static void
refused_text_ends_the_transaction(void **state)
{
    struct observer *o = *state;

    hear_envelope(o);
    hear(o, "C: DATA\nS: 354 go\nD: x\nC: .\nS: 451 4.3.0 disk trouble");
    assert_int_equal(o->smtp.state, SMTP_READY);
    assert_int_equal(o->smtp.delivered, 0);
    assert_false(o->smtp.has_reverse);
}

static void
commands_are_read_as_people_type_them(void **state)
{
    struct observer *o = *state;

    hear(o, "S: 220 x\nC: hleo\b\b\belo pc7\nS: 250 x\n"
            "C: MAIL FROM: <Al@b>  SIZE=9\nS: 250 OK\n"
            "C: rcpt to:<@hub,@x.y:\"q r\"@c.d> \nS: 250 OK\n"
            "C: RCPT TO:no@brackets X=1\nS: 250 OK\n"
            "C: RCPT TO:<Postmaster>\nS: 251 OK");
    assert_string_equal(o->smtp.helo, "pc7");
    assert_string_equal(o->smtp.reverse, "Al@b");
    assert_string_equal(o->smtp.forward[0], "\"q r\"@c.d");
    assert_string_equal(o->smtp.forward[1], "no@brackets");
    assert_string_equal(o->smtp.forward[2], "Postmaster");
}

static void
text_is_counted_as_it_will_be_stored(void **state)
{
    struct observer *o = *state;

    hear_envelope(o);
    hear(o, "C: DATA\nS: 354 go\nD: ..a\nd: b\nD: .c\nD: \n*: cut lines=40");
    assert_int_equal(o->smtp.text_octets, 4 + 3 + 4 + 2);
    assert_int_equal(o->smtp.text_lines, 44);
    assert_true(o->smtp.text_cut);
    hear(o, "*: connect from=[::1]:9\nS: 220 x\nc: EHLO a\nS: 250 x\n"
            "c: MAIL FROM:<>\nS: 250 x\nc: RCPT TO:<a@b>\nS: 250 x\nc: DATA\n"
            "S: 354 go\nd: a\nd: ..\nc: .");
    assert_int_equal(o->smtp.text_octets, 3 + 3);
    assert_false(o->smtp.text_cut);
}

/* RFC 4954: after 334 the next line is an answer, whatever it looks like. */
static void
auth_challenges_are_no_commands(void **state)
{
    struct observer *o = *state;

    hear(o, "S: 220 x\nC: EHLO a\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\n"
            "S: 334 VXNlcm5hbWU6");
    hear_legal_words(o, "AUTH");
    hear(o, "C: QUIT\nS: 334 UGFzc3dvcmQ6\nC: ********\nS: 235 2.7.0 in");
    assert_int_equal(o->smtp.state, SMTP_READY);
    assert_true(observer_legal(o, SMTP_VERB_MAIL));
}

/* RFC 3207 section 4.2 */
static void
starttls_makes_both_sides_forget(void **state)
{
    struct observer *o = *state;

    hear(o, "S: 220 x\nC: EHLO a\nS: 250 STARTTLS\nC: STARTTLS\n"
            "S: 220 2.0.0 go\n*: tls version=TLSv1.3");
    assert_int_equal(o->smtp.state, SMTP_GREETED);
    assert_string_equal(o->smtp.helo, "");
}

/* REQ(5321-3.1) REQ(5321-3.8) */
static void
server_that_refuses_or_leaves(void **state)
{
    struct observer *o = *state;

    hear(o, "*: connect from=a:1\nS: 554 no SMTP service here");
    hear_legal_words(o, "QUIT");
    hear(o, "C: QUIT\nS: 221 bye");
    hear_legal_words(o, "");
    hear_envelope(o);
    hear(o, "S: 421 4.3.2 shutting down");
    assert_int_equal(o->smtp.state, SMTP_CLOSED);
    assert_false(o->smtp.has_reverse);
    hear_envelope(o);
    hear(o, "C: DATA\nS: 354 go\nD: half a\n*: close by=client");
    assert_int_equal(o->smtp.state, SMTP_CLOSED);
    assert_int_equal(o->smtp.delivered, 0);
}

static void
lines_that_are_no_replies_change_nothing(void **state)
{
    struct observer *o = *state;

    hear(o, "S: 220 x\nS: hello\nS: 25 OK\nC: EHLO a\nS: 250OK\nD: x\n"
            "*: note text=x\n*: \nS: 250 x\nS: 250 nobody asked");
    assert_int_equal(o->smtp.state, SMTP_READY);
    assert_int_equal(o->waiting, 0);
}

static void
words_stop_where_the_room_ends(void **state)
{
    struct observer *o = *state;
    char words[11] = "xxxxxxxxxx";

    hear(o, "S: 220 x");
    observer_legal_words(o, words, 10);
    assert_string_equal(words, "EHLO");
    observer_legal_words(o, words, 11);
    assert_string_equal(words, "EHLO  HELO");
    observer_legal_words(o, words, 1);
    assert_string_equal(words, "");
    assert_false(observer_legal(o, -1));
    assert_false(observer_legal(o, SMTP_VERB_UNKNOWN));
}

#define SMTP_TEST(name) cmocka_unit_test_setup_teardown(name, begin_smtp, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SMTP_TEST(appendix_d_1__typical_transaction),
        SMTP_TEST(appendix_d_2__rset_drops_the_transaction),
        SMTP_TEST(pipelined_commands_wait_for_their_replies),
        SMTP_TEST(ring_of_commands_goes_round),
        SMTP_TEST(refused_commands_change_nothing),
        SMTP_TEST(refused_text_ends_the_transaction),
        SMTP_TEST(commands_are_read_as_people_type_them),
        SMTP_TEST(text_is_counted_as_it_will_be_stored),
        SMTP_TEST(auth_challenges_are_no_commands),
        SMTP_TEST(starttls_makes_both_sides_forget),
        SMTP_TEST(server_that_refuses_or_leaves),
        SMTP_TEST(lines_that_are_no_replies_change_nothing),
        SMTP_TEST(words_stop_where_the_room_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
