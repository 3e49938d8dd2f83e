/*
 * observer_offers.c - what a server says that it can do.
 *
 * EHLO and CAPA list keywords.  Most are the name of a command; what else is
 * listed (SIZE, PIPELINING) says nothing about what is legal next.
 *
 * RFC 5321 section 4.1.1.1; RFC 2449 section 5.
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "protocol/command.h"
#include "protocol/observer_sides.h"

/* Keywords that are not the name of their command: RFC 3030, RFC 5034. */
static const struct {
    enum observer_service service;
    const char *keyword;
    int verb;
} others[] = {
    {OBSERVER_SMTP, "CHUNKING", SMTP_VERB_BDAT},
    {OBSERVER_POP3, "SASL", POP3_VERB_AUTH},
};

static void
offer(struct observer *observer, const char *line, size_t len)
{
    int verb = command_verb(observer->service, line, len);
    size_t word = 0;

    while (word < len && line[word] != ' ') {
        word++;
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (others[i].service == observer->service &&
            path_same(line, word, others[i].keyword,
                      strlen(others[i].keyword))) {
            verb = others[i].verb;
        }
    }
    if (verb < command_verbs(observer->service)) {
        observer->offers |= 1u << verb;
    }
}

void
observer_smtp_offers(struct observer *observer, const struct reply_line *reply,
                     const struct dialogue_record *record)
{
    bool first = !observer->more;
    int verb = observer->waiting > 0
                   ? observer->pending[observer->first].verb
                   : (int)SMTP_VERB_UNKNOWN;

    observer->more = !reply->last;
    if (reply->code != 250 ||
        (verb != SMTP_VERB_EHLO && verb != SMTP_VERB_HELO)) {
        return;
    }
    if (first) {
        observer->offers = 0; /* the first line is a name and a greeting */
    } else if (record->len > 4) {
        offer(observer, record->text + 4, record->len - 4);
    }
}

void
observer_pop3_offers(struct observer *observer,
                     const struct dialogue_record *record)
{
    if (observer->last_verb == POP3_VERB_CAPA) {
        offer(observer, record->text, record->len);
    }
}
