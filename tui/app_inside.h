/*
 * app_inside.h - what the files of the program on the screen share.
 *
 * app.c is its life and its keys, app_draw.c the one place that draws.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_APP_INSIDE_H
#define MAILWALK_TUI_APP_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/app.h"

enum { APP_LEVELS = 4, APP_SIGNALS = 6 }; /* screens open at once: with room */

struct app {
    struct event_base *base;
    struct event *keyboard;
    struct event *painter;
    struct event *signals[APP_SIGNALS];
    struct screen *screens[APP_LEVELS];
    size_t level;      /* screens open */
    bool helping;      /* the help page covers the screen */
    bool asking;       /* whether to end, though something is at stake */
    int scroll;        /* of the help page */
    const char *plain; /* the command that needs no screen */
    int64_t drawn_ms;  /* when it was last drawn */
    int status;
};

/*
 * The screen on top.
 */
struct screen *app_top(const struct app *app);

/*
 * What is at stake at any level if the program ends now, or NULL.
 */
const char *app_stake(const struct app *app);

/* ---- app_draw.c ---- */

/*
 * Is the window too small to show anything?
 */
bool app_too_small(void);

/*
 * Draw all; where nothing is open, nothing.
 */
void app_draw(struct app *app);

#endif
