/*
 * base64.c - three octets as four letters.
 *
 * 24 bits are cut into 3 x 8 or into 4 x 6: that is all.  What is left at the
 * end is filled up with zero bits, and '=' stands for each octet that is not
 * there.
 *
 * RFC 4648 sections 3.5, 4.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/base64.h"

#include <stdint.h>

static const char letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* One to three octets as four letters. */
static void
encode_group(const unsigned char *octets, size_t count, char *text)
{
    uint32_t bits = (uint32_t)octets[0] << 16;

    if (count > 1) {
        bits |= (uint32_t)octets[1] << 8;
    }
    if (count > 2) {
        bits |= octets[2];
    }
    text[0] = letters[bits >> 18];
    text[1] = letters[bits >> 12 & 63];
    text[2] = count > 1 ? letters[bits >> 6 & 63] : '=';
    text[3] = count > 2 ? letters[bits & 63] : '=';
}

/* REQ(4648-4) */
size_t
base64_encode(const void *data, size_t len, char *text)
{
    const unsigned char *octets = data;
    size_t written = 0;

    for (size_t at = 0; at < len; at += 3) {
        encode_group(octets + at, len - at < 3 ? len - at : 3, text + written);
        written += 4;
    }
    text[written] = '\0';
    return written;
}

/* What a letter stands for, or -1. */
static int
value_of(char letter)
{
    if (letter >= 'A' && letter <= 'Z') {
        return letter - 'A';
    }
    if (letter >= 'a' && letter <= 'z') {
        return letter - 'a' + 26;
    }
    if (letter >= '0' && letter <= '9') {
        return letter - '0' + 52;
    }
    if (letter == '+') {
        return 62;
    }
    return letter == '/' ? 63 : -1;
}

/*
 * Four letters, the last `padding` of them '=', as octets.  The bits that
 * fill up must be zero (RFC 4648 section 3.5), so that every value has one
 * spelling only.  Returns 0, or -1 if this is no base64.
 */
static int
decode_group(const char *text, size_t padding, unsigned char *octets)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < 4 - padding; i++) {
        int value = value_of(text[i]);

        if (value < 0) {
            return -1;
        }
        bits |= (uint32_t)value << (18 - 6 * i);
    }
    if ((bits & ((1U << 8 * padding) - 1)) != 0) {
        return -1;
    }
    octets[0] = (unsigned char)(bits >> 16);
    if (padding < 2) {
        octets[1] = (unsigned char)(bits >> 8 & 255);
    }
    if (padding < 1) {
        octets[2] = (unsigned char)(bits & 255);
    }
    return 0;
}

/* REQ(4648-4) */
int
base64_decode(const char *text, size_t len, void *data, size_t *out_len)
{
    unsigned char *octets = data;
    size_t padding = 0;

    if (len % 4 != 0) {
        return -1;
    }
    if (len > 0 && text[len - 1] == '=') {
        padding = text[len - 2] == '=' ? 2 : 1;
    }
    for (size_t at = 0; at < len; at += 4) {
        size_t here = at + 4 == len ? padding : 0;

        if (decode_group(text + at, here, octets + at / 4 * 3) == -1) {
            return -1;
        }
    }
    *out_len = len / 4 * 3 - padding;
    return 0;
}
