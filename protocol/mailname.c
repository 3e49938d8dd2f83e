/*
 * mailname.c - Maildir file names.
 *
 * A name is `unique-id,S=disk,W=wire`, perhaps with the flags `:2,RS` that a
 * mail reader has added.  The sizes are believed only in a name of our own
 * shape: other software may count W in its own way, and one wrong size makes
 * LIST lie about what RETR sends.
 *
 * RFC 1939 section 7 (UIDL).
 * SPDX-License-Identifier: ISC
 */
#include "protocol/mailname.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "protocol/number.h"

static bool
is_digit(char octet)
{
    return octet >= '0' && octet <= '9';
}

static bool
is_label(char octet)
{
    return is_digit(octet) || octet == '-' || (octet >= 'a' && octet <= 'z') ||
           (octet >= 'A' && octet <= 'Z');
}

void
mailname_uid(const struct mailname_stamp *stamp, const char *label, char *uid)
{
    size_t len;
    size_t begin;
    int written = snprintf(uid, MAILNAME_UID_MAX + 1,
                           "%" PRId64 ".M%06" PRIu32 "P%05" PRIu32
                           "Q%06" PRIu32 "R%08" PRIx32 ".",
                           stamp->seconds, stamp->micros, stamp->pid,
                           stamp->sequence, stamp->random);

    /* At most 64 octets: the widest of each number. */
    begin = len = (size_t)written;
    for (; *label != '\0' && *label != '.' && len < MAILNAME_UID_MAX; label++) {
        if (is_label(*label)) {
            uid[len++] = *label;
        }
    }
    if (len == begin) {
        uid[len++] = 'x';
    }
    uid[len] = '\0';
}

void
mailname_format(const char *uid, uint64_t disk, uint64_t wire, char *name)
{
    snprintf(name, MAILNAME_MAX + 1, "%.*s,S=%" PRIu64 ",W=%" PRIu64,
             (int)MAILNAME_UID_MAX, uid, disk, wire);
}

/*
 * A decimal number that ends at `end`, or at a ',' before it.  Moves *at
 * behind it.  Returns 0, or -1 if it is none or does not fit.
 */
static int
take_number(const char **at, const char *end, uint64_t *number)
{
    size_t digits = number_take(*at, (size_t)(end - *at), number);

    *at += digits;
    return digits == 0 || *number == UINT64_MAX || (*at < end && **at != ',')
               ? -1 : 0;
}

/*
 * Read the fields `,S=1,W=2` from at to end, each once, in any order.
 * Returns true if both are there, and nothing else.
 */
static bool
take_sizes(const char *at, const char *end, struct mailname *parsed)
{
    bool have_disk = false;
    bool have_wire = false;

    while (end - at > 3 && at[0] == ',' && at[2] == '=') {
        bool is_disk = at[1] == 'S' && !have_disk;
        bool is_wire = at[1] == 'W' && !have_wire;
        uint64_t *number = is_disk ? &parsed->disk : &parsed->wire;

        at += 3;
        if ((!is_disk && !is_wire) || take_number(&at, end, number) == -1) {
            return false;
        }
        have_disk = have_disk || is_disk;
        have_wire = have_wire || is_wire;
    }
    return at == end && have_disk && have_wire;
}

/* Does a part of the shape, '0' for digits or 'f' for hex, allow this octet? */
static bool
fits(char part, char octet)
{
    if (part == 'f') {
        return is_digit(octet) || (octet >= 'a' && octet <= 'f');
    }
    return part == '0' && is_digit(octet);
}

/*
 * Is this a unique-id as mailname_uid writes it?  In the shape '0' stands for
 * one or more digits, 'f' for hex digits, all else for itself.
 */
static bool
is_ours(const char *uid, size_t len)
{
    size_t at = 0;

    for (const char *part = "0.M0P0Q0Rf."; *part != '\0'; part++) {
        if (at == len || (uid[at] != *part && !fits(*part, uid[at]))) {
            return false;
        }
        at++;
        while (at < len && fits(*part, uid[at])) {
            at++;
        }
    }
    while (at < len && is_label(uid[at])) {
        at++;
    }
    return at == len;
}

int
mailname_parse(const char *name, struct mailname *parsed)
{
    const char *end = name + strcspn(name, ":");

    memset(parsed, 0, sizeof(*parsed));
    if (name[0] == '\0' || name[0] == '.') {
        return -1;
    }
    parsed->uid = name;
    parsed->uid_len = strcspn(name, ",:");
    if (parsed->uid_len == 0) {
        /* No unique-id before the fields: let the whole name be it. */
        parsed->uid_len = strlen(name);
    }
    if (is_ours(name, parsed->uid_len)) {
        parsed->sized = take_sizes(name + parsed->uid_len, end, parsed);
    }
    if (!parsed->sized) {
        parsed->disk = parsed->wire = 0;
    }
    return 0;
}

/* REQ(1939-7-UIDL) */
bool
mailname_uid_ok(const char *uid, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (uid[i] < 0x21 || uid[i] > 0x7E) {
            return false;
        }
    }
    return len >= 1 && len <= MAILNAME_UID_MAX;
}

/*
 * Compare the numbers at the front of two names: of two numbers without
 * leading zeros the one with more digits is bigger, so none is too big.  A
 * name without a number counts as bigger than any.
 */
static int
compare_seconds(const char *a, const char *b)
{
    bool a_numbered = is_digit(a[0]);
    bool b_numbered = is_digit(b[0]);
    size_t a_len;
    size_t b_len;

    if (!a_numbered || !b_numbered) {
        return (int)b_numbered - (int)a_numbered;
    }
    a += strspn(a, "0");
    b += strspn(b, "0");
    a_len = strspn(a, "0123456789");
    b_len = strspn(b, "0123456789");
    if (a_len != b_len) {
        return a_len < b_len ? -1 : 1;
    }
    return memcmp(a, b, a_len);
}

int
mailname_compare(const char *a, const char *b)
{
    int order = compare_seconds(a, b);

    return order != 0 ? order : strcmp(a, b);
}
