/*
 * smtp_offer.h - what a server offers in its reply to EHLO.
 *
 * RFC 5321 section 4.1.1.1; RFC 1870 section 3; RFC 1652 section 3; RFC 6531
 * section 3.1; RFC 3207 section 2.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_SMTP_OFFER_H
#define MAILWALK_CLIENT_SMTP_OFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct smtp_offer {
    bool size, eight_bit_mime, smtputf8, starttls;
    uint64_t size_max;      /* 0: no limit told */
};

/*
 * Read the lines of a reply, LF between them.  What an earlier one offered is
 * forgotten.
 */
void smtp_offer_read(struct smtp_offer *offer, const char *text, size_t len);

#endif
