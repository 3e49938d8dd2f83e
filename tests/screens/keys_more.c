/*
 * keys_more.c - every key of every hint row of the other screens.
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

/* The logs of a class. */
#define REPLAY "replay tests/screens/logs/smtpd.log"
#define CLASS "watch tests/screens/logs/smtpd.log tests/screens/logs/pop3d.log"

static void
every_hint_does_something(void **state)
{
    static const struct key_state states[] = {
        {CLASS, "", "29 sessions open", false},
        {CLASS, "Home", ">19:14:10.821", false},
        {CLASS, "Enter", "show: only smtp#24", false},
        {CLASS, "b", "who is where", false},
        {CLASS, "Tab Tab", ">!smtp#13", false},
        {CLASS, "/", "Search:", false},
        {REPLAY, "", "30 sessions", false},
        {REPLAY " smtp#13", "n Space", "line 9 of 14", false},
        {REPLAY " smtp#13 smtp#7", "n", "How they differ", false},
        {"talk smtp", "", "[EHLO", false},
        {"talk smtp", "Right Enter Left", "LOOKING", false},
        {"talk smtp", "Right Enter Tab", "Enter opens", false},
        {"talk smtp", "Right Enter Tab e", "Explained", false},
        {"talk pop3", "QUIT Enter", "The connection is over", false},
        {"talk pop3", "Tab a Esc CAPA Enter", "How will", false},
    };
    unsigned wrong = 0;

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        wrong += keys_try_once(*state, &states[i]);
    }
    assert_int_equal(wrong, 0);
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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
