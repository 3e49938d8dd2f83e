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

#define USAGE                                                                  \
    "walk [--plain] [--ascii] [--no-color] [--dir DIR] "                       \
    "[--server HOST[:OFFSET]] [a1|a2]"

static int
usage(const char *found)
{
    fprintf(stderr,
            "mailwalk walk: \"%s\" is not understood; expected "
            "%s\n",
            found, USAGE);
    return EX_USAGE;
}

/*
 * One word alone.  Returns false if it is none of those.
 */
static bool
take_word(struct walk_options *options, const char *word)
{
    if (strcmp(word, "--plain") == 0) {
        options->plain = true;
    } else if (strcmp(word, "--ascii") == 0) {
        options->ascii = true;
    } else if (strcmp(word, "--no-color") == 0) {
        options->no_color = true;
    } else if (word[0] != '-' && options->id == NULL) {
        options->id = word;
    } else {
        return false;
    }
    return true;
}

static int
take_words(struct walk_options *options, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;

        if (strcmp(argv[i], "--help") == 0) {
            options->help = true;
            printf("mailwalk %s\nPlays a lesson step by step, against real "
                   "servers: a1 \"send one mail\",\na2 \"collect it\". "
                   "--plain goes line by line; at the end of its input it\n"
                   "plays on without asking.\n",
                   USAGE);
            return 0;
        }
        if (strcmp(argv[i], "--dir") == 0 && more) {
            options->dir = argv[++i];
        } else if (strcmp(argv[i], "--server") == 0 && more) {
            options->server = argv[++i];
        } else if (!take_word(options, argv[i])) {
            return usage(argv[i]);
        }
    }
    return 0;
}

int
walk_options_take(struct walk_options *options, int argc, char **argv)
{
    const char *id = NULL;
    int status = 0;

    memset(options, 0, sizeof(*options));
    options->argv0 = argv[0];
    status = take_words(options, argc, argv);
    if (status != 0 || options->help) {
        return status;
    }
    id = options->id == NULL ? "a1" : options->id;
    if (strchr(id, '/') != NULL ||
        play_find(options->argv0, id, options->path) != 0) {
        fprintf(stderr,
                "mailwalk walk: there is no lesson \"%s\"; there are "
                "a1 and a2\n",
                id);
        return EX_NOINPUT;
    }
    return 0;
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
        fprintf(stderr, "mailwalk walk: %s\n", options->reach.why);
        return EX_USAGE;
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
    if (world_open(&options->world, options->dir, options->argv0) != 0) {
        fprintf(stderr, "mailwalk walk: %s\n", options->world.why);
        return options->world.status;
    }
    return 0;
}
