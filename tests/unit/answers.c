/*
 * answers.c - the file with a student's answers, by hand and by a lesson.
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

#include "labs/answers.h"
#include "labs/player.h"
#include "tests/support/scratch.h"

static int
setup(void **state)
{
    static struct scratch scratch;

    scratch_make(&scratch);
    *state = &scratch;
    return 0;
}

static int
teardown(void **state)
{
    scratch_remove(*state);
    return 0;
}

static void
a_file_by_hand_is_read(void **state)
{
    static const char text[] = "my answers\n"
                               "  q1 =  b \r\n"
                               "q2=the sender = Alice\n"
                               "2026-11-23T09:12:31.402Z q1 = c\n"
                               "q3 =\n"
                               "q4 = without an end of line";
    struct answers answers;
    char path[SCRATCH_PATH];

    scratch_write(*state, "a.ans", text, sizeof text - 1);
    assert_int_equal(
        answers_read(&answers, scratch_path(*state, "a.ans", path)), 0);
    assert_string_equal(answers_get(&answers, "q1"), "c");
    assert_string_equal(answers_get(&answers, "q2"), "the sender = Alice");
    assert_string_equal(answers_get(&answers, "q3"), "");
    assert_string_equal(answers_get(&answers, "q4"), "without an end of line");
    assert_null(answers_get(&answers, "q5"));
    answers_free(&answers);
}

static void
no_file_has_no_answers(void **state)
{
    struct answers answers;
    char path[SCRATCH_PATH];

    assert_int_equal(
        answers_read(&answers, scratch_path(*state, "b.ans", path)), 0);
    assert_null(answers_get(&answers, "q1"));
    answers_free(&answers);
}

static void
what_is_added_is_one_line_with_its_time(void **state)
{
    struct answers answers;
    char path[SCRATCH_PATH];
    char *text;
    size_t len;

    scratch_path(*state, "c.ans", path);
    assert_int_equal(answers_add(path, 1763889151402, "q1", "a\nq2 = b"), 0);
    assert_int_equal(answers_add(path, 1763889152000, "q1", "c"), 0);
    text = scratch_read(*state, "c.ans", &len);
    assert_string_equal(text, "2025-11-23T09:12:31.402Z q1 = a q2 = b\n"
                              "2025-11-23T09:12:32.000Z q1 = c\n");
    free(text);
    assert_int_equal(answers_read(&answers, path), 0);
    assert_string_equal(answers_get(&answers, "q1"), "c");
    assert_null(answers_get(&answers, "q2"));
    answers_free(&answers);
}

/* ---- A lesson keeps them ---- */

static char kept[64];

static void
keep(void *ctx, const char *id, const char *value)
{
    (void)ctx;
    strcat(strcat(strcat(strcat(kept, id), "="), value), " ");
}

static void
a_lesson_keeps_what_was_answered(void **state)
{
    static const char text[] =
        "```lab meta\nid: x\ntitle: X\n```\n"
        "```lab predict p1\nq: One?\na*: yes\nb: no\n```\n"
        "```lab ask q1\nq: Two?\na*: yes\nb: no\n```\n"
        "```lab ask q2\nq: Three?\nis: 7\n```\n"
        "```lab ask q3\nq: Four?\na*: yes\nb: no\n```\n";
    static const char *const said[] = {"b", "z", "A", "seven", ""};
    char why[LAB_WHY_MAX] = "";
    struct lab *lab = lab_parse("x", text, sizeof text - 1, why);
    const struct player_people people = {"alice", "bob", "apple"};
    struct player *player = player_new(lab, &people);
    const char *complaint;

    (void)state;
    assert_non_null(player);
    player_keep(player, keep, NULL);
    player_saw(player, NULL);
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        (void)player_answer(player, said[i], &complaint);
    }
    assert_string_equal(kept, "p1=b q1=a q2=seven ");
    player_free(player);
    lab_free(lab);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_file_by_hand_is_read),
        CASE(no_file_has_no_answers),
        CASE(what_is_added_is_one_line_with_its_time),
        cmocka_unit_test(a_lesson_keeps_what_was_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
