/*
 * rfc4954.c - RFC 4954: AUTH in SMTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* NUL bob NUL banana, and with a wrong password; the words of LOGIN. */
#define RIGHT "AGJvYgBiYW5hbmE="
#define WRONG "AGJvYgBwZWFy"
#define BOB "Ym9i"
#define BANANA "YmFuYW5h"

static void
log_in(struct smtp_rig *rig)
{
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH PLAIN " RIGHT, "235 2.7.0");
}

/* ---- The exchange ---- */

/* REQ(4954-4-no-initial) REQ(4954-4-challenge) REQ(4954-8-case) the examples of
 * section 4.1, with our user. */
static void
rfc4954_4__plain(void **state)
{
    struct smtp_rig *rig = *state;

    log_in(rig);
    assert_string_equal(rig->smtp.session.user, "bob");
    rig_logged(rig, "*: login user=bob how=plain\nS: 235 ");
    rig_again(rig);
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "auth plain", "334 ");
    assert_string_equal(rig->reply, "334 ");
    rig_ask(rig, RIGHT, "235 2.7.0");
}

static void
rfc4954_4__login(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH LOGIN", "334 VXNlcm5hbWU6");
    rig_ask(rig, BOB, "334 UGFzc3dvcmQ6");
    rig_ask(rig, BANANA, "235 2.7.0");
    rig_logged(rig, "*: login user=bob how=login\n");
    rig_again(rig);
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH LOGIN " BOB, "334 UGFzc3dvcmQ6");
    rig_ask(rig, BANANA, "235 2.7.0");
}

/* REQ(4954-6) REQ(4954-4-base64) each failure has its code, and the session
 * goes on without a login. */
static void
rfc4954_4__what_is_wrong_has_its_code(void **state)
{
    static const struct {
        const char *line, *code;
    } wrong[] = {
        {"AUTH", "501 5.5.4"},
        {"AUTH CRAM-MD5", "504 5.5.4"},
        {"AUTH X PLAIN " RIGHT, "504 5.5.4"},
        {"AUTH PLAIN =", "501 5.5.4"},
        {"AUTH PLAIN =AAA", "501 5.5.2"},
        {"AUTH PLAIN AAA=BBB", "501 5.5.2"},
        {"AUTH PLAIN " RIGHT "x", "501 5.5.2"},
        {"AUTH PLAIN *", "501 5.5.2"},
        {"AUTH PLAIN " BOB, "501 5.5.4"},
        {"AUTH PLAIN " WRONG, "535 5.7.8"},
        {"AUTH PLAIN YWxpY2UAYm9iAGJhbmFuYQ==", "535 5.7.8"}};
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_ask(rig, wrong[i].line, wrong[i].code);
        assert_null(rig->smtp.session.user);
        rig_ask(rig, "NOOP", "250");
    }
    rig_ask(rig, "AUTH PLAIN " RIGHT, "235");
}

/* REQ(4954-4-cancel) */
static void
rfc4954_4__a_star_cancels(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH PLAIN", "334");
    rig_ask(rig, "*", "501 5.7.0");
    rig_ask(rig, "AUTH LOGIN " BOB, "334");
    rig_ask(rig, "*", "501 5.7.0");
    rig_ask(rig, "*", "500");
    assert_int_equal(rig->logins, 0);
    rig_ask(rig, "MAIL FROM:<smith@bar.example>", "250");
}

/* As long as an exchange goes on, no line is a command. */
static void
rfc4954_4__a_command_in_between_is_no_command(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH LOGIN", "334");
    rig_ask(rig, "QUIT", "334");
    rig_ask(rig, "MAIL FROM:<a@bar.example>", "501 5.5.2");
    rig_ask(rig, "MAIL FROM:<a@bar.example>", "250");
}

/* REQ(4954-4-long) 12288 octets are taken, one more is 500 5.5.6; then the
 * limit of commands holds again. */
static void
rfc4954_4__a_response_may_have_12288_octets(void **state)
{
    struct smtp_rig *rig = *state;
    char *line = malloc(SASL_LINE_MAX);

    memset(line, 'A', SASL_LINE_MAX);
    line[SASL_LINE_MAX - 2] = '\0';
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH PLAIN", "334");
    rig_ask(rig, line, "501 5.5.2"); /* 12286 letters: not a multiple of 4 */
    rig_ask(rig, "AUTH PLAIN", "334");
    line[SASL_LINE_MAX - 4] = '\0';
    rig_ask(rig, line, "501 5.5.4");
    rig_ask(rig, "AUTH PLAIN", "334");
    line[SASL_LINE_MAX - 4] = 'A';
    line[SASL_LINE_MAX - 2] = 'A';
    line[SASL_LINE_MAX - 1] = '\0';
    rig_ask(rig, line, "500 5.5.6");
    line[SMTP_LINE_MAX] = '\0';
    rig_ask(rig, line, "500 5.5.2");
    free(line);
}

/* Section 4: PLAIN with its response may stand in a group of commands. */
static void
rfc4954_4__plain_may_be_pipelined(void **state)
{
    struct smtp_rig *rig = *state;

    rig_say(rig, "EHLO pc7.red.example\r\nAUTH PLAIN " RIGHT "\r\n"
                 "MAIL FROM:<smith@bar.example>\r\nRSET");
    rig_expect(rig, "250 HELP");
    rig_expect(rig, "235");
    rig_expect(rig, "250 2.1.0");
    rig_expect(rig, "250 2.0.0");
}

/* ---- Where it may stand ---- */

/* REQ(4954-4-once) */
static void
rfc4954_4__a_second_auth_is_503(void **state)
{
    struct smtp_rig *rig = *state;

    log_in(rig);
    rig_ask(rig, "AUTH PLAIN " RIGHT, "503 5.5.1");
    rig_ask(rig, "AUTH CRAM-MD5", "503 5.5.1");
    rig_ask(rig, "RSET", "250");
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH LOGIN", "503 5.5.1");
    assert_int_equal(rig->logins, 1);
}

/* REQ(4954-4-mail) not inside a transaction; and it is ESMTP's. */
static void
rfc4954_4__out_of_place_it_is_503(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "AUTH PLAIN " RIGHT, "503 5.5.1");
    rig_ask(rig, "HELO pc7.red.example", "250");
    rig_ask(rig, "AUTH PLAIN " RIGHT, "503 5.5.1");
    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "AUTH PLAIN " RIGHT, "503 5.5.1");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "AUTH PLAIN " RIGHT, "503 5.5.1");
    assert_int_equal(rig->logins, 0);
}

/* REQ(4954-6) announced where it may be used, and only there. */
static void
rfc4954_6__it_is_announced_while_it_may_be_used(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_holds(rig, "250-AUTH PLAIN LOGIN\n");
    rig_ask(rig, "AUTH PLAIN " RIGHT, "235");
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_find_at(rig->reply, "AUTH", false, __FILE__, __LINE__);
}

/* REQ(4954-4-clear) REQ(4954-4-plain) from another machine no password is taken
 * without TLS. */
static void
rfc4954_4__no_password_in_the_clear_from_afar(void **state)
{
    struct smtp_rig *rig = *state;

    rig->smtp.session.clear_ok = false;
    rig->site.doors.tls = true;
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_find_at(rig->reply, "AUTH", false, __FILE__, __LINE__);
    rig_ask(rig, "AUTH PLAIN", "538 5.7.11");
    rig_ask(rig, "AUTH PLAIN " RIGHT, "538 5.7.11");
    rig_ask(rig, "MAIL FROM:<a@bar.example> AUTH=<>", "555 5.5.4");
    rig_ask(rig, "STARTTLS", "220");
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_holds(rig, "250-AUTH PLAIN LOGIN\n");
    rig_ask(rig, "AUTH PLAIN " RIGHT, "235");
}

/* RFC 3207 section 4.2: STARTTLS makes the server forget who it is. */
static void
rfc3207_4_2__tls_forgets_the_login(void **state)
{
    struct smtp_rig *rig = *state;

    rig->site.doors.tls = true;
    log_in(rig);
    rig_ask(rig, "STARTTLS", "220");
    assert_null(rig->smtp.session.user);
    log_in(rig);
}

/* ---- Failures ---- */

/* REQ(4954-4-saslprep) a name is not prepared: its soft hyphen stays. */
static void
rfc4954_4__names_are_compared_as_they_are(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH PLAIN AGJvwq1iAGJhbmFuYQ==", "535");
}

/* REQ(4954-4-initial) with --strict LOGIN asks for the name first. */
static void
rfc4954_4__strict_takes_no_name_before_it_is_asked_for(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH LOGIN " BOB, "501 5.7.0");
    rig_ask(rig, "AUTH PLAIN " RIGHT, "235");
}

/* Nothing tells a stranger who has a mailbox. */
static void
rfc4954_6__unknown_user_and_wrong_password_look_the_same(void **state)
{
    struct smtp_rig *rig = *state;
    char refused[RIG_REPLY_MAX];

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH PLAIN " WRONG, "535 5.7.8");
    strcpy(refused, rig->reply);
    rig_ask(rig, "AUTH PLAIN AG5vYm9keQBiYW5hbmE=", refused);
}

/* REQ(4954-9) not before the third. */
static void
rfc4954_9__the_third_failed_login_is_the_last(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH PLAIN " WRONG, "535");
    rig_ask(rig, "AUTH LOGIN", "334");
    rig_ask(rig, "*", "501"); /* was no login */
    rig_ask(rig, "AUTH LOGIN " BOB, "334");
    rig_ask(rig, BOB, "535");
    rig_ask(rig, "AUTH PLAIN " WRONG, "421 4.7.0");
    assert_int_equal(rig->smtp.state, SMTP_CLOSED);
}

/* REQ(4954-6) the password is not to blame. */
static void
rfc4954_6__trouble_of_ours_is_454(void **state)
{
    struct smtp_rig *rig = *state;

    rig->fail_login = true;
    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (int i = 0; i < 4; i++) {
        rig_ask(rig, "AUTH PLAIN " RIGHT, "454 4.7.0");
    }
    rig->fail_login = false;
    rig_ask(rig, "AUTH PLAIN " RIGHT, "235");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)
#define STRICT(name) \
    cmocka_unit_test_setup_teardown(name, rig_begin_strict, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rfc4954_4__plain),
        TEST(rfc4954_4__login),
        TEST(rfc4954_4__what_is_wrong_has_its_code),
        TEST(rfc4954_4__a_star_cancels),
        TEST(rfc4954_4__a_command_in_between_is_no_command),
        TEST(rfc4954_4__a_response_may_have_12288_octets),
        TEST(rfc4954_4__plain_may_be_pipelined),
        TEST(rfc4954_4__a_second_auth_is_503),
        TEST(rfc4954_4__out_of_place_it_is_503),
        TEST(rfc4954_6__it_is_announced_while_it_may_be_used),
        TEST(rfc4954_4__no_password_in_the_clear_from_afar),
        TEST(rfc3207_4_2__tls_forgets_the_login),
        TEST(rfc4954_4__names_are_compared_as_they_are),
        STRICT(rfc4954_4__strict_takes_no_name_before_it_is_asked_for),
        TEST(rfc4954_6__unknown_user_and_wrong_password_look_the_same),
        TEST(rfc4954_9__the_third_failed_login_is_the_last),
        TEST(rfc4954_6__trouble_of_ours_is_454),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
