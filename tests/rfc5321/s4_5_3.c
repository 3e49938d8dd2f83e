/*
 * s4_5_3.c - sizes: what must fit does, what does not is told.
 *
 * RFC 5321 section 4.5.3.1.
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
 * A command with a filled up path: head, letters, tail.
 */
static void
fill(char *line, const char *head, size_t letters, const char *tail)
{
    size_t len = strlen(head);

    memcpy(line, head, len);
    memset(line + len, 'x', letters);
    strcpy(line + len + letters, tail);
}

/* REQ(5321-4.5.3.1.1) */
static void
s4_5_3_1_1__a_local_part_has_64_octets(void **state)
{
    struct smtp_rig *rig = *state;
    char line[600];

    rig_ask(rig, "EHLO pc7.red.example", "250");
    fill(line, "MAIL FROM:<", 65, "@bar.example>");
    rig_ask(rig, line, "501 5.1.7");
    rig_holds(rig, "64");
    fill(line, "MAIL FROM:<", 64, "@bar.example>");
    rig_ask(rig, line, "250");
}

/* REQ(5321-4.5.3.1.3) */
static void
s4_5_3_1_3__a_path_has_256_octets(void **state)
{
    static const char label[] =
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.";
    struct smtp_rig *rig = *state;
    char head[400];
    char line[600];

    rig_ask(rig, "EHLO pc7.red.example", "250");
    snprintf(head, sizeof head, "MAIL FROM:<a@%s%s%s%s", label, label, label,
             label);
    fill(line, head, 9, ">"); /* 3 + 4 * 61 + 9 + 1 = 257 */
    rig_ask(rig, line, "501 5.1.7");
    rig_holds(rig, "256");
    fill(line, head, 8, ">");
    rig_ask(rig, line, "250");
}

/*
 * Send one line of this many letters behind a front, and ask for the verdict.
 */
static void
send_line(struct smtp_rig *rig, const char *front, size_t letters,
          const char *expected)
{
    char line[3000];

    rig_again(rig);
    rig_go(rig, SMTP_DATA);
    fill(line, front, letters, "");
    rig_say(rig, line);
    rig_say(rig, "next");
    rig_ask(rig, ".", expected);
    assert_int_equal(rig->smtp.state, SMTP_READY);
    assert_null(rig->smtp.reverse_path);
    assert_int_equal(rig->smtp.recipient_count, 0);
}

/* REQ(5321-4.5.3.1.6) 1000 octets with CR LF, a stuffed dot not counted. */
static void
s4_5_3_1_6__a_text_line_has_1000_octets(void **state)
{
    struct smtp_rig *rig = *state;

    send_line(rig, "", 998, "250");
    assert_int_equal(strlen(rig_body(rig)), 998 + 1 + 5);
    send_line(rig, "", 999, "500 5.5.2");
    send_line(rig, "", 1000, "500 5.5.2");
    send_line(rig, "", 2500, "500 5.5.2");
    assert_int_equal(rig->mail_count, 1);
}

static void
s4_5_3_1_6__a_stuffed_dot_is_not_counted(void **state)
{
    struct smtp_rig *rig = *state;

    send_line(rig, "..", 997, "250");
    assert_int_equal(strlen(rig_body(rig)), 998 + 1 + 5);
    send_line(rig, "..", 998, "500 5.5.2");
    send_line(rig, "..", 999, "500 5.5.2");
}

/* After the reply commands are commands again. */
static void
s4_5_3_1_6__the_tail_of_a_long_line_is_no_command(void **state)
{
    struct smtp_rig *rig = *state;

    send_line(rig, "", 2500, "500");
    rig_ask(rig, "NOOP", "250");
    rig->one_by_one = true;
    send_line(rig, "", 2500, "500");
    rig_ask(rig, "NOOP", "250");
}

/* REQ(5321-4.5.3.1.7) */
static void
s4_5_3_1_7__a_message_of_64k_is_taken(void **state)
{
    struct smtp_rig *rig = *state;
    char line[1025];

    rig_go(rig, SMTP_DATA);
    fill(line, "", 510, "");
    for (int i = 0; i < 128; i++) {
        rig_say(rig, line);
    }
    rig_ask(rig, ".", "250");
    assert_int_equal(strlen(rig_body(rig)), 128 * 511);
}

/* REQ(5321-4.5.3.1.8) REQ(5321-4.5.3.1.10) REQ(5321-4.5.3.1.8-orderly) */
static void
s4_5_3_1_8__100_recipients_fit_and_the_101st_gets_452(void **state)
{
    struct smtp_rig *rig = *state;
    char line[64];

    rig_go(rig, SMTP_MAIL);
    for (int i = 0; i < 100; i++) {
        snprintf(line, sizeof line, "RCPT TO:<user%03d@red.example>", i);
        rig_ask(rig, line, "250");
    }
    rig_ask(rig, "RCPT TO:<bob@red.example>", "452 4.5.3");
    rig_holds(rig, "100");
    rig_ask(rig, "RCPT TO:<alice@red.example>", "452 4.5.3");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "hi\r\n.", "250");
    assert_int_equal(strlen(rig->mails[0].boxes), 100 * 8 - 1);
    rig_logged(rig, "rcpt=user000@red.example ");
    rig_logged(rig, "rcpt=user099@red.example\n");
    /* and the client sends to the others next */
    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "hi\r\n.", "250");
}

/* Nobody is limited who names one recipient often. */
static void
s4_5_3_1_8__a_recipient_named_again_takes_no_room(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    for (int i = 0; i < 150; i++) {
        rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    }
    assert_int_equal(rig->smtp.recipient_count, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4_5_3_1_1__a_local_part_has_64_octets),
        TEST(s4_5_3_1_3__a_path_has_256_octets),
        TEST(s4_5_3_1_6__a_text_line_has_1000_octets),
        TEST(s4_5_3_1_6__a_stuffed_dot_is_not_counted),
        TEST(s4_5_3_1_6__the_tail_of_a_long_line_is_no_command),
        TEST(s4_5_3_1_7__a_message_of_64k_is_taken),
        TEST(s4_5_3_1_8__100_recipients_fit_and_the_101st_gets_452),
        TEST(s4_5_3_1_8__a_recipient_named_again_takes_no_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
