/*
 * authority.h - a certificate authority of one's own, for a lab.
 *
 * Whoever trusts its certificate trusts the hosts that it names.  It can name
 * hosts below .example and this machine only, so that trusting it harms nobody
 * even if its key gets about.
 *
 * Every file is 0600, in PEM form, and appears whole or not at all.
 *
 * RFC 5280; RFC 2606 (.example).
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_AUTHORITY_H
#define MAILWALK_CLIENT_AUTHORITY_H

#include <stdbool.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

struct authority {
    X509 *cert; /* both owned */
    EVP_PKEY *key;
};

/*
 * Read an authority from its two files.  Returns 0; or -1 if they are not
 * there, do not belong together, or will not be valid for long.
 */
int authority_read(struct authority *authority, const char *cert,
                   const char *key);

/*
 * Make a new one, and write both files.  Returns 0, or -1 with errno.
 */
int authority_make(struct authority *authority, const char *cert,
                   const char *key);

/*
 * Write a new key and a certificate for it, both into one file: for host, and
 * if that is here, for localhost, 127.0.0.1 and ::1 too.  It is valid for so
 * many days from now; -1: until yesterday.  Returns 0, or -1 with errno.
 */
int authority_issue(const struct authority *authority, const char *host,
                    bool here, int days, const char *path);

/*
 * Does the file hold a certificate of this authority that will be valid for a
 * while?
 */
bool authority_vouches(const struct authority *authority, const char *path);

void authority_free(struct authority *authority);

#endif
