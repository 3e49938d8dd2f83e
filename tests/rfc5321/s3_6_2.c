/*
 * s3_6_2.c - this server is no relay.
 *
 * RFC 5321 sections 3.6.2, 7.1.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(5321-3.6.2) */
static void
s3_6_2__a_foreign_domain_gets_550_whoever_asks(void **state)
{
    static const char *const foreign[] = {
        "bob@blue.example", "bob@mx.red.example", "bob@red.example.com",
        "bob@ed.example", "bob@[127.0.0.1]", "postmaster@blue.example",
        "bob%blue.example@example", "bob@[IPv6:::1]"};
    struct smtp_rig *rig = *state;
    char line[80];

    rig_go(rig, SMTP_MAIL);
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        snprintf(line, sizeof line, "RCPT TO:<%s>", foreign[i]);
        rig_ask(rig, line, "550 5.7.1");
        rig_holds(rig, "red.example");
    }
    rig_ask(rig, "DATA", "554");
}

static void
s3_6_2__a_source_route_through_us_relays_nothing(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "RCPT TO:<@red.example:carol@blue.example>", "550 5.7.1");
    rig_ask(rig, "RCPT TO:<carol%blue.example@red.example>", "550 5.1.1");
    rig_ask(rig, "RCPT TO:<\"carol@blue.example\"@red.example>", "550 5.1.1");
    rig_ask(rig, "RCPT TO:<blue.example!carol@red.example>", "550 5.1.1");
}

static void
s3_6_2__our_domain_is_ours_in_any_case(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_MAIL);
    rig_ask(rig, "RCPT TO:<bob@RED.Example>", "250");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s3_6_2__a_foreign_domain_gets_550_whoever_asks),
        TEST(s3_6_2__a_source_route_through_us_relays_nothing),
        TEST(s3_6_2__our_domain_is_ours_in_any_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
