/*
 * draft.c - a message on its way in.
 *
 * The octets gather in one buffer.  It grows up to DRAFT_MEMORY; when it is
 * full, it is written to the draft's file and starts empty again.  So a short
 * message costs no file, and a long one costs few writes.
 *
 * Invariant: the message is what the file holds, followed by the first `used`
 * octets of the buffer.
 *
 * RFC 5321 sections 4.1.1.4, 4.5.3.1.7.
 * SPDX-License-Identifier: ISC
 */
#include "server/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "protocol/dot.h"
#include "protocol/mailname.h"

#include "server/mailbox.h"

enum {
    DRAFT_FIRST_ROOM = 2048, /* most messages that people type fit in */
    DRAFT_FILE_MODE = 0600
};

struct draft {
    const char *mail;
    const char *user;
    char uid[MAILNAME_UID_MAX + 1]; /* the name of the file in tmp/ */
    char *bytes;
    size_t used;
    size_t room;
    int tmp; /* the folder tmp/, -1 while all is in memory */
    int fd;  /* the file in it, or -1 */
    uint64_t disk;
    struct dot_count wire;
    int error; /* the first trouble; it stays */
};

static int
fail(struct draft *draft)
{
    draft->error = errno;
    return -1;
}

static int
write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);

        if (n == -1 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            errno = n == 0 ? ENOSPC : errno;
            return -1;
        }
        bytes += n;
        len -= (size_t)n;
    }
    return 0;
}

static int
open_file(struct draft *draft)
{
    draft->tmp = mailbox_folder(draft->mail, draft->user, "tmp");
    if (draft->tmp == -1) {
        return -1;
    }
    draft->fd = openat(draft->tmp, draft->uid,
                       O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                       DRAFT_FILE_MODE);
    return draft->fd == -1 ? -1 : 0;
}

/* Move what the buffer holds to the file. */
static int
spill(struct draft *draft)
{
    if (draft->fd == -1 && open_file(draft) == -1) {
        return -1;
    }
    if (write_all(draft->fd, draft->bytes, draft->used) == -1) {
        return -1;
    }
    draft->used = 0;
    return 0;
}

/* The buffer is full: make it larger, or empty it. */
static int
make_room(struct draft *draft)
{
    size_t room = draft->room == 0 ? DRAFT_FIRST_ROOM : 2 * draft->room;
    char *bytes;

    if (draft->room >= DRAFT_MEMORY) {
        return spill(draft);
    }
    bytes = realloc(draft->bytes, room);
    if (bytes == NULL) {
        return -1;
    }
    draft->bytes = bytes;
    draft->room = room;
    return 0;
}

struct draft *
draft_open(const char *mail, const char *user, const char *uid)
{
    struct draft *draft = calloc(1, sizeof(*draft));
    size_t len = strlen(uid);

    if (draft == NULL) {
        return NULL;
    }
    if (len > MAILNAME_UID_MAX) {
        len = MAILNAME_UID_MAX;
    }
    draft->mail = mail;
    draft->user = user;
    memcpy(draft->uid, uid, len);
    draft->tmp = -1;
    draft->fd = -1;
    return draft;
}

int
draft_write(struct draft *draft, const char *bytes, size_t len)
{
    if (draft->error != 0) {
        errno = draft->error;
        return -1;
    }
    draft->disk += len;
    dot_count_add(&draft->wire, bytes, len);
    while (len > 0) {
        size_t take = draft->room - draft->used;

        if (take == 0) {
            if (make_room(draft) == -1) {
                return fail(draft);
            }
            continue;
        }
        if (take > len) {
            take = len;
        }
        memcpy(draft->bytes + draft->used, bytes, take);
        draft->used += take;
        bytes += take;
        len -= take;
    }
    return 0;
}

uint64_t
draft_disk(const struct draft *draft)
{
    return draft->disk;
}

uint64_t
draft_wire(const struct draft *draft)
{
    return dot_count_total(&draft->wire);
}

void
draft_drop(struct draft *draft)
{
    if (draft == NULL) {
        return;
    }
    if (draft->fd != -1) {
        close(draft->fd);
        unlinkat(draft->tmp, draft->uid, 0);
    }
    if (draft->tmp != -1) {
        close(draft->tmp);
    }
    free(draft->bytes);
    free(draft);
}

const char *
draft_file(const struct draft *draft)
{
    return draft->fd == -1 ? NULL : draft->uid;
}

int
draft_complete(struct draft *draft)
{
    if (draft->error != 0) {
        errno = draft->error;
        return -1;
    }
    if (draft->fd == -1) {
        return 0;
    }
    return spill(draft) == -1 ? fail(draft) : 0;
}

int
draft_descriptor(const struct draft *draft)
{
    return fcntl(draft->fd, F_DUPFD_CLOEXEC, 0);
}

/* After draft_complete() the buffer is free to carry the octets over. */
static int
copy_file(const struct draft *draft, int fd)
{
    uint64_t done = 0;

    while (done < draft->disk) {
        ssize_t n = pread(draft->fd, draft->bytes, draft->room, (off_t)done);

        if (n == -1 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            errno = n == 0 ? EIO : errno; /* somebody cut our file short */
            return -1;
        }
        if (write_all(fd, draft->bytes, (size_t)n) == -1) {
            return -1;
        }
        done += (uint64_t)n;
    }
    return 0;
}

int
draft_copy(const struct draft *draft, int fd)
{
    if (draft->fd != -1) {
        return copy_file(draft, fd);
    }
    return write_all(fd, draft->bytes, draft->used);
}
