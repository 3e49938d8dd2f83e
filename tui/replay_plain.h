/*
 * replay_plain.h - Replay without a screen: told in sentences.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_REPLAY_PLAIN_H
#define MAILWALK_TUI_REPLAY_PLAIN_H

#include "tui/tape.h"

/*
 * Tell a session step by step, to standard output; from is where it was read.
 * Returns an exit status: 0.
 */
int replay_plain(const struct tape *tape, const char *from);

/*
 * Tell how two sessions differ.
 */
int replay_plain_compare(const struct tape *mine, const char *mine_from,
                         const struct tape *model, const char *model_from);

#endif
