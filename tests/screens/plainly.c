/*
 * plainly.c - poor terminals: no colour, no UTF-8, no cursor, no terminal.
 *
 * Nothing is told by colour or by a line of Unicode alone; and where no screen
 * can be drawn, the same words come line by line.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/screen_world.h"

/* ---- Poor terminals ---- */

static bool
any_colour(const struct screen_rig *rig)
{
    for (int row = 0; row < rig->rows; row++) {
        for (int col = 0; col < rig->cols; col++) {
            if (screen_cell(rig, row, col).coloured) {
                return true;
            }
        }
    }
    return false;
}

static bool
has_octet_beyond_ascii(const struct screen_rig *rig)
{
    for (size_t i = 0; i < rig->len; i++) {
        if ((unsigned char)rig->octets[i] > 0x7F) {
            return true;
        }
    }
    return false;
}

/*
 * Walk on to the first reply, with the terminal as it is set.
 */
static struct screen_rig *
walk_to_greeting(struct screen_world *world, const char *words)
{
    struct screen_rig *rig = screen_world_run(world, 40, 120, words);

    screen_world_ask(rig);
    screen_press(rig, "b");
    screen_await(rig, "Next you connect");
    screen_press(rig, "2");
    screen_await(rig, "You said 2, and 2 it was"); /* 220 is in the log, too */
    screen_await_hints(rig);
    return rig;
}

static void
colour_is_there_if_wanted_and_only_then(void **state)
{
    struct screen_rig *rig = walk_to_greeting(*state, "walk a1");

    assert_true(any_colour(rig));
    screen_world_env(*state, "NO_COLOR=1");
    rig = walk_to_greeting(*state, "walk a1");
    assert_false(any_colour(rig));
}

static void
no_color_that_is_empty_counts_for_nothing(void **state)
{
    screen_world_env(*state, "NO_COLOR=");
    assert_true(any_colour(walk_to_greeting(*state, "walk a1")));
}

static void
the_c_locale_gets_ascii_alone(void **state)
{
    struct screen_rig *rig = walk_to_greeting(*state, "walk a1");

    assert_true(has_octet_beyond_ascii(rig));
    screen_world_env(*state, "LC_ALL=C");
    rig = walk_to_greeting(*state, "walk a1");
    assert_false(has_octet_beyond_ascii(rig));
    screen_await(rig, "<---");
}

static void
other_terminals_show_the_same_screen(void **state)
{
    static const char *const names[] = {"TERM=vt100", "TERM=linux",
                                        "TERM=screen", "TERM=tmux-256color"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct screen_world *world = *state;
        struct screen_rig *rig;

        screen_world_env(world, names[i]);
        rig = walk_to_greeting(world, "walk a1");
        screen_press(rig, "q");
        screen_press(rig, "q"); /* it asks, for there is a session */
        assert_int_equal(screen_await_end(rig), 0);
        screen_check_restored(rig);
        world->env_count--;
    }
}

/* ---- No screen at all ---- */

/*
 * Without its cursor motions a screen is rubbish; plain text has none.
 */
static void
plays_plainly(struct screen_world *world, const char *term)
{
    struct screen_rig *rig;

    screen_world_env(world, term);
    rig = screen_world_run(world, 50, 100, "walk a1");
    screen_await(rig, "Who speaks first?");
    screen_type(rig, "b\n\n");
    screen_await(rig, "  S: 220 ");
    screen_type(rig, "q\n");
    assert_int_equal(screen_await_end(rig), 0);
    assert_null(memchr(rig->octets, 0x1B, rig->len));
    screen_check_restored(rig);
    world->env_count--;
}

static void
a_terminal_that_cannot_gets_plain_lines(void **state)
{
    plays_plainly(*state, "TERM=dumb");
    plays_plainly(*state, "TERM=nonsense");
    plays_plainly(*state, "TERM=");
}

static void
a_pipe_gets_plain_lines(void **state)
{
    int status;
    char *text = screen_world_pipe(*state, "walk a1", &status);

    assert_int_equal(status, 0);
    assert_non_null(strstr(text, "Who speaks first?"));
    assert_non_null(strstr(text, "  S: 354 "));
    assert_null(strchr(text, 0x1B));
    free(text);
    text = screen_world_pipe(*state, "", &status);
    assert_int_equal(status, 0);
    assert_null(strchr(text, 0x1B));
    free(text);
}

static void
plain_is_there_for_who_asks(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80,
                                              "walk --plain a1");

    screen_await(rig, "Who speaks first?");
    assert_false(rig->alternate);
    screen_type(rig, "\nq\n");
    assert_int_equal(screen_await_end(rig), 0);
    assert_null(memchr(rig->octets, 0x1B, rig->len));
}

#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, screen_world_setup,                 \
                                    screen_world_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(colour_is_there_if_wanted_and_only_then),
        CASE(no_color_that_is_empty_counts_for_nothing),
        CASE(the_c_locale_gets_ascii_alone),
        CASE(other_terminals_show_the_same_screen),
        CASE(a_terminal_that_cannot_gets_plain_lines),
        CASE(a_pipe_gets_plain_lines),
        CASE(plain_is_there_for_who_asks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
