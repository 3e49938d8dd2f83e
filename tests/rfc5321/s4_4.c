/*
 * s4_4.c - Return-Path and Received, octet for octet.
 *
 * RFC 5321 sections 4.4, 7.2; RFC 5322 section 3.3.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/*
 * REQ(5321-4.4-return-path) REQ(5321-4.4-received) REQ(5321-4.4-from)
 * REQ(5321-4.4-prepend) REQ(5321-4.4-date)
 */
static void
s4_4__the_final_server_writes_return_path_and_received(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "Received: from a.example\r\n\tby b.example\r\n\r\nhi\r\n.",
            "250");
    assert_string_equal(rig_mail(rig),
                        "Return-Path: <smith@bar.example>\n"
                        "Received: from pc7.red.example ([127.0.0.1])\n"
                        " by mx.red.example with ESMTP id smtp-7-1\n"
                        " for <bob@red.example>;\n"
                        " Mon, 23 Nov 2026 09:12:41 +0000\n"
                        "Received: from a.example\n\tby b.example\n\nhi\n");
}

/*
 * REQ(5321-4.4-for) A for clause with several names would betray a blind copy.
 */
static void
s7_2__no_for_clause_for_several_recipients(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    rig_ask(rig, "RCPT TO:<alice@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "hi\r\n.", "250");
    assert_string_equal(rig_mail(rig),
                        "Return-Path: <smith@bar.example>\n"
                        "Received: from pc7.red.example ([127.0.0.1])\n"
                        " by mx.red.example with ESMTP id smtp-7-1;\n"
                        " Mon, 23 Nov 2026 09:12:41 +0000\n"
                        "hi\n");
}

static void
s4_4__after_helo_the_protocol_is_smtp(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "HELO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<@a.example:smith@bar.example>", "250");
    rig_ask(rig, "RCPT TO:<@red.example:bob@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
    assert_string_equal(rig_mail(rig),
                        "Return-Path: <smith@bar.example>\n"
                        "Received: from pc7.red.example ([127.0.0.1])\n"
                        " by mx.red.example with SMTP id smtp-7-1\n"
                        " for <bob@red.example>;\n"
                        " Mon, 23 Nov 2026 09:12:41 +0000\n");
}

/*
 * Say hello with this name, and see what the Received line makes of it.
 */
static void
hello_gives(struct smtp_rig *rig, const char *name, const char *from)
{
    char line[400];

    rig_again(rig);
    snprintf(line, sizeof line, "EHLO %s", name);
    rig_ask(rig, line, "250");
    rig_ask(rig, "MAIL FROM:<>", "250");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
    snprintf(line, sizeof line, "\nReceived: from %s ([127.0.0.1])\n", from);
    rig_find_at(rig_mail(rig), line, true, __FILE__, __LINE__);
}

/* Only a Domain or an address literal may stand behind "from". */
static void
s4_4__a_name_that_is_no_domain_is_replaced_by_the_address(void **state)
{
    struct smtp_rig *rig = *state;
    char longest[301];

    hello_gives(rig, "localhost", "localhost");
    hello_gives(rig, "[192.0.2.1]", "[192.0.2.1]");
    hello_gives(rig, "my_pc", "[127.0.0.1]");
    hello_gives(rig, "(evil)", "[127.0.0.1]");
    hello_gives(rig, "a;b", "[127.0.0.1]");
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    hello_gives(rig, longest, "[127.0.0.1]");
}

/*
 * REQ(5321-4.4-for) What stands behind "for" is a path, and a path has a
 * domain.
 */
static void
s4_4__postmaster_without_a_domain_gets_ours_in_the_for_clause(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "RCPT TO:<Postmaster>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
    rig_find_at(rig_mail(rig), " for <Postmaster@red.example>;\n", true,
                __FILE__, __LINE__);
}

/* Each transaction of a session has an id of its own. */
static void
s4_4__the_id_tells_sessions_and_transactions_apart(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_ask(rig, ".", "250");
    rig_go(rig, SMTP_DATA);
    rig_ask(rig, ".", "250");
    rig_find_at(rig_mail(rig), " id smtp-7-2\n", true, __FILE__, __LINE__);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4_4__the_final_server_writes_return_path_and_received),
        TEST(s7_2__no_for_clause_for_several_recipients),
        TEST(s4_4__after_helo_the_protocol_is_smtp),
        TEST(s4_4__a_name_that_is_no_domain_is_replaced_by_the_address),
        TEST(s4_4__postmaster_without_a_domain_gets_ours_in_the_for_clause),
        TEST(s4_4__the_id_tells_sessions_and_transactions_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
