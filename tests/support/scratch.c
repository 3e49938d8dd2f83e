/*
 * scratch.c - a folder for one test, and its files.
 *
 * SPDX-License-Identifier: ISC
 */
/* nftw() is in the X/Open part of POSIX. */
#define _XOPEN_SOURCE 700

#include "tests/support/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

void
scratch_make(struct scratch *scratch)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(scratch->root, sizeof(scratch->root), "%s/mailwalk-XXXXXX",
             tmp != NULL ? tmp : "/tmp");
    assert_non_null(mkdtemp(scratch->root));
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

void
scratch_remove(struct scratch *scratch)
{
    assert_int_equal(nftw(scratch->root, remove_one, 16, FTW_DEPTH | FTW_PHYS),
                     0);
}

const char *
scratch_path(const struct scratch *scratch, const char *name, char *path)
{
    int len = snprintf(path, SCRATCH_PATH, "%s/%s", scratch->root, name);

    assert_true(len > 0 && len < SCRATCH_PATH);
    return path;
}

void
scratch_folder(const struct scratch *scratch, const char *name)
{
    char path[SCRATCH_PATH];

    assert_int_equal(mkdir(scratch_path(scratch, name, path), 0700), 0);
}

void
scratch_write(const struct scratch *scratch, const char *name,
              const void *bytes, size_t len)
{
    char path[SCRATCH_PATH];
    FILE *file = fopen(scratch_path(scratch, name, path), "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

char *
scratch_read(const struct scratch *scratch, const char *name, size_t *len)
{
    char path[SCRATCH_PATH];
    struct stat st;
    FILE *file = fopen(scratch_path(scratch, name, path), "rb");
    char *bytes;

    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &st), 0);
    bytes = malloc((size_t)st.st_size + 1);
    assert_non_null(bytes);
    *len = fread(bytes, 1, (size_t)st.st_size, file);
    assert_int_equal(*len, st.st_size);
    bytes[*len] = '\0';
    fclose(file);
    return bytes;
}

/* Count the entries of a folder; the name of the last one goes to entry. */
static size_t
walk(const struct scratch *scratch, const char *name, char *entry)
{
    char path[SCRATCH_PATH];
    DIR *dir = opendir(scratch_path(scratch, name, path));
    struct dirent *found;
    size_t count = 0;

    if (dir == NULL) {
        return 0;
    }
    while ((found = readdir(dir)) != NULL) {
        if (strcmp(found->d_name, ".") == 0 ||
            strcmp(found->d_name, "..") == 0) {
            continue;
        }
        snprintf(entry, SCRATCH_PATH, "%s", found->d_name);
        count++;
    }
    closedir(dir);
    return count;
}

size_t
scratch_count(const struct scratch *scratch, const char *name)
{
    char entry[SCRATCH_PATH];

    return walk(scratch, name, entry);
}

const char *
scratch_only(const struct scratch *scratch, const char *name, char *entry)
{
    assert_int_equal(walk(scratch, name, entry), 1);
    return entry;
}
