/*
 * conn_tls.c - a connection goes over from the clear to TLS.
 *
 * The order is what makes it safe:
 *
 *   1 the engine has taken STARTTLS or STLS; it is fed nothing more
 *   2 its reply leaves, the last line in the clear
 *   3 what the client sent behind the command is dropped, unread: it came in
 *     the clear, so anybody may have put it there
 *   4 the handshake, on the same socket
 *   5 the engine, which has forgotten the client, goes on
 *
 * Without 3 a stranger's commands would be run as if they had come under TLS
 * (CVE-2011-0411).
 *
 * RFC 3207 sections 4, 4.2, 6; RFC 2595 section 4.
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/err.h>

#include "server/conn.h"
#include "server/tls.h"
#include "protocol/typist.h"

/*
 * REQ(3207-6-clear) What a person's telnet or half a line left behind goes too.
 */
static void
drop_input(struct conn *conn)
{
    struct evbuffer *input = bufferevent_get_input(conn->bev);
    size_t len = evbuffer_get_length(input);

    if (len > 0) {
        session_event(conn->session, "note text=%zu\\x20octets\\x20that\\x20"
                      "came\\x20in\\x20the\\x20clear\\x20dropped", len);
    }
    evbuffer_drain(input, len);
    line_reader_init(&conn->reader, conn->server->options->strict);
    typist_free(conn->typist);
    conn->typist = NULL;
    conn->more = false;
}

/*
 * The socket moves from the bufferevent in the clear to one of TLS.  That one
 * reads on as soon as there is room for more, inside any call of ours; so what
 * it has to tell must wait until we are out of it.
 */
static void
shake_hands(struct conn *conn)
{
    struct bufferevent *clear = conn->bev;
    struct bufferevent *secure = bufferevent_openssl_socket_new(
        conn->server->base, bufferevent_getfd(clear), conn->ssl,
        BUFFEREVENT_SSL_ACCEPTING,
        BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);

    conn->ssl = NULL; /* the bufferevent's now */
    if (secure == NULL) {
        conn_drop(conn);
        return;
    }
    bufferevent_setfd(clear, -1);
    bufferevent_free(clear);
    conn_attach(conn, secure);
    conn->shaking = true;
}

bool
conn_tls_begin(struct conn *conn)
{
    if (conn->shaking) {
        return false;
    }
    if (conn->ssl == NULL) {
        conn->ssl = SSL_new(conn->server->tls);
        conn->server->protocol->tls(conn, conn->ssl != NULL);
        return true;
    }
    if (conn_unsent(conn) == 0) {
        drop_input(conn);
        shake_hands(conn);
    }
    return false;
}

void
conn_tls_done(struct conn *conn)
{
    const SSL *ssl = bufferevent_openssl_get_ssl(conn->bev);

    conn->shaking = false;
    conn_clock_alive(conn);
    session_secured(conn->session, SSL_get_version(ssl),
                    SSL_get_cipher_name(ssl));
}

void
conn_tls_failed(struct conn *conn)
{
    char value[SESSION_VALUE_MAX];
    unsigned long error;

    while ((error = bufferevent_get_openssl_error(conn->bev)) != 0) {
        const char *reason = ERR_reason_error_string(error);

        if (ERR_GET_LIB(error) == ERR_LIB_SSL && reason != NULL) {
            session_event(conn->session, "fault name=tls reason=%s",
                          session_value(reason, strlen(reason), value));
            conn->by = "fault";
        }
    }
}

void
conn_tls_goodbye(struct conn *conn)
{
    SSL *ssl = bufferevent_openssl_get_ssl(conn->bev);

    if (conn->session->secure && conn_unsent(conn) == 0 &&
        (SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN) == 0) {
        SSL_shutdown(ssl);
        ERR_clear_error(); /* the peer may be gone: no matter now */
    }
}
