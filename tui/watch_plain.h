/*
 * watch_plain.h - Watch without a screen: `tail -f`, with explanations.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_WATCH_PLAIN_H
#define MAILWALK_TUI_WATCH_PLAIN_H

#include "tui/watch_screen.h"

/*
 * Write each line of the logs to standard output, and what it means.  new_only:
 * only those that come from now on.  Goes on until standard input ends (which
 * may itself be one of the logs) and all that is there has been told; then
 * returns 0.
 */
int watch_plain(const struct watch_source *sources, size_t count,
                bool new_only);

#endif
