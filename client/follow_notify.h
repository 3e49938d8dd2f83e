/*
 * follow_notify.h - ask the system to tell when a file may have changed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_FOLLOW_NOTIFY_H
#define MAILWALK_CLIENT_FOLLOW_NOTIFY_H

/* Does the system tell all, or has one to look now and then all the same, for
 * another file may have taken the name? */
#if defined(__linux__)
enum { FOLLOW_NOTIFY_ALL = 1 };
#else
enum { FOLLOW_NOTIFY_ALL = 0 };
#endif

/*
 * Begin to watch the file at path, also one that is not there yet.  Returns a
 * descriptor that becomes readable when the file may have changed, the
 * caller's to close; or -1 if this system cannot tell, or not of this folder.
 */
int follow_notify_open(const char *path);

/*
 * Take what the descriptor holds, so that it can become readable again.
 */
void follow_notify_drain(int notify);

/*
 * The file is open now as file: for systems that watch open files, not names.
 */
void follow_notify_file(int notify, int file);

#endif
