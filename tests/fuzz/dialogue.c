/*
 * dialogue.c - any text at all, as lines of a log.
 *
 * Always true: a line that is read as a record is exactly the line that would
 * be written for it; and an observer takes every record, whatever sense it
 * makes, and keeps a state that the tables know.
 *
 * The input is a log; the first of its lines that is a record tells whether it
 * is SMTP or POP3.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/observer.h"
#include "tests/support/fuzz.h"

static void
written_the_same(const struct dialogue_record *record, const char *line,
                 size_t len)
{
    char *written = malloc(DIALOGUE_ROOM(record->len));

    assert_int_equal(dialogue_format(record, written), len + 1);
    assert_memory_equal(written, line, len);
    free(written);
}

static void
look_at_event(const struct dialogue_record *record)
{
    char value[8] = "";

    if (record->mark == DIALOGUE_EVENT) {
        dialogue_value(record->text, record->len, NULL, value, sizeof value);
        dialogue_value_at(record->text, record->len, "rcpt", 1, value,
                          sizeof value);
        assert_true(strlen(value) < sizeof value);
    }
}

static void
observe(struct observer *observer, const struct dialogue_record *record)
{
    char words[64];

    if (observer->style == LINE_UNSETTLED &&
        observer->last == OBSERVER_NOTHING) {
        observer->service = strcmp(record->service, "pop3") == 0
                                ? OBSERVER_POP3 : OBSERVER_SMTP;
    }
    assert_int_equal(observer_record(observer, record), 0);
    assert_non_null(smtp_state_row(observer->smtp.state));
    assert_non_null(pop3_state_row(observer->pop3.state));
    observer_legal_words(observer, words, sizeof words);
    assert_true(strlen(words) < sizeof words);
    assert_false(observer_over(observer) &&
                 observer_legal(observer, SMTP_VERB_MAIL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data;
    const char *end = at + size;
    char *text = malloc(size + 1);
    struct observer observer;

    observer_init(&observer, OBSERVER_SMTP);
    while (at < end) {
        const char *lf = memchr(at, '\n', (size_t)(end - at));
        size_t len = lf != NULL ? (size_t)(lf - at) : (size_t)(end - at);
        struct dialogue_record record;
        const char *why;

        if (dialogue_parse(at, len, &record, text, &why) == 0) {
            written_the_same(&record, at, len);
            look_at_event(&record);
            observe(&observer, &record);
        }
        at += len + (lf != NULL);
    }
    observer_free(&observer);
    free(text);
    return 0;
}
