/*
 * quiz.c - the bank of questions is sound, and what Moodle gets of it.
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

#include "labs/quiz.h"

static void
open_quiz(struct quiz *quiz, const char *topic)
{
    char why[LAB_WHY_MAX] = "";

    if (quiz_open(quiz, topic, why) != 0) {
        fail_msg("%s", why);
    }
}

static void
every_question_has_a_reason_and_its_section(void **state)
{
    struct quiz quiz;

    (void)state;
    open_quiz(&quiz, "");
    assert_true(quiz.count >= 40);
    for (size_t i = 0; i < quiz.count; i++) {
        struct quiz_question question;

        quiz_question(&quiz, i, &question);
        assert_non_null(strchr(question.id, '-'));
        assert_in_range(question.options, 2, QUIZ_OPTIONS_MAX);
        assert_in_range(question.right, 'a', 'a' + question.options - 1);
        if (strstr(question.why, "RFC ") == NULL) {
            fail_msg("%s cites no RFC", question.id);
        }
    }
    quiz_close(&quiz);
}

/*
 * Who always says the same letter must not be right more often than by chance.
 */
static void
no_letter_is_right_too_often(void **state)
{
    struct quiz quiz;
    size_t right[QUIZ_OPTIONS_MAX] = {0};

    (void)state;
    open_quiz(&quiz, "");
    for (size_t i = 0; i < quiz.count; i++) {
        struct quiz_question question;

        quiz_question(&quiz, i, &question);
        right[question.right - 'a']++;
    }
    for (size_t i = 0; i < QUIZ_OPTIONS_MAX; i++) {
        assert_true(right[i] <= quiz.count * 2 / 5);
    }
    quiz_close(&quiz);
}

static void
a_topic_is_its_questions_in_their_order(void **state)
{
    struct quiz quiz;
    char why[LAB_WHY_MAX] = "";
    char id[32];

    (void)state;
    open_quiz(&quiz, "pop3");
    assert_true(quiz.count >= 5);
    for (size_t i = 0; i < quiz.count; i++) {
        struct quiz_question question;

        quiz_question(&quiz, i, &question);
        snprintf(id, sizeof id, "pop3-%zu", i + 1);
        assert_string_equal(question.id, id);
    }
    quiz_close(&quiz);
    assert_int_equal(quiz_open(&quiz, "pop", why), -1);
    assert_non_null(strstr(why, "no topic \"pop\"; there are: roles "));
    assert_non_null(strstr(why, " pop3 "));
}

static void
gift_marks_its_own_signs(void **state)
{
    static char text[] = "```lab meta\nid: quiz\ntitle: Quiz\n```\n"
                         "```lab ask odd-1\nq: {a}=b: c~d#e\\f?\n"
                         "a: x=1\nb*: y:2\nwhy: {RFC 1}\n```\n";
    char why[LAB_WHY_MAX] = "";
    char *gift = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&gift, &size);
    struct quiz quiz = {.topic = "", .count = 1, .first = 1};

    (void)state;
    assert_non_null(out);
    quiz.lab = lab_parse("quiz", text, sizeof text - 1, why);
    if (quiz.lab == NULL) {
        fail_msg("%s", why);
    }
    quiz_gift(&quiz, out);
    fclose(out);
    assert_string_equal(gift, "::odd-1:: \\{a\\}\\=b\\: c\\~d\\#e\\\\f? {\n"
                              "    ~x\\=1\n"
                              "    =y\\:2\n"
                              "    ####\\{RFC 1\\}\n}\n\n");
    quiz_close(&quiz);
    free(gift);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_question_has_a_reason_and_its_section),
        cmocka_unit_test(no_letter_is_right_too_often),
        cmocka_unit_test(a_topic_is_its_questions_in_their_order),
        cmocka_unit_test(gift_marks_its_own_signs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
