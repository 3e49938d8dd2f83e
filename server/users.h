/*
 * users.h - who has a mailbox here, and with which password.
 *
 * One text file, in the passwd-file form that mail people know:
 *
 *   # a comment
 *   alice:{PLAIN}apple
 *   bob:{SHA512-CRYPT}$6$2nPq...$zR8c...
 *
 * The schemes are {PLAIN}, {SHA512-CRYPT} and {CRYPT} (any hash that crypt(3)
 * knows).  Names compare without regard to ASCII case; the spelling of the
 * file is the one that names the mailbox folder, so that no name from the
 * network ever becomes a path.
 *
 * Rules: loaded once, never changed: any thread may ask.
 *
 * RFC 5321 sections 2.4 (case), 4.5.1 (postmaster).
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_USERS_H
#define MAILWALK_SERVER_USERS_H

#include <stddef.h>

enum { USERS_NAME_MAX = 64 }; /* a local part, RFC 5321 section 4.5.3.1.1 */

struct users;

/*
 * Load the file.  Returns NULL on trouble, with *why in words for a person;
 * *line is the line that is wrong, or 0 if the file could not be read (why is
 * then the system's word for it) or names nobody.
 */
struct users *users_load(const char *path, unsigned *line, const char **why);

/*
 * Whose mailbox is meant by this local part?  postmaster is the user of that
 * name, else the first of the file.  Returns the name as the file spells it,
 * valid as long as users is, or NULL.
 */
const char *users_find(const struct users *users, const char *name, size_t len);

/*
 * May this person log in?  Returns the name as the file spells it, or NULL.
 * Takes milliseconds (for the worker), and as long for an unknown name as for
 * a wrong password.
 */
const char *users_check(const struct users *users, const char *name,
                        size_t name_len, const char *password,
                        size_t password_len);

/*
 * The same for APOP: stamp is the one of the greeting, digest what the client
 * made of it, both strings.  Only {PLAIN} users have a secret that can be
 * digested.  RFC 1939 section 7.
 */
const char *users_check_apop(const struct users *users, const char *name,
                             size_t name_len, const char *stamp,
                             const char *digest);

/*
 * Free it, passwords wiped.
 */
void users_free(struct users *users);

#endif
