/*
 * message_sender.h - send a stored message to a POP3 client, piece by piece.
 *
 * Only as much is read from the file as the client is ready to take.  Line
 * ends become CRLF and dots are stuffed on the way; the log gets its share of
 * lines.  For TOP the sending ends after so many lines of the body.
 *
 * Who can see the folder may write to the file while it is sent.  Then RETR has
 * told another size, and the message is broken: no dot calls it whole.
 *
 * RFC 1939 sections 3, 5 (RETR), 7 (TOP).
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_MESSAGE_SENDER_H
#define MAILWALK_SERVER_MESSAGE_SENDER_H

#include <stdint.h>

#include "server/session.h"

struct evbuffer;
struct message_sender;

enum message_progress {
    MESSAGE_WAIT,       /* enough for now: go on when the output is taken */
    MESSAGE_SENT,       /* all of it, with the closing dot */
    MESSAGE_BROKEN      /* its end is not where it was, or no memory */
};

/*
 * Begin to send the open file fd, which is taken, and has so many octets on
 * disk.  body_lines limits the body; UINT64_MAX sends all of it.  Returns NULL
 * if memory ran out (fd is closed).
 */
struct message_sender *message_sender_new(int fd, uint64_t disk,
                                          uint64_t body_lines);

/*
 * Add to output until enough waits there.
 */
enum message_progress message_sender_go_on(struct message_sender *sender,
                                           struct session *session,
                                           struct evbuffer *output);

/*
 * Close the file, free.  NULL is allowed.
 */
void message_sender_free(struct message_sender *sender);

#endif
