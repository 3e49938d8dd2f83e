/*
 * s7_apop.c - RFC 1939 section 7: APOP.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "tests/support/pop3_rig.h"

/* MD5 of <1896.697170952@pop.red.example>apple, the rig's stamp and secret. */
static const char right[] = "APOP alice 5b04106d94c6b556750fe81e4743f771";

/* A greeting with a stamp announces APOP. */
static void
s7_apop__the_greeting_has_a_stamp(void **state)
{
    struct pop3_rig *rig = *state;

    assert_non_null(memchr(rig->said.bytes, '<', rig->said.len));
    assert_memory_equal(rig->said.bytes + rig->said.len - 34,
                        "<1896.697170952@pop.red.example>\r\n", 34);
}

/* REQ(1939-7-APOP) the example of the RFC. */
static void
s7_apop__the_example_of_the_rfc(void **state)
{
    struct pop3_rig rig;

    (void)state;
    pop3_rig_init(&rig);
    rig.site.name = "dbc.mtview.ca.us";
    rig.user = "mrose";
    rig.password = "tanstaaf";
    pop3_rig_greet(&rig);
    pop3_rig_ok(&rig, "APOP mrose c4c9334bac560ecc979e58001b3e22fb");
    assert_int_equal(rig.pop3.state, POP3_TRANSACTION);
    assert_non_null(strstr(pop3_rig_log(&rig), "*: login user=mrose how=apop"));
    pop3_rig_end(&rig);
}

/* It sends no password, so it may come in the clear from anywhere. */
static void
s7_apop__it_is_offered_to_strangers_too(void **state)
{
    struct pop3_rig rig;

    (void)state;
    pop3_rig_init(&rig);
    rig.far = true;
    pop3_rig_greet(&rig);
    pop3_rig_ok(&rig, right);
    pop3_rig_end(&rig);
}

static void
s7_apop__a_wrong_digest_and_an_unknown_name_look_the_same(void **state)
{
    struct pop3_rig *rig = *state;
    char wrong[200];

    strcpy(wrong, pop3_rig_say(rig, "APOP alice "
                                    "c4c9334bac560ecc979e58001b3e22fb"));
    assert_memory_equal(wrong, "-ERR [AUTH] ", 12);
    assert_string_equal(pop3_rig_say(rig, "APOP nobody "
                                          "c4c9334bac560ecc979e58001b3e22fb"),
                        wrong);
    pop3_rig_ok(rig, right);
}

/* The third failure, by whatever command, is the last. */
static void
s7_apop__failures_of_all_kinds_count(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_err(rig, "APOP alice c4c9334bac560ecc979e58001b3e22fb");
    pop3_rig_ok(rig, "USER alice");
    pop3_rig_err(rig, "PASS pear");
    assert_false(pop3_rig_closed(rig));
    pop3_rig_err(rig, "AUTH PLAIN AGFsaWNlAHBlYXI=");
    assert_true(pop3_rig_closed(rig));
}

static void
s7_apop__it_needs_a_name_and_a_digest(void **state)
{
    static const char *const wrong[] = {"APOP", "APOP alice", "APOP alice ",
                                        "APOP  c4c9334b"};
    struct pop3_rig *rig = *state;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        pop3_rig_err(rig, wrong[i]);
        assert_memory_equal(rig->said.bytes, "-ERR APOP needs", 15);
    }
    pop3_rig_feed(rig, "APOP ali\0ce 8e3c\r\n", 18);
    assert_int_equal(rig->logins, 0);
}

/* REQ(1939-7-APOP) in AUTHORIZATION only. */
static void
s7_apop__a_second_login_is_err(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, right);
    pop3_rig_err(rig, right);
    assert_int_equal(rig->logins, 1);
}

static void
s7_apop__a_name_told_by_user_is_forgotten(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, "USER alice");
    pop3_rig_err(rig, "APOP alice c4c9334bac560ecc979e58001b3e22fb");
    pop3_rig_err(rig, "PASS apple");
    assert_int_equal(rig->logins, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        POP3_RIG_TEST(s7_apop__the_greeting_has_a_stamp),
        cmocka_unit_test(s7_apop__the_example_of_the_rfc),
        cmocka_unit_test(s7_apop__it_is_offered_to_strangers_too),
        POP3_RIG_TEST(
            s7_apop__a_wrong_digest_and_an_unknown_name_look_the_same),
        POP3_RIG_TEST(s7_apop__failures_of_all_kinds_count),
        POP3_RIG_TEST(s7_apop__it_needs_a_name_and_a_digest),
        POP3_RIG_TEST(s7_apop__a_second_login_is_err),
        POP3_RIG_TEST(s7_apop__a_name_told_by_user_is_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
