/*
 * utf8.h - the characters that octets above 127 are to be.
 *
 * RFC 3629 sections 3, 4.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_UTF8_H
#define MAILWALK_PROTOCOL_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Is this octet part of a character beyond ASCII?
 */
bool utf8_part(char octet);

/*
 * How many octets the character at the front of len octets has: 1 to 4, and
 * *character is its number.  0 if it is not well-formed: overlong, a
 * surrogate, above U+10FFFF, or cut.
 */
size_t utf8_take(const char *text, size_t len, unsigned long *character);

/*
 * Write a character, up to U+10FFFF, as UTF-8.  Returns its octets, 1 to 4.
 */
size_t utf8_put(unsigned long character, char *out);

/*
 * Are all characters of len octets well-formed?
 */
bool utf8_ok(const char *text, size_t len);

/*
 * Is it a control, or another character that is no part of a line of text: C0
 * and C1, DEL, marks that turn the writing direction, line separators, the
 * BOM?
 */
bool utf8_is_control(unsigned long character);

#endif
