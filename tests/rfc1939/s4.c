/*
 * s4.c - RFC 1939 section 4: the greeting, the lock, and QUIT before a login.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "tests/support/pop3_rig.h"

/* REQ(1939-4-greeting) a one line greeting, any positive response. */
static void
s4__the_greeting_is_one_positive_line(void **state)
{
    struct pop3_rig *rig = *state;
    const char *said = rig->said.bytes;

    assert_memory_equal(said, "+OK ", 4);
    assert_memory_equal(said + rig->said.len - 2, "\r\n", 2);
    assert_ptr_equal(memchr(said, '\n', rig->said.len),
                     said + rig->said.len - 1);
}

/* REQ(1939-4-lock) REQ(1939-4-refused) */
static void
s4__a_maildrop_in_use_is_err_and_stays_outside(void **state)
{
    struct pop3_rig *rig = *state;

    rig->outcome = LOGIN_IN_USE;
    pop3_rig_ok(rig, "USER alice");
    pop3_rig_err(rig, "PASS apple");
    assert_int_equal(rig->pop3.state, POP3_AUTHORIZATION);
    pop3_rig_err(rig, "STAT");
    rig->outcome = LOGIN_OK;
    pop3_rig_log_in(rig); /* it may start again */
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 2 55\r\n");
}

/* REQ(1939-4-refused) */
static void
s4__a_maildrop_that_cannot_be_opened_is_err(void **state)
{
    struct pop3_rig *rig = *state;

    rig->outcome = LOGIN_TROUBLE;
    pop3_rig_ok(rig, "USER alice");
    pop3_rig_err(rig, "PASS apple");
    assert_int_equal(rig->pop3.state, POP3_AUTHORIZATION);
    pop3_rig_err(rig, "LIST");
    pop3_rig_ok(rig, "QUIT");
    assert_int_equal(rig->updates, 0);
}

/* Neither is the client's fault: only a wrong password counts as a guess. */
static void
s4__trouble_of_ours_is_no_failed_login(void **state)
{
    struct pop3_rig *rig = *state;

    for (int i = 0; i < 4; i++) {
        rig->outcome = i % 2 ? LOGIN_IN_USE : LOGIN_TROUBLE;
        pop3_rig_ok(rig, "USER alice");
        pop3_rig_err(rig, "PASS apple");
        assert_false(pop3_rig_closed(rig));
    }
}

/* REQ(1939-4) the lock is told to the log once it is held. */
static void
s4__a_login_and_its_lock_are_events(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    assert_non_null(strstr(pop3_rig_log(rig),
                           "*: login user=alice how=pass\n"
                           "*: lock box=alice msgs=2 octets=55\nS: +OK"));
    rig->log.len = 0;
    pop3_rig_ok(rig, "QUIT");
    assert_non_null(strstr(pop3_rig_log(rig), "*: unlock box=alice\nS: +OK"));
}

/* REQ(1939-4-numbers) TRANSACTION begins with no messages marked. */
static void
s4__numbers_begin_with_one_and_nothing_is_marked(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_err(rig, "LIST 0");
    assert_string_equal(pop3_rig_say(rig, "LIST 1"), "+OK 1 24\r\n");
    assert_string_equal(pop3_rig_say(rig, "LIST 2"), "+OK 2 31\r\n");
    pop3_rig_err(rig, "LIST 3");
}

/* REQ(1939-6) */
static void
s4__quit_before_a_login_enters_no_update(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, "QUIT");
    assert_true(pop3_rig_closed(rig));
    assert_int_equal(rig->pop3.state, POP3_CLOSED);
    assert_int_equal(rig->updates, 0);
}

static void
s4__quit_behind_user_enters_no_update(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, "USER alice");
    pop3_rig_ok(rig, "QUIT");
    assert_true(pop3_rig_closed(rig));
    assert_int_equal(rig->updates, 0);
    assert_int_equal(rig->logins, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        POP3_RIG_TEST(s4__the_greeting_is_one_positive_line),
        POP3_RIG_TEST(s4__a_maildrop_in_use_is_err_and_stays_outside),
        POP3_RIG_TEST(s4__a_maildrop_that_cannot_be_opened_is_err),
        POP3_RIG_TEST(s4__trouble_of_ours_is_no_failed_login),
        POP3_RIG_TEST(s4__a_login_and_its_lock_are_events),
        POP3_RIG_TEST(s4__numbers_begin_with_one_and_nothing_is_marked),
        POP3_RIG_TEST(s4__quit_before_a_login_enters_no_update),
        POP3_RIG_TEST(s4__quit_behind_user_enters_no_update),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
