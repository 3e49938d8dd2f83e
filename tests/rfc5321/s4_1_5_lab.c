/*
 * s4_1_5_lab.c - faults for teaching: private commands, and people to whom
 * something happens; all of it only with --lab.
 *
 * RFC 5321 sections 3.4, 4.1.5, 4.2.
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

static int
begin_lab(void **state)
{
    struct smtp_rig *rig;

    rig_begin(state);
    rig = *state;
    rig->site.doors.lab = true;
    return 0;
}

static const struct person {
    const char *name, *code;
} people[] = {{"moved", "551 5.1.6"}, {"full", "552 5.2.2"},
              {"disk", "452 4.3.1"},  {"error", "451 4.3.0"},
              {"busy", "450 4.2.1"},  {"grey", "450 4.7.1"}};

/* REQ(5321-4.1.5) */
static void
without_lab_nobody_knows_them(void **state)
{
    struct smtp_rig *rig = *state;
    char line[80];

    rig_ask(rig, "XLAB strip8", "500 5.5.2");
    rig_go(rig, SMTP_MAIL);
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
        snprintf(line, sizeof line, "RCPT TO:<%s@red.example>", people[i].name);
        rig_ask(rig, line, "550 5.1.1");
    }
    rig_ask(rig, "RCPT TO:<fwd@red.example>", "550 5.1.1");
}

static void
each_person_gets_its_reply_in_any_case(void **state)
{
    struct smtp_rig *rig = *state;
    char line[80];

    rig_go(rig, SMTP_MAIL);
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
        snprintf(line, sizeof line, "RCPT TO:<%c%s@RED.example>",
                 people[i].name[0] - 32, people[i].name + 1);
        rig_ask(rig, line, people[i].code);
        snprintf(line, sizeof line, "*: fault name=%s\n", people[i].name);
        rig_logged(rig, line);
    }
    rig_ask(rig, "DATA", "554 5.5.1");
    rig_ask(rig, "RCPT TO:<moved@blue.example>", "550 5.7.1");
    rig_ask(rig, "RCPT TO:<nobody-x@red.example>", "550 5.1.1");
}

/*
 * 551 and 251 name an address that is right, and 251 keeps its word: the mail
 * comes there.
 */
static void
who_has_moved_can_be_found(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "RCPT TO:<moved@red.example>", "551 5.1.6");
    rig_holds(rig, "<alice@red.example>");
    rig_ask(rig, "RCPT TO:<fwd@red.example>", "251 2.1.5");
    rig_holds(rig, "<alice@red.example>");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "hi\r\n.", "250 2.0.0");
    assert_string_equal(rig->mails[0].boxes, "alice");
}

static void
grey_takes_mail_from_who_has_waited(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "RCPT TO:<grey@red.example>", "450 4.7.1");
    rig->waited = true;
    rig_ask(rig, "RCPT TO:<grey@red.example>", "250 2.1.5");
    rig_ask(rig, "RCPT TO:<busy@red.example>", "450 4.2.1");
}

static void
before_commit_nothing_is_stored(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "XLAB drop-after-dot before-commit", "250 2.0.0");
    rig_logged(rig, "*: fault name=drop-after-dot value=before-commit\n");
    rig_go(rig, SMTP_DATA);
    rig_say(rig, "hi\r\n.");
    assert_int_equal(rig->smtp.session.wish, WISH_BREAK);
    assert_int_equal(rig->mail_count, 0);
}

static void
after_commit_all_is_stored_and_nothing_said(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "XLAB drop-after-dot after-commit", "250 2.0.0");
    rig_go(rig, SMTP_DATA);
    rig_say(rig, "hi\r\n.");
    assert_int_equal(rig->smtp.session.wish, WISH_BREAK);
    assert_int_equal(rig->mail_count, 1);
}

/*
 * RFC 5321 section 2.4: a server without 8BITMIME may clear the bit; so it must
 * not say that it has 8BITMIME.
 */
static void
strip8_is_honest_about_it(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "XLAB strip8", "250 2.0.0");
    rig_ask(rig, "EHLO pc7.red.example", "250");
    assert_null(strstr(rig->reply, "8BITMIME"));
    assert_null(strstr(rig->reply, "SMTPUTF8"));
    rig_ask(rig, "MAIL FROM:<smith@bar.example> BODY=8BITMIME", "555 5.5.4");
    rig_ask(rig, "MAIL FROM:<smith@bar.example> SMTPUTF8", "555 5.5.4");
    rig_ask(rig, "MAIL FROM:<smith@bar.example>", "250");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "caf\xC3\xA9\r\n.", "250");
    assert_string_equal(rig_body(rig), "cafC)\n");
}

static void
reset_answers_nothing_more(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "XLAB reset", "250 2.0.0");
    rig_say(rig, "NOOP");
    assert_int_equal(rig->smtp.session.wish, WISH_BREAK);
}

static void
off_takes_all_back(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "XLAB drop-after-dot before-commit", "250");
    rig_ask(rig, "xlab STRIP8", "501 5.5.4");
    rig_ask(rig, "xlab strip8", "250");
    rig_ask(rig, "XLAB rtt 200", "250");
    assert_int_equal(rig->smtp.session.delay_ms, 200);
    rig_ask(rig, "XLAB off", "250");
    assert_int_equal(rig->smtp.session.delay_ms, 0);
    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "caf\xC3\xA9\r\n.", "250");
    assert_string_equal(rig_body(rig), "caf\xC3\xA9\n");
}

static void
what_is_no_fault_is_501_and_changes_nothing(void **state)
{
    static const char *const wrong[] = {
        "XLAB",
        "XLAB ",
        "XLAB rtt",
        "XLAB rtt x",
        "XLAB rtt 5001",
        "XLAB rtt 1 2",
        "XLAB drop-after-dot",
        "XLAB drop-after-dot now",
        "XLAB strip8 x",
        "XLAB reset 1",
        "XLAB off all",
        "XLAB down blue 60",
        "XLAB aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_ask(rig, wrong[i], "501 5.5.4");
    }
    rig_not_logged(rig, "fault name=");
    assert_int_equal(rig->smtp.session.delay_ms, 0);
    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "caf\xC3\xA9\r\n.", "250");
    assert_string_equal(rig_body(rig), "caf\xC3\xA9\n");
    rig_ask(rig, "XLABOR", "500");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_lab, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_lab_nobody_knows_them,
                                        rig_begin, rig_end),
        TEST(each_person_gets_its_reply_in_any_case),
        TEST(who_has_moved_can_be_found),
        TEST(grey_takes_mail_from_who_has_waited),
        TEST(before_commit_nothing_is_stored),
        TEST(after_commit_all_is_stored_and_nothing_said),
        TEST(strip8_is_honest_about_it),
        TEST(reset_answers_nothing_more),
        TEST(off_takes_all_back),
        TEST(what_is_no_fault_is_501_and_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
