/*
 * observer_smtp.c - what each SMTP command and its reply say about the server.
 *
 * The idea: a server keeps three buffers, reverse-path, forward-path and mail
 * data (RFC 5321 section 4.1.1).  MAIL, RCPT and DATA fill them; RSET, a new
 * EHLO and the verdict on the text empty them.  Only the first digit of a
 * reply decides (section 4.2.1).
 *
 * RFC 5321 sections 3.3, 4.1.1, 4.1.4; RFC 3030 section 2; RFC 3207
 * section 4.2; RFC 4954 section 4.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/observer_sides.h"

#include <stdlib.h>
#include <string.h>

/* The empty buffers: RFC 5321 section 4.1.1.5. */
static void
clear_transaction(struct observer_smtp *smtp)
{
    smtp->has_reverse = false;
    smtp->reverse[0] = '\0';
    smtp->forwards = 0;
    smtp->text_lines = 0;
    smtp->text_octets = 0;
    smtp->text_cut = false;
    smtp->mid_line = false;
    if (smtp->state != SMTP_GREETED && smtp->state != SMTP_CLOSED) {
        smtp->state = SMTP_READY;
    }
}

/*
 * Keep the path of a MAIL or RCPT argument ("FROM:<a@b> SIZE=9"), without
 * brackets and source route.  A server may take what our grammar does not;
 * then the first word behind the colon is kept as it is.
 */
static void
keep_path(char *name, const char *text, size_t len, enum path_kind kind)
{
    const char *colon = len > 0 ? memchr(text, ':', len) : NULL;
    const char *end = text + len;
    const char *at = colon != NULL ? colon + 1 : text;
    const char *space;
    struct path path;
    const char *why;

    while (at < end && *at == ' ') {
        at++;
    }
    if (path_parse(at, (size_t)(end - at), kind, &path, &why) > 0) {
        observer_keep(name, path.mailbox, path.mailbox_len);
        return;
    }
    space = at < end ? memchr(at, ' ', (size_t)(end - at)) : NULL;
    observer_keep(name, at, (size_t)((space != NULL ? space : end) - at));
}

/*
 * Does the argument of BDAT end in LAST?  RFC 3030 section 2.
 */
static bool
is_last_chunk(const char *text, size_t len)
{
    return len > 4 && path_same(text + len - 4, 4, "LAST", 4);
}

/*
 * White space before the line end does not count: REQ(5321-4.1.1).
 */
static size_t
without_end(const char *line, size_t len)
{
    while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t')) {
        len--;
    }
    return len;
}

void
observer_smtp_command(const char *line, size_t len,
                      struct observer_pending *command)
{
    enum smtp_verb verb;
    size_t i = 0;

    len = without_end(line, len);
    verb = smtp_verb_of(line, len);
    command->verb = (int)verb;
    while (i < len && line[i] != ' ') {
        i++;
    }
    while (i < len && line[i] == ' ') {
        i++;
    }
    line += i;
    len -= i;
    if (verb == SMTP_VERB_RCPT) {
        keep_path(command->argument, line, len, PATH_FORWARD);
    } else if (verb == SMTP_VERB_MAIL || verb == SMTP_VERB_SEND ||
               verb == SMTP_VERB_SOML || verb == SMTP_VERB_SAML) {
        keep_path(command->argument, line, len, PATH_REVERSE);
    } else if (verb == SMTP_VERB_BDAT) {
        observer_keep(command->argument, "LAST", is_last_chunk(line, len) * 4U);
    } else if (verb != SMTP_VERB_AUTH) {
        observer_keep(command->argument, line, len);
    }
}

/* REQ(5321-4.1.4) An accepted EHLO or HELO also clears the transaction. */
static void
hello_accepted(struct observer_smtp *smtp,
               const struct observer_pending *command)
{
    memcpy(smtp->helo, command->argument, sizeof(smtp->helo));
    smtp->esmtp = command->verb == SMTP_VERB_EHLO;
    smtp->state = SMTP_READY;
    clear_transaction(smtp);
}

static void
mail_accepted(struct observer_smtp *smtp,
              const struct observer_pending *command)
{
    clear_transaction(smtp);
    memcpy(smtp->reverse, command->argument, sizeof(smtp->reverse));
    smtp->has_reverse = true;
    smtp->state = SMTP_MAIL;
}

static void
rcpt_accepted(struct observer_smtp *smtp,
              const struct observer_pending *command)
{
    if (smtp->forwards < OBSERVER_RCPT_SHOWN) {
        memcpy(smtp->forward[smtp->forwards], command->argument,
               sizeof(smtp->forward[0]));
    }
    smtp->forwards++;
    smtp->state = SMTP_RCPT;
}

/* RFC 3207 section 4.2: both sides forget what was said in the clear. */
static void
tls_accepted(struct observer *observer)
{
    struct observer_smtp *smtp = &observer->smtp;

    observer->secure = true;
    observer->offers = 0;
    clear_transaction(smtp);
    smtp->helo[0] = '\0';
    smtp->esmtp = false;
    smtp->logged_in = false;
    smtp->user[0] = '\0';
    smtp->state = SMTP_GREETED;
}

/*
 * REQ(5321-4.1.1.4) The text was judged: whatever the verdict, all three
 * buffers are empty now.
 */
static void
text_judged(struct observer_smtp *smtp, bool good)
{
    smtp->delivered += good ? 1 : 0;
    clear_transaction(smtp);
}

/*
 * A 2yz reply to any command but the text.
 */
static void
accepted(struct observer *observer, const struct observer_pending *command)
{
    struct observer_smtp *smtp = &observer->smtp;

    switch ((enum smtp_verb)command->verb) {
    case SMTP_VERB_EHLO:
    case SMTP_VERB_HELO:
        hello_accepted(smtp, command);
        break;
    case SMTP_VERB_MAIL:
    case SMTP_VERB_SEND:
    case SMTP_VERB_SOML:
    case SMTP_VERB_SAML:
        mail_accepted(smtp, command);
        break;
    case SMTP_VERB_RCPT:
        rcpt_accepted(smtp, command);
        break;
    case SMTP_VERB_RSET:
        clear_transaction(smtp);
        break;
    case SMTP_VERB_BDAT:
        if (command->argument[0] != '\0') {
            text_judged(smtp, true);
        }
        break;
    case SMTP_VERB_STARTTLS:
        tls_accepted(observer);
        break;
    case SMTP_VERB_AUTH:
        smtp->logged_in = true;
        break;
    case SMTP_VERB_QUIT:
        observer_smtp_closed(observer);
        break;
    case SMTP_VERB_DATA:
    case SMTP_VERB_TEXT:
    case SMTP_VERB_NOOP:
    case SMTP_VERB_VRFY:
    case SMTP_VERB_EXPN:
    case SMTP_VERB_HELP:
    case SMTP_VERB_ETRN:
    case SMTP_VERB_TURN:
    case SMTP_VERB_UNKNOWN:
        break;
    }
}

int
observer_smtp_reply(struct observer *observer,
                    const struct observer_pending *command)
{
    bool good = observer->last == OBSERVER_GOOD;

    observer->greeted = observer->greeted || good;
    if (command->verb == SMTP_VERB_TEXT) {
        text_judged(&observer->smtp, good);
    } else if (good) {
        accepted(observer, command);
    } else if (observer->last == OBSERVER_GO_ON) {
        if (command->verb == SMTP_VERB_DATA) {
            observer->smtp.state = SMTP_DATA;
        }
        observer->in_auth = command->verb == SMTP_VERB_AUTH;
    }
    return 0;
}

void
observer_smtp_text(struct observer *observer,
                   const struct dialogue_record *record)
{
    struct observer_smtp *smtp = &observer->smtp;
    /* REQ(5321-4.5.2) Only a dot that starts a line was stuffed. */
    bool stuffed = !smtp->mid_line && record->len > 0 && record->text[0] == '.';

    smtp->text_lines++;
    smtp->text_octets += record->len + 2 - (stuffed ? 1 : 0);
    smtp->mid_line = record->end == LINE_END_LF &&
                     observer->style != LINE_STYLE_LF;
}

void
observer_smtp_event(struct observer *observer, const char *name,
                    const struct dialogue_record *record)
{
    struct observer_smtp *smtp = &observer->smtp;
    char lines[24];

    if (strcmp(name, "login") == 0) {
        dialogue_value(record->text, record->len, "user", smtp->user,
                       sizeof(smtp->user));
    }
    if (strcmp(name, "cut") != 0 || smtp->state != SMTP_DATA ||
        dialogue_value(record->text, record->len, "lines", lines,
                       sizeof(lines)) != 0) {
        return;
    }
    smtp->text_lines += strtoull(lines, NULL, 10);
    smtp->text_cut = true;
}

void
observer_smtp_closed(struct observer *observer)
{
    observer->smtp.state = SMTP_CLOSED;
    clear_transaction(&observer->smtp);
    observer->in_auth = false;
}
