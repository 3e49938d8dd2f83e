/*
 * sizes.c - every size of the window, and whatever is typed in it.
 *
 * From 60 columns and 16 rows on, "? help" stands in the last row, whole.
 * Below that one message says what is needed, and nothing is lost.  A new size
 * is drawn at once; no key is needed for it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/screen_world.h"

/* The logs of a class. */
#define REPLAY "replay tests/screens/logs/smtpd.log"
#define CLASS "watch tests/screens/logs/smtpd.log tests/screens/logs/pop3d.log"

enum {
    RANDOM_KEYS = 300,
    KEYS_A_SIZE = 6,
    SEED = 20261123,
    STORM = 300,
    PASTE = 5000,
    PASTE_PART = 250
};

static void
try_sizes(struct screen_rig *rig)
{
    static const int cols[] = {60, 61, 79, 80, 81, 119, 120, 179, 180, 200};
    static const int rows[] = {16, 17, 23, 24, 25, 39, 40, 50};

    for (size_t i = 0; i < sizeof cols / sizeof cols[0]; i++) {
        for (size_t k = i % 2; k < sizeof rows / sizeof rows[0]; k += 2) {
            screen_resize(rig, rows[k], cols[i]);
            screen_await_hints(rig);
        }
    }
}

static void
help_is_named_at_every_size(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "");

    screen_await_hints(rig);
    try_sizes(rig);
    screen_press(rig, "Enter");
    screen_await(rig, "step 1 of");
    try_sizes(rig);
    screen_press(rig, "?");
    screen_await(rig, "any other key goes back");
    try_sizes(rig);
}

static void
help_is_named_at_every_size_of_replay(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, REPLAY);

    screen_await(rig, "30 sessions");
    try_sizes(rig);
    screen_press(rig, "Enter");
    screen_await(rig, "line 1 of");
    try_sizes(rig);
    rig = screen_world_run(*state, 24, 80, REPLAY " smtp#13 smtp#7");
    screen_await(rig, "How they differ");
    try_sizes(rig);
}

static void
help_is_named_at_every_size_of_watch(void **state)
{
    static const char *const keys[] = {"Enter", "Esc", "Tab", "Tab", "b", "e",
                                       "/"};
    struct screen_rig *rig = screen_world_run(*state, 24, 80, CLASS);

    screen_await(rig, "29 sessions open");
    try_sizes(rig);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        screen_press(rig, keys[i]);
        try_sizes(rig);
    }
}

static void
too_small(struct screen_rig *rig, int rows, int cols)
{
    char text[64];

    screen_resize(rig, rows, cols);
    snprintf(text, sizeof text, "Too small: %dx%d. Need 60x16.", cols, rows);
    screen_await(rig, text);
    screen_await(rig, "Enlarge it, or q and: mailwalk --plain");
    assert_int_equal(screen_find(rig, "? help"), -1);
}

static void
below_60x16_one_message_and_no_key_acts(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "walk a1");

    screen_await(rig, "step 1 of");
    screen_await_hints(rig);
    too_small(rig, 15, 60);
    screen_type(rig, "bb  \rxvz?");
    screen_press(rig, "Esc");
    too_small(rig, 16, 59);
    too_small(rig, 5, 40);
    screen_resize(rig, 2, 3);
    screen_await(rig, "Too");
    screen_resize(rig, 1, 1);
    screen_await(rig, "T");
    screen_resize(rig, 24, 80);
    screen_await_hints(rig);
    screen_await(rig, "step 1 of");
    too_small(rig, 5, 52);
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
}

static void
a_start_in_a_small_window_is_no_trap(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 10, 40, "");

    screen_await(rig, "Too small: 40x10. Need 60x16.");
    screen_resize(rig, 16, 60);
    screen_await_hints(rig);
    screen_await(rig, "Send one mail");
}

/*
 * The program is slow and sees the last size only, its old one; but the
 * terminal has lost what did not fit in between.
 */
static void
shrunk_and_grown_again_all_is_drawn_anew(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "");

    screen_await_hints(rig);
    screen_settle(rig);
    screen_signal(rig, SIGSTOP);
    screen_await_stop(rig);
    screen_resize(rig, 10, 30);
    screen_wipe(rig);
    screen_resize(rig, 24, 80);
    screen_signal(rig, SIGCONT);
    screen_await_hints(rig);
    screen_await(rig, "Send one mail");
}

/*
 * Sizes faster than they can be drawn: the last one counts.
 */
static void
a_storm_of_sizes_ends_with_the_last_one(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "walk a1");

    screen_await_hints(rig);
    for (int i = 0; i < STORM; i++) {
        screen_resize(rig, 10 + i % 50, 40 + i * 7 % 180);
    }
    screen_resize(rig, 24, 80);
    screen_await_hints(rig);
    screen_await(rig, "step 1 of");
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
}

/* ---- Anything at all ---- */

/*
 * Octets of all kinds but q and Esc, as a clumsy paste has them.
 */
static void
paste(struct screen_rig *rig)
{
    char some[PASTE_PART + 1];

    for (int i = 0; i < PASTE; i += PASTE_PART) {
        for (int k = 0; k < PASTE_PART; k++) {
            some[k] = (char)(' ' + (i + k * 7) % 94);
            some[k] = some[k] == 'q' ? '\t' : some[k];
        }
        some[PASTE_PART] = '\0';
        screen_type(rig, some);
        screen_pump(rig, 0);
    }
}

static void
a_paste_of_5000_characters_does_no_harm(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "walk a1");

    screen_await_hints(rig);
    paste(rig);
    screen_settle(rig);
    screen_press(rig, "Esc");
    screen_press(rig, "Esc");
    screen_press(rig, "Esc");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
    rig = screen_world_run(*state, 24, 80, "talk smtp");
    screen_await(rig, "[EHLO");
    paste(rig);
    screen_settle(rig);
    screen_await_hints(rig);
    screen_signal(rig, SIGTERM);
    assert_int_equal(screen_await_end(rig), 128 + SIGTERM);
    screen_check_restored(rig);
}

static unsigned
next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16 & 0x7FFF;
}

static void
press_something(struct screen_rig *rig, unsigned *seed)
{
    static const char *const keys[] = {
        "Space", "Space", "Space", "Right", "Left", "Home", "End", "Up",
        "Down", "PgUp", "PgDn", "Tab", "Enter", "Enter", "b", "2", "3", "5",
        "+", "-", "x", "v", "e", "z", "o", "r", "P", "g", "G", "?", "Esc",
        "Ctrl-L", "Backspace", "a", "\xC3\xA9", "\xE7\x8C\xAB", "\x1b[20~",
        "QUIT", "~", "\x01",
        "/", "f", "n", "N", "p", "c", "C",
    };
    unsigned count = sizeof keys / sizeof keys[0];

    screen_press(rig, keys[next_random(seed) % count]);
}

static void
resize_somehow(struct screen_rig *rig, unsigned *seed)
{
    int rows = 1 + (int)(next_random(seed) % 60);
    int cols = 1 + (int)(next_random(seed) % 220);

    screen_resize(rig, rows, cols);
    if (rows >= 16 && cols >= 60) {
        screen_await_hints(rig);
    } else {
        screen_await(rig, "T"); /* of "Too small" */
    }
}

/*
 * It lives and names its help, or it has ended.
 */
static bool
is_well(struct screen_rig *rig, void *ctx)
{
    char row[SCREEN_ROW_MAX];

    (void)ctx;
    return rig->ended ||
           strstr(screen_row(rig, rig->rows - 1, row), "? help") != NULL;
}

/*
 * Esc in the first screen ends the program; then it begins again.
 */
static void
press_anything(struct screen_world *world, const char *words)
{
    struct screen_rig *rig = screen_world_run(world, 24, 80, words);
    unsigned seed = SEED;
    int pressed = 0;

    screen_await_hints(rig);
    while (pressed < RANDOM_KEYS) {
        for (int i = 0; i < KEYS_A_SIZE && !rig->ended; i++, pressed++) {
            press_something(rig, &seed);
            screen_pump(rig, 0);
        }
        screen_resize(rig, 24, 80);
        screen_await_that(rig, is_well, NULL, "alive, with ? help");
        if (rig->ended) {
            assert_int_equal(screen_await_end(rig), 0);
            screen_check_restored(rig);
            rig = screen_world_run(world, 24, 80, words);
            screen_await_hints(rig);
        }
        resize_somehow(rig, &seed);
    }
    screen_signal(rig, SIGTERM);
    assert_int_equal(screen_await_end(rig), 128 + SIGTERM);
    screen_check_restored(rig);
}

static void
any_keys_at_any_size_do_no_harm(void **state)
{
    press_anything(*state, "");
}

static void
any_keys_do_no_harm_to_watch(void **state)
{
    press_anything(*state, CLASS);
}

static void
any_keys_do_no_harm_to_a_typed_session(void **state)
{
    press_anything(*state, "talk smtp");
}

static void
any_keys_do_no_harm_to_replay(void **state)
{
    press_anything(*state, REPLAY);
    press_anything(*state, REPLAY " smtp#13 smtp#7");
}

#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, screen_world_setup,                 \
                                    screen_world_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(help_is_named_at_every_size),
        CASE(help_is_named_at_every_size_of_watch),
        CASE(help_is_named_at_every_size_of_replay),
        CASE(below_60x16_one_message_and_no_key_acts),
        CASE(a_start_in_a_small_window_is_no_trap),
        CASE(shrunk_and_grown_again_all_is_drawn_anew),
        CASE(a_storm_of_sizes_ends_with_the_last_one),
        CASE(a_paste_of_5000_characters_does_no_harm),
        CASE(any_keys_at_any_size_do_no_harm),
        CASE(any_keys_do_no_harm_to_watch),
        CASE(any_keys_do_no_harm_to_a_typed_session),
        CASE(any_keys_do_no_harm_to_replay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
