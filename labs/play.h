/*
 * play.h - the driver of a lesson: the player, played against real servers.
 *
 * A play owns the lab, its player and the connection.  It carries out what the
 * player wants of its driver; the wants of the student stay with the front
 * end, plain text or screen.
 *
 * Nothing here waits: a play lives in the caller's event loop, and the
 * keyboard stays alive whatever the server does or does not.  The deadlines
 * are those of chat.h.  (One exception: the name of another machine is looked
 * up at once.)
 *
 * Servers of this machine are the lab world's, and mailbox and logs are looked
 * at as files; with a host, the servers are elsewhere, and neither can be
 * seen.
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

struct event;
struct event_base;

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
    struct event_base *base; /* the caller's */
    struct event *turn;      /* the next turn is due, or a wait is over */
    void (*on_change)(void *ctx);
    void *ctx;
    bool through;    /* nobody is asked: every answer is Enter */
    const char *box; /* whose mailbox the lesson is about, or NULL */
    bool box_mail;   /* it has to hold mail (else: nothing) */
    char box_name[64];
    unsigned long sessions;
    unsigned delivered; /* mails that were accepted, as far as shown */
    unsigned broken;    /* rules broken on purpose */
    bool noted;         /* that the mailbox cannot be seen */
    bool leaving;       /* the server said goodbye and is to close now */
    bool over;          /* it has closed */
};

/*
 * Find the file of the lab with this id ("a1"): in labs/ beside the folder of
 * the program, in the installed labs/, below $MAILWALK_HOME.  path has room
 * for WORLD_PATH_ROOM octets.  Returns 0, or -1.
 */
int play_find(const char *id, char *path);

/*
 * The same, in the folder of another lab file.
 */
int play_find_near(const char *lab, const char *id, char *path);

/*
 * Read the lab file and begin the lesson, in the caller's event loop.
 * on_change is called whenever there may be new events or another want; it may
 * answer the player, but not close the play.  Nothing happens before
 * play_go().  Returns 0, or -1 with why (LAB_WHY_MAX octets).  The world must
 * outlive the play.
 */
int play_open(struct play *play, const char *path,
              const struct play_place *place, struct event_base *base,
              void (*on_change)(void *ctx), void *ctx, char *why);

/*
 * End the connection and free what the play owns.  Fine for a play of zeros.
 */
void play_close(struct play *play);

/*
 * Go on: at the beginning, and after each player_answer().  Carries out what
 * the player wants of its driver, now and in later turns of the loop, until the
 * want is the student's.
 */
void play_go(struct play *play);

/*
 * The same to the end of the lesson, as if the student only pressed Enter.
 */
void play_through(struct play *play);

/*
 * Does the play wait for the server now?
 */
bool play_waits(const struct play *play);

/*
 * Is there a connection now?
 */
bool play_is_connected(const struct play *play);

/*
 * Break a rule on purpose: send what is illegal at this point; the lesson goes
 * on where it was.  play_can_break() says whether there is one to break now.
 */
bool play_can_break(const struct play *play);
void play_break(struct play *play);

/*
 * How many messages the lesson's mailbox holds, or -1 if it cannot be seen.
 */
long play_box_count(const struct play *play);

/*
 * Make the lesson's mailbox as the lab world started with it.  Returns 0, or
 * -1 with why (SEEDS_WHY_MAX octets).
 */
int play_box_reset(const struct play *play, char *why);

/*
 * Write to option what a command that we advise needs to find the same servers:
 * " --dir DIR", " --server HOST:OFFSET", or "".  option has room for
 * WORLD_PATH_ROOM.
 */
void play_options(const struct play_place *place, char *option);

/* ---- play_look.c ------------------------------------------------------- */

/*
 * The folder of the lesson's mailbox, in WORLD_PATH_ROOM octets.  Returns 0, or
 * -1 if it cannot be seen.
 */
int play_box_path(const struct play *play, char *path);

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

/* ---- play_stored.c ----------------------------------------------------- */

/*
 * The mail that was just accepted: its envelope, the text as it was sent, and
 * the newest file of the mailbox, as narration in Markdown with a block of
 * three columns.  NULL if the file cannot be seen.  The caller frees it.
 */
char *play_stored(const struct play *play);

#endif
