/*
 * reply.h - SMTP replies and POP3 status lines: read one line, gather many.
 *
 * An SMTP reply is three digits, then a space (the last line) or a hyphen
 * (more lines follow), then words for people.  POP3 has two verdicts, +OK and
 * -ERR.  A program decides by the first digit, or the first word, alone.
 * Whatever else comes from the other side is no reply, and reading says why.
 *
 * RFC 5321 sections 4.2, 4.2.1; RFC 2034, RFC 3463 (enhanced codes);
 * RFC 1939 section 3; RFC 2449 section 8 (response codes); RFC 5034 section 4.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_PROTOCOL_REPLY_H
#define MAILWALK_PROTOCOL_REPLY_H

#include <stdbool.h>
#include <stddef.h>

enum reply_kind { REPLY_SMTP, REPLY_OK, REPLY_ERR, REPLY_CONTINUE };

/* An enhanced status code, RFC 3463 section 2; class 0 means "none". */
struct reply_enhanced {
    int class;          /* 2, 4 or 5 */
    int subject;        /* 0 to 999 */
    int detail;         /* 0 to 999 */
};

/*
 * One line of a reply.  tag and text point into the octets that were parsed.
 * The text may hold any octet: escape it before it is shown.
 */
struct reply_line {
    enum reply_kind kind;
    int code;           /* SMTP: 200 to 599; else 0 */
    bool last;          /* SMTP: no hyphen behind the code; POP3: true */
    struct reply_enhanced enhanced; /* only if its class fits the code */
    const char *tag;    /* POP3 response code without its brackets, or NULL */
    size_t tag_len;
    const char *text;   /* the words for people, behind codes and tag */
    size_t text_len;
};

/*
 * Parse one line of an SMTP reply (len octets, without its CRLF).  Returns 0,
 * or -1 with *why set to a sentence that names the rule that was broken.
 * RFC 5321 section 4.2.
 */
int reply_parse_smtp(const char *text, size_t len, struct reply_line *line,
                     const char **why);

/*
 * Parse a POP3 status line: +OK, -ERR, or "+ " while AUTH goes on.
 * RFC 1939 section 3, RFC 5034 section 4.  Returns as above.
 */
int reply_parse_pop3(const char *text, size_t len, struct reply_line *line,
                     const char **why);

/* A whole SMTP reply as it is gathered line by line; starts as all zero. */
struct reply_gather {
    int code;           /* of its first line; 0 before that */
    unsigned lines;     /* taken so far */
    bool complete;
};

enum { REPLY_LINES_MAX = 100 }; /* longer replies are refused */

/*
 * Add one parsed line.  All lines of a reply carry the same code and there are
 * at most REPLY_LINES_MAX.  Returns 0 (then complete tells whether the
 * reply is whole) or -1 with *why set.  RFC 5321 section 4.2.1.
 */
int reply_gather_add(struct reply_gather *gather, const struct reply_line *line,
                     const char **why);

/*
 * What the digits of an SMTP reply code say, in a student's words, at place 1,
 * 2 or 3 ("done", "the mail system", ...).  Never NULL.
 * RFC 5321 section 4.2.1.
 */
const char *reply_digit(int code, int place);

/*
 * The enhanced code in words: the class, the subject or the detail (place 1, 2
 * or 3).  A detail that is in no list gives "no more detail".  Never NULL.
 * RFC 3463 sections 2 and 3.
 */
const char *reply_enhanced_word(const struct reply_enhanced *enhanced,
                                int place);

#endif
