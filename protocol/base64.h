/*
 * base64.h - three octets as four letters: an alphabet, not a cipher.
 *
 * RFC 4648 section 4; used by MIME (RFC 2045 section 6.8) and AUTH (RFC 4954).
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_BASE64_H
#define MAILWALK_PROTOCOL_BASE64_H

#include <stddef.h>

/* The letters that len octets become, without the closing NUL. */
#define BASE64_LEN(len) (((len) + 2) / 3 * 4)

/*
 * Encode len octets into text, a string; it has room for BASE64_LEN(len) + 1.
 * Returns the letters written.  No line breaks.
 */
size_t base64_encode(const void *data, size_t len, char *text);

/*
 * Decode len letters into data, which has room for len / 4 * 3 octets.
 * Returns 0 with *out_len set, or -1 if the letters are not strict base64
 * (alphabet, length a multiple of 4, padding only at the end, its bits zero);
 * then *out_len is not set and data may hold a part.
 */
int base64_decode(const char *text, size_t len, void *data, size_t *out_len);

#endif
