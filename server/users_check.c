/*
 * users_check.c - is this person who he says he is?
 *
 * Password checks do the same work for everybody: one hash if the file has any,
 * then one comparison that takes as long whatever differs.  So the time of an
 * -ERR does not tell which names exist.
 *
 * APOP proves that a client knows the secret without sending it, and that has a
 * price: the server must know it too, not just a hash of it.
 *
 * RFC 1939 section 7 (APOP).
 * SPDX-License-Identifier: ISC
 */
#include "server/users.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <crypt.h>
#endif

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "server/users_inside.h"

/* Are the octets the same?  Compares digests, so that the time tells neither
 * where they differ nor how long the secret is. */
static bool
same_secret(const char *a, size_t a_len, const char *b, size_t b_len)
{
    unsigned char digests[2][EVP_MAX_MD_SIZE] = {{0}};
    unsigned len = 0;

    if (EVP_Digest(a, a_len, digests[0], &len, EVP_sha256(), NULL) != 1 ||
        EVP_Digest(b, b_len, digests[1], &len, EVP_sha256(), NULL) != 1) {
        return false;
    }
    return CRYPTO_memcmp(digests[0], digests[1], len) == 0;
}

/* crypt(3) with this hash as its setting gives the hash again? */
static bool
same_hash(const char *password, const char *hash)
{
#ifdef __linux__
    struct crypt_data *data = calloc(1, sizeof(*data));
    const char *made = data == NULL ? NULL : crypt_r(password, hash, data);
#else
    /* Not made for threads; only the worker thread asks. */
    const char *made = crypt(password, hash);
#endif
    bool same = made != NULL && made[0] != '*' &&
                same_secret(made, strlen(made), hash, strlen(hash));

#ifdef __linux__
    if (data != NULL) {
        OPENSSL_cleanse(data, sizeof(*data));
    }
    free(data);
#endif
    return same;
}

const char *
users_check(const struct users *users, const char *name, size_t name_len,
            const char *password, size_t password_len)
{
    const struct user *user = users_entry(users, name, name_len);
    bool hashed = user != NULL && user->scheme == USERS_CRYPT;
    const char *secret = user != NULL ? user->secret : "";
    const char *hash = hashed ? secret : users->decoy;
    bool hash_ok = false;
    bool plain_ok;
    char *copy = strndup(password, password_len);

    if (copy == NULL) {
        return NULL;
    }
    if (hash != NULL) {
        hash_ok = same_hash(copy, hash);
    }
    plain_ok = same_secret(password, password_len, secret, strlen(secret));
    OPENSSL_cleanse(copy, strlen(copy));
    free(copy);
    /* A NUL would end the password early for crypt(3). */
    if (user == NULL || memchr(password, '\0', password_len) != NULL) {
        return NULL;
    }
    return (hashed ? hash_ok : plain_ok) ? user->name : NULL;
}

/*
 * The digest in lower-case hexadecimal, as a string.  Returns 0 or -1.
 */
static int
apop_digest(const char *stamp, const char *secret,
            char hex[2 * EVP_MAX_MD_SIZE + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char octets[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    EVP_MD_CTX *md5 = EVP_MD_CTX_new();
    int made = md5 != NULL && EVP_DigestInit_ex(md5, EVP_md5(), NULL) == 1 &&
               EVP_DigestUpdate(md5, stamp, strlen(stamp)) == 1 &&
               EVP_DigestUpdate(md5, secret, strlen(secret)) == 1 &&
               EVP_DigestFinal_ex(md5, octets, &len) == 1;

    for (unsigned i = 0; i < len; i++) {
        hex[2 * i] = digits[octets[i] >> 4];
        hex[2 * i + 1] = digits[octets[i] & 15];
    }
    hex[2 * len] = '\0';
    EVP_MD_CTX_free(md5);
    return made ? 0 : -1;
}

/* REQ(1939-7-APOP): MD5 of the stamp and the secret right behind it. */
const char *
users_check_apop(const struct users *users, const char *name, size_t name_len,
                 const char *stamp, const char *digest)
{
    const struct user *user = users_entry(users, name, name_len);
    bool plain = user != NULL && user->scheme == USERS_PLAIN;
    char right[2 * EVP_MAX_MD_SIZE + 1];

    if (apop_digest(stamp, plain ? user->secret : "", right) < 0 ||
        !same_secret(digest, strlen(digest), right, strlen(right))) {
        return NULL;
    }
    return plain ? user->name : NULL;
}
