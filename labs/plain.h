/*
 * plain.h - `mailwalk walk --plain`: a lesson line by line.
 *
 * Line in, line out: the same lesson as on the screens, for a terminal that
 * can do nothing, a screen reader, a pipe, or a test.  At the end of its input
 * it plays on to the end without asking.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_PLAIN_H
#define MAILWALK_LABS_PLAIN_H

struct walk_options;

/*
 * Walk through a lesson: reads standard input, writes standard output,
 * complaints to standard error.  The options know their place already.
 * Returns the exit status (sysexits.h): 0, 65 for a lesson that cannot be
 * read, that of the servers' trouble, or a player_outcome.
 */
int plain_run(struct walk_options *options);

#endif
