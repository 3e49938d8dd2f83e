/*
 * world_options.h - the options of mailwalk up, down, status and reset.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_WORLD_OPTIONS_H
#define MAILWALK_CLIENT_WORLD_OPTIONS_H

#include <stdbool.h>

#include "client/world.h"

/* What all four can be told. */
struct world_choice {
    const char *dir;
    bool has_offset;
    unsigned long offset;
    char **users;       /* what is no option */
    int user_count;
};

/*
 * Read the options; the words that are none are gathered at the front of argv.
 * argv[0] is the name of the sub-command, help what --help prints.  Returns -1
 * to go on, else the exit status.
 */
int world_options(int argc, char **argv, bool with_offset,
                  struct world_choice *choice, const char *help);

/*
 * The same for a sub-command that takes options only.
 */
int world_options_only(int argc, char **argv, bool with_offset,
                       struct world_choice *choice, const char *help);

/*
 * Say on stderr what is wrong with an option.  Returns the exit status.
 */
int world_complain(const char *name, const char *what, const char *about);

/*
 * Say on stderr why a call of world.h failed.  Returns the exit status.
 */
int world_report(const struct world *world);

/*
 * Is there a lab world at all?  If not, says so.
 */
bool world_is_there(const struct world *world);

#endif
