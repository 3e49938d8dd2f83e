/*
 * follow.h - a log file as it grows: its whole lines, by their offsets.
 *
 * Nothing of the file is kept but a window of 64 KiB, so a log of a million
 * lines costs no more than one of ten.  A line is named by the offset of its
 * first octet; from there one goes on to the next or back to the one before.
 *
 * The system tells that the folder has changed (inotify on Linux, kqueue on
 * macOS and the BSDs); where it cannot, a timer looks four times a second.
 *
 * A file that is not there yet is waited for.  A file that was replaced is
 * followed under its name; one that was cut is begun again (one that was cut
 * and grew longer than before between two looks cannot be told from one that
 * only grew).
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
 * Follow the file at path, which is copied; or an open file, which becomes the
 * follow's own.  Nothing is looked at yet.  Returns NULL if memory ran out.
 */
struct follow *follow_open(const char *path);
struct follow *follow_open_fd(int fd);

/*
 * End it; NULL is fine.
 */
void follow_close(struct follow *follow);

enum follow_news {
    FOLLOW_SAME,
    FOLLOW_GREW,    /* follow_end() has moved on */
    FOLLOW_ANEW,    /* another file, or cut: all offsets are void */
    FOLLOW_TROUBLE  /* it is there, but cannot be read: errno */
};

/*
 * Look at the file now.  A file that is not there is FOLLOW_SAME.  What a file
 * got before it was replaced is told first: look until it is the same.
 */
enum follow_news follow_look(struct follow *follow);

/*
 * The offset behind the last whole line, as last looked at; and, if the file
 * ends without LF, that behind all.
 */
uint64_t follow_end(const struct follow *follow);
uint64_t follow_size(const struct follow *follow);

/* A line, without its LF.  The text is valid until the next call. */
struct follow_line {
    const char *text;
    size_t len;
    bool cut;           /* it goes on: only its beginning is in text */
    uint64_t next;      /* offset of the line behind it */
};

/*
 * Read the line that begins at offset, before follow_size().  Returns 0, or -1
 * if the file has lost it.
 */
int follow_line(struct follow *follow, uint64_t offset,
                struct follow_line *line);

/*
 * The offset of the line that holds the octet at offset, which is at most
 * follow_size().  So the line before the one at n is follow_start(f, n - 1).
 */
uint64_t follow_start(struct follow *follow, uint64_t offset);

/*
 * Read octets as they are: up to len from offset on, to out.  Returns how many.
 */
size_t follow_read(struct follow *follow, uint64_t offset, char *out,
                   size_t len);

/*
 * Be told by the event loop from now on: on_change(ctx) is called whenever the
 * file may have changed, and in the first turn.  It may not close the follow.
 * Returns 0, or -1 with errno.
 */
int follow_watch(struct follow *follow, struct event_base *base,
                 void (*on_change)(void *ctx), void *ctx);

#endif
