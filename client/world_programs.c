/*
 * world_programs.c - where the servers' programs are.
 *
 * The idea: beside mailwalk itself (build/), else where `make install` put
 * them, else under $MAILWALK_HOME.  The folder that we happen to be in is
 * never asked: what lies there is anybody's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>
#if defined(__APPLE__)
#include <mach-o/dyld.h>
#endif

#include "client/world_inside.h"

#ifndef LIBEXECDIR
#define LIBEXECDIR "/usr/local/libexec/mailwalk"
#endif

/*
 * Does front/prefix+program name a program?  Then path is its full path (the
 * server is started in another folder).
 */
static bool
is_program(const char *front, const char *prefix, const char *program,
           char *path)
{
    struct stat st;
    char *full = NULL;
    bool is;
    int len = snprintf(path, WORLD_PATH_ROOM, "%s/%s%s", front, prefix,
                       program);

    is = len > 0 && len < WORLD_PATH_ROOM && stat(path, &st) == 0 &&
         S_ISREG(st.st_mode) && access(path, X_OK) == 0 &&
         (full = realpath(path, NULL)) != NULL &&
         strlen(full) < WORLD_PATH_ROOM;
    if (is) {
        memcpy(path, full, strlen(full) + 1);
    }
    free(full);
    return is;
}

/*
 * The path of this program, if the system tells it.  Returns false if not.
 */
static bool
own_path(char *path)
{
#if defined(__APPLE__)
    uint32_t room = WORLD_PATH_ROOM;

    return _NSGetExecutablePath(path, &room) == 0;
#else
    ssize_t len = readlink("/proc/self/exe", path, WORLD_PATH_ROOM - 1);

    path[len > 0 ? len : 0] = '\0';
    return len > 0;
#endif
}

/*
 * The folder that holds this program.  Where the system does not tell, the name
 * by which it was called does, unless that was a bare word (then it came from
 * PATH, so it is installed).  Returns false if it is not known.
 */
static bool
own_folder(const struct world *world, char *folder)
{
    char *slash;

    if (!own_path(folder)) {
        if (world->argv0 == NULL || strlen(world->argv0) >= WORLD_PATH_ROOM) {
            return false;
        }
        memcpy(folder, world->argv0, strlen(world->argv0) + 1);
    }
    slash = strrchr(folder, '/');
    if (slash == NULL) {
        return false;
    }
    *slash = '\0';
    return true;
}

int
world_find_program(struct world *world, const char *program, char *path)
{
    const char *home = getenv("MAILWALK_HOME");
    char folder[WORLD_PATH_ROOM];
    int len;

    if (world->programs != NULL &&
        is_program(world->programs, "", program, path)) {
        return 0;
    }
    if (world->programs != NULL) {
        return world_fail(world, EX_UNAVAILABLE,
                          "The program %s is not in %s.", program,
                          world->programs);
    }
    if (own_folder(world, folder) &&
        (is_program(folder, "", program, path) ||
         is_program(folder, "mailwalk-", program, path))) {
        return 0;
    }
    if (is_program(LIBEXECDIR, "mailwalk-", program, path)) {
        return 0;
    }
    len = home == NULL ? -1 : snprintf(folder, sizeof folder, "%s/build", home);
    if (len > 0 && (size_t)len < sizeof folder &&
        is_program(folder, "", program, path)) {
        return 0;
    }
    return world_fail(world, EX_UNAVAILABLE,
                      "The program %s is neither beside mailwalk nor in %s nor "
                      "in $MAILWALK_HOME/build. Build it: make", program,
                      LIBEXECDIR);
}
