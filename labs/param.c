/*
 * param.c - a student's own values, made of a key.
 *
 * RFC 2104 (HMAC); the letters of a token are those of base32, RFC 4648 section
 * 6, in lower case.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/param.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { SEED_MAX = 512 };

/* One parameter: NAME = KIND REST. */
struct param {
    const char *name;
    size_t name_len;
    char kind[16];
    const char *rest;
};

static int
complain(char *why, const char *what, const char *found)
{
    snprintf(why, LAB_WHY_MAX, "expected %s, found \"%.60s\"", what, found);
    return -1;
}

static int
cut(const char *text, struct param *param, char *why)
{
    const char *sign = strchr(text, '=');
    size_t len;

    param->name = text;
    param->name_len = strcspn(text, " =");
    if (sign == NULL || !isalpha((unsigned char)text[0]) ||
        param->name_len >= PATTERN_NAME_MAX) {
        return complain(why, "\"param: NAME = KIND\"", text);
    }
    sign += 1 + strspn(sign + 1, " ");
    len = strcspn(sign, " ");
    snprintf(param->kind, sizeof param->kind, "%.*s", (int)len, sign);
    param->rest = sign + len + strspn(sign + len, " ");
    return 0;
}

/* ---- The kinds ---- */

/*
 * The octets of which the value is made.
 */
static bool
make_digest(const struct lab *lab, const struct param_student *student,
            const struct param *param, unsigned char digest[EVP_MAX_MD_SIZE])
{
    const char *key = student->key != NULL ? student->key : "self";
    char seed[SEED_MAX];
    unsigned len = 0;

    snprintf(seed, sizeof seed, "%s|%s|%.*s", student->user,
             lab_find(lab, lab->cards, LAB_ID)->value, (int)param->name_len,
             param->name);
    return HMAC(EVP_sha256(), key, (int)strlen(key), (unsigned char *)seed,
                strlen(seed), digest, &len) != NULL;
}

static uint32_t
number_of(const unsigned char *digest)
{
    return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 |
           (uint32_t)digest[2] << 8 | digest[3];
}

/*
 * Five bits of the digest to each letter.
 */
static int
make_token(const char *rest, const unsigned char *digest, char *value)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    long len = strtol(rest, NULL, 10);

    if (len < 1 || len > PARAM_TOKEN_MAX) {
        return -1;
    }
    for (long i = 0; i < len; i++) {
        long bit = 5 * i;
        unsigned pair = (unsigned)digest[bit / 8] << 8 | digest[bit / 8 + 1];

        value[i] = letters[pair >> (11 - bit % 8) & 31];
    }
    value[len] = '\0';
    return 0;
}

static int
make_number(const char *rest, const unsigned char *digest, char *value)
{
    char *end = NULL;
    long low = strtol(rest, &end, 10);
    long high = strtol(end, &end, 10);

    if (*end != '\0' || low < 0 || high < low || high > 1000000) {
        return -1;
    }
    snprintf(value, PATTERN_VALUE_MAX, "%ld",
             low + (long)(number_of(digest) % (uint32_t)(high - low + 1)));
    return 0;
}

/*
 * One of A | B | C.
 */
static int
make_pick(const char *rest, const unsigned char *digest, char *value)
{
    uint32_t count = 1, chosen;

    for (const char *at = rest; (at = strchr(at, '|')) != NULL; at++) {
        count++;
    }
    chosen = number_of(digest) % count;
    while (chosen-- > 0) {
        rest = strchr(rest, '|') + 1;
    }
    rest += strspn(rest, " ");
    snprintf(value, PATTERN_VALUE_MAX, "%.*s", (int)strcspn(rest, "|"), rest);
    for (size_t len = strlen(value); len > 0 && value[len - 1] == ' ';) {
        value[--len] = '\0';
    }
    return count > 1 && value[0] != '\0' ? 0 : -1;
}

/*
 * ${NAME} A=1 B=2: what stands behind the value that NAME has.  values NULL:
 * only the form is looked at.
 */
static int
make_map(const char *rest, const struct pattern_values *values, char *value)
{
    char key[PATTERN_VALUE_MAX];
    size_t len = strcspn(rest, " ");
    const char *at = rest + len + strspn(rest + len, " ");

    if (rest[0] != '$' || strchr(at, '=') == NULL) {
        return -1;
    }
    if (values == NULL) {
        return 0;
    }
    snprintf(value, PATTERN_VALUE_MAX, "%.*s", (int)len, rest);
    pattern_insert(values, value, key, sizeof key);
    for (len = strlen(key); *at != '\0'; at += strspn(at, " ")) {
        size_t pair = strcspn(at, " ");

        if (pair > len && strncmp(at, key, len) == 0 && at[len] == '=') {
            snprintf(value, PATTERN_VALUE_MAX, "%.*s", (int)(pair - len - 1),
                     at + len + 1);
            return 0;
        }
        at += pair;
    }
    return -1;
}

static int
make_value(const struct param *param, const unsigned char *digest,
           const struct pattern_values *values, char *value)
{
    if (strcmp(param->kind, "token") == 0) {
        return make_token(param->rest, digest, value);
    }
    if (strcmp(param->kind, "num") == 0) {
        return make_number(param->rest, digest, value);
    }
    if (strcmp(param->kind, "pick") == 0) {
        return make_pick(param->rest, digest, value);
    }
    if (strcmp(param->kind, "map") == 0) {
        return make_map(param->rest, values, value);
    }
    if (param->rest[0] == '\0' &&
        (strcmp(param->kind, "user") == 0 || strcmp(param->kind, "peer") == 0 ||
         strcmp(param->kind, "pass") == 0)) {
        const char *known = values == NULL ? ""
                                           : pattern_get(values, param->kind,
                                                         strlen(param->kind));
        snprintf(value, PATTERN_VALUE_MAX, "%s", known == NULL ? "" : known);
        return 0;
    }
    return -1;
}

static const char kinds[] =
    "token N, num LOW HIGH, pick A | B, map ${NAME} A=1 B=2, user, peer or "
    "pass";

/* ---- For all others ---- */

int
param_check(const char *text, char *why)
{
    static const unsigned char digest[EVP_MAX_MD_SIZE];
    char value[PATTERN_VALUE_MAX];
    struct param param;

    if (cut(text, &param, why) != 0) {
        return -1;
    }
    return make_value(&param, digest, NULL, value) == 0
               ? 0
               : complain(why, kinds, text);
}

int
param_set(const struct lab *lab, const struct param_student *student,
          struct pattern_values *values, char *why)
{
    const struct lab_card *meta = lab->cards;

    pattern_set(values, "user", 4, student->user, strlen(student->user));
    pattern_set(values, "peer", 4, student->peer, strlen(student->peer));
    pattern_set(values, "pass", 4, student->pass, strlen(student->pass));
    for (size_t i = meta->first; i < meta->first + meta->count; i++) {
        unsigned char digest[EVP_MAX_MD_SIZE];
        char value[PATTERN_VALUE_MAX] = "";
        struct param param;

        if (lab->items[i].key != LAB_PARAM) {
            continue;
        }
        if (cut(lab->items[i].value, &param, why) != 0) {
            return -1;
        }
        if (!make_digest(lab, student, &param, digest) ||
            make_value(&param, digest, values, value) != 0) {
            return complain(why, kinds, lab->items[i].value);
        }
        pattern_set(values, param.name, param.name_len, value, strlen(value));
    }
    return 0;
}
