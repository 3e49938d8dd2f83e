/*
 * s4_1_1_4.c - DATA and the text: from 354 to the verdict.
 *
 * RFC 5321 sections 3.3, 4.1.1.4, 4.2.5; RFC 3463 section 3.4.
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(5321-4.1.1.4) */
static void
s4_1_1_4__the_text_ends_at_the_dot_line_and_empties_all_buffers(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_say(rig, "Subject: hi");
    rig_say(rig, "");
    rig_say(rig, "hi");
    assert_int_equal(rig->smtp.state, SMTP_DATA);
    rig_ask(rig, ".", "250 2.0.0");
    rig_holds(rig, "1.M0P1Q1R0.red");
    assert_int_equal(rig->smtp.state, SMTP_READY);
    assert_null(rig->smtp.reverse_path);
    assert_int_equal(rig->smtp.recipient_count, 0);
    assert_null(rig->smtp.draft);
    assert_string_equal(rig_body(rig), "Subject: hi\n\nhi\n");
}

static void
s4_1_1_4__commands_in_the_text_are_text(void **state)
{
    static const char *const lines[] = {
        "QUIT", "RSET", "DATA", "EHLO x", "MAIL FROM:<eve@bar.example>",
        "RCPT TO:<alice@red.example>", "GET / HTTP/1.1", "AUTH PLAIN secret"};
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        rig_say(rig, lines[i]);
        assert_int_equal(rig->heard, rig->out.len);
    }
    rig_ask(rig, ".", "250");
    assert_string_equal(rig->mails[0].boxes, "bob");
    assert_string_equal(rig_body(rig),
                        "QUIT\nRSET\nDATA\nEHLO x\n"
                        "MAIL FROM:<eve@bar.example>\n"
                        "RCPT TO:<alice@red.example>\nGET / HTTP/1.1\n"
                        "AUTH PLAIN secret\n");
}

static void
s4_1_1_4__data_in_other_states_gets_503(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "DATA", "503 5.5.1");
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "DATA", "503 5.5.1");
    assert_int_equal(rig->smtp.state, SMTP_READY);
}

/* REQ(5321-4.5.2-octets) */
static void
s4_1_1_4__every_octet_of_a_line_is_kept(void **state)
{
    struct smtp_rig *rig = *state;
    char line[256];
    size_t len = 0;

    rig_go(rig, SMTP_DATA);
    for (int octet = 0; octet < 256; octet++) {
        if (octet != '\r' && octet != '\n') {
            line[len++] = (char)octet;
        }
    }
    rig_feed(rig, line, len);
    rig_ask(rig, "\r\n.", "250");
    assert_memory_equal(rig_body(rig), line, len);
    assert_int_equal(rig_body(rig)[len], '\n');
}

/* No disk, no 354: the client keeps its message. */
static void
s4_1_1_4__storage_that_does_not_open_gets_451_or_452(void **state)
{
    static const int errors[][2] = {
        {EIO, 451}, {ENOSPC, 452}, {EDQUOT, 452}, {ENOMEM, 451}, {EFBIG, 452}};
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        rig->fail_open = errors[i][0];
        rig_ask(rig, "DATA", errors[i][1] == 451 ? "451 4.3.0" : "452 4.3.1");
        assert_int_equal(rig->smtp.state, SMTP_RCPT);
    }
    rig_logged(rig, "*: fault name=store errno=");
    rig->fail_open = 0;
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
}

static void
s4_1_1_4__storage_that_takes_no_first_line_gets_451_or_452(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    rig->fail_write = ENOSPC;
    rig_ask(rig, "DATA", "452 4.3.1");
    rig->fail_write = EIO;
    rig_ask(rig, "DATA", "451 4.3.0");
    assert_int_equal(rig->drafts, 0);
    rig->fail_write = 0;
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
}

static void
s4_1_1_4__trouble_in_the_text_is_told_after_the_dot(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_say(rig, "fits");
    rig->fail_write = ENOSPC;
    rig_say(rig, "does not fit");
    assert_int_equal(rig->heard, rig->out.len);
    rig->fail_write = 0;
    rig_say(rig, "would fit again, but the message has a hole");
    rig_ask(rig, ".", "452 4.3.1");
    assert_int_equal(rig->mail_count, 0);
    assert_int_equal(rig->smtp.state, SMTP_READY);
    rig_ask(rig, "DATA", "503"); /* the transaction is over */
    rig_go(rig, SMTP_DATA);
    rig->fail_write = EIO;
    rig_ask(rig, "x\r\n.", "451 4.3.0");
    rig->fail_write = 0;
    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "x\r\n.", "250"); /* the trouble is not remembered */
}

/*
 * REQ(5321-4.2.5) REQ(5321-4.1.1.4-verdict) REQ(5321-4.1.1.4-later)
 * REQ(5321-4.2.5-failed)
 */
static void
s4_2_5__no_250_for_a_message_that_is_not_stored(void **state)
{
    static const int errors[][2] = {
        {EIO, 451}, {ENOSPC, 452}, {EDQUOT, 452}, {EFBIG, 452}, {ENOMEM, 451}};
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        rig_go(rig, SMTP_DATA);
        rig->fail_commit = errors[i][0];
        rig_ask(rig, "x\r\n.",
                errors[i][1] == 451 ? "451 4.3.0" : "452 4.3.1");
        assert_int_equal(rig->smtp.state, SMTP_READY);
        assert_null(rig->smtp.reverse_path);
        assert_int_equal(rig->smtp.session.wish, WISH_READ);
    }
    assert_int_equal(rig->mail_count, 0);
    rig_logged(rig, "*: fault name=store errno=");
}

/*
 * REQ(5321-4.1.1.4-later) The reply waits until the driver has stored the
 * message.
 */
static void
s4_2_5__nothing_is_said_before_the_commit(void **state)
{
    struct smtp_rig *rig = *state;
    struct line dot = {.text = ".",
                       .len = 1,
                       .end = LINE_END_CRLF,
                       .at_start = true,
                       .ends_line = true};

    rig_go(rig, SMTP_DATA);
    smtp_line(&rig->smtp, &dot);
    assert_int_equal(rig->smtp.session.wish, WISH_COMMIT);
    assert_int_equal(rig->heard, rig->out.len);
    assert_non_null(rig->smtp.draft);
    assert_int_equal(rig->smtp.recipient_count, 1);
    rig_commit(rig);
    rig_expect(rig, "250");
}

static void
s4_1_1_4__the_log_tells_the_envelope_and_the_lines_cut(void **state)
{
    struct smtp_rig *rig = *state;

    rig->site.doors.content_lines = 2;
    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "1\r\n2\r\n3\r\n.", "250");
    rig_logged(rig, "D: 1\nD: 2\n*: cut lines=1\nC: .\n");
    rig_go(rig, SMTP_RCPT);
    rig_ask(rig, "RCPT TO:<alice@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "1\r\n2\r\n3\r\n4\r\n.", "250");
    rig_logged(rig, "D: 1\nD: 2\n*: cut lines=2\nC: .\n"
                    "*: envelope from=smith@bar.example "
                    "rcpt=bob@red.example rcpt=alice@red.example\n"
                    "S: 250 ");
    assert_string_equal(rig_body(rig), "1\n2\n3\n4\n");
}

/* Names in their longest spelling: each backslash is told twice. */
static void
s4_1_1_4__a_long_envelope_makes_several_events(void **state)
{
    struct smtp_rig *rig = *state;
    const char *at;
    char line[80];
    int told = 0, events = 0;

    rig_go(rig, SMTP_MAIL);
    for (int i = 0; i < 100; i++) {
        snprintf(line, sizeof line,
                 "RCPT TO:<\"\\u\\s\\e\\r\\%d\\%d\\%d\"@red.example>", i / 100,
                 i / 10 % 10, i % 10);
        rig_ask(rig, line, "250");
    }
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
    rig_logged(rig,
               " rcpt=\"\\\\u\\\\s\\\\e\\\\r\\\\0\\\\9\\\\9\"@red.example\n");
    for (at = rig->log.bytes; (at = strstr(at, " rcpt=")) != NULL; at++) {
        told++;
    }
    for (at = rig->log.bytes; (at = strstr(at, "*: envelope from=smith@bar."
                                               "example ")) != NULL; at++) {
        events++;
    }
    assert_int_equal(told, 100);
    assert_int_equal(events, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4_1_1_4__the_text_ends_at_the_dot_line_and_empties_all_buffers),
        TEST(s4_1_1_4__commands_in_the_text_are_text),
        TEST(s4_1_1_4__data_in_other_states_gets_503),
        TEST(s4_1_1_4__every_octet_of_a_line_is_kept),
        TEST(s4_1_1_4__storage_that_does_not_open_gets_451_or_452),
        TEST(s4_1_1_4__storage_that_takes_no_first_line_gets_451_or_452),
        TEST(s4_1_1_4__trouble_in_the_text_is_told_after_the_dot),
        TEST(s4_2_5__no_250_for_a_message_that_is_not_stored),
        TEST(s4_2_5__nothing_is_said_before_the_commit),
        TEST(s4_1_1_4__the_log_tells_the_envelope_and_the_lines_cut),
        TEST(s4_1_1_4__a_long_envelope_makes_several_events),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
