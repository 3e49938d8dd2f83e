/*
 * watch_main.h - `mailwalk watch`: logs on the screen where there is one, else
 * line by line.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_WATCH_MAIN_H
#define MAILWALK_TUI_WATCH_MAIN_H

/*
 * Watch the logs that are named, standard input for "-", else those of red's
 * servers in the lab world.  Returns the exit status.
 */
int watch_main(int argc, char **argv);

#endif
