/*
 * proof.h - one line of a check card: does the evidence prove it?
 *
 *   dialog smtp: RCPT=550 RCPT=250 .=250   in this order, in one session
 *   never smtp: VRFY=250
 *   count smtp: *=5xx <= 3
 *   event deliver box=bob >= 1
 *   order .=EOF < .=250                    the first such before some such
 *   gap try#1 try#2 >= 30                  seconds between them
 *   mbox bob: count >= 1 where Subject=x* and From=*santa*
 *   mbox bob: line "text"                  or: not line "text"
 *   answer q1 q2                           right answers; each counts alike
 *   predicted all                          each predict card was answered
 *   clean                                  each session ended by QUIT
 *
 * An exchange is VERB=CODE: "greet" is the greeting, "." the end of a text,
 * "?" a word that is no command, "*" any; 2xx any success, EOF no reply at all.
 * What may stand in brackets is a glob: RCPT(*<bob@*)=250, STAT=+OK(3*),
 * PASS=-ERR[IN-USE].  An event is NAME, NAME(key=glob,..) or NAME#2, the
 * second.  A mailbox at the other domain is BOX@blue.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_PROOF_H
#define MAILWALK_LABS_PROOF_H

#include <stdbool.h>
#include <stddef.h>

#include "labs/evidence.h"

enum { PROOF_WHY_MAX = 512, PROOF_LINE_MAX = 1024 };

/* Of what a lab is graded by, all but the check itself. */
struct proof_case {
    const struct evidence *evidence;
    const char *user; /* whose sessions count */
    bool alone;       /* nobody else used the servers: sessions that say
                               no name are the user's, too */
    /* The folder of a mailbox; domain is "red" or "blue".  A string of room
     * octets.  Returns 0, or -1 if there is no such mailbox. */
    int (*box)(void *box_ctx, const char *name, const char *domain, char *path,
               size_t room);
    void *box_ctx;
    void *ctx; /* handed to these: */
    /* Was question id answered rightly?  why gets the sentence if not. */
    bool (*answer)(void *ctx, const char *id, char *why, size_t room);
    /* Was every question of the lab answered before its reply? */
    bool (*predicted)(void *ctx, char *why, size_t room);
};

struct proof_result {
    unsigned good, of;       /* parts that are proved: 1 of 1, or 2 of 3 */
    char why[PROOF_WHY_MAX]; /* what is missing, "" if nothing is */
    const struct evidence_item *witness; /* the line that shows it, or NULL */
};

/*
 * Hold the evidence against one check; values are filled in already.  With
 * proof_case NULL only the check's own form is looked at.  Returns 0, or -1 if
 * the check is none: then why says what was expected.
 */
int proof_try(const char *check, const struct proof_case *proof_case,
              struct proof_result *result);

#endif
