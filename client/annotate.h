/*
 * annotate.h - a record of a dialogue, and what there is to say about it.
 *
 * What each line means comes from the tables of protocol/, what the server
 * remembers from the observer.  Who writes a dialogue for people (transcript.h,
 * export.h) feeds its records through here and writes what comes back.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_ANNOTATE_H
#define MAILWALK_CLIENT_ANNOTATE_H

#include <stdbool.h>

#include "protocol/dialogue.h"
#include "protocol/observer.h"

enum { ANNOTATION_MEANS_MAX = 512, ANNOTATION_MEMORY_MAX = 1024 };

struct annotation {
    const struct dialogue_record *record;
    char speaker;           /* 'C', 'S', '*' an event */
    char means[ANNOTATION_MEANS_MAX];   /* our words; "" if there are none */
    const char *section;    /* where that stands; "" if nowhere */
    unsigned state;         /* of the session before this record; 0: the
                               server has said nothing yet */
    char memory[ANNOTATION_MEMORY_MAX]; /* what the server knows now, if that
                               has changed, else ""; names in it are escaped */
};

struct annotator {
    struct observer observer;
    char memory[ANNOTATION_MEMORY_MAX]; /* as last told */
};

void annotator_init(struct annotator *annotator, enum observer_service service);
void annotator_free(struct annotator *annotator);

/*
 * Take the next record.  The annotation points to it.
 */
void annotate(struct annotator *annotator, const struct dialogue_record *record,
              struct annotation *annotation);

/*
 * What an event means, and in *section where that stands ("": nowhere).  NULL
 * if it is in no list.
 */
const char *annotate_event(const struct dialogue_record *record,
                           const char **section);

#endif
