/*
 * rfc3207.c - STARTTLS: encrypted from the 220 on, and a stranger again.
 *
 * The handshake itself is in tests/sockets/tls.c; here it is the rig's word.
 *
 * RFC 3207.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

static int
begin_with_tls(void **state)
{
    rig_begin(state);
    ((struct smtp_rig *)*state)->site.doors.tls = true;
    return 0;
}

/* Without a certificate there is no such command. */
static void
s2__without_a_certificate_it_is_502_and_not_announced(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_find_at(rig->reply, "STARTTLS", false, __FILE__, __LINE__);
    rig_ask(rig, "STARTTLS", "502 5.5.1");
    rig_ask(rig, "HELP", "214");
    rig_find_at(rig->reply, "STARTTLS", false, __FILE__, __LINE__);
}

static void
s3__ehlo_announces_it_and_helo_does_not(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "HELO pc7.red.example", "250 mx.red.example greets");
    rig_ask(rig, "EHLO pc7.red.example", "250 HELP");
    rig_holds(rig, "250-STARTTLS\n");
    rig_ask(rig, "HELP", "214");
    rig_holds(rig, " STARTTLS");
}

/* REQ(3207-4) no parameters. */
static void
s4__an_argument_is_501_and_changes_nothing(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_READY);
    rig_ask(rig, "STARTTLS now", "501 5.5.4");
    assert_false(rig->smtp.session.secure);
    rig_ask(rig, "starttls  ", "220 2.0.0");
    assert_true(rig->smtp.session.secure);
    rig_logged(rig, "*: tls version=TLSv1.3 cipher=rig");
}

static void
s4__it_has_its_place_behind_the_hello(void **state)
{
    static const enum smtp_state inside[] = {SMTP_MAIL, SMTP_RCPT};
    struct smtp_rig *rig = *state;

    rig_ask(rig, "STARTTLS", "503 5.5.1");
    for (size_t i = 0; i < 2; i++) {
        rig_again(rig);
        rig_go(rig, inside[i]);
        rig_ask(rig, "STARTTLS", "503 5.5.1");
        rig_holds(rig, "a transaction is open");
        assert_int_equal(rig->smtp.state, inside[i]);
    }
    rig_ask(rig, "RSET", "250");
    rig_ask(rig, "STARTTLS", "220");
}

/*
 * REQ(3207-4-open) REQ(3207-6-require) The hello that counts afterwards must
 * come afterwards.
 */
static void
s4__454_leaves_all_as_it_was(void **state)
{
    struct smtp_rig *rig = *state;

    rig->fail_tls = true;
    rig_go(rig, SMTP_READY);
    rig_ask(rig, "STARTTLS", "454 4.7.0");
    assert_false(rig->smtp.session.secure);
    rig_ask(rig, "MAIL FROM:<smith@bar.example>", "250");
    rig_ask(rig, "RSET", "250");
    rig->fail_tls = false;
    rig_ask(rig, "STARTTLS", "220");
}

/* REQ(3207-4.2) what was said in the clear is forgotten. */
static void
s4_2__the_client_is_a_stranger_again(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_READY);
    rig_ask(rig, "STARTTLS", "220");
    assert_int_equal(rig->smtp.state, SMTP_GREETED);
    assert_null(rig->smtp.hello);
    assert_false(rig->smtp.esmtp);
    rig_ask(rig, "MAIL FROM:<smith@bar.example>", "503 5.5.1");
    rig_ask(rig, "EHLO pc8.red.example", "250");
    rig_ask(rig, "MAIL FROM:<smith@bar.example>", "250");
}

/*
 * REQ(3207-4.2-once) REQ(3207-4.2-know) REQ(3207-4.2) not announced under TLS,
 * and not possible twice.
 */
static void
s4_2__under_tls_it_is_not_announced_and_503(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_READY);
    rig_ask(rig, "STARTTLS", "220");
    rig_ask(rig, "STARTTLS", "503 5.5.1");
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_find_at(rig->reply, "STARTTLS", false, __FILE__, __LINE__);
    rig_ask(rig, "STARTTLS", "503 5.5.1 TLS is on already");
}

/* RFC 3848: the words of Received.  There is no SMTPS. */
static void
rfc3848__received_tells_of_tls(void **state)
{
    static const char *const rows[][2] = {
        {"EHLO pc7.red.example", " with ESMTPS id "},
        {"HELO pc7.red.example", " with SMTP id "}};
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < 2; i++) {
        rig_again(rig);
        rig_go(rig, SMTP_READY);
        rig_ask(rig, "STARTTLS", "220");
        rig_ask(rig, rows[i][0], "250");
        rig_ask(rig, "MAIL FROM:<smith@bar.example>", "250");
        rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
        rig_ask(rig, "DATA", "354");
        rig_ask(rig, ".", "250");
        rig_find_at(rig_mail(rig), rows[i][1], true, __FILE__, __LINE__);
    }
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, begin_with_tls, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            s2__without_a_certificate_it_is_502_and_not_announced, rig_begin,
            rig_end),
        TEST(s3__ehlo_announces_it_and_helo_does_not),
        TEST(s4__an_argument_is_501_and_changes_nothing),
        TEST(s4__it_has_its_place_behind_the_hello),
        TEST(s4__454_leaves_all_as_it_was),
        TEST(s4_2__the_client_is_a_stranger_again),
        TEST(s4_2__under_tls_it_is_not_announced_and_503),
        TEST(rfc3848__received_tells_of_tls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
