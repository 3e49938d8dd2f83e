/*
 * chat_by_hand.c - a chat that a person leads, with servers of all kinds.
 *
 * A broken rule is told and does not end it; telnet is understood between
 * commands; what is secret is masked; lines that travel together are told.
 *
 * RFC 5321 sections 2.3.8, 4.2; RFC 854; RFC 4954 section 4.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "client/chat.h"
#include "tests/support/chat_server.h"

static void
call(struct chat_server *server, enum chat_protocol protocol,
     const char *const *script)
{
    struct chat_options options = chat_server_options(server, protocol, script);

    options.by_hand = true;
    server->chat = chat_open(&options);
    assert_non_null(server->chat);
}

/* The log must hold this. */
static void
logs(const struct chat_server *server, const char *text)
{
    if (strstr(server->log, text) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", text, server->log);
    }
}

static void
s4_2__a_line_that_is_no_reply_is_told_and_answers_nothing(void **state)
{
    static const char *const script[] = {"hello there\r\n220 mx ready\r\n",
                                         "250 ok\r\n", NULL};
    struct chat_server *server = *state;

    call(server, CHAT_SMTP, script);
    assert_int_equal(chat_wait(server->chat)->code, 220);
    logs(server, "S hello there|* note text=");
    assert_int_equal(chat_server_ask(server, "NOOP")->code, 250);
}

static void
s4_2_1__codes_that_differ_are_told_and_the_last_one_counts(void **state)
{
    static const char *const script[] = {"220-one\r\n221 two\r\n",
                                         "250 ok\r\n", NULL};
    struct chat_server *server = *state;

    call(server, CHAT_SMTP, script);
    assert_int_equal(chat_wait(server->chat)->code, 221);
    logs(server, "S 221 two|* note text=all\\x20lines\\x20of\\x20one");
    assert_int_equal(chat_server_ask(server, "NOOP")->code, 250);
}

static void
s2_3_8__bare_line_feeds_are_told_once(void **state)
{
    static const char *const script[] = {"+OK one\n", "+OK two\n1 5\n.\n",
                                         "+OK three\n", NULL};
    struct chat_server *server = *state;
    const char *note;

    call(server, CHAT_POP3, script);
    assert_non_null(chat_wait(server->chat));
    assert_non_null(chat_server_ask(server, "LIST"));
    assert_non_null(chat_server_ask(server, "NOOP"));
    note = strstr(server->log, "note");
    assert_non_null(note);
    assert_null(strstr(note + 1, "note"));
    logs(server, "S +OK two\\n|S 1 5\\n|S .\\n|C NOOP|S +OK three\\n|");
}

static void
a_reply_nobody_asked_for_is_told(void **state)
{
    static const char *const script[] = {"220 hi\r\n250 surprise\r\n",
                                         "250 ok\r\n", NULL};
    struct chat_server *server = *state;

    call(server, CHAT_SMTP, script);
    assert_non_null(chat_wait(server->chat));
    assert_int_equal(chat_server_ask(server, "NOOP")->code, 250);
    logs(server, "S 250 surprise|* note text=");
}

static void
a_server_that_only_breaks_rules_is_left(void **state)
{
    static char lines[(CHAT_FAULTS_MAX + 2) * 7 + 1];
    const char *script[] = {lines, NULL};

    for (size_t i = 0; i < CHAT_FAULTS_MAX + 2; i++) {
        memcpy(lines + i * 7, "hello\r\n", 8);
    }
    call(*state, CHAT_SMTP, script);
    chat_server_ends(*state, CHAT_BROKEN, "hello");
}

static void
an_overlong_line_is_cut_and_told(void **state)
{
    static char line[CHAT_LINE_MAX + 100];
    const char *script[] = {line, "250 ok\r\n", NULL};
    struct chat_server *server = *state;

    memset(line, 'x', sizeof line - 1);
    memcpy(line, "220 ", 4);
    memcpy(line + sizeof line - 3, "\r\n", 3);
    call(server, CHAT_SMTP, script);
    assert_int_equal(chat_wait(server->chat)->code, 220);
    logs(server, "* note text=");
    assert_int_equal(chat_server_ask(server, "NOOP")->code, 250);
}

/* ---- Telnet. ------------------------------------------------------------ */

static void
rfc854__options_are_taken_out_and_refused(void **state)
{
    static const char *const script[] = {
        "\xFF\xFD\x18\xFF\xFB\x01" "220 hi\r\n", "250 ok\r\n", NULL};
    struct chat_server *server = *state;

    call(server, CHAT_SMTP, script);
    assert_int_equal(chat_wait(server->chat)->code, 220);
    logs(server, "* telnet did=refused|S 220 hi|");
    assert_int_equal(chat_server_ask(server, "NOOP a\xFFz")->code, 250);
    /* WONT 24, DONT 1; then 0xFF is doubled, for the peer is a telnet. */
    assert_int_equal(server->got_len, 6 + 11);
    assert_memory_equal(server->got, "\xFF\xFC\x18\xFF\xFE\x01NOOP a\xFF\xFFz"
                                     "\r\n", 17);
}

static void
rfc854__no_octet_is_doubled_for_a_peer_that_does_not_negotiate(void **state)
{
    static const char *const script[] = {"220 hi\r\n", "250 a\xFF\xFF\r\n",
                                         "250 b\r\n", NULL};
    struct chat_server *server = *state;

    call(server, CHAT_SMTP, script);
    assert_non_null(chat_wait(server->chat));
    assert_int_equal(chat_server_ask(server, "NOOP")->code, 250);
    assert_int_equal(chat_server_ask(server, "NOOP \xFF")->code, 250);
    assert_memory_equal(server->got, "NOOP\r\nNOOP \xFF\r\n", 14);
    logs(server, "S 250 a\xFF|");
}

static void
no_octet_of_a_message_is_telnets(void **state)
{
    static const char *const script[] = {
        "\xFF\xFD\x18+OK hi\r\n",
        "+OK\r\na\xFF\xFD\x18z\r\n\xFF\xFFq\r\n.\r\n", "+OK\r\n", NULL};
    struct chat_server *server = *state;

    call(server, CHAT_POP3, script);
    assert_non_null(chat_wait(server->chat));
    assert_non_null(chat_server_ask(server, "RETR 1"));
    assert_string_equal(server->body, "a\xFF\xFD\x18z\n\xFF\xFFq\n");
    assert_non_null(chat_server_ask(server, "NOOP"));
}

/* Half a line has been looked at when telnet begins. */
static void
telnet_may_begin_inside_a_line(void **state)
{
    static const char *const script[] = {
        "220 a greeting that takes its time", "\xFF\xFD\x18 hi\r\n", NULL};
    struct chat_server *server = *state;

    call(server, CHAT_SMTP, script);
    chat_say(server->chat, "NOOP", 4);
    assert_int_equal(chat_wait(server->chat)->code, 220);
    logs(server, "S 220 a greeting that takes its time hi|");
}

static void
unasked_compression_ends_it(void **state)
{
    static const char *const script[] = {
        "\xFF\xFA\x56\xFF\xF0xxxx220 hi\r\n", NULL};

    call(*state, CHAT_SMTP, script);
    chat_server_ends(*state, CHAT_BROKEN, "compress");
}

/* Not by hand, 0xFF is an octet as any other. */
static void
a_program_knows_no_telnet(void **state)
{
    static const char *const script[] = {"\xFF\xFD\x18" "220 hi\r\n", NULL};

    chat_server_call(*state, CHAT_SMTP, script);
    chat_server_ends(*state, CHAT_BROKEN, "\\xFF");
}

/* ---- Secrets, and what must wait. --------------------------------------- */

static void
rfc4954_4__answers_to_challenges_are_masked(void **state)
{
    static const char *const script[] = {"220 hi\r\n", "334 VXNlcg==\r\n",
                                         "334 UGFzcw==\r\n", "235 in\r\n",
                                         "334 \r\n", "501 no\r\n", NULL};
    struct chat_server *server = *state;

    call(server, CHAT_SMTP, script);
    assert_non_null(chat_wait(server->chat));
    assert_int_equal(chat_server_ask(server, "AUTH LOGIN")->code, 334);
    assert_int_equal(chat_server_ask(server, "Ym9i")->code, 334);
    assert_int_equal(chat_server_ask(server, "YmFuYW5h")->code, 235);
    assert_int_equal(chat_server_ask(server, "AUTH PLAIN")->code, 334);
    assert_int_equal(chat_server_ask(server, "*")->code, 501);
    logs(server, "C AUTH LOGIN|S 334 VXNlcg==|C ********|S 334 UGFzcw==|"
                 "C ********|S 235 in|C AUTH PLAIN|S 334 |C *|S 501 no|");
}

static void
how_much_of_a_line_may_be_shown(void **state)
{
    static const struct {
        enum chat_protocol protocol;
        bool in_auth;
        const char *line;
        size_t shown;
    } cases[] = {
        {CHAT_POP3, false, "PASS a b", 5}, {CHAT_POP3, false, "pass x", 5},
        {CHAT_POP3, false, "PASS", 4},     {CHAT_POP3, false, "USER bob", 8},
        {CHAT_SMTP, false, "PASS x", 6},   {CHAT_SMTP, false, "AUTH PLAIN", 10},
        {CHAT_SMTP, false, "AUTH PLAIN AA", 11},
        {CHAT_POP3, false, "auth plain AA", 11},
        {CHAT_SMTP, true, "AA==", 0},      {CHAT_SMTP, true, "*", 1},
        {CHAT_SMTP, false, "", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(chat_shown(cases[i].protocol, cases[i].in_auth,
                                    cases[i].line, strlen(cases[i].line)),
                         cases[i].shown);
    }
}

static void
behind_data_and_auth_a_line_has_to_wait(void **state)
{
    static const char *const script[] = {"220 hi\r\n", "250 ok\r\n",
                                         "354 go\r\n", NULL};
    struct chat_server *server = *state;

    call(server, CHAT_SMTP, script);
    assert_int_equal(chat_due(server->chat), 0);
    assert_non_null(chat_wait(server->chat));
    chat_say(server->chat, "NOOP", 4);
    assert_int_equal(chat_due(server->chat), 1);
    assert_false(chat_must_wait(server->chat));
    chat_say(server->chat, "DATA", 4);
    assert_int_equal(chat_due(server->chat), 2);
    assert_true(chat_must_wait(server->chat));
    assert_non_null(chat_wait(server->chat));
    assert_non_null(chat_wait(server->chat));
    assert_false(chat_must_wait(server->chat));
    assert_true(chat_in_text(server->chat));
}

/* ---- What travels together. --------------------------------------------- */

struct batches {
    struct chat_server *server;
    unsigned long of[16];
    size_t count;
};

static void
note_batch(void *ctx, const struct dialogue_record *record)
{
    struct batches *batches = ctx;

    if (record->mark != DIALOGUE_EVENT) {
        assert_true(batches->count < 16);
        batches->of[batches->count++] = chat_batch(batches->server->chat);
    }
}

static void
rfc2920__lines_of_one_write_have_one_number(void **state)
{
    static const char *const script[] = {"220 hi\r\n", "", "",
                                         "250 a\r\n250 b\r\n250 c\r\n", NULL};
    struct chat_server *server = *state;
    struct batches batches = {.server = server};
    struct chat_options options = chat_server_options(server, CHAT_SMTP,
                                                      script);
    const unsigned long *of = batches.of;

    options.by_hand = true;
    options.on_record = note_batch;
    options.ctx = &batches;
    server->chat = chat_open(&options);
    assert_non_null(chat_wait(server->chat));
    chat_say(server->chat, "NOOP", 4);
    chat_say(server->chat, "NOOP", 4);
    assert_int_equal(chat_flush(server->chat), 0);
    chat_say(server->chat, "NOOP", 4);
    for (int i = 0; i < 3; i++) {
        assert_non_null(chat_wait(server->chat));
    }
    assert_int_equal(batches.count, 7);
    assert_true(of[0] < of[1]);
    assert_int_equal(of[1], of[2]);
    assert_true(of[2] < of[3] && of[3] < of[4]);
    assert_int_equal(of[4], of[5]);
    assert_int_equal(of[5], of[6]);
}

#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, chat_server_setup,                  \
                                    chat_server_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(s4_2__a_line_that_is_no_reply_is_told_and_answers_nothing),
        CASE(s4_2_1__codes_that_differ_are_told_and_the_last_one_counts),
        CASE(s2_3_8__bare_line_feeds_are_told_once),
        CASE(a_reply_nobody_asked_for_is_told),
        CASE(a_server_that_only_breaks_rules_is_left),
        CASE(an_overlong_line_is_cut_and_told),
        CASE(rfc854__options_are_taken_out_and_refused),
        CASE(rfc854__no_octet_is_doubled_for_a_peer_that_does_not_negotiate),
        CASE(no_octet_of_a_message_is_telnets),
        CASE(telnet_may_begin_inside_a_line),
        CASE(unasked_compression_ends_it),
        CASE(a_program_knows_no_telnet),
        CASE(rfc4954_4__answers_to_challenges_are_masked),
        CASE(how_much_of_a_line_may_be_shown),
        CASE(behind_data_and_auth_a_line_has_to_wait),
        CASE(rfc2920__lines_of_one_write_have_one_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
