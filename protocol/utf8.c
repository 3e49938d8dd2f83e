/*
 * utf8.c - the characters that octets above 127 are to be.
 *
 * SPDX-License-Identifier: ISC
 */
#include "protocol/utf8.h"

bool
utf8_part(char octet)
{
    return (unsigned char)octet > 0x7F;
}

size_t
utf8_take(const char *text, size_t len, unsigned long *character)
{
    static const unsigned long least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = len > 0 ? (unsigned char)text[0] : 0xFF;
    size_t n = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    unsigned long c;

    if (first < 0x80) {
        *character = first;
        return 1;
    }
    if (first < 0xC2 || first > 0xF4 || len < n) {
        return 0;
    }
    c = first & (0x7FU >> n);
    for (size_t i = 1; i < n; i++) {
        unsigned char next = (unsigned char)text[i];

        if ((next & 0xC0) != 0x80) {
            return 0;
        }
        c = c << 6 | (next & 0x3F);
    }
    *character = c;
    return c < least[n] || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF ? 0
                                                                        : n;
}

size_t
utf8_put(unsigned long character, char *out)
{
    size_t n = character < 0x80      ? 1
               : character < 0x800   ? 2
               : character < 0x10000 ? 3 : 4;

    for (size_t i = n; i > 1; i--) {
        out[i - 1] = (char)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    out[0] = (char)(n == 1 ? character : character | (0xF00UL >> n & 0xFF));
    return n;
}

bool
utf8_ok(const char *text, size_t len)
{
    unsigned long character;
    size_t used = 1;

    for (size_t i = 0; i < len && used > 0; i += used) {
        used = utf8_take(text + i, len - i, &character);
    }
    return used > 0;
}

bool
utf8_is_control(unsigned long c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C ||
           c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}
