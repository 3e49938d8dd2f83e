/*
 * scratch.h - a folder for one test, and its files.
 *
 * Paths are relative to the scratch folder.  Anything that goes wrong here
 * fails the test that runs.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_SCRATCH_H
#define MAILWALK_TESTS_SUPPORT_SCRATCH_H

#include <stddef.h>

enum { SCRATCH_PATH = 1024 };

struct scratch {
    char root[SCRATCH_PATH];
};

/* A new empty folder; and away with it and all that it holds. */
void scratch_make(struct scratch *scratch);
void scratch_remove(struct scratch *scratch);

/* The whole path of something in it, in a buffer of SCRATCH_PATH octets. */
const char *scratch_path(const struct scratch *scratch, const char *name,
                         char *path);

void scratch_folder(const struct scratch *scratch, const char *name);
void scratch_write(const struct scratch *scratch, const char *name,
                   const void *bytes, size_t len);

/* Read a whole file; the caller frees the octets, a NUL follows them. */
char *scratch_read(const struct scratch *scratch, const char *name,
                   size_t *len);

/* How many entries a folder holds, without . and ..; 0 if there is none. */
size_t scratch_count(const struct scratch *scratch, const char *name);

/* The name of the only entry of a folder, in a buffer of SCRATCH_PATH. */
const char *scratch_only(const struct scratch *scratch, const char *name,
                         char *entry);

#endif
