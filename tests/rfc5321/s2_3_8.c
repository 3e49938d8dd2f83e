/*
 * s2_3_8.c - only CR LF ends a line, and only CR LF . CR LF ends a text.
 *
 * A server that took LF . LF for the end of a text would read what follows as
 * commands, where another server saw text: one message smuggles in a second.
 * Each test feeds octets as a whole and one by one: the result is the same.
 *
 * RFC 5321 sections 2.3.7, 2.3.8, 4.1.1.4.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

static const char smuggled[] = "MAIL FROM:<eve@bar.example>\r\n"
                               "RCPT TO:<alice@red.example>\r\n"
                               "DATA\r\n";

/*
 * Feed a text with these octets in its middle, and the smuggled commands
 * behind: all is one message for bob.
 */
static void
smuggle(struct smtp_rig *rig, const char *octets)
{
    rig_again(rig);
    rig_go(rig, SMTP_DATA);
    rig_feed(rig, "before", 6);
    rig_feed(rig, octets, strlen(octets));
    rig_feed(rig, smuggled, strlen(smuggled));
    assert_int_equal(rig->smtp.state, SMTP_DATA);
    rig_ask(rig, "after\r\n.", "250");
    rig_find_at(rig_body(rig), "RCPT TO:<alice@red.example>\nDATA\nafter\n",
                true, __FILE__, __LINE__);
    assert_string_equal(rig->mails[rig->mail_count - 1].boxes, "bob");
}

/* REQ(5321-2.3.8) REQ(5321-4.1.1.4) REQ(5321-4.1.1.4-lf-dot) */
static void
s2_3_8__no_bare_lf_or_cr_ends_a_text(void **state)
{
    static const char *const forms[] = {
        "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r.\r\n",
        "\r\n.\r\r\n"};

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        smuggle(*state, forms[i]);
    }
}

static void
s2_3_8__octets_that_arrive_one_by_one_change_nothing(void **state)
{
    struct smtp_rig *rig = *state;

    rig->one_by_one = true;
    smuggle(rig, "\n.\n");
    smuggle(rig, "\n.\r\n");
    smuggle(rig, "\r\n.\n");
    smuggle(rig, "\r.\r");
    smuggle(rig, "\r\n.\r\r\n");
}

static void
s2_3_8__a_nul_before_the_dot_or_behind_it_ends_nothing(void **state)
{
    static const char octets[] = "a\r\n\0.\r\n.\0\r\n.\r\n";
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_feed(rig, octets, sizeof octets - 1);
    rig_expect(rig, "250");
    assert_memory_equal(rig_body(rig), "a\n\0.\n\0\n", 8);
}

static void
s2_3_8__a_bare_lf_is_kept_as_a_line_end_and_noted_once(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "one\ntwo\n..three\r\n..four\r\n.", "250");
    /* only the dot that starts a line of CR LF was stuffed */
    assert_string_equal(rig_body(rig), "one\ntwo\n..three\n.four\n");
    rig_logged(rig, "D: one\\n\n");
    rig_logged(rig, "D: two\\n\nD: ..three\n");
    rig_logged(rig, "*: note text=");
    assert_null(strstr(strstr(rig->log.bytes, ": note ") + 1, ": note "));
}

/* REQ(5321-4.5.2-reversible) */
static void
s2_3_8__a_bare_cr_is_kept_as_a_blank(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "one\rtwo\r\r\nthree\r\n.", "250");
    assert_string_equal(rig_body(rig), "one two \nthree\n");
    rig_logged(rig, "*: note text=");
}

static void
s2_3_8__each_message_has_its_own_note(void **state)
{
    struct smtp_rig *rig = *state;
    const char *first;

    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "one\rtwo\r\n.", "250");
    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "one\ntwo\r\n.", "250");
    first = strstr(rig->log.bytes, ": note ");
    assert_non_null(first);
    rig_find_at(first + 1, ": note ", true, __FILE__, __LINE__);
}

static void
s2_3_8__good_line_ends_are_not_noted(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "one\r\ntwo\r\n.", "250");
    rig_not_logged(rig, ": note ");
}

static void
s2_3_8__a_bare_lf_is_no_end_of_a_command(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_say(rig, "MAIL FROM:<a@bar.example>\nRCPT TO:<bob@red.example>");
    rig_expect(rig, "500 5.5.2 Bare LF"); /* it was one line, not two */
    assert_int_equal(rig->smtp.state, SMTP_READY);
}

/*
 * REQ(5321-4.1.1.4-lf) A person with a plain netcat sends LF alone, from the
 * first line on.
 */
static void
s2_3_8__an_lf_session_ends_everything_with_lf(void **state)
{
    struct smtp_rig *rig = *state;

    rig->line_end = "\n";
    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "Subject: hi\n\nby hand\r\n..dot\n.", "250");
    assert_string_equal(rig_body(rig), "Subject: hi\n\nby hand\n.dot\n");
    rig_logged(rig, "C: DATA\\n\n");
    rig_logged(rig, "C: .\\n\n");
    rig_ask(rig, "QUIT", "221");
}

/* REQ(5321-4.1.1.4-lf) */
static void
s2_3_8__strict_refuses_a_bare_lf_in_a_command(void **state)
{
    struct smtp_rig *rig = *state;

    rig_feed(rig, "EHLO pc7.red.example\n", 21);
    rig_expect(rig, "500");
    rig_holds(rig, "CR LF");
    assert_int_equal(rig->smtp.state, SMTP_GREETED);
    rig_feed(rig, "NOOP\n", 5);
    rig_expect(rig, "500 5.5.2");
    rig_ask(rig, "NOOP", "250");
}

static void
s2_3_8__strict_refuses_a_text_with_bare_ends_after_its_dot(void **state)
{
    static const char *const texts[] = {"a\nb\r\n.", "a\rb\r\n.",
                                        "a\r\r\n.", "a\r\n.\nb\r\n."};
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        rig_go(rig, SMTP_DATA);
        rig_ask(rig, texts[i], "554 5.6.0");
        rig_holds(rig, "CR LF");
        assert_int_equal(rig->smtp.state, SMTP_READY);
    }
    assert_int_equal(rig->mail_count, 0);
    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "a\r\nb\r\n.", "250");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)
#define STRICT(name) \
    cmocka_unit_test_setup_teardown(name, rig_begin_strict, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s2_3_8__no_bare_lf_or_cr_ends_a_text),
        TEST(s2_3_8__octets_that_arrive_one_by_one_change_nothing),
        TEST(s2_3_8__a_nul_before_the_dot_or_behind_it_ends_nothing),
        TEST(s2_3_8__a_bare_lf_is_kept_as_a_line_end_and_noted_once),
        TEST(s2_3_8__a_bare_cr_is_kept_as_a_blank),
        TEST(s2_3_8__each_message_has_its_own_note),
        TEST(s2_3_8__good_line_ends_are_not_noted),
        TEST(s2_3_8__a_bare_lf_is_no_end_of_a_command),
        TEST(s2_3_8__an_lf_session_ends_everything_with_lf),
        STRICT(s2_3_8__strict_refuses_a_bare_lf_in_a_command),
        STRICT(s2_3_8__strict_refuses_a_text_with_bare_ends_after_its_dot),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
