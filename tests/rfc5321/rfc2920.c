/*
 * rfc2920.c - PIPELINING: several commands, then their replies.
 *
 * RFC 2920 sections 3.1, 3.2.
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(2920-3.2-order) replies come in the order of the commands. */
static void
rfc2920_3_2__a_group_is_answered_in_its_order(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_say(rig, "MAIL FROM:<smith@bar.example>\r\n"
                 "RCPT TO:<bob@red.example>\r\n"
                 "RCPT TO:<nobody@red.example>\r\n"
                 "RCPT TO:<alice@red.example>\r\n"
                 "DATA");
    rig_expect(rig, "250 2.1.0");
    rig_expect(rig, "250 2.1.5 Recipient <bob@red.example>");
    rig_expect(rig, "550 5.1.1");
    rig_expect(rig, "250 2.1.5 Recipient <alice@red.example>");
    rig_expect(rig, "354");
    rig_ask(rig, "hi\r\n.", "250");
    assert_string_equal(rig->mails[0].boxes, "bob alice");
}

/* The text may be the first part of a group. */
static void
rfc2920_3_1__the_next_transaction_may_follow_the_dot_at_once(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_say(rig, "one\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<alice@red.example>\r\n"
                 "DATA");
    rig_expect(rig, "250 2.0.0 Stored");
    rig_expect(rig, "250 2.1.0");
    rig_expect(rig, "250 2.1.5");
    rig_expect(rig, "354");
    rig_ask(rig, "two\r\n.\r\nQUIT", "250");
    rig_expect(rig, "221");
    assert_string_equal(rig->mails[0].boxes, "bob");
    assert_string_equal(rig->mails[1].boxes, "alice");
}

/* (3) and (4), REQ(2920-3.2-nobody)
 * no valid recipient, no 354, no mail for anybody. */
static void
rfc2920_3_2__data_without_a_good_recipient_is_refused(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_say(rig, "MAIL FROM:<>\r\nRCPT TO:<nobody@red.example>\r\nDATA\r\n"
                 "RSET\r\nDATA\r\nNOOP");
    rig_expect(rig, "250");
    rig_expect(rig, "550");
    rig_expect(rig, "554");
    rig_expect(rig, "250 2.0.0 Transaction");
    rig_expect(rig, "503");
    rig_expect(rig, "250 2.0.0 Still");
    assert_int_equal(rig->mail_count, 0);
}

/* No 354, no text: what a hasty client sent behind a refused DATA is taken for
 * commands, its dot too, and nothing of it is mail. */
static void
rfc2920_3_2__behind_a_refused_data_all_is_commands(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_say(rig, "MAIL FROM:<>\r\nRCPT TO:<nobody@red.example>\r\nDATA\r\n"
                 "Subject: smuggled\r\n\r\n..\r\n.\r\nRSET");
    rig_expect(rig, "250 2.1.0");
    rig_expect(rig, "550 5.1.1");
    rig_expect(rig, "554 5.5.1");
    rig_expect(rig, "500 5.5.2");
    rig_expect(rig, "500 5.5.2");
    rig_expect(rig, "500 5.5.2");
    rig_expect(rig, "500 5.5.2");
    rig_expect(rig, "250 2.0.0 Transaction");
    rig->fail_open = ENOSPC;
    rig_say(rig, "MAIL FROM:<>\r\nRCPT TO:<bob@red.example>\r\nDATA\r\n"
                 "RSET\r\n.");
    rig_expect(rig, "250 2.1.0");
    rig_expect(rig, "250 2.1.5");
    rig_expect(rig, "452 4.3.1");
    rig_expect(rig, "250 2.0.0 Transaction");
    rig_expect(rig, "500 5.5.2");
    assert_int_equal(rig->mail_count, 0);
}

/* (3): one good recipient is enough, wherever it stands among refused ones. */
static void
rfc2920_3_2__one_good_recipient_grants_the_data(void **state)
{
    static const char *const groups[] = {
        "RCPT TO:<bob@red.example>\r\nRCPT TO:<nobody@red.example>\r\n"
        "RCPT TO:<a@blue.example>",
        "RCPT TO:<nobody@red.example>\r\nRCPT TO:<bob@red.example>\r\n"
        "RCPT TO:<a@blue.example>",
        "RCPT TO:<nobody@red.example>\r\nRCPT TO:<a@blue.example>\r\n"
        "RCPT TO:<bob@red.example>"};
    static const size_t good[] = {0, 1, 2};
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < 3; i++) {
        rig_say(rig, "MAIL FROM:<>");
        rig_say(rig, groups[i]);
        rig_say(rig, "DATA");
        rig_expect(rig, "250 2.1.0");
        for (size_t k = 0; k < 3; k++) {
            rig_expect(rig, k == good[i] ? "250 2.1.5" : "550");
        }
        rig_expect(rig, "354");
        rig_ask(rig, ".", "250");
        assert_string_equal(rig->mails[i].boxes, "bob");
    }
}

/* (9), REQ(2920-3.2-input) input is never thrown away, an error or not. */
static void
rfc2920_3_2__what_follows_an_error_is_still_heard(void **state)
{
    struct smtp_rig *rig = *state;

    rig_say(rig, "XYZZY\r\nMAIL FROM:<>\r\nEHLO pc7.red.example\r\n"
                 "MAIL FROM:<\r\nMAIL FROM:<>\r\nNOOP");
    rig_expect(rig, "500");
    rig_expect(rig, "503");
    rig_expect(rig, "250");
    rig_expect(rig, "501");
    rig_expect(rig, "250 2.1.0");
    rig_expect(rig, "250 2.0.0");
}

/* The whole session in one piece, octet by octet, and without any waiting. */
static void
rfc2920_3_1__a_whole_session_in_one_piece(void **state)
{
    static const char session[] =
        "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<bob@red.example>\r\nDATA\r\n"
        "hi\r\n.\r\nQUIT\r\n";
    struct smtp_rig *rig = *state;

    for (int i = 0; i < 2; i++) {
        rig_again(rig);
        rig->one_by_one = i == 1;
        rig_feed(rig, session, sizeof session - 1);
        rig_expect(rig, "250 HELP");
        rig_expect(rig, "250 2.1.0");
        rig_expect(rig, "250 2.1.5");
        rig_expect(rig, "354");
        rig_expect(rig, "250 2.0.0");
        rig_expect(rig, "221");
        assert_string_equal(rig_body(rig), "hi\n");
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rfc2920_3_2__a_group_is_answered_in_its_order),
        TEST(rfc2920_3_1__the_next_transaction_may_follow_the_dot_at_once),
        TEST(rfc2920_3_2__data_without_a_good_recipient_is_refused),
        TEST(rfc2920_3_2__behind_a_refused_data_all_is_commands),
        TEST(rfc2920_3_2__one_good_recipient_grants_the_data),
        TEST(rfc2920_3_2__what_follows_an_error_is_still_heard),
        TEST(rfc2920_3_1__a_whole_session_in_one_piece),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
