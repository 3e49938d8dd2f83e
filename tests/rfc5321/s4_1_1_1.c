/*
 * s4_1_1_1.c - EHLO and HELO: who are you, and what can you do?
 *
 * RFC 5321 sections 4.1.1.1, 4.1.4.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(5321-4.1.1.1-keywords) */
static void
s4_1_1_1__ehlo_lists_the_extensions(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250 HELP");
    assert_string_equal(rig->reply,
                        "250-mx.red.example greets pc7.red.example\n"
                        "250-SIZE 70000\n"
                        "250-8BITMIME\n"
                        "250-SMTPUTF8\n"
                        "250-PIPELINING\n"
                        "250-ENHANCEDSTATUSCODES\n"
                        "250-AUTH PLAIN LOGIN\n"
                        "250 HELP");
}

/* REQ(5321-4.1.1.1-helo) */
static void
s4_1_1_1__helo_lists_none(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "HELO pc7.red.example", "250");
    assert_string_equal(rig->reply,
                        "250 mx.red.example greets pc7.red.example");
}

/* The greeting names the server first, then ESMTP: section 4.3.1. */
static void
s4_3_1__the_greeting_is_one_220_with_the_name_first(void **state)
{
    struct smtp_rig *rig = *state;

    assert_string_equal(rig->reply, "220 mx.red.example ESMTP Mailwalk "
                                    "ready");
}

static void
s4_1_1_1__a_hello_needs_a_name(void **state)
{
    static const char *const wrong[] = {
        "EHLO", "HELO", "EHLO ", "HELO two words", "EHLO \xc3\xa9.example",
        "EHLO a\x01.example", "EHLO x\x7f\x7f "};
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_ask(rig, wrong[i], "501 ");
        rig_holds(rig, "EHLO pc7.red.example");
        assert_int_equal(rig->smtp.state, SMTP_GREETED);
    }
    rig_ask(rig, "MAIL FROM:<>", "503");
}

/*
 * REQ(5321-4.1.4-name) A name that is no domain is no reason to refuse mail:
 * section 4.1.4.
 */
static void
s4_1_1_1__any_word_is_taken_for_a_name(void **state)
{
    static const char *const names[] = {"EHLO localhost", "HELO my_pc",
                                        "EHLO [192.0.2.1]", "EHLO -x-",
                                        "HELO [IPv6:2001:db8::1]", "EHLO ."};
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        rig_ask(rig, names[i], "250");
        rig_ask(rig, "MAIL FROM:<smith@bar.example>", "250");
    }
}

static void
s4_1_1_1__strict_wants_a_domain(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO my_pc", "501 ");
    rig_holds(rig, "a domain");
    rig_ask(rig, "HELO [192.0.2.1", "501 ");
    rig_ask(rig, "EHLO pc7", "250");
    rig_ask(rig, "HELO [192.0.2.1]", "250");
}

static void
s4_1_1_1__a_very_long_name_still_gets_a_whole_reply(void **state)
{
    struct smtp_rig *rig = *state;
    char line[520];

    memset(line, 'n', sizeof line);
    memcpy(line, "EHLO ", 5);
    line[505] = '\0';
    rig_ask(rig, line, "250 HELP");
    memcpy(line, "HELO ", 5);
    rig_ask(rig, line, "250 mx.red.example greets nnn");
}

static void
s4_1_1_1__helo_after_ehlo_takes_the_extensions_back(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "HELO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<> SIZE=10", "555");
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<> SIZE=10", "250");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4_1_1_1__ehlo_lists_the_extensions),
        TEST(s4_1_1_1__helo_lists_none),
        TEST(s4_3_1__the_greeting_is_one_220_with_the_name_first),
        TEST(s4_1_1_1__a_hello_needs_a_name),
        TEST(s4_1_1_1__any_word_is_taken_for_a_name),
        cmocka_unit_test_setup_teardown(s4_1_1_1__strict_wants_a_domain,
                                        rig_begin_strict, rig_end),
        TEST(s4_1_1_1__a_very_long_name_still_gets_a_whole_reply),
        TEST(s4_1_1_1__helo_after_ehlo_takes_the_extensions_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
