/*
 * rfc6409.c - RFC 6409: the submission port, where users hand in their mail.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

static void
begin(struct smtp_rig *rig)
{
    rig->smtp.session.submission = true;
    rig_ask(rig, "EHLO pc7.red.example", "250");
}

static void
log_in(struct smtp_rig *rig)
{
    begin(rig);
    rig_ask(rig, "AUTH PLAIN AGJvYgBiYW5hbmE=", "235");
}

/* REQ(6409-4.3) nobody sends without a login; questions may be asked. */
static void
rfc6409_4_3__mail_wants_a_login(void **state)
{
    struct smtp_rig *rig = *state;

    begin(rig);
    rig_ask(rig, "MAIL FROM:<bob@red.example>", "530 5.7.0");
    rig_holds(rig, "AUTH");
    rig_ask(rig, "MAIL FROM:<>", "530 5.7.0");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "503");
    rig_ask(rig, "DATA", "503");
    rig_ask(rig, "NOOP", "250");
    rig_ask(rig, "RSET", "250");
    rig_ask(rig, "VRFY bob", "252");
    rig_ask(rig, "AUTH PLAIN AGJvYgBiYW5hbmE=", "235");
    rig_ask(rig, "MAIL FROM:<bob@red.example>", "250");
    rig_ask(rig, "RCPT TO:<alice@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
    assert_string_equal(rig->mails[0].boxes, "alice");
}

/* Section 4.3: at the other port everything is as it was. */
static void
rfc6409_4_3__the_port_for_servers_wants_none(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<smith@sales>", "250");
    rig_ask(rig, "RCPT TO:<smith@sales>", "550 5.7.1");
}

/* REQ(6409-3.2) the null reverse-path is no reason to refuse. */
static void
rfc6409_3_2__the_null_path_may_be_handed_in(void **state)
{
    struct smtp_rig *rig = *state;

    log_in(rig);
    rig_ask(rig, "MAIL FROM:<>", "250");
    rig_ask(rig, "RCPT TO:<postmaster>", "250");
}

/* REQ(6409-8) REQ(6409-8.3) what is handed in is stored as it is. */
static void
rfc6409_8__the_text_is_left_alone(void **state)
{
    struct smtp_rig *rig = *state;

    log_in(rig);
    rig_ask(rig, "MAIL FROM:<bob@red.example>", "250");
    rig_ask(rig, "RCPT TO:<alice@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "No header\r\n.", "250");
    assert_string_equal(rig_body(rig), "No header\n");
}

/* REQ(6409-4.2) a domain of one word may mean much. */
static void
rfc6409_4_2__domains_are_whole(void **state)
{
    struct smtp_rig *rig = *state;

    log_in(rig);
    rig_ask(rig, "MAIL FROM:<smith@sales>", "554 5.1.8");
    rig_holds(rig, "name@red.example");
    rig_ask(rig, "MAIL FROM:<smith@[192.0.2.1]>", "250");
    rig_ask(rig, "RCPT TO:<smith@sales>", "554 5.1.2");
    rig_ask(rig, "RCPT TO:<smith@sales.example>", "550 5.7.1");
    rig_ask(rig, "DATA", "554 5.5.1"); /* all were refused */
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig->site.domain = "red";
    rig_ask(rig, "RCPT TO:<bob@red>", "250");
}

/* Section 5.1: 501 for what is no address at all. */
static void
rfc6409_5_1__syntax_comes_first(void **state)
{
    struct smtp_rig *rig = *state;

    log_in(rig);
    rig_ask(rig, "MAIL FROM:<smith@>", "501 5.1.7");
    rig_ask(rig, "MAIL FROM:<bob@red.example>", "250");
    rig_ask(rig, "RCPT TO:<smith", "501 5.1.3");
}

/* REQ(6409-7) AUTH must be there, REQ(6409-7-etrn) ETRN must not. */
static void
rfc6409_7__the_extensions_of_submission(void **state)
{
    struct smtp_rig *rig = *state;

    begin(rig);
    rig_holds(rig, "250-AUTH PLAIN LOGIN\n");
    rig_holds(rig, "250-PIPELINING\n");
    rig_holds(rig, "250-ENHANCEDSTATUSCODES\n");
    rig_holds(rig, "250-8BITMIME\n");
    rig_find_at(rig->reply, "ETRN", false, __FILE__, __LINE__);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rfc6409_4_3__mail_wants_a_login),
        TEST(rfc6409_4_3__the_port_for_servers_wants_none),
        TEST(rfc6409_3_2__the_null_path_may_be_handed_in),
        TEST(rfc6409_8__the_text_is_left_alone),
        TEST(rfc6409_4_2__domains_are_whole),
        TEST(rfc6409_5_1__syntax_comes_first),
        TEST(rfc6409_7__the_extensions_of_submission),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
