/*
 * handout.h - a lab on paper: for the student, for the instructor.
 *
 * One file gives both.  The hand-out leaves out what would give the answers
 * away: notes, reasons, stars and checks; a hidden reply is a gap to fill.  The
 * key shows all of it.  Both are Markdown.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_HANDOUT_H
#define MAILWALK_LABS_HANDOUT_H

#include <stdbool.h>
#include <stdio.h>

#include "labs/lab.h"
#include "labs/pattern.h"

/*
 * Print the lab; key: with the answers.  values stand for the parameters;
 * those without a value are printed as they are.
 */
void handout_print(const struct lab *lab, const struct pattern_values *values,
                   bool key, FILE *out);

#endif
