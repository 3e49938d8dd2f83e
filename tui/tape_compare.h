/*
 * tape_compare.h - two sessions beside each other, exchange by exchange.
 *
 * They are aligned by their commands: the same commands stand in one row, what
 * only one of them has stands alone.
 *
 * Pure.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_TAPE_COMPARE_H
#define MAILWALK_TUI_TAPE_COMPARE_H

#include "tui/tape.h"

enum tape_difference {
    TAPE_SAME,          /* the same command, and the same kind of reply */
    TAPE_WORDS,         /* the same command with other words, the same kind of
                           reply */
    TAPE_REPLY,         /* the same command, another kind of reply */
    TAPE_MINE,          /* only mine has it */
    TAPE_MODEL          /* only the model has it */
};

struct tape_pair {
    size_t mine;        /* the exchange, or SIZE_MAX */
    size_t model;
    enum tape_difference difference;
};

enum { TAPE_COMPARED_MAX = 2000 };  /* exchanges of each; more are left out */

/*
 * Align two tapes.  Returns the rows, *count of them, which the caller frees;
 * NULL if memory ran out.
 */
struct tape_pair *tape_compare(const struct tape *mine,
                               const struct tape *model, size_t *count);

/*
 * How many rows differ.
 */
size_t tape_differences(const struct tape_pair *pair, size_t count);

/*
 * The difference in a word or two, "another reply"; "" if there is none.
 */
const char *tape_difference_word(enum tape_difference difference);

#endif
