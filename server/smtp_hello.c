/*
 * smtp_hello.c - the client says who it is, and asks what the server can do.
 *
 * EHLO is today's hello; its reply lists the extensions, one promise a line.
 * HELO is the old one, without extensions.  STARTTLS makes both sides forget
 * all that was said, so a hello comes next.  HELP prints the command table, so
 * it cannot say anything else than the dispatcher does.  VRFY says nothing.
 *
 * RFC 5321 sections 4.1.1.1, 4.1.1.6, 4.1.1.8, 4.1.4; RFC 3207.
 * SPDX-License-Identifier: ISC
 */
#include "server/smtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/path.h"
#include "protocol/utf8.h"

enum { HELP_WIDTH = 70 };

/*
 * One printable word.  DEPARTS: RFC 5321 section 4.1.1.1 wants a domain or an
 * address literal; so does --strict.
 */
static bool
name_ok(const struct smtp_session *smtp, const char *name, size_t len)
{
    if (smtp->session.doors->strict) {
        return path_domain_ok(name, len);
    }
    for (size_t i = 0; i < len; i++) {
        if (name[i] < 0x21 || name[i] > 0x7e) {
            return false;
        }
    }
    return len > 0;
}

/*
 * Take the client's name.  Nothing proves that it is true; all that can be
 * asked is one printable word.  REQ(5321-4.1.4-again) REQ(5321-4.1.4-refused)
 * REQ(5321-4.1.4-name) a hello starts afresh: any transaction is forgotten.
 * Replies to a hello carry no enhanced code (RFC 2034 section 4).
 */
static int
take_name(struct smtp_session *smtp, const char *arg, size_t len)
{
    char *hello;

    if (!name_ok(smtp, arg, len)) {
        smtp_reply(smtp, smtp->state, 501, "",
                   "Say your own name, %s: EHLO pc7.red.example",
                   smtp->session.doors->strict ? "a domain" : "one ASCII word");
        return -1;
    }
    hello = strndup(arg, len);
    if (hello == NULL) {
        smtp_give_up(smtp, "4.3.0 Out of memory");
        return -1;
    }
    smtp_forget(smtp);
    free(smtp->hello);
    smtp->hello = hello;
    return 0;
}

/*
 * REQ(3207-4.2-once) REQ(5321-4.1.1.1-keywords) REQ(5321-4.2.4-ehlo) EHLO
 * answers with the extensions kept here: RFC 1870, 6152, 6531, 2920, 2034.
 * REQ(6409-7) AUTH is listed while it may be used, REQ(6409-7-etrn) ETRN never.
 */
enum smtp_state
smtp_ehlo(struct smtp_session *smtp, const char *arg, size_t len)
{
    if (take_name(smtp, arg, len) < 0) {
        return smtp->state;
    }
    smtp->esmtp = true;
    smtp_reply_more(smtp, 250, "", "%s greets %.255s", smtp->site->name,
                    smtp->hello);
    smtp_reply_more(smtp, 250, "", "SIZE %llu",
                    (unsigned long long)smtp->site->max_size);
    if (!smtp->faults.strip8) {
        smtp_reply_more(smtp, 250, "", "8BITMIME"); /* REQ(6531-3.1-8bitmime) */
        smtp_reply_more(smtp, 250, "", "SMTPUTF8"); /* REQ(6531-3.1-bare) */
    }
    smtp_reply_more(smtp, 250, "", "PIPELINING");
    smtp_reply_more(smtp, 250, "", "ENHANCEDSTATUSCODES");
    if (smtp->session.doors->tls && !smtp->session.secure) {
        smtp_reply_more(smtp, 250, "", "STARTTLS"); /* REQ(3207-4.2) */
    }
    if (session_takes_passwords(&smtp->session) &&
        smtp->session.user == NULL) {
        smtp_reply_more(smtp, 250, "", "AUTH " SASL_MECHANISMS);
    }
    return smtp_reply(smtp, SMTP_READY, 250, "", "HELP");
}

/* REQ(5321-4.1.1.1-helo) the old hello, without extensions. */
enum smtp_state
smtp_helo(struct smtp_session *smtp, const char *arg, size_t len)
{
    if (take_name(smtp, arg, len) < 0) {
        return smtp->state;
    }
    smtp->esmtp = false;
    return smtp_reply(smtp, SMTP_READY, 250, "", "%s greets %.255s",
                      smtp->site->name, smtp->hello);
}

/*
 * REQ(3207-4) no argument; REQ(3207-4.2) not twice; REQ(3207-4-open) nobody
 * must say it, DEPARTS(3207-6-require) and no option makes it a must.
 */
enum smtp_state
smtp_starttls(struct smtp_session *smtp, const char *arg, size_t len)
{
    (void)arg;
    if (len > 0) {
        return smtp_reply(smtp, smtp->state, 501, "5.5.4",
                          "STARTTLS takes no argument: send the word alone");
    }
    if (smtp->session.secure) {
        return smtp_reply(smtp, smtp->state, 503, "5.5.1",
                          "TLS is on already; go on with MAIL FROM");
    }
    smtp->session.wish = WISH_TLS;
    return smtp->state;
}

/*
 * REQ(3207-4.2) what the client said in the clear, anybody may have said: its
 * name is forgotten, and so is what it was allowed by it.
 */
void
smtp_tls(struct smtp_session *smtp, bool ready)
{
    if (!ready) {
        smtp->session.wish = WISH_READ;
        smtp_reply(smtp, smtp->state, 454, "4.7.0",
                   "TLS cannot be had just now: try again later");
        return;
    }
    smtp_end(smtp);
    smtp->esmtp = false;
    smtp->state = smtp_reply(smtp, SMTP_GREETED, 220, "2.0.0",
                             "Begin TLS now, and then say EHLO again");
}

/*
 * Say words as lines of a reply that goes on, broken at blanks.
 */
static void
help_lines(struct smtp_session *smtp, const char *words)
{
    while (strlen(words) > HELP_WIDTH) {
        int len = HELP_WIDTH;
        while (len > 0 && words[len] != ' ') {
            len--;
        }
        if (len == 0) {
            break;
        }
        smtp_reply_more(smtp, 214, "2.0.0", "%.*s", len, words);
        words += len + 1;
    }
    smtp_reply_more(smtp, 214, "2.0.0", "%s", words);
}

static enum smtp_state
help_with(struct smtp_session *smtp, enum smtp_verb verb)
{
    const struct smtp_command *command;

    if (!smtp_implements(smtp, verb)) {
        return smtp_reply(smtp, smtp->state, 504, "5.5.4",
                          "No help on that; HELP alone lists the commands");
    }
    command = smtp_command(verb);
    help_lines(smtp, command->syntax);
    help_lines(smtp, command->what);
    return smtp_reply(smtp, smtp->state, 214, "2.0.0", "%s",
                      command->section);
}

/*
 * REQ(5321-4.1.1.8) HELP alone lists what there is, HELP MAIL explains MAIL.
 */
enum smtp_state
smtp_help(struct smtp_session *smtp, const char *arg, size_t len)
{
    char words[SMTP_REPLY_LINE_MAX] = "Commands:";

    if (len > 0) {
        return help_with(smtp, smtp_verb_of(arg, len));
    }
    for (enum smtp_verb verb = 0; verb < SMTP_VERBS; verb++) {
        size_t used = strlen(words);
        if (smtp_implements(smtp, verb)) {
            snprintf(words + used, sizeof words - used, " %s",
                     smtp_command(verb)->word);
        }
    }
    help_lines(smtp, words);
    return smtp_reply(smtp, smtp->state, 214, "2.0.0",
                      "HELP MAIL explains MAIL");
}

/*
 * REQ(5321-7.3) we never tell who has a mailbox here; 252 is the honest "no".
 * REQ(6531-3.7.4-ascii) SMTPUTF8 may follow the name; 252 names no mailbox, so
 * nothing changes by it.
 */
enum smtp_state
smtp_vrfy(struct smtp_session *smtp, const char *arg, size_t len)
{
    if (len == 0) {
        return smtp_reply(smtp, smtp->state, 501, "5.5.4",
                          "VRFY needs a name: VRFY bob");
    }
    if (!utf8_ok(arg, len)) {
        return smtp_reply(smtp, smtp->state, 501, "5.5.4",
                          "An octet above 127 that is no UTF-8: write ASCII "
                          "or UTF-8");
    }
    return smtp_reply(smtp, smtp->state, 252, "2.0.0",
                      "Cannot say, but will take mail for it and try");
}
