/*
 * s4_1_1_6.c - VRFY and EXPN: nobody learns who has a mailbox here.
 *
 * RFC 5321 sections 3.5.3, 4.1.1.6, 4.1.1.7, 7.3.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(5321-7.3) */
static void
s7_3__vrfy_answers_252_whether_there_is_a_mailbox_or_not(void **state)
{
    struct smtp_rig *rig = *state;
    char known[200];

    rig_ask(rig, "VRFY bob", "252 2.");
    strcpy(known, rig->reply);
    rig_ask(rig, "VRFY nobody", "252 2.");
    assert_string_equal(rig->reply, known);
    rig_ask(rig, "VRFY <bob@red.example>", "252 2.");
    rig_ask(rig, "vrfy Bob Smith", "252 2.");
}

static void
s4_1_1_6__vrfy_needs_a_name(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "VRFY", "501 5.5.4");
    rig_holds(rig, "VRFY bob");
    rig_ask(rig, "VRFY  ", "501 5.5.4");
}

static void
s4_1_1_6__vrfy_touches_no_buffer(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    rig_ask(rig, "VRFY alice", "252");
    assert_int_equal(rig->smtp.state, SMTP_RCPT);
    assert_int_equal(rig->smtp.recipient_count, 1);
}

static void
s4_1_1_7__expn_is_known_and_not_implemented(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EXPN list", "502 5.5.1");
    rig_ask(rig, "EXPN", "502 5.5.1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s7_3__vrfy_answers_252_whether_there_is_a_mailbox_or_not),
        TEST(s4_1_1_6__vrfy_needs_a_name),
        TEST(s4_1_1_6__vrfy_touches_no_buffer),
        TEST(s4_1_1_7__expn_is_known_and_not_implemented),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
