/*
 * chat_tls.c - a chat goes over from the clear to TLS.
 *
 * Who can change what is said in the clear can take the offer of TLS away, or
 * slip in a reply behind the server's consent, to be believed under TLS.  So
 * the last octet in the clear is the LF of the consent: one more, or a
 * handshake that fails, ends the chat.  There is no way back.
 *
 * RFC 3207 sections 4, 4.2, 6; RFC 2595 sections 2.4, 4; RFC 6125 section 6.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <event2/bufferevent_ssl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "client/chat_inside.h"
#include "protocol/typist.h"

enum { EVENT_MAX = 128 };

/*
 * The name that the certificate must have: of the host as we were told it,
 * never as anybody on the way tells it.  An address is no name for SNI (RFC
 * 6066 section 3).
 */
static bool
demand_name(SSL *ssl, const char *host)
{
    X509_VERIFY_PARAM *wants = SSL_get0_param(ssl);

    if (X509_VERIFY_PARAM_set1_ip_asc(wants, host) == 1) {
        return true;
    }
    ERR_clear_error();
    return SSL_set1_host(ssl, host) == 1 &&
           SSL_set_tlsext_host_name(ssl, host) == 1;
}

/*
 * Our half of a handshake.  Returns NULL if it cannot be had; then the chat has
 * ended.
 */
static SSL *
new_ssl(struct chat *chat)
{
    const char *trust = chat->options.trust;
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *ssl = NULL;

    if (ctx != NULL && trust != NULL &&
        SSL_CTX_load_verify_locations(ctx, trust, NULL) != 1) {
        chat_finish(chat, CHAT_UNSAFE, "no TLS: %s holds no certificate that "
                    "can be read (in PEM form)", trust);
    } else if (ctx != NULL &&
               (trust != NULL || SSL_CTX_set_default_verify_paths(ctx) == 1) &&
               SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1) {
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
        ssl = SSL_new(ctx);
    }
    SSL_CTX_free(ctx);
    if (ssl != NULL && !demand_name(ssl, chat->host)) {
        SSL_free(ssl);
        ssl = NULL;
    }
    ERR_clear_error();
    if (ssl == NULL) {
        chat_finish(chat, CHAT_FAULT, "TLS cannot be begun here");
    }
    return ssl;
}

/*
 * Did anything come, or was anything sent, behind the consent?
 */
static bool
is_clean(const struct chat *chat)
{
    size_t typed = 0;

    if (chat->typist != NULL) {
        typist_text(chat->typist, &typed);
    }
    return typed == 0 && chat->due == 1 &&
           evbuffer_get_length(bufferevent_get_input(chat->bev)) == 0;
}

void
chat_tls_begin(struct chat *chat)
{
    struct bufferevent *clear = chat->bev;
    struct bufferevent *secure;
    SSL *ssl;

    if (!is_clean(chat)) {
        chat_finish(chat, CHAT_UNSAFE, "something in the clear came behind the "
                    "consent to TLS: somebody on the way may have put it there "
                    "(RFC 3207 section 6)");
    }
    ssl = chat->end == CHAT_OPEN ? new_ssl(chat) : NULL;
    if (ssl == NULL) {
        return;
    }
    secure = bufferevent_openssl_socket_new(
        chat->options.base, bufferevent_getfd(clear), ssl,
        BUFFEREVENT_SSL_CONNECTING, BEV_OPT_CLOSE_ON_FREE);
    if (secure == NULL) {
        chat_finish(chat, CHAT_FAULT, "out of memory for TLS");
        return;
    }
    bufferevent_setfd(clear, -1);
    bufferevent_free(clear);
    typist_free(chat->typist);
    chat->typist = NULL;
    chat->negotiated = false;
    line_reader_init(&chat->reader, !chat->options.by_hand);
    chat->tls = CHAT_SHAKING;
    if (chat_attach(chat, secure) != 0) {
        chat_finish(chat, CHAT_FAULT, "out of memory for TLS");
        return;
    }
    bufferevent_enable(secure, EV_READ | EV_WRITE);
    chat_start_timer(chat);
}

/*
 * Why there is no TLS: the certificate, else what OpenSSL calls it.
 */
static void
fail(struct chat *chat)
{
    const SSL *ssl = bufferevent_openssl_get_ssl(chat->bev);
    long verdict = SSL_get_verify_result(ssl);
    const char *reason = NULL;
    unsigned long error;

    while ((error = bufferevent_get_openssl_error(chat->bev)) != 0) {
        if (ERR_GET_LIB(error) == ERR_LIB_SSL && reason == NULL) {
            reason = ERR_reason_error_string(error);
        }
    }
    if (verdict != X509_V_OK) {
        chat_finish(chat, CHAT_UNSAFE, "no TLS: the certificate of %s is not "
                    "accepted: %s (RFC 2595 section 2.4); --ca FILE tells whom "
                    "to trust", chat->host,
                    X509_verify_cert_error_string(verdict));
    } else {
        chat_finish(chat, CHAT_UNSAFE, "no TLS: the handshake failed: %s",
                    reason != NULL ? reason : "the server closed");
    }
}

void
chat_tls_over(struct chat *chat, bool connected)
{
    const SSL *ssl = bufferevent_openssl_get_ssl(chat->bev);
    char event[EVENT_MAX];

    if (!connected) {
        fail(chat);
        return;
    }
    chat->tls = CHAT_SECURE;
    snprintf(event, sizeof event, "tls version=%s cipher=%s",
             SSL_get_version(ssl), SSL_get_cipher_name(ssl));
    chat_record(chat, DIALOGUE_EVENT, event, strlen(event), LINE_END_CRLF);
    chat_complete(chat);
}

void
chat_tls_end(struct chat *chat)
{
    if (chat->tls == CHAT_SECURE) {
        SSL_shutdown(bufferevent_openssl_get_ssl(chat->bev));
        ERR_clear_error();
    }
    shutdown(bufferevent_getfd(chat->bev), SHUT_RDWR);
}
