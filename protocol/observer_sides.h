/*
 * observer_sides.h - the two halves of the observer: one for each protocol.
 *
 * observer.c matches replies with commands; the halves know what a command
 * says and what its reply changes.  Nobody else includes this header.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_OBSERVER_SIDES_H
#define MAILWALK_PROTOCOL_OBSERVER_SIDES_H

#include "protocol/observer.h"
#include "protocol/reply.h"

/*
 * Keep len octets as a string in a name of OBSERVER_NAME_MAX octets.
 */
void observer_keep(char *name, const char *text, size_t len);

/*
 * Read a command line (len octets) into the command that will wait.
 */
void observer_smtp_command(const char *line, size_t len,
                           struct observer_pending *command);
void observer_pop3_command(const char *line, size_t len,
                           struct observer_pending *command);

/*
 * Carry out what the whole reply to a command changes.  The verdict stands in
 * observer->last and last_code.  Returns 0, or -1 if memory ran out.
 */
int observer_smtp_reply(struct observer *observer,
                        const struct observer_pending *command);
int observer_pop3_reply(struct observer *observer,
                        const struct observer_pending *command,
                        const struct reply_line *reply);

/*
 * Take a line of message text, as on the wire.
 */
void observer_smtp_text(struct observer *observer,
                        const struct dialogue_record *record);

/*
 * Take a line of a multi-line response, its dot included.
 */
void observer_pop3_listed(struct observer *observer, const char *line,
                          size_t len);

/*
 * Take note of what a line of an SMTP reply, or of a multi-line response, says
 * that the server can do.
 */
void observer_smtp_offers(struct observer *observer,
                          const struct reply_line *reply,
                          const struct dialogue_record *record);
void observer_pop3_offers(struct observer *observer,
                          const struct dialogue_record *record);

/*
 * Take an event that is neither connect nor close.
 */
void observer_smtp_event(struct observer *observer, const char *name,
                         const struct dialogue_record *record);
void observer_pop3_event(struct observer *observer, const char *name,
                         const struct dialogue_record *record);

/*
 * The connection is over; what was unfinished is forgotten.
 */
void observer_smtp_closed(struct observer *observer);
void observer_pop3_closed(struct observer *observer);

#endif
