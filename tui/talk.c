/*
 * talk.c - `mailwalk talk`: on the screen where there is one, else plain.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/talk.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/talk.h"

#include "tui/app.h"
#include "tui/menu.h"
#include "tui/screens.h"
#include "tui/type.h"

/* What the screen is opened for. */
struct talking {
    const struct talk_options *options;
    struct world world;
    struct reach reach;
    struct play_place lab;
    FILE *log;
};

/*
 * Above the menu, unless the server is somebody else's: then the lab's are not
 * started either.
 */
static int
open_screens(struct app *app, struct servers *servers, void *ctx, char *why)
{
    struct talking *talking = ctx;
    const struct type_place place = {.protocol = talking->options->protocol,
                                     .at = talking->options->place,
                                     .ca = talking->options->ca,
                                     .wire = talking->options->wire,
                                     .log = talking->log};
    struct screen *menu = place.at != NULL
                              ? NULL
                              : menu_new(app, &talking->lab, servers);
    struct screen *type = NULL;

    if (menu != NULL) {
        app_open(app, menu);
    }
    type = menu == NULL && place.at == NULL
               ? NULL
               : type_screen_new(app, &place, &talking->lab, servers);
    if (type == NULL) {
        snprintf(why, LAB_WHY_MAX, "not enough memory for a screen");
        return EX_OSERR;
    }
    app_open(app, type);
    return 0;
}

/*
 * Where the lab's servers are, if they are meant.  Returns 0, or an exit status
 * after a complaint.
 */
static int
find_lab(struct talking *talking)
{
    const struct talk_options *options = talking->options;
    const char *given = getenv("MAILWALK_SERVER");
    size_t index = world_server_index(WORLD_RED, WORLD_SMTP);

    if (options->place != NULL) {
        return reach_place(&talking->reach, options->place) == 0
                   ? 0
                   : reach_complain(&talking->reach, "talk");
    }
    if (options->server != NULL || (given != NULL && given[0] != '\0')) {
        if (reach_world(&talking->reach, options->server, WORLD_RED,
                        WORLD_SMTP) != 0) {
            return reach_complain(&talking->reach, "talk");
        }
        talking->lab.host = talking->reach.host;
        talking->lab.offset = (unsigned)(talking->reach.port -
                                         world_server(index)->port);
        return 0;
    }
    if (world_open(&talking->world, NULL) != 0) {
        fprintf(stderr, "mailwalk talk: %s\n", talking->world.why);
        return talking->world.status;
    }
    talking->lab.world = &talking->world;
    return 0;
}

static int
screen_run(struct talking *talking)
{
    const struct talk_options *options = talking->options;
    struct screens screens = {
        .command = "talk",
        .plain = options->protocol == CHAT_SMTP ? "mailwalk talk smtp --plain"
                                                : "mailwalk talk pop3 --plain",
        .look = {.ascii = options->ascii, .no_color = options->no_color},
        .open = open_screens,
        .ctx = talking};
    int status = find_lab(talking);

    if (status != 0) {
        return status;
    }
    screens.world = talking->lab.world;
    if (options->log != NULL &&
        (talking->log = fopen(options->log, "a")) == NULL) {
        fprintf(stderr, "mailwalk talk: %s: %s\n", options->log,
                strerror(errno));
        return EX_CANTCREAT;
    }
    status = screens_run(&screens);
    if (talking->log != NULL) {
        fclose(talking->log);
    }
    return status == -1 ? talk_plain(options) : status;
}

int
talk_main(int argc, char **argv)
{
    struct talk_options options;
    int status = talk_options_take(&options, argc, argv);
    struct talking *talking = NULL;

    setlocale(LC_CTYPE, "");
    if (status != -1) {
        return status;
    }
    if (options.plain || !term_usable()) {
        return talk_plain(&options);
    }
    talking = calloc(1, sizeof(*talking));
    if (talking == NULL) {
        return EX_OSERR;
    }
    talking->options = &options;
    status = screen_run(talking);
    free(talking);
    return status;
}
