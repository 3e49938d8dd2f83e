/*
 * s3_8.c - 421 and the end: a server closes for good reasons only.
 *
 * RFC 5321 sections 3.8, 4.1.1.10, 7.8.
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* Twenty lines that no server knows. */
static void
make_20_errors(struct smtp_rig *rig)
{
    for (int i = 0; i < SESSION_ERRORS_MAX; i++) {
        rig_ask(rig, "PLEASE take my mail", "500");
    }
}

/* REQ(5321-3.8) REQ(5321-7.8) */
static void
s3_8__the_21st_error_gets_421_and_the_session_ends(void **state)
{
    struct smtp_rig *rig = *state;

    make_20_errors(rig);
    assert_int_equal(rig->smtp.session.wish, WISH_READ);
    rig_ask(rig, "PLEASE take my mail", "421 4.7.0 mx.red.example ");
    assert_int_equal(rig->smtp.session.wish, WISH_CLOSE);
    assert_int_equal(rig->smtp.state, SMTP_CLOSED);
}

/* REQ(5321-4.1.1.10-stay) */
static void
s3_8__good_commands_are_not_counted_and_clear_nothing(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    make_20_errors(rig);
    rig_ask(rig, "RCPT TO:<alice@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "still welcome\r\n.", "250");
    rig_ask(rig, "RSET", "250");
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "421");
}

static void
s3_8__the_21st_error_may_be_of_any_kind(void **state)
{
    static const char *const wrong[] = {
        "QUIT now", "RSET now", "EXPN list", "VRFY", "HELP ME", "MAIL",
        "RCPT TO:<nobody@red.example>", "MAIL FROM:<>", "DATA now"};
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_again(rig);
        rig_go(rig, SMTP_RCPT);
        make_20_errors(rig);
        rig_ask(rig, wrong[i], "421 4.7.0");
        assert_int_equal(rig->smtp.session.wish, WISH_CLOSE);
        assert_int_equal(rig->smtp.state, SMTP_CLOSED);
    }
}

static void
s3_8__a_refused_text_may_be_the_21st_error(void **state)
{
    struct smtp_rig *rig = *state;
    char line[1100];

    rig_go(rig, SMTP_RCPT);
    make_20_errors(rig);
    rig_ask(rig, "DATA", "354");
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    rig_say(rig, line);
    rig_ask(rig, ".", "421");
    assert_int_equal(rig->mail_count, 0);
}

static void
s3_8__temporary_failures_are_no_errors_of_the_client(void **state)
{
    struct smtp_rig *rig = *state;

    rig->fail_open = EIO;
    rig_go(rig, SMTP_RCPT);
    for (int i = 0; i < 30; i++) {
        rig_ask(rig, "DATA", "451");
    }
    make_20_errors(rig);
    rig_ask(rig, "NOOP", "250");
}

static void
s3_8__a_web_browser_is_sent_away_at_once(void **state)
{
    static const char *const verbs[] = {"GET /", "POST / HTTP/1.1",
                                        "PUT / HTTP/1.1", "HEAD / HTTP/1.1",
                                        "CONNECT bar.example:443",
                                        "OPTIONS * HTTP/1.1"};
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        rig_again(rig);
        rig_ask(rig, verbs[i], "421 4.7.0 mx.red.example ");
        assert_int_equal(rig->smtp.session.wish, WISH_CLOSE);
        /* what it posts is no command of ours */
        rig_say(rig, "EHLO evil.example");
        rig_say(rig, "MAIL FROM:<eve@bar.example>");
        assert_int_equal(rig->heard, rig->out.len);
    }
}

static void
s3_8__giving_up_names_the_server_and_the_reason(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    smtp_give_up(&rig->smtp, "4.4.2 You were silent for too long");
    rig_expect(rig, "421 4.4.2 mx.red.example You were silent for too long");
    assert_int_equal(rig->smtp.session.wish, WISH_CLOSE);
    assert_int_equal(rig->smtp.state, SMTP_CLOSED);
}

/* REQ(5321-4.1.1.10-lost) A message without its dot was never taken over. */
static void
s3_8__a_connection_lost_in_the_text_delivers_nothing(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_say(rig, "half a message");
    rig_feed(rig, ".", 1);
    rig_again(rig);
    assert_int_equal(rig->mail_count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s3_8__the_21st_error_gets_421_and_the_session_ends),
        TEST(s3_8__good_commands_are_not_counted_and_clear_nothing),
        TEST(s3_8__the_21st_error_may_be_of_any_kind),
        TEST(s3_8__a_refused_text_may_be_the_21st_error),
        TEST(s3_8__temporary_failures_are_no_errors_of_the_client),
        TEST(s3_8__a_web_browser_is_sent_away_at_once),
        TEST(s3_8__giving_up_names_the_server_and_the_reason),
        TEST(s3_8__a_connection_lost_in_the_text_delivers_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
