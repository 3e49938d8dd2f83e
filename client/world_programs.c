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
 * Is front/prefix+program a program?  Then path is its full path (the server
 * is started in another folder).
 */
static bool
is_program(const char *front, const char *prefix, const char *program,
           char *path)
{
    struct stat st;
    char *full;
    bool is;
    int len = snprintf(path, WORLD_PATH_ROOM, "%s/%s%s", front, prefix,
                       program);

    if (len < 0 || len >= WORLD_PATH_ROOM) {
        return false;
    }
    full = realpath(path, NULL);
    is = full != NULL && strlen(full) < WORLD_PATH_ROOM &&
         stat(full, &st) == 0 && S_ISREG(st.st_mode) &&
         access(full, X_OK) == 0;
    if (is) {
        memcpy(path, full, strlen(full) + 1);
    }
    free(full);
    return is;
}

bool
world_own_folder(char folder[WORLD_PATH_ROOM])
{
    char *slash = NULL;
#if defined(__APPLE__)
    uint32_t room = WORLD_PATH_ROOM;
    bool told = _NSGetExecutablePath(folder, &room) == 0;
#else
    ssize_t len = readlink("/proc/self/exe", folder, WORLD_PATH_ROOM - 1);
    bool told = len > 0;

    folder[told ? len : 0] = '\0';
#endif
    if (told) {
        slash = strrchr(folder, '/');
    }
    if (slash != NULL) {
        *slash = '\0';
    }
    return slash != NULL;
}

int
world_find_program(struct world *world, const char *program, char *path)
{
    const char *home = getenv("MAILWALK_HOME");
    char folder[WORLD_PATH_ROOM];

    if (world->programs != NULL) {
        return is_program(world->programs, "", program, path)
                   ? 0
                   : world_fail(world, EX_UNAVAILABLE,
                                "The program %s is not in %s.", program,
                                world->programs);
    }
    if ((world_own_folder(folder) &&
         (is_program(folder, "", program, path) ||
          is_program(folder, "mailwalk-", program, path))) ||
        is_program(LIBEXECDIR, "mailwalk-", program, path) ||
        (home != NULL && is_program(home, "build/", program, path))) {
        return 0;
    }
    return world_fail(world, EX_UNAVAILABLE,
                      "The program %s is neither beside mailwalk nor in %s nor "
                      "in $MAILWALK_HOME/build. Build it: make", program,
                      LIBEXECDIR);
}
