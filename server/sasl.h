/*
 * sasl.h - the exchange that AUTH begins: challenge and response, in base64.
 *
 * The client names a mechanism.  Then the server gives a challenge and the
 * client a response, line by line, until there is a claim to be checked: a name
 * and what shall prove it.
 *
 *   PLAIN   one response: [identity to act as] NUL name NUL password
 *   LOGIN   "Username:" - the name, "Password:" - the password
 *
 * Both send the password itself: base64 is an alphabet, not a cipher.  SMTP
 * and POP3 differ only in how they say a challenge (334 and "+") and a verdict,
 * so this machine says nothing; it tells the engine what to say.
 *
 * RFC 4954 section 4 (SMTP), RFC 5034 section 4 (POP3), RFC 4616 (PLAIN).
 * LOGIN is older than its rules and stands in no RFC.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_SASL_H
#define MAILWALK_SERVER_SASL_H

#include <stdbool.h>
#include <stddef.h>

/* The longest response with its CRLF: RFC 4954 section 4. */
enum { SASL_LINE_MAX = 12288 };

/* All mechanisms, as EHLO and CAPA list them. */
#define SASL_MECHANISMS "PLAIN LOGIN"

enum claim_how { CLAIM_PASS, CLAIM_APOP, CLAIM_PLAIN, CLAIM_LOGIN };

/* Who wants to come in, and what shall prove it. */
struct claim {
    enum claim_how how;
    char *name;             /* strings, owned; NULL: not told yet */
    char *secret;           /* the password; APOP: its digest */
};

struct sasl {
    bool on;                /* the client's next line is a response */
    const char *challenge;  /* what is asked for then, in base64 */
    struct claim claim;
};

enum sasl_verdict {
    SASL_MORE,              /* say the challenge */
    SASL_CHECK,             /* the claim is complete */
    /* All others end the exchange: */
    SASL_UNKNOWN,           /* no such mechanism here */
    SASL_NOT_FIRST,         /* a response before it was asked for */
    SASL_CANCELLED,
    SASL_TOO_LONG,
    SASL_NOT_BASE64,
    SASL_MALFORMED,         /* not what this mechanism sends */
    SASL_DENIED,            /* to act as somebody else */
    SASL_NO_MEMORY
};

/*
 * Begin: arg, len octets, is the argument of AUTH, a mechanism and perhaps the
 * first response ("=" if that is empty).  With LOGIN the server begins; a name
 * that comes at once is taken all the same, unless strict.  What was claimed
 * before is forgotten.
 */
enum sasl_verdict sasl_begin(struct sasl *sasl, const char *arg, size_t len,
                             bool strict);

/*
 * Take the client's next line, without its CRLF: a response, or "*" to cancel.
 */
enum sasl_verdict sasl_response(struct sasl *sasl, const char *line,
                                size_t len);

/*
 * End the exchange, if one is on, and forget the claim; secrets are wiped.
 */
void sasl_forget(struct sasl *sasl);

/*
 * A verdict that ends the exchange, in words for the reply.
 */
const char *sasl_words(enum sasl_verdict verdict);

/*
 * The word that AUTH's argument begins with, if it is a mechanism of ours: its
 * length, else 0.  It may be shown; whatever follows it may not.
 */
size_t sasl_mechanism_len(const char *arg, size_t len);

/*
 * Make a claim of name and secret, which are copied and hold no NUL.  Returns
 * 0, or -1 if memory ran out.
 */
int claim_make(struct claim *claim, enum claim_how how, const char *name,
               size_t name_len, const char *secret, size_t secret_len);

/*
 * Wipe and free what a claim owns.
 */
void claim_forget(struct claim *claim);

/*
 * "pass", "apop", "plain", "login": for the log.
 */
const char *claim_how(enum claim_how how);

#endif
