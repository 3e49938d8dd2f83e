/*
 * app.h - the program on the screen: one loop, a stack of screens, one place
 * that draws.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_APP_H
#define MAILWALK_TUI_APP_H

#include "tui/screen.h"
#include "tui/term.h"

struct event_base;

/*
 * Take the terminal over and begin.  plain is the command that says the same
 * without a screen, for a window that is too small.  Returns NULL if that
 * cannot be done; the plain mode is then the way.
 */
struct app *app_new(const struct term_options *options, const char *plain);

/*
 * The event loop: screens add their own events to it.
 */
struct event_base *app_base(const struct app *app);

/*
 * Open a screen above the present one; it is freed when it is left.
 */
void app_open(struct app *app, struct screen *screen);

/*
 * Leave the present screen; with the last one the program ends.
 */
void app_leave(struct app *app);

/*
 * The model has changed: draw again at the end of this turn.
 */
void app_changed(struct app *app);

/*
 * Show the help page of the present screen, as the key '?' does.  For a screen
 * whose input line is open but empty.
 */
void app_help(struct app *app);

/*
 * Run until the last screen is left or a signal ends it.  Returns the exit
 * status: 0, or 128 + the signal.
 */
int app_run(struct app *app);

/*
 * Give the terminal back and free all.
 */
void app_free(struct app *app);

#endif
