/*
 * mailwatch.h - be told when the messages of a mailbox may have changed.
 *
 * Mail is brought and taken away by other programs; who shows a mailbox wants
 * to see it at once, and to cost nothing while nothing happens.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_MAILWATCH_H
#define MAILWALK_CLIENT_MAILWATCH_H

struct event_base;
struct mailwatch;

enum { MAILWATCH_MS = 30 }; /* many changes within this time are told once */

/*
 * Watch the mailbox folder box (MAIL/user): on_change(ctx) is called from the
 * loop soon after each change, and once at first.  It may not close the watch.
 * Returns NULL if memory ran out.
 */
struct mailwatch *mailwatch_open(const char *box, struct event_base *base,
                                 void (*on_change)(void *ctx), void *ctx);

/*
 * End it; NULL is fine.
 */
void mailwatch_close(struct mailwatch *watch);

#endif
