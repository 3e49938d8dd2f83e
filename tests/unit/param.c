/*
 * param.c - a student's own values: the same each time, others for others.
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

#include "labs/param.h"

static const char text[] = "```lab meta\nid: 09\ntitle: T\n"
                           "param: tok = token 26\nparam: n = num 2 5\n"
                           "param: when = pick before | after\n"
                           "param: copies = map ${when} before=1 after=2\n"
                           "param: who = user\n```\n";

static struct lab *
read_text(const char *lab_text)
{
    char why[LAB_WHY_MAX] = "";
    struct lab *lab = lab_parse("lab", lab_text, strlen(lab_text), why);

    if (lab == NULL) {
        fail_msg("%s", why);
    }
    return lab;
}

static const char *
value(const struct pattern_values *values, const char *name)
{
    const char *found = pattern_get(values, name, strlen(name));

    assert_non_null(found);
    return found;
}

/*
 * Held against `printf 'alice|09|tok' | openssl dgst -sha256 -hmac self`, whose
 * first 130 bits are the 26 letters.
 */
static void
values_are_those_of_hmac_sha256(void **state)
{
    struct pattern_values values = {.count = 0};
    struct lab *lab = read_text(text);
    char why[LAB_WHY_MAX];

    (void)state;
    assert_int_equal(param_set(lab,
                               &(struct param_student){.user = "alice",
                                                       .peer = "bob",
                                                       .pass = "apple"},
                               &values, why),
                     0);
    assert_string_equal(value(&values, "tok"), "xszhqqj5jfe3b723povemewldw");
    assert_string_equal(value(&values, "who"), "alice");
    assert_in_range(atoi(value(&values, "n")), 2, 5);
    lab_free(lab);
}

/*
 * Over many students every number of a range and every choice comes up, and
 * the map follows the choice.
 */
static void
all_variants_come_up(void **state)
{
    struct lab *lab = read_text("```lab meta\nid: 09\ntitle: T\n"
                                "param: n = num 2 5\n"
                                "param: when = pick before | after\n"
                                "param: copies = map ${when} before=1 after=2\n"
                                "```\n");
    unsigned seen = 0, before = 0;
    char why[LAB_WHY_MAX], user[16];

    (void)state;
    for (int i = 0; i < 200; i++) {
        struct pattern_values values = {.count = 0};

        snprintf(user, sizeof user, "s%03d", i);
        assert_int_equal(
            param_set(lab,
                      &(struct param_student){
                          .key = "K", .user = user, .peer = "p", .pass = "w"},
                      &values, why),
            0);
        seen |= 1U << atoi(value(&values, "n"));
        assert_string_equal(
            value(&values, "copies"),
            strcmp(value(&values, "when"), "before") == 0 ? "1" : "2");
        before += value(&values, "copies")[0] == '1';
    }
    assert_int_equal(seen, 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5);
    assert_in_range(before, 60, 140);
    lab_free(lab);
}

static void
another_key_or_student_has_other_values(void **state)
{
    static const struct param_student students[] = {
        {.user = "alice", .peer = "bob", .pass = "x"},
        {.key = "self", .user = "alice", .peer = "bob", .pass = "x"},
        {.key = "K", .user = "alice", .peer = "bob", .pass = "x"},
        {.user = "bob", .peer = "alice", .pass = "x"}};
    char token[4][PATTERN_VALUE_MAX];
    struct lab *lab = read_text(text);
    char why[LAB_WHY_MAX];

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct pattern_values values = {.count = 0};

        assert_int_equal(param_set(lab, &students[i], &values, why), 0);
        strcpy(token[i], value(&values, "tok"));
    }
    assert_string_equal(token[0], token[1]);
    assert_string_not_equal(token[0], token[2]);
    assert_string_not_equal(token[0], token[3]);
    lab_free(lab);
}

static void
what_is_no_parameter_is_refused(void **state)
{
    static const char *const wrong[] = {
        "x",           "x = ",          "x = number 3", "x = token",
        "x = token 0", "x = token 27",  "x = num 5 2",  "x = num 1",
        "x = pick a",  "x = map a b=1", "x = map ${a}", "x = user 2",
        " = user"};
    char why[LAB_WHY_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        why[0] = '\0';
        if (param_check(wrong[i], why) == 0) {
            fail_msg("\"%s\" was taken", wrong[i]);
        }
        assert_non_null(strstr(why, "expected "));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_those_of_hmac_sha256),
        cmocka_unit_test(all_variants_come_up),
        cmocka_unit_test(another_key_or_student_has_other_values),
        cmocka_unit_test(what_is_no_parameter_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
