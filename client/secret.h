/*
 * secret.h - a password: where it comes from, and that it is forgotten.
 *
 * Never from the command line: there every user of the machine can read it in
 * the list of processes, and the shell keeps it in its history.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_SECRET_H
#define MAILWALK_CLIENT_SECRET_H

#include <stddef.h>

enum { SECRET_MAX = 200, SECRET_WHY_MAX = 300 };

struct secret {
    char text[SECRET_MAX + 1];  /* a string */
    size_t len;
    char why[SECRET_WHY_MAX];
};

/*
 * Get the password: the first line of file if it is not NULL, else
 * MAILWALK_PASSWORD, else asked for at the terminal with the echo off.
 * Returns 0, or -1 with why.
 */
int secret_get(struct secret *secret, const char *file, const char *user);

/*
 * Overwrite it.
 */
void secret_forget(struct secret *secret);

#endif
