/*
 * mailview.c - look into a mailbox without touching it.
 *
 * The idea: the name of a file tells its unique-id and its sizes, so that a
 * list opens no message.  A name is believed only if its S agrees with the
 * size of the file; else the message is read once and counted, exactly as the
 * POP3 server does.
 *
 * Invariant: every descriptor is opened O_RDONLY and O_NOFOLLOW; there is no
 * call in this file that changes anything.
 *
 * RFC 1939 sections 4, 5 and 7; RFC 5322 sections 2.2 and 2.2.3.
 * SPDX-License-Identifier: ISC
 */
#include "client/mailview.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/dialogue.h"
#include "protocol/dot.h"
#include "protocol/path.h"

enum { PIECE = 32768 };

/*
 * Open a message for reading, if it is a plain file.  O_NONBLOCK: a pipe that
 * somebody has put there must not hold us.
 */
static int
open_message(int folder, const char *name, struct stat *st)
{
    int fd = openat(folder, name,
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd == -1) {
        return -1;
    }
    if (fstat(fd, st) == -1 || !S_ISREG(st->st_mode)) {
        close(fd);
        errno = ENOENT;
        return -1;
    }
    return fd;
}

/*
 * Count what the name does not tell.  Returns 0, or -1 with errno.
 */
static int
count_octets(int folder, struct mailview_item *item)
{
    struct dot_count count = {0, 0};
    struct stat st;
    char piece[PIECE];
    ssize_t got;
    int fd = open_message(folder, item->name, &st);

    if (fd == -1) {
        return -1;
    }
    while ((got = read(fd, piece, sizeof piece)) > 0) {
        dot_count_add(&count, piece, (size_t)got);
    }
    close(fd);
    item->octets = dot_count_total(&count);
    return got == 0 ? 0 : -1;
}

/*
 * Fill in what is to be known about the file called name.  Returns 1, or 0 if
 * it is no message, or -1 with errno.
 */
static int
look_at(int folder, const char *name, struct mailview_item *item)
{
    struct mailname parsed;
    struct stat st;

    if (mailname_parse(name, &parsed) == -1 ||
        fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == -1 ||
        !S_ISREG(st.st_mode)) {
        return 0;
    }
    item->disk = (uint64_t)st.st_size;
    item->octets = parsed.wire;
    item->uid[0] = '\0';
    if (mailname_uid_ok(parsed.uid, parsed.uid_len)) {
        memcpy(item->uid, parsed.uid, parsed.uid_len);
        item->uid[parsed.uid_len] = '\0';
    }
    item->name = strdup(name);
    if (item->name == NULL) {
        return -1;
    }
    if ((!parsed.sized || parsed.disk != item->disk) &&
        count_octets(folder, item) == -1) {
        free(item->name);
        return 0;
    }
    return 1;
}

static int
add_item(struct mailview *view, const struct mailview_item *item)
{
    /* Room grows by doubling: a power of two is always just used up. */
    if ((view->count & (view->count - 1)) == 0) {
        size_t room = view->count == 0 ? 1 : 2 * view->count;
        struct mailview_item *items =
            realloc(view->items, room * sizeof *items);

        if (items == NULL) {
            return -1;
        }
        view->items = items;
    }
    view->items[view->count++] = *item;
    return 0;
}

/*
 * List one folder.  The stream gets a descriptor of its own, because
 * closedir() closes it and we still need ours.
 */
static int
list_folder(struct mailview *view, bool in_cur)
{
    int folder = view->folders[in_cur];
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
    while (result == 0 && view->count < MAILVIEW_MAX &&
           (entry = readdir(dir)) != NULL) {
        struct mailview_item item = {.in_cur = in_cur};

        result = look_at(folder, entry->d_name, &item);
        if (result == 1) {
            result = add_item(view, &item);
        }
    }
    closedir(dir);
    return result;
}

static int
by_arrival(const void *a, const void *b)
{
    const struct mailview_item *one = a;
    const struct mailview_item *other = b;

    return mailname_compare(one->name, other->name);
}

/* Open new/ and cur/.  Returns 0, or -1 with errno. */
static int
open_folders(struct mailview *view, const char *box)
{
    static const char *const names[] = {"new", "cur"};
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int fd = open(box, flags);

    if (fd == -1) {
        return errno == ENOENT ? 0 : -1;
    }
    for (size_t i = 0; i < 2; i++) {
        view->folders[i] = openat(fd, names[i], flags);
        if (view->folders[i] == -1 && errno != ENOENT) {
            close(fd);
            return -1;
        }
    }
    close(fd);
    return 0;
}

int
mailview_open(struct mailview *view, const char *box)
{
    *view = (struct mailview){.folders = {-1, -1}};
    int result = open_folders(view, box);

    for (int i = 0; i < 2 && result == 0; i++) {
        if (view->folders[i] != -1) {
            result = list_folder(view, i == 1);
        }
    }
    if (result == -1) {
        int error = errno;

        mailview_close(view);
        errno = error;
        return -1;
    }
    if (view->count > 0) {
        qsort(view->items, view->count, sizeof *view->items, by_arrival);
    }
    return 0;
}

void
mailview_close(struct mailview *view)
{
    for (size_t i = 0; i < view->count; i++) {
        free(view->items[i].name);
    }
    free(view->items);
    for (size_t i = 0; i < 2; i++) {
        if (view->folders[i] != -1) {
            close(view->folders[i]);
        }
    }
    *view = (struct mailview){.folders = {-1, -1}};
}

int
mailview_text(const struct mailview *view, size_t index, size_t max,
              char **text, size_t *len)
{
    const struct mailview_item *item = &view->items[index];
    struct stat st;
    int fd = open_message(view->folders[item->in_cur], item->name, &st);
    ssize_t got = -1;
    size_t room;

    if (fd == -1) {
        return -1;
    }
    room = (uintmax_t)st.st_size < max ? (size_t)st.st_size : max;
    *text = malloc(room + 1);
    *len = 0;
    while (*text != NULL && (got = read(fd, *text + *len, room - *len)) > 0) {
        *len += (size_t)got;
    }
    close(fd);
    if (got == -1) {
        free(*text);
        return -1;
    }
    (*text)[*len] = '\0';
    return 0;
}

/* ---- A field of the header. --------------------------------------------- */

/* The line that begins at `at`: its end, without LF and a CR before it. */
static const char *
line_stop(const char *at, const char *end, const char **next)
{
    const char *lf = memchr(at, '\n', (size_t)(end - at));
    const char *stop = lf != NULL ? lf : end;

    *next = lf != NULL ? lf + 1 : end;
    return stop > at && stop[-1] == '\r' ? stop - 1 : stop;
}

/*
 * Find the field in a header; raw gets its body, unfolded and cut.  Returns
 * the octets of it.  RFC 5322 section 2.2.3: to unfold is to take the line
 * ends away, not the blanks behind them.
 */
static size_t
find_field(const char *at, const char *end, const char *field, char *raw)
{
    size_t name_len = strlen(field);
    size_t len = 0;
    bool inside = false;
    const char *next;

    for (; at < end; at = next) {
        const char *stop = line_stop(at, end, &next);
        const char *body = at;

        if (stop == at || (inside && *at != ' ' && *at != '\t')) {
            break;  /* the empty line that ends the header; another field */
        }
        if (!inside) {
            inside = (size_t)(stop - at) > name_len && at[name_len] == ':' &&
                     path_same(at, name_len, field, name_len);
            body = at + name_len + 1;
        }
        for (; inside && body < stop && len < MAILVIEW_FIELD_MAX; body++) {
            raw[len++] = *body == '\t' ? ' ' : *body;
            len -= len == 1 && raw[0] == ' ';   /* leading blanks */
        }
    }
    return len;
}

/* A cut in the middle of a UTF-8 character takes the rest of it too. */
static size_t
whole_characters(const char *text, size_t len)
{
    size_t start = len;

    if (len < MAILVIEW_FIELD_MAX) {
        return len;
    }
    while (start > 0 && len - start < 4 && (text[start - 1] & 0xC0) == 0x80) {
        start--;
    }
    return start > 0 && (text[start - 1] & 0x80) != 0 ? start - 1 : len;
}

int
mailview_field(const struct mailview *view, size_t index, const char *field,
               char *value)
{
    char raw[MAILVIEW_FIELD_MAX];
    char *header;
    size_t len;

    value[0] = '\0';
    if (mailview_text(view, index, MAILVIEW_HEADER_MAX, &header, &len) == -1) {
        return -1;
    }
    len = find_field(header, header + len, field, raw);
    len = dialogue_escape(raw, whole_characters(raw, len), value);
    value[len] = '\0';
    free(header);
    return 0;
}
