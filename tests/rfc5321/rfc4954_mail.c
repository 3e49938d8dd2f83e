/*
 * rfc4954_mail.c - AUTH= behind MAIL, and what a login leaves in the mail.
 *
 * RFC 4954 sections 5, 7.
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
log_in(struct smtp_rig *rig)
{
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "AUTH PLAIN AGJvYgBiYW5hbmE=", "235");
}

/* REQ(4954-5-parameter) REQ(4954-8-xtext) the examples of section 5.1; logged
 * in or not. */
static void
rfc4954_5__the_parameter_is_read(void **state)
{
    static const char *const good[] = {
        "MAIL FROM:<e=mc2@example.com> AUTH=e+3Dmc2@example.com",
        "MAIL FROM:<john+@example.org> AUTH=<>",
        "MAIL FROM:<a@bar.example> auth=+3c+3e SIZE=10",
        "MAIL FROM:<a@bar.example> AUTH=\"x+20y\"@bar.example",
        "MAIL FROM:<a@bar.example> AUTH=john+2B@[192.0.2.1]"};
    static const char *const wrong[] = {
        "AUTH", "AUTH=", "AUTH=<", "AUTH=bob", "AUTH=<bob@red.example>",
        "AUTH=e=mc2@example.com", "AUTH=a+@b.example", "AUTH=a+4@b.example",
        "AUTH=a+4Gb@b.example", "AUTH=+00@b.example", "AUTH=a@b.example+",
        "AUTH=<> AUTH=<>", "AUTH=a@b.example@c.example"};
    struct smtp_rig *rig = *state;
    char line[200];

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        rig_ask(rig, good[i], "250 2.1.0");
        rig_ask(rig, "RSET", "250");
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        strcpy(line, "MAIL FROM:<a@bar.example> ");
        rig_ask(rig, strcat(line, wrong[i]), "501 5.5.4");
    }
    log_in(rig);
    rig_ask(rig, good[0], "250 2.1.0");
}

/* It may be as long as a mailbox in xtext. */
static void
rfc4954_5__the_parameter_may_be_long(void **state)
{
    struct smtp_rig *rig = *state;
    char line[SMTP_LINE_MAX] = "MAIL FROM:<> AUTH=";

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (int i = 0; i < 64; i++) {
        strcat(line, "+2B");
    }
    strcat(line, "@");
    for (int i = 0; i < 63; i++) {
        strcat(line, "ab.");
    }
    strcat(line, "example");
    rig_ask(rig, line, "501 5.5.4"); /* 64 + 1 + 196 octets: too long */
    memcpy(line + strlen("MAIL FROM:<> AUTH="), "+2B+2B@b.example\0", 17);
    rig_ask(rig, line, "250");
}

/* REQ(4954-5-trust) REQ(4954-5-nobody) what AUTH= says goes nowhere. */
static void
rfc4954_5__nobodys_word_is_taken(void **state)
{
    struct smtp_rig *rig = *state;

    log_in(rig);
    rig_ask(rig, "MAIL FROM:<smith@bar.example> AUTH=eve@bar.example", "250");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
    rig_find_at(rig_mail(rig), "eve", false, __FILE__, __LINE__);
}

/* REQ(4954-7) */
static void
rfc4954_7__received_tells_of_the_login(void **state)
{
    struct smtp_rig *rig = *state;

    log_in(rig);
    rig_ask(rig, "MAIL FROM:<smith@bar.example>", "250");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
    rig_find_at(rig_mail(rig), " with ESMTPA id ", true, __FILE__, __LINE__);
    rig_again(rig);
    rig->site.doors.tls = true;
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "STARTTLS", "220");
    log_in(rig);
    rig_ask(rig, "MAIL FROM:<smith@bar.example> SMTPUTF8", "250");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
    rig_find_at(rig_mail(rig), " with UTF8SMTPSA id ", true, __FILE__,
                __LINE__);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rfc4954_5__the_parameter_is_read),
        TEST(rfc4954_5__the_parameter_may_be_long),
        TEST(rfc4954_5__nobodys_word_is_taken),
        TEST(rfc4954_7__received_tells_of_the_login),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
