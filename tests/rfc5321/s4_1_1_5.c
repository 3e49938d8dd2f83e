/*
 * s4_1_1_5.c - RSET: the transaction is forgotten, the hello stays.
 *
 * RFC 5321 section 4.1.1.5.
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(5321-4.1.1.5-discard) */
static void
s4_1_1_5__rset_empties_the_buffers_and_keeps_the_hello(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    rig_ask(rig, "RSET", "250 2.0.0");
    assert_int_equal(rig->smtp.state, SMTP_READY);
    assert_null(rig->smtp.reverse_path);
    assert_int_equal(rig->smtp.recipient_count, 0);
    assert_string_equal(rig->smtp.hello, "pc7.red.example");
    rig_ask(rig, "DATA", "503");
    rig_ask(rig, "MAIL FROM:<> SIZE=1", "250"); /* and ESMTP stays */
}

/* REQ(5321-4.1.1.5-250) REQ(5321-4.1.1.5-open) */
static void
s4_1_1_5__rset_is_legal_at_any_time_and_changes_nothing_then(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "RSET", "250");
    assert_int_equal(rig->smtp.state, SMTP_GREETED);
    rig_ask(rig, "MAIL FROM:<>", "503");
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "RSET", "250");
    rig_ask(rig, "RSET", "250");
    assert_int_equal(rig->smtp.state, SMTP_READY);
}

static void
s4_1_1_5__recipients_of_before_get_nothing(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    rig_ask(rig, "RSET", "250");
    rig_ask(rig, "MAIL FROM:<>", "250");
    rig_ask(rig, "RCPT TO:<alice@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
    assert_string_equal(rig->mails[0].boxes, "alice");
}

static void
s4_1_1_5__rset_after_refused_data_starts_afresh(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    rig->fail_open = EIO;
    rig_ask(rig, "DATA", "451");
    rig->fail_open = 0;
    rig_ask(rig, "RSET", "250");
    rig_go(rig, SMTP_DATA);
    rig_ask(rig, ".", "250");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4_1_1_5__rset_empties_the_buffers_and_keeps_the_hello),
        TEST(s4_1_1_5__rset_is_legal_at_any_time_and_changes_nothing_then),
        TEST(s4_1_1_5__recipients_of_before_get_nothing),
        TEST(s4_1_1_5__rset_after_refused_data_starts_afresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
