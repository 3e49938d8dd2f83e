/*
 * roster.h - the sessions of a log: who is where, and who is stuck.
 *
 * Fed with the records of a log in their order, it finds the sessions in it
 * (a service and a number; a `connect` begins a new session of that number)
 * and keeps a short entry of each.  What the server must remember is derived
 * by an observer, which only open sessions have.
 *
 * Everything is bounded: of more than ROSTER_MAX sessions the oldest are
 * forgotten, of more than ROSTER_OBSERVERS open ones the longest silent lose
 * their observer.  No line is kept, only where it stands.
 *
 * Pure: no input or output, no clock.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_ROSTER_H
#define MAILWALK_CLIENT_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/dialogue.h"
#include "protocol/observer.h"

enum {
    ROSTER_MAX = 1 << 18,
    ROSTER_OBSERVERS = 512,
    ROSTER_WHO_MAX = 40,
    ROSTER_STUCK = 3        /* the same refusal so often: somebody is stuck */
};

struct roster_entry {
    char service[DIALOGUE_SERVICE_MAX]; /* "smtp" */
    unsigned long number;
    enum observer_service speaks;
    uint64_t first, last;       /* offsets of its first and its last line */
    uint64_t reply;             /* and of the last reply, if there is one */
    unsigned lines;
    unsigned replies;
    unsigned refusals;          /* of these 4yz, 5yz, -ERR */
    unsigned state;             /* enum smtp_state or enum pop3_state */
    int refused_verb;           /* the last refusal: of this command, */
    int refused_code;           /* with this code (POP3: 0), */
    unsigned refused_times;     /* so often in a row; 0: it was overcome */
    bool whole;                 /* the log has its beginning */
    bool over;                  /* it was closed, or said goodbye */
    bool lost;                  /* its observer was taken away: state is old */
    char who[ROSTER_WHO_MAX];   /* login, else host, else address; as sent */

    /* The roster's own. */
    bool closed;                /* no more lines of the two will come */
    bool named;                 /* who is the name of a login */
    bool more;                  /* a reply of several lines is under way */
    int answering;              /* the verb that the last reply answered */
    short slot;                 /* of its observer, or -1 */
    uint32_t chain;             /* the next older session of its bucket, + 1 */
};

struct roster;

/* What the roster knows of a line. */
struct roster_line {
    size_t session;     /* + 1; 0: of no session */
    int verb;           /* of the command, or that the reply answers; or -1 */
    char first;         /* of a reply: '2' to '5', '+' or '-'; else 0 */
};

/*
 * An empty roster, NULL if memory ran out; and away with it (NULL is fine).
 */
struct roster *roster_new(void);
void roster_free(struct roster *roster);

/*
 * Take the record that stands at offset.  Returns 0, or -1 if memory ran out;
 * then the record was left out.
 */
int roster_take(struct roster *roster, uint64_t offset,
                const struct dialogue_record *record,
                struct roster_line *line);

/*
 * Sessions are numbered from 0 in the order of their first lines; of all
 * roster_count() the first that is still remembered is roster_oldest().
 */
size_t roster_count(const struct roster *roster);
size_t roster_oldest(const struct roster *roster);
const struct roster_entry *roster_entry(const struct roster *roster,
                                        size_t session);

/*
 * Is it still open?  A server that began anew has ended all before.
 */
bool roster_is_open(const struct roster *roster, size_t session);

/*
 * The open sessions (of those that still have their observer), in their order,
 * at most ROSTER_OBSERVERS.  Returns how many.
 */
size_t roster_open(const struct roster *roster,
                   size_t sessions[ROSTER_OBSERVERS]);

/*
 * Is somebody stuck in it: open, and refused the same way ROSTER_STUCK times in
 * a row?
 */
bool roster_is_stuck(const struct roster *roster, size_t session);

/*
 * The observer of an open session; NULL if it has none (any more).
 */
const struct observer *roster_observer(const struct roster *roster,
                                       size_t session);

/*
 * "RCPT", "PASS": the word of a verb of this service; "?" for an unknown one,
 * "the greeting" for none.
 */
const char *roster_verb_word(enum observer_service speaks, int verb);

#endif
