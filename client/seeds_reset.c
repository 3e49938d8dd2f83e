/*
 * seeds_reset.c - a mailbox as it was at the start.
 *
 * The idea: the seeds are written into tmp/ first, then the old messages go,
 * then the seeds are renamed into new/.  If anything fails, it fails before
 * something was lost.
 *
 * Invariant: whoever looks into new/ or cur/ sees whole messages only, and a
 * POP3 session never loses one under its feet: the maildrop lock is held.
 *
 * RFC 1939 section 4 (exclusive access), section 7 (unique-ids).
 * SPDX-License-Identifier: ISC
 */
#include "client/seeds.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* What pop3d locks in a mailbox folder, with flock(). */
#define MAILDROP_LOCK "pop3d.lock"

static const char *const folders[] = {"tmp", "new", "cur"};
enum { TMP, NEW, CUR, FOLDERS };

/* A mailbox that is being reset. */
struct box {
    int fd;
    int lock;
    int folder[FOLDERS];
};

/* Put a whole seed into tmp/; one that an earlier try left there goes. */
static int
store_in_tmp(const struct box *box, const struct seed *seed)
{
    bool whole;
    FILE *file;
    int fd;

    (void)unlinkat(box->folder[TMP], seed->name, 0);
    fd = openat(box->folder[TMP], seed->name,
                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    file = fd == -1 ? NULL : fdopen(fd, "w");
    if (file == NULL) {
        return -1;
    }
    whole = fwrite(seed->text, 1, seed->len, file) == seed->len;
    return fclose(file) == 0 && whole ? 0 : -1;
}

/* Remove every message of a folder; a folder in it is no message. */
static int
clear_folder(int folder)
{
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd == -1 ? NULL : fdopendir(fd);
    struct dirent *entry;
    int result = 0;

    if (dir == NULL) {
        if (fd != -1) {
            close(fd);
        }
        return -1;
    }
    while (result == 0 && (entry = readdir(dir)) != NULL) {
        struct stat st;

        if (entry->d_name[0] != '.' &&
            fstatat(folder, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            !S_ISDIR(st.st_mode)) {
            result = unlinkat(folder, entry->d_name, 0);
        }
    }
    closedir(dir);
    return result;
}

/*
 * Make all seeds of user and hand each to step.  Returns 0, or -1 with errno.
 */
static int
each_seed(const struct box *box, const char *user,
          int (*step)(const struct box *box, const struct seed *seed))
{
    for (size_t i = 0; i < seeds_count(user); i++) {
        struct seed seed;
        int result;

        if (seeds_make(user, i, &seed) == -1) {
            errno = ENOMEM;
            return -1;
        }
        result = step(box, &seed);
        free(seed.text);
        if (result == -1) {
            return -1;
        }
    }
    return 0;
}

static int
move_to_new(const struct box *box, const struct seed *seed)
{
    return renameat(box->folder[TMP], seed->name, box->folder[NEW],
                    seed->name);
}

/* Make a folder if it is missing; open it.  Returns -1 with errno. */
static int
make_folder(int at, const char *path)
{
    if (mkdirat(at, path, 0700) == -1 && errno != EEXIST) {
        return -1;
    }
    return openat(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int
open_box(struct box *box, const char *path)
{
    box->fd = make_folder(AT_FDCWD, path);
    if (box->fd == -1) {
        return -1;
    }
    for (int i = 0; i < FOLDERS; i++) {
        box->folder[i] = make_folder(box->fd, folders[i]);
        if (box->folder[i] == -1) {
            return -1;
        }
    }
    box->lock = openat(box->fd, MAILDROP_LOCK,
                       O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    return box->lock == -1 ? -1 : 0;
}

static void
close_box(const struct box *box)
{
    const int fds[] = {box->lock, box->folder[TMP], box->folder[NEW],
                       box->folder[CUR], box->fd};

    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
        if (fds[i] != -1) {
            close(fds[i]);
        }
    }
}

enum seeds_result
seeds_reset(const char *path, const char *user, char *why)
{
    struct box box = {-1, -1, {-1, -1, -1}};
    enum seeds_result result = SEEDS_FAULT;

    if (open_box(&box, path) == 0 && flock(box.lock, LOCK_EX | LOCK_NB) == 0 &&
        each_seed(&box, user, store_in_tmp) == 0 &&
        clear_folder(box.folder[NEW]) == 0 &&
        clear_folder(box.folder[CUR]) == 0 &&
        each_seed(&box, user, move_to_new) == 0) {
        result = SEEDS_DONE;
    } else if (errno == EWOULDBLOCK) {
        result = SEEDS_IN_USE;
        snprintf(why, SEEDS_WHY_MAX,
                 "%s: a POP3 session has this mailbox open; it is left as it "
                 "is. QUIT there, then reset again.", user);
    } else {
        snprintf(why, SEEDS_WHY_MAX, "%s: cannot reset the mailbox %.256s: %s",
                 user, path, strerror(errno));
    }
    close_box(&box);
    return result;
}
