/*
 * lab.c - lab files: good ones, bad ones with their exact complaint, and our
 * own lessons cut off at every octet.
 *
 * Idea: who writes a lab must be told the line and what was expected there;
 * so each kind of mistake has its message here, word for word.
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

#include "labs/lab.h"
#include "labs/pattern.h"

#define META "```lab meta\nid: x\ntitle: T\nneeds: smtp=red.example:2525\n```\n"

/*
 * The text must be refused with this message; "t:" is the file's name.
 */
static void
refused(const char *text, const char *message)
{
    char why[LAB_WHY_MAX] = "";
    struct lab *lab = lab_parse("t", text, strlen(text), why);

    assert_null(lab);
    assert_string_equal(why, message);
}

static struct lab *
good(const char *text)
{
    char why[LAB_WHY_MAX] = "";
    struct lab *lab = lab_parse("t", text, strlen(text), why);

    assert_string_equal(why, "");
    assert_non_null(lab);
    return lab;
}

static void
lab__a_card_is_read_with_its_keys(void **state)
{
    struct lab *lab = good("# Title, for the paper\n" META
                           "Some prose,\nin two lines.\n\n"
                           "```lab step hello\nopen: smtp\nS: 220\n"
                           "# a comment\nC: EHLO a.example\nS?: 250\n"
                           "why: one\n  two\n```\n");
    const struct lab_card *step = &lab->cards[2];

    (void)state;
    assert_string_equal(lab->id, "x");
    assert_string_equal(lab->title, "T");
    assert_int_equal(lab->card_count, 3);
    assert_int_equal(lab->cards[1].kind, LAB_PROSE);
    assert_string_equal(lab->items[lab->cards[1].first].value,
                        "Some prose,\nin two lines.");
    assert_string_equal(step->id, "hello");
    assert_int_equal(step->count, 5);
    assert_int_equal(lab->items[step->first + 2].key, LAB_CLIENT);
    assert_string_equal(lab->items[step->first + 2].value, "EHLO a.example");
    assert_int_equal(lab->items[step->first + 2].line, 14);
    assert_int_equal(lab->items[step->first + 3].key, LAB_HIDDEN);
    assert_string_equal(lab_find(lab, step, LAB_WHY)->value, "one two");
    lab_free(lab);
}

static void
lab__content_lines_keep_their_blanks(void **state)
{
    struct lab *lab = good(META "```lab step text\nopen: smtp\nS: 220\n"
                                "D:\nD:   indented: yes\nD: .dot\n```\n");
    const struct lab_item *items = &lab->items[lab->cards[1].first];

    (void)state;
    assert_string_equal(items[2].value, "");
    assert_string_equal(items[3].value, "  indented: yes");
    assert_string_equal(items[4].value, ".dot");
    lab_free(lab);
}

static void
lab__the_right_option_is_marked(void **state)
{
    struct lab *lab = good(META "```lab predict p\nq: Who?\na: you\nb*: I\n"
                                "```\n");
    const struct lab_item *items = &lab->items[lab->cards[1].first];

    (void)state;
    assert_int_equal(items[1].letter, 'a');
    assert_false(items[1].right);
    assert_int_equal(items[2].letter, 'b');
    assert_true(items[2].right);
    lab_free(lab);
}

static void
lab__crlf_files_are_read_too(void **state)
{
    struct lab *lab = good("```lab meta\r\nid: x\r\ntitle: T\r\n"
                           "needs: smtp=red.example:2525\r\n```\r\n"
                           "prose\r\n");

    (void)state;
    assert_string_equal(lab->title, "T");
    lab_free(lab);
}

static void
lab__fenced_blocks_that_are_no_cards_are_prose(void **state)
{
    struct lab *lab = good(META "```text\n```lab step\n");

    (void)state;
    assert_int_equal(lab->card_count, 2);
    assert_string_equal(lab->items[lab->cards[1].first].value,
                        "```text\n```lab step");
    lab_free(lab);
}

static void
lab__mistakes_in_writing_are_named_with_their_line(void **state)
{
    (void)state;
    refused("", "t:1: expected a \"```lab meta\" card");
    refused(META "```lab step s\nopen smtp\n```\n",
            "t:7: expected \"key: value\", found \"open smtp\"");
    refused(META "```lab step s\n  more\n```\n",
            "t:7: expected \"key: value\", found a line that continues "
            "nothing");
    refused(META "```lab step s\nfault: drop\n```\n",
            "t:7: expected a key of a step card, found \"fault\"");
    refused(META "```lab guess\n```\n",
            "t:6: expected a card (meta predict step ask check note), found "
            "\"guess\"");
    refused(META "```lab check\nq1: clean\n```\n",
            "t:7: expected the points of a check, found \"q1\"");
    refused(META "```lab check\n0: clean\n```\n",
            "t:7: expected the points of a check, found \"0\"");
    refused("```lab step s\n```\n",
            "t:1: expected the meta card first, found \"step\"");
    refused(META "```lab predict p\nq: Who?\nb: I\n```\n",
            "t:8: expected option \"a\" next, found \"b\"");
    refused(META "```lab step s\nopen: smtp\n",
            "t:7: expected ``` before the end of the file");
}

static void
lab__mistakes_in_the_lesson_are_named_with_their_line(void **state)
{
    (void)state;
    refused("```lab meta\nid: x\nneeds: a=b:1\n```\n",
            "t:1: expected \"title: ..\" in this card");
    refused("```lab meta\nid: x\ntitle: T\nneeds: smtp=red\n```\n",
            "t:4: expected NAME=HOST:PORT, found \"smtp=red\"");
    refused("```lab meta\nid: x\ntitle: T\nneeds: a=b:1\nbox: bob full\n```\n",
            "t:5: expected \"box: USER empty\" or \"box: USER mail\", found "
            "\"bob full\"");
    refused("```lab meta\nid: x\ntitle: T\nneeds: a=b:1\n"
            "param: t = token\n```\n",
            "t:5: expected token N, num LOW HIGH, pick A | B, map ${NAME} A=1 "
            "B=2, user, peer or pass, found \"t = token\"");
    refused(META "```lab check\n1: clean\n2: clean up\n```\n",
            "t:8: expected \"clean\" alone");
    refused(META "```lab check\n1: answer q1\n```\n",
            "t:7: expected the id of an ask card, found \"q1\"");
    refused(META META, "t:6: expected one meta card, found a second");
    refused(META "```lab predict p\nq: Who?\na: I\nb: you\n```\n",
            "t:6: expected at least two options and a star at the right one, "
            "found 2 with 0 right");
    refused(META "```lab step s\nC: NOOP\nS: 250\n```\n",
            "t:7: expected \"open: NAME\" before the dialogue");
    refused(META "```lab step s\nopen: pop3\nS: +OK\n```\n",
            "t:7: expected a name from \"needs:\", found \"pop3\"");
    refused(META "```lab step s\nopen: smtp\nS: ready\n```\n",
            "t:8: expected a reply (250, 2xx, +OK, -ERR or EOF), found "
            "\"ready\"");
    refused(META "```lab step s\nopen: smtp\nS: 220\nC: NOOP\n```\n",
            "t:9: expected \"S: ..\" or \"S?: ..\" after this line: every "
            "command has a reply");
    refused(META "```lab step\nopen: smtp\nS: 220\n```\n",
            "t:6: expected \"```lab step ID\": the id names the stage");
    refused(META "Dear ${nobody}\n",
            "t:6: expected a name that has a value, found \"${nobody}\"");
    lab_free(good(META "It listens at ${smtp}.\n"));
    refused(META "It listens at ${pop3}.\n",
            "t:6: expected a name that has a value, found \"${pop3}\"");
}

static void
lab__too_much_is_refused(void **state)
{
    char *text = malloc(65536);
    char why[LAB_WHY_MAX];
    size_t len = strlen(META);

    (void)state;
    assert_non_null(text);
    memcpy(text, META, len);
    memset(text + len, 'x', LAB_LINE_MAX + 1);
    text[len + LAB_LINE_MAX] = '\0';
    lab_free(good(text));
    text[len + LAB_LINE_MAX] = 'x';
    text[len + LAB_LINE_MAX + 1] = '\0';
    refused(text, "t:6: expected at most 998 octets in a line, found 999");
    text[len] = '\0';
    for (int i = 1; i < LAB_CARDS_MAX; i++) {
        strcat(text, "```lab note\n```\n");
    }
    lab_free(good(text));
    strcat(text, "```lab note\n```\n");
    refused(text, "t:404: expected at most 200 cards");
    assert_null(lab_parse("t", "a\0b", 3, why));
    assert_string_equal(why, "t:1: expected text, found a NUL octet");
    free(text);
}

static void
lab__a_service_is_found_by_its_whole_name(void **state)
{
    struct lab *lab = good("```lab meta\nid: x\ntitle: T\n"
                           "needs: smtp=red.example:2525  pop3=b:1\n```\n");
    char host[16];
    unsigned port = 0;

    (void)state;
    assert_int_equal(lab_service(lab, "pop3", 4, host, 16, &port), 0);
    assert_string_equal(host, "b");
    assert_int_equal(port, 1);
    assert_int_equal(lab_service(lab, "smt", 3, host, 16, &port), -1);
    assert_int_equal(lab_service(lab, "smtp", 4, host, 5, &port), -1);
    lab_free(lab);
}

static char *
read_lesson(const char *name, size_t *len)
{
    const char *home = getenv("MAILWALK_HOME");
    char path[1024];
    char *text = malloc(65536);
    FILE *file = NULL;

    snprintf(path, sizeof(path), "%s/labs/%s", home != NULL ? home : ".", name);
    file = fopen(path, "r");
    assert_non_null(text);
    assert_non_null(file);
    *len = fread(text, 1, 65536, file);
    fclose(file);
    assert_in_range(*len, 1, 65535);
    return text;
}

static void
lab__our_lessons_are_read_and_are_plain_ascii(void **state)
{
    static const char *const NAMES[] = {"a1-send.md", "a2-collect.md"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char why[LAB_WHY_MAX] = "";
        size_t len = 0;
        char *text = read_lesson(NAMES[i], &len);
        struct lab *lab = lab_parse(NAMES[i], text, len, why);

        assert_string_equal(why, "");
        for (size_t at = 0; at < len; at++) {
            assert_true(text[at] == '\n' ||
                        (text[at] >= ' ' && text[at] <= '~'));
        }
        lab_free(lab);
        free(text);
    }
}

/*
 * A copy that is exactly as long as the text, so that the address sanitizer
 * sees a step behind its end.
 */
static void
lab__every_beginning_of_a_lesson_is_read_or_refused(void **state)
{
    size_t len = 0;
    char *text = read_lesson("a1-send.md", &len);
    unsigned read = 0;

    (void)state;
    for (size_t cut = 1; cut < len; cut++) {
        char why[LAB_WHY_MAX] = "";
        char *copy = malloc(cut);
        struct lab *lab = NULL;

        assert_non_null(copy);
        memcpy(copy, text, cut);
        lab = lab_parse("a1", copy, cut, why);
        read += lab != NULL;
        if (lab == NULL) {
            assert_int_equal(strncmp(why, "a1:", 3), 0);
        }
        lab_free(lab);
        free(copy);
    }
    assert_true(read > 100);
    free(text);
}

static bool
fits(const char *pattern, const char *first, const char *second)
{
    char one[64];
    char two[64];
    char *lines[] = {one, two};

    snprintf(one, sizeof(one), "%s", first);
    snprintf(two, sizeof(two), "%s", second == NULL ? "" : second);
    return pattern_fits(pattern, lines,
                        (size_t)(first[0] != '\0') + (second != NULL), NULL);
}

static void
pattern__a_code_fits_the_whole_reply(void **state)
{
    (void)state;
    assert_true(fits("250", "250 fine", NULL));
    assert_true(fits("250", "250", NULL));
    assert_true(fits("250", "250-a", "250 b"));
    assert_false(fits("250", "2504 a", NULL));
    assert_false(fits("250", "251 a", NULL));
    assert_true(fits("2xx", "251 a", NULL));
    assert_false(fits("2xx", "451 a", NULL));
    assert_true(fits("+OK", "+OK", NULL));
    assert_false(fits("+OK", "+OKAY", NULL));
    assert_true(fits("-ERR", "-ERR [AUTH] no", NULL));
    assert_true(fits("EOF", "", NULL));
    assert_false(fits("EOF", "250 a", NULL));
    assert_false(fits("250", "", NULL));
}

static void
pattern__a_glob_fits_some_line(void **state)
{
    (void)state;
    assert_true(fits("250 SIZE *", "250-a.example", "250 SIZE 1"));
    assert_false(fits("250 SIZE *", "250-a.example", "250 HELP"));
    assert_true(fits("+OK *", "+OK a b", NULL));
    assert_true(fits("+OK 1 *", "+OK", "1 120"));
    assert_false(fits("250 a*c", "250 abcd", NULL));
}

static void
pattern__captures_are_words_for_later(void **state)
{
    struct pattern_values values = {.count = 0};
    char line[] = "+OK 2 320";
    char *lines[] = {line};
    char out[64];

    (void)state;
    assert_true(pattern_fits("+OK {n} {size}", lines, 1, &values));
    assert_int_equal(
        pattern_insert(&values, "RETR ${n} of {size} ${no}", out, sizeof(out)),
        0);
    assert_string_equal(out, "RETR 2 of 320 ${no}");
    assert_int_equal(pattern_insert(&values, "${n}${size}", out, 4), -1);
    assert_string_equal(out, "2");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lab__a_card_is_read_with_its_keys),
        cmocka_unit_test(lab__content_lines_keep_their_blanks),
        cmocka_unit_test(lab__the_right_option_is_marked),
        cmocka_unit_test(lab__crlf_files_are_read_too),
        cmocka_unit_test(lab__fenced_blocks_that_are_no_cards_are_prose),
        cmocka_unit_test(lab__mistakes_in_writing_are_named_with_their_line),
        cmocka_unit_test(lab__mistakes_in_the_lesson_are_named_with_their_line),
        cmocka_unit_test(lab__too_much_is_refused),
        cmocka_unit_test(lab__a_service_is_found_by_its_whole_name),
        cmocka_unit_test(lab__our_lessons_are_read_and_are_plain_ascii),
        cmocka_unit_test(lab__every_beginning_of_a_lesson_is_read_or_refused),
        cmocka_unit_test(pattern__a_code_fits_the_whole_reply),
        cmocka_unit_test(pattern__a_glob_fits_some_line),
        cmocka_unit_test(pattern__captures_are_words_for_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
