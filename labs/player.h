/*
 * player.h - a lesson being played: what comes next, and all that happened.
 *
 * The player decides, and does nothing else: no connection, no keyboard, no
 * screen.  It wants one thing at a time.  Some wants are the student's
 * (predict, go on, type), the others are the driver's (connect, say, hear,
 * look).  Whoever fulfils a want tells the player, and it wants the next:
 *
 *   while (player_want(p) != PLAYER_END) { .. fulfil it, tell the player .. }
 *
 * Everything that happens is added to one list of events that never changes
 * afterwards.  A screen is a view of that list at a cursor, so looking back
 * never touches the network.
 *
 * Invariant: a reply that is to be predicted is heard only after the student
 * has predicted it, or has asked to see it.  Predictions are counted, never
 * judged: who is marked for being right copies.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_PLAYER_H
#define MAILWALK_LABS_PLAYER_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/dialogue.h"
#include "protocol/observer.h"

#include "labs/lab.h"

enum player_want {
    PLAYER_CHOOSE,   /* student: one of player_choices(), or "": show me */
    PLAYER_GO,       /* student: "" lets player_prompt() happen */
    PLAYER_TYPE,     /* student: the line to send */
    PLAYER_ANSWER,   /* student: an answer in words */
    PLAYER_CONNECT,  /* driver: open player_service(), player_done() */
    PLAYER_SAY,      /* driver: send player_line(), player_done() */
    PLAYER_SAY_TEXT, /* the same, as a line of text: dots are stuffed */
    PLAYER_HEAR,     /* driver: player_record().., then player_heard() */
    PLAYER_HANG_UP,  /* driver: close the connection, player_done() */
    PLAYER_LOOK,     /* driver: look at the mailbox, player_saw() */
    PLAYER_END
};

enum player_kind {
    PLAYER_TOLD,      /* narration, in Markdown */
    PLAYER_STAGE,     /* a stage begins: its name */
    PLAYER_ASKED,     /* a question, and its options line by line */
    PLAYER_ANSWERED,  /* what the student said, and how it was */
    PLAYER_LINE,      /* a line of the dialogue, escaped */
    PLAYER_MEANS,     /* a reply decoded, a sentence a line */
    PLAYER_REMEMBERS, /* what the server remembers now, and what is legal */
    PLAYER_MAILBOX,   /* what lies in the mailbox now */
    PLAYER_WHY,       /* the lesson's explanation */
    PLAYER_TROUBLE    /* the lesson cannot go on: why, and the way out */
};

struct player_event {
    enum player_kind kind;
    enum dialogue_mark mark; /* of a PLAYER_LINE */
    char speaker;            /* of a PLAYER_LINE: 'C', 'S', '*' an event */
    size_t step;             /* the step it belongs to, from 1 */
    bool broken;             /* of a rule that was broken on purpose */
    const char *text;        /* a string, the player's */
};

/* Who plays: what ${user}, ${peer} and ${pass} stand for. */
struct player_people {
    const char *user;
    const char *peer;
    const char *pass;
};

/* How a lesson ended; the values are exit statuses (sysexits.h). */
enum player_outcome {
    PLAYER_FINISHED = 0,
    PLAYER_NO_SERVER = 69, /* nobody answers */
    PLAYER_NO_MEMORY = 71,
    PLAYER_LATER = 75,     /* lost, or told to try later */
    PLAYER_UNEXPECTED = 76 /* another reply than the lesson needs */
};

struct player;

/*
 * Begin a lesson.  The lab must outlive the player.  Returns NULL if memory
 * ran out.
 */
struct player *player_new(const struct lab *lab,
                          const struct player_people *people);

/*
 * From now on call kept(ctx, id, value) for every card that the student
 * answers: the letter of an option, or the words.
 */
void player_keep(struct player *player,
                 void (*kept)(void *ctx, const char *id, const char *value),
                 void *ctx);

/*
 * Copy a text of the lab to out (a string, room octets) with its ${names}
 * replaced by their values.
 */
void player_fill(const struct player *player, const char *text, char *out,
                 size_t room);

/*
 * Free the player; NULL is allowed.
 */
void player_free(struct player *player);

/*
 * What the player wants now.
 */
enum player_want player_want(const struct player *player);

/*
 * The student's keys for PLAYER_CHOOSE: "2345", "+-", "abc".
 */
const char *player_choices(const struct player *player);

/*
 * What the student is asked to let happen (GO), to type or to answer: a
 * sentence.  For PLAYER_CHOOSE it is the question's last line.
 */
const char *player_prompt(const struct player *player);

/*
 * The line to send, or for PLAYER_CONNECT the name of the service.
 */
const char *player_line(const struct player *player);

/*
 * The student's answer to a want, as a string.  Returns 0, or -1 with a
 * sentence in *why if it is no answer to what was asked; the want stays.
 */
int player_answer(struct player *player, const char *answer, const char **why);

/*
 * The driver has done what was wanted (connect, say, hang up).
 */
void player_done(struct player *player);

/*
 * A record of the connection, in either direction, at any time.
 */
void player_record(struct player *player, const struct dialogue_record *record);

/*
 * The reply that was wanted is whole: all its lines were player_record()ed.
 */
void player_heard(struct player *player);

/*
 * The connection cannot be made, or is lost; why is a sentence.  The lesson
 * ends with this outcome, unless it expected the connection to end.
 */
void player_lost(struct player *player, enum player_outcome outcome,
                 const char *why);

/*
 * Is the student at a step that is about the open connection?
 */
bool player_talks(const struct player *player);

/*
 * Break a rule on purpose, where player_talks(): now this line is to be sent
 * and its reply heard; then comes why, and the student is asked again what was
 * asked before.  Both strings must outlive that.
 */
void player_break(struct player *player, const char *line, const char *why);

/*
 * What lies in the mailbox, sentence by sentence; NULL: it cannot be seen.
 */
void player_saw(struct player *player, const char *mailbox);

/*
 * Give a value to ${name} in the lesson's texts.  The name of a service
 * ("smtp") stands for where it really is: "127.0.0.1, port 2525".
 */
void player_set(struct player *player, const char *name, const char *value);

/*
 * Add an event of the driver's: something to be told.
 */
void player_tell(struct player *player, enum player_kind kind,
                 const char *text);

/*
 * Tell narration when the step is over.  Takes text, which is from malloc().
 */
void player_tell_later(struct player *player, char *text);

/*
 * The events so far; event i is valid until player_free().
 */
size_t player_events(const struct player *player);
const struct player_event *player_event(const struct player *player, size_t i);

/*
 * What the server remembers; NULL before the first connection.
 */
const struct observer *player_observer(const struct player *player);

/*
 * The step the lesson is at, and how many it has.
 */
size_t player_step(const struct player *player);
size_t player_steps(const struct player *player);

/*
 * Questions and predictions so far: how many were put, how many answered.
 */
void player_score(const struct player *player, unsigned *put,
                  unsigned *answered);

/*
 * How the lesson ended.
 */
enum player_outcome player_outcome(const struct player *player);

#endif
