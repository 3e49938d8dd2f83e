/*
 * hear.h - let an observer hear a dialogue that stands in a test.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_HEAR_H
#define MAILWALK_TESTS_SUPPORT_HEAR_H

#include "protocol/observer.h"

/*
 * Hear some lines, as "C: EHLO a\nS: 250 OK": each is one record.  "c:" is a
 * line of the client that ended in LF alone, "d:" such a line of text.
 */
void hear(struct observer *observer, const char *said);

/*
 * These commands, and no others, are legal now.
 */
void hear_legal_words(const struct observer *observer, const char *expected);

#endif
