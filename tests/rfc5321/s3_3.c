/*
 * s3_3.c - a mail transaction: MAIL, RCPT, DATA, and each may fail.
 *
 * RFC 5321 section 3.3.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(5321-3.3) */
static void
s3_3__three_steps_make_a_transaction(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<smith@bar.example>", "250 2.1.0");
    rig_ask(rig, "RCPT TO:<alice@red.example>", "250 2.1.5");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250 2.1.5");
    rig_ask(rig, "DATA", "354 ");
    rig_ask(rig, "Subject: hi\r\n\r\nhi\r\n.", "250 2.0.0");
    assert_string_equal(rig->mails[0].boxes, "alice bob");
    assert_string_equal(rig_body(rig), "Subject: hi\n\nhi\n");
    assert_int_equal(rig->smtp.state, SMTP_READY);
}

static void
s3_3__transactions_follow_each_other_without_a_new_hello(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "one\r\n.", "250");
    rig_ask(rig, "DATA", "503"); /* nothing is left of the first */
    rig_ask(rig, "RCPT TO:<bob@red.example>", "503");
    rig_ask(rig, "MAIL FROM:<>", "250");
    rig_ask(rig, "RCPT TO:<alice@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "two\r\n.", "250");
    assert_string_equal(rig->mails[0].boxes, "bob");
    assert_string_equal(rig->mails[1].boxes, "alice");
    assert_string_equal(rig_body(rig), "two\n");
}

static void
s3_3__some_recipients_are_refused_and_the_others_stand(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "RCPT TO:<nobody@red.example>", "550 5.1.1");
    rig_holds(rig, "nobody");
    rig_ask(rig, "RCPT TO:<alice@red.example>", "250");
    rig_ask(rig, "RCPT TO:<carol@blue.example>", "550 5.7.1");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    assert_int_equal(rig->smtp.refused, 2);
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "hi\r\n.", "250");
    assert_string_equal(rig->mails[0].boxes, "alice bob");
}

static void
s3_3__rcpt_without_mail_gets_503(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "503 5.5.1");
    rig_holds(rig, "MAIL FROM");
    rig_ask(rig, "RCPT TO:<nobody@red.example>", "503 5.5.1");
}

static void
s3_3__data_after_no_recipient_gets_503(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "DATA", "503 5.5.1");
    rig_holds(rig, "RCPT TO");
    assert_int_equal(rig->smtp.state, SMTP_MAIL);
}

static void
s3_3__data_after_refused_recipients_only_gets_554(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "RCPT TO:<nobody@red.example>", "550");
    rig_ask(rig, "DATA", "554 5.5.1");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
}

static void
s3_3__refusals_are_forgotten_with_their_transaction(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "RCPT TO:<nobody@red.example>", "550");
    rig_ask(rig, "RSET", "250");
    rig_ask(rig, "MAIL FROM:<>", "250");
    rig_ask(rig, "DATA", "503");
}

static void
s3_3__no_space_stands_on_either_side_of_the_colon(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM: <a@bar.example>", "501 5.5.4");
    rig_holds(rig, "MAIL FROM:<");
    rig_ask(rig, "MAIL FROM :<a@bar.example>", "501");
    rig_ask(rig, "MAIL FROM : <a@bar.example>", "501");
    assert_int_equal(rig->smtp.state, SMTP_READY);
    rig_ask(rig, "MAIL FROM:<a@bar.example>", "250");
    rig_ask(rig, "RCPT TO: <bob@red.example>", "501 5.5.4");
    rig_holds(rig, "RCPT TO:<");
    rig_ask(rig, "RCPT TO :<bob@red.example>", "501");
    assert_int_equal(rig->smtp.state, SMTP_MAIL);
}

/* Defects of the header are no reason to refuse a message. */
static void
s3_3__the_message_itself_is_not_judged(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "no header at all: \tnone\r\nResent-To: x\r\n.", "250");
    assert_string_equal(rig_body(rig),
                        "no header at all: \tnone\nResent-To: x\n");
    rig_go(rig, SMTP_DATA);
    rig_ask(rig, ".", "250"); /* not even that it is empty */
    assert_string_equal(rig_body(rig), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s3_3__three_steps_make_a_transaction),
        TEST(s3_3__transactions_follow_each_other_without_a_new_hello),
        TEST(s3_3__some_recipients_are_refused_and_the_others_stand),
        TEST(s3_3__rcpt_without_mail_gets_503),
        TEST(s3_3__data_after_no_recipient_gets_503),
        TEST(s3_3__data_after_refused_recipients_only_gets_554),
        TEST(s3_3__refusals_are_forgotten_with_their_transaction),
        TEST(s3_3__no_space_stands_on_either_side_of_the_colon),
        TEST(s3_3__the_message_itself_is_not_judged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
