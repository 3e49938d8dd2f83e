/*
 * keys.c - every key of every hint row does something.
 *
 * In each state the hint row is read from the screen.  For each hint the state
 * is reached anew, the key is pressed, and the screen must become another one,
 * or the program must end.  A hint that does nothing teaches distrust.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/screen_world.h"

/* The logs of a class. */
#define CLASS "watch tests/screens/logs/smtpd.log tests/screens/logs/pop3d.log"

/* Below 120 columns there are no logs, which would differ from run to run. */
enum { ROWS = 40, COLS = 119, KEYS_MAX = 12, HINTS_MAX = 16, KEY_MAX = 16,
       DEAD_MS = 1500 };

struct state {
    const char *words;
    const char *keys[KEYS_MAX];     /* pressed one after the other */
    const char *awaited;            /* text that stands there then */
};

struct hints {
    char keys[HINTS_MAX][KEY_MAX];
    size_t count;
};

static char *
take_picture(const struct screen_rig *rig)
{
    char *rows = calloc(ROWS, SCREEN_ROW_MAX);

    assert_non_null(rows);
    for (int i = 0; i < ROWS; i++) {
        screen_row(rig, i, rows + (size_t)i * SCREEN_ROW_MAX);
    }
    return rows;
}

static bool
is_another(const struct screen_rig *rig, const char *before)
{
    char row[SCREEN_ROW_MAX];

    for (int i = 0; i < ROWS && !rig->ended; i++) {
        screen_row(rig, i, row);
        if (strcmp(row, before + (size_t)i * SCREEN_ROW_MAX) != 0) {
            return true;
        }
    }
    return rig->ended;
}

static struct screen_rig *
reach(struct screen_world *world, const struct state *state)
{
    struct screen_rig *rig = screen_world_run(world, ROWS, COLS,
                                              state->words);

    screen_await_hints(rig);
    screen_settle(rig);
    for (size_t i = 0; i < KEYS_MAX && state->keys[i] != NULL; i++) {
        screen_press(rig, state->keys[i]);
        screen_settle(rig);
    }
    screen_await(rig, state->awaited);
    return rig;
}

/*
 * The hints stand three blanks apart; the key is the first word of each.
 */
static void
read_hints(const struct screen_rig *rig, struct hints *hints)
{
    char row[SCREEN_ROW_MAX];
    char *at = row + 1;

    screen_row(rig, rig->rows - 1, row);
    hints->count = 0;
    while (at != NULL && *at != '\0') {
        assert_true(hints->count < HINTS_MAX);
        snprintf(hints->keys[hints->count++], KEY_MAX, "%.*s",
                 (int)strcspn(at, " "), at);
        at = strstr(at, "   ");
        at = at != NULL ? at + strspn(at, " ") : NULL;
    }
}

/*
 * Press the key.  Does anything happen?
 */
static bool
acts(struct screen_rig *rig, const char *key)
{
    char *before = take_picture(rig);
    long end = screen_now() + DEAD_MS;
    bool acted = false;

    screen_press(rig, key);
    while (!acted && screen_now() < end) {
        screen_pump(rig, (int)(end - screen_now()));
        acted = is_another(rig, before);
    }
    free(before);
    return acted;
}

/*
 * Returns how many keys of the state's hint row are dead, and names them.
 */
static unsigned
try_hints(struct screen_world *world, const struct state *state)
{
    struct screen_rig *rig = reach(world, state);
    struct hints hints;
    unsigned dead = 0;

    read_hints(rig, &hints);
    assert_true(hints.count >= 2);
    for (size_t i = 0; i < hints.count; i++) {
        if (i > 0) {
            rig = reach(world, state);
        }
        /* Tab only chooses the pane for the next z or arrow. */
        if (strcmp(hints.keys[i], "Tab") != 0 && !acts(rig, hints.keys[i])) {
            print_error("%s, \"%s\": the key %s does nothing\n", state->words,
                        state->awaited, hints.keys[i]);
            dead++;
        }
    }
    return dead;
}

static void
every_hint_does_something(void **state)
{
    static const struct state states[] = {
        {"", {NULL}, "pop3d up"},
        {"walk a1", {"Space"}, "Who speaks first?"},
        {"walk a1", {"Space", "b", "2", "Space"}, "EHLO"},
        {"walk a1", {"Space", "b", "2", "Space", "2", "Left"}, "LOOKING"},
        {CLASS, {NULL}, "29 sessions open"},
        {CLASS, {"Home"}, ">19:14:10.821"},
        {CLASS, {"Enter"}, "show: only smtp#24"},
        {CLASS, {"b"}, "who is where"},
        {CLASS, {"Tab", "Tab"}, ">!smtp#13"},
        {CLASS, {"/"}, "Search:"},
        {"talk smtp", {NULL}, "[EHLO"},
        {"talk smtp", {"Right", "Enter", "Left"}, "LOOKING"},
        {"talk smtp", {"Right", "Enter", "Tab"}, "Enter opens"},
        {"talk smtp", {"Right", "Enter", "Tab", "e"}, "Explained"},
        {"talk pop3", {"QUIT", "Enter"}, "The connection is over"},
        {"talk pop3", {"Tab", "a", "Esc", "CAPA", "Enter"}, "How will"},
    };
    unsigned dead = 0;

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        dead += try_hints(*state, &states[i]);
    }
    assert_int_equal(dead, 0);
}

static int
setup(void **state)
{
    int status = screen_world_setup(state);
    int up = 0;

    free(screen_world_pipe(*state, "up", &up));
    return status != 0 || up != 0 ? -1 : 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_hint_does_something, setup,
                                        screen_world_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
