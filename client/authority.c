/*
 * authority.c - keys and certificates, made with OpenSSL.
 *
 * Keys are of the curve P-256: small, quick to make, known to every client.
 *
 * RFC 5280 sections 4.1, 4.2; RFC 6125 section 2.3 (the names of a host).
 * SPDX-License-Identifier: ISC
 */
#include "client/authority.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

enum {
    DAY = 24 * 60 * 60, /* seconds */
    AUTHORITY_DAYS = 3650,
    SOON_DAYS = 30, /* what ends sooner is made anew */
    SERIAL_BITS = 63,
    NAMES_MAX = 320,
    PATH_ROOM = 1200
};

/* ---- Keys and certificates ---- */

static EVP_PKEY *
new_key(void)
{
    EVP_PKEY_CTX *make = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, NULL);
    EVP_PKEY *key = NULL;

    if (make != NULL && EVP_PKEY_keygen_init(make) == 1 &&
        EVP_PKEY_CTX_set_ec_paramgen_curve_nid(make, NID_X9_62_prime256v1) ==
            1 &&
        EVP_PKEY_keygen(make, &key) != 1) {
        key = NULL;
    }
    EVP_PKEY_CTX_free(make);
    return key;
}

/*
 * A serial number that no other certificate has.  RFC 5280 section 4.1.2.2.
 */
static bool
set_serial(X509 *cert)
{
    BIGNUM *number = BN_new();
    bool good = number != NULL &&
                BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ONE,
                        BN_RAND_BOTTOM_ANY) == 1 &&
                BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert)) != NULL;

    BN_free(number);
    return good;
}

struct extension {
    int what; /* a NID; 0 ends a list */
    const char *value;
};

static bool
extend(X509 *cert, X509 *issuer, const struct extension *list)
{
    bool good = true;
    X509V3_CTX ctx;

    X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
    for (; good && list->what != 0; list++) {
        X509_EXTENSION *made = X509V3_EXT_conf_nid(NULL, &ctx, list->what,
                                                   list->value);

        good = made != NULL && X509_add_ext(cert, made, -1) == 1;
        X509_EXTENSION_free(made);
    }
    return good;
}

/*
 * A certificate without extensions.  It began two days ago: clocks differ.
 */
static X509 *
new_cert(EVP_PKEY *key, const char *name, const X509_NAME *issuer, int days)
{
    X509 *cert = X509_new();
    X509_NAME *subject = cert != NULL ? X509_get_subject_name(cert) : NULL;

    if (subject == NULL || X509_set_version(cert, 2) != 1 ||
        !set_serial(cert) || X509_set_pubkey(cert, key) != 1 ||
        X509_gmtime_adj(X509_getm_notBefore(cert), -2 * DAY) == NULL ||
        X509_gmtime_adj(X509_getm_notAfter(cert), (long)days * DAY) == NULL ||
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                   (const unsigned char *)name, -1, -1,
                                   0) != 1 ||
        X509_set_issuer_name(cert, issuer != NULL ? issuer : subject) != 1) {
        X509_free(cert);
        return NULL;
    }
    return cert;
}

/* ---- Files ---- */

/*
 * Write what is not NULL, and let it appear whole.
 */
static int
write_pem(const char *path, EVP_PKEY *key, X509 *cert)
{
    char fresh[PATH_ROOM];
    FILE *file = NULL;
    bool good;
    int fd;

    snprintf(fresh, sizeof fresh, "%s.new", path);
    (void)unlink(fresh);
    fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd != -1) {
        file = fdopen(fd, "w");
    }
    if (file == NULL) {
        if (fd != -1) {
            close(fd);
        }
        return -1;
    }
    good = (key == NULL ||
            PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1) &&
           (cert == NULL || PEM_write_X509(file, cert) == 1);
    if (fclose(file) != 0 || !good || rename(fresh, path) == -1) {
        (void)unlink(fresh);
        return -1;
    }
    return 0;
}

static X509 *
read_cert(const char *path)
{
    FILE *file = fopen(path, "r");
    X509 *cert = NULL;

    if (file != NULL) {
        cert = PEM_read_X509(file, NULL, NULL, NULL);
        fclose(file);
    }
    return cert;
}

static EVP_PKEY *
read_key(const char *path)
{
    FILE *file = fopen(path, "r");
    EVP_PKEY *key = NULL;

    if (file != NULL) {
        key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
        fclose(file);
    }
    return key;
}

static bool
stays_valid(const X509 *cert)
{
    time_t soon = time(NULL) + (time_t)SOON_DAYS * DAY;

    return X509_cmp_time(X509_get0_notAfter(cert), &soon) > 0 &&
           X509_cmp_time(X509_get0_notBefore(cert), NULL) < 0;
}

/* ---- The authority ---- */

int
authority_read(struct authority *authority, const char *cert, const char *key)
{
    authority->cert = read_cert(cert);
    authority->key = read_key(key);
    if (authority->cert == NULL || authority->key == NULL ||
        X509_check_private_key(authority->cert, authority->key) != 1 ||
        !stays_valid(authority->cert)) {
        authority_free(authority);
        ERR_clear_error();
        return -1;
    }
    return 0;
}

int
authority_make(struct authority *authority, const char *cert, const char *key)
{
    /* RFC 5280 section 4.2.1.10: whose names it may give. */
    static const struct extension list[] = {
        {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
        {NID_key_usage, "critical,keyCertSign,cRLSign"},
        {NID_name_constraints,
         "critical,permitted;DNS:example,permitted;DNS:localhost,"
         "permitted;IP:127.0.0.0/255.0.0.0,"
         "permitted;IP:::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
        {NID_subject_key_identifier, "hash"},
        {0, NULL}};
    EVP_PKEY *own = new_key();
    X509 *made = NULL;

    if (own != NULL) {
        made = new_cert(own, "Mailwalk lab (this machine only)", NULL,
                        AUTHORITY_DAYS);
    }
    *authority = (struct authority){.cert = made, .key = own};
    errno = ENOMEM;
    if (made == NULL || !extend(made, made, list) ||
        X509_sign(made, own, EVP_sha256()) == 0 ||
        write_pem(key, own, NULL) == -1 || write_pem(cert, NULL, made) == -1) {
        authority_free(authority);
        return -1;
    }
    return 0;
}

int
authority_issue(const struct authority *authority, const char *host, bool here,
                int days, const char *path)
{
    char names[NAMES_MAX];
    const struct extension list[] = {
        {NID_basic_constraints, "critical,CA:FALSE"},
        {NID_key_usage, "critical,digitalSignature"},
        {NID_ext_key_usage, "serverAuth"},
        {NID_subject_alt_name, names},
        {NID_subject_key_identifier, "hash"},
        {NID_authority_key_identifier, "keyid:always"},
        {0, NULL}};
    EVP_PKEY *key = new_key();
    X509 *cert = NULL;
    int result = -1;

    snprintf(names, sizeof names, "DNS:%s%s", host,
             here ? ",DNS:localhost,IP:127.0.0.1,IP:::1" : "");
    if (key != NULL) {
        cert = new_cert(key, host, X509_get_subject_name(authority->cert),
                        days);
    }
    errno = ENOMEM;
    if (cert != NULL && extend(cert, authority->cert, list) &&
        X509_sign(cert, authority->key, EVP_sha256()) != 0) {
        result = write_pem(path, key, cert);
    }
    X509_free(cert);
    EVP_PKEY_free(key);
    return result;
}

bool
authority_vouches(const struct authority *authority, const char *path)
{
    X509 *cert = read_cert(path);
    EVP_PKEY *key = read_key(path);
    bool good = cert != NULL && key != NULL &&
                X509_check_private_key(cert, key) == 1 &&
                X509_verify(cert, X509_get0_pubkey(authority->cert)) == 1 &&
                stays_valid(cert);

    X509_free(cert);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return good;
}

void
authority_free(struct authority *authority)
{
    X509_free(authority->cert);
    EVP_PKEY_free(authority->key);
    *authority = (struct authority){.cert = NULL};
}
