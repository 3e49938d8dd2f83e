/*
 * draft.h - a message on its way in.
 *
 * A draft takes the message line by line while DATA goes on.  A short one
 * (nearly all mail) stays in memory; a longer one goes on in a file in tmp/ of
 * its first recipient, which becomes that recipient's copy.  Nothing is on
 * disk for good until maildir_deliver(), so a session that breaks off only has
 * to drop its draft.
 *
 * Rules: one thread at a time.  Trouble stays: after one failed draft_write()
 * all others fail with the same errno, and so does the delivery.  The loop may
 * therefore go on reading to the end of the text and give its 451 or 452 then.
 *
 * RFC 5321 sections 4.1.1.4, 4.5.3.1.7.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_DRAFT_H
#define MAILWALK_SERVER_DRAFT_H

#include <stddef.h>
#include <stdint.h>

enum { DRAFT_MEMORY = 65536 }; /* octets kept in memory before the file */

struct draft;

/*
 * Begin a message.  mail is the folder of all mailboxes and user the first
 * recipient as the users file spells it; both are kept as pointers.  uid is a
 * name no other draft has (mailname_uid), copied.  Touches no disk.
 * Returns NULL when there is no memory.
 */
struct draft *draft_open(const char *mail, const char *user, const char *uid);

/*
 * Add octets in their stored form: lines end in LF, dots are unstuffed.
 * Returns 0, or -1 with errno (ENOSPC, EDQUOT, EFBIG, EIO, ENOMEM ...).
 */
int draft_write(struct draft *draft, const char *bytes, size_t len);

/*
 * Octets so far, on disk (S in the file name) and on the wire (W).
 */
uint64_t draft_disk(const struct draft *draft);
uint64_t draft_wire(const struct draft *draft);

/*
 * Forget the message: its file in tmp/, if it has one, goes too.  NULL is
 * allowed.
 */
void draft_drop(struct draft *draft);

/* The rest is for maildir.c. */

/*
 * The name of the draft's file in tmp/ of its first recipient, or NULL if the
 * message is in memory.
 */
const char *draft_file(const struct draft *draft);

/*
 * Complete the draft's file, if it has one; it is not flushed to the disk.
 * Returns 0, or -1 with errno, also for trouble that came earlier.
 */
int draft_complete(struct draft *draft);

/*
 * A descriptor of the draft's file, to be flushed and closed by the caller, or
 * -1 with errno.  After draft_complete().
 */
int draft_descriptor(const struct draft *draft);

/*
 * Write the whole message to fd, from where fd stands.  After draft_complete().
 * Returns 0, or -1 with errno.
 */
int draft_copy(const struct draft *draft, int fd);

#endif
