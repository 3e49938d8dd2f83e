/*
 * s4_1_1_2.c - MAIL: the reverse-path and its parameters.
 *
 * RFC 5321 sections 4.1.1.2, 4.1.1.11, 4.1.2.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(5321-4.1.4-hello) */
static void
s4_1_1_2__mail_before_ehlo_gets_503(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "MAIL FROM:<a@bar.example>", "503 5.5.1");
    rig_holds(rig, "EHLO");
    assert_int_equal(rig->smtp.state, SMTP_GREETED);
}

/* REQ(5321-4.1.1.2) */
static void
s4_1_1_2__mail_begins_a_transaction(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<a@bar.example>", "250 2.1.0");
    assert_int_equal(rig->smtp.state, SMTP_MAIL);
    assert_string_equal(rig->smtp.reverse_path, "a@bar.example");
    assert_int_equal(rig->smtp.recipient_count, 0);
}

/* REQ(5321-4.1.4-503) */
static void
s4_1_1_2__mail_in_a_transaction_gets_503_and_changes_nothing(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "MAIL FROM:<a@bar.example>", "503 5.5.1");
    rig_holds(rig, "RSET");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "MAIL FROM:<a@bar.example>", "503 5.5.1");
    assert_string_equal(rig->smtp.reverse_path, "smith@bar.example");
    assert_int_equal(rig->smtp.recipient_count, 1);
}

static void
s4_1_1_2__the_null_reverse_path_is_welcome(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<>", "250 2.1.0");
    assert_string_equal(rig->smtp.reverse_path, "");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "report\r\n.", "250");
    rig_find_at(rig_mail(rig), "Return-Path: <>\n", true, __FILE__, __LINE__);
}

/* Sender by sender: the path, and what is kept of it. */
static void
s4_1_2__reverse_paths_that_are_right(void **state)
{
    static const char *const paths[][2] = {
        {"<a@bar.example>", "a@bar.example"},
        {"<A.b+c=d@Bar.Example>", "A.b+c=d@Bar.Example"},
        {"<\"a b\"@bar.example>", "\"a b\"@bar.example"},
        {"<\"<>@,:\"@bar.example>", "\"<>@,:\"@bar.example"},
        {"<a@[192.0.2.1]>", "a@[192.0.2.1]"},
        {"<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]"},
        {"<@one.example,@two.example:a@bar.example>", "a@bar.example"},
        {"<a@localhost>", "a@localhost"}};
    struct smtp_rig *rig = *state;
    char line[120];

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        snprintf(line, sizeof line, "MAIL FROM:%s", paths[i][0]);
        rig_ask(rig, line, "250 2.1.0");
        rig_holds(rig, paths[i][1]);
        assert_string_equal(rig->smtp.reverse_path, paths[i][1]);
        rig_ask(rig, "RSET", "250");
    }
}

/* REQ(5321-4.1.2-local) REQ(5321-4.1.2-501) */
static void
s4_1_2__reverse_paths_that_are_wrong_get_501(void **state)
{
    static const char *const wrong[] = {
        "a@bar.example", "<a@bar.example", "<a>", "<@bar.example>", "<a@>",
        "<a..b@bar.example>", "<a b@bar.example>", "<a@bar_x.example>",
        "<postmaster>", "< >", "<a@[300.1.1.1]>", "<a@b@bar.example>",
        "Al <a@bar.example>", "<\"a@bar.example>", "", "<a@bar.example>>"};
    struct smtp_rig *rig = *state;
    char line[120];

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_again(rig);
        rig_ask(rig, "EHLO pc7.red.example", "250");
        snprintf(line, sizeof line, "MAIL FROM:%s", wrong[i]);
        rig_ask(rig, line, "501 5.");
        assert_int_equal(rig->smtp.state, SMTP_READY);
        assert_null(rig->smtp.reverse_path);
    }
}

/* REQ(5321-4.1.4-501) */
static void
s4_1_1_2__mail_without_from_shows_the_right_form(void **state)
{
    static const char *const wrong[] = {"MAIL", "MAIL FROM", "MAIL TO:<a@b.c>",
                                        "MAIL <a@bar.example>",
                                        "MAIL  FROM:<>"};
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_ask(rig, wrong[i], "501 5.5.4");
        rig_holds(rig, "MAIL FROM:<");
    }
}

/* REQ(5321-4.1.1.11) */
static void
s4_1_1_11__a_parameter_not_known_gets_555(void **state)
{
    static const char *const wrong[] = {
        "MAIL FROM:<> FOO=BAR", "MAIL FROM:<> FOO", "MAIL FROM:<> RET=HDRS",
        "MAIL FROM:<> AUTHX=<>", "MAIL FROM:<> SMTPUTF9",
        "MAIL FROM:<> SIZE=10 X=1", "MAIL FROM:<> BODYX=7BIT"};
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_ask(rig, wrong[i], "555 5.5.4");
        assert_int_equal(rig->smtp.state, SMTP_READY);
        assert_null(rig->smtp.reverse_path);
    }
    rig_ask(rig, "MAIL FROM:<> FOO=BAR", "555");
    rig_holds(rig, "FOO");
}

/* A parameter begins with a letter or digit: section 4.1.2. */
static void
s4_1_2__what_is_no_parameter_gets_501(void **state)
{
    static const char *const wrong[] = {"MAIL FROM:<> =5", "MAIL FROM:<>SIZE=5",
                                        "MAIL FROM:<> -A=5", "MAIL FROM:<>x"};
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_ask(rig, wrong[i], "501 5.5.4");
        assert_int_equal(rig->smtp.state, SMTP_READY);
    }
}

static void
s4_1_1_11__after_helo_no_parameter_is_known(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "HELO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<> SIZE=10", "555 5.5.4");
    rig_holds(rig, "say EHLO");
    rig_ask(rig, "MAIL FROM:<> BODY=8BITMIME", "555 5.5.4");
    rig_ask(rig, "MAIL FROM:<>", "250");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4_1_1_2__mail_before_ehlo_gets_503),
        TEST(s4_1_1_2__mail_begins_a_transaction),
        TEST(s4_1_1_2__mail_in_a_transaction_gets_503_and_changes_nothing),
        TEST(s4_1_1_2__the_null_reverse_path_is_welcome),
        TEST(s4_1_2__reverse_paths_that_are_right),
        TEST(s4_1_2__reverse_paths_that_are_wrong_get_501),
        TEST(s4_1_1_2__mail_without_from_shows_the_right_form),
        TEST(s4_1_1_11__a_parameter_not_known_gets_555),
        TEST(s4_1_2__what_is_no_parameter_gets_501),
        TEST(s4_1_1_11__after_helo_no_parameter_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
