/*
 * spool.h - lines that come through a pipe, kept in a file to look back at.
 *
 *   ssh host tail -f LOG | mailwalk watch -
 *
 * The file has no name any more (it is gone with the program, whatever ends
 * it).  A line longer than FOLLOW_LINE_MAX loses its end here, so a stream
 * without line ends fills no disk; after SPOOL_MAX octets the file begins
 * again.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_SPOOL_H
#define MAILWALK_CLIENT_SPOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "client/follow.h"

enum { SPOOL_MAX = 1 << 30 };

struct spool;

/*
 * Keep what comes from the descriptor `from`, which becomes the spool's own.
 * Returns NULL with errno if there is no room for the file.
 */
struct spool *spool_open(int from);

/*
 * A descriptor of the file, open for reading: for logbook_open_fd().  The
 * caller closes it.  -1 with errno.
 */
int spool_reader(const struct spool *spool);

/*
 * Read in the event loop from now on; on_change(ctx) is called when lines have
 * come, or the end.  Returns 0, or -1.
 */
int spool_watch(struct spool *spool, struct event_base *base,
                void (*on_change)(void *ctx), void *ctx);

/*
 * Has the stream ended?  *trouble (may be NULL) gets errno if it could not be
 * read, or not be kept.
 */
bool spool_ended(const struct spool *spool, int *trouble);

/*
 * End it; NULL is fine.
 */
void spool_close(struct spool *spool);

#endif
