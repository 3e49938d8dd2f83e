/*
 * replay_screen.h - make the screens of Replay.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_REPLAY_SCREEN_H
#define MAILWALK_TUI_REPLAY_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "client/world.h"
#include "tui/screen.h"
#include "tui/tape.h"

/* A log to choose a session from. */
struct replay_source {
    const char *name;       /* to be shown */
    const char *path;
};

/*
 * Replay one session, from this place on (at least 1).  The tape must outlive
 * the screen.  ours: the server is smtpd or pop3d.  below is what Esc leads to:
 * "menu", "quit".  NULL if memory ran out.
 */
struct screen *replay_screen_new(struct app *app, const struct tape *tape,
                                 const char *from, bool ours,
                                 const char *below, size_t place);

/*
 * Choose a session of these logs, and replay it.  wanted: the name of one,
 * which is opened at once; or NULL, then a single one is.  Names and paths are
 * copied.  NULL if memory ran out.
 */
struct screen *replay_choose_new(struct app *app,
                                 const struct replay_source *sources,
                                 size_t count, const char *wanted, bool ours,
                                 const char *below);

/*
 * The same of the logs of all servers of the lab world.
 */
struct screen *replay_lab_new(struct app *app, const struct world *world,
                              const char *wanted, const char *below);

/*
 * Two sessions of one protocol beside each other.  The tapes become the
 * screen's own (and are zero then), also if NULL is returned because memory ran
 * out.
 */
struct screen *replay_compare_new(struct app *app, struct tape *mine,
                                  const char *mine_from, struct tape *model,
                                  const char *model_from, const char *below);

#endif
