/*
 * domain.h - the part after the @: domain names and address literals.
 *
 * A domain is labels with dots between them; where a host has no name, its
 * address stands in square brackets: [192.0.2.1] or [IPv6:2001:db8::1].
 *
 * RFC 5321 sections 2.3.5, 4.1.2, 4.1.3; RFC 6531 section 3.3; RFC 1035
 * section 2.3.4.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_DOMAIN_H
#define MAILWALK_PROTOCOL_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>

enum {
    DOMAIN_LABEL_MAX = 63   /* RFC 1035 section 2.3.4 */
};

/*
 * Take a domain or an address literal off the front of len octets at text,
 * which are well-formed UTF-8.
 * Returns the octets it takes up, whatever stands behind it.  If there is
 * none, *why is set to the reason (a constant) and the return value is the
 * place of the mistake; else *why is left alone.  The whole length is for the
 * caller to check.
 */
size_t domain_take(const char *text, size_t len, const char **why);

/*
 * Why may this octet not stand in a domain?  A constant, in words for people.
 */
const char *domain_refusal(char octet);

/*
 * Is this octet an ASCII letter or digit (Let-dig)?
 */
bool domain_is_let_dig(char octet);

#endif
