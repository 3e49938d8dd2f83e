/*
 * chat_hostile.c - a chat with servers that break the rules.
 *
 * Where silence is the point, the deadline is DEADLINE_MS and nothing else
 * waits.
 *
 * RFC 5321 sections 2.3.8, 3.8, 4.2, 4.3.1; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <event2/bufferevent.h>
#include <event2/event.h>

#include "client/chat.h"
#include "tests/support/chat_server.h"

enum { DEADLINE_MS = 60 };

static void
s4_2__a_reply_code_out_of_range_ends_the_chat(void **state)
{
    static const char *const script[] = {"999 hello\r\n", NULL};

    chat_server_call(*state, CHAT_SMTP, script);
    chat_server_ends(*state, CHAT_BROKEN, "999 hello");
}

static void
s4_2_1__codes_that_differ_in_one_reply_end_the_chat(void **state)
{
    static const char *const script[] = {"220-one\r\n221 two\r\n", NULL};

    chat_server_call(*state, CHAT_SMTP, script);
    chat_server_ends(*state, CHAT_BROKEN, "221 two");
}

static void
s2_3_8__a_reply_line_without_cr_ends_the_chat(void **state)
{
    static const char *const script[] = {"220 hello\n", NULL};

    chat_server_call(*state, CHAT_SMTP, script);
    chat_server_ends(*state, CHAT_BROKEN, "2.3.8");
}

static void
an_endless_line_ends_the_chat(void **state)
{
    static char line[CHAT_LINE_MAX + 100];
    const char *script[] = {line, NULL};

    memset(line, '2', sizeof line - 1);
    chat_server_call(*state, CHAT_SMTP, script);
    chat_server_ends(*state, CHAT_BROKEN, "without an end");
}

static void
an_endless_reply_ends_the_chat(void **state)
{
    static char lines[(REPLY_LINES_MAX + 2) * 7 + 1];
    const char *script[] = {lines, NULL};
    size_t i;

    for (i = 0; i < REPLY_LINES_MAX + 2; i++) {
        memcpy(lines + i * 7, "220-x\r\n", 8);
    }
    chat_server_call(*state, CHAT_SMTP, script);
    chat_server_ends(*state, CHAT_BROKEN, "220-x");
}

static void
s4_3_1__a_reply_nobody_asked_for_ends_the_chat(void **state)
{
    static const char *const script[] = {"220 hi\r\n250 surprise\r\n", NULL};
    struct chat_server *server = *state;

    chat_server_call(server, CHAT_SMTP, script);
    assert_non_null(chat_wait(server->chat));
    assert_int_equal(chat_command(server->chat, "MAIL FROM:<>", 12), -1);
    chat_server_ends(server, CHAT_BROKEN, "250 surprise");
    assert_null(strstr(server->log, "MAIL"));
}

/* REQ(5321-3.8): 421 may come at any time. */
static void
s3_8__421_that_nobody_asked_for_is_a_farewell(void **state)
{
    static const char *const script[] = {
        "220 hi\r\n421 4.3.2 going down\r\n", AND_HANG_UP, NULL};

    chat_server_call(*state, CHAT_SMTP, script);
    assert_non_null(chat_wait(((struct chat_server *)*state)->chat));
    chat_server_ends(*state, CHAT_CLOSED, "going down");
}

static void
silence_ends_at_the_deadline(void **state)
{
    static const char *const script[] = {"", NULL};
    struct chat_server *server = *state;
    struct chat_options options =
        chat_server_options(server, CHAT_SMTP, script);

    options.deadline_ms = DEADLINE_MS;
    server->chat = chat_open(&options);
    chat_server_ends(server, CHAT_LATE, "no whole answer");
    assert_non_null(strstr(server->log, "* close by=timeout|"));
}

static void
another_line(evutil_socket_t fd, short what, void *arg)
{
    struct chat_server *server = arg;

    (void)fd;
    (void)what;
    if (server->peer != NULL) {
        bufferevent_write(server->peer, "220-x\r\n", 7);
    }
}

/* The deadline is for the whole reply: octets that trickle do not move it. */
static void
a_trickle_ends_at_the_deadline_too(void **state)
{
    static const char *const script[] = {"", NULL};
    struct chat_server *server = *state;
    struct chat_options options =
        chat_server_options(server, CHAT_SMTP, script);
    struct timeval often = {.tv_usec = DEADLINE_MS * 1000 / 6};
    struct event *trickle =
        event_new(server->base, -1, EV_PERSIST, another_line, server);

    options.deadline_ms = DEADLINE_MS;
    event_add(trickle, &often);
    server->chat = chat_open(&options);
    chat_server_ends(server, CHAT_LATE, "no whole answer");
    assert_non_null(strstr(server->log, "S 220-x|"));
    event_free(trickle);
}

static void
a_server_that_does_not_close_after_quit_is_left(void **state)
{
    static const char *const script[] = {"+OK\r\n", "+OK bye\r\n", NULL};
    struct chat_server *server = *state;

    chat_server_call(server, CHAT_POP3, script);
    assert_non_null(chat_wait(server->chat));
    assert_non_null(chat_server_ask(server, "QUIT"));
    chat_set_deadline(server->chat, DEADLINE_MS);
    assert_int_equal(chat_wait_end(server->chat), CHAT_LATE);
}

static void
closing_before_the_answer_is_told_with_the_command(void **state)
{
    static const char *const script[] = {"220 hi\r\n", HANG_UP, NULL};
    struct chat_server *server = *state;

    chat_server_call(server, CHAT_SMTP, script);
    assert_non_null(chat_wait(server->chat));
    assert_null(chat_server_ask(server, "NOOP"));
    chat_server_ends(server, CHAT_CLOSED, "before it answered NOOP");
}

static void
a_reply_before_the_close_is_not_lost(void **state)
{
    static const char *const script[] = {"220 hi\r\n", "250 ok\r\n",
                                         AND_HANG_UP, NULL};
    struct chat_server *server = *state;

    chat_server_call(server, CHAT_SMTP, script);
    assert_non_null(chat_wait(server->chat));
    assert_int_equal(chat_server_ask(server, "NOOP")->code, 250);
}

static void
s3__a_response_without_its_dot_is_no_response(void **state)
{
    static const char *const script[] = {"+OK hi\r\n", "+OK\r\nSubject: x\r\n",
                                         AND_HANG_UP, NULL};
    struct chat_server *server = *state;

    chat_server_call(server, CHAT_POP3, script);
    assert_non_null(chat_wait(server->chat));
    assert_null(chat_server_ask(server, "RETR 1"));
    chat_server_ends(server, CHAT_CLOSED, "the dot that ends it is missing");
}

static void
a_bare_lf_dot_does_not_end_a_message(void **state)
{
    static const char *const script[] = {
        "+OK hi\r\n", "+OK\r\na\n.\nb\r\n.\r\n", NULL};
    struct chat_server *server = *state;

    chat_server_call(server, CHAT_POP3, script);
    assert_non_null(chat_wait(server->chat));
    assert_non_null(chat_server_ask(server, "RETR 1"));
    assert_string_equal(server->body, "a\n.\nb\n");
}

static void
neither_plus_ok_nor_err_ends_the_chat(void **state)
{
    static const char *const script[] = {"* OK IMAP4rev1\r\n", NULL};

    chat_server_call(*state, CHAT_POP3, script);
    chat_server_ends(*state, CHAT_BROKEN, "* OK IMAP4rev1");
}

static void
an_escape_sequence_is_spelled_out_in_the_sentence(void **state)
{
    static const char *const script[] = {"+NO \x1b[2J\r\n", NULL};

    chat_server_call(*state, CHAT_POP3, script);
    chat_server_ends(*state, CHAT_BROKEN, "\\x1B[2J");
}

static void
a_closed_port_is_no_connection(void **state)
{
    static const char *const script[] = {NULL};
    struct chat_server *server = *state;

    chat_server_stop(server);
    chat_server_call(server, CHAT_SMTP, script);
    chat_server_ends(server, CHAT_NO_CONNECTION, "127.0.0.1");
    assert_string_equal(server->log, "");
    assert_int_equal(chat_command(server->chat, "NOOP", 4), -1);
}

#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, chat_server_setup,                  \
                                    chat_server_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(s4_2__a_reply_code_out_of_range_ends_the_chat),
        CASE(s4_2_1__codes_that_differ_in_one_reply_end_the_chat),
        CASE(s2_3_8__a_reply_line_without_cr_ends_the_chat),
        CASE(an_endless_line_ends_the_chat),
        CASE(an_endless_reply_ends_the_chat),
        CASE(s4_3_1__a_reply_nobody_asked_for_ends_the_chat),
        CASE(s3_8__421_that_nobody_asked_for_is_a_farewell),
        CASE(silence_ends_at_the_deadline),
        CASE(a_trickle_ends_at_the_deadline_too),
        CASE(a_server_that_does_not_close_after_quit_is_left),
        CASE(closing_before_the_answer_is_told_with_the_command),
        CASE(a_reply_before_the_close_is_not_lost),
        CASE(s3__a_response_without_its_dot_is_no_response),
        CASE(a_bare_lf_dot_does_not_end_a_message),
        CASE(neither_plus_ok_nor_err_ends_the_chat),
        CASE(an_escape_sequence_is_spelled_out_in_the_sentence),
        CASE(a_closed_port_is_no_connection),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
