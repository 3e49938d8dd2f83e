/*
 * seeds_text.h - the texts of the seeds, as rows.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_SEEDS_TEXT_H
#define MAILWALK_CLIENT_SEEDS_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* What cannot be written down as a string and is made when it is needed. */
enum seeds_extra {
    SEEDS_PLAIN,        /* nothing */
    SEEDS_LONG_LINE,    /* one line of 998 octets, between text and ending */
    SEEDS_ATTACHMENT    /* the attachment in base64, likewise */
};

struct seeds_row {
    const char *user;
    int64_t seconds;    /* when it came, since 1970: as its Received says */
    uint32_t random;    /* for its name */
    const char *label;  /* first label of the mail domain */
    enum seeds_extra extra;
    const char *text;   /* header and body, LF line ends */
    const char *ending; /* what follows the extra */
};

/*
 * Row i, or NULL behind the last; in arrival order within a user.
 */
const struct seeds_row *seeds_row(size_t i);

/* What the attachment holds before it is encoded. */
extern const char seeds_attachment[];

#endif
