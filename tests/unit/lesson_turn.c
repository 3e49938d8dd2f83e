/*
 * lesson_turn.c - the student's turn in a lesson, and the pages for reading.
 *
 * The lessons are played with a server of canned replies (played.h).
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

#include "tests/support/paint_grid.h"
#include "tests/support/played.h"

#include "tui/lesson_read.h"
#include "tui/told.h"

/*
 * The page that make() makes at the cursor must hold this; NULL: there is none.
 */
static void
reads(const struct played *played, char *(*make)(const struct lesson_view *),
      const char *what)
{
    struct lesson_view view;
    char *page = NULL;

    lesson_view(&played->lesson, &view);
    page = make(&view);
    lesson_view_free(&view);
    if ((page == NULL) != (what == NULL) ||
        (page != NULL && strstr(page, what) == NULL)) {
        fail_msg("\"%s\" is not in\n%s", what != NULL ? what : "(none)",
                 page != NULL ? page : "(none)");
    }
    free(page);
}

static void
dialogue__what_is_folded_says_so_and_is_read_whole(void **state)
{
    struct played played;

    (void)state;
    played_a1(&played);
    reads(&played, lesson_read_folded, NULL);
    played_on(&played, 3);
    played_shows(&played, DIALOGUE, 40, 80, "(+5 lines, Enter opens)");
    reads(&played, lesson_read_folded,
          "# The whole reply, 6 lines\n\n```\nS: 250-mx.red.example greets");
    reads(&played, lesson_read_folded, "\nS: 250 HELP\n```\n");
    played_on(&played, 1);
    played_shows(&played, DIALOGUE, 40, 80, "(+5 lines)");
    reads(&played, lesson_read_folded, NULL);
    played_on(&played, 5);
    played_shows(&played, DIALOGUE, 40, 80, "(text, 6 lines, Enter opens)");
    reads(&played, lesson_read_folded, "# The text, 6 lines\n\n```\nC: From:");
    played_end(&played);
}

/*
 * All that was told about the last command, and what the tables know of it.
 */
static void
read__the_step_is_explained_as_a_whole(void **state)
{
    struct played played;

    (void)state;
    played_a1(&played);
    reads(&played, lesson_read_step, NULL);
    played_on(&played, 4);
    reads(&played, lesson_read_step,
          "```\nC: RCPT TO:<bob@red.example>\nS: 503 5.5.1 ");
    reads(&played, lesson_read_step, "\nYou said 2. It was 5 (refused).\n");
    reads(&played, lesson_read_step, "\nWhy: The order is MAIL, RCPT, DATA.");
    reads(&played, lesson_read_step, "Form: RCPT TO:<forward-path>");
    played_end(&played);
}

static void
turn__the_cursor_stands_behind_the_typed_text(void **state)
{
    struct played played;
    struct played_cursor cursor = {0, 0};
    char *input = played.lesson.input;

    (void)state;
    played_a2(&played);
    played_on(&played, 16);
    assert_int_equal(player_want(played.lesson.play.player), PLAYER_TYPE);
    strcpy(input, "QUI");
    for (int rows = 3; rows < 30; rows++) {
        played_draw(&played, TURN, rows, 80, &cursor);
        assert_string_equal(paint_grid_row(paint_grid(), cursor.row), " > QUI");
        assert_int_equal(cursor.col, 6);
    }
    memset(input, 'x', 300);
    strcpy(input + 300, "END");
    played_draw(&played, TURN, 8, 80, &cursor);
    assert_non_null(strstr(paint_grid_row(paint_grid(), cursor.row), "xEND"));
    assert_int_equal(cursor.col, 79);
    played_end(&played);
}

static void
turn__has_the_question_first_and_says_how_much_room_it_needs(void **state)
{
    struct played played;
    struct lesson_view view;
    int rows = 0;

    (void)state;
    played_a1(&played);
    played_on(&played, 3);
    played_shows(&played, TURN, 3, 80, "How will the reply begin?");
    played_shows(&played, TURN, 3, 80, "2  done      3  go on");
    lesson_view(&played.lesson, &view);
    rows = pane_turn_rows(&view, 80);
    lesson_view_free(&view);
    played_shows(&played, TURN, rows, 80, "recipient first, before the sender");
    played_hides(&played, TURN, rows - 1, 80, "before the sender");
    played_end(&played);
}

/*
 * What is left out is marked, and the mark names the key that shows it; the
 * prediction is there too where no other pane tells it.
 */
static void
turn__marks_what_does_not_fit(void **state)
{
    struct played played;
    struct lesson_view view;
    struct area area = {0, 0, 4, 60};
    struct told told;
    int row = 0;
    int col = 0;

    (void)state;
    played_a1(&played);
    played_on(&played, 4);
    played.lesson.cursor -= 2; /* only the reason, no question yet */
    played_shows(&played, TURN, 4, 60, "- e shows all -\n Why: The order is");
    played_shows(&played, TURN, 4, 60, "~\n");
    played_hides(&played, TURN, 5, 60, "e shows all");
    lesson_view(&played.lesson, &view);
    view.tells_guess = true;
    paint_grid_clear(paint_grid(), 4, 60);
    pane_turn(&view, &area, &row, &col);
    assert_string_equal(paint_grid_row(paint_grid(), 1),
                        " You said 2. It was 5 (refused).");
    told_gather(&view, TOLD_LINE, &told);
    assert_int_equal(told.count, 2);
    told_free(&told);
    lesson_view_free(&view);
    played_end(&played);
}

static void
turn__a_question_may_begin_with_one_letter(void **state)
{
    struct played played;
    size_t *at = &played.lesson.cursor;

    (void)state;
    played_a1(&played);
    played_on(&played, PLAYED_ALL);
    while (strncmp(player_event(played.lesson.play.player, *at - 1)->text,
                   "4yz: not done", 13) != 0) {
        --*at;
    }
    played_shows(&played, TURN, 10, 80, "question was: A reply begins with 4");
    played_end(&played);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turn__the_cursor_stands_behind_the_typed_text),
        cmocka_unit_test(turn__a_question_may_begin_with_one_letter),
        cmocka_unit_test(
            turn__has_the_question_first_and_says_how_much_room_it_needs),
        cmocka_unit_test(dialogue__what_is_folded_says_so_and_is_read_whole),
        cmocka_unit_test(read__the_step_is_explained_as_a_whole),
        cmocka_unit_test(turn__marks_what_does_not_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
