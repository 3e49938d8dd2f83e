/*
 * evidence_session.c - the lines of a session become exchanges and events.
 *
 * The observer (protocol/observer.h) knows which command a reply answers, also
 * when several were sent at once.  What is kept beside it are the lines that
 * were said, in a queue as long as the observer's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/evidence_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/command.h"
#include "protocol/observer.h"

enum { SAID_MAX = 1024 }; /* octets of a line that are kept */

/* A session that is being read. */
struct reading {
    unsigned long number;
    size_t session; /* its index in the evidence */
    struct observer observer;
    char **said; /* commands without a reply yet: observer.waiting */
    size_t said_room;
    char *reply; /* the first line of the reply that is coming */
    struct reading *next;
};

/* ---- Lists that grow ---- */

static void *
grow(void *list, size_t *room, size_t count, size_t size)
{
    size_t wanted = *room > 0 ? 2 * *room : 64;
    void *grown = list;

    if (count < *room) {
        return list;
    }
    grown = realloc(list, wanted * size);
    if (grown != NULL) {
        *room = wanted;
    }
    return grown;
}

static char *
keep(const char *text, size_t len)
{
    return strndup(text, len < SAID_MAX ? len : SAID_MAX);
}

/*
 * Append an item of the present line; the strings become its own.
 */
static void
add(struct reader *reader, const struct dialogue_record *record,
    struct evidence_item item)
{
    struct evidence *all = reader->evidence;
    struct evidence_item *grown = grow(all->item, &all->room, all->count,
                                       sizeof *grown);

    if (grown == NULL || item.said == NULL || item.reply == NULL) {
        all->item = grown != NULL ? grown : all->item;
        free(item.said);
        free(item.reply);
        reader->failed = true;
        return;
    }
    all->item = grown;
    item.time_ms = record->time_ms;
    item.log = all->logs - 1;
    item.line = reader->line;
    all->item[all->count++] = item;
}

/* ---- Sessions ---- */

static struct reading *
find_reading(const struct reader *reader, const struct dialogue_record *record)
{
    struct reading *at = reader->open;

    while (at != NULL && (at->number != record->session ||
                          strcmp(reader->evidence->session[at->session].service,
                                 record->service) != 0)) {
        at = at->next;
    }
    return at;
}

static struct reading *
begin_reading(struct reader *reader, const struct dialogue_record *record)
{
    struct evidence *all = reader->evidence;
    struct evidence_session *grown = grow(all->session, &all->sessions_room,
                                          all->sessions, sizeof *grown);
    struct reading *reading = calloc(1, sizeof *reading);

    all->session = grown != NULL ? grown : all->session;
    if (grown == NULL || reading == NULL) {
        free(reading);
        reader->failed = true;
        return NULL;
    }
    grown[all->sessions] = (struct evidence_session){.log = all->logs - 1};
    snprintf(grown[all->sessions].service, sizeof grown->service, "%s",
             record->service);
    reading->number = record->session;
    reading->session = all->sessions++;
    observer_init(&reading->observer, strcmp(record->service, "pop3") == 0
                                          ? OBSERVER_POP3
                                          : OBSERVER_SMTP);
    reading->next = reader->open;
    reader->open = reading;
    return reading;
}

/*
 * Who it is: a login outdoes a name that was only said.
 */
static void
learn_ident(struct evidence_session *session, const struct reading *reading,
            const struct dialogue_record *record)
{
    const struct observer *seen = &reading->observer;
    char name[8];

    if (record->mark == DIALOGUE_EVENT &&
        dialogue_value(record->text, record->len, NULL, name, sizeof name) ==
            0 &&
        strcmp(name, "login") == 0) {
        dialogue_value(record->text, record->len, "user", session->ident,
                       sizeof session->ident);
    } else if (session->ident[0] == '\0') {
        snprintf(session->ident, sizeof session->ident, "%.*s",
                 EVIDENCE_IDENT_MAX - 1,
                 seen->service == OBSERVER_POP3 ? seen->pop3.user
                                                : seen->smtp.helo);
    }
}

/* ---- Lines ---- */

static void
name_command(const struct observer *seen, int verb, char *word)
{
    const char *name = "greet";

    if (verb >= command_verbs(seen->service)) {
        name = "?";
    } else if (seen->service == OBSERVER_SMTP && verb == SMTP_VERB_TEXT) {
        name = ".";
    } else if (verb >= 0) {
        name = command_row(seen->service, verb).word;
    }
    snprintf(word, EVIDENCE_WORD_MAX, "%s", name);
}

static char *
take_said(struct reading *reading, size_t left)
{
    char *said = reading->said[0];

    memmove(reading->said, reading->said + 1, left * sizeof *reading->said);
    return said;
}

/*
 * A reply is whole: one exchange more.  waited is how many commands waited
 * before it.
 */
static void
add_exchange(struct reader *reader, struct reading *reading, size_t waited,
             const struct dialogue_record *record)
{
    const struct observer *seen = &reading->observer;
    struct evidence_item item = {.session = reading->session,
                                 .reply = reading->reply};

    reading->reply = NULL;
    name_command(seen, seen->last_verb, item.word);
    item.said = seen->waiting < waited ? take_said(reading, seen->waiting)
                                       : keep("", 0);
    if (seen->service == OBSERVER_SMTP) {
        snprintf(item.verdict, sizeof item.verdict, "%d", seen->last_code);
    } else {
        snprintf(item.verdict, sizeof item.verdict, "%s",
                 seen->last == OBSERVER_GOOD  ? "+OK"
                 : seen->last == OBSERVER_BAD ? "-ERR"
                                              : "+");
    }
    if (strcmp(item.word, "QUIT") == 0 && seen->last == OBSERVER_GOOD) {
        reader->evidence->session[reading->session].quit = true;
    }
    add(reader, record, item);
}

static void
take_said_line(struct reader *reader, struct reading *reading,
               const struct dialogue_record *record)
{
    size_t waits = reading->observer.waiting;
    char **grown = grow(reading->said, &reading->said_room, waits,
                        sizeof *grown);

    if (grown == NULL) {
        reader->failed = true;
        return;
    }
    reading->said = grown;
    reading->said[waits - 1] = keep(record->text, record->len);
}

/*
 * Is this the line with which a reply ends?  In a multi-line response of POP3
 * the verdict has been given already.
 */
static bool
ends_reply(const struct observer *seen, const struct dialogue_record *record)
{
    return seen->service == OBSERVER_POP3 || record->len < 4 ||
           record->text[3] != '-';
}

static void
take_line(struct reader *reader, struct reading *reading,
          const struct dialogue_record *record)
{
    struct observer *seen = &reading->observer;
    size_t waited = seen->waiting;
    bool body = seen->in_multiline;

    if (observer_record(seen, record) != 0) {
        reader->failed = true;
        return;
    }
    if (record->mark == DIALOGUE_CLIENT && seen->waiting > waited) {
        take_said_line(reader, reading, record);
    } else if (record->mark == DIALOGUE_SERVER && !body) {
        if (reading->reply == NULL) {
            reading->reply = keep(record->text, record->len);
        }
        if (ends_reply(seen, record)) {
            add_exchange(reader, reading, waited, record);
        }
    }
}

/*
 * The connection is gone: what was said last got no reply.
 */
static void
end_reading(struct reader *reader, struct reading *reading,
            const struct dialogue_record *record)
{
    struct observer *seen = &reading->observer;
    struct reading **at = &reader->open;

    for (size_t i = 0; i < seen->waiting; i++) {
        size_t slot = (seen->first + i) % seen->pending_room;
        struct evidence_item item = {.session = reading->session,
                                     .verdict = "EOF",
                                     .said = reading->said[i],
                                     .reply = keep("", 0)};

        name_command(seen, seen->pending[slot].verb, item.word);
        add(reader, record, item);
    }
    while (*at != reading) {
        at = &(*at)->next;
    }
    *at = reading->next;
    observer_free(seen);
    free(reading->said);
    free(reading->reply);
    free(reading);
}

static void
take_event(struct reader *reader, size_t session,
           const struct dialogue_record *record)
{
    struct evidence_item item = {.event = true,
                                 .session = session,
                                 .said = keep("", 0),
                                 .reply = keep(record->text, record->len)};

    dialogue_value(record->text, record->len, NULL, item.word,
                   sizeof item.word);
    add(reader, record, item);
}

/*
 * One record of the log.  A `connect` begins a session anew; behind `close` it
 * is over.
 */
void
evidence_take(struct reader *reader, const struct dialogue_record *record)
{
    bool event = record->mark == DIALOGUE_EVENT;
    bool connects = event && record->len >= 8 &&
                    memcmp(record->text, "connect ", 8) == 0;
    bool closes = event && record->len >= 6 &&
                  memcmp(record->text, "close ", 6) == 0;
    struct reading *reading = record->session == 0
                                  ? NULL
                                  : find_reading(reader, record);

    size_t session = reading != NULL ? reading->session : SIZE_MAX;

    if (reading != NULL && (connects || closes)) {
        end_reading(reader, reading, record);
        reading = NULL;
    }
    if (record->session != 0 && reading == NULL && !closes) {
        reading = begin_reading(reader, record);
        session = reading != NULL ? reading->session : SIZE_MAX;
    }
    if (event) {
        take_event(reader, session, record);
    }
    if (reading != NULL) {
        take_line(reader, reading, record);
        learn_ident(&reader->evidence->session[reading->session], reading,
                    record);
    }
}

void
evidence_end(struct reader *reader, const struct dialogue_record *record)
{
    while (reader->open != NULL) {
        end_reading(reader, reader->open, record);
    }
}
