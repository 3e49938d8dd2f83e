/*
 * s5.c - RFC 1939 section 5: what may be done in TRANSACTION.
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

/*
 * REQ(1939-5-RETR) REQ(1939-3-dots) "CRLF.CRLF" ends it, the line was stuffed.
 */
static void
s5__retr_stuffs_lines_that_begin_with_a_dot(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    assert_string_equal(pop3_rig_say(rig, "RETR 2"),
                        "+OK 31 octets\r\nSubject: two\r\n\r\n"
                        "... no\r\n..\r\nyes\r\n.\r\n");
}

/* REQ(1939-5-RETR) reading changes nothing. */
static void
s5__retr_marks_nothing(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "RETR 1");
    pop3_rig_ok(rig, "RETR 1");
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 2 55\r\n");
    pop3_rig_ok(rig, "QUIT");
    assert_false(rig->listed[0].removed);
}

/* REQ(1939-5-LIST) a line each, then the dot. */
static void
s5__list_lists_each_message(void **state)
{
    struct pop3_rig *rig = *state;
    const char *reply;

    pop3_rig_log_in(rig);
    reply = pop3_rig_say(rig, "LIST");
    assert_memory_equal(reply, "+OK", 3);
    assert_string_equal(strstr(reply, "\r\n"), "\r\n1 24\r\n2 31\r\n.\r\n");
}

static void
s5__an_empty_maildrop_lists_nothing(void **state)
{
    struct pop3_rig rig;

    (void)state;
    pop3_rig_init(&rig);
    pop3_rig_greet(&rig);
    pop3_rig_log_in(&rig);
    assert_string_equal(pop3_rig_say(&rig, "STAT"), "+OK 0 0\r\n");
    assert_string_equal(strstr(pop3_rig_say(&rig, "LIST"), "\r\n"),
                        "\r\n.\r\n");
    assert_string_equal(strstr(pop3_rig_say(&rig, "UIDL"), "\r\n"),
                        "\r\n.\r\n");
    pop3_rig_ok(&rig, "RSET");
    pop3_rig_err(&rig, "RETR 1");
    pop3_rig_err(&rig, "LIST 1");
    pop3_rig_ok(&rig, "QUIT");
    pop3_rig_end(&rig);
}

/* REQ(1939-5-DELE) REQ(1939-5-STAT) REQ(1939-5-LIST) */
static void
s5__marked_messages_are_neither_counted_nor_listed(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 1");
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 1 31\r\n");
    assert_string_equal(strstr(pop3_rig_say(rig, "LIST"), "\r\n"),
                        "\r\n2 31\r\n.\r\n");
    assert_string_equal(strstr(pop3_rig_say(rig, "UIDL"), "\r\n"),
                        "\r\n2 uid-two\r\n.\r\n");
    pop3_rig_ok(rig, "DELE 2");
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 0 0\r\n");
}

/* LIST's own first line tells the same as STAT. */
static void
s5__the_words_of_list_count_as_stat_does(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    assert_non_null(strstr(pop3_rig_say(rig, "LIST"), "2 messages (55 oct"));
    pop3_rig_ok(rig, "DELE 2");
    assert_non_null(strstr(pop3_rig_say(rig, "LIST"), "1 message (24 oct"));
}

/* REQ(1939-5-DELE) numbers stay as they are until the session ends. */
static void
s5__numbers_do_not_move_up(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 1");
    assert_string_equal(pop3_rig_say(rig, "LIST 2"), "+OK 2 31\r\n");
    assert_non_null(strstr(pop3_rig_say(rig, "RETR 2"), "Subject: two"));
    pop3_rig_err(rig, "LIST 1");
}

/* REQ(1939-5-DELE) any future reference generates an error. */
static void
s5__dele_twice_is_err(void **state)
{
    static const char *const future[] = {"DELE 1", "LIST 1", "RETR 1",
                                         "TOP 1 0", "UIDL 1"};
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 1");
    for (size_t i = 0; i < sizeof future / sizeof *future; i++) {
        pop3_rig_err(rig, future[i]);
    }
    assert_int_equal(rig->opened, 0);
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 1 31\r\n");
}

/* REQ(1939-5-DELE) */
static void
s5__dele_removes_nothing_yet(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 1");
    assert_true(rig->listed[0].marked);
    assert_false(rig->listed[0].removed);
    assert_int_equal(rig->updates, 0);
}

/* REQ(1939-5-RSET) */
static void
s5__rset_takes_all_marks_away(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 1");
    pop3_rig_ok(rig, "DELE 2");
    assert_non_null(strstr(pop3_rig_say(rig, "RSET"), "2 messages (55 oct"));
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 2 55\r\n");
    pop3_rig_ok(rig, "RETR 1");
    pop3_rig_ok(rig, "DELE 2"); /* it can be marked again */
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 1 24\r\n");
}

static void
s5__rset_without_marks_is_ok(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "RSET");
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 2 55\r\n");
}

/* REQ(1939-5-NOOP) */
static void
s5__noop_does_nothing(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 1");
    pop3_rig_ok(rig, "NOOP");
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 1 31\r\n");
    assert_int_equal(rig->pop3.state, POP3_TRANSACTION);
}

/* Decimal digits, and nothing that wraps round to a message there is. */
static void
expect_no_number(struct pop3_rig *rig, const char *word)
{
    static const char *const wrong[] = {
        "-1", "0", "00", "3", "0x1", "1.0", "+1", " 1", "1 2", "1  2", "1,2",
        "one", "1a", "\xb1", "*", "1:2", "4294967297", "18446744073709551615",
        "18446744073709551616", "18446744073709551617",
        "36893488147419103233", "99999999999999999999999999999999999999999"};
    char command[80];

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        rig->pop3.errors = 0; /* or the 21st would close the session */
        snprintf(command, sizeof command, "%s %s", word, wrong[i]);
        pop3_rig_err(rig, command);
    }
}

static void
s5__what_is_no_message_number_is_err(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    expect_no_number(rig, "LIST");
    expect_no_number(rig, "RETR");
    expect_no_number(rig, "DELE");
    expect_no_number(rig, "UIDL");
    assert_int_equal(rig->opened, 0);
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 2 55\r\n");
}

static void
s5__retr_and_dele_need_a_number(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_err(rig, "RETR");
    pop3_rig_err(rig, "DELE");
    pop3_rig_err(rig, "RETR ");
    assert_string_equal(pop3_rig_say(rig, "LIST 02"), "+OK 2 31\r\n");
}

/* A file that somebody took away is an error of its message only. */
static void
s5__a_vanished_message_is_err_and_the_session_goes_on(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    rig->messages[0].vanished = true;
    pop3_rig_err(rig, "RETR 1");
    pop3_rig_err(rig, "TOP 1 5");
    pop3_rig_ok(rig, "RETR 2");
    assert_string_equal(pop3_rig_say(rig, "LIST 1"), "+OK 1 24\r\n");
    pop3_rig_ok(rig, "QUIT");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        POP3_RIG_TEST(s5__retr_stuffs_lines_that_begin_with_a_dot),
        POP3_RIG_TEST(s5__retr_marks_nothing),
        POP3_RIG_TEST(s5__list_lists_each_message),
        cmocka_unit_test(s5__an_empty_maildrop_lists_nothing),
        POP3_RIG_TEST(s5__marked_messages_are_neither_counted_nor_listed),
        POP3_RIG_TEST(s5__the_words_of_list_count_as_stat_does),
        POP3_RIG_TEST(s5__numbers_do_not_move_up),
        POP3_RIG_TEST(s5__dele_twice_is_err),
        POP3_RIG_TEST(s5__dele_removes_nothing_yet),
        POP3_RIG_TEST(s5__rset_takes_all_marks_away),
        POP3_RIG_TEST(s5__rset_without_marks_is_ok),
        POP3_RIG_TEST(s5__noop_does_nothing),
        POP3_RIG_TEST(s5__what_is_no_message_number_is_err),
        POP3_RIG_TEST(s5__retr_and_dele_need_a_number),
        POP3_RIG_TEST(s5__a_vanished_message_is_err_and_the_session_goes_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
