/*
 * lab_cut.h - cut a lab file into cards, and cards into items.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_LAB_CUT_H
#define MAILWALK_LABS_LAB_CUT_H

#include "labs/lab.h"

/*
 * Cut the len octets of lab->text (a NUL behind them) into cards and items.
 * Returns 0, or -1 with *line and a message (LAB_WHY_MAX octets) that says
 * what was expected there.
 */
int lab_cut(struct lab *lab, size_t len, unsigned *line, char *why);

#endif
