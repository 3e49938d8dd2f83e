/*
 * escape.c - show octets of a stranger so that they stay text.
 *
 * The idea: most octets of a dialogue are plain, so runs of them are copied,
 * and one character at a time is judged only where a run ends.
 *
 * Invariant: the octets written are printable ASCII and well-formed UTF-8
 * without controls, whatever comes in.
 *
 * SPDX-License-Identifier: ISC
 */
#include "protocol/escape.h"

#include <string.h>

#include "protocol/utf8.h"

enum { ESCAPE_MOST = 4 }; /* octets written for one octet of text */

static bool
is_plain(unsigned char c, enum escape_place place)
{
    return c >= 0x20 && c < 0x7F && c != '\\' &&
           !(place == ESCAPE_VALUE && (c == ' ' || c == '='));
}

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/*
 * How many octets the escape at `at` has: \\ is 2, \xHH is 4, no escape is 0.
 */
static size_t
escape_length(const char *at, size_t left)
{
    if (left >= 2 && at[0] == '\\' && at[1] == '\\') {
        return 2;
    }
    if (left >= 4 && at[0] == '\\' && at[1] == 'x' && hex_value(at[2]) >= 0 &&
        hex_value(at[3]) >= 0) {
        return 4;
    }
    return 0;
}

static char
unescape_one(const char *at)
{
    if (at[1] == '\\') {
        return '\\';
    }
    return (char)(hex_value(at[2]) << 4 | hex_value(at[3]));
}

/*
 * How many octets the character has if people can read it; 0 for one of ASCII
 * that is not plain, for a control, and for what is no character at all.
 */
static size_t
readable(const char *at, size_t left)
{
    unsigned long c;
    size_t len = utf8_take(at, left, &c);

    return len > 1 && !utf8_is_control(c) ? len : 0;
}

/*
 * Spell one character that is not plain.  Sets *taken to the octets of text
 * that it has; returns the octets written, ESCAPE_MOST at most.
 */
static size_t
spell_one(const char *text, size_t left, enum escape_place place, char *out,
          size_t *taken)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t keep = place == ESCAPE_EVENT ? escape_length(text, left) : 0;

    if (keep == 0) {
        keep = readable(text, left);
    }
    if (keep > 0) {
        memcpy(out, text, keep);
        *taken = keep;
        return keep;
    }
    *taken = 1;
    out[0] = '\\';
    if (text[0] == '\\') {
        out[1] = '\\';
        return 2;
    }
    out[1] = 'x';
    out[2] = hex[(unsigned char)text[0] >> 4];
    out[3] = hex[(unsigned char)text[0] & 0xF];
    return 4;
}

size_t
escape_spell(const char *text, size_t len, enum escape_place place, char *out)
{
    size_t written = 0;
    size_t i = 0;

    while (i < len) {
        size_t start = i;
        size_t taken;

        while (i < len && is_plain((unsigned char)text[i], place)) {
            i++;
        }
        if (i > start) {
            memcpy(out + written, text + start, i - start);
            written += i - start;
        }
        if (i < len) {
            written += spell_one(text + i, len - i, place, out + written,
                                 &taken);
            i += taken;
        }
    }
    return written;
}

size_t
escape_undo(const char *spelled, size_t len, char *out, size_t room)
{
    size_t written = 0;
    size_t i = 0;

    while (i < len && written < room) {
        size_t n = escape_length(spelled + i, len - i);

        if (n == 0) {
            out[written++] = spelled[i++];
        } else {
            out[written++] = unescape_one(spelled + i);
            i += n;
        }
    }
    return written;
}

bool
escape_is_spelling(const char *spelled, size_t spelled_len, const char *text,
                   size_t len, enum escape_place place)
{
    size_t pos = 0;
    size_t i = 0;

    while (i < len) {
        char one[ESCAPE_MOST] = {text[i]};
        size_t taken = 1;
        size_t n = 1;

        if (!is_plain((unsigned char)text[i], place)) {
            n = spell_one(text + i, len - i, place, one, &taken);
        }
        if (n > spelled_len - pos || memcmp(spelled + pos, one, n) != 0) {
            return false;
        }
        pos += n;
        i += taken;
    }
    return pos == spelled_len;
}
