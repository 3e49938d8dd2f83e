/*
 * quiz.c - the quiz on the screen: what it shows, and what its keys do.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/screen_golden.h"
#include "tests/support/screen_world.h"

static const struct {
    int rows, cols;
} sizes[] = {{16, 60}, {24, 80}, {40, 120}, {50, 200}};

static const char *const walk[] = {"b",     "a",     "Space", "a",  "Left",
                                   "Right", "Space", "?",     "Esc"};

/*
 * A right answer, a key too late, a wrong answer, the way back, an answer that
 * is only shown, and the help.
 */
static void
each_picture_looks_right(void **state)
{
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct screen_golden golden;
        struct screen_rig *rig = screen_world_run(*state, sizes[i].rows,
                                                  sizes[i].cols, "quiz roles");

        screen_await(rig, "question 1 of");
        screen_golden_open(&golden, "quiz", sizes[i].rows, sizes[i].cols);
        screen_golden_next(&golden, rig, "the first question");
        for (size_t k = 0; k < sizeof walk / sizeof walk[0]; k++) {
            screen_press(rig, walk[k]);
            screen_golden_next(&golden, rig, walk[k]);
        }
        screen_golden_close(&golden);
        screen_press(rig, "Esc");
        assert_int_equal(screen_await_end(rig), 0);
        screen_check_restored(rig);
    }
}

static bool
ends_in_full_stop(struct screen_rig *rig, void *ctx)
{
    char text[SCREEN_ROW_MAX] = "";

    (void)ctx;
    for (int row = rig->rows - 2; row > 0 && text[0] == '\0'; row--) {
        screen_row(rig, row, text);
    }
    return screen_find(rig, "It is ") > 0 && text[strlen(text) - 1] == '.';
}

/*
 * From the first question to the result, at the smallest size: the reason of
 * each must be there to its end, its full stop.
 */
static void
every_reason_fits_the_smallest_screen(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 16, 60, "quiz");
    char awaited[32], text[SCREEN_ROW_MAX];
    size_t count = 0;

    screen_await(rig, "question 1 of");
    screen_row(rig, 0, text);
    count = (size_t)atoi(strstr(text, " of ") + 4);
    for (size_t i = 1; i <= count; i++) {
        snprintf(awaited, sizeof awaited, "question %zu of", i);
        screen_await(rig, awaited);
        screen_press(rig, "Space");
        screen_await_that(rig, ends_in_full_stop, NULL, "the whole reason");
        screen_press(rig, "Space");
    }
    screen_await(rig, "you answered 0 before you saw");
    screen_press(rig, "Space");
    assert_int_equal(screen_await_end(rig), 0);
}

static void
a_pipe_gets_the_same_words(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "quiz dots");
    int status = -1;
    static const char asked[] = "A line of the text is a single dot.";
    char *plain = NULL;

    screen_await(rig, asked);
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
    plain = screen_world_pipe(*state, "quiz dots", &status);
    assert_int_equal(status, 0);
    assert_non_null(strstr(plain, asked));
    assert_non_null(strstr(plain, "Why: "));
    assert_non_null(strstr(plain, "you answered 0 before you saw"));
    free(plain);
}

#define CASE(name)                                                             \
    cmocka_unit_test_setup_teardown(name, screen_world_setup,                  \
                                    screen_world_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_picture_looks_right),
        CASE(every_reason_fits_the_smallest_screen),
        CASE(a_pipe_gets_the_same_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
