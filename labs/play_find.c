/*
 * play_find.c - where the lab files lie.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/play.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef DATADIR
#define DATADIR "/usr/local/share/mailwalk"
#endif

/*
 * The file ID-*.md in a folder.  Returns 0 or -1.
 */
static int
find_in(const char *folder, const char *id, char *path)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry = NULL;
    size_t len = strlen(id);
    int found = -1;

    while (dir != NULL && found != 0 && (entry = readdir(dir)) != NULL) {
        const char *end = strrchr(entry->d_name, '.');

        if (strncmp(entry->d_name, id, len) == 0 && end != NULL &&
            entry->d_name[len] == '-' && strcmp(end, ".md") == 0 &&
            snprintf(path, WORLD_PATH_ROOM, "%s/%s", folder, entry->d_name) <
                WORLD_PATH_ROOM) {
            found = 0;
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return found;
}

/*
 * The labs/ beside the folder of this program.  Linux tells where that is;
 * elsewhere the name does by which we were called.  Returns 0 or -1.
 */
static int
find_beside(const char *argv0, const char *id, char *path)
{
    char own[WORLD_PATH_ROOM];
    char folder[WORLD_PATH_ROOM];
    ssize_t len = readlink("/proc/self/exe", own, sizeof(own) - 1);
    char *slash = NULL;

    if (len <= 0 && argv0 != NULL && strlen(argv0) < sizeof(own)) {
        len = (ssize_t)strlen(argv0);
        memcpy(own, argv0, (size_t)len);
    }
    own[len > 0 ? len : 0] = '\0';
    slash = strrchr(own, '/');
    if (slash == NULL) {
        return -1;
    }
    *slash = '\0';
    return snprintf(folder, sizeof(folder), "%s/../labs", own) <
                   (int)sizeof(folder)
               ? find_in(folder, id, path)
               : -1;
}

int
play_find_near(const char *lab, const char *id, char *path)
{
    const char *slash = strrchr(lab, '/');
    char folder[WORLD_PATH_ROOM];

    return snprintf(folder, sizeof(folder), "%.*s",
                    slash == NULL ? 1 : (int)(slash - lab),
                    slash == NULL ? "." : lab) < (int)sizeof(folder)
               ? find_in(folder, id, path)
               : -1;
}

int
play_find(const char *argv0, const char *id, char *path)
{
    const char *home = getenv("MAILWALK_HOME");
    char folder[WORLD_PATH_ROOM];

    if (find_beside(argv0, id, path) == 0) {
        return 0;
    }
    if (find_in(DATADIR "/labs", id, path) == 0) {
        return 0;
    }
    if (home != NULL && home[0] != '\0' &&
        snprintf(folder, sizeof(folder), "%s/labs", home) <
            (int)sizeof(folder)) {
        return find_in(folder, id, path);
    }
    return -1;
}
