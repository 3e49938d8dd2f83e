/*
 * rfc4954_log.c - whatever is said around AUTH, the log shows no password.
 *
 * RFC 4954 section 4.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* NUL bob NUL banana, and with a wrong password; the words of LOGIN. */
#define RIGHT "AGJvYgBiYW5hbmE="
#define WRONG "AGJvYgBwZWFy"
#define BOB "Ym9i"
#define BANANA "YmFuYW5h"

static void
log__responses_are_masked(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "AUTH PLAIN " RIGHT, "503");
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTG\bH PLAIN " RIGHT, "235");
    rig_logged(rig, "C: AUTH PLAIN ********\nS: 503");
    rig_logged(rig, "C: AUTH PLAIN ********\n*: login");
    rig_again(rig);
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "auth login", "334");
    rig_ask(rig, BOB, "334");
    rig_ask(rig, BANANA, "235");
    rig_logged(rig, "C: auth login\nS: 334 VXNlcm5hbWU6\nC: ********\n"
                    "S: 334 UGFzc3dvcmQ6\nC: ********\n");
    rig_ask(rig, "AUTH", "503");
    rig_logged(rig, "C: AUTH\n");
    rig_not_logged(rig, RIGHT);
    rig_not_logged(rig, BANANA);
}

/* Nor of an exchange that went wrong, or never began. */
static void
log__stray_responses_are_masked(void **state)
{
    static const char *const begun[] = {
        "AUTH CRAM-MD5", "AUTH", "AUTH LOGIN ==", "AUTH PLAIN " WRONG,
        "AUTH LOGIN " BANANA "!"};
    struct smtp_rig *rig = *state;
    char line[SMTP_LINE_MAX + 20];

    for (size_t i = 0; i < sizeof begun / sizeof begun[0]; i++) {
        rig_again(rig);
        rig_ask(rig, "EHLO pc7.red.example", "250");
        rig_ask(rig, begun[i], "5");
        rig_ask(rig, BANANA, "500");
        rig_ask(rig, RIGHT, "500");
        rig_ask(rig, "banana", "500");
    }
    rig_again(rig);
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH LOGIN", "334");
    rig_ask(rig, "*", "501");
    rig_ask(rig, BANANA, "500");
    rig_logged(rig, "C: *\nS: 501 ");
    rig_ask(rig, "AUTH LOGIN", "334");
    rig_ask(rig, "banana", "501");
    rig_ask(rig, "RSET", "250");
    rig_ask(rig, "XYZZY", "500");
    rig_logged(rig, "C: XYZZY\n");
    memset(line, 'S', sizeof line);
    memcpy(line, "AUTH PLAIN ", 11);
    line[sizeof line - 1] = '\0';
    rig_ask(rig, line, "500");
    rig_not_logged(rig, "SSSS");
    rig_not_logged(rig, "banana");
    rig_not_logged(rig, "YmFuYW5h");
    rig_not_logged(rig, "AGJvYg");
}

static void
log__show_secrets_shows_them(void **state)
{
    struct smtp_rig *rig = *state;

    rig->site.doors.show_secrets = true;
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH LOGIN " BOB, "334");
    rig_ask(rig, BANANA, "235");
    rig_logged(rig, "C: AUTH LOGIN " BOB "\n");
    rig_logged(rig, "C: " BANANA "\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(log__responses_are_masked),
        TEST(log__stray_responses_are_masked),
        TEST(log__show_secrets_shows_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
