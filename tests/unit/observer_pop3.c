/*
 * observer_pop3.c - the observer follows whole POP3 sessions, line by line.
 *
 * Idea: as in observer.c.  The session that is followed first is the one of
 * RFC 1939 section 10; then marks, and the ways in which a session ends.
 *
 * RFC 1939 sections 4 to 7, 10.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "protocol/observer.h"

#include "tests/support/hear.h"

static int
begin_pop3(void **state)
{
    static struct observer observer;

    observer_init(&observer, OBSERVER_POP3);
    *state = &observer;
    return 0;
}

static int
end(void **state)
{
    observer_free(*state);
    return 0;
}

/* REQ(1939-10) with APOP, as printed there */
static void
s10__example_session(void **state)
{
    struct observer *o = *state;

    hear(o, "*: connect from=127.0.0.1:1\n"
            "S: +OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>");
    assert_int_equal(o->pop3.state, POP3_AUTHORIZATION);
    assert_false(observer_legal(o, POP3_VERB_STAT));
    hear(o, "C: APOP mrose c4c9334bac560ecc979e58001b3e22fb\n"
            "S: +OK mrose's maildrop has 2 messages (320 octets)");
    assert_int_equal(o->pop3.state, POP3_TRANSACTION);
    assert_string_equal(o->pop3.user, "mrose");
    assert_false(o->pop3.counted); /* those words are for people */
    hear(o, "C: STAT\nS: +OK 2 320");
    assert_true(o->pop3.counted && o->pop3.weighed);
    assert_int_equal(o->pop3.messages, 2);
    assert_int_equal(o->pop3.octets, 320);
    hear(o,
         "C: LIST\nS: +OK 2 messages (320 octets)\nS: 1 120\nS: 2 200\nS: .\n"
         "C: RETR 1\nS: +OK 120 octets\nD: -ERR a line of the message\n"
         "S: .\nC: DELE 1\nS: +OK message 1 deleted\n"
         "C: RETR 2\nS: +OK 200 octets\nS: +OK also a line\nS: .\n"
         "C: DELE 2\nS: +OK message 2 deleted");
    assert_int_equal(o->pop3.mark_count, 2);
    assert_int_equal(o->pop3.marks[1], 2);
    assert_int_equal(o->pop3.messages, 0);
    assert_false(o->pop3.weighed);
    hear(o, "C: QUIT\nS: +OK dewey POP3 server signing off (maildrop empty)");
    assert_int_equal(o->pop3.state, POP3_UPDATE);
    hear_legal_words(o, "");
    hear(o, "*: close by=server");
    assert_int_equal(o->pop3.state, POP3_CLOSED);
    assert_int_equal(o->pop3.mark_count, 2);
}

static void
hear_login(struct observer *observer)
{
    hear(observer, "*: connect from=127.0.0.1:1\nS: +OK ready\nC: USER bob\n"
                   "S: +OK send PASS\nC: PASS ********\n"
                   "*: login user=bob how=pass\n"
                   "*: lock box=bob msgs=12 octets=3000\nS: +OK locked");
}

/* REQ(1939-7) PASS only behind a good USER. */
static void
s7__pass_needs_a_good_user(void **state)
{
    struct observer *o = *state;

    hear(o, "S: +OK ready");
    hear_legal_words(o, "USER  APOP  AUTH  STLS  CAPA  QUIT  UTF8  LANG");
    hear(o, "C: user bob\nS: +OK");
    assert_true(observer_legal(o, POP3_VERB_PASS));
    hear(o, "C: PASS ********\nS: -ERR [AUTH] wrong");
    assert_int_equal(o->last, OBSERVER_BAD);
    assert_int_equal(o->pop3.state, POP3_AUTHORIZATION);
    assert_false(observer_legal(o, POP3_VERB_PASS));
    hear(o, "C: CAPA\nS: +OK\nS: USER\nS: .\nC: QUIT\nS: +OK bye");
    assert_int_equal(o->pop3.state, POP3_CLOSED);
}

/* REQ(1939-5) RSET takes back the marks; the octets come back with them. */
static void
s5__rset_takes_back_the_marks(void **state)
{
    struct observer *o = *state;

    hear_login(o);
    assert_int_equal(o->pop3.state, POP3_TRANSACTION);
    assert_int_equal(o->pop3.messages, 12);
    assert_int_equal(o->pop3.octets, 3000);
    for (int i = 1; i <= 9; i++) {
        char line[40];

        snprintf(line, sizeof line, "C: DELE %d\nS: +OK marked", i);
        hear(o, line);
    }
    hear(o, "C: DELE 9\nS: -ERR already marked\nC: DELE 99\nS: -ERR none");
    hear(o, "C: DELE 3\nS: +OK said a server that is not ours");
    assert_int_equal(o->pop3.mark_count, 9);
    assert_int_equal(o->pop3.messages, 3);
    hear(o, "C: STAT\nS: +OK 3 600");
    assert_true(o->pop3.weighed);
    assert_int_equal(o->pop3.octets, 600);
    hear(o, "C: RSET\nS: +OK");
    assert_int_equal(o->pop3.mark_count, 0);
    assert_int_equal(o->pop3.messages, 12);
    assert_true(o->pop3.weighed);
    assert_int_equal(o->pop3.octets, 3000);
}

/* REQ(1939-6) Without QUIT nothing is removed. */
static void
s6__closing_without_quit_voids_the_marks(void **state)
{
    struct observer *o = *state;

    hear_login(o);
    hear(o, "C: DELE 1\nS: +OK marked\n*: close by=client");
    assert_int_equal(o->pop3.state, POP3_CLOSED);
    assert_int_equal(o->pop3.mark_count, 0);
    assert_int_equal(o->pop3.messages, 12);
}

/* REQ(1939-6) -ERR to QUIT ends the session, but not if the line was wrong. */
static void
s6__a_refused_quit_is_an_update_or_no_quit(void **state)
{
    struct observer *o = *state;

    hear_login(o);
    hear(o, "C: QUIT now\nS: -ERR QUIT takes no argument");
    assert_int_equal(o->pop3.state, POP3_TRANSACTION);
    hear(o, "C: QUIT\nS: -ERR some deleted messages not removed");
    assert_int_equal(o->pop3.state, POP3_UPDATE);
}

static void
a_name_may_hold_blanks(void **state)
{
    struct observer *o = *state;

    hear(o, "S: +OK\nC: USER carol smith \nS: +OK");
    assert_string_equal(o->pop3.user, "carol smith");
}

static void
list_of_all_tells_the_counts(void **state)
{
    struct observer *o = *state;

    hear(o, "S: +OK\nC: AUTH PLAIN\nS: + \nC: ********\nS: +OK in\n"
            "C: LIST 2\nS: +OK 2 200\nC: LIST\nC: STAT\nS: +OK\nS: 1 120\n"
            "S: 3 18446744073709551616\nS: 4 80\nS: .\nS: -ERR late");
    assert_int_equal(o->pop3.state, POP3_TRANSACTION);
    assert_true(o->pop3.counted);
    assert_int_equal(o->pop3.messages, 2);
    assert_int_equal(o->pop3.octets, 200);
    assert_int_equal(o->waiting, 0);
}

#define POP3_TEST(name) cmocka_unit_test_setup_teardown(name, begin_pop3, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        POP3_TEST(s10__example_session),
        POP3_TEST(s7__pass_needs_a_good_user),
        POP3_TEST(s5__rset_takes_back_the_marks),
        POP3_TEST(s6__closing_without_quit_voids_the_marks),
        POP3_TEST(s6__a_refused_quit_is_an_update_or_no_quit),
        POP3_TEST(a_name_may_hold_blanks),
        POP3_TEST(list_of_all_tells_the_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
