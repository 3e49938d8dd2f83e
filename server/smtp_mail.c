/*
 * smtp_mail.c - the envelope: MAIL names the sender, RCPT each recipient.
 *
 * The envelope is what a server goes by; the To: and From: inside the message
 * are only text to it.  MAIL opens a transaction and fills the reverse-path,
 * the address that hears of failures.  Every RCPT adds one forward-path and
 * gets its own reply, so some may be refused while others stand.
 *
 * This server delivers for one domain and relays for nobody.
 *
 * RFC 5321 sections 3.3, 4.1.1.2, 4.1.1.3, 4.1.1.11; RFC 1870, RFC 6152, RFC
 * 6531.
 * SPDX-License-Identifier: ISC
 */
#include "server/smtp.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/domain.h"
#include "protocol/idn.h"
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
 * REQ(5321-4.1.2-501) Read "FROM:" or "TO:" and the path behind it.  Returns
 * the octets read, or 0 after a 501 that shows the right form.  No space may
 * follow the colon: RFC 5321 section 3.3.
 */
static size_t
read_path(struct smtp_session *smtp, struct rest arg, const char *keyword,
          enum path_kind kind, struct path *path)
{
    const char *verb = kind == PATH_REVERSE ? "MAIL" : "RCPT";
    size_t head = strlen(keyword);
    const char *why;
    size_t used;

    if (arg.len < head || !path_same(arg.text, head, keyword, head)) {
        smtp_reply(smtp, smtp->state, 501, "5.5.4",
                   "Write %s %s<name@domain>", verb, keyword);
        return 0;
    }
    if (arg.len > head && arg.text[head] == ' ') {
        smtp_reply(smtp, smtp->state, 501, "5.5.4",
                   "No space after the colon: %s %s<name@domain>", verb,
                   keyword);
        return 0;
    }
    used = path_parse(arg.text + head, arg.len - head, kind, path, &why);
    if (used == 0) {
        smtp_reply(smtp, smtp->state, 501,
                   kind == PATH_REVERSE ? "5.1.7" : "5.1.3", "%s", why);
        return 0;
    }
    return head + used;
}

/* ---- Parameters of MAIL ---- */

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

static const struct parameter {
    const char *word;
    bool bare;                  /* it has no value */
    int (*take)(struct smtp_session *smtp, struct rest value);
} parameters[] = {
    {"SIZE", false, take_size},
    {"BODY", false, take_body},
    {"SMTPUTF8", true, take_utf8},
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
    if (!smtp->esmtp || known == NULL) {
        smtp_reply(smtp, smtp->state, 555, "5.5.4",
                   smtp->esmtp
                       ? "Parameter %.*s is not known; EHLO lists what is"
                       : "%.*s: after HELO no parameters; say EHLO first",
                   (int)key, word.text);
        return -1;
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
static int
take_parameters(struct smtp_session *smtp, struct rest rest)
{
    unsigned seen = 0;

    while (rest.len > 0) {
        const char *end;
        size_t len;

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

/* ---- MAIL and RCPT ---- */

/*
 * REQ(5321-4.1.4-501) REQ(5321-4.1.1.2) MAIL begins a transaction; <> asks for
 * no reports.
 */
enum smtp_state
smtp_mail(struct smtp_session *smtp, const char *arg, size_t len)
{
    struct path path;
    size_t used = read_path(smtp, (struct rest){arg, len}, "FROM:",
                            PATH_REVERSE, &path);

    smtp->utf8 = false;
    smtp->declared = 0;
    if (used == 0 || take_parameters(smtp, rest_of(arg, len, used)) < 0) {
        return smtp->state;
    }
    if (path.utf8 && !smtp->utf8) {
        /* REQ(6531-3.5-codes) 550 at MAIL, 553 at RCPT */
        return smtp_reply(smtp, smtp->state, 550, "5.6.7",
                          "This address needs SMTPUTF8: MAIL "
                          "FROM:<name@domain> SMTPUTF8");
    }
    if (smtp_no_room(smtp, 1)) {
        return smtp->state; /* REQ(1870-6.1) now, not after the text */
    }
    smtp->reverse_path = strndup(path.mailbox, path.mailbox_len);
    if (smtp->reverse_path == NULL) {
        return smtp_reply(smtp, smtp->state, 451, "4.3.0", "Out of memory");
    }
    smtp->transactions++;
    return smtp_reply(smtp, SMTP_MAIL, 250, "2.1.0", "Sender <%s> noted",
                      smtp->reverse_path);
}

/*
 * Add a recipient; the same mailbox twice gets one copy all the same.
 */
static int
add_recipient(struct smtp_session *smtp, const char *mailbox,
              const struct path *path)
{
    struct smtp_recipient *grown;
    char *address;

    for (size_t i = 0; i < smtp->recipient_count; i++) {
        if (smtp->recipients[i].mailbox == mailbox) {
            return 0;
        }
    }
    grown = realloc(smtp->recipients,
                    (smtp->recipient_count + 1) * sizeof *grown);
    if (grown == NULL) {
        return -1;
    }
    smtp->recipients = grown;
    address = strndup(path->mailbox, path->mailbox_len);
    if (address == NULL) {
        return -1;
    }
    grown[smtp->recipient_count++] =
        (struct smtp_recipient){.mailbox = mailbox, .address = address};
    return 0;
}

/*
 * The mailbox that a forward-path names, or NULL after a refusal.  A domain
 * that is not ours is refused for everybody: no open relay, RFC 5321 section
 * 3.6.2.  REQ(5321-4.5.1-postmaster) postmaster needs no domain.
 */
static const char *
find_mailbox(struct smtp_session *smtp, const struct path *path)
{
    const char *domain = smtp->site->domain;
    char name[PATH_LOCAL_MAX + 1];
    const char *mailbox;

    if (path->domain_len > 0 && !idn_same(path->domain, path->domain_len,
                                          domain, strlen(domain))) {
        smtp_reply(smtp, smtp->state, 550, "5.7.1",
                   "No relaying: this server takes mail for %s only", domain);
        return NULL;
    }
    path_local_name(path, name);
    mailbox = smtp->site->mailbox(smtp->site->ctx, name);
    if (mailbox == NULL) {
        smtp_reply(smtp, smtp->state, 550, "5.1.1",
                   "No mailbox %s at %s: check the spelling", name, domain);
    }
    return mailbox;
}

/*
 * REQ(5321-4.5.3.1.8) REQ(5321-4.5.3.1.8-orderly) REQ(5321-4.1.1.3) RCPT adds
 * one recipient; each gets its own reply.
 */
enum smtp_state
smtp_rcpt(struct smtp_session *smtp, const char *arg, size_t len)
{
    struct path path;
    const char *mailbox;
    size_t used = read_path(smtp, (struct rest){arg, len}, "TO:",
                            PATH_FORWARD, &path);

    smtp->refused++; /* until it stands */
    if (used == 0) {
        return smtp->state;
    }
    if (used < len && arg[used] != ' ') {
        return smtp_reply(smtp, smtp->state, 501, "5.5.4",
                          "Nothing may follow the >");
    }
    if (used < len) {
        return smtp_reply(smtp, smtp->state, 555, "5.5.4",
                          "RCPT knows no parameters here: end it with the >");
    }
    if (smtp->recipient_count >= SMTP_RECIPIENTS_MAX) {
        /* REQ(5321-4.5.3.1.10) 452: the rest may be sent after these. */
        return smtp_reply(smtp, smtp->state, 452, "4.5.3",
                          "%d recipients is all: send the rest after these",
                          SMTP_RECIPIENTS_MAX);
    }
    if (path.utf8 && !smtp->utf8) {
        return smtp_reply(smtp, smtp->state, 553, "5.6.7",
                          "This address needs SMTPUTF8 said at MAIL: RSET, "
                          "and begin again");
    }
    mailbox = find_mailbox(smtp, &path);
    if (mailbox == NULL) {
        return smtp->state;
    }
    if (add_recipient(smtp, mailbox, &path) < 0) {
        return smtp_reply(smtp, smtp->state, 451, "4.3.0", "Out of memory");
    }
    smtp->refused--;
    return smtp_reply(smtp, SMTP_RCPT, 250, "2.1.5", "Recipient <%.*s> noted",
                      (int)path.mailbox_len, path.mailbox);
}
