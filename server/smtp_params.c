/*
 * smtp_params.c - the parameters of MAIL: what an extension adds to it.
 *
 * Each belongs to a keyword that EHLO announced; what is not known is refused
 * (555), for the client counts on it.  A parameter is keyword=value or a bare
 * keyword, each behind one space.
 *
 * RFC 5321 section 4.1.1.11; RFC 1870, RFC 6152, RFC 6531, RFC 4954 section 5.
 * SPDX-License-Identifier: ISC
 */
#include "server/smtp.h"

#include <string.h>

#include "protocol/domain.h"
#include "protocol/number.h"
#include "protocol/path.h"

enum { SIZE_DIGITS_MAX = 20 }; /* RFC 1870 section 3 */

/* Octets of the client's, yet to be read. */
struct rest {
    const char *text;
    size_t len;
};

static struct rest
rest_of(const char *text, size_t len, size_t used)
{
    return (struct rest){text + used, len - used};
}

/*
 * REQ(1870-6.1) SIZE=octets: refuse at once what is too large anyway.
 */
static int
take_size(struct smtp_session *smtp, struct rest value)
{
    uint64_t octets;
    size_t digits = number_take(value.text, value.len, &octets);

    if (digits == 0 || digits < value.len || digits > SIZE_DIGITS_MAX) {
        smtp_reply(smtp, smtp->state, 501, "5.5.4",
                   "SIZE needs a number of octets: SIZE=1024");
        return -1;
    }
    if (octets > smtp->site->max_size) {
        smtp_reply(smtp, smtp->state, 552, "5.3.4",
                   "Too big: at most %llu octets",
                   (unsigned long long)smtp->site->max_size);
        return -1;
    }
    smtp->declared = octets;
    return 0;
}

/*
 * REQ(6152-3) BODY=7BIT or BODY=8BITMIME; all octets are kept either way.
 */
static int
take_body(struct smtp_session *smtp, struct rest value)
{
    if (!path_same(value.text, value.len, "7BIT", 4) &&
        !path_same(value.text, value.len, "8BITMIME", 8)) {
        smtp_reply(smtp, smtp->state, 501, "5.5.4",
                   "BODY is BODY=7BIT or BODY=8BITMIME");
        return -1;
    }
    return 0;
}

/*
 * REQ(6531-3.4-value) SMTPUTF8, a bare word: addresses may hold more than
 * ASCII.
 */
static int
take_utf8(struct smtp_session *smtp, struct rest value)
{
    (void)value;
    smtp->utf8 = true;
    return 0;
}

static int
not_known(struct smtp_session *smtp, struct rest keyword)
{
    smtp_reply(smtp, smtp->state, 555, "5.5.4",
               smtp->esmtp ? "Parameter %.*s is not known; EHLO lists what is"
                           : "%.*s: after HELO no parameters; say EHLO first",
               (int)keyword.len, keyword.text);
    return -1;
}

static int
hex_digit(char letter)
{
    static const char digits[] = "0123456789ABCDEFabcdef";
    const char *at = memchr(digits, letter, sizeof digits - 1);

    return at == NULL ? -1 : (int)(at - digits) - (at - digits > 15 ? 6 : 0);
}

/*
 * Take one octet of an xtext, at the front of rest.  Returns how many octets it
 * stands for: 1, or 3 ("+3D" is "="); or 0 if it is none.  RFC 3461 section 4.
 */
static size_t
take_xtext(struct rest rest, char *octet)
{
    int high, low;

    *octet = rest.text[0];
    if (*octet != '+') {
        return *octet >= '!' && *octet <= '~' && *octet != '=' ? 1 : 0;
    }
    high = rest.len > 2 ? hex_digit(rest.text[1]) : -1;
    low = rest.len > 2 ? hex_digit(rest.text[2]) : -1;
    *octet = (char)(16 * high + low);
    return high < 0 || low < 0 ? 0 : 3;
}

/*
 * REQ(4954-5-parameter) REQ(4954-8-xtext) AUTH=mailbox or AUTH=<>: who first
 * handed the message in, says the client, logged in or not.  REQ(4954-5-trust)
 * REQ(4954-5-nobody) It is read, and nobody's word for it is taken.
 */
static int
take_auth(struct smtp_session *smtp, struct rest value)
{
    char text[PATH_MAX_OCTETS + 1];
    size_t len = 0, used = 1;
    struct path path;
    const char *why;

    if (!session_takes_passwords(&smtp->session)) {
        return not_known(smtp, (struct rest){"AUTH", 4});
    }
    while (value.len > 0 && used > 0 && len < sizeof text) {
        used = take_xtext(value, &text[len++]);
        value = rest_of(value.text, value.len, used);
    }
    if (len == 0 || used == 0 || value.len > 0 ||
        (!path_same(text, len, "<>", 2) &&
         path_parse(text, len, PATH_MAILBOX, &path, &why) != len)) {
        smtp_reply(smtp, smtp->state, 501, "5.5.4",
                   "AUTH is AUTH=<> or AUTH=name@domain in xtext");
        return -1;
    }
    return 0;
}

static const struct parameter {
    const char *word;
    bool bare;                  /* it has no value */
    bool eight;                 /* it is about the eighth bit */
    int (*take)(struct smtp_session *smtp, struct rest value);
} parameters[] = {
    {"SIZE", false, false, take_size},
    {"BODY", false, true, take_body},
    {"SMTPUTF8", true, true, take_utf8},
    {"AUTH", false, false, take_auth},
};

enum { PARAMETERS = sizeof parameters / sizeof parameters[0] };

static const struct parameter *
find_parameter(const char *word, size_t len)
{
    for (size_t i = 0; i < PARAMETERS; i++) {
        if (path_same(word, len, parameters[i].word,
                      strlen(parameters[i].word))) {
            return &parameters[i];
        }
    }
    return NULL;
}

/*
 * A keyword is letters and digits, and hyphens behind the first of them:
 * esmtp-keyword of RFC 5321 section 4.1.2.
 */
static bool
is_keyword(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!domain_is_let_dig(text[i]) && (i == 0 || text[i] != '-')) {
            return false;
        }
    }
    return len > 0;
}

/*
 * REQ(5321-4.1.1.1-case) One parameter, keyword=value.  REQ(5321-4.1.1.11) what
 * is not known is 555.
 */
static int
take_parameter(struct smtp_session *smtp, struct rest word, unsigned *seen)
{
    const char *equals = memchr(word.text, '=', word.len);
    size_t key = equals ? (size_t)(equals - word.text) : word.len;
    const struct parameter *known = find_parameter(word.text, key);
    unsigned mark = known ? 1U << (known - parameters) : 0;

    if (!is_keyword(word.text, key)) {
        smtp_reply(smtp, smtp->state, 501, "5.5.4",
                   "A parameter is a keyword and its value: SIZE=1024");
        return -1;
    }
    if (!smtp->esmtp || known == NULL ||
        (known->eight && smtp->faults.strip8)) {
        return not_known(smtp, (struct rest){word.text, key});
    }
    if ((*seen & mark) != 0 || (known->bare && equals != NULL)) {
        smtp_reply(smtp, smtp->state, 501, "5.5.4", "%s %s", known->word,
                   (*seen & mark) != 0 ? "is given twice" : "takes no value");
        return -1;
    }
    *seen |= mark;
    return known->take(smtp, rest_of(word.text, word.len,
                                     key + (equals ? 1 : 0)));
}

/*
 * All parameters, each behind one space.  Returns 0, or -1 after a reply.
 */
int
smtp_parameters(struct smtp_session *smtp, const char *text, size_t len)
{
    struct rest rest = {text, len};
    unsigned seen = 0;

    while (rest.len > 0) {
        const char *end;

        if (rest.text[0] != ' ') {
            smtp_reply(smtp, smtp->state, 501, "5.5.4",
                       "Nothing but parameters may follow the >");
            return -1;
        }
        rest = rest_of(rest.text, rest.len, 1);
        end = memchr(rest.text, ' ', rest.len);
        len = end ? (size_t)(end - rest.text) : rest.len;
        if (len > 0 &&
            take_parameter(smtp, (struct rest){rest.text, len}, &seen) < 0) {
            return -1;
        }
        rest = rest_of(rest.text, rest.len, len);
    }
    return 0;
}
