/*
 * chat.c - a chat against servers that keep the rules, and that do not.
 *
 * The server lives in the same event loop and follows a script: element 0 is
 * said to a new connection, element i after the i-th line from the client.
 * HANG_UP closes there, AND_HANG_UP as soon as the element before it is
 * written, "" says nothing.  Ports are picked by the system.  Where
 * silence is the point, the deadline is DEADLINE_MS and nothing else waits.
 *
 * RFC 5321 sections 2.3.8, 3.8, 4.2, 4.3.1; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>

#include "client/chat.h"

enum { DEADLINE_MS = 60, LOG_ROOM = 8192 };

static const char HANG_UP[] = "(hang up)";
static const char AND_HANG_UP[] = "(and hang up)";

struct fixture {
    struct event_base *base;
    struct evconnlistener *listener;
    struct bufferevent *peer;
    const char *const *script;
    unsigned step;
    uint16_t port;
    char got[LOG_ROOM];     /* what the server received */
    size_t got_len;
    char log[LOG_ROOM];     /* mark, text and | of each record */
    char body[LOG_ROOM];
    unsigned replies;
    unsigned ends;
    struct chat *chat;
};

static void
play(struct fixture *fixture)
{
    const char *says = fixture->script[fixture->step];

    if (says == NULL || fixture->peer == NULL) {
        return;
    }
    fixture->step++;
    if (says == HANG_UP || says == AND_HANG_UP) {
        bufferevent_free(fixture->peer);
        fixture->peer = NULL;
        return;
    }
    bufferevent_write(fixture->peer, says, strlen(says));
}

/* A farewell is written before the connection is closed. */
static void
server_wrote(struct bufferevent *bev, void *arg)
{
    struct fixture *fixture = arg;

    (void)bev;
    if (fixture->script[fixture->step] == AND_HANG_UP) {
        play(fixture);
    }
}

static void
server_reads(struct bufferevent *bev, void *arg)
{
    struct fixture *fixture = arg;
    struct evbuffer *input = bufferevent_get_input(bev);
    size_t len;
    char *line;

    while (fixture->peer != NULL &&
           (line = evbuffer_readln(input, &len, EVBUFFER_EOL_LF)) != NULL) {
        assert_true(fixture->got_len + len + 1 < LOG_ROOM);
        memcpy(fixture->got + fixture->got_len, line, len);
        fixture->got_len += len;
        fixture->got[fixture->got_len++] = '\n';
        free(line);
        play(fixture);
    }
}

static void
server_event(struct bufferevent *bev, short what, void *arg)
{
    struct fixture *fixture = arg;

    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) {
        bufferevent_free(bev);
        fixture->peer = NULL;
    }
}

static void
accepted(struct evconnlistener *listener, evutil_socket_t fd,
         struct sockaddr *address, int len, void *arg)
{
    struct fixture *fixture = arg;

    (void)listener;
    (void)address;
    (void)len;
    fixture->peer =
        bufferevent_socket_new(fixture->base, fd, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_setcb(fixture->peer, server_reads, server_wrote, server_event,
                      fixture);
    bufferevent_enable(fixture->peer, EV_READ | EV_WRITE);
    play(fixture);
}

static int
setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;

    signal(SIGPIPE, SIG_IGN);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    fixture->base = event_base_new();
    fixture->listener = evconnlistener_new_bind(
        fixture->base, accepted, fixture, LEV_OPT_CLOSE_ON_FREE, -1,
        (struct sockaddr *)&at, sizeof at);
    assert_non_null(fixture->listener);
    getsockname(evconnlistener_get_fd(fixture->listener),
                (struct sockaddr *)&at, &len);
    fixture->port = ntohs(at.sin_port);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *fixture = *state;

    chat_free(fixture->chat);
    if (fixture->peer != NULL) {
        bufferevent_free(fixture->peer);
    }
    if (fixture->listener != NULL) {
        evconnlistener_free(fixture->listener);
    }
    event_base_free(fixture->base);
    free(fixture);
    return 0;
}

static void
keep_record(void *ctx, const struct dialogue_record *record)
{
    struct fixture *fixture = ctx;
    size_t len = strlen(fixture->log);

    snprintf(fixture->log + len, LOG_ROOM - len, "%c %.*s%s|",
             (char)record->mark, (int)(record->len < 200 ? record->len : 200),
             record->text, record->end == LINE_END_LF ? "\\n" : "");
}

static void
keep_body(void *ctx, const struct line *line)
{
    struct fixture *fixture = ctx;

    assert_true(strlen(fixture->body) + line->len + 2 < LOG_ROOM);
    strncat(fixture->body, line->text, line->len);
    strcat(fixture->body, "\n");
}

static struct chat_options
options_for(struct fixture *fixture, enum chat_protocol protocol,
            const char *const *script)
{
    fixture->script = script;
    return (struct chat_options){.base = fixture->base,
                                 .protocol = protocol,
                                 .host = "127.0.0.1",
                                 .port = fixture->port,
                                 .number = 1,
                                 .deadline_ms = 5000,
                                 .on_record = keep_record,
                                 .on_body = keep_body,
                                 .ctx = fixture};
}

static void
call(struct fixture *fixture, enum chat_protocol protocol,
     const char *const *script)
{
    struct chat_options options = options_for(fixture, protocol, script);

    fixture->chat = chat_open(&options);
    assert_non_null(fixture->chat);
}

static const struct chat_reply *
ask(struct fixture *fixture, const char *line)
{
    assert_int_equal(chat_command(fixture->chat, line, strlen(line)), 0);
    return chat_wait(fixture->chat);
}

/* The chat must end in this way, and its sentence holds these words. */
static void
ends_with(struct fixture *fixture, enum chat_end end, const char *words)
{
    assert_null(chat_wait(fixture->chat));
    if (chat_ended(fixture->chat) == CHAT_OPEN) {
        chat_wait_end(fixture->chat);
    }
    assert_int_equal(chat_ended(fixture->chat), end);
    if (strstr(chat_why(fixture->chat), words) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", words, chat_why(fixture->chat));
    }
}

static void
a_session_comes_back_as_dialogue_records(void **state)
{
    static const char *const script[] = {
        "220 mx.red.example ESMTP\r\n",
        "250-mx.red.example\r\n250-SIZE 1000\r\n250 HELP\r\n",
        "221 bye\r\n", AND_HANG_UP, NULL};
    struct fixture *fixture = *state;
    const struct chat_reply *reply;
    char expected[256];

    call(fixture, CHAT_SMTP, script);
    reply = chat_wait(fixture->chat);
    assert_non_null(reply);
    assert_true(reply->greeting);
    reply = ask(fixture, "EHLO pc7.example");
    assert_int_equal(reply->code, 250);
    assert_int_equal(reply->lines, 3);
    assert_string_equal(reply->text,
                        "250-mx.red.example\n250-SIZE 1000\n250 HELP");
    reply = ask(fixture, "QUIT");
    assert_int_equal(reply->code, 221);
    assert_int_equal(chat_wait_end(fixture->chat), CHAT_CLOSED);
    snprintf(expected, sizeof expected,
             "* connect to=127.0.0.1:%u|S 220 mx.red.example ESMTP|"
             "C EHLO pc7.example|S 250-mx.red.example|S 250-SIZE 1000|"
             "S 250 HELP|C QUIT|S 221 bye|* close by=server|",
             (unsigned)fixture->port);
    assert_string_equal(fixture->log, expected);
}

/* REQ(5321-4.5.2): the client's half of transparency. */
static void
s4_5_2__a_dot_is_stuffed_in_text_but_not_in_what_is_typed(void **state)
{
    static const char *const script[] = {"220 hi\r\n", "354 go\r\n", "", "",
                                         "250 ok\r\n", NULL};
    struct fixture *fixture = *state;

    call(fixture, CHAT_SMTP, script);
    assert_non_null(chat_wait(fixture->chat));
    assert_int_equal(ask(fixture, "DATA")->code, 354);
    assert_true(chat_in_text(fixture->chat));
    assert_int_equal(chat_text(fixture->chat, ".a", 2), 0);
    assert_int_equal(chat_say(fixture->chat, ".b", 2), 0);
    assert_int_equal(chat_say(fixture->chat, ".", 1), 0);
    assert_int_equal(chat_wait(fixture->chat)->code, 250);
    assert_false(chat_in_text(fixture->chat));
    assert_memory_equal(fixture->got, "DATA\r\n..a\r\n.b\r\n.\r\n", 20);
    assert_non_null(strstr(fixture->log, "D ..a|D .b|C .|S 250 ok|"));
}

static void
a_message_comes_line_by_line_without_stuffed_dots(void **state)
{
    static const char *const script[] = {
        "+OK hi\r\n", "+OK 3 octets\r\nA: b\r\n\r\n..dot\r\n.\r\n", NULL};
    struct fixture *fixture = *state;
    const struct chat_reply *reply;

    call(fixture, CHAT_POP3, script);
    assert_non_null(chat_wait(fixture->chat));
    reply = ask(fixture, "RETR 1");
    assert_int_equal(reply->kind, REPLY_OK);
    assert_int_equal(reply->body_lines, 3);
    assert_int_equal(reply->body_octets, 6 + 2 + 6);
    assert_string_equal(fixture->body, "A: b\n\n.dot\n");
    assert_non_null(strstr(fixture->log, "D A: b|D |D ..dot|S .|"));
}

static void
a_listing_is_recorded_as_reply_lines_and_err_has_no_body(void **state)
{
    static const char *const script[] = {
        "+OK hi\r\n", "+OK list\r\n1 20\r\n.\r\n", "-ERR no\r\n", NULL};
    struct fixture *fixture = *state;

    call(fixture, CHAT_POP3, script);
    assert_non_null(chat_wait(fixture->chat));
    assert_int_equal(ask(fixture, "LIST")->kind, REPLY_OK);
    assert_non_null(strstr(fixture->log, "S 1 20|S .|"));
    assert_int_equal(ask(fixture, "LIST 9")->kind, REPLY_ERR);
    assert_int_equal(chat_due(fixture->chat), 0);
}

static void
a_password_is_masked_in_the_record_only(void **state)
{
    static const char *const script[] = {"+OK hi\r\n", "+OK in\r\n",
                                         "+ \r\n", "+OK\r\n", NULL};
    struct fixture *fixture = *state;

    call(fixture, CHAT_POP3, script);
    assert_non_null(chat_wait(fixture->chat));
    assert_non_null(ask(fixture, "pass ap ple"));
    assert_int_equal(ask(fixture, "AUTH PLAIN AGEAYg==")->kind,
                     REPLY_CONTINUE);
    chat_secret(fixture->chat, "c2VjcmV0", 8, 0);
    assert_non_null(chat_wait(fixture->chat));
    assert_memory_equal(fixture->got, "pass ap ple\r\n", 13);
    assert_non_null(strstr(fixture->log, "C pass ********|"));
    assert_non_null(strstr(fixture->log, "C AUTH PLAIN ********|"));
    assert_null(strstr(fixture->log, "c2VjcmV0"));
}

static void
commands_sent_ahead_get_their_replies_one_by_one(void **state)
{
    static const char *const script[] = {
        "220 hi\r\n", "", "250 a\r\n550 b\r\n", NULL};
    struct fixture *fixture = *state;

    call(fixture, CHAT_SMTP, script);
    assert_non_null(chat_wait(fixture->chat));
    chat_command(fixture->chat, "RSET", 4);
    chat_command(fixture->chat, "NOOP", 4);
    assert_int_equal(chat_due(fixture->chat), 2);
    assert_int_equal(chat_wait(fixture->chat)->code, 250);
    assert_int_equal(chat_due(fixture->chat), 1);
    assert_int_equal(chat_wait(fixture->chat)->code, 550);
    assert_null(chat_wait(fixture->chat));
    assert_int_equal(chat_ended(fixture->chat), CHAT_OPEN);
}

static void
raw_octets_are_recorded_line_by_line_with_their_ending(void **state)
{
    static const char *const script[] = {"220 hi\r\n", "250 a\r\n", "250 b\r\n",
                                         NULL};
    struct fixture *fixture = *state;

    call(fixture, CHAT_SMTP, script);
    assert_non_null(chat_wait(fixture->chat));
    chat_raw(fixture->chat, "NOOP\nNO", 7, 1);
    assert_int_equal(chat_wait(fixture->chat)->code, 250);
    chat_raw(fixture->chat, "OP\r\n", 4, 1);
    assert_int_equal(chat_wait(fixture->chat)->code, 250);
    assert_non_null(strstr(fixture->log, "C NOOP\\n|S 250 a|C NOOP|S 250 b|"));
}

/* ---- Servers that break the rules. ------------------------------------ */

static void
s4_2__a_reply_code_out_of_range_ends_the_chat(void **state)
{
    static const char *const script[] = {"999 hello\r\n", NULL};

    call(*state, CHAT_SMTP, script);
    ends_with(*state, CHAT_BROKEN, "999 hello");
}

static void
s4_2_1__codes_that_differ_in_one_reply_end_the_chat(void **state)
{
    static const char *const script[] = {"220-one\r\n221 two\r\n", NULL};

    call(*state, CHAT_SMTP, script);
    ends_with(*state, CHAT_BROKEN, "221 two");
}

static void
s2_3_8__a_reply_line_without_cr_ends_the_chat(void **state)
{
    static const char *const script[] = {"220 hello\n", NULL};

    call(*state, CHAT_SMTP, script);
    ends_with(*state, CHAT_BROKEN, "2.3.8");
}

static void
an_endless_line_ends_the_chat(void **state)
{
    static char line[CHAT_LINE_MAX + 100];
    const char *script[] = {line, NULL};

    memset(line, '2', sizeof line - 1);
    call(*state, CHAT_SMTP, script);
    ends_with(*state, CHAT_BROKEN, "without an end");
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
    call(*state, CHAT_SMTP, script);
    ends_with(*state, CHAT_BROKEN, "220-x");
}

static void
s4_3_1__a_reply_nobody_asked_for_ends_the_chat(void **state)
{
    static const char *const script[] = {"220 hi\r\n250 surprise\r\n", NULL};
    struct fixture *fixture = *state;

    call(fixture, CHAT_SMTP, script);
    assert_non_null(chat_wait(fixture->chat));
    assert_int_equal(chat_command(fixture->chat, "MAIL FROM:<>", 12), -1);
    ends_with(fixture, CHAT_BROKEN, "250 surprise");
    assert_null(strstr(fixture->log, "MAIL"));
}

/* REQ(5321-3.8): 421 may come at any time. */
static void
s3_8__421_that_nobody_asked_for_is_a_farewell(void **state)
{
    static const char *const script[] = {
        "220 hi\r\n421 4.3.2 going down\r\n", AND_HANG_UP, NULL};

    call(*state, CHAT_SMTP, script);
    assert_non_null(chat_wait(((struct fixture *)*state)->chat));
    ends_with(*state, CHAT_CLOSED, "going down");
}

static void
silence_ends_at_the_deadline(void **state)
{
    static const char *const script[] = {"", NULL};
    struct fixture *fixture = *state;
    struct chat_options options = options_for(fixture, CHAT_SMTP, script);

    options.deadline_ms = DEADLINE_MS;
    fixture->chat = chat_open(&options);
    ends_with(fixture, CHAT_LATE, "no whole answer");
    assert_non_null(strstr(fixture->log, "* close by=timeout|"));
}

static void
another_line(evutil_socket_t fd, short what, void *arg)
{
    struct fixture *fixture = arg;

    (void)fd;
    (void)what;
    if (fixture->peer != NULL) {
        bufferevent_write(fixture->peer, "220-x\r\n", 7);
    }
}

/* The deadline is for the whole reply: octets that trickle do not move it. */
static void
a_trickle_ends_at_the_deadline_too(void **state)
{
    static const char *const script[] = {"", NULL};
    struct fixture *fixture = *state;
    struct chat_options options = options_for(fixture, CHAT_SMTP, script);
    struct timeval often = {.tv_usec = DEADLINE_MS * 1000 / 6};
    struct event *trickle =
        event_new(fixture->base, -1, EV_PERSIST, another_line, fixture);

    options.deadline_ms = DEADLINE_MS;
    event_add(trickle, &often);
    fixture->chat = chat_open(&options);
    ends_with(fixture, CHAT_LATE, "no whole answer");
    assert_non_null(strstr(fixture->log, "S 220-x|"));
    event_free(trickle);
}

static void
a_server_that_does_not_close_after_quit_is_left(void **state)
{
    static const char *const script[] = {"+OK\r\n", "+OK bye\r\n", NULL};
    struct fixture *fixture = *state;

    call(fixture, CHAT_POP3, script);
    assert_non_null(chat_wait(fixture->chat));
    assert_non_null(ask(fixture, "QUIT"));
    chat_set_deadline(fixture->chat, DEADLINE_MS);
    assert_int_equal(chat_wait_end(fixture->chat), CHAT_LATE);
}

static void
closing_before_the_answer_is_told_with_the_command(void **state)
{
    static const char *const script[] = {"220 hi\r\n", HANG_UP, NULL};
    struct fixture *fixture = *state;

    call(fixture, CHAT_SMTP, script);
    assert_non_null(chat_wait(fixture->chat));
    assert_null(ask(fixture, "NOOP"));
    ends_with(fixture, CHAT_CLOSED, "before it answered NOOP");
}

static void
a_reply_before_the_close_is_not_lost(void **state)
{
    static const char *const script[] = {"220 hi\r\n", "250 ok\r\n", AND_HANG_UP,
                                         NULL};
    struct fixture *fixture = *state;

    call(fixture, CHAT_SMTP, script);
    assert_non_null(chat_wait(fixture->chat));
    assert_int_equal(ask(fixture, "NOOP")->code, 250);
}

static void
s3__a_response_without_its_dot_is_no_response(void **state)
{
    static const char *const script[] = {"+OK hi\r\n", "+OK\r\nSubject: x\r\n",
                                         AND_HANG_UP, NULL};
    struct fixture *fixture = *state;

    call(fixture, CHAT_POP3, script);
    assert_non_null(chat_wait(fixture->chat));
    assert_null(ask(fixture, "RETR 1"));
    ends_with(fixture, CHAT_CLOSED, "the dot that ends it is missing");
}

static void
a_bare_lf_dot_does_not_end_a_message(void **state)
{
    static const char *const script[] = {
        "+OK hi\r\n", "+OK\r\na\n.\nb\r\n.\r\n", NULL};
    struct fixture *fixture = *state;

    call(fixture, CHAT_POP3, script);
    assert_non_null(chat_wait(fixture->chat));
    assert_non_null(ask(fixture, "RETR 1"));
    assert_string_equal(fixture->body, "a\n.\nb\n");
}

static void
neither_plus_ok_nor_err_ends_the_chat(void **state)
{
    static const char *const script[] = {"* OK IMAP4rev1\r\n", NULL};

    call(*state, CHAT_POP3, script);
    ends_with(*state, CHAT_BROKEN, "* OK IMAP4rev1");
}

static void
an_escape_sequence_is_spelled_out_in_the_sentence(void **state)
{
    static const char *const script[] = {"+NO \x1b[2J\r\n", NULL};

    call(*state, CHAT_POP3, script);
    ends_with(*state, CHAT_BROKEN, "\\x1B[2J");
}

static void
a_closed_port_is_no_connection(void **state)
{
    static const char *const script[] = {NULL};
    struct fixture *fixture = *state;

    evconnlistener_free(fixture->listener);
    fixture->listener = NULL;
    call(fixture, CHAT_SMTP, script);
    ends_with(fixture, CHAT_NO_CONNECTION, "127.0.0.1");
    assert_string_equal(fixture->log, "");
    assert_int_equal(chat_command(fixture->chat, "NOOP", 4), -1);
}

static void
localhost_tries_every_address(void **state)
{
    static const char *const script[] = {"220 hi\r\n", NULL};
    struct fixture *fixture = *state;
    struct chat_options options = options_for(fixture, CHAT_SMTP, script);

    options.host = "localhost";
    fixture->chat = chat_open(&options);
    assert_non_null(chat_wait(fixture->chat));
}

/* ---- In somebody's loop. ---------------------------------------------- */

static void
count_reply(void *ctx, const struct chat_reply *reply)
{
    struct fixture *fixture = ctx;

    fixture->replies++;
    if (reply->greeting) {
        chat_command(fixture->chat, "NOOP", 4);
        chat_command(fixture->chat, "QUIT", 4);
    }
}

static void
count_end(void *ctx, enum chat_end end, const char *why)
{
    struct fixture *fixture = ctx;

    assert_int_equal(end, CHAT_CLOSED);
    assert_string_not_equal(why, "");
    fixture->ends++;
    event_base_loopbreak(fixture->base);
}

static void
with_callbacks_nothing_blocks(void **state)
{
    static const char *const script[] = {"220 hi\r\n", "250 ok\r\n",
                                         "221 bye\r\n", AND_HANG_UP, NULL};
    struct fixture *fixture = *state;
    struct chat_options options = options_for(fixture, CHAT_SMTP, script);

    options.on_reply = count_reply;
    options.on_end = count_end;
    fixture->chat = chat_open(&options);
    assert_int_equal(fixture->replies, 0);
    event_base_dispatch(fixture->base);
    assert_int_equal(fixture->replies, 3);
    assert_int_equal(fixture->ends, 1);
}

static void
a_callback_is_not_answered_from_what_came_too_early(void **state)
{
    static const char *const script[] = {"220 hi\r\n250 early\r\n", NULL};
    struct fixture *fixture = *state;
    struct chat_options options = options_for(fixture, CHAT_SMTP, script);

    options.on_reply = count_reply;
    fixture->chat = chat_open(&options);
    assert_int_equal(chat_wait_end(fixture->chat), CHAT_BROKEN);
    assert_int_equal(fixture->replies, 1);
    assert_int_equal(fixture->got_len, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

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
        CASE(raw_octets_are_recorded_line_by_line_with_their_ending),
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
        CASE(localhost_tries_every_address),
        CASE(with_callbacks_nothing_blocks),
        CASE(a_callback_is_not_answered_from_what_came_too_early),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
