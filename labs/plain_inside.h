/*
 * plain_inside.h - what the files of `walk --plain` share.
 *
 * plain.c is its frame, plain_walk.c shows and asks, plain_box.c sees to the
 * mailbox that the lesson begins with.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_PLAIN_INSIDE_H
#define MAILWALK_LABS_PLAIN_INSIDE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "client/world.h"

#include "labs/plain_text.h"
#include "labs/play.h"

struct plain {
    struct plain_out out;
    struct event_base *base;
    struct play play;
    struct play_place place;
    const char *path; /* of the lab file */
    unsigned started; /* servers that were not up before */
    bool at_end;  /* of the input: nobody is asked any more */
    bool left;    /* the student typed q, or pressed Ctrl-C */
    const volatile sig_atomic_t *interrupted; /* by Ctrl-C */
    char *line;                               /* of input */
    size_t line_room;
    size_t shown;            /* events shown so far */
    enum player_kind before; /* the last one's; ANSWERED after a prompt */
};

/*
 * Write sentences to the terminal.
 */
void plain_say(struct plain *plain, const char *text);

/*
 * Read one answer: "" for Enter, at the end of the input, and when the student
 * leaves.  It is valid until the next call.
 */
const char *plain_ask(struct plain *plain, const char *prompt);

/*
 * Run the loop until the play wants something of the student, or is at its
 * end, or the student leaves.
 */
void plain_wait(struct plain *plain, struct play *play);

/*
 * For play_open(): nothing to do.
 */
void plain_changed(void *ctx);

/*
 * The lesson itself, its first words and its last.
 */
void plain_walk(struct plain *plain);
void plain_begin(struct plain *plain);
void plain_end(struct plain *plain);

/*
 * Is the mailbox as the lesson wants it?  If not, offer to make it so.
 * Returns 0, or an exit status.
 */
int plain_box(struct plain *plain);

#endif
