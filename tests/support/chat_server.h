/*
 * chat_server.h - a server that follows a script, for tests of a chat.
 *
 * It lives in the same event loop as the chat.  Element 0 of the script is said
 * to a new connection, element i after the i-th line from the client; NULL ends
 * it.  HANG_UP closes there, AND_HANG_UP as soon as the element before it is
 * written, "" says nothing.  AND_TLS begins TLS as soon as the element before
 * it is written; ON_OCTETS answers whatever comes, lines or not, with the
 * element behind it.  The system picks the port.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_CHAT_SERVER_H
#define MAILWALK_TESTS_SUPPORT_CHAT_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "client/chat.h"

struct bufferevent;
struct ssl_ctx_st;
struct evconnlistener;

enum { CHAT_SERVER_LOG = 8192 };

extern const char HANG_UP[];
extern const char AND_HANG_UP[];
extern const char AND_TLS[];
extern const char ON_OCTETS[];

struct chat_server {
    struct event_base *base;
    struct evconnlistener *listener;
    struct bufferevent *peer;
    const char *const *script;
    struct ssl_ctx_st *tls;     /* for AND_TLS */
    unsigned step;
    uint16_t port;
    char got[CHAT_SERVER_LOG];  /* what it received */
    size_t got_len;
    char log[CHAT_SERVER_LOG];  /* of the chat: mark, text and | each */
    char body[CHAT_SERVER_LOG]; /* lines that on_body took, with LF */
    unsigned replies;           /* for the test's own use */
    unsigned ends;
    struct chat *chat;
};

/* cmocka's setup and teardown; *state is the struct chat_server. */
int chat_server_setup(void **state);
int chat_server_teardown(void **state);

/* Options for a chat with it, all records kept; and the chat itself. */
struct chat_options chat_server_options(struct chat_server *server,
                                        enum chat_protocol protocol,
                                        const char *const *script);
void chat_server_call(struct chat_server *server, enum chat_protocol protocol,
                      const char *const *script);

/* Send a command and wait for the reply to it. */
const struct chat_reply *chat_server_ask(struct chat_server *server,
                                         const char *line);

/* The chat must end in this way, and its sentence holds these words. */
void chat_server_ends(struct chat_server *server, enum chat_end end,
                      const char *words);

/* Nobody listens any more. */
void chat_server_stop(struct chat_server *server);

#endif
