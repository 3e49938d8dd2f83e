/*
 * rfc6531.c - SMTPUTF8: addresses with more than ASCII, and who may use them.
 *
 * RFC 6531 sections 3.1, 3.3 to 3.5, 3.7, 4.3.
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

#define JORG "j\xc3\xb6rg"
#define KATI "k\xc3\xa4ti@caf\xc3\xa9.example"

/* REQ(6531-3.1-bare) REQ(6531-3.1-8bitmime) side by side. */
static void
rfc6531_3_1__ehlo_offers_it_together_with_8bitmime(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_holds(rig, "250-8BITMIME\n250-SMTPUTF8\n");
}

/* REQ(6531-3.2-mailbox) REQ(6531-3.7.3-with) the whole way: envelope, trace,
 * text. */
static void
rfc6531_3_4__a_mail_between_names_beyond_ascii(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<" KATI "> BODY=8BITMIME smtputf8", "250 2.1.0");
    rig_ask(rig, "RCPT TO:<J\xc3\xb6RG@RED.example>", "250 2.1.5");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "Subject: Gr\xc3\xbc\xc3\x9f" "e\r\n\r\nhi\r\n.", "250");
    assert_string_equal(rig->mails[0].boxes, JORG);
    assert_non_null(strstr(rig_mail(rig), "Return-Path: <" KATI ">\n"));
    assert_non_null(strstr(rig_mail(rig), " with UTF8SMTP id "));
    assert_non_null(strstr(rig_mail(rig), "\n for <J\xc3\xb6RG@RED.example>;"));
    assert_string_equal(rig_body(rig),
                        "Subject: Gr\xc3\xbc\xc3\x9f" "e\n\nhi\n");
    rig_logged(rig, "C: MAIL FROM:<" KATI "> BODY");
    rig_logged(rig, "*: envelope from=" KATI " rcpt=J\xc3\xb6RG@RED.example\n");
}

/* REQ(6531-3.7.4-ascii) no reply of this server may hold more than ASCII: the
 * rig looks at each octet.  The address is spelled instead. */
static void
rfc6531_3_7_4__replies_stay_ascii(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<" KATI "> SMTPUTF8", "250");
    rig_holds(rig, "<k\\xC3\\xA4ti@caf\\xC3\\xA9.example>");
    rig_ask(rig, "RCPT TO:<nob\xc3\xb6" "dy@red.example>", "550 5.1.1");
    rig_holds(rig, "nob\\xC3\\xB6dy");
}

/* REQ(6531-3.5-codes) 550 for the sender, 553 for a recipient, both 5.6.7. */
static void
rfc6531_3_5__without_the_parameter_addresses_are_ascii(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<" KATI ">", "550 5.6.7");
    rig_ask(rig, "MAIL FROM:<a@\xc3\xb6>", "550 5.6.7");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "503");
    rig_ask(rig, "MAIL FROM:<a@bar.example>", "250");
    rig_ask(rig, "RCPT TO:<" JORG "@red.example>", "553 5.6.7");
    rig_ask(rig, "RCPT TO:<@\xc3\xb6:bob@red.example>", "553 5.6.7");
    rig_ask(rig, "DATA", "554");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
    assert_non_null(strstr(rig_mail(rig), " with ESMTP id "));
}

/* It is said for one transaction, and not at all after HELO. */
static void
rfc6531_3_4__it_ends_with_its_transaction(void **state)
{
    static const char *const ends[] = {"RSET", "EHLO pc7.red.example"};
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < 2; i++) {
        rig_ask(rig, "MAIL FROM:<> SMTPUTF8", "250");
        rig_ask(rig, ends[i], "250");
        rig_ask(rig, "MAIL FROM:<>", "250");
        rig_ask(rig, "RCPT TO:<" JORG "@red.example>", "553 5.6.7");
        rig_ask(rig, "RSET", "250");
    }
    rig_ask(rig, "MAIL FROM:<> SMTPUTF8 SIZE=999999999", "552");
    rig_ask(rig, "MAIL FROM:<>", "250");
    rig_ask(rig, "RCPT TO:<" JORG "@red.example>", "553 5.6.7");
    rig_ask(rig, "HELO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<> SMTPUTF8", "555 5.5.4");
    rig_ask(rig, "MAIL FROM:<" KATI ">", "550 5.6.7");
}

/* REQ(6531-3.4-value) */
static void
rfc6531_3_1__the_parameter_is_a_bare_word(void **state)
{
    static const char *const wrong[] = {
        "MAIL FROM:<> SMTPUTF8=", "MAIL FROM:<> SMTPUTF8=1",
        "MAIL FROM:<> SMTPUTF8 SMTPUTF8"};
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_ask(rig, wrong[i], "501 5.5.4");
    }
    rig_ask(rig, "MAIL FROM:<> SMTPUTF8X", "555 5.5.4");
    rig_ask(rig, "MAIL FROM:<>SMTPUTF8", "501");
}

/* REQ(6531-3.3-syntax) RFC 3629: overlong forms, surrogates, cut and stray
 * octets are no UTF-8. */
static void
rfc6531_3_3__what_is_no_utf8_is_refused(void **state)
{
    static const char *const broken[] = {
        "\xf6", "\x80", "\xc0\xaf", "\xed\xa0\x80", "\xe2\x82",
        "\xf4\x90\x80\x80", "\xff"};
    struct smtp_rig *rig = *state;
    char line[80];

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        rig_ask(rig, "RSET", "250");
        snprintf(line, sizeof line, "MAIL FROM:<a%s@b> SMTPUTF8", broken[i]);
        rig_ask(rig, line, "501 5.1.7");
        rig_ask(rig, "MAIL FROM:<> SMTPUTF8", "250");
        snprintf(line, sizeof line, "RCPT TO:<a%s@red.example>", broken[i]);
        rig_ask(rig, line, "501 5.1.3");
    }
}

/* REQ(6531-3.7.4-ascii) with the parameter or without, nobody learns a name. */
static void
rfc6531_3_7_4_2__vrfy_takes_it_too(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "VRFY " JORG " SMTPUTF8", "252 2.0.0");
    rig_ask(rig, "VRFY " JORG, "252 2.0.0");
    rig_ask(rig, "VRFY bob SMTPUTF8", "252 2.0.0");
    rig_ask(rig, "VRFY j\xf6rg SMTPUTF8", "501 5.5.4");
    rig_ask(rig, "EXPN list SMTPUTF8", "502");
}

/* RFC 6531 section 3.7.1: the name of the client is ASCII, too. */
static void
rfc6531_3_7_1__a_hello_is_ascii(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO caf\xc3\xa9.example", "501");
    rig_ask(rig, "EHLO xn--caf-dma.example", "250");
}

/* RFC 6531 section 3.2: a domain has two spellings, and each is ours.  What the
 * server itself writes into the message is the readable one, section 3.7.3. */
static void
rfc6531_3_2__both_spellings_of_our_domain_are_ours(void **state)
{
    static const char *const ours[] = {
        "RCPT TO:<bob@xn--bcher-kva.example>",
        "RCPT TO:<bob@b\xc3\xbc" "cher.example>",
        "RCPT TO:<bob@B\xc3\xbc" "CHER.EXAMPLE>"};
    struct smtp_rig *rig = *state;

    rig->site.domain = "xn--bcher-kva.example";
    rig->site.name = "mx.xn--bcher-kva.example";
    rig_ask(rig, "EHLO pc7.xn--bcher-kva.example", "250");
    for (size_t i = 0; i < 3; i++) {
        rig_ask(rig, "MAIL FROM:<> SMTPUTF8", "250");
        rig_ask(rig, "RCPT TO:<bob@b\xc3\xa4" "cher.example>", "550 5.7.1");
        rig_ask(rig, "RCPT TO:<bob@bucher.example>", "550 5.7.1");
        rig_ask(rig, ours[i], "250 2.1.5");
        rig_ask(rig, "DATA", "354");
        rig_ask(rig, ".", "250");
        assert_non_null(strstr(rig_mail(rig),
                               "from pc7.b\xc3\xbc" "cher.example ("));
        assert_non_null(strstr(rig_mail(rig),
                               "by mx.b\xc3\xbc" "cher.example with UTF8"));
    }
    rig_ask(rig, "MAIL FROM:<>", "250");
    rig_ask(rig, ours[0], "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
    assert_non_null(strstr(rig_mail(rig), "by mx.xn--bcher-kva.example with"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rfc6531_3_1__ehlo_offers_it_together_with_8bitmime),
        TEST(rfc6531_3_4__a_mail_between_names_beyond_ascii),
        TEST(rfc6531_3_7_4__replies_stay_ascii),
        TEST(rfc6531_3_5__without_the_parameter_addresses_are_ascii),
        TEST(rfc6531_3_4__it_ends_with_its_transaction),
        TEST(rfc6531_3_1__the_parameter_is_a_bare_word),
        TEST(rfc6531_3_3__what_is_no_utf8_is_refused),
        TEST(rfc6531_3_7_4_2__vrfy_takes_it_too),
        TEST(rfc6531_3_7_1__a_hello_is_ascii),
        TEST(rfc6531_3_2__both_spellings_of_our_domain_are_ours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
