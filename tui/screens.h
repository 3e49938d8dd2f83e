/*
 * screens.h - from a sub-command to the screens: take the terminal, run, give
 * it back.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_SCREENS_H
#define MAILWALK_TUI_SCREENS_H

#include "tui/servers.h"
#include "tui/term.h"

struct screens {
    const char *command; /* "walk", for complaints */
    const char *plain;   /* the same without a screen, as it is typed */
    struct term_options look;
    struct world *world; /* of this machine, or NULL */
    /* Open the first screens.  Returns 0, or an exit status with a complaint
     * in why (LAB_WHY_MAX octets). */
    int (*open)(struct app *app, struct servers *servers, void *ctx, char *why);
    void *ctx;
};

/*
 * Returns the exit status, or -1 if there can be no screen: the plain form is
 * then the way.
 */
int screens_run(const struct screens *screens);

#endif
