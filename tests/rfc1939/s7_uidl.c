/*
 * s7_uidl.c - RFC 1939 section 7: UIDL.
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

/* REQ(1939-7-UIDL) number, one space, unique-id, and nothing behind it. */
static void
s7_uidl__names_each_message(void **state)
{
    struct pop3_rig *rig = *state;
    const char *reply;

    pop3_rig_log_in(rig);
    reply = pop3_rig_say(rig, "UIDL");
    assert_memory_equal(reply, "+OK", 3);
    assert_string_equal(strstr(reply, "\r\n"),
                        "\r\n1 uid-one\r\n2 uid-two\r\n.\r\n");
}

static void
s7_uidl__of_one_message_is_one_line(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    assert_string_equal(pop3_rig_say(rig, "UIDL 2"), "+OK 2 uid-two\r\n");
    pop3_rig_err(rig, "UIDL 3");
    pop3_rig_err(rig, "UIDL 0");
}

/* REQ(1939-7-UIDL) marked messages are not listed, nor may they be named. */
static void
s7_uidl__leaves_out_what_is_marked(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 1");
    pop3_rig_err(rig, "UIDL 1");
    assert_string_equal(strstr(pop3_rig_say(rig, "UIDL"), "\r\n"),
                        "\r\n2 uid-two\r\n.\r\n");
    pop3_rig_ok(rig, "RSET");
    assert_string_equal(pop3_rig_say(rig, "UIDL 1"), "+OK 1 uid-one\r\n");
}

#define SEVENTY "0123456789012345678901234567890123456789" \
                "012345678901234567890123456789"

/*
 * REQ(1939-7-UIDL) one to 70 octets; the name has no NUL behind it in memory.
 */
static void
s7_uidl__of_70_octets_is_whole(void **state)
{
    struct pop3_rig rig;

    (void)state;
    pop3_rig_init(&rig);
    pop3_rig_message(&rig, SEVENTY "XYZ", "", 0);
    rig.listed[0].uid_len = 70;
    pop3_rig_greet(&rig);
    pop3_rig_log_in(&rig);
    assert_string_equal(pop3_rig_say(&rig, "UIDL 1"),
                        "+OK 1 " SEVENTY "\r\n");
    assert_string_equal(strstr(pop3_rig_say(&rig, "UIDL"), "\r\n"),
                        "\r\n1 " SEVENTY "\r\n.\r\n");
    rig.log.len = 0;
    pop3_rig_ok(&rig, "DELE 1");
    assert_null(strstr(pop3_rig_log(&rig), "XYZ"));
    pop3_rig_end(&rig);
}

/* A name with a space or an equals sign forges no key in the log. */
static void
s7_uidl__a_mark_tells_the_name_escaped(void **state)
{
    struct pop3_rig rig;

    (void)state;
    pop3_rig_init(&rig);
    pop3_rig_message(&rig, "a=b", "", 0);
    pop3_rig_greet(&rig);
    pop3_rig_log_in(&rig);
    pop3_rig_ok(&rig, "DELE 1");
    assert_non_null(strstr(pop3_rig_log(&rig), "*: mark n=1 uid=a\\x3Db\n"));
    pop3_rig_end(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        POP3_RIG_TEST(s7_uidl__names_each_message),
        POP3_RIG_TEST(s7_uidl__of_one_message_is_one_line),
        POP3_RIG_TEST(s7_uidl__leaves_out_what_is_marked),
        cmocka_unit_test(s7_uidl__of_70_octets_is_whole),
        cmocka_unit_test(s7_uidl__a_mark_tells_the_name_escaped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
