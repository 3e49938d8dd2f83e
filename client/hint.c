/*
 * hint.c - what is legal now, and what comes next.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/hint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "protocol/command.h"

static const char LINES_MAIL[][32] = {"Subject: Lunch?", "",
                                      "Noon at the usual place?", "."};

const struct hint_names *
hint_names(bool lab)
{
    static const struct hint_names ours = {
        "pc7.red.example", "alice@red.example", "bob@red.example", "bob"};
    static const struct hint_names other = {"your.name", "you@your.domain",
                                            "name@their.domain", "name"};

    return lab ? &ours : &other;
}

/* ---- What is legal. ----------------------------------------------------- */

const int *
hint_verbs(enum observer_service service, size_t *count)
{
    static const int smtp[] = {SMTP_VERB_EHLO, SMTP_VERB_HELO, SMTP_VERB_MAIL,
                               SMTP_VERB_RCPT, SMTP_VERB_DATA, SMTP_VERB_TEXT,
                               SMTP_VERB_RSET, SMTP_VERB_NOOP, SMTP_VERB_VRFY,
                               SMTP_VERB_HELP, SMTP_VERB_QUIT};
    static const int pop3[] = {POP3_VERB_USER, POP3_VERB_PASS, POP3_VERB_STAT,
                               POP3_VERB_LIST, POP3_VERB_RETR, POP3_VERB_DELE,
                               POP3_VERB_TOP,  POP3_VERB_UIDL, POP3_VERB_RSET,
                               POP3_VERB_NOOP, POP3_VERB_CAPA, POP3_VERB_QUIT};

    if (service == OBSERVER_SMTP) {
        *count = sizeof smtp / sizeof smtp[0];
        return smtp;
    }
    *count = sizeof pop3 / sizeof pop3[0];
    return pop3;
}

static void
add_legal(const struct observer *observer, int verb, bool with_syntax,
          char out[HINT_MAX])
{
    struct command row = command_row(observer->service, verb);
    size_t used = strlen(out);

    if (observer_legal(observer, verb)) {
        snprintf(out + used, HINT_MAX - used, "%s%s", used > 0 ? "  " : "",
                 with_syntax ? row.syntax : row.word);
    }
}

void
hint_legal(const struct observer *observer, bool with_syntax,
           char out[HINT_MAX])
{
    static const int smtp[] = {SMTP_VERB_STARTTLS, SMTP_VERB_AUTH};
    static const int pop3[] = {POP3_VERB_STLS, POP3_VERB_AUTH};
    const int *more = observer->service == OBSERVER_SMTP ? smtp : pop3;
    size_t count;
    const int *verbs = hint_verbs(observer->service, &count);

    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        add_legal(observer, verbs[i], with_syntax, out);
    }
    for (size_t i = 0; i < 2; i++) {
        if ((observer->offers & 1u << more[i]) != 0) {
            add_legal(observer, more[i], false, out);
        }
    }
}

/* ---- What comes next. --------------------------------------------------- */

static void
next_smtp(const struct observer *observer, const struct hint_names *names,
          char out[HINT_MAX])
{
    const struct observer_smtp *smtp = &observer->smtp;
    uint64_t lines = smtp->text_lines;

    switch (smtp->state) {
    case SMTP_GREETED:
        /* REQ(5321-4.1.1.1): a client that is refused EHLO may use HELO */
        snprintf(out, HINT_MAX, "%s %s",
                 observer->last == OBSERVER_BAD &&
                         observer->last_verb == SMTP_VERB_EHLO
                     ? "HELO"
                     : "EHLO",
                 names->client);
        break;
    case SMTP_READY:
        snprintf(out, HINT_MAX, smtp->delivered > 0 ? "QUIT" : "MAIL FROM:<%s>",
                 names->sender);
        break;
    case SMTP_MAIL:
        snprintf(out, HINT_MAX, "RCPT TO:<%s>", names->recipient);
        break;
    case SMTP_RCPT:
        snprintf(out, HINT_MAX, "DATA");
        break;
    case SMTP_DATA:
        snprintf(out, HINT_MAX, "%s", LINES_MAIL[lines < 3 ? lines : 3]);
        break;
    case SMTP_CLOSED:
        break;
    }
}

static bool
is_marked(const struct observer_pop3 *pop3, uint64_t number)
{
    for (size_t i = 0; i < pop3->mark_count; i++) {
        if (pop3->marks[i] == number) {
            return true;
        }
    }
    return false;
}

/*
 * The first message that is not marked; 0 if there is none.
 */
static uint64_t
first_unmarked(const struct observer_pop3 *pop3)
{
    uint64_t number = 1;

    while (is_marked(pop3, number)) {
        number++;
    }
    return pop3->messages > 0 ? number : 0;
}

/*
 * STAT, LIST, RETR, DELE, QUIT: one after the other.
 */
static void
next_in_maildrop(const struct observer *observer, char out[HINT_MAX])
{
    uint64_t number = first_unmarked(&observer->pop3);
    const char *word = "QUIT";

    if (!observer->pop3.counted) {
        word = "STAT";
    } else if (observer->last_verb == POP3_VERB_STAT && number > 0) {
        word = "LIST";
    } else if (observer->last_verb == POP3_VERB_LIST && number > 0) {
        word = "RETR";
    } else if (observer->last_verb == POP3_VERB_RETR &&
               observer->last == OBSERVER_GOOD) {
        word = "DELE";
    }
    if (word[0] == 'R' || word[0] == 'D') {
        snprintf(out, HINT_MAX, "%s %" PRIu64, word, number);
    } else {
        snprintf(out, HINT_MAX, "%s", word);
    }
}

void
hint_next(const struct observer *observer, const struct hint_names *names,
          char out[HINT_MAX])
{
    const struct observer_pop3 *pop3 = &observer->pop3;

    out[0] = '\0';
    if (!observer->greeted || observer->in_auth || observer_over(observer)) {
        return;
    }
    if (observer->service == OBSERVER_SMTP) {
        next_smtp(observer, names, out);
    } else if (pop3->state == POP3_TRANSACTION) {
        next_in_maildrop(observer, out);
    } else if (pop3->user[0] == '\0') {
        snprintf(out, HINT_MAX, "USER %s", names->user);
    } else {
        snprintf(out, HINT_MAX, "PASS ");
    }
}

/*
 * Has the server offered this command, and not yet carried it out?
 */
static bool
is_offered(const struct observer *observer, int verb)
{
    return (observer->offers & 1u << verb) != 0 &&
           observer_legal(observer, verb);
}

static const char *
try_smtp(const struct observer *observer)
{
    const struct observer_smtp *smtp = &observer->smtp;

    switch (smtp->state) {
    case SMTP_GREETED:
        return "Try: EHLO, then HELO, and compare the replies. Or MAIL before "
               "either.";
    case SMTP_READY:
        return smtp->delivered > 0
                   ? "Try: MAIL once more, one connection may carry many "
                     "mails. Or QUIT."
               : is_offered(observer, SMTP_VERB_STARTTLS)
                   ? "Try: RCPT before MAIL, and see it refused. Or STARTTLS: "
                     "nobody on the way can read on."
                   : "Try: RCPT before MAIL, and see it refused.";
    case SMTP_MAIL:
        return "Try: RSET, and watch the sender go. Or RCPT with an address "
               "that nobody has.";
    case SMTP_RCPT:
        return "Try: a second RCPT. Or MAIL again, inside the transaction.";
    case SMTP_DATA:
        if (smtp->text_lines == 1) {
            return "Enter on the empty line: an empty line ends the headers "
                   "(RFC 5322 section 2.1).";
        }
        return "A dot alone ends the text. Of a line that begins with a dot "
               "the server takes one away: type it twice (RFC 5321 section "
               "4.5.2).";
    case SMTP_CLOSED:
        break;
    }
    return "The session is over.";
}

const char *
hint_try(const struct observer *observer)
{
    const struct observer_pop3 *pop3 = &observer->pop3;

    if (observer->in_auth) {
        return observer->service == OBSERVER_SMTP
                   ? "The server waits for a line of base64; a lone * gives up "
                     "(RFC 4954 section 4)."
                   : "The server waits for a line of base64; a lone * gives up "
                     "(RFC 5034 section 4).";
    }
    if (observer->last == OBSERVER_NOTHING) {
        return "The server speaks first: wait for its greeting.";
    }
    if (observer->service == OBSERVER_SMTP) {
        return try_smtp(observer);
    }
    switch (pop3->state) {
    case POP3_AUTHORIZATION:
        return is_offered(observer, POP3_VERB_STLS)
                   ? "Try: STLS before the login; then nobody on the way can "
                     "read the password."
               : pop3->user[0] == '\0'
                   ? "Try: STAT before the login, and see it refused. Or CAPA: "
                     "what can the server do?"
               : observer->secure
                   ? "Now PASS and the password. TLS hides it on the wire, and "
                     "it is hidden here too."
                   : "Now PASS and the password. It crosses the wire as it is, "
                     "and is hidden here.";
    case POP3_TRANSACTION:
        return pop3->mark_count > 0
                   ? "Try: RSET, and watch the mark go. Or QUIT, connect "
                     "again, and LIST."
                   : "Try: DELE 1, and watch the mark. Or RETR 99, and see it "
                     "refused.";
    case POP3_UPDATE:
    case POP3_CLOSED:
        break;
    }
    return "The session is over.";
}
