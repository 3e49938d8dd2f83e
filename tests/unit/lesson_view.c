/*
 * lesson_view.c - what the screen of a lesson shows, pane by pane.
 *
 * The two lessons are played with a server of canned replies; at some moments
 * every pane is drawn into a grid in memory, at the sizes it has on a screen of
 * 80x24 and of 120x40, and held against tests/golden/panes/.  After a change
 * that is meant: UPDATE_GOLDEN=1, and read the difference.
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
#include <event2/event.h>

#include "tests/support/paint_grid.h"
#include "tests/support/played.h"

#include "tui/lesson_log.h"
#include "tui/lesson_steps.h"

static void
panes__a1_is_drawn_as_in_the_golden_pictures(void **state)
{
    struct played played;

    (void)state;
    played_a1(&played);
    played_on(&played, 0);
    played_golden(&played, "a1-01-first-question");
    played_on(&played, 3);
    played_golden(&played, "a1-04-hello");
    played_on(&played, 1);
    played_golden(&played, "a1-05-refused");
    played_on(&played, 4);
    played_golden(&played, "a1-09-text");
    played_on(&played, 1);
    played_golden(&played, "a1-10-dot");
    played_on(&played, 1);
    played_golden(&played, "a1-11-stored");
    played_on(&played, PLAYED_ALL);
    played_golden(&played, "a1-end");
    played_end(&played);
}

static void
panes__a2_is_drawn_as_in_the_golden_pictures(void **state)
{
    struct played played;

    (void)state;
    played_a2(&played);
    played_on(&played, 2);
    played_golden(&played, "a2-03-greeted");
    played_on(&played, 1);
    played_golden(&played, "a2-04-refused");
    played_on(&played, 2);
    played_golden(&played, "a2-06-login");
    played_on(&played, 4);
    played_golden(&played, "a2-10-read");
    played_on(&played, 2);
    played_golden(&played, "a2-12-marked");
    played_on(&played, 5);
    snprintf(played.lesson.input, sizeof(played.lesson.input), "QU");
    played.lesson.complaint = "Not that line. Try again.";
    played_golden(&played, "a2-17-typing");
    played.lesson.complaint = NULL;
    played_on(&played, PLAYED_ALL);
    played_golden(&played, "a2-end");
    played_end(&played);
}

/*
 * The whole lesson is over, yet the screen shows the memory of then.
 */
static void
view__looking_back_shows_what_the_server_remembered_then(void **state)
{
    struct played played;
    size_t then = 0;

    (void)state;
    played_a1(&played);
    played_on(&played, 6);
    then = played.lesson.cursor;
    played_on(&played, PLAYED_ALL);
    played_shows(&played, MEMORY, 6, 80, "(nothing any more: the session");
    played_shows(&played, MAILBOX, 5, 80, "1 message");
    played.lesson.cursor = then;
    played_shows(&played, MEMORY, 6, 80, "reverse-path  alice@red.example");
    played_shows(&played, MEMORY, 6, 80, "forward-path  bob@red.example");
    played_shows(&played, MACHINE, 8, 80, "[>] RCPT");
    played_shows(&played, MAILBOX, 5, 80, "empty");
    played_shows(&played, STAGES, 1, 80, "[>] RECIPIENT");
    played_shows(&played, REPLY, 8, 80, "2.1.5");
    played_hides(&played, DIALOGUE, 50, 80, "354");
    played.lesson.cursor = 0;
    played_shows(&played, MEMORY, 6, 80, "(no connection)");
    played_end(&played);
}

/*
 * REQ(5321-4.5.2) A stuffed dot is on the wire, not in the text.
 */
static void
dialogue__wire_view_shows_line_ends_and_stuffed_dots(void **state)
{
    struct played played;

    (void)state;
    played_dots(&played);
    played_on(&played, PLAYED_ALL);
    played_shows(&played, DIALOGUE, 20, 80, "C: (text, 2 lines)");
    played.lesson.zoomed = true;
    played_shows(&played, DIALOGUE, 20, 80, "C: .hidden ");
    played_hides(&played, DIALOGUE, 20, 80, "\\r\\n");
    played.lesson.wire = true;
    played_shows(&played, DIALOGUE, 20, 80, "C: ..hidden\\r\\n");
    played_shows(&played, DIALOGUE, 20, 80, "C: .\\r\\n");
    played_shows(&played, DIALOGUE, 20, 80, "S: 250 taken\\r\\n");
    played_end(&played);
}

static void
dialogue__zoom_opens_what_is_folded(void **state)
{
    struct played played;

    (void)state;
    played_a1(&played);
    played_on(&played, 10);
    played_shows(&played, DIALOGUE, 40, 80, "(+5 lines)");
    played_shows(&played, DIALOGUE, 40, 80, "(text, 6 lines)");
    played_hides(&played, DIALOGUE, 40, 80, "PIPELINING");
    played.lesson.zoomed = true;
    played_shows(&played, DIALOGUE, 40, 80, "S: 250-PIPELINING");
    played_shows(&played, DIALOGUE, 40, 80, "C: Noon at the usual place?");
    played_hides(&played, DIALOGUE, 40, 80, "(+5 lines)");
    played.lesson.pane = PANE_REPLY; /* zoomed is another pane */
    played_shows(&played, DIALOGUE, 40, 80, "(+5 lines)");
    played_end(&played);
}

static void
dialogue__scrolls_back_and_stops_at_its_beginning(void **state)
{
    struct played played;

    (void)state;
    played_a1(&played);
    played_on(&played, PLAYED_ALL);
    played_shows(&played, DIALOGUE, 5, 80, "C: QUIT");
    played_hides(&played, DIALOGUE, 5, 80, " down ");
    played.lesson.scroll = 4;
    played_hides(&played, DIALOGUE, 5, 80, "C: QUIT");
    played_shows(&played, DIALOGUE, 5, 80, " 4 down ");
    played.lesson.scroll = 999;
    played_shows(&played, DIALOGUE, 5, 80, "you connect to 127.0.0.1:2525");
    played_hides(&played, DIALOGUE, 5, 80, " up ");
    played_end(&played);
}

static void
dialogue__the_cursor_and_the_sign_stand_at_the_last_line(void **state)
{
    struct played played;
    struct played_cursor cursor = {0, 0};

    (void)state;
    played_a1(&played);
    played_on(&played, 4);
    played_draw(&played, DIALOGUE, 20, 80, &cursor);
    assert_int_equal(paint_grid_row(paint_grid(), cursor.row)[0], '>');
    assert_non_null(strstr(paint_grid_row(paint_grid(), cursor.row), "503"));
    assert_non_null(
        strstr(paint_grid_row(paint_grid(), cursor.row + 1), "wrong order"));
    assert_int_equal(paint_grid_style(paint_grid(), cursor.row, 0), PAINT_HERE);
    played_end(&played);
}

static void
dialogue__a_long_line_is_cut_with_the_sign(void **state)
{
    struct played played;

    (void)state;
    played_a1(&played);
    played_on(&played, 10);
    played_shows(&played, DIALOGUE, 20, 60,
                 "S: 250 2.0.0 Stored as 1795462928.M882523P14873Q0000~\n");
    played_shows(&played, DIALOGUE, 20, 200, "our duty now");
    played_end(&played);
}

static void
reply__tells_what_was_predicted_beside_what_was_said(void **state)
{
    struct played played;

    (void)state;
    played_a1(&played);
    played_on(&played, 4); /* the fourth answer is 2, the reply 503 */
    played_shows(&played, REPLY, 6, 80, "You said 2. It was 5 (refused).");
    played_shows(&played, REPLY, 5, 80, "You said 2. It was 5 (refused).");
    played_shows(&played, REPLY, 3, 60, "You said 2. It was 5 (refused).");
    played_shows(&played, REPLY, 3, 60, "503 = refused, syntax");
    played_hides(&played, TURN, 20, 80, "You said 2.");
    played_end(&played);
}

/*
 * REQ(1939-5) DELE marks, and the mark is seen beside the message.
 */
static void
mailbox__shows_the_mark_until_it_is_taken_away(void **state)
{
    struct played played;

    (void)state;
    played_a2(&played);
    played_on(&played, 10);
    played_hides(&played, MAILBOX, 6, 60, "D marked");
    played_on(&played, 1);
    played_shows(&played, MAILBOX, 6, 60, "D marked: goes at QUIT");
    played_on(&played, 2);
    played_hides(&played, MAILBOX, 6, 60, "D marked");
    played_end(&played);
}

/*
 * A mail that came from elsewhere is seen at once; not by one who looks back,
 * and not while a reply is covered that it would give away.
 */
static void
mailbox__is_that_of_now_unless_one_looks_back(void **state)
{
    struct played played;
    size_t *cursor = &played.lesson.cursor;

    (void)state;
    played_a1(&played);
    played_on(&played, 6);
    played.lesson.seen = *cursor;
    played.lesson.mailbox = strdup("Mailbox of bob: 3 messages.\n");
    played_shows(&played, MAILBOX, 5, 80, "The mailbox: changed");
    played_shows(&played, MAILBOX, 5, 80, "3 messages");
    *cursor -= 1;
    played_shows(&played, MAILBOX, 5, 80, "empty");
    played_hides(&played, MAILBOX, 5, 80, "changed");
    played.lesson.cover = true;
    while (!lesson_reply_at(played.lesson.play.player, *cursor)) {
        --*cursor;
    }
    played.lesson.seen = *cursor;
    played_shows(&played, MAILBOX, 5, 80, "empty");
    free(played.lesson.mailbox);
    played_end(&played);
}

/*
 * However little room there is: nothing outside the area, and the question
 * and its options are there as long as they can be.
 */
static void
panes__stay_inside_at_every_size(void **state)
{
    static const int COLS[] = {1, 7, 20, 59, 60, 80, 120, 200};
    struct played played[2];
    struct played_cursor cursor = {0, 0};

    (void)state;
    played_a1(&played[0]);
    played_a2(&played[1]);
    for (int moment = 0; moment < 20; moment++) {
        for (size_t i = 0; i < 16 * sizeof(COLS) / sizeof(COLS[0]); i++) {
            for (int pane = 0; pane < PLAYED_PANES; pane++) {
                played_draw(&played[moment % 2], (enum played_pane)pane,
                            (int)(i % 16) + 1, COLS[i / 16], &cursor);
                assert_int_equal(paint_grid_spilt(paint_grid()), 0);
            }
        }
        played_on(&played[moment % 2], 1);
    }
    played_end(&played[0]);
    played_end(&played[1]);
}

static void
count_change(void *ctx)
{
    ++*(int *)ctx;
}

static void
log__shows_the_last_lines_or_that_there_are_none(void **state)
{
    char path[] = "/tmp/lesson_view.XXXXXX";
    struct event_base *base = event_base_new();
    struct played played;
    int changes = 0;
    int file = mkstemp(path);
    FILE *log = fdopen(file, "w");

    (void)state;
    assert_non_null(log);
    played_a1(&played);
    played.lesson.play.place.host = "mail.school.example";
    played_shows(&played, SMTP_LOG, 5, 60,
                 "not visible from here: mail.school.example");
    played.lesson.logs[0] = lesson_log_open(path, base, count_change,
                                            &changes);
    assert_non_null(played.lesson.logs[0]);
    played_shows(&played, SMTP_LOG, 5, 60, "nobody has called");
    fprintf(log, "2026-11-23T09:12:31.402Z smtp#7 *: connect from=[::1]:9\n");
    for (int i = 0; i < LESSON_LOG_LINES + 5; i++) {
        fprintf(log, "2026-11-23T09:12:33.120Z smtp#7 C: NOOP %d\n", i);
    }
    fclose(log);
    event_base_loop(base, EVLOOP_NONBLOCK);
    assert_true(changes > 0);
    assert_int_equal(lesson_log_count(played.lesson.logs[0]), LESSON_LOG_LINES);
    played_shows(&played, SMTP_LOG, 5, 60,
                 "\n 09:12:33.120 smtp#7 C: NOOP 504\n");
    played_shows(&played, SMTP_LOG, 5, 60, "NOOP 501\n");
    played_hides(&played, SMTP_LOG, 5, 60, "NOOP 500\n");
    played_shows(&played, SMTP_LOG, 5, 80, "1 session, 1 open");
    played.lesson.pane = PANE_SMTP_LOG;
    played.lesson.scroll = 4;
    played_shows(&played, SMTP_LOG, 5, 60, "NOOP 500\n");
    played_hides(&played, SMTP_LOG, 5, 60, "NOOP 501\n");
    lesson_log_close(played.lesson.logs[0]);
    event_base_free(base);
    unlink(path);
    played_end(&played);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panes__a1_is_drawn_as_in_the_golden_pictures),
        cmocka_unit_test(panes__a2_is_drawn_as_in_the_golden_pictures),
        cmocka_unit_test(
            view__looking_back_shows_what_the_server_remembered_then),
        cmocka_unit_test(dialogue__wire_view_shows_line_ends_and_stuffed_dots),
        cmocka_unit_test(dialogue__zoom_opens_what_is_folded),
        cmocka_unit_test(dialogue__scrolls_back_and_stops_at_its_beginning),
        cmocka_unit_test(
            dialogue__the_cursor_and_the_sign_stand_at_the_last_line),
        cmocka_unit_test(dialogue__a_long_line_is_cut_with_the_sign),
        cmocka_unit_test(reply__tells_what_was_predicted_beside_what_was_said),
        cmocka_unit_test(mailbox__shows_the_mark_until_it_is_taken_away),
        cmocka_unit_test(mailbox__is_that_of_now_unless_one_looks_back),
        cmocka_unit_test(panes__stay_inside_at_every_size),
        cmocka_unit_test(log__shows_the_last_lines_or_that_there_are_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
