/*
 * s4_2.c - replies: their form holds, whatever is sent.
 *
 * The rig looks at every reply line: at most 512 octets, printable, one code.
 * Here it is given commands that try to break that.
 *
 * RFC 5321 sections 4.2, 4.5.3.1.5.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(5321-4.5.3.1.5) */
static void
s4_5_3_1_5__no_reply_line_is_over_512_octets(void **state)
{
    static const char *const heads[] = {
        "EHLO ", "HELO ", "MAIL FROM:<", "MAIL FROM:<> ", "MAIL FROM:<> SIZE=",
        "MAIL FROM:<> BODY=", "VRFY ", "HELP ", "NOOP ", "", "EXPN "};
    struct smtp_rig *rig = *state;
    char line[SMTP_LINE_MAX];

    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        rig_again(rig);
        rig_ask(rig, "EHLO pc7.red.example", "250");
        memset(line, 'x', sizeof line);
        memcpy(line, heads[i], strlen(heads[i]));
        line[SMTP_LINE_MAX - 2] = '\0';
        rig_ask(rig, line, "");
    }
}

/* Octets that grow when they are shown: four for one. */
static void
s4_2__no_octet_breaks_a_reply(void **state)
{
    static const char *const heads[] = {"EHLO ", "MAIL FROM:<> ", "VRFY ",
                                        "HELP ", "", "RCPT TO:<"};
    struct smtp_rig *rig = *state;
    char line[256];

    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        size_t len = strlen(heads[i]);

        rig_again(rig);
        rig_go(rig, SMTP_READY);
        memcpy(line, heads[i], len);
        for (int octet = 1; octet < 256 && len < sizeof line; octet++) {
            if (octet != '\n' && octet != '\b' && octet != 0x7f) {
                line[len++] = (char)octet;
            }
        }
        rig_feed(rig, line, len);
        rig_ask(rig, "", "");
    }
}

/* The door out itself lets nothing else through. */
static void
s4_2__words_are_made_printable_and_cut(void **state)
{
    struct smtp_rig *rig = *state;

    for (int shift = 0; shift < 4; shift++) {
        size_t before = rig->out.len;
        char words[600];

        memset(words, '\x1b', sizeof words);
        memset(words, 'x', (size_t)shift);
        words[sizeof words - 1] = '\0';
        smtp_reply(&rig->smtp, SMTP_GREETED, 250, "2.0.0", "%s", words);
        assert_int_equal(rig_check_replies(rig, before, false), 1);
        rig_expect(rig, "250 2.0.0 ");
        rig_holds(rig, "\\x1B\\x1B");
    }
}

static void
s4_2__per_cent_signs_are_only_text(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO %s%n%n", "250");
    rig_holds(rig, "greets %s%n%n\n");
    rig_ask(rig, "MAIL FROM:<%s%n@bar.example>", "250");
    rig_holds(rig, "<%s%n@bar.example>");
    rig_ask(rig, "RCPT TO:<%s%n@red.example>", "550");
    rig_holds(rig, "%s%n");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "%s%n\r\n.", "250");
    rig_find_at(rig_mail(rig), "Return-Path: <%s%n@bar.example>\n", true,
                __FILE__, __LINE__);
    rig_logged(rig, "envelope from=%s%n@bar.example rcpt=bob@red.example\n");
    rig_logged(rig, "D: %s%n\n");
}

/* A space or '=' in an address does not forge a key of the event. */
static void
s4_2__no_address_forges_an_event(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO x", "250");
    rig_ask(rig, "MAIL FROM:<\"a rcpt=eve@b\"@bar.example>", "250");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
    rig_logged(rig, "from=\"a\\x20rcpt\\x3Deve@b\"@bar.example rcpt=bob");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4_5_3_1_5__no_reply_line_is_over_512_octets),
        TEST(s4_2__no_octet_breaks_a_reply),
        TEST(s4_2__words_are_made_printable_and_cut),
        TEST(s4_2__per_cent_signs_are_only_text),
        TEST(s4_2__no_address_forges_an_event),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
