/*
 * walk_options.c - the words behind `mailwalk walk`, and what they settle.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/walk_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "client/arguments.h"

#ifndef DATADIR
#define DATADIR "/usr/local/share/mailwalk"
#endif

static const char usage[] =
    "mailwalk walk [ID] [OPTION]..\n"
    "\n"
    "Plays a lesson step by step, against real servers: a1 \"send one mail\",\n"
    "a2 \"collect it\", or a lab: 01, 02, 05, 09.\n"
    "\n"
    "  --plain              line by line; a pipe or a file as input is played\n"
    "                       to its end, then on without asking\n"
    "  --ascii              no line of Unicode\n"
    "  --no-color           no colour\n"
    "  --dir DIR            the folder of the lab world\n"
    "  --server HOST[:OFFSET]  the lab world of another machine\n";

/*
 * Find the lab file.  Returns 0, or an exit status.
 */
static int
find_lesson(struct walk_options *options)
{
    const char *id = options->id == NULL ? "a1" : options->id;

    if (strchr(id, '/') == NULL && play_find(id, options->path) == 0) {
        return 0;
    }
    if (play_find("a1", options->path) == 0) {
        fprintf(stderr,
                "mailwalk walk: there is no lesson \"%s\"; there are a1, a2 "
                "and the labs 01, 02, 05, 09\n",
                id);
    } else {
        fprintf(stderr,
                "mailwalk walk: the lessons (labs/*.md) are neither beside "
                "mailwalk nor in %s; set MAILWALK_HOME to the folder that "
                "holds labs/\n",
                DATADIR);
    }
    return EX_NOINPUT;
}

int
walk_options_take(struct walk_options *options, int argc, char **argv)
{
    static char name[] = "walk";
    const struct argument known[] = {
        {"--plain", NULL, &options->plain, NULL},
        {"--ascii", NULL, &options->ascii, NULL},
        {"--no-color", NULL, &options->no_color, NULL},
        {"--dir", &options->dir, NULL, NULL},
        {"--server", &options->server, NULL, NULL},
        {NULL, NULL, NULL, NULL}};
    int status = 0;

    memset(options, 0, sizeof(*options));
    argv[0] = name; /* `mailwalk --plain` comes here too */
    status = arguments_read(&argc, argv, 1, known, usage);
    if (status != -1) {
        options->help = status == 0;
        return status;
    }
    options->id = argc > 1 ? argv[1] : NULL;
    return find_lesson(options);
}

/*
 * The servers of another machine.
 */
static int
find_remote(struct walk_options *options)
{
    size_t index = world_server_index(WORLD_RED, WORLD_SMTP);

    if (reach_world(&options->reach, options->server, WORLD_RED, WORLD_SMTP) !=
        0) {
        return reach_complain(&options->reach, "walk");
    }
    options->place.host = options->reach.host;
    options->place.offset = (unsigned)(options->reach.port -
                                       world_server(index)->port);
    return 0;
}

int
walk_options_find(struct walk_options *options)
{
    const char *given = getenv("MAILWALK_SERVER");

    if (options->server != NULL || (given != NULL && given[0] != '\0')) {
        return find_remote(options);
    }
    options->place.world = &options->world;
    if (world_open(&options->world, options->dir) != 0) {
        fprintf(stderr, "mailwalk walk: %s\n", options->world.why);
        return options->world.status;
    }
    return 0;
}
