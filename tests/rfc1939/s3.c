/*
 * s3.c - RFC 1939 section 3: commands, responses, states and lines.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/pop3_rig.h"

/* A command that would be right for a maildrop of two messages. */
static const char *
sample(enum pop3_verb verb)
{
    switch (verb) {
    case POP3_VERB_USER: return "USER alice";
    case POP3_VERB_PASS: return "PASS apple";
    case POP3_VERB_CAPA: return "CAPA";
    case POP3_VERB_STAT: return "STAT";
    case POP3_VERB_LIST: return "LIST";
    case POP3_VERB_RETR: return "RETR 1";
    case POP3_VERB_DELE: return "DELE 1";
    case POP3_VERB_NOOP: return "NOOP";
    case POP3_VERB_RSET: return "RSET";
    case POP3_VERB_TOP: return "TOP 1 0";
    case POP3_VERB_UIDL: return "UIDL";
    case POP3_VERB_QUIT: return "QUIT";
    case POP3_VERB_APOP: return "APOP alice 5b04106d94c6b556750fe81e4743f771";
    case POP3_VERB_AUTH: return "AUTH PLAIN AGFsaWNlAGFwcGxl";
    case POP3_VERB_STLS: return "STLS";
    case POP3_VERB_UTF8: return "UTF8";
    case POP3_VERB_LANG: return "LANG";
    case POP3_VERB_UNKNOWN: break;
    }
    return "XYZZY";
}

/* RFC 1939 section 9 and RFC 2449 section 5: what is valid in which state. */
static unsigned
legal_by_the_rfc(enum pop3_verb verb)
{
    switch (verb) {
    case POP3_VERB_USER:
    case POP3_VERB_PASS:
    case POP3_VERB_APOP:
    case POP3_VERB_AUTH:
        return POP3_AUTHORIZATION;
    case POP3_VERB_CAPA:
    case POP3_VERB_QUIT:
        return POP3_AUTHORIZATION | POP3_TRANSACTION;
    case POP3_VERB_STAT:
    case POP3_VERB_LIST:
    case POP3_VERB_RETR:
    case POP3_VERB_DELE:
    case POP3_VERB_NOOP:
    case POP3_VERB_RSET:
    case POP3_VERB_TOP:
    case POP3_VERB_UIDL:
        return POP3_TRANSACTION;
    case POP3_VERB_STLS:
    case POP3_VERB_UTF8:
    case POP3_VERB_LANG:
    case POP3_VERB_UNKNOWN:
        break;
    }
    return 0; /* not built, or no command at all */
}

static void
try_in_state(enum pop3_verb verb, enum pop3_state state)
{
    void *made;
    struct pop3_rig *rig;

    assert_int_equal(pop3_rig_setup(&made), 0);
    rig = made;
    if (state == POP3_TRANSACTION) {
        pop3_rig_log_in(rig);
    } else if (verb == POP3_VERB_PASS) {
        pop3_rig_ok(rig, "USER alice");
    }
    if ((legal_by_the_rfc(verb) & state) != 0) {
        pop3_rig_ok(rig, sample(verb));
    } else {
        pop3_rig_err(rig, sample(verb));
        assert_int_equal(rig->pop3.state, state);
        assert_int_equal(rig->logins, state == POP3_TRANSACTION);
        assert_false(pop3_rig_closed(rig));
    }
    pop3_rig_teardown(&made);
}

/* REQ(1939-3-state) and the session goes on in the same state. */
static void
s3__a_command_in_the_wrong_state_is_err(void **state)
{
    (void)state;
    for (int verb = 0; verb <= POP3_VERB_UNKNOWN; verb++) {
        try_in_state((enum pop3_verb)verb, POP3_AUTHORIZATION);
        try_in_state((enum pop3_verb)verb, POP3_TRANSACTION);
    }
}

/* REQ(1939-3-unknown) */
static void
s3__what_is_no_command_is_err(void **state)
{
    static const char *const wrong[] = {
        "", " ", "X", "STA", "STATS", " STAT", "STAT\t", "LIST1", "RETR-1",
        "EHLO pc7.red.example", "LIST\t1", "GET / HTTP/1.1", "\xc3\xa4"};
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        pop3_rig_err(rig, wrong[i]);
        assert_int_equal(rig->pop3.state, POP3_TRANSACTION);
    }
    pop3_rig_ok(rig, "STAT");
}

/*
 * REQ(1939-3-unknown) a syntactically invalid command: these take no argument.
 */
static void
s3__an_argument_where_none_belongs_is_err(void **state)
{
    static const char *const wrong[] = {"STAT 1", "NOOP x", "RSET 1",
                                        "QUIT now", "CAPA TOP", "STAT  1"};
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 1");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        pop3_rig_err(rig, wrong[i]);
    }
    assert_int_equal(rig->updates, 0);
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 1 31\r\n");
}

/* REQ(1939-3-case) case-insensitive keywords. */
static void
s3__keywords_in_any_case(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, "capa");
    pop3_rig_ok(rig, "user alice");
    pop3_rig_ok(rig, "PaSs apple");
    assert_string_equal(pop3_rig_say(rig, "stat"), "+OK 2 55\r\n");
    pop3_rig_ok(rig, "List");
    pop3_rig_ok(rig, "lIST 1");
    pop3_rig_ok(rig, "retr 1");
    pop3_rig_ok(rig, "tOp 1 0");
    pop3_rig_ok(rig, "uidl");
    pop3_rig_ok(rig, "Dele 1");
    pop3_rig_ok(rig, "rset");
    pop3_rig_ok(rig, "noop");
    pop3_rig_ok(rig, "quit");
}

/* Only the keyword: what names a mailbox is for the server to compare. */
static void
s3__an_argument_keeps_its_case(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, "USER alice");
    pop3_rig_err(rig, "PASS APPLE");
}

/* A typist's blanks behind a command do no harm. */
static void
s3__blanks_at_the_end_are_not_an_argument(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, "USER alice  ");
    pop3_rig_ok(rig, "PASS apple");
    assert_string_equal(pop3_rig_say(rig, "STAT "), "+OK 2 55\r\n");
    assert_string_equal(pop3_rig_say(rig, "LIST 2  "), "+OK 2 31\r\n");
    pop3_rig_ok(rig, "QUIT ");
}

/* REQ(1939-3) responses up to 512 octets, whatever the host is called; and the
 * stamp of the longest name that a host may have is whole. */
static void
s3__a_status_line_is_512_octets_at_most(void **state)
{
    struct pop3_rig rig;
    char name[600];

    (void)state;
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    pop3_rig_init(&rig);
    rig.site.name = name;
    pop3_rig_greet(&rig);
    assert_true(rig.said.len <= 512);
    assert_int_equal(strlen(pop3_rig_say(&rig, "QUIT")), 512);
    name[255] = '\0';
    rig.said.len = 0;
    pop3_rig_greet(&rig);
    assert_true(rig.said.len <= 512);
    assert_memory_equal(rig.said.bytes + rig.said.len - 4, "n>\r\n", 4);
    pop3_rig_end(&rig);
}

/*
 * REQ(2449-4) RFC 2449 section 4: 255 octets with CRLF are taken, one more is
 * not.
 */
static void
s3__a_line_over_255_octets_is_err(void **state)
{
    struct pop3_rig *rig = *state;
    char line[400];

    memset(line, 'u', sizeof line);
    memcpy(line, "USER ", 5);
    line[253] = '\0';
    pop3_rig_ok(rig, line);
    line[253] = 'u';
    line[254] = '\0';
    pop3_rig_err(rig, line);
    line[254] = 'u';
    line[sizeof line - 1] = '\0';
    pop3_rig_err(rig, line);
    pop3_rig_log_in(rig);
}

/* What a line was cut from is no command: DELE 1 is not obeyed. */
static void
s3__the_tail_of_a_long_line_is_no_command(void **state)
{
    struct pop3_rig *rig = *state;
    char line[300];

    pop3_rig_log_in(rig);
    memset(line, ' ', sizeof line);
    memcpy(line, "DELE 1", 6);
    memcpy(line + 254, "DELE 2", 6);
    line[sizeof line - 1] = '\0';
    pop3_rig_err(rig, line);
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 2 55\r\n");
}

/* A session whose first line ends in LF alone: a person with nc. */
static void
s3__a_session_of_bare_lf_works(void **state)
{
    static const char typed[] = "USER alice\nPASS apple\nSTAT\nQUIT\r\n";
    struct pop3_rig *rig = *state;

    pop3_rig_feed(rig, typed, sizeof typed - 1);
    assert_non_null(strstr(pop3_rig_log(rig), "C: STAT\\n\nS: +OK 2 55\n"));
    assert_true(pop3_rig_closed(rig));
    assert_int_equal(rig->updates, 1);
}

/* In a session of CRLF a bare LF ends no command. */
static void
s3__a_bare_lf_in_a_crlf_session_ends_no_command(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_err(rig, "NOOP\nDELE 1");
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 2 55\r\n");
}

/* REQ(1939-3) all commands are terminated by a CRLF pair: --strict means it. */
static void
s3__strict_takes_neither_bare_lf_nor_backspace(void **state)
{
    struct pop3_rig rig;

    (void)state;
    pop3_rig_init(&rig);
    rig.site.doors.strict = true;
    pop3_rig_greet(&rig);
    rig.said.len = 0;
    pop3_rig_feed(&rig, "USER alice\n", 11);
    assert_memory_equal(rig.said.bytes, "-ERR ", 5);
    pop3_rig_err(&rig, "PASS apple");
    pop3_rig_err(&rig, "USER alicX\be");
    pop3_rig_err(&rig, "CA\x7fPA");
    pop3_rig_log_in(&rig);
    pop3_rig_ok(&rig, "QUIT");
    pop3_rig_end(&rig);
}

static void
s3__backspace_erases_what_was_typed(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, "USEX\bR alibe\b\x7f" "ce");
    pop3_rig_ok(rig, "PASS applx\be");
    pop3_rig_err(rig, "STAT\x1b[A");
    pop3_rig_err(rig, "RETR 1\x01");
}

/* A session that only errs is a program that probes: 20 is enough. */
static void
s3__the_21st_error_closes(void **state)
{
    struct pop3_rig *rig = *state;

    for (int i = 0; i < 20; i++) {
        pop3_rig_err(rig, "XYZZY");
        assert_false(pop3_rig_closed(rig));
        pop3_rig_ok(rig, "CAPA"); /* success does not make up for it */
    }
    pop3_rig_err(rig, "XYZZY");
    assert_true(pop3_rig_closed(rig));
    assert_int_equal(rig->pop3.state, POP3_CLOSED);
    assert_string_equal(pop3_rig_say(rig, "CAPA"), "");
}

/* REQ(1939-6) marks die with a session that the server closes. */
static void
s3__the_21st_error_removes_nothing(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "DELE 1");
    for (int i = 0; i <= 20; i++) {
        pop3_rig_err(rig, "RETR 1");
    }
    assert_true(pop3_rig_closed(rig));
    assert_int_equal(rig->updates, 0);
}

/* Each event and line is told once, in the order of the dialogue. */
static void
s3__the_log_is_the_dialogue(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    rig->log.len = 0;
    pop3_rig_ok(rig, "LIST 1");
    pop3_rig_ok(rig, "RETR 2");
    pop3_rig_ok(rig, "DELE 2");
    assert_string_equal(
        pop3_rig_log(rig),
        "C: LIST 1\nS: +OK 1 24\n"
        "C: RETR 2\nS: +OK 31 octets\nD: Subject: two\nD: \nD: ... no\n"
        "D: ..\nD: yes\nS: .\n"
        "C: DELE 2\n*: mark n=2 uid=uid-two\n"
        "S: +OK Message 2 marked; QUIT will remove it\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s3__a_command_in_the_wrong_state_is_err),
        POP3_RIG_TEST(s3__what_is_no_command_is_err),
        POP3_RIG_TEST(s3__an_argument_where_none_belongs_is_err),
        POP3_RIG_TEST(s3__keywords_in_any_case),
        POP3_RIG_TEST(s3__an_argument_keeps_its_case),
        POP3_RIG_TEST(s3__blanks_at_the_end_are_not_an_argument),
        cmocka_unit_test(s3__a_status_line_is_512_octets_at_most),
        POP3_RIG_TEST(s3__a_line_over_255_octets_is_err),
        POP3_RIG_TEST(s3__the_tail_of_a_long_line_is_no_command),
        POP3_RIG_TEST(s3__a_session_of_bare_lf_works),
        POP3_RIG_TEST(s3__a_bare_lf_in_a_crlf_session_ends_no_command),
        cmocka_unit_test(s3__strict_takes_neither_bare_lf_nor_backspace),
        POP3_RIG_TEST(s3__backspace_erases_what_was_typed),
        POP3_RIG_TEST(s3__the_21st_error_closes),
        POP3_RIG_TEST(s3__the_21st_error_removes_nothing),
        POP3_RIG_TEST(s3__the_log_is_the_dialogue),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
