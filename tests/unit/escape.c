/*
 * escape.c - what a stranger's octets look like, and the values of events.
 *
 * Idea: one list of what may be read as it is, one of what would drive a
 * terminal, one of what is no UTF-8 at all.
 *
 * RFC 3629 section 3.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/dialogue.h"
#include "protocol/escape.h"

enum { OUT_ROOM = 1024 };

/*
 * A copy of a string in a block of just its octets, so that a look behind
 * them is seen.  The caller frees it.
 */
static char *
exact(const char *text)
{
    size_t len = strlen(text);
    char *copy = malloc(len > 0 ? len : 1);

    assert_non_null(copy);
    memcpy(copy, text, len);
    return copy;
}

static void
assert_escaped(const char *text, const char *expected)
{
    char out[OUT_ROOM];
    char *block = exact(text);
    size_t n = dialogue_escape(block, strlen(text), out);

    assert_int_equal(n, strlen(expected));
    assert_memory_equal(out, expected, n);
    free(block);
}

static void
what_can_be_read_is_kept(void **unused)
{
    (void)unused;
    assert_escaped("Gr\xC3\xBC\xC3\x9F"
                   "e 12 \xE2\x82\xAC ~",
                   "Gr\xC3\xBC\xC3\x9F"
                   "e 12 \xE2\x82\xAC ~");
    assert_escaped("\xF0\x9F\x93\xAC", "\xF0\x9F\x93\xAC");
    assert_escaped("\xC2\xA0 \xED\x9F\xBF \xEE\x80\x80 \xF4\x8F\xBF\xBF",
                   "\xC2\xA0 \xED\x9F\xBF \xEE\x80\x80 \xF4\x8F\xBF\xBF");
}

static void
what_drives_a_terminal_is_spelled(void **unused)
{
    (void)unused;
    assert_escaped("\x1B[2J\x07\b\x7F\r\t",
                   "\\x1B[2J\\x07\\x08\\x7F\\x0D\\x09");
    assert_escaped("\xC2\x80\xC2\x9B"
                   "31m",
                   "\\xC2\\x80\\xC2\\x9B31m");
    assert_escaped("\xE2\x80\xAE"
                   "gpj",
                   "\\xE2\\x80\\xAEgpj");
    assert_escaped("\xE2\x80\xAA\xE2\x81\xA6\xE2\x81\xA9",
                   "\\xE2\\x80\\xAA\\xE2\\x81\\xA6\\xE2\\x81\\xA9");
    assert_escaped("\xE2\x80\x8E\xE2\x80\x8F\xD8\x9C",
                   "\\xE2\\x80\\x8E\\xE2\\x80\\x8F\\xD8\\x9C");
    assert_escaped("\xE2\x80\xA8\xE2\x80\xA9\xEF\xBB\xBF",
                   "\\xE2\\x80\\xA8\\xE2\\x80\\xA9\\xEF\\xBB\\xBF");
    assert_escaped("a\\b", "a\\\\b");
}

/* RFC 3629 section 3 */
static void
what_is_no_utf8_is_spelled(void **unused)
{
    (void)unused;
    assert_escaped("\xFF\xFE\x80\xBF", "\\xFF\\xFE\\x80\\xBF");
    assert_escaped("\xC0\xAF\xC1\xBF", "\\xC0\\xAF\\xC1\\xBF");
    assert_escaped("\xE0\x9F\xBF", "\\xE0\\x9F\\xBF");
    assert_escaped("\xF0\x8F\xBF\xBF", "\\xF0\\x8F\\xBF\\xBF");
    assert_escaped("\xED\xA0\x80", "\\xED\\xA0\\x80");
    assert_escaped("\xF4\x90\x80\x80", "\\xF4\\x90\\x80\\x80");
    assert_escaped("\xF5\x80\x80\x80", "\\xF5\\x80\\x80\\x80");
    assert_escaped("\xC3", "\\xC3");
    assert_escaped("\xE2\x82x", "\\xE2\\x82x");
    assert_escaped("\xF0\x9F\x93", "\\xF0\\x9F\\x93");
    assert_escaped("\xC3\xC3\xBC", "\\xC3\xC3\xBC");
}

static void
a_text_has_one_spelling(void **unused)
{
    (void)unused;
    assert_true(escape_is_spelling("a\\x0Ab", 6, "a\nb", 3, ESCAPE_TEXT));
    assert_false(escape_is_spelling("a\\x0Abc", 7, "a\nb", 3, ESCAPE_TEXT));
    assert_false(escape_is_spelling("a\\x0A", 5, "a\nb", 3, ESCAPE_TEXT));
    assert_false(escape_is_spelling("\\x61", 4, "a", 1, ESCAPE_TEXT));
    assert_true(escape_is_spelling("", 0, "", 0, ESCAPE_TEXT));
}

static void
assert_value(const char *event, const char *key, size_t index,
             const char *expected)
{
    char value[16] = "?";
    char *block = exact(event);
    size_t len = strlen(event);
    int found = key == NULL
                    ? dialogue_value(block, len, NULL, value, sizeof value)
                    : dialogue_value_at(block, len, key, index, value,
                                        sizeof value);

    free(block);
    assert_int_equal(found, expected != NULL ? 0 : -1);
    assert_string_equal(value, expected != NULL ? expected : "?");
}

static void
values_of_an_event_are_found(void **unused)
{
    static const char event[] = "envelope from=a@b rcpt=c@d rcpt=e\\x20f "
                                "empty= rcpt=\\x3D\\\\n "
                                "long=0123456789abcdefghij";

    (void)unused;
    assert_value(event, NULL, 0, "envelope");
    assert_value(event, "from", 0, "a@b");
    assert_value(event, "from", 1, NULL);
    assert_value(event, "rcpt", 0, "c@d");
    assert_value(event, "rcpt", 1, "e f");
    assert_value(event, "rcpt", 2, "=\\n");
    assert_value(event, "rcpt", 3, NULL);
    assert_value(event, "empty", 0, "");
    assert_value(event, "fro", 0, NULL);
    assert_value(event, "envelope", 0, NULL);
    assert_value(event, "long", 0, "0123456789abcde");
    assert_value("from=x", "from", 0, NULL); /* the name is no value */
    assert_value("x fro", "from", 0, NULL);
    assert_value("", NULL, 0, NULL);
    assert_value("", "from", 0, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_read_is_kept),
        cmocka_unit_test(what_drives_a_terminal_is_spelled),
        cmocka_unit_test(what_is_no_utf8_is_spelled),
        cmocka_unit_test(a_text_has_one_spelling),
        cmocka_unit_test(values_of_an_event_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
