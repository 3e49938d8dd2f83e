/*
 * path_check.h - parse an address and hold what comes out against the contract.
 *
 * Every text is parsed from a copy that is exactly as long as it is, so that
 * the sanitizer sees each octet read beyond the end.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_PATH_CHECK_H
#define MAILWALK_TESTS_SUPPORT_PATH_CHECK_H

#include <stddef.h>

#include "protocol/path.h"

/* What came out of a parse, and the copy that was parsed: free(copy). */
struct parsed_path {
    char *copy;
    size_t used;
    const char *why;
    struct path path;
};

/*
 * Parse len octets of text.  The test fails if a part lies outside of what
 * was taken, or if the reason for a refusal is not fit for a reply line.
 */
struct parsed_path parse_path(const char *text, size_t len,
                              enum path_kind kind);

/*
 * The whole text must be one good path with this local part and this domain.
 */
void check_parts(const char *text, enum path_kind kind, const char *local,
                 const char *domain);

/*
 * The same, as a reverse-path and as a forward-path.
 */
void check_both(const char *text, const char *local, const char *domain);

/*
 * The len octets must be refused with a reason that contains these words.
 */
void check_octets_refused(const char *text, size_t len, enum path_kind kind,
                          const char *words);

/*
 * The text must be refused, as a reverse-path and as a forward-path.
 */
void check_refused(const char *text, const char *words);

/*
 * The text must be refused as a mailbox without brackets.
 */
void check_mailbox_refused(const char *text, const char *words);

#endif
