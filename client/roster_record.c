/*
 * roster_record.c - what one record tells about its session.
 *
 * RFC 5321 section 4.2.1; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include "client/roster_inside.h"

#include <string.h>

#include "protocol/command.h"
#include "protocol/reply.h"

/*
 * Keep text as the name of who it is; what is too long is cut between two
 * characters.
 */
static void
keep_who(struct roster_entry *entry, const char *text)
{
    size_t len = strlen(text);

    if (len >= sizeof(entry->who)) {
        len = sizeof(entry->who) - 1;
        while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80) {
            len--;
        }
    }
    memcpy(entry->who, text, len);
    entry->who[len] = '\0';
}

void
roster_event(struct roster_entry *entry, const char *name,
             const struct dialogue_record *record)
{
    char value[OBSERVER_NAME_MAX];
    char *colon = NULL;

    if (strcmp(name, "connect") == 0) {
        entry->whole = true;
        if (dialogue_value(record->text, record->len, "from", value,
                           sizeof(value)) == 0) {
            colon = strrchr(value, ':');
            if (colon != NULL) {
                *colon = '\0'; /* the port of a client tells nothing */
            }
            keep_who(entry, value);
        } else if (dialogue_value(record->text, record->len, "to", value,
                                  sizeof(value)) == 0) {
            keep_who(entry, value);
        }
    } else if (strcmp(name, "login") == 0 &&
               dialogue_value(record->text, record->len, "user", value,
                              sizeof(value)) == 0) {
        keep_who(entry, value);
        entry->named = true;
    } else if (strcmp(name, "close") == 0) {
        entry->over = entry->closed = true;
    }
}

/*
 * Who it is, as far as the client has said and the server has heard.
 */
static void
take_who(struct roster_entry *entry, const struct observer *observer)
{
    if (entry->named) {
        return;
    }
    if (entry->speaks == OBSERVER_POP3 && observer->pop3.user[0] != '\0') {
        keep_who(entry, observer->pop3.user);
    } else if (entry->speaks == OBSERVER_SMTP &&
               observer->smtp.helo[0] != '\0') {
        keep_who(entry, observer->smtp.helo);
    }
}

/*
 * A reply is whole.  RFC 5321 section 4.2.1: 4yz and 5yz refuse.
 */
static void
count_reply(struct roster_entry *entry, const struct reply_line *reply,
            int verb)
{
    bool refused = reply->kind == REPLY_ERR ||
                   (reply->kind == REPLY_SMTP && reply->code >= 400);

    entry->replies++;
    entry->refusals += refused;
    if (!refused) {
        if (verb == entry->refused_verb) {
            entry->refused_times = 0;
        }
        return;
    }
    if (verb != entry->refused_verb || reply->code != entry->refused_code) {
        entry->refused_times = 0;
    }
    entry->refused_verb = verb;
    entry->refused_code = reply->code;
    entry->refused_times++;
}

/*
 * A line of the server, before the observer reads it.
 */
static void
take_server(struct roster_entry *entry, const struct observer *observer,
            uint64_t offset, const struct dialogue_record *record,
            struct roster_line *line)
{
    struct reply_line reply;
    const char *why = NULL;
    int wrong = 0;

    if (observer->in_multiline) {
        line->verb = entry->answering;
        return;
    }
    if (observer->waiting > 0 && observer->last != OBSERVER_NOTHING) {
        line->verb = observer->pending[observer->first].verb;
    }
    wrong = entry->speaks == OBSERVER_POP3
                ? reply_parse_pop3(record->text, record->len, &reply, &why)
                : reply_parse_smtp(record->text, record->len, &reply, &why);
    if (!entry->more) {
        entry->reply = offset;
    }
    entry->more = wrong == 0 && !reply.last;
    entry->answering = line->verb;
    if (wrong == 0) {
        line->first = record->text[0];
    }
    if (wrong == 0 && reply.last) {
        count_reply(entry, &reply, line->verb);
    }
}

/*
 * The verb of a line that the client sent, when the observer has read it.
 */
static int
client_verb(const struct observer *observer, size_t waited,
            const struct dialogue_record *record)
{
    if (record->mark == DIALOGUE_DATA) {
        return observer->service == OBSERVER_SMTP ? (int)SMTP_VERB_TEXT
                                                  : (int)POP3_VERB_RETR;
    }
    if (observer->waiting <= waited) {
        return -1;
    }
    return observer
        ->pending[(observer->first + observer->waiting - 1) %
                  observer->pending_room]
        .verb;
}

int
roster_observe(struct roster_entry *entry, struct observer *observer,
               uint64_t offset, const struct dialogue_record *record,
               struct roster_line *line)
{
    size_t waited = observer->waiting;

    if (record->mark == DIALOGUE_SERVER) {
        take_server(entry, observer, offset, record, line);
    }
    if (observer_record(observer, record) != 0) {
        return -1;
    }
    if (record->mark == DIALOGUE_CLIENT || record->mark == DIALOGUE_DATA) {
        line->verb = client_verb(observer, waited, record);
    }
    entry->state = observer->service == OBSERVER_SMTP
                       ? (unsigned)observer->smtp.state
                       : (unsigned)observer->pop3.state;
    if (record->mark == DIALOGUE_SERVER) {
        take_who(entry, observer);
        entry->over = entry->over || observer_over(observer);
    }
    return 0;
}

/* ---- Words ---- */

const char *
roster_verb_word(enum observer_service speaks, int verb)
{
    if (verb < 0) {
        return "the greeting";
    }
    return verb < command_verbs(speaks) ? command_row(speaks, verb).word : "?";
}
