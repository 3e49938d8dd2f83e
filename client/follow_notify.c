/*
 * follow_notify.c - one face for inotify, kqueue and neither of them.
 *
 * The idea: nobody believes what a notice says, it only means "look again".
 * So losing the details is no harm, and a notice too many is none either.
 *
 * Linux: the folder is watched, which tells of files that are written, made
 * and renamed in it.  BSD and macOS: kqueue watches the open file; a folder
 * tells only of names, so the timer of follow.c finds a file that was replaced.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/follow_notify.h"

#if defined(__linux__)

#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/vfs.h>
#include <unistd.h>

/*
 * Does the folder lie on another machine, or behind a program?  What others
 * write there is not told.  The numbers are those of statfs(2).
 */
static bool
is_remote(const char *folder)
{
    static const unsigned long REMOTE[] = {
        0x6969,     /* NFS */
        0x517B,     /* SMB, and the two that follow */
        0xFF534D42, 0xFE534D42,
        0x01021997, /* 9P */
        0x65735546, /* FUSE */
        0x00C36400, /* Ceph */
        0x5346414F, /* AFS */
    };
    struct statfs fs;

    if (statfs(folder, &fs) != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof(REMOTE) / sizeof(REMOTE[0]); i++) {
        if (((unsigned long)fs.f_type & 0xFFFFFFFF) == REMOTE[i]) {
            return true;
        }
    }
    return false;
}

int
follow_notify_open(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX] = ".";
    int notify;

    if (slash != NULL) {
        size_t len = (size_t)(slash - path) + 1;

        if (len >= sizeof folder) {
            return -1;
        }
        memcpy(folder, path, len);
        folder[len] = '\0';
    }
    notify = is_remote(folder) ? -1 : inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (notify != -1 &&
        inotify_add_watch(notify, folder, IN_MODIFY | IN_CREATE | IN_MOVED_TO |
                                              IN_DELETE) == -1) {
        close(notify);
        return -1;
    }
    return notify;
}

void
follow_notify_drain(int notify)
{
    char notices[4096];

    while (read(notify, notices, sizeof notices) > 0) {
        /* Whatever it says: look again. */
    }
}

void
follow_notify_file(int notify, int file)
{
    (void)notify;
    (void)file;
}

#elif defined(__APPLE__) || defined(__FreeBSD__) || defined(__OpenBSD__) || \
    defined(__NetBSD__) || defined(__DragonFly__)

#include <fcntl.h>
#include <stddef.h>
#include <sys/types.h>

#include <sys/event.h>
#include <sys/time.h>

int
follow_notify_open(const char *path)
{
    int notify = kqueue();

    (void)path;
    if (notify != -1) {
        (void)fcntl(notify, F_SETFD, FD_CLOEXEC);
    }
    return notify;
}

void
follow_notify_drain(int notify)
{
    struct timespec at_once = {0, 0};
    struct kevent notices[8];

    while (kevent(notify, NULL, 0, notices, 8, &at_once) == 8) {
        /* Whatever it says: look again. */
    }
}

/* Watching ends by itself when the old file is closed. */
void
follow_notify_file(int notify, int file)
{
    struct kevent change;

    if (file != -1) {
        EV_SET(&change, file, EVFILT_VNODE, EV_ADD | EV_CLEAR,
               NOTE_WRITE | NOTE_EXTEND | NOTE_DELETE | NOTE_RENAME, 0, NULL);
        (void)kevent(notify, &change, 1, NULL, 0, NULL);
    }
}

#else

int
follow_notify_open(const char *path)
{
    (void)path;
    return -1;
}

void
follow_notify_drain(int notify)
{
    (void)notify;
}

void
follow_notify_file(int notify, int file)
{
    (void)notify;
    (void)file;
}

#endif
