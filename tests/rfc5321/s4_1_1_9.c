/*
 * s4_1_1_9.c - NOOP and QUIT.
 *
 * RFC 5321 sections 4.1.1.9, 4.1.1.10.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(5321-4.1.1.9) */
static void
s4_1_1_9__noop_does_nothing_whatever_stands_behind_it(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "NOOP", "250 2.0.0");
    assert_int_equal(rig->smtp.state, SMTP_GREETED);
    rig_go(rig, SMTP_RCPT);
    rig_ask(rig, "NOOP RSET", "250 2.0.0");
    rig_ask(rig, "NOOP QUIT \x01", "250 2.0.0");
    assert_int_equal(rig->smtp.state, SMTP_RCPT);
    assert_string_equal(rig->smtp.reverse_path, "smith@bar.example");
    assert_int_equal(rig->smtp.recipient_count, 1);
}

/* REQ(5321-4.1.1.10-221) */
static void
s4_1_1_10__quit_gets_221_and_closes(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "QUIT", "221 2.0.0 mx.red.example");
    assert_int_equal(rig->smtp.session.wish, WISH_CLOSE);
    assert_int_equal(rig->smtp.state, SMTP_CLOSED);
    rig_again(rig);
    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "QUIT", "221 2.0.0");
}

static void
s4_1_1_10__an_unfinished_transaction_is_dropped(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    rig_ask(rig, "QUIT", "221");
    rig_again(rig);
    assert_int_equal(rig->mail_count, 0);
}

/* Pipelined behind QUIT comes nothing that anybody hears. */
static void
s4_1_1_10__nothing_is_heard_after_quit(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "QUIT\r\nNOOP\r\nEHLO x", "221");
    assert_int_equal(rig->heard, rig->out.len);
}

static void
s4_1_1_10__quit_with_an_argument_is_no_goodbye(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "QUIT please", "501 5.5.4");
    rig_holds(rig, "QUIT");
    assert_int_equal(rig->smtp.session.wish, WISH_READ);
    rig_ask(rig, "NOOP", "250");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4_1_1_9__noop_does_nothing_whatever_stands_behind_it),
        TEST(s4_1_1_10__quit_gets_221_and_closes),
        TEST(s4_1_1_10__an_unfinished_transaction_is_dropped),
        TEST(s4_1_1_10__nothing_is_heard_after_quit),
        TEST(s4_1_1_10__quit_with_an_argument_is_no_goodbye),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
