/*
 * plain.h - `mailwalk walk --plain`: a lesson line by line.
 *
 *   mailwalk walk [--plain] [--dir DIR] [--server HOST[:OFFSET]] [ID]
 *
 * Line in, line out: the same lesson as on the screens, for a terminal that
 * can do nothing, a screen reader, a pipe, or a test.  At the end of its input
 * it plays on to the end without asking.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_PLAIN_H
#define MAILWALK_LABS_PLAIN_H

/*
 * Walk through a lesson (a1 if none is named): reads standard input, writes
 * standard output, complaints to standard error.  argv[0] is how the program
 * or the sub-command was called.  Returns the exit status (sysexits.h): 0, 64
 * for wrong usage, 66 for a lesson that is not there, 65 for one that cannot
 * be read, or a player_outcome.
 */
int walk_main(int argc, char **argv);

#endif
