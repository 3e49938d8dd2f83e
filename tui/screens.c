/*
 * screens.c - take the terminal, run the screens, give it back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/screens.h"

#include <signal.h>
#include <stdio.h>
#include <sysexits.h>

#include "labs/lab.h"

#include "tui/app.h"

int
screens_run(const struct screens *screens)
{
    struct app *app = app_new(&screens->look, screens->plain);
    struct servers servers;
    char why[LAB_WHY_MAX] = "not enough memory for a screen";
    int status = EX_OSERR;

    if (app == NULL) {
        return -1;
    }
    if (servers_init(&servers, screens->world, app) == 0) {
        why[0] = '\0';
        status = screens->open(app, &servers, screens->ctx, why);
        if (status == 0) {
            status = app_run(app);
        }
        servers_free(&servers); /* its events are the app's */
    }
    app_free(app);
    signal(SIGHUP, SIG_IGN); /* a terminal that closes may say so twice */
    if (why[0] != '\0') {
        fprintf(stderr, "mailwalk %s: %s\n", screens->command, why);
    }
    if (screens->world != NULL) {
        world_release(screens->world);
    }
    return status;
}
