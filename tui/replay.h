/*
 * replay.h - a saved session on the screen: the model.
 *
 * A tape and a place on it.  Everything shown is a view of the lines up to that
 * place; nothing touches the network.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_REPLAY_H
#define MAILWALK_TUI_REPLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/panes.h"
#include "tui/screen.h"
#include "tui/tape.h"

enum { REPLAY_NAME_MAX = 64 };

struct replay {
    struct screen screen;           /* first */
    const struct tape *tape;
    char from[REPLAY_NAME_MAX];     /* where it was read, to be shown */
    bool strange;                   /* the server need not be one of ours */
    const char *below;              /* what Esc leads to, "menu" */

    size_t place;                   /* lines that have been said, at least 1 */
    enum pane_name pane;
    bool zoomed;
    bool wire;
    int scroll;
    char *page;                     /* an explanation above the panes, or
                                       NULL */
    int page_scroll;
};

/*
 * The timeline, in 1 to 3 rows: the exchanges, a bar, the stages.  view is that
 * of the place.
 */
void pane_timeline(const struct replay *replay,
                   const struct session_view *view, const struct area *area);

/*
 * What the line at the place is, and where the session stands behind it, in
 * sentences.  The caller frees the text; NULL if memory ran out.
 */
char *replay_told(const struct replay *replay,
                  const struct session_view *view);

#endif
