/*
 * hear.c - let an observer hear a dialogue that stands in a test.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/hear.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { WORDS_ROOM = 256 };

void
hear(struct observer *observer, const char *said)
{
    while (*said != '\0') {
        size_t len = strcspn(said, "\n");
        bool lf = said[0] == 'c' || said[0] == 'd';
        struct dialogue_record record = {.service = "smtp", .session = 1};

        assert_true(len >= 3 && said[1] == ':' && said[2] == ' ');
        record.mark = (enum dialogue_mark)(lf ? said[0] - 'a' + 'A' : said[0]);
        record.text = said + 3;
        record.len = len - 3;
        record.end = lf ? LINE_END_LF : LINE_END_CRLF;
        assert_int_equal(observer_record(observer, &record), 0);
        said += len + (said[len] == '\n' ? 1 : 0);
    }
}

void
hear_legal_words(const struct observer *observer, const char *expected)
{
    char words[WORDS_ROOM];

    observer_legal_words(observer, words, sizeof words);
    assert_string_equal(words, expected);
}
