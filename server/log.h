/*
 * log.h - the dialogue log of a server: a file that only grows.
 *
 * A record is put into a buffer and flushed once per turn of the event loop,
 * after the replies of that turn have gone out: nobody waits for the log.  A
 * log that cannot be written, because the disk is full or nobody reads the
 * pipe, stops nothing.  For a pipe a megabyte is kept; beyond it, and on a full
 * disk at once, lines are lost: counted, and told in one event as soon as
 * writing works again.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_LOG_H
#define MAILWALK_SERVER_LOG_H

#include "protocol/dialogue.h"

struct event_base;
struct log;

/*
 * Open the log at path, which stays, for appending, "-" being the standard
 * output.  base has three priorities; the log flushes at the lowest.  service
 * names the events of no session.  Returns NULL with errno.
 */
struct log *log_open(const char *path, const char *service,
                     struct event_base *base);

/*
 * Write to the file that has this path now: the old one may have been moved
 * away.  Returns 0, or -1 with errno; then the old one stays in use.
 */
int log_reopen(struct log *log);

/*
 * Add a record; its time is set here.  ctx is the struct log, so that this is
 * what session_doors.record wants.
 */
void log_record(void *ctx, const struct dialogue_record *record);

/*
 * Record an event of no session: "name key=value".
 */
void log_event(struct log *log, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Write what is buffered, close, free.
 */
void log_close(struct log *log);

#endif
