/*
 * maildir.c - messages become files in mailboxes, durably.
 *
 * One batch goes through four steps, each for all deliveries before the next:
 *
 *   1  every copy is written to tmp/ and flushed
 *   2  every copy is linked into new/ and leaves tmp/
 *   3  every folder new/ that got mail is flushed, once
 *   4  what failed is taken back, and the drafts are dropped
 *
 * Steps 1 and 3 gather what is to be flushed: the disk takes many files in the
 * time of one, if it gets them together (flush.h).
 *
 * Invariant: of a delivery, the first in_tmp users have had a copy in tmp/ and
 * the first in_new users have one in new/.  So a failure knows what to undo.
 *
 * RFC 5321 section 6.1.
 * SPDX-License-Identifier: ISC
 */
#include "server/maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "server/flush.h"
#include "server/mailbox.h"

enum {
    MAILDIR_FILES_MAX = 64,   /* flushed together */
    MAILDIR_COPIES_MAX = 256, /* that wait for it */
    MAILDIR_FILE_MODE = 0600
};

/* Files or folders that wait for their flush, and the copies that will be safe
 * with it: in step 1 each has a file of its own, in step 3 those of one mailbox
 * share a folder. */
struct maildir_pending {
    size_t file_count;
    struct flush_file files[MAILDIR_FILES_MAX];
    size_t copy_count;
    struct {
        struct maildir_delivery *delivery;
        const char *user;
        size_t file;
    } copies[MAILDIR_COPIES_MAX];
};

/* Note the first failure of a delivery. */
static void
fail(struct maildir_delivery *delivery, const char *user, int error)
{
    if (delivery->error == 0) {
        delivery->error = error;
        delivery->failed = user;
    }
}

/* The name of copy i in tmp/: a long draft's own file is the first copy. */
static const char *
tmp_name(const struct maildir_delivery *delivery, size_t i)
{
    const char *file = draft_file(delivery->draft);

    return i == 0 && file != NULL ? file : delivery->uid;
}

/* Flush all that waits. */
static void
flush_pending(struct maildir_pending *pending)
{
    flush_files(pending->files, pending->file_count);
    for (size_t i = 0; i < pending->file_count; i++) {
        struct flush_file *file = &pending->files[i];

        if (close(file->fd) == -1 && errno != EINTR && file->error == 0) {
            file->error = errno;
        }
    }
    for (size_t i = 0; i < pending->copy_count; i++) {
        int error = pending->files[pending->copies[i].file].error;

        if (error != 0) {
            fail(pending->copies[i].delivery, pending->copies[i].user, error);
        }
    }
    pending->file_count = 0;
    pending->copy_count = 0;
}

/* Copy i will be safe when this file is flushed, one that waits already or, if
 * file is their count, fd. */
static void
await_flush(struct maildir_pending *pending, struct maildir_delivery *delivery,
            size_t i, size_t file, int fd)
{
    size_t n = pending->copy_count++;

    pending->copies[n].delivery = delivery;
    pending->copies[n].user = delivery->users[i];
    pending->copies[n].file = file;
    if (file == pending->file_count) {
        pending->files[pending->file_count++] = (struct flush_file){.fd = fd};
    }
    if (pending->file_count == MAILDIR_FILES_MAX ||
        pending->copy_count == MAILDIR_COPIES_MAX) {
        flush_pending(pending);
    }
}

/* Write the message to a new file in a user's tmp/.  Returns its descriptor, or
 * -1 with errno. */
static int
write_copy(struct maildir_delivery *delivery, size_t i)
{
    int tmp = mailbox_folder(delivery->mail, delivery->users[i], "tmp");
    int fd;
    int saved;

    if (tmp == -1) {
        return -1;
    }
    fd = openat(tmp, delivery->uid,
                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                MAILDIR_FILE_MODE);
    saved = errno;
    close(tmp);
    if (fd == -1) {
        errno = saved;
        return -1;
    }
    delivery->in_tmp = i + 1;
    if (draft_copy(delivery->draft, fd) == -1) {
        saved = errno;
        close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

/* Step 1 of one copy.  A long draft's own file is the first. */
static void
put_copy(struct maildir_delivery *delivery, size_t i,
         struct maildir_pending *pending)
{
    int fd;

    if (i == 0 && draft_file(delivery->draft) != NULL) {
        delivery->in_tmp = 1;
        fd = draft_descriptor(delivery->draft);
    } else {
        fd = write_copy(delivery, i);
    }
    if (fd == -1) {
        fail(delivery, delivery->users[i], errno);
        return;
    }
    await_flush(pending, delivery, i, pending->file_count, fd);
}

/* Step 2 of one copy. */
static void
link_copy(struct maildir_delivery *delivery, size_t i,
          struct maildir_pending *pending)
{
    const char *user = delivery->users[i];
    int tmp = mailbox_folder(delivery->mail, user, "tmp");
    int new = -1;

    (void)pending;
    if (tmp == -1) {
        fail(delivery, user, errno);
        return;
    }
    new = mailbox_folder(delivery->mail, user, "new");
    /* link, not rename: it never replaces a file that is there. */
    if (new == -1 ||
        linkat(tmp, tmp_name(delivery, i), new, delivery->name, 0) == -1) {
        fail(delivery, user, errno);
    } else {
        delivery->in_new = i + 1;
        unlinkat(tmp, tmp_name(delivery, i), 0);
    }
    if (new != -1) {
        close(new);
    }
    close(tmp);
}

/* The folder of this user, if it waits already, or the count of files. */
static size_t
find_folder(const struct maildir_pending *pending,
            const struct maildir_delivery *delivery, const char *user)
{
    for (size_t n = 0; n < pending->copy_count; n++) {
        if (strcmp(pending->copies[n].user, user) == 0 &&
            strcmp(pending->copies[n].delivery->mail, delivery->mail) == 0) {
            return pending->copies[n].file;
        }
    }
    return pending->file_count;
}

/* Step 3 of one copy. */
static void
note_folder(struct maildir_delivery *delivery, size_t i,
            struct maildir_pending *pending)
{
    const char *user = delivery->users[i];
    size_t folder = find_folder(pending, delivery, user);
    int fd = -1;

    if (folder == pending->file_count) {
        fd = mailbox_folder(delivery->mail, user, "new");
        if (fd == -1) {
            fail(delivery, user, errno);
            return;
        }
    }
    await_flush(pending, delivery, i, folder, fd);
}

/* Take a file back from a folder of user i; it may be gone already. */
static void
take_back(const struct maildir_delivery *delivery, size_t i, const char *folder,
          const char *name)
{
    int fd = mailbox_folder(delivery->mail, delivery->users[i], folder);

    if (fd != -1) {
        unlinkat(fd, name, 0);
        close(fd);
    }
}

/* Step 4 of one delivery. */
static void
settle(struct maildir_delivery *delivery)
{
    if (delivery->error != 0) {
        for (size_t i = 0; i < delivery->in_new; i++) {
            take_back(delivery, i, "new", delivery->name);
        }
        for (size_t i = delivery->in_new; i < delivery->in_tmp; i++) {
            take_back(delivery, i, "tmp", tmp_name(delivery, i));
        }
    }
    draft_drop(delivery->draft);
    delivery->draft = NULL;
}

/* Before step 1. */
static void
begin(struct maildir_delivery *delivery)
{
    delivery->error = 0;
    delivery->failed = NULL;
    delivery->in_tmp = 0;
    delivery->in_new = 0;
    delivery->disk = draft_disk(delivery->draft);
    delivery->wire = draft_wire(delivery->draft);
    mailname_format(delivery->uid, delivery->disk, delivery->wire,
                    delivery->name);
    if (draft_complete(delivery->draft) == -1) {
        fail(delivery, delivery->users[0], errno);
    }
}

/* One step, for every copy of the deliveries that have not failed. */
static void
each_copy(struct maildir_delivery *const *batch, size_t count,
          struct maildir_pending *pending,
          void (*step)(struct maildir_delivery *, size_t,
                       struct maildir_pending *))
{
    for (size_t n = 0; n < count; n++) {
        for (size_t i = 0; i < batch[n]->user_count && batch[n]->error == 0;
             i++) {
            step(batch[n], i, pending);
        }
    }
}

/* REQ(5321-4.4-partial) each message goes to all its mailboxes, or to none. */
void
maildir_deliver(struct maildir_delivery *const *batch, size_t count)
{
    struct maildir_pending pending = {.file_count = 0};

    for (size_t n = 0; n < count; n++) {
        begin(batch[n]);
    }
    each_copy(batch, count, &pending, put_copy);
    flush_pending(&pending);
    each_copy(batch, count, &pending, link_copy);
    each_copy(batch, count, &pending, note_folder);
    flush_pending(&pending);
    for (size_t n = 0; n < count; n++) {
        settle(batch[n]);
    }
}
