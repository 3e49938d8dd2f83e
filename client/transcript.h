/*
 * transcript.h - the dialogue on paper: each line, what it means, what changes.
 *
 *   C: MAIL FROM:<alice@red.example>
 *      | Opens a mail transaction ... (RFC 5321 section 4.1.1.2)
 *   S: 250 2.1.0 Sender accepted
 *      | 250 done: ...
 *      > the server now knows: state MAIL; sender <alice@red.example>
 *
 * The words come from annotate.h.  Raw, it is the dialogue log's own format,
 * line by line.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_TRANSCRIPT_H
#define MAILWALK_CLIENT_TRANSCRIPT_H

#include <stdbool.h>
#include <stdio.h>

#include "client/annotate.h"

enum transcript_style {
    TRANSCRIPT_NONE,        /* nothing is written */
    TRANSCRIPT_ANNOTATED,
    TRANSCRIPT_RAW          /* the dialogue log's format */
};

struct transcript {
    FILE *out;              /* the caller's */
    enum transcript_style style;
    struct annotator annotator;
};

/*
 * The style that these options ask for.
 */
enum transcript_style transcript_style(bool raw, bool quiet);

/*
 * Begin a session that is written to out.
 */
void transcript_init(struct transcript *transcript, FILE *out,
                     enum transcript_style style,
                     enum observer_service service);

/*
 * Give back what it owns; out stays open.
 */
void transcript_free(struct transcript *transcript);

/*
 * Write one record, as far as memory goes.  Has the shape of
 * chat_options.on_record.
 */
void transcript_record(void *transcript, const struct dialogue_record *record);

/*
 * Write one annotated line as above, behind `lead` (a time, or "").
 */
void transcript_write(FILE *out, const char *lead,
                      const struct annotation *annotation);

/*
 * Write one record as the dialogue log has it.
 */
void transcript_raw(FILE *out, const struct dialogue_record *record);

/*
 * The text of a record as it may be shown: escaped, and "\n" behind a line
 * that ended in a bare LF.  A string, to be freed; NULL if memory ran out.
 */
char *transcript_text(const struct dialogue_record *record);

#endif
