/*
 * script.h - plays a dialogue that stands in a text file.
 *
 * The notation is explained in tests/golden/dialogues.c.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_SCRIPT_H
#define MAILWALK_TESTS_SUPPORT_SCRIPT_H

#include <stdbool.h>

/*
 * Play the file at path, in a house of its own.  one_by_one sends each octet
 * of the client alone.  Tells every fault with the line of the file, and
 * returns how many there were.
 */
unsigned script_play(const char *path, bool one_by_one);

#endif
