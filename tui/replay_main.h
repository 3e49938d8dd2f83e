/*
 * replay_main.h - `mailwalk replay`: a saved session on the screen where there
 * is one, else in sentences.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_REPLAY_MAIN_H
#define MAILWALK_TUI_REPLAY_MAIN_H

/*
 * Replay a session of a log, or two beside each other.  Returns the exit
 * status.
 */
int replay_main(int argc, char **argv);

#endif
