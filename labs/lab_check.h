/*
 * lab_check.h - does a lab that was read make sense as a lesson?
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_LAB_CHECK_H
#define MAILWALK_LABS_LAB_CHECK_H

#include "labs/lab.h"

/*
 * Check the cards of a lab one by one, and that they fit together.  Returns 0,
 * or -1 with *line and a message (LAB_WHY_MAX octets) that says what was
 * expected.
 */
int lab_check(const struct lab *lab, unsigned *line, char *why);

/*
 * Is every line of a check card a check that can be tried, and every answer in
 * it to a question of the lab?  Returns as above.
 */
int lab_check_proofs(const struct lab *lab, const struct lab_card *card,
                     unsigned *line, char *why);

#endif
