/*
 * seeds.h - the messages that a mailbox of the lab world starts with.
 *
 * Known messages make known lessons: alice holds four (dots at line starts, a
 * line as long as lines may be, 8-bit text, an attachment), dave two, bob and
 * carol none.  Their texts, dates and names never change, so sizes and
 * unique-ids are the same on every machine, and in every year's hand-out.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_SEEDS_H
#define MAILWALK_CLIENT_SEEDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/mailname.h"

enum { SEEDS_WHY_MAX = 512 };

/* One message as it lies in the mailbox: LF line ends, Return-Path first. */
struct seed {
    char name[MAILNAME_MAX + 1];    /* of its file */
    char uid[MAILNAME_UID_MAX + 1];
    char *text;                     /* the holder's, to be freed */
    size_t len;
};

/*
 * How many messages user starts with; 0 for a name that has none.
 */
size_t seeds_count(const char *user);

/*
 * Make message index (from 0, in arrival order) of user.  Returns 0, or -1 if
 * memory ran out.
 */
int seeds_make(const char *user, size_t index, struct seed *seed);

/* What a mailbox holds now. */
struct seeds_state {
    size_t messages;
    bool as_seeded;     /* exactly the messages it started with */
};

/*
 * Look at the mailbox folder box (MAIL/user) of user.  Returns 0, or -1 with
 * errno.
 */
int seeds_look(const char *box, const char *user, struct seeds_state *state);

enum seeds_result {
    SEEDS_DONE,
    SEEDS_IN_USE,       /* a POP3 session has it open: left as it is */
    SEEDS_FAULT         /* why says what */
};

/*
 * Make the mailbox folder box as user starts with it: made if it is missing,
 * every message removed that is not a seed, the seeds put in.  Safe while the
 * servers run: it takes the maildrop lock, and messages are renamed into place
 * as in a delivery.  why (SEEDS_WHY_MAX octets) gets a sentence unless all is
 * done.
 */
enum seeds_result seeds_reset(const char *box, const char *user, char *why);

#endif
