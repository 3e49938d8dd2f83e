/*
 * lab_main.h - `mailwalk lab ..`: what an instructor does with labs.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_LAB_MAIN_H
#define MAILWALK_LABS_LAB_MAIN_H

/*
 * The sub-command; argv[0] is "lab".  Returns the exit status (sysexits.h).
 */
int lab_main(int argc, char **argv);

#endif
