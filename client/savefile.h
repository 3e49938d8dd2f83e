/*
 * savefile.h - where a collected message goes: a file, or stdout.
 *
 * The name of a file is made here, from the time and the message's number;
 * nothing that a server says becomes a file name.  A file appears under its
 * name only when it is whole and on the disk.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_SAVEFILE_H
#define MAILWALK_CLIENT_SAVEFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "protocol/line.h"

enum { SAVEFILE_PATH_MAX = 1024 };

struct savefile {
    const char *folder;     /* NULL: to out; the caller's */
    FILE *out;              /* the file being written, stdout, or NULL */
    bool failed;
    char part[SAVEFILE_PATH_MAX];   /* the name while it is not whole */
    char path[SAVEFILE_PATH_MAX];   /* the name of the last whole one */
};

/*
 * folder is where files go; if it is NULL lines go to out (NULL: nowhere).
 */
void savefile_init(struct savefile *file, const char *folder, FILE *out);

/*
 * Write one line of the message, with LF behind it.  The first one opens the
 * file.
 */
void savefile_line(struct savefile *file, const struct line *line);

/*
 * The message is whole: make it safe.  Returns 0, or -1 if anything failed
 * since its first line; errno says what.
 */
int savefile_keep(struct savefile *file, uint64_t number);

/*
 * Forget what is not whole.
 */
void savefile_drop(struct savefile *file);

#endif
