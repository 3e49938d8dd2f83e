/*
 * dialogue.c - the lines of the log: written, read back, and not to be forged.
 *
 * Idea: golden lines say what a record looks like; hostile texts say that one
 * record is one line, whatever a peer sends; and every octet sequence, from
 * friend or foe, comes back as it was.  What is spelled, and how, is tested in
 * escape.c.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "protocol/dialogue.h"

/* 2026-11-23T09:12:31.402Z */
static const int64_t LUNCH = 1795425151402;

enum { OUT_ROOM = 1024 };

static struct dialogue_record
record_of(enum dialogue_mark mark, const char *text, size_t len)
{
    return (struct dialogue_record){LUNCH, "smtp",       7, mark, text,
                                    len,   LINE_END_CRLF};
}

/*
 * Format the record into a block of just the room that it is promised.
 */
static void
assert_line(const struct dialogue_record *record, const char *expected)
{
    char *out = malloc(DIALOGUE_ROOM(record->len));
    size_t n;

    assert_non_null(out);
    n = dialogue_format(record, out);
    assert_true(n <= DIALOGUE_ROOM(record->len));
    assert_int_equal(n, strlen(expected));
    assert_memory_equal(out, expected, n);
    free(out);
}

/*
 * Parse a line that lies in a block of just its size.
 */
static int
parse(const char *line, size_t len, struct dialogue_record *record, char *buf)
{
    char *exact = malloc(len > 0 ? len : 1);
    const char *why = NULL;
    int result;

    assert_non_null(exact);
    memcpy(exact, line, len);
    result = dialogue_parse(exact, len, record, buf, &why);
    assert_true(result == 0 || (result == -1 && why != NULL));
    free(exact);
    return result;
}

static void
assert_comes_back(const struct dialogue_record *record)
{
    char *out = malloc(DIALOGUE_ROOM(record->len));
    char *buf = malloc(DIALOGUE_ROOM(record->len));
    struct dialogue_record back;
    size_t n;

    assert_true(out != NULL && buf != NULL);
    n = dialogue_format(record, out);
    assert_int_equal(out[n - 1], '\n');
    assert_null(memchr(out, '\n', n - 1));
    assert_int_equal(parse(out, n - 1, &back, buf), 0);
    assert_int_equal(back.time_ms, record->time_ms);
    assert_string_equal(back.service, record->service);
    assert_int_equal(back.session, record->session);
    assert_int_equal(back.mark, record->mark);
    assert_int_equal(back.end, record->end);
    assert_int_equal(back.len, record->len);
    assert_true(back.text >= buf);
    assert_memory_equal(back.text, record->text, back.len);
    free(out);
    free(buf);
}

static void
each_mark_has_its_line(void **unused)
{
    struct dialogue_record record = record_of(DIALOGUE_CLIENT,
                                              "EHLO pc7.red.example", 20);

    (void)unused;
    assert_line(&record,
                "2026-11-23T09:12:31.402Z smtp#7 C: EHLO pc7.red.example\n");
    record = record_of(DIALOGUE_SERVER, "250 OK", 6);
    record.time_ms = 0;
    assert_line(&record, "1970-01-01T00:00:00.000Z smtp#7 S: 250 OK\n");
    record = record_of(DIALOGUE_DATA, "", 0);
    assert_line(&record, "2026-11-23T09:12:31.402Z smtp#7 D: \n");
    record = record_of(DIALOGUE_EVENT, "close by=client", 15);
    strcpy(record.service, "pop3");
    record.session = 0;
    record.end = LINE_END_LF; /* means nothing here */
    assert_line(&record,
                "2026-11-23T09:12:31.402Z pop3#0 *: close by=client\n");
}

static void
lf_ending_is_not_an_lf_in_the_text(void **unused)
{
    struct dialogue_record record = record_of(DIALOGUE_CLIENT, "NOOP", 4);

    (void)unused;
    record.end = LINE_END_LF;
    assert_line(&record, "2026-11-23T09:12:31.402Z smtp#7 C: NOOP\\n\n");
    record = record_of(DIALOGUE_CLIENT, "NOOP\n", 5);
    assert_line(&record, "2026-11-23T09:12:31.402Z smtp#7 C: NOOP\\x0A\n");
    record = record_of(DIALOGUE_CLIENT, "NOOP\\n", 6);
    assert_line(&record, "2026-11-23T09:12:31.402Z smtp#7 C: NOOP\\\\n\n");
    record.end = LINE_END_LF;
    assert_line(&record, "2026-11-23T09:12:31.402Z smtp#7 C: NOOP\\\\n\\n\n");
}

static void
nobody_forges_a_second_line(void **unused)
{
    static const char text[] =
        "NOOP\n2026-11-23T09:12:31.402Z smtp#1 S: 250 OK";
    struct dialogue_record record = record_of(DIALOGUE_CLIENT, text,
                                              sizeof text - 1);

    (void)unused;
    assert_line(&record, "2026-11-23T09:12:31.402Z smtp#7 C: NOOP\\x0A"
                         "2026-11-23T09:12:31.402Z smtp#1 S: 250 OK\n");
    assert_comes_back(&record);
    record.mark = DIALOGUE_EVENT;
    assert_line(&record, "2026-11-23T09:12:31.402Z smtp#7 *: NOOP\\x0A"
                         "2026-11-23T09:12:31.402Z smtp#1 S: 250 OK\n");
}

static unsigned
next_number(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 16;
}

static void
any_record_comes_back_as_it_was(void **unused)
{
    static const char likely[] = "\\\\nx0A\n\r\xC3\xBC\xE2\x80\xAE\xF0 az";
    uint32_t seed = 4;
    char text[40];

    (void)unused;
    for (int round = 0; round < 5000; round++) {
        size_t len = next_number(&seed) % sizeof text;
        struct dialogue_record record = record_of(DIALOGUE_DATA, text, len);

        for (size_t i = 0; i < len; i++) {
            unsigned number = next_number(&seed);

            text[i] = round % 2 == 0 ? (char)number
                                     : likely[number % (sizeof likely - 1)];
        }
        record.time_ms = (int64_t)next_number(&seed) * 86399999 * 7;
        record.session = round % 3 == 0 ? ~0UL : next_number(&seed);
        record.end = round % 5 == 0 ? LINE_END_LF : LINE_END_CRLF;
        strcpy(record.service, round % 7 == 0 ? "imap4xy" : "out");
        assert_comes_back(&record);
    }
}

static void
huge_text_has_room(void **unused)
{
    enum { HUGE_LEN = 1 << 20 };
    char *text = malloc(HUGE_LEN);
    struct dialogue_record record;

    (void)unused;
    assert_non_null(text);
    memset(text, 0xFF, HUGE_LEN);
    record = record_of(DIALOGUE_DATA, text, HUGE_LEN);
    record.session = ~0UL;
    record.end = LINE_END_LF;
    strcpy(record.service, "service");
    assert_comes_back(&record);
    free(text);
}

/* The C library's calendar is the other witness. */
static void
dates_are_those_of_the_calendar(void **unused)
{
    const int64_t step = 86400000LL * 97 + 12345678;
    char out[OUT_ROOM];
    char date[32];

    (void)unused;
    for (int64_t ms = 0; ms < 253402300800000; ms += step) {
        struct dialogue_record record = record_of(DIALOGUE_CLIENT, "", 0);
        time_t seconds = (time_t)(ms / 1000);
        struct tm tm;

        gmtime_r(&seconds, &tm);
        strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &tm);
        record.time_ms = ms;
        dialogue_format(&record, out);
        assert_memory_equal(out, date, strlen(date));
        assert_comes_back(&record);
    }
}

static void
times_beyond_the_calendar_are_pulled_in(void **unused)
{
    struct dialogue_record record = record_of(DIALOGUE_CLIENT, "", 0);

    (void)unused;
    record.time_ms = -1;
    assert_line(&record, "1970-01-01T00:00:00.000Z smtp#7 C: \n");
    record.time_ms = INT64_MAX;
    assert_line(&record, "9999-12-31T23:59:59.999Z smtp#7 C: \n");
}

static void
leap_days_are_dates_in_leap_years_only(void **unused)
{
    static const struct {
        const char *date;
        int result;
    } days[] = {
        {"2024-02-29", 0},  {"2000-02-29", 0},  {"2100-02-29", -1},
        {"2026-02-29", -1}, {"2024-02-30", -1}, {"2026-04-31", -1},
        {"2026-12-31", 0},  {"2026-12-32", -1}, {"2026-00-10", -1},
        {"2026-13-10", -1}, {"2026-01-00", -1}, {"1969-12-31", -1},
    };
    char line[] = "YYYY-MM-DDT09:12:31.402Z smtp#7 C: NOOP";
    struct dialogue_record record;
    char buf[sizeof line];

    (void)unused;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        memcpy(line, days[i].date, 10);
        assert_int_equal(parse(line, sizeof line - 1, &record, buf),
                         days[i].result);
    }
}

static void
what_the_log_would_not_write_is_refused(void **unused)
{
    static const char *const lines[] = {
        "",
        "220 mx.red.example ESMTP",
        "2026-11-23T09:12:31.402Z smtp#7 X: NOOP",
        "2026-11-23T09:12:31.402Z smtp#7 C:NOOP",
        "2026-11-23T09:12:31.402Z smtp#7  C: NOOP",
        "2026-11-23T09:12:31.402Z smtp7 C: NOOP",
        "2026-11-23T09:12:31.402Z smtp# C: NOOP",
        "2026-11-23T09:12:31.402Z smtp#07 C: NOOP",
        "2026-11-23T09:12:31.402Z smtp#-7 C: NOOP",
        "2026-11-23T09:12:31.402Z smtp#99999999999999999999999 C: NOOP",
        "2026-11-23T09:12:31.402Z SMTP#7 C: NOOP",
        "2026-11-23T09:12:31.402Z #7 C: NOOP",
        "2026-11-23T09:12:31.402Z 9smtp#7 C: NOOP",
        "2026-11-23T09:12:31.402Z toolongs#7 C: NOOP",
        "2026-11-23 09:12:31.402Z smtp#7 C: NOOP",
        "2026-11-23T09:12:31.402 smtp#7 C: NOOP",
        "2026-11-23T09:12:31.40Z smtp#7 C: NOOP",
        "2026-11-23T24:00:00.000Z smtp#7 C: NOOP",
        "2026-11-23T09:60:31.402Z smtp#7 C: NOOP",
        "2026-11-23T09:12:60.402Z smtp#7 C: NOOP",
        " 2026-11-23T09:12:31.402Z smtp#7 C: NOOP",
        "2026-11-23T09:12:31.402Z smtp#7 C: NOOP\r",
        "2026-11-23T09:12:31.402Z smtp#7 C: NO\nOP",
        "2026-11-23T09:12:31.402Z smtp#7 C: NO\x1B[m",
        "2026-11-23T09:12:31.402Z smtp#7 C: \xE2\x80\xAE",
        "2026-11-23T09:12:31.402Z smtp#7 C: \xFF",
        "2026-11-23T09:12:31.402Z smtp#7 C: \\x4EOOP",
        "2026-11-23T09:12:31.402Z smtp#7 C: \\x0a",
        "2026-11-23T09:12:31.402Z smtp#7 C: \\xC3\\xBC",
        "2026-11-23T09:12:31.402Z smtp#7 C: \\x5C",
        "2026-11-23T09:12:31.402Z smtp#7 C: NO\\nOP",
        "2026-11-23T09:12:31.402Z smtp#7 C: NOOP\\n\\n",
        "2026-11-23T09:12:31.402Z smtp#7 C: NOOP\\",
        "2026-11-23T09:12:31.402Z smtp#7 C: NOOP\\x",
        "2026-11-23T09:12:31.402Z smtp#7 C: NOOP\\x0",
        "2026-11-23T09:12:31.402Z smtp#7 *: close by=\\q",
        "2026-11-23T09:12:31.402Z smtp#7 *: close\\n",
    };
    struct dialogue_record record;
    char buf[OUT_ROOM];

    (void)unused;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (parse(lines[i], strlen(lines[i]), &record, buf) == 0) {
            fail_msg("taken: %s", lines[i]);
        }
    }
}

static void
line_cut_before_its_text_is_refused(void **unused)
{
    static const char line[] = "2026-11-23T09:12:31.402Z smtp#7 C: \\x0A";
    struct dialogue_record record;
    char buf[sizeof line];

    (void)unused;
    for (size_t len = 0; len < sizeof line; len++) {
        bool whole = len == 35 || len == sizeof line - 1;

        assert_int_equal(parse(line, len, &record, buf), whole ? 0 : -1);
    }
}

static void
value_of_a_stranger_survives_the_log(void **unused)
{
    static const char name[] = "a b=c\\x20\n\x1B rcpt=evil";
    char event[OUT_ROOM] = "connect from=";
    char line[OUT_ROOM];
    char buf[OUT_ROOM];
    char value[64];
    struct dialogue_record record;
    struct dialogue_record back;
    size_t n = strlen(event);

    (void)unused;
    n += dialogue_escape_value(name, sizeof name - 1, event + n);
    record = record_of(DIALOGUE_EVENT, event, n);
    assert_line(&record, "2026-11-23T09:12:31.402Z smtp#7 *: connect from="
                         "a\\x20b\\x3Dc\\\\x20\\x0A\\x1B\\x20rcpt\\x3Devil\n");
    n = dialogue_format(&record, line);
    assert_int_equal(parse(line, n - 1, &back, buf), 0);
    assert_int_equal(
        dialogue_value(back.text, back.len, "from", value, sizeof value), 0);
    assert_string_equal(value, name);
    assert_int_equal(
        dialogue_value(back.text, back.len, "rcpt", value, sizeof value), -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mark_has_its_line),
        cmocka_unit_test(lf_ending_is_not_an_lf_in_the_text),
        cmocka_unit_test(nobody_forges_a_second_line),
        cmocka_unit_test(any_record_comes_back_as_it_was),
        cmocka_unit_test(huge_text_has_room),
        cmocka_unit_test(dates_are_those_of_the_calendar),
        cmocka_unit_test(times_beyond_the_calendar_are_pulled_in),
        cmocka_unit_test(leap_days_are_dates_in_leap_years_only),
        cmocka_unit_test(what_the_log_would_not_write_is_refused),
        cmocka_unit_test(line_cut_before_its_text_is_refused),
        cmocka_unit_test(value_of_a_stranger_survives_the_log),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
