/*
 * s4_1_1.c - what is true of every command line.
 *
 * Verbs in any case, blanks behind the last word, nothing behind DATA, RSET and
 * QUIT; and what people type: backspaces, and lines with odd octets.
 *
 * RFC 5321 sections 2.4, 4.1.1, 4.5.3.1.4.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(5321-2.4) REQ(5321-4.1.1.1-case) */
static void
s2_4__verbs_and_keywords_in_any_case(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "eHlO pc7.red.example", "250");
    rig_ask(rig, "mail from:<a@bar.example> body=8bitmime Size=10", "250");
    rig_ask(rig, "Rcpt tO:<BOB@red.example>", "250");
    rig_ask(rig, "dATA", "354");
    rig_ask(rig, "hi\r\n.", "250");
    assert_string_equal(rig->mails[0].boxes, "bob");
    rig_ask(rig, "quit", "221");
}

/* REQ(5321-4.1.1) */
static void
s4_1_1__blanks_before_the_line_end_are_tolerated(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example  ", "250");
    rig_ask(rig, "MAIL FROM:<a@bar.example> ", "250");
    rig_ask(rig, "RCPT TO:<bob@red.example>\t ", "250");
    rig_ask(rig, "DATA \t", "354");
    rig_ask(rig, "hi\r\n.", "250");
    rig_ask(rig, "RSET\t", "250");
    rig_ask(rig, "MAIL FROM:<a@bar.example> SIZE=5 \t ", "250");
    rig_ask(rig, "QUIT   ", "221");
}

/* The blank belongs to the text there. */
static void
s4_1_1__blanks_in_the_text_stay(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "a \t\r\n. \r\n \r\n.", "250");
    assert_string_equal(rig_body(rig), "a \t\n \n \n");
}

/* REQ(5321-4.1.1-bare) */
static void
s4_1_1__data_rset_and_quit_refuse_an_argument(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    rig_ask(rig, "DATA now", "501 5.5.4");
    rig_ask(rig, "RSET it", "501 5.5.4");
    rig_ask(rig, "QUIT x", "501 5.5.4");
    assert_int_equal(rig->smtp.session.wish, WISH_READ);
    assert_int_equal(rig->smtp.state, SMTP_RCPT);
    assert_int_equal(rig->smtp.recipient_count, 1);
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
}

static void
s4_1_1__an_empty_line_gets_500(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "", "500 5.5.2");
    rig_ask(rig, "   ", "500 5.5.2");
    rig_ask(rig, " NOOP", "500 5.5.2");
    assert_int_equal(rig->smtp.state, SMTP_GREETED);
}

static void
s4_1_1__odd_octets_are_refused_and_shown_harmlessly(void **state)
{
    static const char nul[] = "NO\0OP";
    static const char nul_path[] = "MAIL FROM:<a\0b@bar.example>";
    static const char escape[] = "\x1b[2J\xff\x80";
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_feed(rig, nul, sizeof nul - 1);
    rig_ask(rig, "", "500 5.5.2");
    rig_feed(rig, nul_path, sizeof nul_path - 1);
    rig_ask(rig, "", "501 5.1.7");
    rig_ask(rig, escape, "500 5.5.2");
    rig_ask(rig, "MAIL FROM:<a\x1b[2J@bar.example>", "501 5.1.7");
    rig_ask(rig, "MAIL FROM:<m\xc3\xbcller@bar.example>", "550 5.6.7");
    rig_ask(rig, "MAIL FROM:<m\xfcller@bar.example>", "501 5.1.7");
    rig_ask(rig, "MAIL FROM:<a@bar.example> \xff=\x07", "501 5.1.7");
    rig_ask(rig, "HELP \x1b[2J", "504 5.5.4");
    rig_logged(rig, "C: NO\\x00OP\n");
    rig_logged(rig, "C: \\x1B[2J\\xFF\\x80\n");
    assert_int_equal(rig->smtp.state, SMTP_READY);
}

static void
typed__backspaces_are_carried_out_and_noted(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAUL\x7f\x7fIL FROM:<bab\b\bob@bar.example>", "250");
    rig_holds(rig, "<bob@bar.example>");
    rig_logged(rig, "*: note text=4\\x20backspaces\\x20erased\n");
    /* the log keeps what was read: what was rubbed out may be a secret */
    rig_logged(rig, "C: MAIL FROM:<bob@bar.example>\n");
    rig_ask(rig, "NOOQ\bP", "250");
    rig_ask(rig, "\b\bNOOP", "250");
}

static void
typed__strict_refuses_control_characters(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "NOOQ\bP", "500 5.5.2");
    rig_ask(rig, "NOOP \x01", "500 5.5.2");
    rig_ask(rig, "NOOP\t", "500 5.5.2");
    rig_ask(rig, "NOOP", "250");
    rig_not_logged(rig, ": note ");
}

/* REQ(5321-4.5.3.1.4) 512 octets at least, CR LF included. */
static void
s4_5_3_1_4__a_line_of_512_octets_fits(void **state)
{
    struct smtp_rig *rig = *state;
    char line[SMTP_LINE_MAX];

    memset(line, 'x', sizeof line);
    memcpy(line, "NOOP ", 5);
    line[510] = '\0';
    rig_ask(rig, line, "250");
}

/* SIZE, BODY, SMTPUTF8 and AUTH make the line of MAIL longer: RFC 1870, RFC
 * 6152, RFC 6531, RFC 4954. */
static void
s4_5_3_1_4__a_mail_line_is_longer_by_its_extensions(void **state)
{
    struct smtp_rig *rig = *state;
    char line[SMTP_LINE_MAX + 1] = "MAIL FROM:<a@bar.example>";
    static const char end[] = " SMTPUTF8 BODY=8BITMIME "
                              "SIZE=00000000000000000001 AUTH=<>";

    rig_ask(rig, "EHLO pc7.red.example", "250");
    memset(line + strlen(line), ' ', SMTP_LINE_MAX - strlen(line));
    memcpy(line + SMTP_LINE_MAX - 2 - (sizeof end - 1), end, sizeof end);
    assert_int_equal(strlen(line), 1063);
    rig_ask(rig, line, "250");
}

static void
s4_5_3_1_4__a_line_too_long_gets_500_once(void **state)
{
    struct smtp_rig *rig = *state;
    char line[3000];

    memset(line, 'x', sizeof line);
    memcpy(line, "NOOP ", 5);
    line[sizeof line - 1] = '\0';
    rig_ask(rig, line, "500 5.5.2");
    rig_holds(rig, "1065");
    line[SMTP_LINE_MAX - 1] = '\0';
    rig_ask(rig, line, "500 5.5.2");
    rig->one_by_one = true;
    rig_ask(rig, line, "500 5.5.2");
    memcpy(line, "EHLO ", 5);
    rig_ask(rig, line, "500 ");
    assert_int_equal(rig->smtp.state, SMTP_GREETED);
    rig_ask(rig, "NOOP", "250");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)
#define STRICT(name) \
    cmocka_unit_test_setup_teardown(name, rig_begin_strict, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s2_4__verbs_and_keywords_in_any_case),
        TEST(s4_1_1__blanks_before_the_line_end_are_tolerated),
        TEST(s4_1_1__blanks_in_the_text_stay),
        TEST(s4_1_1__data_rset_and_quit_refuse_an_argument),
        TEST(s4_1_1__an_empty_line_gets_500),
        TEST(s4_1_1__odd_octets_are_refused_and_shown_harmlessly),
        TEST(typed__backspaces_are_carried_out_and_noted),
        STRICT(typed__strict_refuses_control_characters),
        TEST(s4_5_3_1_4__a_line_of_512_octets_fits),
        TEST(s4_5_3_1_4__a_mail_line_is_longer_by_its_extensions),
        TEST(s4_5_3_1_4__a_line_too_long_gets_500_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
