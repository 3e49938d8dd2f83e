/*
 * lesson_layout.c - the panes of a lesson at every size.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tui/lesson_layout.h"

enum { ROWS_MAX = 59, COLS_MAX = 220, AREAS = 14 };

/*
 * All areas that are drawn at the same time.
 */
static void
list(const struct lesson_layout *at, struct area areas[AREAS])
{
    const struct area all[AREAS] = {
        at->header,      at->stages,      at->dialogue, at->reply,   at->memory,
        at->mailbox,     at->machine,     at->logs[0],  at->logs[1], at->turn,
        at->dividers[0], at->dividers[1], at->way,      at->message};

    memcpy(areas, all, sizeof all);
}

/*
 * Each cell belongs to at most one pane, and none lies outside.
 */
static void
check(const struct area *body, int turn, bool logs, bool story)
{
    static char taken[ROWS_MAX][COLS_MAX];
    struct lesson_layout layout;
    struct area areas[AREAS];

    memset(taken, 0, sizeof taken);
    lesson_layout(body, turn, logs, &layout);
    if (story) {
        lesson_layout_story(&layout);
    }
    list(&layout, areas);
    for (int i = 0; i < AREAS; i++) {
        const struct area *area = &areas[i];

        assert_true(area->rows >= 0 && area->cols >= 0);
        for (int row = area->top; row < area->top + area->rows; row++) {
            assert_in_range(row, 0, body->rows - 1);
            assert_in_range(area->left, 0, body->cols - 1);
            assert_true(area->left + area->cols <= body->cols);
            for (int col = 0; col < area->cols; col++) {
                assert_int_equal(taken[row][area->left + col], 0);
                taken[row][area->left + col] = 1;
            }
        }
    }
    assert_true(layout.dialogue.rows >= 5);
    assert_true(layout.stages.rows == 1);
    assert_true(layout.turn.rows >= 3);
    assert_true(layout.turn.rows >= turn || layout.dialogue.rows == 5);
}

static void
layout__no_pane_lies_on_another_or_outside(void **state)
{
    (void)state;
    for (int cols = 60; cols <= COLS_MAX; cols++) {
        for (int rows = 15; rows <= ROWS_MAX; rows++) {
            for (int turn = 1; turn <= 22; turn += 3) {
                const struct area body = {0, 0, rows, cols};

                for (int i = 0; i < 4; i++) {
                    check(&body, turn, i % 2 == 0, i / 2 == 0);
                }
            }
        }
    }
}

/*
 * The norm: header, stages, ten rows of dialogue, five of the reply, three of
 * memory and mailbox, three for the turn; the hint row is not ours.
 */
static void
layout__80x24_has_its_exact_rows(void **state)
{
    const struct area body = {0, 0, 23, 80};
    struct lesson_layout at;

    (void)state;
    lesson_layout(&body, 3, true, &at);
    assert_int_equal(at.dialogue.top, 2);
    assert_int_equal(at.dialogue.rows, 10);
    assert_int_equal(at.reply.top, 12);
    assert_int_equal(at.reply.rows, 5);
    assert_int_equal(at.memory.top, 17);
    assert_int_equal(at.memory.rows, 3);
    assert_int_equal(at.mailbox.left, 40);
    assert_int_equal(at.turn.top, 20);
    assert_int_equal(at.logs[0].rows + at.machine.rows, 0);
}

/*
 * With fewer rows the tree of the reply goes, then the memory.
 */
static void
layout__a_small_window_keeps_dialogue_and_turn(void **state)
{
    const struct area small = {0, 0, 15, 60};
    struct lesson_layout at;

    (void)state;
    lesson_layout(&small, 3, true, &at);
    assert_int_equal(at.dialogue.rows, 5);
    assert_int_equal(at.reply.rows, 2);
    assert_int_equal(at.memory.rows, 3);
    lesson_layout(&small, 6, true, &at);
    assert_int_equal(at.turn.rows, 6);
    assert_int_equal(at.reply.rows, 2);
    assert_int_equal(at.memory.rows, 0);
}

static void
layout__a_wide_window_has_columns_and_logs(void **state)
{
    const struct area two = {0, 0, 39, 120};
    const struct area three = {0, 0, 49, 200};
    struct lesson_layout at;

    (void)state;
    lesson_layout(&two, 4, true, &at);
    assert_int_equal(at.dividers[0].left, 72);
    assert_int_equal(at.dividers[1].rows, 0);
    assert_true(at.machine.rows >= 8 && at.logs[0].rows >= 5);
    lesson_layout(&two, 4, false, &at);
    assert_int_equal(at.logs[0].rows, 0);
    lesson_layout(&three, 4, true, &at);
    assert_true(at.dividers[1].rows > 0 && at.memory.left > at.machine.left);
    assert_int_equal(at.way.rows, 0);
    lesson_layout_story(&at);
    assert_int_equal(at.way.rows, 9);
    assert_true(at.message.rows >= 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout__no_pane_lies_on_another_or_outside),
        cmocka_unit_test(layout__80x24_has_its_exact_rows),
        cmocka_unit_test(layout__a_small_window_keeps_dialogue_and_turn),
        cmocka_unit_test(layout__a_wide_window_has_columns_and_logs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
