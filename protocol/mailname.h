/*
 * mailname.h - Maildir file names: format, parse, order.
 *
 *   1763889161.M377412P00812Q000007R5f2c91aa.red,S=254,W=263
 *
 * The name carries what a POP3 server must know without opening the file: when
 * it came (name order is arrival order), how many octets it has on disk (S)
 * and on the wire (W).  The part before the first ',' or ':' is the
 * unique-id, stable for ever (RFC 1939 section 7, UIDL).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_MAILNAME_H
#define MAILWALK_PROTOCOL_MAILNAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MAILNAME_MAX = 255,     /* a file name, with its NUL 256 */
    MAILNAME_UID_MAX = 70   /* RFC 1939 section 7 */
};

/* What makes a name unique, whatever the clock does. */
struct mailname_stamp {
    int64_t seconds;        /* since 1970 */
    uint32_t micros;        /* 0 to 999999 */
    uint32_t pid;
    uint32_t sequence;      /* of this process */
    uint32_t random;
};

/*
 * Write the unique-id for a stamp to uid (room for MAILNAME_UID_MAX + 1).
 * seconds is not negative.  label is the mail domain or its first label: what
 * stands before its first dot is taken, without what is no letter, digit or
 * hyphen, cut to what fits ("x" if nothing is left).
 */
void mailname_uid(const struct mailname_stamp *stamp, const char *label,
                  char *uid);

/*
 * Write the whole file name to name (room for MAILNAME_MAX + 1).
 */
void mailname_format(const char *uid, uint64_t disk, uint64_t wire, char *name);

/* A file name taken apart; uid points into it. */
struct mailname {
    const char *uid;
    size_t uid_len;
    bool sized;             /* a name of ours with S and W, well formed */
    uint64_t disk;          /* octets in the file; 0 if not sized */
    uint64_t wire;          /* octets as RETR sends them */
};

/*
 * Take a file name apart.  Returns 0, or -1 if it is no mail at all: empty, or
 * beginning with a dot.  Names of other software come back with sized false,
 * even with an S and a W of their own.  S and W may stand in any order, flags
 * (":2,S") may follow.  If nothing stands before the first ',' or ':', the
 * whole name is the unique-id.
 */
int mailname_parse(const char *name, struct mailname *parsed);

/*
 * Can this unique-id be told by UIDL as it is: 1 to 70 octets of 0x21 to 0x7E?
 */
bool mailname_uid_ok(const char *uid, size_t len);

/*
 * Order two file names by arrival: by the number at the front (seconds, of any
 * length), then by name.  Names without a number, of which nobody knows when
 * they came, stand last.  Returns as strcmp does, 0 only for equal names.
 */
int mailname_compare(const char *a, const char *b);

#endif
