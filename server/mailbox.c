/*
 * mailbox.c - the folder of one user's mail, opened safely.
 *
 * Every step from MAIL down goes through the descriptor of the folder above
 * and follows no symbolic link, so the way cannot lead out of MAIL.  A new
 * folder is flushed together with the folder that names it: else a mail could
 * be safe on the disk inside a folder that is not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/mailbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

enum {
    MAILBOX_MODE = 0700,
    STALE_SECONDS = 36 * 60 * 60 /* the rule of Maildir */
};

static const char *const mailbox_folders[] = {"tmp", "new", "cur"};

/* close, without losing the errno that the caller will report. */
static void
close_quietly(int fd)
{
    int saved = errno;

    if (fd != -1) {
        close(fd);
    }
    errno = saved;
}

static int
open_base(const char *mail)
{
    return open(mail, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int
mailbox_enter(int above, const char *name)
{
    return openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Open a folder, and make it first if it is missing. */
static int
make_folder(int above, const char *name, bool *made)
{
    int fd = mailbox_enter(above, name);

    if (fd != -1 || errno != ENOENT) {
        return fd;
    }
    if (mkdirat(above, name, MAILBOX_MODE) == -1 && errno != EEXIST) {
        return -1;
    }
    *made = true;
    return mailbox_enter(above, name);
}

static int
make_mailbox(int base, const char *user)
{
    bool made = false;
    int box = make_folder(base, user, &made);

    if (box == -1) {
        return -1;
    }
    for (size_t i = 0; i < 3; i++) {
        int fd = make_folder(box, mailbox_folders[i], &made);

        if (fd == -1) {
            close_quietly(box);
            return -1;
        }
        close(fd);
    }
    if (made && (mailbox_sync(box) == -1 || mailbox_sync(base) == -1)) {
        close_quietly(box);
        return -1;
    }
    return box;
}

int
mailbox_open(const char *mail, const char *user)
{
    int base = open_base(mail);
    int box;

    if (base == -1) {
        return -1;
    }
    box = make_mailbox(base, user);
    close_quietly(base);
    return box;
}

int
mailbox_folder(const char *mail, const char *user, const char *folder)
{
    int base = open_base(mail);
    int box = -1;
    int fd = -1;

    if (base == -1) {
        return -1;
    }
    box = mailbox_enter(base, user);
    if (box != -1) {
        fd = mailbox_enter(box, folder);
    }
    if (fd == -1 && errno == ENOENT) { /* the first mail of this user */
        close_quietly(box);
        box = make_mailbox(base, user);
        fd = box == -1 ? -1 : mailbox_enter(box, folder);
    }
    close_quietly(box);
    close_quietly(base);
    return fd;
}

uint64_t
mailbox_room(const char *mail)
{
    struct statvfs disk;
    uint64_t octets;

    if (statvfs(mail, &disk) == -1) {
        return UINT64_MAX; /* who opens the mailbox will tell why */
    }
    /* Some file systems make files as they need them, and count 0. */
    if (disk.f_files > 0 && disk.f_favail < MAILBOX_FLOOR_FILES) {
        return 0;
    }
    octets = (uint64_t)disk.f_bavail * disk.f_frsize;
    return octets > MAILBOX_FLOOR ? octets - MAILBOX_FLOOR : 0;
}

static void
sweep_one(int tmp, const char *name, time_t now)
{
    struct stat status;

    if (fstatat(tmp, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISREG(status.st_mode) && now - status.st_mtime > STALE_SECONDS) {
        unlinkat(tmp, name, 0);
    }
}

void
mailbox_sweep(int box)
{
    int tmp = mailbox_enter(box, "tmp");
    DIR *folder = tmp == -1 ? NULL : fdopendir(tmp);
    struct dirent *entry;

    if (folder == NULL) {
        close_quietly(tmp);
        return;
    }
    while ((entry = readdir(folder)) != NULL) {
        sweep_one(tmp, entry->d_name, time(NULL));
    }
    closedir(folder);
}

int
mailbox_sync(int fd)
{
    int result;

    do {
        result = fsync(fd);
    } while (result == -1 && errno == EINTR);
    return result;
}
