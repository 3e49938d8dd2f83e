/*
 * path_same.c - when two addresses are the same.
 *
 * An address can be spelled in several ways: a local part with and without
 * quotes, a domain in capitals.  These are the two questions to ask before a
 * comparison; no locale has a say in them.
 *
 * RFC 5321 sections 2.4, 4.1.2.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/path.h"

/*
 * REQ(5321-4.1.2-quotes) All quoted forms of a local part are equivalent, so
 * this is the form to compare.
 */
void
path_local_name(const struct path *path, char *name)
{
    const char *from = path->local;
    const char *end = from + path->local_len;
    size_t len = 0;
    bool quoted = path->local_len > 1 && *from == '"';

    if (quoted) {
        from++;
        end--;
    }
    while (from < end && len < PATH_LOCAL_MAX) {
        if (quoted && *from == '\\') {
            from++;
        }
        name[len++] = *from++;
    }
    name[len] = '\0';
}

static char
lower(char octet)
{
    return octet >= 'A' && octet <= 'Z' ? (char)(octet - 'A' + 'a') : octet;
}

bool
path_same(const char *a, size_t a_len, const char *b, size_t b_len)
{
    if (a_len != b_len) {
        return false;
    }
    for (size_t i = 0; i < a_len; i++) {
        if (lower(a[i]) != lower(b[i])) {
            return false;
        }
    }
    return true;
}
