/*
 * dialogue.h - one record of the dialogue log: format it, parse it.
 *
 *   2026-11-23T09:12:33.120Z smtp#7 C: EHLO pc7.red.example
 *
 * TIME SESSION MARK TEXT.  A server's log, a saved session, a replay and a
 * lab's evidence are all made of such lines.  TEXT is UTF-8; every other octet
 * and every control character is spelled \xHH, a backslash is spelled twice.
 * CRLF at the end is implied, any other ending is spelled out.  So no peer can
 * forge a log line or send an escape sequence to a terminal.
 *
 * docs/dialogue-log.md lists the events.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_DIALOGUE_H
#define MAILWALK_PROTOCOL_DIALOGUE_H

#include <stddef.h>
#include <stdint.h>

#include "protocol/line.h"

enum dialogue_mark {
    DIALOGUE_CLIENT = 'C',  /* a line from the client, or the dot it sends */
    DIALOGUE_SERVER = 'S',  /* a reply line from the server, or its dot */
    DIALOGUE_DATA = 'D',    /* a line of message content, dots still stuffed */
    DIALOGUE_EVENT = '*'    /* name key=value ... */
};

enum { DIALOGUE_SERVICE_MAX = 8 };

struct dialogue_record {
    int64_t time_ms;        /* since 1970-01-01T00:00:00Z */
    char service[DIALOGUE_SERVICE_MAX]; /* "smtp", "pop3", "out": a string */
    unsigned long session;  /* 0: an event of no session */
    enum dialogue_mark mark;
    const char *text;       /* as on the wire; of an event: its values stay
                               as dialogue_escape_value has spelled them */
    size_t len;
    enum line_end end;      /* LF: spelled \n in the log; events have none */
};

/* Room that a record with len octets of text needs at the most, LF included. */
#define DIALOGUE_ROOM(len) (4 * (len) + 64)

/*
 * Format a record as one log line that ends in LF.  The service is lower-case
 * letters and digits, a letter first; a time outside the years 1970 to 9999
 * becomes the nearest that can be written.  out has room for
 * DIALOGUE_ROOM(record->len) octets.  Returns the octets written; no NUL.
 */
size_t dialogue_format(const struct dialogue_record *record, char *out);

/*
 * Parse one log line (len octets, without its LF).  The text is unescaped into
 * buf, which has room for len octets, and record->text points there.  What
 * dialogue_format would not have written, octet for octet, is refused.
 * Returns 0, or -1 with *why set if this is no dialogue line.
 */
int dialogue_parse(const char *line, size_t len, struct dialogue_record *record,
                   char *buf, const char **why);

/*
 * Escape len octets the way TEXT is escaped, for any place where octets of a
 * peer are shown: out has room for 4 * len octets.  Returns octets written.
 */
size_t dialogue_escape(const char *text, size_t len, char *out);

/*
 * Escape one value of an event: as above, and a space and '=' as \xHH too.
 */
size_t dialogue_escape_value(const char *text, size_t len, char *out);

/*
 * Find the value of a key in the text of an event ("connect from=..").  Writes
 * it, unescaped, as a string to value (room octets, at least 1; cut if it is
 * longer).  Returns 0, or -1 if the event has no such key.  The name of the
 * event is its first word: ask for it with key NULL.
 */
int dialogue_value(const char *text, size_t len, const char *key, char *value,
                   size_t room);

/*
 * As dialogue_value, for a key that stands several times ("rcpt=.. rcpt=..");
 * index 0 is the first.  key is not NULL.
 */
int dialogue_value_at(const char *text, size_t len, const char *key,
                      size_t index, char *value, size_t room);

#endif
