/*
 * rfc5034.c - RFC 5034: AUTH in POP3.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "tests/support/pop3_rig.h"

/* NUL alice NUL apple; NUL alice NUL pear; the words of LOGIN. */
static const char right[] = "AGFsaWNlAGFwcGxl";
static const char wrong[] = "AGFsaWNlAHBlYXI=";
static const char alice[] = "YWxpY2U=";
static const char apple[] = "YXBwbGU=";

static void
expect_reply(struct pop3_rig *rig, const char *line, const char *reply)
{
    assert_string_equal(pop3_rig_say(rig, line), reply);
}

/* REQ(5034-4-plain) with a first response. */
static void
rfc5034__s4_plain_with_a_first_response(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, "AUTH PLAIN AGFsaWNlAGFwcGxl");
    assert_int_equal(rig->pop3.state, POP3_TRANSACTION);
    assert_non_null(strstr(pop3_rig_log(rig),
                           "*: login user=alice how=plain\n"
                           "*: lock box=alice msgs=2 octets=55\nS: +OK "));
}

/* REQ(5034-4-no-initial) REQ(5034-4-challenge) without: an empty challenge is a
 * plus sign and a space. */
static void
rfc5034__s4_plain_with_an_empty_challenge(void **state)
{
    struct pop3_rig *rig = *state;

    expect_reply(rig, "auth plain", "+ \r\n");
    pop3_rig_ok(rig, right);
    assert_int_equal(rig->pop3.state, POP3_TRANSACTION);
}

static void
rfc5034__s4_login_asks_for_name_and_password(void **state)
{
    struct pop3_rig *rig = *state;

    expect_reply(rig, "AUTH LOGIN", "+ VXNlcm5hbWU6\r\n");
    expect_reply(rig, alice, "+ UGFzc3dvcmQ6\r\n");
    pop3_rig_ok(rig, apple);
    assert_non_null(strstr(pop3_rig_log(rig), "*: login user=alice how=login"));
}

/* While it goes on, no line is a command. */
static void
rfc5034__s4_a_command_in_between_is_no_command(void **state)
{
    struct pop3_rig *rig = *state;

    expect_reply(rig, "AUTH LOGIN", "+ VXNlcm5hbWU6\r\n");
    expect_reply(rig, "QUIT", "+ UGFzc3dvcmQ6\r\n"); /* it is base64 */
    pop3_rig_err(rig, "STAT 1");
    assert_false(pop3_rig_closed(rig));
    pop3_rig_ok(rig, "QUIT");
}

/* REQ(5034-4-cancel) */
static void
rfc5034__s4_a_star_cancels(void **state)
{
    struct pop3_rig *rig = *state;

    expect_reply(rig, "AUTH PLAIN", "+ \r\n");
    pop3_rig_err(rig, "*");
    expect_reply(rig, "AUTH LOGIN", "+ VXNlcm5hbWU6\r\n");
    expect_reply(rig, alice, "+ UGFzc3dvcmQ6\r\n");
    pop3_rig_err(rig, "*");
    assert_int_equal(rig->logins, 0);
    assert_int_equal(rig->pop3.session.failed_logins, 0);
    pop3_rig_log_in(rig);
}

/* REQ(5034-4-again) REQ(5034-4-failed) REQ(5034-4-base64) as if AUTH had not
 * been said: USER and PASS are there. */
static void
rfc5034__s4_after_a_failure_all_is_as_before(void **state)
{
    static const char *const failures[] = {
        "AUTH", "AUTH CRAM-MD5", "AUTH PLAIN =", "AUTH PLAIN AAA=BBB",
        "AUTH PLAIN AGFsaWNlAHBlYXI=", "AUTH PLAIN YWxpY2U=",
        "AUTH PLAIN Ym9iAGFsaWNlAGFwcGxl"};

    (void)state;
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        void *made;
        struct pop3_rig *rig;

        assert_int_equal(pop3_rig_setup(&made), 0);
        rig = made;
        pop3_rig_err(rig, failures[i]);
        assert_int_equal(rig->pop3.state, POP3_AUTHORIZATION);
        assert_false(rig->pop3.session.sasl.on);
        pop3_rig_log_in(rig);
        pop3_rig_teardown(&made);
    }
}

/* REQ(5034-4-once) afterwards the state forbids it. */
static void
rfc5034__s4_not_after_a_login(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, "AUTH PLAIN AGFsaWNlAGFwcGxl");
    pop3_rig_err(rig, "AUTH PLAIN AGFsaWNlAGFwcGxl");
    assert_int_equal(rig->logins, 1);
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 2 55\r\n");
}

/* RFC 3206: with wrong credentials, and only then, [AUTH]. */
static void
rfc5034__s4_wrong_credentials_have_a_code(void **state)
{
    struct pop3_rig *rig = *state;
    char refused[200];

    expect_reply(rig, "AUTH PLAIN", "+ \r\n");
    strcpy(refused, pop3_rig_say(rig, wrong));
    assert_memory_equal(refused, "-ERR [AUTH] ", 12);
    expect_reply(rig, "AUTH PLAIN AG5vYm9keQBhcHBsZQ==", refused);
    pop3_rig_err(rig, "AUTH PLAIN ====");
    assert_memory_equal(rig->said.bytes, "-ERR The", 8);
    assert_false(pop3_rig_closed(rig));
    pop3_rig_say(rig, "AUTH PLAIN AGFsaWNlAHBlYXI=");
    assert_memory_equal(rig->said.bytes, "-ERR [AUTH] 3", 13);
    assert_true(pop3_rig_closed(rig));
}

/* RFC 2449 section 8.1.2: here too the lock may be another's. */
static void
rfc5034__s4_a_maildrop_in_use_is_told(void **state)
{
    struct pop3_rig *rig = *state;

    rig->outcome = LOGIN_IN_USE;
    pop3_rig_err(rig, "AUTH PLAIN AGFsaWNlAGFwcGxl");
    assert_memory_equal(rig->said.bytes, "-ERR [IN-USE] ", 14);
    assert_int_equal(rig->pop3.session.failed_logins, 0);
}

/* REQ(5034-4-clear) REQ(2595-6) a mechanism that sends passwords needs TLS. */
static void
rfc5034__s4_no_password_in_the_clear_from_afar(void **state)
{
    struct pop3_rig rig;

    (void)state;
    pop3_rig_init(&rig);
    rig.far = true;
    rig.site.doors.tls = true;
    pop3_rig_greet(&rig);
    pop3_rig_err(&rig, "AUTH PLAIN");
    assert_memory_equal(rig.said.bytes, "-ERR [AUTH] ", 12);
    pop3_rig_err(&rig, "AUTH PLAIN AGFsaWNlAGFwcGxl");
    assert_int_equal(rig.logins, 0);
    pop3_rig_ok(&rig, "STLS");
    pop3_rig_ok(&rig, "AUTH PLAIN AGFsaWNlAGFwcGxl");
    pop3_rig_end(&rig);
}

/* REQ(5034-4-long) REQ(2449-4-longest) a response may be longer than a command,
 * the command not. */
static void
rfc5034__s4_a_response_may_be_longer_than_a_command(void **state)
{
    struct pop3_rig *rig = *state;
    char *line = malloc(SASL_LINE_MAX + 1);

    memset(line, 'A', SASL_LINE_MAX);
    line[SASL_LINE_MAX - 4] = '\0';
    expect_reply(rig, "AUTH LOGIN", "+ VXNlcm5hbWU6\r\n");
    pop3_rig_err(rig, line);
    assert_memory_equal(rig->said.bytes, "-ERR PLAIN sends", 16);
    line[SASL_LINE_MAX - 4] = 'A';
    line[SASL_LINE_MAX] = '\0';
    expect_reply(rig, "AUTH LOGIN", "+ VXNlcm5hbWU6\r\n");
    pop3_rig_err(rig, line);
    assert_memory_equal(rig->said.bytes, "-ERR Response too", 17);
    memcpy(line, "AUTH PLAIN ", 11);
    line[300] = '\0';
    pop3_rig_err(rig, line);
    assert_memory_equal(rig->said.bytes, "-ERR Line too", 13);
    pop3_rig_log_in(rig);
    free(line);
}

/* A person's backspaces are carried out; with --strict they are refused. */
static void
rfc5034__s4_a_response_may_be_typed(void **state)
{
    struct pop3_rig *rig = *state;

    expect_reply(rig, "AUTH PLAIN", "+ \r\n");
    pop3_rig_ok(rig, "AGFsaXX\b\bWNlAGFwcGxl");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        POP3_RIG_TEST(rfc5034__s4_plain_with_a_first_response),
        POP3_RIG_TEST(rfc5034__s4_plain_with_an_empty_challenge),
        POP3_RIG_TEST(rfc5034__s4_login_asks_for_name_and_password),
        POP3_RIG_TEST(rfc5034__s4_a_command_in_between_is_no_command),
        POP3_RIG_TEST(rfc5034__s4_a_star_cancels),
        cmocka_unit_test(rfc5034__s4_after_a_failure_all_is_as_before),
        POP3_RIG_TEST(rfc5034__s4_not_after_a_login),
        POP3_RIG_TEST(rfc5034__s4_wrong_credentials_have_a_code),
        POP3_RIG_TEST(rfc5034__s4_a_maildrop_in_use_is_told),
        cmocka_unit_test(rfc5034__s4_no_password_in_the_clear_from_afar),
        POP3_RIG_TEST(rfc5034__s4_a_response_may_be_longer_than_a_command),
        POP3_RIG_TEST(rfc5034__s4_a_response_may_be_typed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
