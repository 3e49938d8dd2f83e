/*
 * columns.h - how many columns a text takes, on any terminal.
 *
 * Terminals have tables of their own, made in different years: a mark or an
 * emoji that is newer than the table takes another number of columns, and all
 * that stands behind it in the row is out of place.  So a character on which
 * they do not agree is shown as a question mark.
 *
 * Text is UTF-8 without controls (escape.h).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_COLUMNS_H
#define MAILWALK_LABS_COLUMNS_H

#include <stddef.h>
#include <wchar.h>

/*
 * The character at the front of len octets, more than none.  *shown is what is
 * to be shown for it (NUL: nothing), *columns what that takes: 0, 1 or 2.
 * Returns how many octets it has.
 */
size_t columns_next(const char *text, size_t len, wchar_t *shown, int *columns);

/*
 * The columns that len octets take.
 */
int columns_of(const char *text, size_t len);

/*
 * How many octets fit into room columns, marks of the last one included.
 */
size_t columns_fit(const char *text, size_t len, int room);

#endif
