/*
 * walk.c - `mailwalk walk`: on the screen where there is one, else plain.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/walk.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "labs/plain.h"
#include "labs/walk_options.h"

#include "tui/app.h"
#include "tui/lesson_screen.h"
#include "tui/menu.h"
#include "tui/screens.h"

/*
 * The menu, and above it the lesson that was named.  Returns 0, or an exit
 * status with a complaint in why.
 */
static int
open_screens(struct app *app, struct servers *servers, void *ctx, char *why)
{
    struct walk_options *options = ctx;
    struct screen *menu = menu_new(app, &options->place, servers);
    struct screen *lesson = NULL;

    if (menu == NULL) {
        snprintf(why, LAB_WHY_MAX, "not enough memory for a screen");
        return EX_OSERR;
    }
    app_open(app, menu);
    if (options->id == NULL) {
        return 0;
    }
    lesson = lesson_screen_new(app, &options->place, servers, options->path,
                               why);
    if (lesson == NULL) {
        return EX_DATAERR;
    }
    app_open(app, lesson);
    return 0;
}

static int
screen_run(struct walk_options *options)
{
    char plain[WORLD_PATH_ROOM + 32] = "mailwalk --plain";
    const struct screens screens = {.command = "walk",
                                    .plain = plain,
                                    .look = {.ascii = options->ascii,
                                             .no_color = options->no_color},
                                    .world = options->place.world,
                                    .open = open_screens,
                                    .ctx = options};
    int status = 0;

    play_options(&options->place, plain + strlen(plain));
    status = screens_run(&screens);
    return status == -1 ? plain_run(options) : status;
}

int
walk_main(int argc, char **argv)
{
    struct walk_options *options = malloc(sizeof(*options));
    int status = EX_OSERR;

    setlocale(LC_CTYPE, "");
    if (options == NULL) {
        return status;
    }
    status = walk_options_take(options, argc, argv);
    if (status == 0 && !options->help) {
        status = walk_options_find(options);
        if (status == 0) {
            status = options->plain || !term_usable() ? plain_run(options)
                                                      : screen_run(options);
        }
    }
    free(options);
    return status;
}
