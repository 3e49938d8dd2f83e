/*
 * keys.c - every key of every hint row of menu and lesson, at every size.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/keys_tried.h"

#define A1_READ "Space b 2 Space 2"
#define A1_END                                                                 \
    "Space b 2 Space 2 Space 5 Space 2 Space 2 Space b 3 Space 2 Space Space " \
    "b 2 Space a Space b Space b"
#define A2_TYPE                                                                \
    "Space b + Space - Space + Space + Space + Space + Space b + Space b + "   \
    "Space + Space + Space + Space + Space +"

static void
try_all(void **state, const struct key_state *states, size_t count)
{
    unsigned wrong = 0;

    for (size_t i = 0; i < count; i++) {
        wrong += keys_try(*state, &states[i]);
    }
    assert_int_equal(wrong, 0);
}

static void
every_hint_does_something(void **state)
{
    static const struct key_state states[] = {
        {"", "", "pop3d up", false},
        {"walk a1", "", "Your turn: read", false},
        {"walk a1", "Space", "Who speaks first?", false},
        {"walk a1", A1_READ, "Enter opens", false},
        {"walk a1", A1_READ " Space", "Next you send  RCPT", false},
        {"walk a1", A1_READ " Left", "LOOKING", false},
        {"walk a1", A1_READ " e", "Explained", false},
    };

    try_all(state, states, sizeof states / sizeof states[0]);
}

static void
every_hint_does_something_with_mail(void **state)
{
    static const struct key_state states[] = {
        {"walk a1", "", "The mailbox of bob holds", true},
        {"walk a2", A2_TYPE, "Your line?", true},
    };

    try_all(state, states, sizeof states / sizeof states[0]);
}

static void
every_hint_does_something_at_the_end(void **state)
{
    static const struct {
        int rows, cols;
    } sizes[] = {{16, 60}, {24, 80}, {40, 120}, {50, 200}};
    static const struct key_state states[] = {
        {"walk a1", A1_END, "The lesson is over.", false},
    };
    struct screen_rig *rig = keys_reach(*state, &states[0], 24, 80);

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        screen_resize(rig, sizes[i].rows, sizes[i].cols);
        screen_await(rig, " Left back   r again   Esc menu   ");
        assert_true(keys_act(rig, "Left"));
        screen_press(rig, "End");
        screen_await_gone(rig, "LOOKING");
    }
    assert_true(keys_act(rig, "r"));
}

static int
setup(void **state)
{
    int status = screen_world_setup(state);
    int up = 0;

    free(screen_world_pipe(*state, "up", &up));
    return status != 0 || up != 0 ? -1 : 0;
}

#define CASE(name)                                                             \
    cmocka_unit_test_setup_teardown(name, setup, screen_world_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_hint_does_something),
        CASE(every_hint_does_something_with_mail),
        CASE(every_hint_does_something_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
