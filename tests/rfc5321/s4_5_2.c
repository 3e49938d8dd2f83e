/*
 * s4_5_2.c - transparency: the dots that a sender adds are taken away.
 *
 * RFC 5321 section 4.5.2.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

static const char sent[] = "..\r\n...\r\n..a\r\n.a\r\n. \r\n.. \r\na.\r\n a\r\n"
                           "..\r\n.";
static const char stored[] = ".\n..\n.a\na\n \n. \na.\n a\n.\n";

/* REQ(5321-4.5.2) */
static void
s4_5_2__a_dot_that_starts_a_line_is_deleted_once(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_ask(rig, sent, "250");
    assert_string_equal(rig_body(rig), stored);
    rig_logged(rig, "D: ..\nD: ...\nD: ..a\n"); /* as on the wire */
}

static void
s4_5_2__octet_by_octet_it_is_the_same(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig->one_by_one = true;
    rig_ask(rig, sent, "250");
    assert_string_equal(rig_body(rig), stored);
}

static void
s4_5_2__a_person_with_lf_may_stuff_dots_too(void **state)
{
    struct smtp_rig *rig = *state;

    rig->line_end = "\n";
    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "..\n...\n.a\n.", "250");
    assert_string_equal(rig_body(rig), ".\n..\na\n");
}

static void
s4_5_2__a_dot_alone_at_once_is_an_empty_message(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_ask(rig, ".", "250");
    assert_string_equal(rig_body(rig), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4_5_2__a_dot_that_starts_a_line_is_deleted_once),
        TEST(s4_5_2__octet_by_octet_it_is_the_same),
        TEST(s4_5_2__a_person_with_lf_may_stuff_dots_too),
        TEST(s4_5_2__a_dot_alone_at_once_is_an_empty_message),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
