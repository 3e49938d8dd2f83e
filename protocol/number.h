/*
 * number.h - a decimal number, as it stands on the wire.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_NUMBER_H
#define MAILWALK_PROTOCOL_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/*
 * Read the decimal digits at the front of len octets: no sign, no blank, no
 * 0x.  Returns how many there are, 0 if there is none.  *number is what they
 * say, or UINT64_MAX if that is more: too much for every limit it is held
 * against.
 */
size_t number_take(const char *text, size_t len, uint64_t *number);

#endif
