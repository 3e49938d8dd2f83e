/*
 * maildrop_list.c - the snapshot of a maildrop: which messages, how large.
 *
 * Two passes: first the names of both folders are read, then the system is
 * asked for each file.  That costs a large mailbox one system call per message.
 *
 * Sizes come from the names.  S is held against the size of the file; where a
 * name has no sizes or the file was edited, the file is read once and counted.
 *
 * RFC 1939 sections 4, 5.
 * SPDX-License-Identifier: ISC
 */
#include "server/maildrop_list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/dot.h"
#include "protocol/mailname.h"

#include "server/mailbox.h"

enum {
    MAILDROP_FIRST_ROOM = 16,    /* messages; doubled when full */
    MAILDROP_NAMES_FIRST = 1024, /* octets of names; doubled up to */
    MAILDROP_NAMES_BLOCK = 262144,
    MAILDROP_READ = 65536,   /* octets counted at a time */
    MAILDROP_DIGEST_HEX = 32 /* digits of a SHA-256 that make a uid */
};

/* The names lie one after the other in a few large blocks. */
struct maildrop_names {
    struct maildrop_names *older;
    size_t used;
    size_t room;
    char text[];
};

const char *
maildrop_keep(struct maildrop *drop, const char *text, size_t len)
{
    struct maildrop_names *names = drop->names;
    char *copy;

    if (names == NULL || names->room - names->used < len + 1) {
        size_t room = names == NULL ? MAILDROP_NAMES_FIRST : 2 * names->room;

        if (room > MAILDROP_NAMES_BLOCK) {
            room = MAILDROP_NAMES_BLOCK;
        }
        names = malloc(sizeof(*names) + room);
        if (names == NULL) {
            return NULL;
        }
        names->older = drop->names;
        names->used = 0;
        names->room = room;
        drop->names = names;
    }
    copy = names->text + names->used;
    memcpy(copy, text, len);
    copy[len] = '\0';
    names->used += len + 1;
    return copy;
}

void
maildrop_forget(struct maildrop *drop)
{
    struct maildrop_names *older;

    for (; drop->names != NULL; drop->names = older) {
        older = drop->names->older;
        free(drop->names);
    }
    free(drop->messages);
    drop->messages = NULL;
    drop->count = 0;
}

/* Pass 1 for one name. */
static int
add_name(struct maildrop *drop, size_t *room, const struct dirent *entry,
         bool in_cur)
{
    struct maildrop_message *message;

    if (drop->count == *room) {
        size_t more = *room == 0 ? MAILDROP_FIRST_ROOM : 2 * *room;
        void *list = realloc(drop->messages, more * sizeof(*message));

        if (list == NULL) {
            return -1;
        }
        drop->messages = list;
        *room = more;
    }
    message = &drop->messages[drop->count];
    memset(message, 0, sizeof(*message));
    message->name = maildrop_keep(drop, entry->d_name, strlen(entry->d_name));
    if (message->name == NULL) {
        return -1;
    }
    message->in_cur = in_cur;
    drop->count++;
    return 0;
}

/* Pass 1 for one folder, open as fd. */
static int
read_folder(struct maildrop *drop, size_t *room, int fd, bool in_cur)
{
    int own = dup(fd); /* closedir() will close it */
    DIR *dir = own == -1 ? NULL : fdopendir(own);
    struct dirent *entry;
    int error = 0;

    if (dir == NULL) {
        error = errno;
        if (own != -1) {
            close(own);
        }
        errno = error;
        return -1;
    }
    errno = 0;
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] != '.' &&
            add_name(drop, room, entry, in_cur) == -1) {
            break;
        }
        errno = 0;
    }
    error = errno;
    closedir(dir);
    errno = error;
    return error == 0 ? 0 : -1;
}

/* Read a file and count its octets, as it is on disk and on the wire. */
static int
count_octets(int folder, struct maildrop_message *message)
{
    int fd = openat(folder, message->name,
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    char *octets = malloc(MAILDROP_READ);
    struct dot_count wire = {0};
    ssize_t n = -1;
    int error;

    message->disk = 0;
    while (fd != -1 && octets != NULL &&
           (n = read(fd, octets, MAILDROP_READ)) != 0) {
        if (n == -1 && errno == EINTR) {
            continue;
        }
        if (n == -1) {
            break;
        }
        message->disk += (uint64_t)n;
        dot_count_add(&wire, octets, (size_t)n);
    }
    message->octets = dot_count_total(&wire);
    error = errno;
    free(octets);
    if (fd != -1) {
        close(fd);
    }
    errno = error;
    return n == 0 ? 0 : -1;
}

/*
 * Pass 2 for one name: is it a message, and how large is it?  Returns 1, or 0
 * if it is none of ours to show, or -1 with errno.
 */
static int
look_at(struct maildrop *drop, struct maildrop_message *message, int folder)
{
    struct mailname parsed;
    struct stat st;

    if (fstatat(folder, message->name, &st, AT_SYMLINK_NOFOLLOW) == -1) {
        return errno == ENOENT ? 0 : -1;
    }
    if (!S_ISREG(st.st_mode) || mailname_parse(message->name, &parsed) == -1) {
        return 0;
    }
    message->inode = st.st_ino;
    message->modified = st.st_mtime;
    message->disk = parsed.disk;
    message->octets = parsed.wire;
    if ((!parsed.sized || parsed.disk != (uint64_t)st.st_size) &&
        count_octets(folder, message) == -1) {
        return errno == ENOENT || errno == EACCES || errno == ELOOP ? 0 : -1;
    }
    return maildrop_give_uid(drop, message, &parsed) == -1 ? -1 : 1;
}

/* Pass 2: keep what is a message. */
static int
look_at_all(struct maildrop *drop, const int folders[2])
{
    size_t kept = 0;

    for (size_t i = 0; i < drop->count; i++) {
        struct maildrop_message *message = &drop->messages[i];
        int is = look_at(drop, message, folders[message->in_cur ? 1 : 0]);

        if (is == -1) {
            return -1;
        }
        if (is == 1) {
            drop->messages[kept++] = *message;
        }
    }
    drop->count = kept;
    return 0;
}

static int
list_folders(struct maildrop *drop, const int folders[2])
{
    size_t room = 0;

    /* new/ first: what moves to cur/ meanwhile is then found there. */
    if (read_folder(drop, &room, folders[0], false) == -1 ||
        read_folder(drop, &room, folders[1], true) == -1 ||
        look_at_all(drop, folders) == -1) {
        return -1;
    }
    return maildrop_order(drop);
}

int
maildrop_list(struct maildrop *drop)
{
    int folders[2] = {mailbox_enter(drop->box, "new"),
                      mailbox_enter(drop->box, "cur")};
    int result = -1;
    int error;

    if (folders[0] != -1 && folders[1] != -1) {
        result = list_folders(drop, folders);
    }
    error = errno;
    for (int i = 0; i < 2; i++) {
        if (folders[i] != -1) {
            close(folders[i]);
        }
    }
    errno = error;
    return result;
}
