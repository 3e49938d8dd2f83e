/*
 * follow_notify.h - ask the system to tell when a file may have changed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_FOLLOW_NOTIFY_H
#define MAILWALK_CLIENT_FOLLOW_NOTIFY_H

/*
 * Begin to watch the file at path, also one that is not there yet.  Returns a
 * descriptor that becomes readable when the file may have changed, the
 * caller's to close; or -1 if this system cannot tell.
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
