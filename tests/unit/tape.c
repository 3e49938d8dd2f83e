/*
 * tape.c - a session step by step, and two beside each other.
 *
 * SPDX-License-Identifier: ISC
 */
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

#include "tests/support/scratch.h"

#include "tui/tape.h"
#include "tui/tape_compare.h"

#define AT "2026-11-23T09:12:33.120Z "

struct fixture {
    struct scratch scratch;
    struct logbook *book;
    struct tape tape;
    struct tape other;
};

static int
setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    if (fixture == NULL) {
        return -1;
    }
    scratch_make(&fixture->scratch);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *fixture = *state;

    tape_free(&fixture->tape);
    tape_free(&fixture->other);
    logbook_close(fixture->book);
    scratch_remove(&fixture->scratch);
    free(fixture);
    return 0;
}

/*
 * Make a log of these lines ("smtp#1 C: NOOP"), and read it.
 */
static void
log_of(struct fixture *fixture, const char *const *lines)
{
    char path[SCRATCH_PATH];
    FILE *file = fopen(scratch_path(&fixture->scratch, "log", path), "w");

    assert_non_null(file);
    for (; *lines != NULL; lines++) {
        fprintf(file, AT "%s\n", *lines);
    }
    fclose(file);
    fixture->book = logbook_open(path);
    assert_non_null(fixture->book);
    logbook_look(fixture->book);
    while (logbook_read(fixture->book, 1 << 20)) {
        continue;
    }
}

static const char *const SMTP[] = {
    "smtp#1 *: connect from=10.0.0.1:1",    /* 0 */
    "smtp#1 S: 220 mx",
    "smtp#1 C: EHLO a",
    "smtp#1 S: 250-mx",
    "smtp#1 S: 250 SIZE",
    "smtp#1 C: RCPT TO:<b@a>",              /* 5 */
    "smtp#1 S: 503 order",
    "smtp#1 C: MAIL FROM:<a@a>",
    "smtp#1 C: RCPT TO:<b@a>",
    "smtp#1 C: DATA",
    "smtp#1 S: 250 sender",                 /* 10 */
    "smtp#1 S: 250 recipient",
    "smtp#1 S: 354 go on",
    "smtp#1 D: one",
    "smtp#1 D: two",
    "smtp#1 C: .",                          /* 15 */
    "smtp#1 S: 250 stored",
    "smtp#1 C: QUIT",
    NULL};

/*
 * An exchange has this word and reply, and its lines are these.
 */
static void
exchange_is(const struct tape *tape, size_t i, const char *word, char first,
            size_t begin, size_t command, size_t end)
{
    const struct tape_exchange *exchange = &tape->exchange[i];

    assert_string_equal(tape_word(tape, exchange), word);
    assert_int_equal(exchange->first, first);
    assert_int_equal(exchange->begin, begin);
    assert_int_equal(exchange->command, command);
    assert_int_equal(exchange->end, end);
}

/*
 * Pipelined commands have their replies in their order: RFC 2920 section 3.1.
 */
static void
exchanges_of_smtp_with_a_text_and_pipelining(void **state)
{
    struct fixture *fixture = *state;
    struct tape *tape = &fixture->tape;

    log_of(fixture, SMTP);
    assert_int_equal(tape_read(tape, fixture->book, 0), 0);
    assert_string_equal(tape->name, "smtp#1");
    assert_int_equal(tape->lines, 18);
    assert_int_equal(tape->exchanges, 8);
    exchange_is(tape, 0, "connect", '2', 1, 1, 2);
    exchange_is(tape, 1, "EHLO", '2', 2, 2, 5);
    exchange_is(tape, 2, "RCPT", '5', 5, 5, 7);
    exchange_is(tape, 3, "MAIL", '2', 7, 7, 11);
    exchange_is(tape, 4, "RCPT", '2', 8, 8, 12);
    exchange_is(tape, 5, "DATA", '3', 9, 9, 13);
    exchange_is(tape, 6, "text", '2', 13, 15, 17);
    exchange_is(tape, 7, "QUIT", 0, 17, 17, 18);
    assert_int_equal(tape->exchange[7].reply, tape->lines);
    assert_true(tape_is_refused(&tape->exchange[2]));
    assert_false(tape_is_refused(&tape->exchange[7]));
}

static void
exchanges_of_pop3_with_a_listing_and_a_message(void **state)
{
    static const char *const LINES[] = {
        "pop3#4 *: connect from=10.0.0.1:1", "pop3#4 S: +OK pop",
        "pop3#4 C: USER bob", "pop3#4 S: +OK", "pop3#4 C: PASS ********",
        "pop3#4 S: +OK", "pop3#4 C: LIST", "pop3#4 S: +OK", "pop3#4 S: 1 20",
        "pop3#4 S: .", "pop3#4 C: RETR 1", "pop3#4 S: +OK", "pop3#4 D: x",
        "pop3#4 S: .", "pop3#4 C: DELE 9", "pop3#4 S: -ERR no", NULL};
    struct fixture *fixture = *state;
    struct tape *tape = &fixture->tape;

    log_of(fixture, LINES);
    assert_int_equal(tape_read(tape, fixture->book, 0), 0);
    assert_int_equal(tape->exchanges, 6);
    exchange_is(tape, 3, "LIST", '+', 6, 6, 10);
    exchange_is(tape, 4, "RETR", '+', 10, 10, 14);
    exchange_is(tape, 5, "DELE", '-', 14, 14, 16);
}

static void
steps_go_from_reply_to_reply_and_to_refusals(void **state)
{
    struct fixture *fixture = *state;
    struct tape *tape = &fixture->tape;

    log_of(fixture, SMTP);
    assert_int_equal(tape_read(tape, fixture->book, 0), 0);
    assert_int_equal(tape_step(tape, 1, false, false), 2);
    assert_int_equal(tape_step(tape, 2, false, false), 5);
    assert_int_equal(tape_step(tape, 3, false, false), 5);
    assert_int_equal(tape_step(tape, 5, true, false), 2);
    assert_int_equal(tape_step(tape, 2, true, false), 2);
    assert_int_equal(tape_step(tape, 1, false, true), 7);
    assert_int_equal(tape_step(tape, 7, false, true), 7);
    assert_int_equal(tape_step(tape, 12, true, true), 7);
    assert_int_equal(tape_step(tape, 18, false, false), 18);
    assert_int_equal(tape_exchange_at(tape, 1), tape->exchanges);
    assert_int_equal(tape_exchange_at(tape, 2), 0);
    assert_int_equal(tape_exchange_at(tape, 3), 1);
    assert_int_equal(tape_exchange_at(tape, 14), 6);
}

/*
 * What the server remembers at a place is that of the lines up to there.
 */
static void
the_view_of_a_place_ends_there(void **state)
{
    struct fixture *fixture = *state;
    struct session_view view;

    log_of(fixture, SMTP);
    assert_int_equal(tape_read(&fixture->tape, fixture->book, 0), 0);
    tape_view(&fixture->tape, 11, &view);
    assert_int_equal(view.count, 11);
    assert_int_equal(view.observer.smtp.state, SMTP_MAIL);
    session_view_free(&view);
    tape_view(&fixture->tape, 12, &view);
    assert_int_equal(view.observer.smtp.state, SMTP_RCPT);
    session_view_free(&view);
}

static void
sessions_that_interleave_are_kept_apart(void **state)
{
    static const char *const LINES[] = {
        "smtp#1 S: 220 mx", "smtp#2 S: 220 mx", "smtp#2 C: HELO b",
        "smtp#1 C: HELO a", "smtp#2 S: 250 b",  "smtp#1 S: 250 a", NULL};
    struct fixture *fixture = *state;

    log_of(fixture, LINES);
    assert_int_equal(tape_read(&fixture->tape, fixture->book, 1), 0);
    assert_int_equal(fixture->tape.lines, 3);
    assert_string_equal(tape_line(&fixture->tape, 2), "250 b");
    assert_int_equal(fixture->tape.exchanges, 2);
}

static void
a_session_that_is_too_long_is_refused(void **state)
{
    struct fixture *fixture = *state;
    const char **lines = calloc(LOG_SESSION_MAX + 2, sizeof *lines);

    assert_non_null(lines);
    for (int i = 0; i <= LOG_SESSION_MAX; i++) {
        lines[i] = "smtp#1 *: note text=x";
    }
    log_of(fixture, lines);
    free(lines);
    assert_int_equal(tape_read(&fixture->tape, fixture->book, 0), -1);
}

/* ---- Two beside each other ---- */

static void
two_sessions_are_aligned_by_their_commands(void **state)
{
    static const char *const LINES[] = {
        "smtp#1 S: 220 a",        "smtp#2 S: 220 b",
        "smtp#1 C: EHLO a",       "smtp#1 S: 250 a",
        "smtp#2 C: EHLO b",       "smtp#2 S: 250 b",
        "smtp#1 C: RCPT TO:<x>",  "smtp#1 S: 503 order",
        "smtp#1 C: NOOP",         "smtp#1 S: 250 ok",
        "smtp#2 C: MAIL FROM:<>", "smtp#2 S: 250 ok",
        "smtp#2 C: RCPT TO:<x>",  "smtp#2 S: 250 ok",
        "smtp#1 C: QUIT",         "smtp#1 S: 221 bye",
        "smtp#2 C: QUIT",         "smtp#2 S: 221 bye",
        NULL};
    static const struct tape_pair WANTED[] = {
        {0, 0, TAPE_SAME},            /* the greeting */
        {1, 1, TAPE_WORDS},           /* EHLO */
        {SIZE_MAX, 2, TAPE_MODEL},    /* MAIL */
        {2, 3, TAPE_REPLY},           /* RCPT */
        {3, SIZE_MAX, TAPE_MINE},     /* NOOP */
        {4, 4, TAPE_SAME},            /* QUIT */
    };
    struct fixture *fixture = *state;
    struct tape_pair *pair = NULL;
    size_t count = 0;

    log_of(fixture, LINES);
    assert_int_equal(tape_read(&fixture->tape, fixture->book, 0), 0);
    assert_int_equal(tape_read(&fixture->other, fixture->book, 1), 0);
    pair = tape_compare(&fixture->tape, &fixture->other, &count);
    assert_non_null(pair);
    assert_int_equal(count, 6);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(pair[i].mine, WANTED[i].mine);
        assert_int_equal(pair[i].model, WANTED[i].model);
        assert_int_equal(pair[i].difference, WANTED[i].difference);
    }
    assert_int_equal(tape_differences(pair, count), 4);
    free(pair);
    pair = tape_compare(&fixture->tape, &fixture->tape, &count);
    assert_non_null(pair);
    assert_int_equal(count, fixture->tape.exchanges);
    assert_int_equal(tape_differences(pair, count), 0);
    free(pair);
}

/*
 * The text of a mail is compared line by line.
 */
static void
texts_differ_in_words(void **state)
{
    static const char *const LINES[] = {
        "smtp#1 S: 220 a",  "smtp#1 C: DATA",   "smtp#1 S: 354 go",
        "smtp#1 D: one",    "smtp#1 D: two",    "smtp#1 C: .",
        "smtp#1 S: 250 ok", "smtp#2 S: 220 a",  "smtp#2 C: DATA",
        "smtp#2 S: 354 go", "smtp#2 D: one",    "smtp#2 D: three",
        "smtp#2 C: .",      "smtp#2 S: 250 ok", NULL};
    struct fixture *fixture = *state;
    struct tape_pair *pair = NULL;
    size_t count = 0;

    log_of(fixture, LINES);
    assert_int_equal(tape_read(&fixture->tape, fixture->book, 0), 0);
    assert_int_equal(tape_read(&fixture->other, fixture->book, 1), 0);
    pair = tape_compare(&fixture->tape, &fixture->other, &count);
    assert_non_null(pair);
    assert_int_equal(count, 3);
    assert_int_equal(pair[1].difference, TAPE_SAME);
    assert_int_equal(pair[2].difference, TAPE_WORDS);
    free(pair);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(exchanges_of_smtp_with_a_text_and_pipelining),
        TEST(exchanges_of_pop3_with_a_listing_and_a_message),
        TEST(steps_go_from_reply_to_reply_and_to_refusals),
        TEST(the_view_of_a_place_ends_there),
        TEST(sessions_that_interleave_are_kept_apart),
        TEST(a_session_that_is_too_long_is_refused),
        TEST(two_sessions_are_aligned_by_their_commands),
        TEST(texts_differ_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
