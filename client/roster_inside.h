/*
 * roster_inside.h - what the files of the roster share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_ROSTER_INSIDE_H
#define MAILWALK_CLIENT_ROSTER_INSIDE_H

#include "client/roster.h"

/*
 * An event of the session: "connect from=127.0.0.1:51234", "login user=bob".
 * name is its first word, "" if the record is no event.
 */
void roster_event(struct roster_entry *entry, const char *name,
                  const struct dialogue_record *record);

/*
 * A record, read by the session's observer and by us.  Returns 0, or -1 if
 * memory ran out.
 */
int roster_observe(struct roster_entry *entry, struct observer *observer,
                   uint64_t offset, const struct dialogue_record *record,
                   struct roster_line *line);

#endif
