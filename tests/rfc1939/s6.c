/*
 * s6.c - RFC 1939 section 6: only QUIT removes, and only what is marked.
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

/* REQ(1939-6-QUIT) REQ(1939-6-only) REQ(1939-5-DELE) */
static void
s6__quit_removes_what_is_marked_and_no_more(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 2");
    pop3_rig_ok(rig, "QUIT");
    assert_int_equal(rig->updates, 1);
    assert_false(rig->listed[0].removed);
    assert_true(rig->listed[1].removed);
    assert_true(pop3_rig_closed(rig));
    assert_int_equal(rig->pop3.state, POP3_CLOSED);
}

/* REQ(1939-5-RSET) */
static void
s6__quit_behind_rset_removes_nothing(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 1");
    pop3_rig_ok(rig, "DELE 2");
    pop3_rig_ok(rig, "RSET");
    assert_non_null(strstr(pop3_rig_say(rig, "QUIT"), "0 removed, 2 left"));
    assert_false(rig->listed[0].removed);
    assert_false(rig->listed[1].removed);
}

static void
s6__quit_says_what_it_removed(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 2");
    assert_non_null(strstr(pop3_rig_say(rig, "QUIT"), "1 removed, 1 left"));
}

/* REQ(1939-6-QUIT) whether the removal was successful or not, it is over. */
static void
s6__what_could_not_be_removed_is_err(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 1");
    pop3_rig_ok(rig, "DELE 2");
    rig->stuck = 1;
    assert_non_null(strstr(pop3_rig_say(rig, "QUIT"),
                           "-ERR [SYS/TEMP] 1 marked message could not"));
    assert_true(pop3_rig_closed(rig));
    assert_int_equal(rig->pop3.state, POP3_CLOSED);
}

/* The reply tells of the removal, however much the client erred before. */
static void
s6__twenty_errors_do_not_hide_how_the_removal_went(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 1");
    for (int i = 0; i < 20; i++) {
        pop3_rig_err(rig, "XYZZY");
    }
    rig->stuck = 1;
    assert_non_null(strstr(pop3_rig_say(rig, "QUIT"), "could not be removed"));
}

/* REQ(1939-6-lost) a connection that breaks MUST not remove any messages. */
static void
s6__a_lost_connection_removes_nothing(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 1");
    pop3_rig_feed(rig, "QUIT", 4); /* half a command is no command */
    pop3_rig_feed(rig, "\r", 1);
    assert_int_equal(rig->updates, 0);
    pop3_end(&rig->pop3);
    assert_int_equal(rig->updates, 0);
    assert_false(rig->listed[0].removed);
}

static void
s6__nothing_is_taken_behind_quit(void **state)
{
    static const char typed[] = "DELE 1\r\nQUIT\r\nRSET\r\nSTAT\r\n";
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    rig->log.len = 0;
    pop3_rig_feed(rig, typed, sizeof typed - 1);
    assert_true(rig->listed[0].removed);
    assert_null(strstr(pop3_rig_log(rig), "RSET"));
    assert_null(strstr(pop3_rig_log(rig), "STAT"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        POP3_RIG_TEST(s6__quit_removes_what_is_marked_and_no_more),
        POP3_RIG_TEST(s6__quit_behind_rset_removes_nothing),
        POP3_RIG_TEST(s6__quit_says_what_it_removed),
        POP3_RIG_TEST(s6__what_could_not_be_removed_is_err),
        POP3_RIG_TEST(s6__twenty_errors_do_not_hide_how_the_removal_went),
        POP3_RIG_TEST(s6__a_lost_connection_removes_nothing),
        POP3_RIG_TEST(s6__nothing_is_taken_behind_quit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
