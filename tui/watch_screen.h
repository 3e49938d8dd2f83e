/*
 * watch_screen.h - make the screen that watches logs.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_WATCH_SCREEN_H
#define MAILWALK_TUI_WATCH_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "client/world.h"
#include "tui/screen.h"

/* Where a log comes from. */
struct watch_source {
    const char *name;   /* to be shown */
    const char *path;   /* NULL if it comes through fd */
    int fd;             /* a pipe, which becomes the screen's own; or -1 */
};

enum { WATCH_LAB_LOGS = 2 };

/*
 * The logs of the lab's servers for red.example: their sources, of paths that
 * are written to path.
 */
void watch_lab(const struct world *world,
               char path[WATCH_LAB_LOGS][WORLD_PATH_ROOM],
               struct watch_source sources[WATCH_LAB_LOGS]);

/*
 * Watch these logs.  lab: they are those of the lab's servers; alone: no other
 * screen lies below.  Returns NULL with a sentence in why (LAB_WHY_MAX
 * octets).
 */
struct screen *watch_screen_new(struct app *app,
                                const struct watch_source *sources,
                                size_t count, bool lab, bool alone, char *why);

#endif
