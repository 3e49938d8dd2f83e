/*
 * path.h - the addresses of the envelope: mailbox and path syntax.
 *
 * MAIL FROM and RCPT TO carry a path: <local-part@domain> in angle brackets,
 * with an old source route (<@a,@b:user@c>) accepted and ignored.  Everything
 * that is not in the grammar is refused, controls first; the refusal says what
 * is wrong.
 *
 * Characters beyond ASCII, in UTF-8, are in the grammar of RFC 6531; whether
 * they may be used here and now is for the caller to decide (path.utf8).
 *
 * RFC 5321 sections 4.1.2, 4.1.3, 4.5.3.1.1 to 4.5.3.1.3, appendix C; RFC 6531
 * section 3.3.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_PATH_H
#define MAILWALK_PROTOCOL_PATH_H

#include <stdbool.h>
#include <stddef.h>

enum {
    PATH_LOCAL_MAX = 64,    /* section 4.5.3.1.1, octets */
    PATH_DOMAIN_MAX = 255,  /* section 4.5.3.1.2 */
    PATH_MAX_OCTETS = 256,  /* section 4.5.3.1.3, brackets included */
    PATH_WHY_MAX = 90       /* the longest reason for a refusal, octets */
};

enum path_kind {
    PATH_REVERSE,       /* MAIL FROM: may be <> */
    PATH_FORWARD,       /* RCPT TO: may be <postmaster> without a domain */
    PATH_MAILBOX        /* a mailbox without brackets, for people's input */
};

/* The parts point into the octets that were parsed. */
struct path {
    const char *mailbox;    /* local-part@domain, without the source route */
    size_t mailbox_len;     /* 0 for the null reverse-path */
    const char *local;      /* as written, quotes included */
    size_t local_len;
    const char *domain;     /* empty for <postmaster>; literals keep their [] */
    size_t domain_len;
    bool routed;            /* a source route stood before it and was ignored */
    bool utf8;              /* it, or its route, holds more than ASCII */
};

/*
 * Parse a path from the front of len octets at text.  Returns the octets it
 * takes up (always above 0), or 0 with *why set to what is wrong and what
 * would be right, in printable ASCII for the reply (a constant, not to be
 * freed), and *path all zero.
 *
 * What follows the path is the caller's: nothing or a space and parameters.
 * But a control, or what is no UTF-8, anywhere in the text is refused at once.
 * A bare mailbox ends at the first space outside quotes or with the text; so
 * the text is one mailbox if the return value is len.
 */
size_t path_parse(const char *text, size_t len, enum path_kind kind,
                  struct path *path, const char **why);

/*
 * The local part without its quoting: "a\"b" becomes a"b.  Writes a string to
 * name, which has room for PATH_LOCAL_MAX + 1 octets.
 */
void path_local_name(const struct path *path, char *name);

/*
 * Is this domain, or address literal, written correctly, and in ASCII?  For
 * the argument of EHLO and for options.  RFC 5321 sections 4.1.2 and 4.1.3, RFC
 * 6531 section 3.7.1.
 */
bool path_domain_ok(const char *domain, size_t len);

/*
 * Are these octets the same apart from ASCII case?
 */
bool path_same(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
