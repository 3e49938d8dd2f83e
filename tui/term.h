/*
 * term.h - the terminal: taken over, and given back whatever happens.
 *
 * Rules: one thread.  The terminal is restored after every way to end: normal,
 * a signal that ends us, a crash; stopped with Ctrl-Z and continued.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_TERM_H
#define MAILWALK_TUI_TERM_H

#include <stdbool.h>

struct term_options {
    bool ascii;         /* --ascii: no lines and arrows beyond ASCII */
    bool no_color;      /* --no-color, or NO_COLOR is set and not empty */
};

/*
 * Can this terminal show screens: is standard output a terminal, TERM known
 * and able to move the cursor?  If not, the plain mode is the way.
 */
bool term_usable(void);

/*
 * Take the terminal over.  Returns 0, or -1 if it cannot be used after all.
 */
int term_start(const struct term_options *options);

/*
 * Give it back.  May be called twice.
 */
void term_stop(void);

/*
 * Stop as Ctrl-Z asks: the terminal is given back, and the process stops.
 */
void term_suspend(void);

/*
 * The process goes on, whatever stopped it: take the terminal again, and draw
 * all of it anew.
 */
void term_resume(void);

/*
 * The window has a new size: learn it.
 */
void term_resized(void);

/*
 * Draw with lines and arrows of Unicode?  False for ASCII.
 */
bool term_wide(void);

#endif
