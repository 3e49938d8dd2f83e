/*
 * chat_server.c - a server that follows a script, in the loop of the test.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/chat_server.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <openssl/ssl.h>

const char HANG_UP[] = "(hang up)";
const char AND_HANG_UP[] = "(and hang up)";
const char AND_TLS[] = "(and TLS)";
const char ON_OCTETS[] = "(on octets)";

static void watch(struct chat_server *server, struct bufferevent *peer);

/* The socket moves on to TLS, the server's side of it. */
static void
begin_tls(struct chat_server *server)
{
    struct bufferevent *clear = server->peer;
    struct bufferevent *secure = bufferevent_openssl_socket_new(
        server->base, bufferevent_getfd(clear), SSL_new(server->tls),
        BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);

    assert_non_null(secure);
    bufferevent_setfd(clear, -1);
    bufferevent_free(clear);
    watch(server, secure);
}

static void
play(struct chat_server *server)
{
    const char *says = server->script[server->step];

    if (says == NULL || server->peer == NULL) {
        return;
    }
    server->step++;
    if (says == AND_TLS) {
        begin_tls(server);
        return;
    }
    if (says == HANG_UP || says == AND_HANG_UP) {
        bufferevent_free(server->peer);
        server->peer = NULL;
        return;
    }
    bufferevent_write(server->peer, says, strlen(says));
}

/* A farewell is written before the connection is closed. */
static void
server_wrote(struct bufferevent *bev, void *arg)
{
    struct chat_server *server = arg;

    (void)bev;
    if (server->script[server->step] == AND_HANG_UP ||
        server->script[server->step] == AND_TLS) {
        play(server);
    }
}

static void
server_reads(struct bufferevent *bev, void *arg)
{
    struct chat_server *server = arg;
    struct evbuffer *input = bufferevent_get_input(bev);
    size_t len;
    char *line;

    if (server->script[server->step] == ON_OCTETS) {
        evbuffer_drain(input, evbuffer_get_length(input));
        server->step++;
        play(server);
    }
    while (server->peer != NULL &&
           (line = evbuffer_readln(input, &len, EVBUFFER_EOL_LF)) != NULL) {
        assert_true(server->got_len + len + 1 < CHAT_SERVER_LOG);
        memcpy(server->got + server->got_len, line, len);
        server->got_len += len;
        server->got[server->got_len++] = '\n';
        free(line);
        play(server);
    }
}

static void
server_event(struct bufferevent *bev, short what, void *arg)
{
    struct chat_server *server = arg;

    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) {
        bufferevent_free(bev);
        server->peer = NULL;
    }
}

static void
watch(struct chat_server *server, struct bufferevent *peer)
{
    server->peer = peer;
    bufferevent_setcb(peer, server_reads, server_wrote, server_event, server);
    bufferevent_enable(peer, EV_READ | EV_WRITE);
}

static void
accepted(struct evconnlistener *listener, evutil_socket_t fd,
         struct sockaddr *address, int len, void *arg)
{
    struct chat_server *server = arg;

    (void)listener;
    (void)address;
    (void)len;
    watch(server, bufferevent_socket_new(server->base, fd,
                                         BEV_OPT_CLOSE_ON_FREE));
    play(server);
}

int
chat_server_setup(void **state)
{
    struct chat_server *server = calloc(1, sizeof *server);
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;

    signal(SIGPIPE, SIG_IGN);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->base = event_base_new();
    server->listener = evconnlistener_new_bind(
        server->base, accepted, server, LEV_OPT_CLOSE_ON_FREE, -1,
        (struct sockaddr *)&at, sizeof at);
    assert_non_null(server->listener);
    getsockname(evconnlistener_get_fd(server->listener),
                (struct sockaddr *)&at, &len);
    server->port = ntohs(at.sin_port);
    *state = server;
    return 0;
}

int
chat_server_teardown(void **state)
{
    struct chat_server *server = *state;

    chat_free(server->chat);
    if (server->peer != NULL) {
        bufferevent_free(server->peer);
    }
    if (server->listener != NULL) {
        evconnlistener_free(server->listener);
    }
    SSL_CTX_free(server->tls);
    event_base_free(server->base);
    free(server);
    return 0;
}

static void
keep_record(void *ctx, const struct dialogue_record *record)
{
    struct chat_server *server = ctx;
    size_t len = strlen(server->log);

    snprintf(server->log + len, CHAT_SERVER_LOG - len, "%c %.*s%s|",
             (char)record->mark, (int)(record->len < 200 ? record->len : 200),
             record->text, record->end == LINE_END_LF ? "\\n" : "");
}

static void
keep_body(void *ctx, const struct line *line)
{
    struct chat_server *server = ctx;

    assert_true(strlen(server->body) + line->len + 2 < CHAT_SERVER_LOG);
    strncat(server->body, line->text, line->len);
    strcat(server->body, "\n");
}

struct chat_options
chat_server_options(struct chat_server *server, enum chat_protocol protocol,
                    const char *const *script)
{
    server->script = script;
    return (struct chat_options){.base = server->base,
                                 .protocol = protocol,
                                 .host = "127.0.0.1",
                                 .port = server->port,
                                 .number = 1,
                                 .deadline_ms = 5000,
                                 .on_record = keep_record,
                                 .on_body = keep_body,
                                 .ctx = server};
}

void
chat_server_call(struct chat_server *server, enum chat_protocol protocol,
                 const char *const *script)
{
    struct chat_options options = chat_server_options(server, protocol, script);

    server->chat = chat_open(&options);
    assert_non_null(server->chat);
}

const struct chat_reply *
chat_server_ask(struct chat_server *server, const char *line)
{
    assert_int_equal(chat_command(server->chat, line, strlen(line)), 0);
    return chat_wait(server->chat);
}

void
chat_server_ends(struct chat_server *server, enum chat_end end,
                 const char *words)
{
    assert_null(chat_wait(server->chat));
    if (chat_ended(server->chat) == CHAT_OPEN) {
        chat_wait_end(server->chat);
    }
    assert_int_equal(chat_ended(server->chat), end);
    if (strstr(chat_why(server->chat), words) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", words, chat_why(server->chat));
    }
}

void
chat_server_stop(struct chat_server *server)
{
    evconnlistener_free(server->listener);
    server->listener = NULL;
}
