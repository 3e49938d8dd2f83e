/*
 * idn.h - the two spellings of a domain beyond ASCII.
 *
 * The DNS knows ASCII only: a label of other characters (U-label, "bücher") is
 * spelled there as "xn--" and what Punycode makes of it (A-label,
 * "xn--bcher-kva").  In an address either may stand (RFC 6531 section 3.2).
 *
 * RFC 5890 section 2.3.2.1, RFC 3492.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_IDN_H
#define MAILWALK_PROTOCOL_IDN_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/path.h"

/* Each octet of an A-label stands for one character at the most. */
enum { IDN_ROOM = 4 * PATH_DOMAIN_MAX + 1 };

/*
 * Write a domain of at most PATH_DOMAIN_MAX octets with its A-labels as
 * U-labels, in UTF-8: a string, to out, which has IDN_ROOM octets.  What is no
 * A-label, or a broken one, stays as it is.
 */
void idn_unicode(const char *domain, size_t len, char *out);

/*
 * Are these the same domain, apart from ASCII case and from how their labels
 * are spelled?
 */
bool idn_same(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
