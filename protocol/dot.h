/*
 * dot.h - the dot that ends a text, and the dots that must not.
 *
 * A line holding a single dot ends a message.  So that no message can end
 * itself, the sender puts one more dot before every line that begins with one,
 * and the receiver takes it away again ("transparency").  The same rule works
 * in both directions: SMTP DATA and the multi-line responses of POP3.
 *
 * On disk a line ends in LF, on the wire in CRLF.  One rule counts for every
 * size that is ever told: LF on disk is CRLF on the wire, a CR before it is
 * not doubled, a last line without LF gets one.  Stuffed dots never count.
 *
 * RFC 5321 section 4.5.2; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_DOT_H
#define MAILWALK_PROTOCOL_DOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/line.h"

/*
 * Is this line of message text the end of the text?
 */
bool dot_ends_text(const struct line *line);

/*
 * Take away the stuffed dot of a line of message text, if it has one: moves
 * line->text on by one octet.
 */
void dot_unstuff(struct line *line);

/* From disk to wire, piece by piece; DOT_ENCODER_START begins a message. */
struct dot_encoder {
    bool in_line;       /* the last octet did not end a line */
    bool last_was_cr;
};
#define DOT_ENCODER_START ((struct dot_encoder){false, false})

/*
 * Encode count octets of a stored message for the wire: LF becomes CRLF, a
 * line that begins with a dot gets another.  wire must have room for
 * 2 * count octets.  Returns the octets written.
 */
size_t dot_encode(struct dot_encoder *encoder, const char *disk, size_t count,
                  char *wire);

/*
 * End the text: CRLF if the last line has none, then the dot line.  wire must
 * have room for DOT_END_MAX octets.  Returns the octets written.
 */
enum { DOT_END_MAX = 5 };
size_t dot_encode_end(const struct dot_encoder *encoder, char *wire);

/* How many octets a stored message has on the wire; starts as all zero. */
struct dot_count {
    uint64_t octets;
    char last;          /* the last octet seen, 0 before the first */
};

/*
 * Count a piece of a stored message, without the stuffed dots.
 */
void dot_count_add(struct dot_count *count, const char *disk, size_t len);

/*
 * The size of the whole message in octets, as STAT, LIST and RETR tell it.
 */
uint64_t dot_count_total(const struct dot_count *count);

#endif
