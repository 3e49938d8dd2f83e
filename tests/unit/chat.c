/*
 * chat.c - a chat with servers that keep the rules.
 *
 * RFC 5321 sections 4.2.1, 4.5.2; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <event2/event.h>

#include "client/chat.h"
#include "tests/support/chat_server.h"

static void
a_session_comes_back_as_dialogue_records(void **state)
{
    static const char *const script[] = {
        "220 mx.red.example ESMTP\r\n",
        "250-mx.red.example\r\n250-SIZE 1000\r\n250 HELP\r\n",
        "221 bye\r\n", AND_HANG_UP, NULL};
    struct chat_server *server = *state;
    const struct chat_reply *reply;
    char expected[256];

    chat_server_call(server, CHAT_SMTP, script);
    reply = chat_wait(server->chat);
    assert_non_null(reply);
    assert_true(reply->greeting);
    reply = chat_server_ask(server, "EHLO pc7.example");
    assert_int_equal(reply->code, 250);
    assert_string_equal(reply->text,
                        "250-mx.red.example\n250-SIZE 1000\n250 HELP");
    reply = chat_server_ask(server, "QUIT");
    assert_int_equal(reply->code, 221);
    assert_int_equal(chat_wait_end(server->chat), CHAT_CLOSED);
    snprintf(expected, sizeof expected,
             "* connect to=127.0.0.1:%u|S 220 mx.red.example ESMTP|"
             "C EHLO pc7.example|S 250-mx.red.example|S 250-SIZE 1000|"
             "S 250 HELP|C QUIT|S 221 bye|* close by=server|",
             (unsigned)server->port);
    assert_string_equal(server->log, expected);
}

/* REQ(5321-4.5.2): the client's half of transparency. */
static void
s4_5_2__a_dot_is_stuffed_in_text_but_not_in_what_is_typed(void **state)
{
    static const char *const script[] = {"220 hi\r\n", "354 go\r\n", "", "",
                                         "250 ok\r\n", NULL};
    struct chat_server *server = *state;

    chat_server_call(server, CHAT_SMTP, script);
    assert_non_null(chat_wait(server->chat));
    assert_int_equal(chat_server_ask(server, "DATA")->code, 354);
    assert_true(chat_in_text(server->chat));
    assert_int_equal(chat_text(server->chat, ".a", 2), 0);
    assert_int_equal(chat_say(server->chat, ".b", 2), 0);
    assert_int_equal(chat_say(server->chat, ".", 1), 0);
    assert_int_equal(chat_wait(server->chat)->code, 250);
    assert_false(chat_in_text(server->chat));
    assert_int_equal(server->got_len, 18);
    assert_memory_equal(server->got, "DATA\r\n..a\r\n.b\r\n.\r\n", 18);
    assert_non_null(strstr(server->log, "D ..a|D .b|C .|S 250 ok|"));
}

static void
a_message_comes_line_by_line_without_stuffed_dots(void **state)
{
    static const char *const script[] = {
        "+OK hi\r\n", "+OK 3 octets\r\nA: b\r\n\r\n..dot\r\n.\r\n", NULL};
    struct chat_server *server = *state;
    const struct chat_reply *reply;

    chat_server_call(server, CHAT_POP3, script);
    assert_non_null(chat_wait(server->chat));
    reply = chat_server_ask(server, "RETR 1");
    assert_int_equal(reply->kind, REPLY_OK);
    assert_string_equal(server->body, "A: b\n\n.dot\n");
    assert_non_null(strstr(server->log, "D A: b|D |D ..dot|S .|"));
}

static void
a_listing_is_recorded_as_reply_lines_and_err_has_no_body(void **state)
{
    static const char *const script[] = {
        "+OK hi\r\n", "+OK list\r\n1 20\r\n.\r\n", "-ERR no\r\n", NULL};
    struct chat_server *server = *state;

    chat_server_call(server, CHAT_POP3, script);
    assert_non_null(chat_wait(server->chat));
    assert_int_equal(chat_server_ask(server, "LIST")->kind, REPLY_OK);
    assert_non_null(strstr(server->log, "S 1 20|S .|"));
    assert_int_equal(chat_server_ask(server, "LIST 9")->kind, REPLY_ERR);
    assert_null(chat_wait(server->chat));
    assert_int_equal(chat_ended(server->chat), CHAT_OPEN);
}

static void
a_password_is_masked_in_the_record_only(void **state)
{
    static const char *const script[] = {"+OK hi\r\n", "+OK in\r\n",
                                         "+ \r\n", NULL};
    struct chat_server *server = *state;

    chat_server_call(server, CHAT_POP3, script);
    assert_non_null(chat_wait(server->chat));
    assert_non_null(chat_server_ask(server, "pass ap ple"));
    assert_int_equal(chat_server_ask(server, "AUTH PLAIN AGEAYg==")->kind,
                     REPLY_CONTINUE);
    assert_memory_equal(server->got, "pass ap ple\r\n", 13);
    assert_non_null(strstr(server->log, "C pass ********|"));
    assert_non_null(strstr(server->log, "C AUTH PLAIN ********|"));
}

static void
commands_sent_ahead_get_their_replies_one_by_one(void **state)
{
    static const char *const script[] = {
        "220 hi\r\n", "", "250 a\r\n550 b\r\n", NULL};
    struct chat_server *server = *state;

    chat_server_call(server, CHAT_SMTP, script);
    assert_non_null(chat_wait(server->chat));
    chat_command(server->chat, "RSET", 4);
    chat_command(server->chat, "NOOP", 4);
    assert_int_equal(chat_wait(server->chat)->code, 250);
    assert_int_equal(chat_wait(server->chat)->code, 550);
    assert_null(chat_wait(server->chat));
    assert_int_equal(chat_ended(server->chat), CHAT_OPEN);
}

static void
localhost_tries_every_address(void **state)
{
    static const char *const script[] = {"220 hi\r\n", NULL};
    struct chat_server *server = *state;
    struct chat_options options =
        chat_server_options(server, CHAT_SMTP, script);

    options.host = "localhost";
    server->chat = chat_open(&options);
    assert_non_null(chat_wait(server->chat));
}

/* ---- In somebody's loop. ---------------------------------------------- */

static void
count_reply(void *ctx, const struct chat_reply *reply)
{
    struct chat_server *server = ctx;

    server->replies++;
    if (reply->greeting) {
        chat_command(server->chat, "NOOP", 4);
        chat_command(server->chat, "QUIT", 4);
    }
}

static void
count_end(void *ctx, enum chat_end end, const char *why)
{
    struct chat_server *server = ctx;

    assert_int_equal(end, CHAT_CLOSED);
    assert_string_not_equal(why, "");
    server->ends++;
    event_base_loopbreak(server->base);
}

static void
with_callbacks_nothing_blocks(void **state)
{
    static const char *const script[] = {"220 hi\r\n", "250 ok\r\n",
                                         "221 bye\r\n", AND_HANG_UP, NULL};
    struct chat_server *server = *state;
    struct chat_options options =
        chat_server_options(server, CHAT_SMTP, script);

    options.on_reply = count_reply;
    options.on_end = count_end;
    server->chat = chat_open(&options);
    assert_int_equal(server->replies, 0);
    event_base_dispatch(server->base);
    assert_int_equal(server->replies, 3);
    assert_int_equal(server->ends, 1);
}

static void
a_callback_is_not_answered_from_what_came_too_early(void **state)
{
    static const char *const script[] = {"220 hi\r\n250 early\r\n", NULL};
    struct chat_server *server = *state;
    struct chat_options options =
        chat_server_options(server, CHAT_SMTP, script);

    options.on_reply = count_reply;
    server->chat = chat_open(&options);
    assert_int_equal(chat_wait_end(server->chat), CHAT_BROKEN);
    assert_int_equal(server->replies, 1);
    assert_int_equal(server->got_len, 0);
}

#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, chat_server_setup,                  \
                                    chat_server_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_session_comes_back_as_dialogue_records),
        CASE(s4_5_2__a_dot_is_stuffed_in_text_but_not_in_what_is_typed),
        CASE(a_message_comes_line_by_line_without_stuffed_dots),
        CASE(a_listing_is_recorded_as_reply_lines_and_err_has_no_body),
        CASE(a_password_is_masked_in_the_record_only),
        CASE(commands_sent_ahead_get_their_replies_one_by_one),
        CASE(localhost_tries_every_address),
        CASE(with_callbacks_nothing_blocks),
        CASE(a_callback_is_not_answered_from_what_came_too_early),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
