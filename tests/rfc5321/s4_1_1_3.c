/*
 * s4_1_1_3.c - RCPT: one recipient, one reply.
 *
 * RFC 5321 sections 4.1.1.3, 4.1.2, 4.5.1, appendix C.
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

/* REQ(5321-4.1.1.3) */
static void
s4_1_1_3__each_rcpt_adds_one_recipient(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "RCPT TO:<alice@red.example>", "250 2.1.5");
    assert_int_equal(rig->smtp.recipient_count, 1);
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250 2.1.5");
    assert_int_equal(rig->smtp.recipient_count, 2);
    assert_int_equal(rig->smtp.state, SMTP_RCPT);
}

/*
 * Say RCPT with this path, send a text, and see whose mailbox it went to.
 */
static void
deliver(struct smtp_rig *rig, const char *path, const char *box)
{
    char line[160];

    rig_again(rig);
    rig_go(rig, SMTP_MAIL);
    snprintf(line, sizeof line, "RCPT TO:%s", path);
    rig_ask(rig, line, "250 2.1.5");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "hi\r\n.", "250");
    assert_string_equal(rig->mails[rig->mail_count - 1].boxes, box);
}

/* REQ(5321-4.1.2-quotes) a quoted form and a bare one name the same mailbox. */
static void
s4_1_2__quoting_does_not_change_the_mailbox(void **state)
{
    deliver(*state, "<bob@red.example>", "bob");
    deliver(*state, "<\"bob\"@red.example>", "bob");
    deliver(*state, "<\"b\\ob\"@red.example>", "bob");
    deliver(*state, "<\"carol smith\"@red.example>", "carol smith");
    deliver(*state, "<\"carol\\ smith\"@red.example>", "carol smith");
    deliver(*state, "<o'hara@red.example>", "o'hara");
}

/* REQ(5321-C) REQ(5321-4.1.1.3-route) */
static void
s_c__a_source_route_is_ignored(void **state)
{
    deliver(*state, "<@red.example:bob@red.example>", "bob");
    deliver(*state, "<@a.example,@b.example:bob@red.example>", "bob");
}

/* REQ(5321-4.5.1-postmaster) */
static void
s4_5_1__postmaster_is_there_in_any_case_and_without_a_domain(void **state)
{
    deliver(*state, "<postmaster>", "alice");
    deliver(*state, "<Postmaster>", "alice");
    deliver(*state, "<POSTMASTER@red.example>", "alice");
    deliver(*state, "<\"postmaster\"@red.example>", "alice");
}

static void
s4_1_1_3__a_recipient_named_twice_gets_one_copy(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    rig_ask(rig, "RCPT TO:<BOB@red.example>", "250");
    rig_ask(rig, "RCPT TO:<\"bob\"@Red.Example>", "250");
    rig_ask(rig, "RCPT TO:<alice@red.example>", "250");
    rig_ask(rig, "RCPT TO:<postmaster>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "hi\r\n.", "250");
    assert_string_equal(rig->mails[0].boxes, "bob alice");
}

/* REQ(5321-4.1.2-local) REQ(5321-4.1.2-501) */
static void
s4_1_2__forward_paths_that_are_wrong_get_501(void **state)
{
    static const char *const wrong[] = {
        "RCPT TO:<>", "RCPT TO:<bob>", "RCPT TO:bob@red.example",
        "RCPT TO:<bob@red.example", "RCPT TO:<bob@red..example>",
        "RCPT TO:<.bob@red.example>", "RCPT TO:<@red.example:postmaster>",
        "RCPT TO:<bob@red.example>x", "RCPT TO:<b\x01@red.example>"};
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_ask(rig, wrong[i], "501 5.");
        assert_int_equal(rig->smtp.state, SMTP_MAIL);
        assert_int_equal(rig->smtp.recipient_count, 0);
    }
}

static void
s4_1_1_3__rcpt_without_to_shows_the_right_form(void **state)
{
    static const char *const wrong[] = {"RCPT", "RCPT TO", "RCPT FROM:<a@b.c>",
                                        "RCPT <bob@red.example>"};
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_ask(rig, wrong[i], "501 5.5.4");
        rig_holds(rig, "RCPT TO:<");
    }
}

static void
s4_1_1_11__rcpt_knows_no_parameters(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "RCPT TO:<bob@red.example> NOTIFY=NEVER", "555 5.5.4");
    rig_ask(rig, "RCPT TO:<bob@red.example> X", "555 5.5.4");
    rig_ask(rig, "RCPT TO:<bob@red.example>X", "501 5.5.4");
    rig_holds(rig, ">");
    assert_int_equal(rig->smtp.state, SMTP_MAIL);
}

static void
s4_1_1_3__a_long_address_gets_a_whole_reply(void **state)
{
    struct smtp_rig *rig = *state;
    char line[400];

    rig_go(rig, SMTP_MAIL);
    memset(line, 'x', sizeof line);
    memcpy(line, "RCPT TO:<", 9);
    strcpy(line + 9 + 64, "@red.example>");
    rig_ask(rig, line, "550 5.1.1");
    memset(line + 9, 'x', 65);
    strcpy(line + 9 + 65, "@red.example>");
    rig_ask(rig, line, "501 5.1.3");
    rig_holds(rig, "64");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4_1_1_3__each_rcpt_adds_one_recipient),
        TEST(s4_1_2__quoting_does_not_change_the_mailbox),
        TEST(s_c__a_source_route_is_ignored),
        TEST(s4_5_1__postmaster_is_there_in_any_case_and_without_a_domain),
        TEST(s4_1_1_3__a_recipient_named_twice_gets_one_copy),
        TEST(s4_1_2__forward_paths_that_are_wrong_get_501),
        TEST(s4_1_1_3__rcpt_without_to_shows_the_right_form),
        TEST(s4_1_1_11__rcpt_knows_no_parameters),
        TEST(s4_1_1_3__a_long_address_gets_a_whole_reply),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
