/*
 * follow.h - a log file as it grows: the new lines, each once, whole.
 *
 * The servers write their dialogue into log files; who wants to see it live
 * follows the file.  The system tells that the folder has changed (inotify on
 * Linux, kqueue on macOS and the BSDs); where it cannot, a timer looks four
 * times a second.
 *
 * A file that is not there yet is waited for.  A file that was replaced is
 * read to its end, then the new one from its start; one that was cut is begun
 * again (one that was cut and grew longer than before between two looks cannot
 * be told from one that only grew).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_FOLLOW_H
#define MAILWALK_CLIENT_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct follow;
struct event_base;

enum {
    FOLLOW_LINE_MAX = 65536,    /* octets; of a longer line the rest is lost */
    FOLLOW_TIMER_MS = 250       /* where nobody tells us of a change */
};

/*
 * Takes one complete line, without its LF.  line NULL: the file begins again,
 * what was told before is history.  Must not close the follow.
 */
typedef void follow_line_fn(void *ctx, const char *line, size_t len);

/*
 * Follow the file at path, which is copied, from octet offset on (the start of
 * a line; FOLLOW_FROM_END: only what comes from now on).  Returns NULL if
 * memory ran out.
 */
#define FOLLOW_FROM_END UINT64_MAX
struct follow *follow_open(const char *path, uint64_t offset,
                           follow_line_fn *on_line, void *ctx);

/*
 * Look now: hand out every complete line that is new.  Returns how many there
 * were, or -1 with errno if the file is there but cannot be read.
 */
long follow_poll(struct follow *follow);

/*
 * Be told by the event loop from now on: follow_poll() is called whenever the
 * file may have changed (what is there already is handed out in the first
 * turn).  Returns 0, or -1 with errno.
 */
int follow_watch(struct follow *follow, struct event_base *base);

/*
 * Where the next line begins in the file: an offset to go on from later.
 */
uint64_t follow_offset(const struct follow *follow);

/*
 * End it; NULL is fine.
 */
void follow_close(struct follow *follow);

#endif
