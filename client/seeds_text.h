/*
 * seeds_text.h - the texts of the seeds, as rows.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_SEEDS_TEXT_H
#define MAILWALK_CLIENT_SEEDS_TEXT_H

#include <stddef.h>
#include <stdint.h>

struct seeds_row {
    const char *user;
    int64_t seconds;    /* when it came, since 1970: as its Received says */
    uint32_t random;    /* for its name */
    const char *label;  /* first label of the mail domain */
    const char *text;   /* header and body, LF line ends */
    const char *ending; /* behind a line of 998 octets; NULL: no such line */
};

/*
 * Row i, or NULL behind the last; in arrival order within a user.
 */
const struct seeds_row *seeds_row(size_t i);

#endif
