/*
 * walk_options.h - the words behind `mailwalk walk`, and what they settle.
 *
 *   mailwalk walk [--plain] [--ascii] [--no-color] [--dir DIR]
 *                 [--server HOST[:OFFSET]] [ID]
 *
 * The same for the screens and for the plain way.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_WALK_OPTIONS_H
#define MAILWALK_LABS_WALK_OPTIONS_H

#include <stdbool.h>

#include "client/reach.h"
#include "client/world.h"

#include "labs/play.h"

struct walk_options {
    const char *dir;
    const char *server; /* HOST[:OFFSET] */
    const char *id;     /* of the lesson, or NULL */
    bool plain;
    bool ascii;
    bool no_color;
    bool help;                  /* told already: end with 0 */
    char path[WORLD_PATH_ROOM]; /* of the lab file; of a1 without an id */
    struct world world;
    struct reach reach;
    struct play_place place; /* points into the two above */
};

/*
 * Take the words and find the lab file.  Returns 0, or an exit status; then
 * the complaint was printed.
 */
int walk_options_take(struct walk_options *options, int argc, char **argv);

/*
 * Settle where the servers are: options->place.  Nothing is started.  Returns
 * as above.
 */
int walk_options_find(struct walk_options *options);

#endif
