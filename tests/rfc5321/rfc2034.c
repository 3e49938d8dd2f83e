/*
 * rfc2034.c - enhanced status codes: a second, finer code.
 *
 * The rig holds every reply of every test against section 4: 2yz, 4yz and 5yz
 * have an enhanced code of their own class, but for the greeting and a hello.
 *
 * RFC 2034 section 4; RFC 3463.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(2034-4) */
static void
rfc2034_4__no_reply_to_a_hello_has_one(void **state)
{
    struct smtp_rig *rig = *state;
    char line[SMTP_LINE_MAX + 20];

    rig_ask(rig, "EHLO pc7.red.example", "250 HELP");
    rig_ask(rig, "HELO pc7.red.example", "250 mx.red.example ");
    rig_ask(rig, "EHLO", "501 Say");
    rig_ask(rig, "HELO a b", "501 Say");
    memset(line, 'x', sizeof line);
    memcpy(line, "EHLO ", 5);
    line[sizeof line - 1] = '\0';
    rig_ask(rig, line, "500 Line");
}

static void
rfc2034_4__after_helo_they_are_there_too(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "NOOP", "250 2.0.0");
    rig_ask(rig, "HELO pc7.red.example", "250 mx");
    rig_ask(rig, "MAIL FROM:<>", "250 2.1.0");
    rig_ask(rig, "RCPT TO:<nobody@red.example>", "550 5.1.1");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250 2.1.5");
    rig_ask(rig, "DATA", "354 Send");
    rig_ask(rig, ".", "250 2.0.0");
}

static void
rfc2034_4__each_line_of_a_long_reply_has_the_same(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "HELP DATA", "214 2.0.0");
    for (const char *at = rig->reply; at[0] != '\0';) {
        assert_memory_equal(at, "214", 3);
        assert_memory_equal(at + 4, "2.0.0 ", 6);
        at += strcspn(at, "\n");
        at += at[0] == '\n' ? 1 : 0;
    }
}

/* RFC 3463: what is wrong, by subject and detail. */
static void
rfc3463__the_detail_fits_what_is_wrong(void **state)
{
    static const char *const rows[][2] = {
        {"XYZZY", "500 5.5.2"},                         /* syntax */
        {"EXPN list", "502 5.5.1"},                     /* not this command */
        {"RSET x", "501 5.5.4"},                        /* its argument */
        {"RCPT TO:<nobody@red.example>", "550 5.1.1"},  /* no such mailbox */
        {"RCPT TO:<bob@blue.example>", "550 5.7.1"},    /* not allowed */
        {"RCPT TO:<bob@@red.example>", "501 5.1.3"},    /* bad address */
        {"DATA", "554 5.5.1"},
        {"MAIL FROM:<>", "503 5.5.1"},
        {"RSET", "250 2.0.0"},
        {"MAIL FROM:<bob>", "501 5.1.7"},               /* bad sender */
        {"MAIL FROM:<> SIZE=999999", "552 5.3.4"}};     /* too big */
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rig_ask(rig, rows[i][0], rows[i][1]);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rfc2034_4__no_reply_to_a_hello_has_one),
        TEST(rfc2034_4__after_helo_they_are_there_too),
        TEST(rfc2034_4__each_line_of_a_long_reply_has_the_same),
        TEST(rfc3463__the_detail_fits_what_is_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
