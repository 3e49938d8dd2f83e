/*
 * tls.c - the server's certificate, and what TLS may be here.
 *
 * Nothing is remembered of a session of TLS once it is over, on either side:
 * no tickets, no cache.  An idle connection keeps no empty buffers; that halves
 * what it costs.
 *
 * An end of the stream without TLS's own goodbye is taken for an end.  Whoever
 * cuts a connection gains nothing by it: no text is stored before its dot, no
 * message removed before QUIT.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/tls.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <openssl/err.h>

/*
 * A server has nobody to ask for the password of a key.
 */
static int
no_password(char *room, int size, int writing, void *ctx)
{
    (void)room, (void)size, (void)writing, (void)ctx;
    return 0;
}

/*
 * Say what is wrong with a file: the system's reason if it cannot be read, else
 * OpenSSL's.  Returns the exit status.
 */
static int
complain(const char *file, const char *what, char why[TLS_WHY_MAX])
{
    const char *reason = ERR_reason_error_string(ERR_peek_error());

    ERR_clear_error();
    if (access(file, R_OK) < 0) {
        snprintf(why, TLS_WHY_MAX, "%.300s: %s", file, strerror(errno));
        return EX_NOINPUT;
    }
    snprintf(why, TLS_WHY_MAX, "%.300s: %s (%s)", file, what,
             reason != NULL ? reason : "no reason told");
    return EX_CONFIG;
}

static int
read_files(SSL_CTX *tls, const char *cert, const char *key,
           char why[TLS_WHY_MAX])
{
    if (SSL_CTX_use_certificate_chain_file(tls, cert) != 1) {
        return complain(cert, "no certificate; it must be in PEM form", why);
    }
    if (SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) != 1) {
        return complain(key, "not the certificate's private key; it must be "
                             "in PEM form, without a password", why);
    }
    return EX_OK;
}

/*
 * REQ(3207-4.1) REQ(2595-2.5) below TLS 1.2 there is no session.
 * DEPARTS(2595-2.1) no 3DES: what was to be had by all then is broken now.
 */
SSL_CTX *
tls_load(const char *cert, const char *key, char why[TLS_WHY_MAX], int *status)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());

    *status = EX_OSERR;
    snprintf(why, TLS_WHY_MAX, "TLS cannot be started");
    if (tls == NULL ||
        SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION) != 1) {
        SSL_CTX_free(tls);
        return NULL;
    }
    SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(tls, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
#ifdef SSL_OP_IGNORE_UNEXPECTED_EOF /* OpenSSL 3; before, it was no error */
    SSL_CTX_set_options(tls, SSL_OP_IGNORE_UNEXPECTED_EOF);
#endif
    SSL_CTX_set_num_tickets(tls, 0);
    SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_default_passwd_cb(tls, no_password);
    *status = read_files(tls, cert, key, why);
    if (*status != EX_OK) {
        SSL_CTX_free(tls);
        return NULL;
    }
    return tls;
}
