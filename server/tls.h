/*
 * tls.h - the server's certificate, and what TLS may be here.
 *
 * RFC 3207, RFC 2595; TLS 1.2 (RFC 5246) at least.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_TLS_H
#define MAILWALK_SERVER_TLS_H

#include <openssl/ssl.h>

enum { TLS_WHY_MAX = 512 };

/*
 * Read the certificate (PEM, with the chain behind it) and its private key.
 * Returns a context that all connections share, for SSL_CTX_free(); or NULL
 * with why, which names the file, and *status, the exit status to end with.
 */
SSL_CTX *tls_load(const char *cert, const char *key, char why[TLS_WHY_MAX],
                  int *status);

#endif
