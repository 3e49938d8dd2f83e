/*
 * mailbox.h - the folder of one user's mail, opened safely.
 *
 * MAIL/user/ holds tmp/, new/ and cur/ (Maildir).  It is made when a user of
 * the users file gets the first mail or collects for the first time.  The user
 * is always a name of the users file, never one from the network, and no
 * folder is reached through a symbolic link.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_MAILBOX_H
#define MAILWALK_SERVER_MAILBOX_H

#include <stdint.h>

/* Left free for the logs, and for others: the disk may not be ours alone. */
enum {
    MAILBOX_FLOOR = 16 * 1024 * 1024,   /* octets */
    MAILBOX_FLOOR_FILES = 100
};

/*
 * How many octets may be stored below MAIL before its disk is down to the
 * floor; UINT64_MAX if the system does not tell.
 */
uint64_t mailbox_room(const char *mail);

/*
 * Open MAIL/user and make sure that tmp/, new/ and cur/ are there.  Returns a
 * descriptor that the caller closes, or -1 with errno.
 */
int mailbox_open(const char *mail, const char *user);

/*
 * Open MAIL/user/folder, folder being tmp, new or cur; makes the mailbox if it
 * is missing.  Returns a descriptor that the caller closes, or -1 with errno.
 */
int mailbox_folder(const char *mail, const char *user, const char *folder);

/*
 * Open a folder below an open folder; never follows a link.  Returns a
 * descriptor that the caller closes, or -1 with errno.
 */
int mailbox_enter(int above, const char *name);

/*
 * Remove from tmp/ of an open mailbox what a crash has left there: files that
 * nobody has written to for 36 hours.  What cannot be removed stays.
 */
void mailbox_sweep(int box);

/*
 * fsync, begun again if a signal came between.  Returns 0, or -1 with errno.
 */
int mailbox_sync(int fd);

#endif
