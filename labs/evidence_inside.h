/*
 * evidence_inside.h - what the files of the evidence share.
 *
 * evidence.c reads files and keeps the whole; evidence_session.c follows the
 * sessions of one log.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_EVIDENCE_INSIDE_H
#define MAILWALK_LABS_EVIDENCE_INSIDE_H

#include "labs/evidence.h"
#include "protocol/dialogue.h"

struct reading;

/* One log, while it is read. */
struct reader {
    struct evidence *evidence;
    struct reading *open; /* sessions that have not ended */
    size_t line;
    bool failed; /* memory ran out */
};

/*
 * Take one record of the log.
 */
void evidence_take(struct reader *reader, const struct dialogue_record *record);

/*
 * The log is over: what was said last in each session got no reply.  record is
 * the last one.
 */
void evidence_end(struct reader *reader, const struct dialogue_record *record);

#endif
