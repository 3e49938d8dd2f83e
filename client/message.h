/*
 * message.h - the text of a mail that a person hands over.
 *
 * A text without a header gets one (RFC 5322 section 3.6: Date and From are
 * required, Message-ID should be there); a text that has a header is sent as
 * it is.  Lines may end in LF or CR LF; sent, they end in CR LF.
 *
 * RFC 5322 sections 2.1.1, 2.2 and 3.6; RFC 2047 section 2; RFC 6532 section
 * 3.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_MESSAGE_H
#define MAILWALK_CLIENT_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
    MESSAGE_MAX = 256 * 1024 * 1024,
    MESSAGE_LINE_MAX = 998,     /* RFC 5322 section 2.1.1, without CR LF */
    MESSAGE_WHY_MAX = 200
};

struct message {
    char *text;         /* lines that end in LF */
    size_t len;
    uint64_t octets;    /* on the wire: CR LF counted, dots not stuffed */
    bool eight_bit;
    bool utf8_header;   /* its header holds more than ASCII, as UTF-8 */
    char why[MESSAGE_WHY_MAX];  /* what was wrong */
};

/* What the header is made of. */
struct message_wish {
    const char *from;       /* mailbox */
    const char *const *to;  /* mailboxes */
    size_t to_count;
    const char *subject;    /* or NULL */
};

/*
 * Read a whole file into message->text.  Returns 0, or -1 with why, also if it
 * is empty.
 */
int message_read(struct message *message, FILE *file);

/*
 * Give the message what it lacks: a header if it has none, else only the
 * subject on top of it; then check that it can be sent and count it.  Returns
 * 0, or -1 with why.
 */
int message_finish(struct message *message, const struct message_wish *wish);

/*
 * The octets of the line that begins at `at`, without its LF; *next is where
 * the one behind it begins.
 */
size_t message_line(const char *at, const char *end, const char **next);

/*
 * Give back the memory.
 */
void message_free(struct message *message);

#endif
