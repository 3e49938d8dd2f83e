/*
 * logbook.c - a log that is read, searched and filtered, also a hostile one.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/logbook.h"
#include "tests/support/scratch.h"

#define AT "2026-11-23T09:12:33.120Z "

enum { MUCH = 1 << 30 };

struct fixture {
    struct scratch scratch;
    char path[SCRATCH_PATH];
    struct logbook *book;
};

static int
setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    if (fixture == NULL) {
        return -1;
    }
    scratch_make(&fixture->scratch);
    scratch_path(&fixture->scratch, "log", fixture->path);
    fixture->book = logbook_open(fixture->path);
    *state = fixture;
    return fixture->book != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
    struct fixture *fixture = *state;

    logbook_close(fixture->book);
    scratch_remove(&fixture->scratch);
    free(fixture);
    return 0;
}

static void
append(const struct fixture *fixture, const char *text, size_t len)
{
    int fd = open(fixture->path, O_WRONLY | O_CREAT | O_APPEND, 0600);

    assert_int_not_equal(fd, -1);
    assert_int_equal(write(fd, text, len), len);
    close(fd);
}

static void
add(struct fixture *fixture, const char *text)
{
    append(fixture, text, strlen(text));
    assert_true(logbook_look(fixture->book));
    assert_false(logbook_read(fixture->book, MUCH));
}

static const char SESSIONS[] =
    AT "smtp#1 *: connect from=10.0.0.1:1\n"
    AT "smtp#1 S: 220 mx\n"
    AT "smtp#1 C: HELO anna\n"
    AT "smtp#1 S: 250 mx\n"
    AT "pop3#1 *: connect from=10.0.0.2:1\n"
    AT "pop3#1 S: +OK pop\n"
    AT "smtp#1 C: RCPT TO:<b@a>\n"
    AT "pop3#1 C: USER bert\n"
    AT "pop3#1 S: +OK\n"
    AT "smtp#1 S: 503 order\n"
    AT "smtp#1 C: QUIT\n"
    AT "pop3#1 C: QUIT\n"
    AT "pop3#1 S: +OK bye\n"
    AT "smtp#1 S: 221 bye\n";

/* ---- Filters ---- */

/*
 * The lines that pass these words, as "0,3,9".
 */
static void
passes(const struct fixture *fixture, const char *words, const char *wanted)
{
    struct logbook_filter filter = {0};
    char copy[64];
    char told[256] = "";
    char *rest = NULL;

    snprintf(copy, sizeof copy, "%s", words);
    for (char *word = strtok_r(copy, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        assert_true(logbook_filter_word(fixture->book, &filter, word));
    }
    assert_int_equal(logbook_filter_any(&filter), words[0] != '\0');
    for (size_t i = 0; i < fixture->book->count; i++) {
        size_t have = strlen(told);

        if (logbook_passes(fixture->book, i, &filter)) {
            snprintf(told + have, sizeof told - have, "%s%zu",
                     have > 0 ? "," : "", i);
        }
    }
    assert_string_equal(told, wanted);
}

static void
words_filter_by_session_user_command_and_class(void **state)
{
    struct fixture *fixture = *state;

    add(fixture, SESSIONS);
    assert_int_equal(fixture->book->count, 14);
    passes(fixture, "", "0,1,2,3,4,5,6,7,8,9,10,11,12,13");
    passes(fixture, "smtp#1", "0,1,2,3,6,9,10,13");
    passes(fixture, "POP3#1", "4,5,7,8,11,12");
    passes(fixture, "BER", "4,5,7,8,11,12");
    passes(fixture, "rcpt", "6,9");
    passes(fixture, "quit", "10,11,12,13");
    passes(fixture, "quit anna", "10,13");
    passes(fixture, "5", "9");
    passes(fixture, "5yz rcpt", "9");
    passes(fixture, "+OK", "5,8,12");
    passes(fixture, "-ERR", "");
    passes(fixture, "nobody", "");
}

static void
a_session_that_is_not_there_is_no_filter(void **state)
{
    static const char *const WORDS[] = {"smtp#2", "smtp#", "#1", "smtp#1x",
                                        "smtpsmtpsmtp#1", "smt#1"};
    struct fixture *fixture = *state;
    struct logbook_filter filter = {0};

    add(fixture, SESSIONS);
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        assert_false(logbook_filter_word(fixture->book, &filter, WORDS[i]));
    }
    assert_false(logbook_filter_any(&filter));
}

/* ---- Searching ---- */

/*
 * Search from offset; the index of the line that is found, or -1.
 */
static int
search(const struct fixture *fixture, const char *text, uint64_t from,
       bool back)
{
    struct logbook_search search;
    enum logbook_found found;
    uint64_t offset = 0;

    logbook_search_begin(fixture->book, &search, text, from, back);
    do {
        found = logbook_search_on(fixture->book, &search, 1, &offset);
    } while (found == LOGBOOK_ON);
    if (found == LOGBOOK_NONE) {
        return -1;
    }
    assert_int_equal(
        fixture->book->line[logbook_find(fixture->book, offset)].offset,
        offset);
    return (int)logbook_find(fixture->book, offset);
}

static void
a_text_is_found_in_any_case_forward_and_back(void **state)
{
    struct fixture *fixture = *state;
    const struct logbook_line *line;

    add(fixture, SESSIONS);
    line = fixture->book->line;
    assert_int_equal(search(fixture, "quit", 0, false), 10);
    assert_int_equal(search(fixture, "qUiT", line[11].offset, false), 11);
    assert_int_equal(search(fixture, "quit", line[12].offset, false), -1);
    assert_int_equal(search(fixture, "QUIT", line[12].offset, true), 11);
    assert_int_equal(search(fixture, "QUIT", line[11].offset, true), 10);
    assert_int_equal(search(fixture, "QUIT", line[10].offset, true), -1);
    assert_int_equal(search(fixture, "2026-11-23T09:12:33.120Z smtp#1 *", 0,
                            false), 0);
    assert_int_equal(search(fixture, "221 bye", 0, false), 13);
}

/*
 * A match may lie over the edge of two blocks of 64 KiB, wherever it begins.
 */
static void
a_text_is_found_over_the_edge_of_a_block(void **state)
{
    struct fixture *fixture = *state;
    char *filler = malloc(70000);

    assert_non_null(filler);
    memset(filler, '\n', 70000);
    for (size_t before = 65529; before < 65540; before++) {
        FILE *file = fopen(fixture->path, "w");
        uint64_t end;

        assert_non_null(file);
        assert_int_equal(fwrite(filler, 1, before, file), before);
        fputs("needle\n", file);
        assert_int_equal(fwrite(filler, 1, 70000, file), 70000);
        fclose(file);
        logbook_close(fixture->book);
        fixture->book = logbook_open(fixture->path);
        assert_non_null(fixture->book);
        logbook_look(fixture->book);
        logbook_read(fixture->book, MUCH);
        end = follow_end(fixture->book->follow);
        assert_int_equal(search(fixture, "needle", 0, false), before);
        assert_int_equal(search(fixture, "needle", end, true), before);
        assert_int_equal(search(fixture, "needles", 0, false), -1);
    }
    free(filler);
}

/* ---- Reading ---- */

static void
reading_goes_in_slices_to_the_end(void **state)
{
    struct fixture *fixture = *state;

    append(fixture, SESSIONS, strlen(SESSIONS));
    assert_true(logbook_look(fixture->book));
    assert_int_equal(logbook_percent(fixture->book), 0);
    assert_true(logbook_read(fixture->book, 1));
    assert_int_equal(fixture->book->count, 1);
    assert_false(logbook_is_read(fixture->book));
    while (logbook_read(fixture->book, 1)) {
        assert_in_range(logbook_percent(fixture->book), 1, 99);
    }
    assert_int_equal(fixture->book->count, 14);
    assert_true(logbook_is_read(fixture->book));
    assert_false(logbook_look(fixture->book));
}

static void
a_log_that_was_cut_is_read_anew(void **state)
{
    struct fixture *fixture = *state;

    add(fixture, SESSIONS);
    assert_int_equal(roster_count(fixture->book->roster), 2);
    assert_int_equal(truncate(fixture->path, 0), 0);
    add(fixture, AT "smtp#9 S: 220 mx\n");
    assert_int_equal(fixture->book->anew, 1);
    assert_int_equal(fixture->book->count, 1);
    assert_int_equal(roster_count(fixture->book->roster), 1);
    assert_int_equal(roster_entry(fixture->book->roster, 0)->number, 9);
}

/*
 * Whatever stands in it: what is no line of a dialogue is kept as such.
 */
static void
a_hostile_log_is_read_like_any_other(void **state)
{
    static const char BAD[] =
        "\n"
        "no dialogue\n"
        AT "smtp#1 X: mark\n"
        AT "smtp#99999999999999999999999 C: NOOP\n"
        AT "smtp#1 C: \x1b[31mred\n"
        AT "smtp#1 C: nul \0 behind\n"
        AT "smtp#01 C: NOOP\n"
        "2026-13-23T09:12:33.120Z smtp#1 C: NOOP\n"
        AT "smtp#1 C:\n";
    struct fixture *fixture = *state;
    char *endless = malloc(2 * FOLLOW_LINE_MAX);

    assert_non_null(endless);
    append(fixture, BAD, sizeof BAD - 1);
    memset(endless, 'x', 2 * FOLLOW_LINE_MAX);
    memcpy(endless, AT "smtp#1 C: ", 35);
    append(fixture, endless, 2 * FOLLOW_LINE_MAX);
    add(fixture, "\n" AT "smtp#1 C: EHLO good\n");
    free(endless);
    assert_int_equal(fixture->book->count, 11);
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(fixture->book->line[i].mark, '?');
        assert_int_equal(fixture->book->line[i].session, 0);
    }
    assert_int_equal(fixture->book->line[10].mark, 'C');
    assert_int_equal(roster_count(fixture->book->roster), 1);
    passes(fixture, "ehlo", "10");
    passes(fixture, "a", "");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(words_filter_by_session_user_command_and_class),
        TEST(a_session_that_is_not_there_is_no_filter),
        TEST(a_text_is_found_in_any_case_forward_and_back),
        TEST(a_text_is_found_over_the_edge_of_a_block),
        TEST(reading_goes_in_slices_to_the_end),
        TEST(a_log_that_was_cut_is_read_anew),
        TEST(a_hostile_log_is_read_like_any_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
