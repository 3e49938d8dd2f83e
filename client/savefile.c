/*
 * savefile.c - write a message, then make it appear.
 *
 * Written under a hidden name, flushed to the disk, then linked to its name:
 * link() never replaces a file that is there.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/savefile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    TRIES = 1000,
    NAME_ROOM = 64      /* behind the folder's name, a slash before it */
};

void
savefile_init(struct savefile *file, const char *folder, FILE *out)
{
    *file = (struct savefile){.folder = folder,
                              .out = folder == NULL ? out : NULL};
}

static int
open_part(struct savefile *file)
{
    int fd;

    if (strlen(file->folder) > SAVEFILE_PATH_MAX - NAME_ROOM) {
        errno = ENAMETOOLONG;
        return -1;
    }
    snprintf(file->part, sizeof file->part, "%s/.part-%ld", file->folder,
             (long)getpid());
    unlink(file->part);
    fd = open(file->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return -1;
    }
    file->out = fdopen(fd, "w");
    if (file->out == NULL) {
        close(fd);
        return -1;
    }
    return 0;
}

void
savefile_line(struct savefile *file, const struct line *line)
{
    if (file->folder == NULL && file->out == NULL) {
        return;
    }
    if (file->out == NULL && (file->failed || open_part(file) != 0)) {
        file->failed = true;
        return;
    }
    fwrite(line->text, 1, line->len, file->out);
    fputc('\n', file->out);
}

/*
 * Give the whole file its name: 20261123T091233Z-3.eml, or ..-3-2.eml if that
 * is taken.
 */
static int
give_name(struct savefile *file, uint64_t number)
{
    time_t now = time(NULL);
    char stamp[32];
    struct tm tm;
    char more[16] = "";
    int result = -1;

    gmtime_r(&now, &tm);
    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &tm);
    errno = EEXIST;
    for (int i = 1; i < TRIES && result == -1 && errno == EEXIST; i++) {
        if (i > 1) {
            snprintf(more, sizeof more, "-%d", i);
        }
        snprintf(file->path, sizeof file->path, "%s/%s-%llu%s.eml",
                 file->folder, stamp, (unsigned long long)number, more);
        result = link(file->part, file->path);
    }
    return result;
}

/*
 * The name must be on the disk too, before a server removes its copy.
 */
static int
sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result;

    if (fd < 0) {
        return -1;
    }
    result = fsync(fd);
    close(fd);
    return result;
}

int
savefile_keep(struct savefile *file, uint64_t number)
{
    int result = 0;

    if (file->failed) {
        return -1;
    }
    if (file->folder == NULL) {
        return file->out == NULL || fflush(file->out) == 0 ? 0 : -1;
    }
    if (file->out == NULL && open_part(file) != 0) {
        return -1;  /* an empty message is a message */
    }
    if (fflush(file->out) != 0 || ferror(file->out) ||
        fsync(fileno(file->out)) != 0) {
        result = -1;
    }
    if (fclose(file->out) != 0) {
        result = -1;
    }
    file->out = NULL;
    if (result == 0) {
        result = give_name(file, number);
    }
    unlink(file->part);
    return result == 0 ? sync_folder(file->folder) : -1;
}

void
savefile_drop(struct savefile *file)
{
    if (file->folder == NULL || file->out == NULL) {
        return;
    }
    fclose(file->out);
    file->out = NULL;
    unlink(file->part);
}
