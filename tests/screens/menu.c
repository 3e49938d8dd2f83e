/*
 * menu.c - the first screen: what it shows, and what its keys do.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/screen_golden.h"
#include "tests/support/screen_world.h"

static const struct {
    int rows, cols;
} sizes[] = {{16, 60}, {24, 80}, {40, 120}, {50, 200}};

/*
 * What is shown once all servers are up: the picture waits for that.
 */
static void
the_menu_and_its_help_look_right(void **state)
{
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct screen_golden golden;
        struct screen_rig *rig = screen_world_run(*state, sizes[i].rows,
                                                  sizes[i].cols, "");

        screen_await(rig, "smtpd up");
        screen_await(rig, "pop3d up");
        screen_golden_open(&golden, "menu", sizes[i].rows, sizes[i].cols);
        screen_golden_next(&golden, rig, "the menu");
        screen_press(rig, "Down");
        screen_golden_next(&golden, rig, "Down");
        screen_press(rig, "?");
        screen_golden_next(&golden, rig, "?");
        screen_press(rig, "Esc");
        screen_golden_next(&golden, rig, "Esc");
        screen_golden_close(&golden);
        screen_press(rig, "Esc");
        assert_int_equal(screen_await_end(rig), 0);
    }
}

/*
 * The chosen lesson has a sign, is shown in reverse, and has the real cursor.
 * ctx is the title that must be chosen.
 */
static bool
is_chosen(struct screen_rig *rig, void *ctx)
{
    char text[SCREEN_ROW_MAX];
    int row, col;

    screen_cursor(rig, &row, &col);
    screen_row(rig, row, text);
    return text[0] == ' ' && text[1] == '>' && strstr(text, ctx) != NULL &&
           screen_cell(rig, row, col).reverse;
}

static void
the_cursor_is_on_what_is_chosen(void **state)
{
    static char first[] = "Send one mail", second[] = "Collect it";
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "");

    screen_await_that(rig, is_chosen, first, "the first lesson is chosen");
    screen_press(rig, "Down");
    screen_await_that(rig, is_chosen, second, "the second is chosen");
    screen_press(rig, "k");
    screen_await_that(rig, is_chosen, first, "the first again");
}

static void
each_lesson_opens(void **state)
{
    static const char *const keys[] = {"Enter", "Space", "Right", "l"};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct screen_rig *rig = screen_world_run(*state, 24, 80, "");

        screen_await(rig, "pop3d up");
        if (i % 2 == 1) {
            screen_press(rig, "j");
        }
        screen_press(rig, keys[i]);
        screen_await(rig, i % 2 == 1 ? "Collect it" : "Send one mail");
        screen_await(rig, "step 1 of");
        screen_press(rig, "q");
        assert_int_equal(screen_await_end(rig), 0);
    }
}

static void
the_quiz_opens_by_its_digit(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "");

    screen_await(rig, "pop3d up");
    screen_press(rig, "7");
    screen_await(rig, "question 1 of");
    screen_press(rig, "Esc");
    screen_await(rig, "Send one mail");
}

/*
 * Enter takes the answer in brackets, and Ctrl-U empties a line.
 */
static void
enter_takes_what_type_it_proposes(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "");

    screen_await(rig, "pop3d up");
    screen_press(rig, "2");
    screen_await(rig, "> [smtp]");
    screen_type(rig, "imap");
    screen_await(rig, "> imap");
    screen_press(rig, "Ctrl-U");
    screen_await(rig, "> [smtp]");
    screen_press(rig, "Enter");
    screen_await(rig, "S: 220 mx.red.example");
}

#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, screen_world_setup,                 \
                                    screen_world_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_menu_and_its_help_look_right),
        CASE(the_cursor_is_on_what_is_chosen),
        CASE(each_lesson_opens),
        CASE(the_quiz_opens_by_its_digit),
        CASE(enter_takes_what_type_it_proposes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
