/*
 * roster.c - the sessions of a log, one by one and all at once.
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

#include "client/roster.h"
#include "protocol/command.h"

struct fixture {
    struct roster *roster;
    uint64_t offset;
    struct roster_line line;    /* of the last record */
};

static int
setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    if (fixture == NULL) {
        return -1;
    }
    fixture->roster = roster_new();
    *state = fixture;
    return fixture->roster != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
    struct fixture *fixture = *state;

    roster_free(fixture->roster);
    free(fixture);
    return 0;
}

/*
 * Take a line "smtp#7 C: EHLO a"; its offset is the number of lines before.
 */
static void
say(struct fixture *fixture, const char *text)
{
    struct dialogue_record record = {0};
    const char *hash = strchr(text, '#');
    char *end = NULL;

    assert_non_null(hash);
    memcpy(record.service, text, (size_t)(hash - text));
    record.session = strtoul(hash + 1, &end, 10);
    record.mark = (enum dialogue_mark)end[1];
    record.text = end + 4;
    record.len = strlen(end + 4);
    assert_int_equal(roster_take(fixture->roster, fixture->offset++, &record,
                                 &fixture->line),
                     0);
}

static void
say_all(struct fixture *fixture, const char *const *lines)
{
    for (; *lines != NULL; lines++) {
        say(fixture, *lines);
    }
}

static const char *
state_name(const struct roster_entry *entry)
{
    return command_state(entry->speaks, entry->state);
}

static const struct roster_entry *
last_entry(const struct fixture *fixture)
{
    size_t count = roster_count(fixture->roster);

    assert_true(count > 0);
    return roster_entry(fixture->roster, count - 1);
}

static void
a_session_is_known_by_its_login_its_host_or_its_address(void **state)
{
    struct fixture *fixture = *state;

    say(fixture, "smtp#1 *: connect from=10.0.0.31:51234");
    assert_string_equal(last_entry(fixture)->who, "10.0.0.31");
    say(fixture, "smtp#1 S: 220 mx");
    say(fixture, "smtp#1 C: EHLO dave-laptop");
    assert_string_equal(last_entry(fixture)->who, "10.0.0.31");
    say(fixture, "smtp#1 S: 250 mx");
    assert_string_equal(last_entry(fixture)->who, "dave-laptop");
    say(fixture, "smtp#1 *: login user=dave how=plain");
    say(fixture, "smtp#1 C: MAIL FROM:<x@red.example>");
    say(fixture, "smtp#1 S: 250 ok");
    assert_string_equal(last_entry(fixture)->who, "dave");
    assert_string_equal(state_name(last_entry(fixture)), "MAIL");
    say(fixture, "pop3#1 *: connect from=[::1]:51234");
    assert_string_equal(last_entry(fixture)->who, "[::1]");
    say(fixture, "pop3#1 S: +OK pop");
    say(fixture, "pop3#1 C: USER bob");
    say(fixture, "pop3#1 S: +OK");
    assert_string_equal(last_entry(fixture)->who, "bob");
    assert_string_equal(state_name(last_entry(fixture)),
                        "AUTHORIZATION");
    assert_int_equal(roster_count(fixture->roster), 2);
}

static void
a_connect_begins_a_new_session_of_the_same_number(void **state)
{
    static const char *const LINES[] = {
        "smtp#1 *: connect from=10.0.0.1:1", "smtp#1 S: 220 mx",
        "smtp#1 C: HELO a",                  "smtp#1 S: 250 mx",
        "smtp#1 *: connect from=10.0.0.2:2", "smtp#1 S: 220 mx", NULL};
    struct fixture *fixture = *state;

    say_all(fixture, LINES);
    assert_int_equal(roster_count(fixture->roster), 2);
    assert_false(roster_is_open(fixture->roster, 0));
    assert_null(roster_observer(fixture->roster, 0));
    assert_int_equal(roster_entry(fixture->roster, 0)->last, 3);
    assert_true(roster_is_open(fixture->roster, 1));
    assert_int_equal(last_entry(fixture)->first, 4);
    assert_int_equal(last_entry(fixture)->state, SMTP_GREETED);
    assert_non_null(roster_observer(fixture->roster, 1));
}

static void
a_session_ends_by_goodbye_close_or_the_death_of_its_server(void **state)
{
    static const char *const LINES[] = {
        "smtp#1 *: connect from=a:1", "smtp#1 S: 220 mx", "smtp#1 C: QUIT",
        "smtp#1 S: 221 bye",          "smtp#2 *: connect from=a:1",
        "smtp#2 S: 220 mx",           "smtp#2 *: close by=client",
        "smtp#3 *: connect from=a:1", "pop3#1 *: connect from=a:1", NULL};
    struct fixture *fixture = *state;

    say_all(fixture, LINES);
    assert_false(roster_is_open(fixture->roster, 0));
    assert_false(roster_is_open(fixture->roster, 1));
    assert_string_equal(state_name(roster_entry(fixture->roster, 1)),
                        "CLOSED");
    assert_true(roster_is_open(fixture->roster, 2));
    say(fixture, "smtp#0 *: listen at=127.0.0.1:2525");
    assert_false(roster_is_open(fixture->roster, 2));
    assert_true(roster_is_open(fixture->roster, 3));
    say(fixture, "pop3#0 *: listen at=127.0.0.1:1110");
    assert_false(roster_is_open(fixture->roster, 3));
}

static void
a_log_that_begins_in_the_middle_says_so(void **state)
{
    struct fixture *fixture = *state;

    say(fixture, "smtp#7 C: RCPT TO:<b@red.example>");
    say(fixture, "smtp#7 S: 250 ok");
    assert_false(last_entry(fixture)->whole);
    assert_int_equal(fixture->line.session, 1);
    say(fixture, "smtp#8 *: connect from=a:1");
    assert_true(last_entry(fixture)->whole);
}

/* ---- Who is stuck ---- */

static void
the_same_refusal_three_times_is_stuck(void **state)
{
    static const char *const LINES[] = {
        "smtp#1 *: connect from=a:1", "smtp#1 S: 220 mx",
        "smtp#1 C: RCPT TO:<b@a>",    "smtp#1 S: 503 order",
        "smtp#1 C: RCPT TO:<c@a>",    "smtp#1 S: 503 order",
        "smtp#1 C: NOOP",             "smtp#1 S: 250 ok", NULL};
    struct fixture *fixture = *state;

    say_all(fixture, LINES);
    assert_false(roster_is_stuck(fixture->roster, 0));
    say(fixture, "smtp#1 C: RCPT TO:<d@a>");
    say(fixture, "smtp#1 S: 503 order");
    assert_true(roster_is_stuck(fixture->roster, 0));
    assert_int_equal(last_entry(fixture)->refusals, 3);
    assert_int_equal(last_entry(fixture)->refused_verb, SMTP_VERB_RCPT);
    assert_int_equal(last_entry(fixture)->refused_code, 503);
    say(fixture, "smtp#1 C: DATA");
    say(fixture, "smtp#1 S: 503 order");
    assert_false(roster_is_stuck(fixture->roster, 0));
}

/*
 * A wrong password: USER is accepted each time, and that helps nobody.
 */
static void
three_wrong_passwords_are_stuck_until_one_is_right(void **state)
{
    struct fixture *fixture = *state;

    say(fixture, "pop3#1 *: connect from=a:1");
    say(fixture, "pop3#1 S: +OK pop");
    for (int i = 0; i < 3; i++) {
        assert_false(roster_is_stuck(fixture->roster, 0));
        say(fixture, "pop3#1 C: USER bob");
        say(fixture, "pop3#1 S: +OK");
        say(fixture, "pop3#1 C: PASS ********");
        say(fixture, "pop3#1 S: -ERR [AUTH] no");
    }
    assert_true(roster_is_stuck(fixture->roster, 0));
    assert_int_equal(last_entry(fixture)->refused_verb, POP3_VERB_PASS);
    say(fixture, "pop3#1 C: PASS ********");
    say(fixture, "pop3#1 S: +OK");
    assert_false(roster_is_stuck(fixture->roster, 0));
}

/* ---- What is known of a line ---- */

static void
knows(struct fixture *fixture, const char *text, int verb, char first)
{
    say(fixture, text);
    assert_int_equal(fixture->line.verb, verb);
    assert_int_equal(fixture->line.first, first);
}

/*
 * Replies answer pipelined commands in their order: RFC 2920 section 3.1.
 */
static void
a_reply_knows_its_command_also_when_pipelined(void **state)
{
    struct fixture *fixture = *state;

    knows(fixture, "smtp#1 *: connect from=a:1", -1, 0);
    knows(fixture, "smtp#1 S: 220 mx", -1, '2');
    knows(fixture, "smtp#1 C: EHLO a", SMTP_VERB_EHLO, 0);
    knows(fixture, "smtp#1 S: 250-mx", SMTP_VERB_EHLO, '2');
    knows(fixture, "smtp#1 S: 250 SIZE", SMTP_VERB_EHLO, '2');
    knows(fixture, "smtp#1 C: MAIL FROM:<a@a>", SMTP_VERB_MAIL, 0);
    knows(fixture, "smtp#1 C: RCPT TO:<b@a>", SMTP_VERB_RCPT, 0);
    knows(fixture, "smtp#1 C: DATA", SMTP_VERB_DATA, 0);
    knows(fixture, "smtp#1 S: 250 ok", SMTP_VERB_MAIL, '2');
    knows(fixture, "smtp#1 S: 550 no", SMTP_VERB_RCPT, '5');
    knows(fixture, "smtp#1 S: 354 go", SMTP_VERB_DATA, '3');
    knows(fixture, "smtp#1 D: text", SMTP_VERB_TEXT, 0);
    knows(fixture, "smtp#1 C: .", SMTP_VERB_TEXT, 0);
    knows(fixture, "smtp#1 S: 250 ok", SMTP_VERB_TEXT, '2');
    assert_int_equal(last_entry(fixture)->replies, 6);
    assert_int_equal(last_entry(fixture)->reply, fixture->offset - 1);
}

static void
a_line_of_a_listing_belongs_to_its_command(void **state)
{
    struct fixture *fixture = *state;

    knows(fixture, "pop3#1 *: connect from=a:1", -1, 0);
    knows(fixture, "pop3#1 S: +OK pop", -1, '+');
    knows(fixture, "pop3#1 C: LIST", POP3_VERB_LIST, 0);
    knows(fixture, "pop3#1 S: +OK 1", POP3_VERB_LIST, '+');
    knows(fixture, "pop3#1 S: 1 20", POP3_VERB_LIST, 0);
    knows(fixture, "pop3#1 S: .", POP3_VERB_LIST, 0);
    knows(fixture, "pop3#1 C: LIST 9", POP3_VERB_LIST, 0);
    knows(fixture, "pop3#1 S: -ERR no", POP3_VERB_LIST, '-');
}

/* ---- Bounds ---- */

static void
connect_many(struct fixture *fixture, unsigned long from, unsigned long count)
{
    char text[64];

    for (unsigned long i = from; i < from + count; i++) {
        snprintf(text, sizeof text, "smtp#%lu *: connect from=a:1", i);
        say(fixture, text);
    }
}

static void
of_too_many_sessions_the_oldest_are_forgotten(void **state)
{
    struct fixture *fixture = *state;

    connect_many(fixture, 1, ROSTER_MAX + 10);
    assert_int_equal(roster_count(fixture->roster), ROSTER_MAX + 10);
    assert_int_equal(roster_oldest(fixture->roster), 10);
    assert_int_equal(roster_entry(fixture->roster, 10)->number, 11);
    say(fixture, "smtp#5 S: 220 mx");   /* a forgotten one: it is new */
    assert_int_equal(fixture->line.session, ROSTER_MAX + 11);
    say(fixture, "smtp#100 S: 220 mx"); /* not forgotten */
    assert_int_equal(fixture->line.session, 100);
}

static void
of_too_many_open_ones_the_longest_silent_lose_their_observer(void **state)
{
    struct fixture *fixture = *state;

    connect_many(fixture, 1, ROSTER_OBSERVERS);
    say(fixture, "smtp#1 S: 220 mx");
    connect_many(fixture, 1000, 1);
    assert_non_null(roster_observer(fixture->roster, 0));
    assert_null(roster_observer(fixture->roster, 1));
    assert_true(roster_entry(fixture->roster, 1)->lost);
    assert_true(roster_is_open(fixture->roster, 1));
    say(fixture, "smtp#2 S: 220 mx");
    assert_int_equal(fixture->line.session, 2);
    assert_int_equal(fixture->line.verb, -1);
}

/*
 * A hostile log: commands without end, and nobody replies.
 */
static void
commands_that_nobody_answers_fill_no_memory(void **state)
{
    struct fixture *fixture = *state;

    say(fixture, "smtp#1 *: connect from=a:1");
    for (int i = 0; i < 5000; i++) {
        say(fixture, "smtp#1 C: NOOP");
    }
    assert_null(roster_observer(fixture->roster, 0));
    assert_true(roster_entry(fixture->roster, 0)->lost);
    say(fixture, "smtp#1 *: close by=client");
    assert_false(roster_is_open(fixture->roster, 0));
}

static void
a_name_is_cut_between_two_characters(void **state)
{
    struct fixture *fixture = *state;

    say(fixture, "smtp#1 *: login how=plain "
                 "user=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                 "\xE7\x8C\xAB");
    assert_string_equal(last_entry(fixture)->who,
                        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_session_is_known_by_its_login_its_host_or_its_address),
        TEST(a_connect_begins_a_new_session_of_the_same_number),
        TEST(a_session_ends_by_goodbye_close_or_the_death_of_its_server),
        TEST(a_log_that_begins_in_the_middle_says_so),
        TEST(the_same_refusal_three_times_is_stuck),
        TEST(three_wrong_passwords_are_stuck_until_one_is_right),
        TEST(a_reply_knows_its_command_also_when_pipelined),
        TEST(a_line_of_a_listing_belongs_to_its_command),
        TEST(of_too_many_sessions_the_oldest_are_forgotten),
        TEST(of_too_many_open_ones_the_longest_silent_lose_their_observer),
        TEST(commands_that_nobody_answers_fill_no_memory),
        TEST(a_name_is_cut_between_two_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
