/*
 * world_options.c - the options of mailwalk up, down, status and reset.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/world_options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

static const char dir_help[] =
    "  --dir DIR   the folder of the lab world, if it is not\n"
    "              $XDG_STATE_HOME/mailwalk or ~/.local/state/mailwalk\n";

int
world_complain(const char *name, const char *what, const char *about)
{
    fprintf(stderr, "mailwalk %s: %s%s. See: mailwalk %s --help\n", name, what,
            about, name);
    return EX_USAGE;
}

static int
read_offset(struct world_choice *choice, const char *text)
{
    char *end;

    errno = 0;
    choice->offset = strtoul(text, &end, 10);
    choice->has_offset = true;
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 &&
                   choice->offset <= WORLD_OFFSET_MAX ? 0 : -1;
}

int
world_options(int argc, char **argv, bool with_offset,
              struct world_choice *choice, const char *help)
{
    *choice = (struct world_choice){.users = argv + 1};
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        bool offset = with_offset && strcmp(word, "--offset") == 0;

        if (strcmp(word, "--help") == 0) {
            printf("%s%s", help, dir_help);
            return 0;
        }
        if (word[0] != '-') {
            choice->users[choice->user_count++] = argv[i];
            continue;
        }
        if (!offset && strcmp(word, "--dir") != 0) {
            return world_complain(argv[0], "there is no option ", word);
        }
        if (++i == argc) {
            return world_complain(argv[0], "a value is missing behind ", word);
        }
        if (!offset) {
            choice->dir = argv[i];
        } else if (read_offset(choice, argv[i]) == -1) {
            return world_complain(argv[0],
                                  "--offset wants a number from 0 to 60000, "
                                  "not ", argv[i]);
        }
    }
    return -1;
}

int
world_options_only(int argc, char **argv, bool with_offset,
                   struct world_choice *choice, const char *help)
{
    int status = world_options(argc, argv, with_offset, choice, help);

    if (status == -1 && choice->user_count > 0) {
        return world_complain(argv[0], "it takes options only, not ",
                              choice->users[0]);
    }
    return status;
}

int
world_report(const struct world *world)
{
    fprintf(stderr, "%s\n", world->why);
    return world->status;
}

bool
world_is_there(const struct world *world)
{
    char option[WORLD_PATH_ROOM];
    struct stat st;

    if (stat(world->dir, &st) == 0) {
        return true;
    }
    world_dir_option(world, option);
    printf("There is no lab world at %s. Make one: mailwalk up%s\n",
           world->dir, option);
    return false;
}
