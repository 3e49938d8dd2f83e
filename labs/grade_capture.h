/*
 * grade_capture.h - the words that a lab takes out of replies, found in a log.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_GRADE_CAPTURE_H
#define MAILWALK_LABS_GRADE_CAPTURE_H

#include "labs/lab.h"
#include "labs/pattern.h"
#include "labs/proof.h"

/*
 * Go through the lab's commands in their order, and through the student's
 * exchanges, session by session: for each reply that the lab expects, the next
 * exchange of the same command whose reply fits.  What the patterns capture
 * goes into values.
 */
void grade_capture(const struct lab *lab, const struct proof_case *proof_case,
                   struct pattern_values *values);

#endif
