/*
 * number.c - a decimal number, as it stands on the wire.
 *
 * SPDX-License-Identifier: ISC
 */
#include "protocol/number.h"

size_t
number_take(const char *text, size_t len, uint64_t *number)
{
    size_t i;

    *number = 0;
    for (i = 0; i < len && text[i] >= '0' && text[i] <= '9'; i++) {
        unsigned digit = (unsigned)(text[i] - '0');

        *number = *number > (UINT64_MAX - digit) / 10 ? UINT64_MAX
                                                      : *number * 10 + digit;
    }
    return i;
}
