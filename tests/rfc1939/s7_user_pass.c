/*
 * s7_user_pass.c - RFC 1939 section 7: USER and PASS.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/pop3_rig.h"

/* The password that the rig of these tests knows shows nowhere. */
static void
expect_unseen(struct pop3_rig *rig, const char *secret)
{
    if (strstr(pop3_rig_log(rig), secret) != NULL) {
        fail_msg("%s stands in the log:\n%s", secret, pop3_rig_log(rig));
    }
}

static void
s7_user_pass__the_right_pair_opens_the_maildrop(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, "USER alice");
    assert_int_equal(rig->pop3.state, POP3_AUTHORIZATION);
    pop3_rig_ok(rig, "PASS apple");
    assert_int_equal(rig->pop3.state, POP3_TRANSACTION);
    assert_null(rig->pop3.user);
    assert_null(rig->pop3.session.sasl.claim.secret);
    assert_non_null(strstr(pop3_rig_log(rig), "*: login user=alice how=pass"));
}

/* REQ(1939-7-USER) */
static void
s7_user_pass__unknown_user_and_wrong_password_look_the_same(void **state)
{
    struct pop3_rig *rig = *state;
    char user[600], pass[600];

    snprintf(user, sizeof user, "%s", pop3_rig_say(rig, "USER alice"));
    snprintf(pass, sizeof pass, "%s", pop3_rig_say(rig, "PASS pear"));
    assert_memory_equal(user, "+OK", 3);
    assert_memory_equal(pass, "-ERR ", 5);
    assert_string_equal(pop3_rig_say(rig, "USER nobody"), user);
    assert_string_equal(pop3_rig_say(rig, "PASS apple"), pass);
}

/* REQ(1939-7-PASS) */
static void
s7_user_pass__pass_without_user_is_err(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_err(rig, "PASS apple");
    assert_int_equal(rig->logins, 0);
}

/* REQ(1939-7-PASS) immediately after: whatever stands between breaks it. */
static void
s7_user_pass__pass_counts_right_behind_user_only(void **state)
{
    static const char *const between[] = {"CAPA", "NOOP", "XYZZY", "USER", "",
                                          "STAT", "AUTH", "QUIT x"};
    struct pop3_rig *rig = *state;

    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        rig->pop3.errors = 0;
        pop3_rig_ok(rig, "USER alice");
        pop3_rig_say(rig, between[i]);
        pop3_rig_err(rig, "PASS apple");
    }
    assert_int_equal(rig->logins, 0);
}

/* REQ(1939-7-PASS) a PASS that failed stands between, too. */
static void
s7_user_pass__behind_any_failed_pass_user_comes_first(void **state)
{
    struct pop3_rig *rig = *state;
    char line[300];

    memset(line, 'x', sizeof line);
    memcpy(line, "PASS ", 5);
    line[sizeof line - 1] = '\0';
    pop3_rig_ok(rig, "USER alice");
    pop3_rig_err(rig, "PASS pear");
    pop3_rig_err(rig, "PASS apple");
    pop3_rig_ok(rig, "USER alice");
    pop3_rig_err(rig, "PASS");
    pop3_rig_err(rig, "PASS apple");
    pop3_rig_ok(rig, "USER alice");
    pop3_rig_err(rig, line);
    pop3_rig_err(rig, "PASS apple");
    assert_int_equal(rig->logins, 1);
    pop3_rig_log_in(rig);
}

/* RFC 1939: USER is allowed after an unsuccessful USER or PASS. */
static void
s7_user_pass__the_last_user_counts(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, "USER bob");
    pop3_rig_ok(rig, "USER alice");
    pop3_rig_ok(rig, "PASS apple");
}

static void
s7_user_pass__both_need_an_argument(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_err(rig, "USER");
    pop3_rig_err(rig, "USER ");
    pop3_rig_ok(rig, "USER alice");
    pop3_rig_err(rig, "PASS ");
    rig->said.len = 0;
    pop3_rig_feed(rig, "USER ali\0ce\r\n", 13);
    assert_memory_equal(rig->said.bytes, "-ERR ", 5);
    pop3_rig_ok(rig, "USER alice");
    rig->said.len = 0;
    pop3_rig_feed(rig, "PASS apple\0x\r\n", 14);
    assert_memory_equal(rig->said.bytes, "-ERR ", 5);
    assert_int_equal(rig->logins, 0);
}

/* REQ(1939-7-PASS) spaces are part of the password, wherever they stand. */
static void
s7_user_pass__a_password_may_hold_blanks(void **state)
{
    struct pop3_rig rig;

    (void)state;
    pop3_rig_init(&rig);
    rig.password = " two  words ";
    pop3_rig_greet(&rig);
    pop3_rig_ok(&rig, "USER alice");
    pop3_rig_err(&rig, "PASS two  words");
    pop3_rig_ok(&rig, "USER alice");
    pop3_rig_ok(&rig, "PASS  two  words ");
    pop3_rig_end(&rig);
}

static void
s7_user_pass__three_failed_logins_close(void **state)
{
    struct pop3_rig *rig = *state;

    for (int i = 0; i < 3; i++) {
        assert_false(pop3_rig_closed(rig));
        pop3_rig_ok(rig, "USER alice");
        pop3_rig_err(rig, "PASS pear");
    }
    assert_true(pop3_rig_closed(rig));
    assert_int_equal(rig->pop3.state, POP3_CLOSED);
    assert_int_equal(rig->logins, 3);
}

/* REQ(2595-2.3) refused at USER already, before the password is sent. */
static void
s7_user_pass__no_password_is_taken_from_afar(void **state)
{
    struct pop3_rig rig;

    (void)state;
    pop3_rig_init(&rig);
    rig.far = true;
    rig.site.doors.tls = true;
    pop3_rig_greet(&rig);
    assert_memory_equal(pop3_rig_say(&rig, "USER alice"), "-ERR [AUTH] ", 12);
    assert_memory_equal(pop3_rig_say(&rig, "PASS apple"), "-ERR [AUTH] ", 12);
    assert_int_equal(rig.logins, 0);
    pop3_rig_ok(&rig, "STLS");
    pop3_rig_log_in(&rig);
    pop3_rig_end(&rig);
}

static void
s7_user_pass__a_second_login_is_err(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_err(rig, "USER alice");
    pop3_rig_err(rig, "PASS apple");
    assert_int_equal(rig->logins, 1);
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 2 55\r\n");
}

/* ---- What the log may not tell ---- */

static void
s7_user_pass__the_log_shows_no_password(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, "USER alice");
    pop3_rig_ok(rig, "PASS apple");
    assert_non_null(strstr(pop3_rig_log(rig), "C: USER alice\n"));
    assert_non_null(strstr(pop3_rig_log(rig), "C: PASS ********\n"));
    pop3_rig_err(rig, " pass apple");
    pop3_rig_err(rig, "PASS\tapple");
    assert_non_null(strstr(pop3_rig_log(rig), "C:  pass ********\n"));
    assert_non_null(strstr(pop3_rig_log(rig), "C: PASS\\x09********\n"));
    assert_null(strstr(pop3_rig_log(rig), "apple"));
    expect_unseen(rig, "apple");
}

static void
s7_user_pass__nor_where_pass_is_wrong(void **state)
{
    struct pop3_rig *rig = *state;
    char line[300];

    pop3_rig_err(rig, "pass apple");
    pop3_rig_ok(rig, "USER alice");
    pop3_rig_err(rig, "PASS apple pie");
    memset(line, 'x', sizeof line);
    memcpy(line, "PASS apple", 10);
    line[sizeof line - 1] = '\0';
    pop3_rig_err(rig, line);
    pop3_rig_log_in(rig);
    pop3_rig_err(rig, "PASS apple");
    pop3_rig_err(rig, "AUTH PLAIN apple");
    pop3_rig_err(rig, "apple"); /* it may come behind a refused AUTH */
    expect_unseen(rig, "apple");
}

/* A typist's backspaces must not uncover it, wherever they stand. */
static void
s7_user_pass__nor_between_backspaces(void **state)
{
    static const char *const typed[] = {
        "PASS apple\b\b\b\b\bpear",     /* typed again */
        "PASS apple\b\b\b\b\b",         /* rubbed out */
        "apple\b\b\b\b\bPASS pear",     /* typed too soon */
        "PAX\bSS apple",                /* a slip in the word */
        "PASS apple\b\b\b\b\b\b\b\b\b\bNOOP",
        "apple\b\b\b\b\bUSER bob"};
    struct pop3_rig *rig = *state;

    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        rig->pop3.session.failed_logins = 0;
        pop3_rig_ok(rig, "USER bob");
        pop3_rig_say(rig, typed[i]);
        expect_unseen(rig, "apple");
    }
}

static void
s7_user_pass__nor_in_a_strict_session(void **state)
{
    struct pop3_rig rig;

    (void)state;
    pop3_rig_init(&rig);
    rig.site.doors.strict = true;
    pop3_rig_greet(&rig);
    pop3_rig_err(&rig, "PASS apple\b");
    pop3_rig_feed(&rig, "PASS apple\n", 11);
    expect_unseen(&rig, "apple");
    pop3_rig_end(&rig);
}

static void
s7_user_pass__show_secrets_shows_it(void **state)
{
    struct pop3_rig rig;

    (void)state;
    pop3_rig_init(&rig);
    rig.site.doors.show_secrets = true;
    pop3_rig_greet(&rig);
    pop3_rig_log_in(&rig);
    assert_non_null(strstr(pop3_rig_log(&rig), "C: PASS apple\n"));
    pop3_rig_end(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        POP3_RIG_TEST(s7_user_pass__the_right_pair_opens_the_maildrop),
        POP3_RIG_TEST(
            s7_user_pass__unknown_user_and_wrong_password_look_the_same),
        POP3_RIG_TEST(s7_user_pass__pass_without_user_is_err),
        POP3_RIG_TEST(s7_user_pass__pass_counts_right_behind_user_only),
        POP3_RIG_TEST(s7_user_pass__behind_any_failed_pass_user_comes_first),
        POP3_RIG_TEST(s7_user_pass__the_last_user_counts),
        POP3_RIG_TEST(s7_user_pass__both_need_an_argument),
        cmocka_unit_test(s7_user_pass__a_password_may_hold_blanks),
        POP3_RIG_TEST(s7_user_pass__three_failed_logins_close),
        cmocka_unit_test(s7_user_pass__no_password_is_taken_from_afar),
        POP3_RIG_TEST(s7_user_pass__a_second_login_is_err),
        POP3_RIG_TEST(s7_user_pass__the_log_shows_no_password),
        POP3_RIG_TEST(s7_user_pass__nor_where_pass_is_wrong),
        POP3_RIG_TEST(s7_user_pass__nor_between_backspaces),
        cmocka_unit_test(s7_user_pass__nor_in_a_strict_session),
        cmocka_unit_test(s7_user_pass__show_secrets_shows_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
