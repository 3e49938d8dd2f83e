/*
 * panes.h - the panes of a session beside each other, as the size allows.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_PANES_H
#define MAILWALK_TUI_PANES_H

#include <stdbool.h>

#include "tui/lesson_layout.h"
#include "tui/lesson_log.h"
#include "tui/session_view.h"

/* The order in which Tab goes through them. */
enum pane_name {
    PANE_DIALOGUE,
    PANE_REPLY,
    PANE_MEMORY,
    PANE_MACHINE,
    PANE_SMTP_LOG,
    PANE_POP3_LOG,
    PANE_NAMES
};

struct panes {
    const struct session_view *session;
    struct lesson_log *const *logs; /* smtpd's, pop3d's; NULL: not visible */
    const char *host;               /* where they are then, or NULL */
    bool covered;                   /* they would give away a covered reply */
    enum pane_name chosen;          /* that scrolls and that zoom enlarges */
    bool zoomed;
    int scroll; /* rows that it is scrolled back */

    /* The mailbox, beside the memory: drawn by the screen's own hand.  NULL:
     * there is none. */
    void (*box)(const void *ctx, const struct area *area);
    const void *ctx;
    bool box_alone; /* in one column it stands there without the memory */
};

/*
 * Draw them where the layout has them; the chosen one always, at the cost of
 * others.  The row of the current line of the dialogue is told as a row of the
 * screen.
 */
void panes_draw(const struct panes *panes, struct lesson_layout *layout,
                int *row);

/*
 * A live log: PANE_SMTP_LOG or PANE_POP3_LOG.
 */
void pane_log(const struct panes *panes, enum pane_name which,
              const struct area *area);

/*
 * The pane behind this one; logs that there are not are left out.
 */
enum pane_name panes_next(enum pane_name pane, bool logs);

#endif
