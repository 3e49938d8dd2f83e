/*
 * rig.c - the screen rig itself, on small programs of the shell.
 *
 * A rig that sees nothing would let every test of a screen pass; so here it
 * has to see what is right and what is wrong.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/screen_golden.h"
#include "tests/support/screen_rig.h"

static int
setup(void **state)
{
    *state = calloc(1, sizeof(struct screen_rig));
    return *state == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
    screen_close(*state);
    free(*state);
    return 0;
}

static struct screen_rig *
run(void **state, const char *script)
{
    const char *argv[] = {"sh", "-c", script, NULL};

    screen_open(*state, 24, 80, argv, NULL);
    return *state;
}

static void
what_is_printed_stands_in_its_cells(void **state)
{
    struct screen_rig *rig = run(state,
        "printf 'a\\033[1mb\\033[4mc\\033[0m\\033[31md\\033[0m"
        "\\342\\224\\200\\347\\214\\253x'; read x");
    char row[SCREEN_ROW_MAX];
    int at, col;

    screen_await(rig, "x");
    assert_string_equal(screen_row(rig, 0, row), "abcd\u2500\u732Bx");
    assert_false(screen_cell(rig, 0, 0).bold);
    assert_true(screen_cell(rig, 0, 1).bold);
    assert_false(screen_cell(rig, 0, 1).underline);
    assert_true(screen_cell(rig, 0, 2).underline);
    assert_true(screen_cell(rig, 0, 3).coloured);
    assert_false(screen_cell(rig, 0, 4).coloured);
    screen_cursor(rig, &at, &col);
    assert_int_equal(at, 0);
    assert_int_equal(col, 8);
}

static void
keys_arrive_and_the_status_comes_back(void **state)
{
    struct screen_rig *rig = run(state, "read x; echo got $x; exit 7");

    screen_type(rig, "hello");
    screen_press(rig, "Enter");
    screen_await(rig, "got hello");
    assert_int_equal(screen_await_end(rig), 7);
    screen_check_restored(rig);
}

static void
a_new_size_is_told_by_a_signal(void **state)
{
    struct screen_rig *rig = run(state, "trap 'stty size' WINCH; echo ready;"
                                        "while :; do read x; done");

    screen_await(rig, "ready");
    screen_resize(rig, 33, 101);
    screen_await(rig, "33 101");
}

static void
stopped_and_continued(void **state)
{
    struct screen_rig *rig = run(state, "echo ready; read x; echo got $x");

    screen_await(rig, "ready");
    screen_press(rig, "Ctrl-Z");
    screen_await_stop(rig);
    screen_signal(rig, SIGCONT);
    screen_type(rig, "on\n");
    screen_await(rig, "got on");
}

static void
a_signal_ends_it(void **state)
{
    struct screen_rig *rig = run(state, "echo ready; read x");

    screen_await(rig, "ready");
    screen_signal(rig, SIGTERM);
    assert_int_equal(screen_await_end(rig), 128 + SIGTERM);
}

static void
a_terminal_left_in_disorder_is_seen(void **state)
{
    struct screen_rig *rig = run(state,
        "printf '\\033[?1049h\\033[?25l'; stty -echo; exit 0");
    struct termios now;

    screen_await_end(rig);
    assert_true(rig->alternate);
    assert_false(rig->cursor_shown);
    assert_int_equal(tcgetattr(rig->slave, &now), 0);
    assert_int_not_equal(now.c_lflag, rig->before.c_lflag);
}

static void
the_mask_hides_what_changes_and_keeps_the_columns(void **state)
{
    static const struct {
        const char *text, *masked;
    } rows[] = {
        {"at 127.0.0.1:42525, 250 2.1.0", "at 127.0.0.1:#####, 250 2.1.0"},
        {"10:15:09.102 smtp#7 S: 354", "##:##:##.### smtp## S: 354"},
        {"uid=1763889161.M377412P00812Q000007R5f2c91aa.red octets=263",
         "uid=##########.#############################.red octets=263"},
        {"Mon, 23 Nov 2026 11:00:00 +0000", "Day, ## Mon #### ##:##:## +0000"},
        {"step 7 of 13, RFC 5321 section 4.1.1", NULL},
        {"\u2500\u2500 250-SIZE 1048 \u2500", NULL},
    };
    char row[SCREEN_ROW_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(row, sizeof row, "%s", rows[i].text);
        screen_mask(row);
        assert_string_equal(row, rows[i].masked != NULL ? rows[i].masked
                                                        : rows[i].text);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_printed_stands_in_its_cells),
        CASE(keys_arrive_and_the_status_comes_back),
        CASE(a_new_size_is_told_by_a_signal),
        CASE(stopped_and_continued),
        CASE(a_signal_ends_it),
        CASE(a_terminal_left_in_disorder_is_seen),
        cmocka_unit_test(the_mask_hides_what_changes_and_keeps_the_columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
