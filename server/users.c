/*
 * users.c - who has a mailbox here, and with which password.
 *
 * The file is read once into a table in its own order (the first user is the
 * postmaster if nobody has that name).  Anything unclear is an error with its
 * line: a password file that is half understood is worse than none.
 *
 * RFC 5321 sections 2.4, 4.5.1.
 * SPDX-License-Identifier: ISC
 */
#include "server/users.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "protocol/path.h"
#include "protocol/utf8.h"
#include "server/users_inside.h"

enum {
    USERS_SHA512_LEN = 86, /* the hash proper of $6$, in its own base64 */
    USERS_CRYPT_MIN = 13   /* the shortest hash crypt knows (DES) */
};

static const struct {
    const char *word;
    enum users_scheme scheme;
} users_schemes[] = {
    {"{PLAIN}", USERS_PLAIN},
    {"{SHA512-CRYPT}", USERS_CRYPT},
    {"{CRYPT}", USERS_CRYPT},
};

/*
 * REQ(5321-4.1.2-boxes) The name becomes the name of a folder: no slash, no dot
 * in front.
 */
static const char *
name_trouble(const char *name)
{
    size_t len = strlen(name);

    if (len == 0) {
        return "there is no name before the colon";
    }
    if (len > USERS_NAME_MAX) {
        return "the name is longer than 64 octets";
    }
    if (name[0] == '.') {
        return "a name cannot begin with a dot";
    }
    if (strchr(name, '/') != NULL) {
        return "a name cannot hold a slash";
    }
    for (size_t used, i = 0; i < len; i += used) {
        unsigned long character = ' ';

        used = utf8_take(name + i, len - i, &character);
        if (used == 0) {
            return "beyond ASCII a name is written in UTF-8";
        }
        if (character == ' ' || utf8_is_control(character)) {
            return "a name cannot hold a blank or a control character";
        }
    }
    return NULL;
}

/* The hash must be whole: a cut line would lock its user out. */
static const char *
hash_trouble(const char *word, const char *hash)
{
    const char *last = strrchr(hash, '$');

    if (strcmp(word, "{CRYPT}") == 0) {
        return strlen(hash) < USERS_CRYPT_MIN ? "the hash is too short" : NULL;
    }
    if (strncmp(hash, "$6$", 3) != 0) {
        return "a {SHA512-CRYPT} hash begins with $6$";
    }
    if (last == hash + 2 || strlen(last + 1) != USERS_SHA512_LEN) {
        return "the hash is not whole: $6$, salt, $, 86 characters";
    }
    return NULL;
}

/* Take {SCHEME}secret apart. */
static const char *
parse_secret(char *text, struct user *user)
{
    size_t n = sizeof(users_schemes) / sizeof(users_schemes[0]);

    for (size_t i = 0; i < n; i++) {
        const char *word = users_schemes[i].word;
        size_t len = strlen(word);

        if (strncmp(text, word, len) != 0) {
            continue;
        }
        user->scheme = users_schemes[i].scheme;
        user->secret = text + len;
        if (user->secret[0] == '\0') {
            return "there is no password";
        }
        return user->scheme == USERS_PLAIN ? NULL
                                           : hash_trouble(word, user->secret);
    }
    return "the password needs its scheme before it: {PLAIN} or "
           "{SHA512-CRYPT}";
}

/* In the passwd-file form fields may follow the password: the number of the
 * user, or nothing, then others.  We need none of them. */
static const char *
cut_fields(char *text)
{
    char *colon = strchr(text, ':');
    size_t digits;

    if (colon == NULL) {
        return NULL;
    }
    digits = strspn(colon + 1, "0123456789");
    if (colon[1 + digits] != ':' && colon[1 + digits] != '\0') {
        return "a password cannot hold a colon";
    }
    *colon = '\0';
    return NULL;
}

/* Take one line apart; the parts of user point into it. */
static const char *
parse_line(char *line, size_t len, struct user *user)
{
    char *colon = strchr(line, ':');
    const char *why;

    if (strlen(line) != len) {
        return "the line holds a NUL";
    }
    if (colon == NULL) {
        return "expected name:{PLAIN}password";
    }
    *colon = '\0';
    user->name = line;
    why = name_trouble(user->name);
    if (why == NULL) {
        why = cut_fields(colon + 1);
    }
    return why == NULL ? parse_secret(colon + 1, user) : why;
}

const struct user *
users_entry(const struct users *users, const char *name, size_t len)
{
    for (size_t i = 0; i < users->count; i++) {
        const char *ours = users->list[i].name;

        if (path_same(ours, strlen(ours), name, len)) {
            return &users->list[i];
        }
    }
    return NULL;
}

/* Copy a user into the table. */
static const char *
add_user(struct users *users, const struct user *user)
{
    struct user *list;
    struct user *added;

    if (users_entry(users, user->name, strlen(user->name)) != NULL) {
        return "this name stands in the file already";
    }
    list = realloc(users->list, (users->count + 1) * sizeof(*list));
    if (list == NULL) {
        return strerror(ENOMEM);
    }
    users->list = list;
    added = &list[users->count];
    added->scheme = user->scheme;
    added->name = strdup(user->name);
    added->secret = strdup(user->secret);
    users->count++;
    if (added->name == NULL || added->secret == NULL) {
        return strerror(ENOMEM);
    }
    if (added->scheme == USERS_CRYPT && users->decoy == NULL) {
        users->decoy = added->secret;
    }
    return NULL;
}

/* Read all lines.  Returns what is wrong, or NULL. */
static const char *
read_lines(struct users *users, FILE *file, unsigned *line)
{
    char *text = NULL;
    size_t room = 0;
    ssize_t len;
    const char *why = NULL;

    while (why == NULL && (len = getline(&text, &room, file)) != -1) {
        struct user user;

        (*line)++;
        while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r')) {
            text[--len] = '\0';
        }
        if (text[strspn(text, " \t")] == '\0' && strlen(text) == (size_t)len) {
            continue;
        }
        if (text[0] == '#') {
            continue;
        }
        why = parse_line(text, (size_t)len, &user);
        if (why == NULL) {
            why = add_user(users, &user);
        }
    }
    if (text != NULL) {
        OPENSSL_cleanse(text, room);
    }
    free(text);
    if (why == NULL) {
        *line = 0;
        why = ferror(file) ? strerror(errno) : NULL;
    }
    return why;
}

struct users *
users_load(const char *path, unsigned *line, const char **why)
{
    struct users *users = calloc(1, sizeof(*users));
    FILE *file = fopen(path, "r");

    *line = 0;
    *why = users == NULL || file == NULL ? strerror(errno) : NULL;
    if (*why == NULL) {
        *why = read_lines(users, file, line);
    }
    if (*why == NULL && users->count == 0) {
        *why = "it names no user";
    }
    if (file != NULL) {
        fclose(file);
    }
    if (*why != NULL) {
        users_free(users);
        return NULL;
    }
    return users;
}

/* REQ(5321-4.5.1): mail to postmaster always finds somebody. */
const char *
users_find(const struct users *users, const char *name, size_t len)
{
    static const char postmaster[] = "postmaster";
    const struct user *user = users_entry(users, name, len);

    if (user != NULL) {
        return user->name;
    }
    if (path_same(name, len, postmaster, sizeof(postmaster) - 1)) {
        return users->list[0].name;
    }
    return NULL;
}

void
users_free(struct users *users)
{
    if (users == NULL) {
        return;
    }
    for (size_t i = 0; i < users->count; i++) {
        if (users->list[i].secret != NULL) {
            OPENSSL_cleanse(users->list[i].secret,
                            strlen(users->list[i].secret));
        }
        free(users->list[i].secret);
        free(users->list[i].name);
    }
    free(users->list);
    free(users);
}
