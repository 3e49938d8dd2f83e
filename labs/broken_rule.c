/*
 * broken_rule.c - a rule to break on purpose, fit for the moment.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/broken_rule.h"

static const struct broken_rule rules[] = {
    {OBSERVER_SMTP, SMTP_VERB_DATA, false, "DATA",
     "DATA needs a sender and at least one recipient before it, else it gets "
     "503 or 554 (RFC 5321 section 3.3). A refused command changes nothing."},
    {OBSERVER_SMTP, SMTP_VERB_RCPT, false, "RCPT TO:<bob@red.example>",
     "RCPT needs a sender before it, for only MAIL opens a transaction (RFC "
     "5321 section 3.3). A refused command changes nothing."},
    {OBSERVER_SMTP, SMTP_VERB_MAIL, false, "MAIL FROM:<alice@red.example>",
     "MAIL is for the moment after the hello and before any transaction: no "
     "second one can begin inside the first (RFC 5321 section 4.1.4)."},
    {OBSERVER_SMTP, SMTP_VERB_MAIL, true, "MAIL FROM:<alice@@red.example>",
     "The order is right, the address is not: one @ stands between the local "
     "part and the domain (RFC 5321 section 4.1.2). Wrong syntax gets 501."},
    {OBSERVER_SMTP, SMTP_VERB_RCPT, true, "RCPT TO:<bob@@red.example>",
     "The order is right, the address is not: one @ stands between the local "
     "part and the domain (RFC 5321 section 4.1.2). Wrong syntax gets 501."},
    {OBSERVER_POP3, POP3_VERB_STAT, false, "STAT",
     "STAT belongs to the TRANSACTION state: first the server wants to know "
     "whose maildrop it is (RFC 1939 section 5)."},
    {OBSERVER_POP3, POP3_VERB_RETR, false, "RETR 1",
     "RETR belongs to the TRANSACTION state: first the server wants to know "
     "whose maildrop it is (RFC 1939 section 5)."},
    {OBSERVER_POP3, POP3_VERB_USER, false, "USER bob",
     "USER belongs to the AUTHORIZATION state, and that is over: one login a "
     "session (RFC 1939 section 7)."},
    {OBSERVER_POP3, POP3_VERB_RETR, true, "RETR 0",
     "Message-numbers begin with 1 (RFC 1939 section 4), and end with what "
     "STAT told. Any other number gets -ERR."},
};

enum { RULES = sizeof(rules) / sizeof(rules[0]) };

/*
 * Would the session be after the refusal what it was before?  PASS has to
 * follow USER at once: RFC 1939 section 7.
 */
static bool
harmless(const struct observer *observer)
{
    if (observer == NULL || !observer->greeted || observer->waiting > 0) {
        return false;
    }
    return observer->service == OBSERVER_SMTP
               ? (observer->smtp.state & SMTP_ANY) != 0
               : observer->pop3.state == POP3_TRANSACTION ||
                     (observer->pop3.state == POP3_AUTHORIZATION &&
                      observer->pop3.user[0] == '\0');
}

const struct broken_rule *
broken_rule(const struct observer *observer, unsigned turn)
{
    const struct broken_rule *fit[RULES];
    unsigned count = 0;

    if (!harmless(observer)) {
        return NULL;
    }
    for (int i = 0; i < RULES; i++) {
        if (rules[i].service == observer->service &&
            rules[i].in_place == observer_legal(observer, rules[i].verb)) {
            fit[count++] = &rules[i];
        }
    }
    return count > 0 ? fit[turn % count] : NULL;
}
