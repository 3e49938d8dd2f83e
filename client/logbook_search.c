/*
 * logbook_search.c - find a text in a log, in any case, forward and back.
 *
 * The way of Horspool: look at the octet where a match would end; what it is
 * tells how far one may go on.  So most octets are not looked at.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/logbook.h"

#include <string.h>

enum { BLOCK = 65536 };

static unsigned char
lower(char octet)
{
    unsigned char c = (unsigned char)octet;

    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

void
logbook_search_begin(const struct logbook *book, struct logbook_search *search,
                     const char *text, uint64_t offset, bool back)
{
    size_t len = strlen(text);

    search->len = len < LOGBOOK_TEXT_MAX ? len : LOGBOOK_TEXT_MAX;
    search->back = back;
    search->at = offset;
    search->limit = back ? offset : follow_end(book->follow);
    for (size_t i = 0; i < 256; i++) {
        search->skip[i] = search->len;
    }
    for (size_t i = 0; i < search->len; i++) {
        search->text[i] = (char)lower(text[i]);
        if (i + 1 < search->len) {
            size_t left = search->len - 1 - i;
            unsigned char c = (unsigned char)search->text[i];

            search->skip[c] = left;
            search->skip[c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c] = left;
        }
    }
}

/*
 * The first match in text from `from` on; len if there is none.
 */
static size_t
match(const struct logbook_search *search, const char *text, size_t len,
      size_t from)
{
    size_t last = search->len - 1;

    for (size_t at = from; at + last < len;
         at += search->skip[(unsigned char)text[at + last]]) {
        size_t i = last;

        while (lower(text[at + i]) == (unsigned char)search->text[i]) {
            if (i-- == 0) {
                return at;
            }
        }
    }
    return len;
}

/*
 * Search one block.  Returns the offset of the match, or the limit.  Matches
 * over its end are found too: more is read than a block.
 */
static uint64_t
search_block(struct logbook *book, const struct logbook_search *search,
             uint64_t from, size_t octets)
{
    char block[BLOCK + LOGBOOK_TEXT_MAX];
    uint64_t left = search->limit - from;
    size_t want = octets + search->len - 1;
    size_t len = follow_read(book->follow, from, block,
                             want < left ? want : (size_t)left);
    size_t found = match(search, block, len, 0);
    size_t next = found;

    while (search->back && next < len) {
        found = next;
        next = match(search, block, len, next + 1);
    }
    return found < len ? from + found : search->limit;
}

enum logbook_found
logbook_search_on(struct logbook *book, struct logbook_search *search,
                  size_t octets, uint64_t *offset)
{
    while (octets > 0) {
        uint64_t room = search->back ? search->at : search->limit - search->at;
        size_t step = room < BLOCK ? (size_t)room : BLOCK;
        uint64_t from = search->at - (search->back ? step : 0);
        uint64_t found;

        if (step == 0) {
            return LOGBOOK_NONE;
        }
        found = search_block(book, search, from, step);
        if (found < search->limit) {
            *offset = follow_start(book->follow, found);
            return LOGBOOK_FOUND;
        }
        search->at = search->back ? from : from + step;
        octets -= octets < step ? octets : step;
    }
    return LOGBOOK_ON;
}
