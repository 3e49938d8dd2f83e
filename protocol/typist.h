/*
 * typist.h - telnet, taken out of the lines of commands and replies.
 *
 * A telnet program may mix its own octets (IAC, 0xFF, and what follows) into
 * what a person types; PuTTY does so at once.  A server may be one, too.  They
 * are understood through libtelnet (which does no input or output) and refused
 * politely.  All of this concerns command and reply lines only: in the text of
 * a message no octet is taken out or interpreted, whoever sends it.
 *
 * libtelnet is fed one octet at a time and only up to the end of a line, so
 * that not one octet of a text ever reaches it.
 *
 * RFC 854, RFC 855.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_TYPIST_H
#define MAILWALK_PROTOCOL_TYPIST_H

#include <stdbool.h>
#include <stddef.h>

struct typist;

/*
 * Does this session need a typist: is there a telnet octet in the line that
 * begins at bytes?
 */
bool typist_needed(const char *bytes, size_t count);

/*
 * Begin; from now on every such line of the session goes through it.
 * answer() is called with the octets that refuse a negotiation.  Returns NULL
 * if memory ran out.
 */
struct typist *typist_new(void (*answer)(void *ctx, const char *bytes,
                                         size_t len), void *ctx);
void typist_free(struct typist *typist);

/*
 * Take octets as they came, up to and including a line end.  Returns how many
 * were taken, or 0 if the session must end: the peer began to compress, never
 * came to an end of its requests, or memory ran out.
 */
size_t typist_feed(struct typist *typist, const char *bytes, size_t count);

/*
 * What was typed so far, and how to take away the first used octets.
 */
const char *typist_text(const struct typist *typist, size_t *len);
void typist_used(struct typist *typist, size_t used);

#endif
