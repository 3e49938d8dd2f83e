/*
 * rfc6152.c - 8BITMIME: text lines with octets above 127.
 *
 * RFC 6152 sections 2, 3.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(6152-3) */
static void
rfc6152_3__body_is_7bit_or_8bitmime(void **state)
{
    static const char *const right[] = {"BODY=7BIT", "BODY=8BITMIME",
                                        "body=8BitMime", "BODY=7bit SIZE=1"};
    struct smtp_rig *rig = *state;
    char line[64];

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        snprintf(line, sizeof line, "MAIL FROM:<> %s", right[i]);
        rig_ask(rig, line, "250");
        rig_ask(rig, "RSET", "250");
    }
}

static void
rfc6152_3__any_other_body_gets_501(void **state)
{
    static const char *const wrong[] = {"BODY", "BODY=", "BODY=8BIT",
                                        "BODY=BINARYMIME", "BODY=7BIT=",
                                        "BODY=7BIT BODY=7BIT",
                                        "BODY=8BITMIMEX"};
    struct smtp_rig *rig = *state;
    char line[64];

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(line, sizeof line, "MAIL FROM:<> %s", wrong[i]);
        rig_ask(rig, line, "501 5.5.4");
        assert_int_equal(rig->smtp.state, SMTP_READY);
    }
}

/* No octet is changed, whatever was said: this server delivers only. */
static void
rfc6152_3__octets_above_127_are_kept(void **state)
{
    static const char *const mails[] = {"MAIL FROM:<> BODY=8BITMIME",
                                        "MAIL FROM:<> BODY=7BIT",
                                        "MAIL FROM:<>"};
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < sizeof mails / sizeof mails[0]; i++) {
        rig_ask(rig, mails[i], "250");
        rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
        rig_ask(rig, "DATA", "354");
        rig_ask(rig, "Gr\xc3\xbc\xc3\x9f" "e \xff\xfe\x80\r\n.", "250");
        assert_string_equal(rig_body(rig),
                            "Gr\xc3\xbc\xc3\x9f" "e \xff\xfe\x80\n");
    }
}

/* The envelope stays ASCII all the same: that is SMTPUTF8's business. */
static void
rfc6152_2__octets_above_127_do_not_stand_in_addresses(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<\xc3\xbc@bar.example> BODY=8BITMIME", "550 5.6.7");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rfc6152_3__body_is_7bit_or_8bitmime),
        TEST(rfc6152_3__any_other_body_gets_501),
        TEST(rfc6152_3__octets_above_127_are_kept),
        TEST(rfc6152_2__octets_above_127_do_not_stand_in_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
