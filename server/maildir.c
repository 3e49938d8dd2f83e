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
 * Step 1 writes several copies before it waits for the first: the disk then
 * works on all of them together, which doubles the mail per second.
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

#include "server/mailbox.h"

enum {
    MAILDIR_OPEN_MAX = 64,     /* copies that wait for their flush */
    MAILDIR_FLUSHED_MAX = 256, /* flushed folders that one batch remembers */
    MAILDIR_FILE_MODE = 0600
};

/* Copies that are written, but not yet flushed. */
struct maildir_open {
    size_t count;
    struct {
        struct maildir_delivery *delivery;
        const char *user;
        int fd;
    } copies[MAILDIR_OPEN_MAX];
};

/* Folders flushed in step 3, with the errno of it.  A folder that finds no
 * place here is flushed again for the next delivery: slower, and as safe. */
struct maildir_flushed {
    size_t count;
    struct {
        const char *mail;
        const char *user;
        int error;
    } folders[MAILDIR_FLUSHED_MAX];
};

/* Note the first failure of a delivery; errno says what it was. */
static void
fail(struct maildir_delivery *delivery, const char *user)
{
    if (delivery->error == 0) {
        delivery->error = errno;
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

static void
flush_copies(struct maildir_open *open)
{
    for (size_t i = 0; i < open->count; i++) {
        if (mailbox_sync(open->copies[i].fd) == -1) {
            fail(open->copies[i].delivery, open->copies[i].user);
        }
        if (close(open->copies[i].fd) == -1 && errno != EINTR) {
            fail(open->copies[i].delivery, open->copies[i].user);
        }
    }
    open->count = 0;
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

/* Not needed in the cache, we say: so the system begins to write at once. */
static void
start_writing(int fd)
{
#ifdef POSIX_FADV_DONTNEED
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
#else
    (void)fd;
#endif
}

/* Step 1 of one copy. */
static void
put_copy(struct maildir_delivery *delivery, size_t i, struct maildir_open *open)
{
    int fd;

    if (i == 0 && draft_file(delivery->draft) != NULL) {
        delivery->in_tmp = 1; /* it is there, and draft_sync()ed */
        return;
    }
    fd = write_copy(delivery, i);
    if (fd == -1) {
        fail(delivery, delivery->users[i]);
        return;
    }
    start_writing(fd);
    open->copies[open->count].delivery = delivery;
    open->copies[open->count].user = delivery->users[i];
    open->copies[open->count].fd = fd;
    open->count++;
    if (open->count == MAILDIR_OPEN_MAX) {
        flush_copies(open);
    }
}

/* Step 1 of one delivery. */
static void
put_all(struct maildir_delivery *delivery, struct maildir_open *open)
{
    delivery->error = 0;
    delivery->failed = NULL;
    delivery->in_tmp = 0;
    delivery->in_new = 0;
    delivery->disk = draft_disk(delivery->draft);
    delivery->wire = draft_wire(delivery->draft);
    mailname_format(delivery->uid, delivery->disk, delivery->wire,
                    delivery->name);
    if (draft_sync(delivery->draft) == -1) {
        fail(delivery, delivery->users[0]);
    }
    for (size_t i = 0; i < delivery->user_count && delivery->error == 0; i++) {
        put_copy(delivery, i, open);
    }
}

/* Step 2 of one copy. */
static void
link_copy(struct maildir_delivery *delivery, size_t i)
{
    const char *user = delivery->users[i];
    int tmp = mailbox_folder(delivery->mail, user, "tmp");
    int new = -1;

    if (tmp == -1) {
        fail(delivery, user);
        return;
    }
    new = mailbox_folder(delivery->mail, user, "new");
    /* link, not rename: it never replaces a file that is there. */
    if (new == -1 ||
        linkat(tmp, tmp_name(delivery, i), new, delivery->name, 0) == -1) {
        fail(delivery, user);
    } else {
        delivery->in_new = i + 1;
        unlinkat(tmp, tmp_name(delivery, i), 0);
    }
    if (new != -1) {
        close(new);
    }
    close(tmp);
}

static int
flush_folder(const char *mail, const char *user)
{
    int fd = mailbox_folder(mail, user, "new");
    int error = 0;

    if (fd == -1) {
        return errno;
    }
    if (mailbox_sync(fd) == -1) {
        error = errno;
    }
    close(fd);
    return error;
}

/* Step 3 of one copy: flush its folder, unless this batch has done so. */
static void
flush_once(struct maildir_delivery *delivery, size_t i,
           struct maildir_flushed *flushed)
{
    const char *user = delivery->users[i];
    size_t n;

    for (n = 0; n < flushed->count; n++) {
        if (strcmp(flushed->folders[n].user, user) == 0 &&
            strcmp(flushed->folders[n].mail, delivery->mail) == 0) {
            break;
        }
    }
    if (n == MAILDIR_FLUSHED_MAX) {
        n = MAILDIR_FLUSHED_MAX - 1;
        flushed->count = n;
    }
    if (n == flushed->count) {
        flushed->folders[n].mail = delivery->mail;
        flushed->folders[n].user = user;
        flushed->folders[n].error = flush_folder(delivery->mail, user);
        flushed->count = n + 1;
    }
    errno = flushed->folders[n].error;
    if (errno != 0) {
        fail(delivery, user);
    }
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

/* REQ(5321-4.4-partial) each message goes to all its mailboxes, or to none. */
void
maildir_deliver(struct maildir_delivery *const *batch, size_t count)
{
    struct maildir_open open = {.count = 0};
    struct maildir_flushed flushed = {.count = 0};

    for (size_t n = 0; n < count; n++) {
        put_all(batch[n], &open);
    }
    flush_copies(&open);
    for (size_t n = 0; n < count; n++) {
        for (size_t i = 0; i < batch[n]->user_count && batch[n]->error == 0;
             i++) {
            link_copy(batch[n], i);
        }
    }
    for (size_t n = 0; n < count; n++) {
        for (size_t i = 0; i < batch[n]->user_count && batch[n]->error == 0;
             i++) {
            flush_once(batch[n], i, &flushed);
        }
    }
    for (size_t n = 0; n < count; n++) {
        settle(batch[n]);
    }
}
