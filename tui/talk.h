/*
 * talk.h - `mailwalk talk`: on the screen where there is one, else plain.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_TALK_H
#define MAILWALK_TUI_TALK_H

/*
 * The sub-command; argv[0] is "talk".  Returns the exit status, as
 * client/talk.h tells.
 */
int talk_main(int argc, char **argv);

#endif
