/*
 * maildir.h - messages become files in mailboxes, durably.
 *
 * A delivery puts one message into 1 to 100 mailboxes.  Each mailbox gets a
 * file of its own: first all of them in tmp/, flushed; then each is linked
 * into new/ under its final name and leaves tmp/; then the folders new/ are
 * flushed.  Only then may the 250 be said.  Whoever looks into new/ therefore
 * sees whole messages only.  On failure the linked files are taken back.
 *
 * Several deliveries in one call share the flush of a folder.
 *
 * Rules: runs in the worker thread (commit.h).  It sees paths and descriptors,
 * never a session.  Never overwrites a file.
 *
 * RFC 5321 section 6.1: after the 250 the message must not be lost.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_MAILDIR_H
#define MAILWALK_SERVER_MAILDIR_H

#include <stddef.h>
#include <stdint.h>

#include "protocol/mailname.h"
#include "server/draft.h"

struct maildir_delivery {
    /* Filled by the caller, who owns all but the draft. */
    const char *mail;               /* the folder of all mailboxes */
    const char *const *users;       /* names of the users file, each once; */
    size_t user_count;              /* the first is the draft's own */
    char uid[MAILNAME_UID_MAX + 1]; /* as mailname_uid() makes it */
    struct draft *draft;            /* taken: dropped and NULL afterwards */

    /* The outcome. */
    int error;          /* 0: delivered to all.  else errno: to none */
    const char *failed; /* the user whose mailbox it was, or NULL */
    uint64_t disk;      /* octets of the file */
    uint64_t wire;      /* octets as RETR will send it */

    /* maildir.c's own: how many of users[] have come how far. */
    size_t in_tmp;
    size_t in_new;
    char name[MAILNAME_MAX + 1];
};

/*
 * Carry out count deliveries; each succeeds or fails for itself.  The uid must
 * be new: if a file of that name is there, the delivery fails with EEXIST.
 */
void maildir_deliver(struct maildir_delivery *const *batch, size_t count);

#endif
