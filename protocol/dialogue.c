/*
 * dialogue.c - one record of the dialogue log: format it, parse it.
 *
 * The idea: a log line is text that a student reads in any terminal, and it
 * carries octets that strangers have sent; escape.h makes the two agree.
 *
 * Invariant: one record, one spelling.  dialogue_parse accepts a line only if
 * dialogue_format would have written exactly that line, so each is the other's
 * mirror, and a line that was forged by hand is found out.
 *
 * Rules of use: the text of a C, S or D record is what was on the wire.  The
 * text of an event is made of values that dialogue_escape_value has spelled
 * already; it stays spelled in the record, and dialogue_value takes it apart.
 *
 * RFC 3339 section 5.6 (the time).
 * SPDX-License-Identifier: ISC
 */
#include "protocol/dialogue.h"

#include <stdbool.h>
#include <string.h>

#include "protocol/escape.h"

enum { MS_A_DAY = 86400000, LF_END_LEN = 2 };
static const int64_t LATEST_MS = 253402300799999; /* 9999-12-31T23:59:59.999Z */

static bool
is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/*
 * Days from 1970-01-01 to the first of January of a year.
 */
static int64_t
days_before_year(int year)
{
    int64_t full = year - 1; /* whole years since the first of January 1 */

    return 365 * full + full / 4 - full / 100 + full / 400 - 719162;
}

/*
 * Days from the first of January to the first of a month, 1 to 13.
 */
static int
days_before_month(int year, int month)
{
    static const int days[] = {0,   31,  59,  90,  120, 151, 181,
                               212, 243, 273, 304, 334, 365};

    return days[month - 1] + (month > 2 && is_leap(year) ? 1 : 0);
}

static char *
put_digits(char *out, int value, int digits)
{
    int i;

    for (i = digits - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return out + digits;
}

static char *
put_date(char *out, int days)
{
    int year = 1970 + days / 366; /* never too late; then step on */
    int month = 1;
    int day;

    while (days_before_year(year + 1) <= days) {
        year++;
    }
    day = days - (int)days_before_year(year);
    while (days_before_month(year, month + 1) <= day) {
        month++;
    }
    out = put_digits(out, year, 4);
    *out++ = '-';
    out = put_digits(out, month, 2);
    *out++ = '-';
    return put_digits(out, day - days_before_month(year, month) + 1, 2);
}

/*
 * Write a time as YYYY-MM-DDThh:mm:ss.sssZ; times outside 1970 to 9999 are
 * pulled to the nearest that can be written.
 */
static char *
put_time(char *out, int64_t time_ms)
{
    int ms;

    time_ms = time_ms < 0 ? 0 : time_ms > LATEST_MS ? LATEST_MS : time_ms;
    ms = (int)(time_ms % MS_A_DAY);
    out = put_date(out, (int)(time_ms / MS_A_DAY));
    *out++ = 'T';
    out = put_digits(out, ms / 3600000, 2);
    *out++ = ':';
    out = put_digits(out, ms / 60000 % 60, 2);
    *out++ = ':';
    out = put_digits(out, ms / 1000 % 60, 2);
    *out++ = '.';
    out = put_digits(out, ms % 1000, 3);
    *out++ = 'Z';
    return out;
}

static char *
put_session(char *out, const char *service, unsigned long session)
{
    char digits[3 * sizeof(session)];
    size_t n = 0;
    size_t i;

    for (i = 0; i < DIALOGUE_SERVICE_MAX - 1 && service[i] != '\0'; i++) {
        *out++ = service[i];
    }
    *out++ = '#';
    do {
        digits[n++] = (char)('0' + session % 10);
        session /= 10;
    } while (session > 0);
    while (n > 0) {
        *out++ = digits[--n];
    }
    return out;
}

size_t
dialogue_format(const struct dialogue_record *record, char *out)
{
    bool event = record->mark == DIALOGUE_EVENT;
    char *at = put_time(out, record->time_ms);

    *at++ = ' ';
    at = put_session(at, record->service, record->session);
    *at++ = ' ';
    *at++ = (char)record->mark;
    *at++ = ':';
    *at++ = ' ';
    at += escape_spell(record->text, record->len,
                       event ? ESCAPE_EVENT : ESCAPE_TEXT, at);
    if (record->end == LINE_END_LF && !event) {
        *at++ = '\\';
        *at++ = 'n';
    }
    *at++ = '\n';
    return (size_t)(at - out);
}

/* What is left of a line that is being parsed. */
struct cursor {
    const char *at;
    size_t left;
};

static bool
take_octet(struct cursor *cursor, char octet)
{
    if (cursor->left == 0 || cursor->at[0] != octet) {
        return false;
    }
    cursor->at++;
    cursor->left--;
    return true;
}

/*
 * Take exactly `digits` digits that make a number from min to max.
 */
static bool
take_number(struct cursor *cursor, size_t digits, int min, int max, int *value)
{
    size_t i;

    *value = 0;
    if (cursor->left < digits) {
        return false;
    }
    for (i = 0; i < digits; i++) {
        if (cursor->at[i] < '0' || cursor->at[i] > '9') {
            return false;
        }
        *value = 10 * *value + (cursor->at[i] - '0');
    }
    cursor->at += digits;
    cursor->left -= digits;
    return *value >= min && *value <= max;
}

static bool
take_time(struct cursor *c, int64_t *time_ms)
{
    int year, month, day, hour, minute, second, ms;

    if (!take_number(c, 4, 1970, 9999, &year) || !take_octet(c, '-') ||
        !take_number(c, 2, 1, 12, &month) || !take_octet(c, '-') ||
        !take_number(c, 2, 1, 31, &day) || !take_octet(c, 'T') ||
        !take_number(c, 2, 0, 23, &hour) || !take_octet(c, ':') ||
        !take_number(c, 2, 0, 59, &minute) || !take_octet(c, ':') ||
        !take_number(c, 2, 0, 59, &second) || !take_octet(c, '.') ||
        !take_number(c, 3, 0, 999, &ms) || !take_octet(c, 'Z')) {
        return false;
    }
    day += days_before_month(year, month);
    if (day > days_before_month(year, month + 1)) {
        return false;
    }
    *time_ms = (days_before_year(year) + day - 1) * MS_A_DAY +
               ((hour * 60 + minute) * 60 + second) * 1000 + ms;
    return true;
}

static bool
take_session(struct cursor *cursor, struct dialogue_record *record)
{
    size_t n = 0;
    size_t digits = 0;
    unsigned long session = 0;

    memset(record->service, 0, sizeof(record->service));
    while (n < cursor->left && n < DIALOGUE_SERVICE_MAX - 1 &&
           ((cursor->at[n] >= 'a' && cursor->at[n] <= 'z') ||
            (n > 0 && cursor->at[n] >= '0' && cursor->at[n] <= '9'))) {
        record->service[n] = cursor->at[n];
        n++;
    }
    cursor->at += n;
    cursor->left -= n;
    if (n == 0 || !take_octet(cursor, '#')) {
        return false;
    }
    while (digits < cursor->left && cursor->at[digits] >= '0' &&
           cursor->at[digits] <= '9') {
        unsigned long digit = (unsigned long)(cursor->at[digits] - '0');

        if (session > (~0UL - digit) / 10 || (digits > 0 && session == 0)) {
            return false;
        }
        session = 10 * session + digit;
        digits++;
    }
    cursor->at += digits;
    cursor->left -= digits;
    record->session = session;
    return digits > 0;
}

static bool
take_mark(struct cursor *cursor, struct dialogue_record *record)
{
    static const enum dialogue_mark marks[] = {DIALOGUE_CLIENT, DIALOGUE_SERVER,
                                               DIALOGUE_DATA, DIALOGUE_EVENT};
    size_t i;

    for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (take_octet(cursor, (char)marks[i])) {
            record->mark = marks[i];
            return true;
        }
    }
    return false;
}

/*
 * Take all that is left as TEXT in this spelling.
 */
static bool
take_spelling(const struct cursor *cursor, struct dialogue_record *record,
              char *buf)
{
    record->text = buf;
    record->len = escape_undo(cursor->at, cursor->left, buf, cursor->left);
    return escape_is_spelling(cursor->at, cursor->left, buf, record->len,
                              ESCAPE_TEXT);
}

/*
 * Take the text of an event: it stays as it is spelled.
 */
static bool
take_event(const struct cursor *cursor, struct dialogue_record *record,
           char *buf)
{
    record->text = buf;
    record->len = cursor->left;
    if (record->len > 0) {
        memcpy(buf, cursor->at, record->len);
    }
    return escape_is_spelling(cursor->at, cursor->left, buf, record->len,
                              ESCAPE_EVENT);
}

/*
 * Take TEXT, and the ending that it spells out: a \n that is no part of the
 * text, for there a backslash would stand twice.
 */
static bool
take_text(struct cursor *cursor, struct dialogue_record *record, char *buf)
{
    record->end = LINE_END_CRLF;
    if (record->mark == DIALOGUE_EVENT) {
        return take_event(cursor, record, buf);
    }
    if (take_spelling(cursor, record, buf)) {
        return true;
    }
    if (cursor->left < LF_END_LEN ||
        memcmp(cursor->at + cursor->left - LF_END_LEN, "\\n", LF_END_LEN)) {
        return false;
    }
    cursor->left -= LF_END_LEN;
    record->end = LINE_END_LF;
    return take_spelling(cursor, record, buf);
}

int
dialogue_parse(const char *line, size_t len, struct dialogue_record *record,
               char *buf, const char **why)
{
    struct cursor cursor = {line, len};

    if (!take_time(&cursor, &record->time_ms) || !take_octet(&cursor, ' ')) {
        *why = "no time such as 2026-11-23T09:12:33.120Z at its start";
    } else if (!take_session(&cursor, record) || !take_octet(&cursor, ' ')) {
        *why = "no session such as smtp#7 behind the time";
    } else if (!take_mark(&cursor, record) || !take_octet(&cursor, ':') ||
               !take_octet(&cursor, ' ')) {
        *why = "no mark C: S: D: or *: and a space behind the session";
    } else if (!take_text(&cursor, record, buf)) {
        *why = "the text is not spelled as the log spells it";
    } else {
        return 0;
    }
    return -1;
}
