/*
 * play.h - the driver of a lesson: the player, played against real servers.
 *
 * A play owns the lab, its player and the connection.  It carries out what the
 * player wants of its driver; the wants of the student stay with the front
 * end, plain text or screen.
 *
 * It waits for replies, with the deadlines of chat.h.  Servers of this machine
 * are the lab world's, and mailbox and logs are looked at as files; with a
 * host, the servers are elsewhere, and neither can be seen.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_PLAY_H
#define MAILWALK_LABS_PLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "client/chat.h"
#include "client/world.h"

#include "labs/lab.h"
#include "labs/player.h"

enum { PLAY_HOST_MAX = 255 };

/* Where the servers are. */
struct play_place {
    struct world *world; /* of this machine; NULL if host is set */
    const char *host;    /* NULL: this machine */
    unsigned offset;     /* added to the ports at host */
};

struct play {
    struct play_place place;
    struct lab *lab;
    struct player *player;
    struct chat *chat;
    const char *box; /* whose mailbox the lesson is about, or NULL */
    bool box_mail;   /* it has to hold mail (else: nothing) */
    char box_name[64];
    unsigned long sessions;
    bool noted; /* that the mailbox cannot be seen */
    bool over;  /* the server said goodbye */
};

/*
 * Find the file of the lab with this id ("a1"): in labs/ beside the folder of
 * the program, in the installed labs/, below $MAILWALK_HOME.  path has room
 * for WORLD_PATH_ROOM octets.  Returns 0, or -1.
 */
int play_find(const char *argv0, const char *id, char *path);

/*
 * Read the lab file and begin the lesson.  Returns 0, or -1 with why
 * (LAB_WHY_MAX octets).  The world must outlive the play.
 */
int play_open(struct play *play, const char *path,
              const struct play_place *place, char *why);

/*
 * End the connection and free what the play owns.
 */
void play_close(struct play *play);

/*
 * Carry out one want of the driver's; does nothing if the want is the
 * student's.
 */
void play_turn(struct play *play);

/*
 * Play on to the end as if the student only pressed Enter.
 */
void play_through(struct play *play);

/*
 * How many messages the lesson's mailbox holds, or -1 if it cannot be seen.
 */
long play_box_count(const struct play *play);

/*
 * Make the lesson's mailbox as the lab world started with it.  Returns 0, or
 * -1 with why (SEEDS_WHY_MAX octets).
 */
int play_box_reset(const struct play *play, char *why);

/* ---- play_look.c ------------------------------------------------------- */

/*
 * The mailbox in sentences, or NULL if it cannot be seen (or memory ran out).
 * The caller frees it.
 */
char *play_mailbox(const struct play *play);

/*
 * What the servers' logs tell about the two calls: who called smtpd and
 * brought message 1 of the mailbox, who called pop3d last and locked it.  Each
 * is one sentence, in a string of room octets.
 */
void play_pushed(const struct play *play, char *out, size_t room);
void play_pulled(const struct play *play, char *out, size_t room);

#endif
