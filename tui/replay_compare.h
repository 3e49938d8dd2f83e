/*
 * replay_compare.h - two sessions side by side: the model.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_REPLAY_COMPARE_H
#define MAILWALK_TUI_REPLAY_COMPARE_H

#include "tui/paint.h"
#include "tui/replay.h"
#include "tui/tape_compare.h"

enum { COMPARE_SIDES = 2, COMPARE_LEFT = 3 };

struct compare_side {
    struct tape tape;
    char from[REPLAY_NAME_MAX];
};

struct compare {
    struct screen screen;           /* first */
    struct compare_side side[COMPARE_SIDES];    /* mine, the model */
    struct tape_pair *pair;         /* count of them */
    size_t count;
    size_t at;
    const char *below;
};

/*
 * The exchange of a side in a row, or NULL.
 */
const struct tape_exchange *compare_exchange(const struct compare *compare,
                                             size_t row, int side);

/*
 * The rows: a command with the kind of its reply on each side, and a sign of
 * how they differ.  Mine begins in column COMPARE_LEFT, the model in the one
 * behind the middle and a blank.
 */
void pane_compare(const struct compare *compare, const struct area *area,
                  int *row);

/*
 * The chosen row at length: what both say, and how that differs.
 */
void pane_differs(const struct compare *compare, const struct area *area);

#endif
