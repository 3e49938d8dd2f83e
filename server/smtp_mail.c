/*
 * smtp_mail.c - the envelope: MAIL names the sender, RCPT each recipient.
 *
 * The envelope is what a server goes by; the To: and From: inside the message
 * are only text to it.  MAIL opens a transaction and fills the reverse-path,
 * the address that hears of failures.  Every RCPT adds one forward-path and
 * gets its own reply, so some may be refused while others stand.
 *
 * This server delivers for one domain and relays for nobody.  What may follow
 * the path of MAIL is in smtp_params.c.
 *
 * DEPARTS(6409-8) DEPARTS(6409-8.3) a user's mail is taken as it is: whether it
 * keeps to RFC 5322 is not asked, and no Message-ID is added.
 *
 * RFC 5321 sections 3.3, 4.1.1.2, 4.1.1.3; RFC 6409 section 4; RFC 6531.
 * SPDX-License-Identifier: ISC
 */
#include "server/smtp.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/idn.h"
#include "protocol/path.h"

/*
 * REQ(6409-4.2) may this domain stand in mail that a user hands in?  "sales"
 * may mean much: only a whole name is understood everywhere.  REQ(6409-3.2)
 * <> has none, and may stand there.  Returns 0, or -1 after a 554.
 */
static int
check_domain(struct smtp_session *smtp, enum path_kind kind,
             const struct path *path)
{
    const char *ours = smtp->site->domain;

    if (!smtp->session.submission || path->domain_len == 0 ||
        path->domain[0] == '[' ||
        memchr(path->domain, '.', path->domain_len) != NULL ||
        path_same(path->domain, path->domain_len, ours, strlen(ours))) {
        return 0;
    }
    smtp_reply(smtp, smtp->state, 554,
               kind == PATH_REVERSE ? "5.1.8" : "5.1.2",
               "Write the whole domain, as in name@%s", ours);
    return -1;
}

/*
 * REQ(5321-4.1.2-501) Read "FROM:" or "TO:" and the path behind it.  Returns
 * the octets read, or 0 after a 501 that shows the right form.  No space may
 * follow the colon: RFC 5321 section 3.3.
 */
static size_t
read_path(struct smtp_session *smtp, const char *arg, size_t len,
          const char *keyword, enum path_kind kind, struct path *path)
{
    const char *verb = kind == PATH_REVERSE ? "MAIL" : "RCPT";
    size_t head = strlen(keyword);
    const char *why;
    size_t used;

    if (len < head || !path_same(arg, head, keyword, head)) {
        smtp_reply(smtp, smtp->state, 501, "5.5.4",
                   "Write %s %s<name@domain>", verb, keyword);
        return 0;
    }
    if (len > head && arg[head] == ' ') {
        smtp_reply(smtp, smtp->state, 501, "5.5.4",
                   "No space after the colon: %s %s<name@domain>", verb,
                   keyword);
        return 0;
    }
    used = path_parse(arg + head, len - head, kind, path, &why);
    if (used == 0) {
        smtp_reply(smtp, smtp->state, 501,
                   kind == PATH_REVERSE ? "5.1.7" : "5.1.3", "%s", why);
        return 0;
    }
    return check_domain(smtp, kind, path) < 0 ? 0 : head + used;
}

/*
 * REQ(5321-4.1.4-501) REQ(5321-4.1.1.2) MAIL begins a transaction; <> asks for
 * no reports.  REQ(6409-4.3) who hands in mail of his own says first who he is.
 */
enum smtp_state
smtp_mail(struct smtp_session *smtp, const char *arg, size_t len)
{
    struct path path;
    size_t used;

    if (smtp->session.submission && smtp->session.user == NULL) {
        return smtp_reply(smtp, smtp->state, 530, "5.7.0",
                          "Log in first, with AUTH: this port is for users");
    }
    used = read_path(smtp, arg, len, "FROM:", PATH_REVERSE, &path);
    smtp->utf8 = false;
    smtp->declared = 0;
    if (used == 0 || smtp_parameters(smtp, arg + used, len - used) < 0) {
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
find_mailbox(struct smtp_session *smtp, const struct path *path,
             const struct smtp_lab_person **person)
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
    mailbox = smtp_lab_recipient(smtp, name, person);
    if (mailbox == NULL && *person != NULL) {
        smtp_lab_reply(smtp, smtp->state, *person);
    } else if (mailbox == NULL) {
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
    const struct smtp_lab_person *person;
    struct path path;
    const char *mailbox;
    size_t used = read_path(smtp, arg, len, "TO:", PATH_FORWARD, &path);

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
    mailbox = find_mailbox(smtp, &path, &person);
    if (mailbox == NULL) {
        return smtp->state;
    }
    if (add_recipient(smtp, mailbox, &path) < 0) {
        return smtp_reply(smtp, smtp->state, 451, "4.3.0", "Out of memory");
    }
    smtp->refused--;
    if (person != NULL) {
        return smtp_lab_reply(smtp, SMTP_RCPT, person);
    }
    return smtp_reply(smtp, SMTP_RCPT, 250, "2.1.5", "Recipient <%.*s> noted",
                      (int)path.mailbox_len, path.mailbox);
}
