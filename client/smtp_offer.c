/*
 * smtp_offer.c - what a server offers in its reply to EHLO.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/smtp_offer.h"

#include <string.h>

#include "protocol/number.h"
#include "protocol/path.h"

/*
 * The limit behind the keyword SIZE; 0 if none is told.
 */
static uint64_t
read_max(const char *at, const char *end)
{
    uint64_t max = 0;

    if (at < end) {
        number_take(at, (size_t)(end - at), &max);
    }
    return max;
}

/*
 * Lines like "250-SIZE 10485760"; the first one is the server's name.  What
 * follows SMTPUTF8 is ignored (RFC 6531 section 3.1).
 */
void
smtp_offer_read(struct smtp_offer *offer, const char *text, size_t len)
{
    const char *end = text + len;
    const char *line = memchr(text, '\n', len);

    *offer = (struct smtp_offer){.size_max = 0};
    while (line != NULL && end - line > 5) {
        const char *word = line + 5;    /* behind LF and "250-" */
        const char *stop;
        size_t name;

        line = memchr(word, '\n', (size_t)(end - word));
        stop = line != NULL ? line : end;
        for (name = 0; word + name < stop && word[name] != ' '; name++) {
        }
        if (path_same(word, name, "8BITMIME", 8)) {
            offer->eight_bit_mime = true;
        } else if (path_same(word, name, "SMTPUTF8", 8)) {
            offer->smtputf8 = true;
        } else if (path_same(word, name, "STARTTLS", 8)) {
            offer->starttls = true;
        } else if (path_same(word, name, "SIZE", 4)) {
            offer->size = true;
            offer->size_max = read_max(word + name + 1, stop);
        }
    }
}
