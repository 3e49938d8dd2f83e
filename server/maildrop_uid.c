/*
 * maildrop_uid.c - the unique-ids of a maildrop, the order of its messages.
 *
 * A unique-id is the file name up to its first ',' or ':', so it stays when a
 * mail program moves the file to cur/ or changes its flags.  Where UIDL cannot
 * tell it as it is, it is the digest of that part.
 *
 * Two files share a unique-id when somebody has copied one.  Nobody's mail is
 * hidden for that: the first in order keeps the unique-id, the others get the
 * digest of their folder and name.
 *
 * RFC 1939 section 7.
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "protocol/mailname.h"

#include "server/maildrop_list.h"

enum { MAILDROP_DIGEST_HEX = 32 }; /* digits of a SHA-256 that make a uid */

/* The first digits of the SHA-256 of a text, as a unique-id. */
static int
digest_uid(struct maildrop *drop, struct maildrop_message *message,
           const char *text, size_t len)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE];
    char digits[MAILDROP_DIGEST_HEX];

    if (EVP_Digest(text, len, digest, NULL, EVP_sha256(), NULL) != 1) {
        errno = ENOMEM;
        return -1;
    }
    for (size_t i = 0; i < sizeof(digits); i++) {
        unsigned octet = digest[i / 2];

        digits[i] = hex[i % 2 == 0 ? octet >> 4 : octet & 15U];
    }
    message->uid = maildrop_keep(drop, digits, sizeof(digits));
    message->uid_len = sizeof(digits);
    return message->uid == NULL ? -1 : 0;
}

/* REQ(1939-7-UIDL): 1 to 70 octets of 0x21 to 0x7E. */
int
maildrop_give_uid(struct maildrop *drop, struct maildrop_message *message,
                  const struct mailname *parsed)
{
    if (!mailname_uid_ok(parsed->uid, parsed->uid_len)) {
        return digest_uid(drop, message, parsed->uid, parsed->uid_len);
    }
    message->uid = parsed->uid;
    message->uid_len = (unsigned char)parsed->uid_len;
    return 0;
}

static int
by_arrival(const void *a, const void *b)
{
    const struct maildrop_message *x = a;
    const struct maildrop_message *y = b;
    int order = mailname_compare(x->name, y->name);

    return order != 0 ? order : (int)x->in_cur - (int)y->in_cur;
}

static int
compare_uids(const struct maildrop_message *x, const struct maildrop_message *y)
{
    size_t shorter = x->uid_len < y->uid_len ? x->uid_len : y->uid_len;
    int order = memcmp(x->uid, y->uid, shorter);

    return order != 0 ? order : (int)x->uid_len - (int)y->uid_len;
}

static int
by_uid(const void *a, const void *b)
{
    int order = compare_uids(a, b);

    return order != 0 ? order : by_arrival(a, b);
}

static void
sort(struct maildrop *drop, int (*compare)(const void *, const void *))
{
    if (drop->count > 1) {
        qsort(drop->messages, drop->count, sizeof(*drop->messages), compare);
    }
}

/* A unique-id of its own for the copy of another message. */
static int
rename_twin(struct maildrop *drop, struct maildrop_message *message)
{
    char path[4 + MAILNAME_MAX];
    size_t len = strlen(message->name);

    len = len < MAILNAME_MAX ? len : MAILNAME_MAX;
    memcpy(path, message->in_cur ? "cur/" : "new/", 4);
    memcpy(path + 4, message->name, len);
    return digest_uid(drop, message, path, 4 + len);
}

/* Arrival order is nearly always the order of the unique-ids, too.  Then one
 * look at each pair of neighbours shows that none is there twice. */
static bool
uids_rise(const struct maildrop *drop)
{
    for (size_t i = 1; i < drop->count; i++) {
        if (compare_uids(&drop->messages[i - 1], &drop->messages[i]) >= 0) {
            return false;
        }
    }
    return true;
}

/* Give all but the first of those with the same unique-id one of their own. */
static int
part_twins(struct maildrop *drop)
{
    size_t first = 0;

    sort(drop, by_uid);
    for (size_t i = 1; i < drop->count; i++) {
        struct maildrop_message *message = &drop->messages[i];

        if (compare_uids(&drop->messages[first], message) != 0) {
            first = i;
        } else if (rename_twin(drop, message) == -1) {
            return -1;
        }
    }
    return 0;
}

/* REQ(1939-4-numbers) */
int
maildrop_order(struct maildrop *drop)
{
    sort(drop, by_arrival);
    if (uids_rise(drop)) {
        return 0;
    }
    if (part_twins(drop) == -1) {
        return -1;
    }
    sort(drop, by_arrival);
    return 0;
}
