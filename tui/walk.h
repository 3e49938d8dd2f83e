/*
 * walk.h - `mailwalk walk`: on the screen where there is one, else plain.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_WALK_H
#define MAILWALK_TUI_WALK_H

/*
 * Without a lesson's name the menu opens, with one that lesson, and the menu
 * stands behind it.  With --plain, or on a terminal that cannot show screens,
 * the lesson (a1 if none is named) goes line by line.  The words:
 * labs/walk_options.h.  `mailwalk` alone is the same as `mailwalk walk`.
 * Returns the exit status.
 */
int walk_main(int argc, char **argv);

#endif
