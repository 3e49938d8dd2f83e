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
 * The labs/ beside the folder of this program.  Returns 0 or -1.
 */
static int
find_beside(const char *id, char *path)
{
    char own[WORLD_PATH_ROOM];
    char folder[WORLD_PATH_ROOM + 16];

    if (!world_own_folder(own)) {
        return -1;
    }
    snprintf(folder, sizeof(folder), "%s/../labs", own);
    return find_in(folder, id, path);
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
play_find(const char *id, char *path)
{
    const char *home = getenv("MAILWALK_HOME");
    char folder[WORLD_PATH_ROOM];

    if (find_beside(id, path) == 0) {
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
