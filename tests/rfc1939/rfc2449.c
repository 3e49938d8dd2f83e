/*
 * rfc2449.c - RFC 2449 and RFC 3206: CAPA, pipelining, codes in brackets.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/pop3_rig.h"

static const char *
capabilities(struct pop3_rig *rig)
{
    const char *reply = pop3_rig_say(rig, "CAPA");
    const char *lines = strstr(reply, "\r\n");

    assert_memory_equal(reply, "+OK", 3);
    assert_non_null(lines);
    assert_string_equal(reply + strlen(reply) - 5, "\r\n.\r\n");
    return lines;
}

static void
expect_capability(struct pop3_rig *rig, const char *name)
{
    char line[80];

    snprintf(line, sizeof line, "\r\n%s\r\n", name);
    if (strstr(capabilities(rig), line) == NULL) {
        fail_msg("%s is not announced", name);
    }
}

/*
 * REQ(2449-5-both) REQ(2449-5) REQ(5034-3-both) what is available in
 * AUTHORIZATION is announced in both.
 */
static void
rfc2449__s5_capa_is_the_same_in_both_states(void **state)
{
    struct pop3_rig *rig = *state;
    char before[600];

    snprintf(before, sizeof before, "%s", capabilities(rig));
    pop3_rig_log_in(rig);
    assert_string_equal(capabilities(rig), before);
}

/* RFC 2449 section 3: a tag of printable octets, then words, one space each. */
static void
rfc2449__s3_each_capability_is_well_formed(void **state)
{
    struct pop3_rig *rig = *state;
    const char *at = capabilities(rig) + 2;

    while (strcmp(at, ".\r\n") != 0) {
        size_t len = strcspn(at, "\r");

        assert_true(len > 0 && len <= 510);
        assert_true(at[0] != ' ' && at[len - 1] != ' ' && at[0] != '.');
        for (size_t i = 0; i < len; i++) {
            assert_true(at[i] >= 0x20 && at[i] <= 0x7e);
            assert_false(at[i] == ' ' && at[i + 1] == ' ');
        }
        at += len + 2;
    }
}

/* REQ(2449-5) each promise is kept: sections 6.1, 6.2, 6.8. */
static void
rfc2449__s6_commands_announced_work(void **state)
{
    struct pop3_rig *rig = *state;

    expect_capability(rig, "USER");
    expect_capability(rig, "SASL PLAIN LOGIN");
    expect_capability(rig, "TOP");
    expect_capability(rig, "UIDL");
    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "TOP 1 0");
    pop3_rig_ok(rig, "UIDL");
}

/* REQ(2449-5) and nothing is announced that is not built. */
static void
rfc2449__s6_what_does_not_work_is_not_announced(void **state)
{
    static const char *const tags[] = {"STLS", "LOGIN-DELAY", "UTF8", "LANG"};
    static const char *const commands[] = {"STLS", "UTF8", "LANG"};
    struct pop3_rig *rig = *state;

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        assert_null(strstr(capabilities(rig), tags[i]));
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        pop3_rig_err(rig, commands[i]);
    }
}

/* Nor what is refused: a password in the clear from afar. */
static void
rfc2449__s6_no_clear_password_is_announced_to_strangers(void **state)
{
    struct pop3_rig rig;

    (void)state;
    pop3_rig_init(&rig);
    rig.far = true;
    rig.site.doors.tls = true;
    pop3_rig_greet(&rig);
    assert_null(strstr(capabilities(&rig), "\r\nUSER\r\n"));
    assert_null(strstr(capabilities(&rig), "SASL"));
    pop3_rig_ok(&rig, "STLS");
    expect_capability(&rig, "USER");
    expect_capability(&rig, "SASL PLAIN LOGIN");
    pop3_rig_end(&rig);
}

/*
 * REQ(2449-6.6) Section 6.6: many commands in one segment, answered in their
 * order.
 */
static void
rfc2449__s6_6_pipelined_commands_are_answered_in_turn(void **state)
{
    static const char typed[] = "USER alice\r\nPASS apple\r\nSTAT\r\n"
                                "RETR 1\r\nDELE 1\r\nLIST\r\nXYZZY\r\nQUIT\r\n";
    static const char *const replies[] = {
        "+OK", "+OK", "+OK 2 55\r\n", "+OK 24 octets\r\nSubject: one\r\n",
        "\r\nLunch?\r\n.\r\n+OK", "\r\n2 31\r\n.\r\n-ERR", "+OK"};
    struct pop3_rig *rig = *state;
    const char *at;

    expect_capability(rig, "PIPELINING");
    rig->said.len = 0;
    pop3_rig_feed(rig, typed, sizeof typed - 1);
    outbox_add(&rig->said, "", 1);
    at = rig->said.bytes;
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
        at = strstr(at, replies[i]);
        assert_non_null(at);
        at += strlen(replies[i]);
    }
    assert_true(rig->listed[0].removed);
}

/* The same octets one by one: how they are cut changes nothing. */
static void
rfc2449__s6_6_segments_do_not_matter(void **state)
{
    static const char typed[] = "USER alice\r\nPASS apple\r\nRETR 2\r\n"
                                "DELE 2\r\nUIDL\r\nQUIT\r\n";
    struct pop3_rig *rig = *state;
    void *other;
    struct pop3_rig *whole;

    assert_int_equal(pop3_rig_setup(&other), 0);
    whole = other;
    pop3_rig_feed(whole, typed, sizeof typed - 1);
    for (size_t i = 0; i < sizeof typed - 1; i++) {
        pop3_rig_feed(rig, typed + i, 1);
    }
    assert_int_equal(rig->said.len, whole->said.len);
    assert_memory_equal(rig->said.bytes, whole->said.bytes, whole->said.len);
    pop3_rig_teardown(&other);
}

/*
 * REQ(2449-8) Section 8.1.2, RFC 3206 sections 4 and 5: why, in brackets,
 * behind -ERR.
 */
static void
rfc2449__s8_failed_logins_say_why_in_brackets(void **state)
{
    struct pop3_rig *rig = *state;

    expect_capability(rig, "RESP-CODES");
    expect_capability(rig, "AUTH-RESP-CODE");
    pop3_rig_ok(rig, "USER alice");
    assert_memory_equal(pop3_rig_say(rig, "PASS pear"), "-ERR [AUTH] ", 12);
    rig->outcome = LOGIN_IN_USE;
    pop3_rig_ok(rig, "USER alice");
    assert_memory_equal(pop3_rig_say(rig, "PASS apple"), "-ERR [IN-USE] ", 14);
    rig->outcome = LOGIN_TROUBLE;
    pop3_rig_ok(rig, "USER alice");
    assert_memory_equal(pop3_rig_say(rig, "PASS apple"), "-ERR [SYS/TEMP] ",
                        16);
}

/* RFC 3206 section 4: a fault of ours is told apart from the user's. */
static void
rfc2449__s8_a_vanished_message_is_a_fault_of_the_system(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    rig->messages[1].vanished = true;
    assert_memory_equal(pop3_rig_say(rig, "RETR 2"), "-ERR [SYS/PERM] ", 16);
}

/*
 * REQ(2449-8) Section 6.4: a text that begins with [ is a code, so no other
 * may.
 */
static void
rfc2449__s6_4_a_plain_refusal_has_no_bracket(void **state)
{
    static const char *const wrong[] = {"XYZZY", "RETR 9", "DELE x", "[",
                                        "LIST [", "USER a", "TOP [ ["};
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_not_equal(pop3_rig_say(rig, wrong[i])[5], '[');
    }
}

/* Section 6.7: EXPIRE NEVER, so no session removes what nobody marked. */
static void
rfc2449__s6_7_expire_never_is_true(void **state)
{
    struct pop3_rig *rig = *state;

    expect_capability(rig, "EXPIRE NEVER");
    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "RETR 1");
    pop3_rig_ok(rig, "RETR 2");
    pop3_rig_ok(rig, "QUIT");
    assert_false(rig->listed[0].removed || rig->listed[1].removed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        POP3_RIG_TEST(rfc2449__s5_capa_is_the_same_in_both_states),
        POP3_RIG_TEST(rfc2449__s3_each_capability_is_well_formed),
        POP3_RIG_TEST(rfc2449__s6_commands_announced_work),
        POP3_RIG_TEST(rfc2449__s6_what_does_not_work_is_not_announced),
        cmocka_unit_test(
            rfc2449__s6_no_clear_password_is_announced_to_strangers),
        POP3_RIG_TEST(rfc2449__s6_6_pipelined_commands_are_answered_in_turn),
        POP3_RIG_TEST(rfc2449__s6_6_segments_do_not_matter),
        POP3_RIG_TEST(rfc2449__s8_failed_logins_say_why_in_brackets),
        POP3_RIG_TEST(rfc2449__s8_a_vanished_message_is_a_fault_of_the_system),
        POP3_RIG_TEST(rfc2449__s6_4_a_plain_refusal_has_no_bracket),
        POP3_RIG_TEST(rfc2449__s6_7_expire_never_is_true),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
