/*
 * screen_golden.h - the screen, held against a picture that a person has seen.
 *
 * A golden file (tests/screens/golden/NAME-COLSxROWS.txt) holds the pictures
 * of one walk in their order, each below a line that says what was done:
 *
 *   #### 03 Space (cursor at row 4, column 3)
 *
 * and then the rows of the screen, without blanks at their end.  What is never
 * the same twice is masked, in the file and on the screen alike:
 *
 *   - in a row of five digits or more (a port, a second since 1970) each
 *     digit is '#', and so is each letter and digit of a message's name behind
 *     it (1763889161.M377412P00812Q000007R5f2c91aa);
 *   - a time of day is ##:##:##, a date is Day, ## Mon ####;
 *   - the number of a session is smtp##, pop3##;
 *   - a scratch folder is mailwalk-######;
 *   - a row of a live log, and its rule, is ~: what it says depends on who
 *     runs the servers (to root they say one line more), and on the moment.
 *
 * The mask keeps every column.  With UPDATE_GOLDEN=1 in the environment the
 * files are written anew: look at each before you commit it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_SCREEN_GOLDEN_H
#define MAILWALK_TESTS_SUPPORT_SCREEN_GOLDEN_H

#include <stdio.h>

#include "tests/support/screen_rig.h"

struct screen_golden {
    FILE *file;
    bool writing;
    int rows, cols;
    unsigned step;
    char path[256];
};

/*
 * Open the file of this walk at this size.
 */
void screen_golden_open(struct screen_golden *golden, const char *name,
                        int rows, int cols);

/*
 * Now the screen must become the next picture of the file.  what says what was
 * done to get here.
 */
void screen_golden_next(struct screen_golden *golden, struct screen_rig *rig,
                        const char *what);

/*
 * There must be no more pictures in the file.
 */
void screen_golden_close(struct screen_golden *golden);

/*
 * Mask what is never the same twice.
 */
void screen_mask(char *row);

#endif
