/*
 * input_line.c - a line that is being typed.
 *
 * SPDX-License-Identifier: ISC
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/input_line.h"

static int
setup(void **state)
{
    *state = calloc(1, sizeof(struct input_line));
    return *state == NULL || setlocale(LC_CTYPE, "C.UTF-8") == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
    input_line_free(*state);
    free(*state);
    return 0;
}

static void
type(struct input_line *line, const wchar_t *text)
{
    for (; *text != L'\0'; text++) {
        assert_true(input_line_insert(line, *text));
    }
}

static void
characters_go_in_and_out_at_the_cursor(void **state)
{
    struct input_line *line = *state;

    type(line, L"QIT");
    input_line_left(line);
    input_line_left(line);
    type(line, L"U");
    assert_string_equal(line->text, "QUIT");
    assert_int_equal(line->at, 2);
    input_line_erase(line);
    assert_string_equal(line->text, "QIT");
    input_line_home(line);
    input_line_erase(line);
    input_line_left(line);
    assert_string_equal(line->text, "QIT");
    input_line_end(line);
    input_line_right(line);
    input_line_erase(line);
    assert_string_equal(line->text, "QI");
}

static void
the_cursor_never_stands_inside_a_character(void **state)
{
    struct input_line *line = *state;

    type(line, L"a\u00E9\u732Bz");
    input_line_left(line);
    input_line_left(line);
    assert_int_equal(line->at, 3);
    input_line_erase(line);
    assert_string_equal(line->text, "a\u732Bz");
    input_line_right(line);
    assert_int_equal(line->at, 4);
}

static void
a_full_line_takes_no_more(void **state)
{
    struct input_line *line = *state;

    for (size_t i = 0; i < INPUT_LINE_MAX - 1; i++) {
        assert_true(input_line_insert(line, L'x'));
    }
    assert_false(input_line_insert(line, L'\u00E9'));
    assert_true(input_line_insert(line, L'x'));
    assert_false(input_line_insert(line, L'x'));
    assert_int_equal(strlen(line->text), INPUT_LINE_MAX);
}

static void
the_history_goes_back_and_returns_to_the_new_line(void **state)
{
    struct input_line *line = *state;

    input_line_older(line);
    assert_string_equal(line->text, "");
    input_line_remember(line, "one", 3);
    input_line_remember(line, "two", 3);
    input_line_remember(line, "two", 3);
    input_line_remember(line, "PASS banana", 5);
    input_line_remember(line, "", 0);
    type(line, L"new");
    input_line_older(line);
    assert_string_equal(line->text, "PASS ");
    input_line_older(line);
    assert_string_equal(line->text, "two");
    input_line_older(line);
    input_line_older(line);
    assert_string_equal(line->text, "one");
    assert_int_equal(line->at, 3);
    input_line_newer(line);
    input_line_newer(line);
    input_line_newer(line);
    assert_string_equal(line->text, "new");
    input_line_newer(line);
    assert_string_equal(line->text, "new");
}

static void
the_history_forgets_its_oldest(void **state)
{
    struct input_line *line = *state;
    char text[2] = "a";

    for (size_t i = 0; i < INPUT_HISTORY + 5; i++) {
        text[0] = (char)('a' + i % 2);
        input_line_remember(line, text, 1);
    }
    assert_int_equal(line->count, INPUT_HISTORY);
    for (size_t i = 0; i < 2 * INPUT_HISTORY; i++) {
        input_line_older(line);
    }
    assert_int_equal(line->back, INPUT_HISTORY);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(characters_go_in_and_out_at_the_cursor),
        CASE(the_cursor_never_stands_inside_a_character),
        CASE(a_full_line_takes_no_more),
        CASE(the_history_goes_back_and_returns_to_the_new_line),
        CASE(the_history_forgets_its_oldest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
