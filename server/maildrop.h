/*
 * maildrop.h - a mailbox as POP3 sees it: locked, numbered, unmoved.
 *
 * Opening takes the exclusive lock and a snapshot of new/ and cur/ in arrival
 * order.  Numbers, sizes and unique-ids stay as they are until the session
 * ends, whatever happens to the files.  No message is opened for that, as long
 * as the file names tell the sizes and agree with the files.  Nothing is moved
 * and nothing is removed before maildrop_update().
 *
 * Rules: maildrop_open() and maildrop_update() are slow and run in the worker
 * (commit.h); the engine reads messages[] and sets their marks itself.
 *
 * RFC 1939 sections 4 (lock), 5 (octets, marks), 6 (UPDATE), 7 (UIDL).
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_MAILDROP_H
#define MAILWALK_SERVER_MAILDROP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* One message; number n of POP3 is messages[n - 1]. */
struct maildrop_message {
    const char *uid;  /* the unique-id, uid_len octets, no NUL after! */
    const char *name; /* its file */
    uint64_t octets;  /* as RETR sends it: for STAT and LIST */
    uint64_t disk;    /* octets of the file */
    uint64_t inode;
    time_t modified; /* its file, when it was listed */
    unsigned char uid_len; /* 1 to MAILNAME_UID_MAX */
    bool in_cur;           /* the file is in cur/, not in new/ */
    bool marked;           /* DELE; the engine sets and clears it */
    bool removed;          /* maildrop_update() has removed it */
};

struct maildrop_names;

struct maildrop {
    struct maildrop_message *messages;
    size_t count;
    int error; /* errno of what went wrong, 0 if nothing */

    /* maildrop.c's own. */
    int box;                      /* the mailbox folder */
    int lock;                     /* holds the lock as long as it is open */
    struct maildrop_names *names; /* memory of the names */
};

enum maildrop_result {
    MAILDROP_OK,
    MAILDROP_IN_USE, /* another session holds it: -ERR [IN-USE] */
    MAILDROP_ERROR   /* drop->error says why: -ERR [SYS/TEMP] */
};

/*
 * Lock and list the mailbox of user, a name of the users file; a mailbox that
 * is not there yet is made, and empty.  Only MAILDROP_OK has to be closed.
 * The struct is the caller's.
 */
enum maildrop_result maildrop_open(struct maildrop *drop, const char *mail,
                                   const char *user);

/*
 * Open message index (from 0) for reading, also if a mail program has moved it
 * from new/ to cur/ meanwhile.  Returns a descriptor that the caller closes,
 * or -1 with errno: ENOENT if it has vanished, ESTALE if it is not the file
 * that was listed.
 */
int maildrop_read(struct maildrop *drop, size_t index);

/*
 * The UPDATE state: remove the marked messages, and only those, for good.  Sets
 * removed for each that went.  Returns how many could not be removed; error
 * then says why.  The lock is still held.
 */
size_t maildrop_update(struct maildrop *drop);

/*
 * Release the lock and the memory.
 */
void maildrop_close(struct maildrop *drop);

#endif
