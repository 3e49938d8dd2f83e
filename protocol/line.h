/*
 * line.h - cut a stream of octets into lines, and tell how each one ended.
 *
 * TCP delivers octets, not lines: one read may hold half a command or five of
 * them.  The reader looks at the octets at hand and takes one line at a time;
 * it copies nothing, so what it does not take stays with the caller.
 *
 * Which line end a session uses is settled by its first line.  In a CRLF
 * session only CRLF ends a command (RFC 5321 section 2.3.8); a person at a
 * plain netcat sends LF alone, and then LF it is.  Inside message text a bare
 * LF always ends a piece, but in a CRLF session it is no line end: such a
 * piece can neither be, nor be followed by, the dot that ends the text.
 *
 * RFC 5321 sections 2.3.8, 4.1.1.4, 4.5.3.1; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_LINE_H
#define MAILWALK_PROTOCOL_LINE_H

#include <stdbool.h>
#include <stddef.h>

enum line_end { LINE_END_CRLF, LINE_END_LF };

/* What the first line of the session settled. */
enum line_style { LINE_UNSETTLED, LINE_STYLE_CRLF, LINE_STYLE_LF };

/* What the octets are: commands and replies, or the text of a message. */
enum line_phase { LINE_COMMAND, LINE_TEXT };

struct line {
    const char *text;   /* into the caller's octets; the ending is left out */
    size_t len;         /* octets in text */
    enum line_end end;  /* the ending as it was sent */
    bool at_start;      /* a line starts here (not the middle of one) */
    bool ends_line;     /* this ending is a line end in this session */
    bool too_long;      /* cut at the limit; the tail, ending included, is
                           thrown away, so end is only what is usual here */
};

struct line_reader {
    enum line_style style;
    bool strict;        /* a bare LF ends a command at once, to be refused */
    bool mid_line;      /* the last piece did not end its line */
    bool skipping;      /* throwing away the tail of an overlong line */
    bool last_was_cr;   /* while skipping: the last octet was CR */
    enum line_phase phase;  /* of the last call */
    size_t scanned;     /* octets at hand that hold no line end */
};

/*
 * Begin a session: nothing settled, nothing read.  strict is --strict; such a
 * session is a CRLF session from the start.
 */
void line_reader_init(struct line_reader *reader, bool strict);

/*
 * Take one line from the count octets at bytes.  limit is the longest line in
 * octets, its CRLF included (above 2), so limit - 2 octets of text fit.  Sets
 * *used to the octets that the caller must drop from the front (after it has
 * done with *line, which points there).  If the caller changes the octets at
 * hand in any other way, it sets reader->scanned to 0.
 * Returns true if *line holds a line, false if more octets are needed; *used
 * may be above 0 in both cases.  An overlong line is handed out once, cut to
 * limit - 2 octets, as soon as it is known to be too long.
 */
bool line_take(struct line_reader *reader, enum line_phase phase, size_t limit,
               const char *bytes, size_t count, struct line *line,
               size_t *used);

/*
 * Carry out the BS and DEL keys that a character-at-a-time telnet sends: each
 * erases the character before it (all octets of it, if it is UTF-8).  Works in
 * place on *len octets at text.  Returns how many keys were carried out, 0 if
 * the line is as it was.
 */
size_t line_erase(char *text, size_t *len);

#endif
