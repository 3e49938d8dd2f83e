/*
 * escape.h - show octets of a stranger so that they stay text.
 *
 * What can be read is kept: printable ASCII, and UTF-8 that neither controls a
 * terminal nor turns the direction of the line.  Every other octet is spelled
 * \xHH, a backslash is spelled twice.
 *
 * Each text has one spelling, so a spelling that differs was not made here.
 * dialogue.h is the way in for the rest of the program.
 *
 * RFC 3629 section 3 (UTF-8).
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_ESCAPE_H
#define MAILWALK_PROTOCOL_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

/* Where octets are shown decides what must be spelled. */
enum escape_place {
    ESCAPE_TEXT,    /* a line of the dialogue */
    ESCAPE_VALUE,   /* a value of an event: a space and '=' are spelled too */
    ESCAPE_EVENT    /* a whole event: its values are spelled already */
};

/*
 * Spell len octets of text; out has room for 4 * len octets.  Returns the
 * octets written.
 */
size_t escape_spell(const char *text, size_t len, enum escape_place place,
                    char *out);

/*
 * Undo the spelling of len octets; what is no escape is copied.  Writes at most
 * room octets to out (len octets are always enough) and returns how many.
 */
size_t escape_undo(const char *spelled, size_t len, char *out, size_t room);

/*
 * Is spelled exactly what escape_spell writes for text?
 */
bool escape_is_spelling(const char *spelled, size_t spelled_len,
                        const char *text, size_t len, enum escape_place place);

#endif
