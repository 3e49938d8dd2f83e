/*
 * s4_2_4.c - 500 and 502: not known, or known and not built.
 *
 * RFC 5321 sections 4.2.4, 4.5.1; RFC 4954 section 4.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(5321-4.2.4) */
static void
s4_2_4__an_unknown_word_gets_500(void **state)
{
    static const char *const wrong[] = {"XYZZY", "HELLO there", "MAILFROM:<>",
                                        "MAI FROM:<>", "EHLOX", "XLAB",
                                        "NOOP\tx", "(text)", "get /",
                                        "GETTY x", "POSTMAN x", "PUTS x"};
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_ask(rig, wrong[i], "500 5.5.2");
        rig_holds(rig, "HELP");
        assert_int_equal(rig->smtp.state, SMTP_GREETED);
    }
}

static void
s4_2_4__a_known_word_without_a_handler_gets_502(void **state)
{
    static const char *const known[] = {
        "EXPN list", "STARTTLS", "BDAT 1 LAST", "ETRN a.example", "TURN",
        "SEND FROM:<>", "SOML FROM:<>", "SAML FROM:<>"};
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        rig_ask(rig, known[i], "502 5.5.1");
        rig_holds(rig, "HELP");
    }
}

/* REQ(5321-4.5.1-minimum) What every server must know, this one does. */
static void
s4_5_1__the_minimum_is_implemented(void **state)
{
    static const char *const words[] = {"EHLO", "HELO", "MAIL", "RCPT", "DATA",
                                        "RSET", "NOOP", "VRFY", "QUIT"};
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        rig_say(rig, words[i]);
        rig_expect(rig, "");
        assert_int_not_equal(rig->smtp.code, 500);
        assert_int_not_equal(rig->smtp.code, 502);
    }
}

/* REQ(5321-4.2.4-ehlo) MUST NOT list what would be 502. */
static void
s4_2_4__ehlo_offers_nothing_that_gets_502(void **state)
{
    static const char *const words[] = {"EXPN", "STARTTLS", "ETRN", "CHUNKING",
                                        "TURN", "DSN"};
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        rig_find_at(rig->reply, words[i], false, __FILE__, __LINE__);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4_2_4__an_unknown_word_gets_500),
        TEST(s4_2_4__a_known_word_without_a_handler_gets_502),
        TEST(s4_5_1__the_minimum_is_implemented),
        TEST(s4_2_4__ehlo_offers_nothing_that_gets_502),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
