/*
 * users_inside.h - the table of users, for users.c and users_check.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_USERS_INSIDE_H
#define MAILWALK_SERVER_USERS_INSIDE_H

#include "server/users.h"

enum users_scheme { USERS_PLAIN, USERS_CRYPT };

struct user {
    char *name;
    char *secret;           /* the password, or its hash */
    enum users_scheme scheme;
};

struct users {
    struct user *list;
    size_t count;
    const char *decoy;      /* the first hash of the file, or NULL */
};

/*
 * The entry of this very name, in any case, or NULL.
 */
const struct user *users_entry(const struct users *users, const char *name,
                               size_t len);

#endif
