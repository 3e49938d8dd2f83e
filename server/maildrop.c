/*
 * maildrop.c - a mailbox as POP3 sees it: locked, numbered, unmoved.
 *
 * What may lie in new/ and cur/ is up to the people who can see the folders.
 * Only regular files whose names do not begin with a dot are messages; folders,
 * links, FIFOs are passed over, and nothing is opened in a way that could wait.
 *
 * The lock is flock() on a file beside the folders.  It dies with its
 * descriptor, so also with a killed process.  And it belongs to the descriptor,
 * not to the process: fcntl() locks would not keep two sessions of one pop3d
 * apart, and would be lost as soon as either closed the file.  The file stays
 * when the lock goes; else two sessions could hold two files of one name.
 *
 * RFC 1939 sections 4, 5, 6, 7.
 * SPDX-License-Identifier: ISC
 */
#include "server/maildrop.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/mailname.h"

#include "server/mailbox.h"
#include "server/maildrop_list.h"

static const char maildrop_lock_name[] = "pop3d.lock";

/* Take the lock; drop->lock holds it. */
static enum maildrop_result
take_lock(struct maildrop *drop)
{
    drop->lock = openat(drop->box, maildrop_lock_name,
                        O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
                        0600);
    if (drop->lock == -1) {
        return MAILDROP_ERROR;
    }
    while (flock(drop->lock, LOCK_EX | LOCK_NB) == -1) {
        if (errno != EINTR) {
            return errno == EWOULDBLOCK ? MAILDROP_IN_USE : MAILDROP_ERROR;
        }
    }
    return MAILDROP_OK;
}

enum maildrop_result
maildrop_open(struct maildrop *drop, const char *mail, const char *user)
{
    enum maildrop_result result = MAILDROP_ERROR;

    memset(drop, 0, sizeof(*drop));
    drop->lock = -1;
    drop->box = mailbox_open(mail, user);
    if (drop->box != -1) {
        result = take_lock(drop);
    }
    if (result == MAILDROP_OK) {
        mailbox_sweep(drop->box);
        result = maildrop_list(drop) == -1 ? MAILDROP_ERROR : MAILDROP_OK;
    }
    if (result != MAILDROP_OK) {
        int error = errno;

        maildrop_close(drop);
        drop->error = error;
    }
    return result;
}

/* Is this entry of cur/ the file of the message, under whatever flags? */
static bool
is_message(int cur, const char *entry, const struct maildrop_message *message)
{
    struct mailname ours;
    struct mailname theirs;
    struct stat st;

    return mailname_parse(message->name, &ours) == 0 &&
           mailname_parse(entry, &theirs) == 0 &&
           ours.uid_len == theirs.uid_len &&
           memcmp(ours.uid, theirs.uid, ours.uid_len) == 0 &&
           fstatat(cur, entry, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
           st.st_ino == message->inode;
}

/*
 * A mail program that shows a message moves it from new/ to cur/, and there
 * changes the flags after the ':' of its name.  Look for it and note the name
 * that it has now.  Returns 0, or -1 with ENOENT.
 */
static int
find_moved(struct maildrop *drop, struct maildrop_message *message)
{
    int fd = mailbox_enter(drop->box, "cur");
    DIR *dir = fd == -1 ? NULL : fdopendir(fd);
    const char *name = NULL;
    struct dirent *entry;

    if (dir == NULL) {
        if (fd != -1) {
            close(fd);
        }
        return -1;
    }
    while (name == NULL && (entry = readdir(dir)) != NULL) {
        if (is_message(fd, entry->d_name, message)) {
            name = maildrop_keep(drop, entry->d_name, strlen(entry->d_name));
        }
    }
    closedir(dir);
    if (name == NULL) {
        errno = ENOENT;
        return -1;
    }
    message->name = name;
    message->in_cur = true;
    return 0;
}

/* Open the file under the name that we know. */
static int
open_known(const struct maildrop *drop, const struct maildrop_message *message)
{
    int folder = mailbox_enter(drop->box, message->in_cur ? "cur" : "new");
    int fd;
    int error;

    if (folder == -1) {
        return -1;
    }
    fd = openat(folder, message->name,
                O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    error = errno;
    close(folder);
    errno = error;
    return fd;
}

int
maildrop_read(struct maildrop *drop, size_t index)
{
    struct maildrop_message *message = &drop->messages[index];
    int fd = open_known(drop, message);
    struct stat st;

    if (fd == -1 && errno == ENOENT && find_moved(drop, message) == 0) {
        fd = open_known(drop, message);
    }
    if (fd == -1) {
        return -1;
    }
    if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) ||
        st.st_ino != message->inode || st.st_mtime != message->modified ||
        (uint64_t)st.st_size != message->disk) {
        close(fd);
        errno = ESTALE;
        return -1;
    }
    return fd;
}

/* Remove the file under the name that we know. */
static int
unlink_known(const int folders[2], const struct maildrop_message *message)
{
    int folder = folders[message->in_cur ? 1 : 0];

    if (folder < 0) {
        errno = -folder;
        return -1;
    }
    return unlinkat(folder, message->name, 0);
}

/* A folder, or the negative errno: it may have been removed, with its mail. */
static int
enter(const struct maildrop *drop, const char *name)
{
    int folder = mailbox_enter(drop->box, name);

    return folder == -1 ? -errno : folder;
}

/* Remove one message.  One that somebody else has removed is no failure. */
static int
remove_message(struct maildrop *drop, const int folders[2],
               struct maildrop_message *message)
{
    int result = unlink_known(folders, message);

    if (result == -1 && errno == ENOENT && find_moved(drop, message) == 0) {
        result = unlink_known(folders, message);
    }
    message->removed = result == 0;
    return result == -1 && errno == ENOENT ? 0 : result;
}

/* REQ(1939-6-only) UPDATE removes all messages marked as deleted, no others. */
size_t
maildrop_update(struct maildrop *drop)
{
    int folders[2] = {enter(drop, "new"), enter(drop, "cur")};
    size_t removed = 0;
    size_t failed = 0;

    drop->error = 0;
    for (size_t i = 0; i < drop->count; i++) {
        struct maildrop_message *message = &drop->messages[i];

        if (!message->marked) {
            continue;
        }
        if (remove_message(drop, folders, message) == -1) {
            drop->error = errno;
            failed++;
        }
        removed += message->removed ? 1 : 0;
    }
    for (int i = 0; i < 2; i++) {
        if (folders[i] < 0) {
            continue;
        }
        if (removed > 0 && mailbox_sync(folders[i]) == -1) {
            drop->error = errno;
        }
        close(folders[i]);
    }
    return failed;
}

/* REQ(1939-6-unlock) REQ(1939-6-lost) */
void
maildrop_close(struct maildrop *drop)
{
    maildrop_forget(drop);
    if (drop->box != -1) {
        close(drop->box);
    }
    if (drop->lock != -1) {
        close(drop->lock); /* with its descriptor the lock goes */
    }
    drop->box = -1;
    drop->lock = -1;
}
