/*
 * log_view.c - which lines stand on the screen, and which is chosen.
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
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/scratch.h"

#include "tui/log_session.h"
#include "tui/log_view.h"

/* Every line of the log has 40 octets; line i begins at 40 * i. */
enum { LINE = 40, LINES = 20, MUCH = 1 << 30 };

struct fixture {
    struct scratch scratch;
    char path[SCRATCH_PATH];
    struct logbook *book;
    struct log_view view;
};

/*
 * Add lines of sessions 1 and 2, in turn.
 */
static void
grow(struct fixture *fixture, int from, int count)
{
    FILE *file = fopen(fixture->path, "a");

    assert_non_null(file);
    for (int i = from; i < from + count; i++) {
        assert_int_equal(
            fprintf(file, "2026-11-23T09:12:33.120Z smtp#%d C: N %02d\n",
                    i % 2 + 1, i),
            LINE);
    }
    fclose(file);
}

static int
setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    if (fixture == NULL) {
        return -1;
    }
    scratch_make(&fixture->scratch);
    scratch_path(&fixture->scratch, "log", fixture->path);
    grow(fixture, 0, LINES);
    fixture->book = logbook_open(fixture->path);
    logbook_look(fixture->book);
    log_view_init(&fixture->view, fixture->book);
    *state = fixture;
    return fixture->book != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
    struct fixture *fixture = *state;

    logbook_close(fixture->book);
    scratch_remove(&fixture->scratch);
    free(fixture);
    return 0;
}

/*
 * In so many rows lines first to last are shown, and one is chosen.
 */
static void
shows(struct fixture *fixture, size_t rows, int first, int last, int chosen)
{
    struct log_view *view = &fixture->view;

    log_view_settle(view, rows);
    assert_true(view->rows > 0 && view->rows <= rows);
    assert_int_equal(view->row[0] / LINE, first);
    assert_int_equal(view->row[view->rows - 1] / LINE, last);
    assert_int_equal(view->at / LINE, chosen);
}

/*
 * Nothing was read yet: the end is shown all the same.
 */
static void
live_is_the_end_also_before_the_log_is_read(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(fixture->book->count, 0);
    shows(fixture, 5, 15, 19, 19);
    grow(fixture, 20, 3);
    logbook_look(fixture->book);
    shows(fixture, 5, 18, 22, 22);
    shows(fixture, 100, 0, 22, 22);
}

static void
the_chosen_line_is_in_the_middle_if_it_can_be(void **state)
{
    struct fixture *fixture = *state;

    log_view_move(&fixture->view, -1);
    shows(fixture, 5, 15, 19, 18);
    log_view_move(&fixture->view, -1);
    shows(fixture, 5, 15, 19, 17);
    log_view_move(&fixture->view, -1);
    shows(fixture, 5, 14, 18, 16);
    shows(fixture, 9, 11, 19, 16);
    log_view_first(&fixture->view);
    shows(fixture, 5, 0, 4, 0);
    log_view_move(&fixture->view, 3);
    shows(fixture, 5, 1, 5, 3);
    log_view_move(&fixture->view, -100);
    shows(fixture, 5, 0, 4, 0);
}

static void
who_has_left_the_end_sees_nothing_move(void **state)
{
    struct fixture *fixture = *state;

    log_view_settle(&fixture->view, 5);
    log_view_pause(&fixture->view);
    grow(fixture, 20, 10);
    logbook_look(fixture->book);
    shows(fixture, 5, 15, 19, 19);
    log_view_move(&fixture->view, -1);
    shows(fixture, 5, 15, 19, 18);
    log_view_move(&fixture->view, 1);
    assert_false(fixture->view.live);
    log_view_move(&fixture->view, 1);
    assert_true(fixture->view.live);
    shows(fixture, 5, 25, 29, 29);
}

static void
a_line_that_was_found_behind_the_end_is_shown(void **state)
{
    struct fixture *fixture = *state;

    log_view_move(&fixture->view, -1);
    grow(fixture, 20, 10);
    logbook_look(fixture->book);
    log_view_choose(&fixture->view, 25 * LINE);
    shows(fixture, 5, 23, 27, 25);
}

static void
a_filter_shows_what_was_read_and_passes(void **state)
{
    struct fixture *fixture = *state;
    struct logbook_filter filter = {.session = 2};

    log_view_filter(&fixture->view, &filter);
    log_view_settle(&fixture->view, 5);
    assert_int_equal(fixture->view.rows, 0);
    logbook_read(fixture->book, MUCH);
    shows(fixture, 5, 11, 19, 19); /* 11 13 15 17 19 */
    log_view_move(&fixture->view, -1);
    shows(fixture, 3, 15, 19, 17);
    filter.session = 1;
    log_view_filter(&fixture->view, &filter);
    shows(fixture, 3, 14, 18, 18); /* the next one that passes */
    filter.session = 0;
    log_view_filter(&fixture->view, &filter);
    shows(fixture, 3, 17, 19, 18);
}

static void
in_a_log_that_begins_again_the_view_is_live(void **state)
{
    struct fixture *fixture = *state;

    log_view_first(&fixture->view);
    shows(fixture, 5, 0, 4, 0);
    assert_int_equal(truncate(fixture->path, 0), 0);
    logbook_look(fixture->book);
    log_view_settle(&fixture->view, 5);
    assert_int_equal(fixture->view.rows, 0);
    assert_false(fixture->view.chosen);
    grow(fixture, 0, 2);
    logbook_look(fixture->book);
    shows(fixture, 5, 0, 1, 1);
    assert_true(fixture->view.live);
}

/* ---- The session of a line ---- */

static void
the_session_of_a_line_has_its_lines_up_to_there(void **state)
{
    struct fixture *fixture = *state;
    struct log_session session = {.known = false};

    log_session_choose(&session, fixture->book, 4 * LINE);
    assert_int_equal(session.session, 0); /* not yet read */
    logbook_read(fixture->book, MUCH);
    log_session_choose(&session, fixture->book, 4 * LINE);
    assert_true(session.known);
    assert_int_equal(session.session, 1);
    assert_int_equal(session.view.count, 3); /* 0, 2, 4 */
    log_session_choose(&session, fixture->book, 10 * LINE);
    assert_int_equal(session.view.count, 6);
    assert_string_equal(session.view.line[5].text, "N 10");
    log_session_choose(&session, fixture->book, 3 * LINE);
    assert_int_equal(session.session, 2);
    assert_int_equal(session.view.count, 2);
    log_session_choose(&session, fixture->book, 1 * LINE);
    assert_int_equal(session.view.count, 1);
    log_session_free(&session);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(live_is_the_end_also_before_the_log_is_read),
        TEST(the_chosen_line_is_in_the_middle_if_it_can_be),
        TEST(who_has_left_the_end_sees_nothing_move),
        TEST(a_line_that_was_found_behind_the_end_is_shown),
        TEST(a_filter_shows_what_was_read_and_passes),
        TEST(in_a_log_that_begins_again_the_view_is_live),
        TEST(the_session_of_a_line_has_its_lines_up_to_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
