/*
 * player.c - a lesson played without a server: what the student meets.
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

#include "tests/support/lesson.h"

static void
player__goes_through_a_lesson_to_its_end(void **state)
{
    struct lesson lesson;

    (void)state;
    lesson_begin(&lesson, LESSON_META "Welcome.\n" LESSON_HELLO);
    assert_int_equal(lesson_told(&lesson, PLAYER_TOLD, "Welcome."), 1);
    assert_int_equal(lesson_told(&lesson, PLAYER_STAGE, "hello"), 1);
    lesson_wants(&lesson, PLAYER_CHOOSE);
    assert_string_equal(player_choices(lesson.player), "2345");
    lesson_answer(&lesson, "2");
    lesson_connected(&lesson);
    lesson_heard(&lesson, "220 mx.red.example");
    lesson_answer(&lesson, "");
    lesson_said(&lesson, "EHLO bob.example");
    lesson_heard(&lesson, "250 mx.red.example");
    lesson_wants(&lesson, PLAYER_END);
    assert_int_equal(player_outcome(lesson.player), PLAYER_FINISHED);
    assert_int_equal(lesson_told(&lesson, PLAYER_WHY, "that was bob"), 1);
    assert_int_equal(lesson_told(&lesson, PLAYER_LINE, "EHLO bob.example"), 1);
    lesson_end(&lesson);
}

/*
 * Predict before seeing: no driver's want comes before the student's answer,
 * and no event tells the reply.
 */
static void
player__hides_a_reply_until_it_is_predicted(void **state)
{
    struct lesson lesson;

    (void)state;
    lesson_begin(&lesson, LESSON_META LESSON_HELLO);
    lesson_wants(&lesson, PLAYER_CHOOSE);
    player_heard(lesson.player);
    lesson_wants(&lesson, PLAYER_CHOOSE);
    assert_int_equal(lesson_told(&lesson, PLAYER_LINE, ""), 0);
    lesson_answer(&lesson, "5");
    lesson_connected(&lesson);
    lesson_heard(&lesson, "220 mx.red.example");
    assert_int_equal(lesson_told(&lesson, PLAYER_ANSWERED,
                                 "You said 5. It was 2 "
                                 "(done)."),
                     1);
    lesson_end(&lesson);
}

static void
player__counts_answers_not_right_ones(void **state)
{
    struct lesson lesson;
    unsigned put = 0;
    unsigned answered = 0;

    (void)state;
    lesson_begin(&lesson, LESSON_META LESSON_HELLO);
    lesson_answer(&lesson, "5");
    lesson_connected(&lesson);
    lesson_heard(&lesson, "220 mx.red.example");
    lesson_answer(&lesson, "");
    player_score(lesson.player, &put, &answered);
    assert_int_equal(put, 2);
    assert_int_equal(answered, 1);
    lesson_end(&lesson);
}

static void
player__refuses_an_answer_that_is_none(void **state)
{
    struct lesson lesson;
    const char *why = NULL;

    (void)state;
    lesson_begin(&lesson, LESSON_META LESSON_HELLO);
    assert_int_equal(player_answer(lesson.player, "6", &why), -1);
    assert_string_equal(why, "Answer 2, 3, 4 or 5.");
    assert_int_equal(player_answer(lesson.player, "22", &why), -1);
    lesson_wants(&lesson, PLAYER_CHOOSE);
    lesson_answer(&lesson, "4");
    assert_int_equal(player_answer(lesson.player, "2", &why), -1);
    assert_string_equal(why, "Nothing is asked now.");
    lesson_end(&lesson);
}

static void
player__holds_the_answer_of_a_predict_card_back(void **state)
{
    struct lesson lesson;

    (void)state;
    lesson_begin(&lesson,
                 LESSON_META "```lab predict p\nq: Who?\na: you\nb*: me\n"
                             "why: so\n```\n" LESSON_HELLO);
    lesson_wants(&lesson, PLAYER_CHOOSE);
    assert_string_equal(player_choices(lesson.player), "ab");
    lesson_answer(&lesson, "A");
    assert_int_equal(lesson_told(&lesson, PLAYER_ANSWERED, ""), 0);
    lesson_answer(&lesson, "2");
    lesson_connected(&lesson);
    lesson_heard(&lesson, "220 a");
    assert_int_equal(lesson_told(&lesson, PLAYER_ANSWERED, "me"), 0);
    lesson_answer(&lesson, "2");
    lesson_said(&lesson, "EHLO bob.example");
    lesson_heard(&lesson, "250 a");
    assert_int_equal(
        lesson_told(&lesson, PLAYER_ANSWERED, "You said a. It is b: me."), 1);
    assert_int_equal(lesson_told(&lesson, PLAYER_WHY, "so"), 1);
    lesson_end(&lesson);
}

static void
player__answers_an_ask_card_at_once(void **state)
{
    struct lesson lesson;

    (void)state;
    lesson_begin(&lesson,
                 LESSON_META "```lab ask q\nq: Who?\na*: you\nb: me\n```\n"
                             "```lab ask r\nq: Which?\nis: ${who}\n```\n");
    lesson_answer(&lesson, "a");
    assert_int_equal(lesson_told(&lesson, PLAYER_ANSWERED,
                                 "You said a, and so it is: "
                                 "you."),
                     1);
    lesson_wants(&lesson, PLAYER_ANSWER);
    lesson_answer(&lesson, "carol");
    assert_int_equal(lesson_told(&lesson, PLAYER_ANSWERED, "It is: bob."), 1);
    lesson_wants(&lesson, PLAYER_END);
    lesson_end(&lesson);
}

static void
player__sends_a_text_after_one_agreement(void **state)
{
    struct lesson lesson;

    (void)state;
    lesson_begin(&lesson, LESSON_META
                 "```lab step text\nopen: smtp\nS: 354\nD: one\nD: .two\n"
                 "C: .\nS: 250\n```\n");
    lesson_wants(&lesson, PLAYER_GO);
    lesson_answer(&lesson, "");
    lesson_connected(&lesson);
    lesson_heard(&lesson, "354 go");
    lesson_wants(&lesson, PLAYER_GO);
    lesson_answer(&lesson, "");
    lesson_wants(&lesson, PLAYER_SAY_TEXT);
    assert_string_equal(player_line(lesson.player), "one");
    player_done(lesson.player);
    lesson_wants(&lesson, PLAYER_SAY_TEXT);
    assert_string_equal(player_line(lesson.player), ".two");
    player_done(lesson.player);
    lesson_wants(&lesson, PLAYER_GO);
    lesson_answer(&lesson, "");
    lesson_said(&lesson, ".");
    lesson_heard(&lesson, "250 ok");
    lesson_wants(&lesson, PLAYER_END);
    lesson_end(&lesson);
}

static void
player__lets_a_line_be_typed_and_gives_a_hint(void **state)
{
    struct lesson lesson;
    const char *why = NULL;

    (void)state;
    lesson_begin(&lesson,
                 LESSON_META "```lab step bye\nopen: smtp\nS: 220\nT: QUIT\n"
                             "hint: four letters\nS: 221\n```\n");
    lesson_answer(&lesson, "");
    lesson_connected(&lesson);
    lesson_heard(&lesson, "220 a");
    lesson_wants(&lesson, PLAYER_TYPE);
    assert_int_equal(player_answer(lesson.player, "EXIT", &why), -1);
    assert_null(strstr(why, "four letters"));
    assert_int_equal(player_answer(lesson.player, "BYE", &why), -1);
    assert_non_null(strstr(why, "four letters"));
    lesson_answer(&lesson, "quit");
    lesson_said(&lesson, "quit");
    lesson_end(&lesson);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(player__goes_through_a_lesson_to_its_end),
        cmocka_unit_test(player__hides_a_reply_until_it_is_predicted),
        cmocka_unit_test(player__counts_answers_not_right_ones),
        cmocka_unit_test(player__refuses_an_answer_that_is_none),
        cmocka_unit_test(player__holds_the_answer_of_a_predict_card_back),
        cmocka_unit_test(player__answers_an_ask_card_at_once),
        cmocka_unit_test(player__sends_a_text_after_one_agreement),
        cmocka_unit_test(player__lets_a_line_be_typed_and_gives_a_hint),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
