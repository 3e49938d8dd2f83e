/*
 * annotate.c - what a line of a dialogue means, and what the server then knows.
 *
 * RFC 5321 section 4.2.1; RFC 1939 section 3; RFC 2449 section 8.
 * SPDX-License-Identifier: ISC
 */
#include "client/annotate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "protocol/command.h"
#include "protocol/reply.h"

enum { MARKS_SHOWN = 12, NAME_ROOM = 16 };

/* docs/dialogue-log.md has all of them. */
static const struct {
    const char *name;
    const char *what;
    const char *section;
} events[] = {
    {"listen", "The server has started and waits for calls.", ""},
    {"connect", "The client has opened a TCP connection.", ""},
    {"close", "The connection is over; by= tells who ended it.", ""},
    {"tls", "Whoever is on the way could read and change all of it up to here; "
     "from here on he sees only who talks with whom, and how much.",
     "RFC 3207 section 6"},
    {"login", "The server knows who the client is.", ""},
    {"lock", "The maildrop is open, for this session alone.",
     "RFC 1939 section 4"},
    {"unlock", "Other sessions may open the maildrop.", "RFC 1939 section 6"},
    {"mark", "The message is marked; it is still there.", "RFC 1939 section 5"},
    {"expunge", "The message is removed, now.", "RFC 1939 section 6"},
    {"envelope", "The envelope of the text that has just ended.",
     "RFC 5321 section 2.3.1"},
    {"deliver", "The message is safely in a mailbox.",
     "RFC 5321 section 4.2.5"},
    {"queue", "The message is safely in the queue, to be sent on.",
     "RFC 5321 section 4.5.4.1"},
    {"try", "A message from the queue was offered to the next server.", ""},
    {"giveup", "The server no longer tries to send this message on.", ""},
    {"bounce", "The sender gets a report: the message was not delivered.",
     "RFC 5321 section 6.1"},
    {"batch", "So many commands came without waiting for the replies between "
     "them.", "RFC 2920 section 3.1; RFC 2449 section 6.6"},
    {"telnet", "A telnet asked for something, and was refused.", "RFC 854"},
    {"cut", "So many lines of the message were not recorded.", ""},
    {"fault", "Something failed that no reply tells: around the server, or a "
     "handshake for TLS did.", ""},
    {"note", "A remark of the server; nobody said it.", ""},
};

/*
 * Say the first sentence of what.
 */
static void
say(struct annotation *annotation, const char *what, const char *section)
{
    const char *stop = strstr(what, ". ");

    snprintf(annotation->means, sizeof annotation->means, "%.*s",
             stop != NULL ? (int)(stop - what) + 1 : (int)strlen(what), what);
    annotation->section = section;
}

static void
say_command(enum observer_service service, struct annotation *annotation)
{
    const struct dialogue_record *record = annotation->record;
    int verb = command_verb(service, record->text, record->len);
    struct command row;

    if (service == OBSERVER_SMTP && record->len == 1 &&
        record->text[0] == '.') {
        verb = SMTP_VERB_TEXT;
    }
    if (verb < command_verbs(service)) {
        row = command_row(service, verb);
        say(annotation, row.what, row.section);
    }
}

static void
say_smtp_reply(struct annotation *annotation)
{
    const struct dialogue_record *record = annotation->record;
    struct reply_line line;
    const struct smtp_code *row;
    const char *why;
    char text[ANNOTATION_MEANS_MAX];

    if (reply_parse_smtp(record->text, record->len, &line, &why) != 0) {
        say(annotation, why, "");
        return;
    }
    if (!line.last) {
        return;
    }
    row = smtp_code(line.code);
    if (row != NULL) {
        snprintf(text, sizeof text, "%d: %s", line.code, row->what);
    } else {
        snprintf(text, sizeof text, "%d is in no list here; its first digit "
                 "decides: %s", line.code, reply_digit(line.code, 1));
    }
    say(annotation, text,
        row != NULL ? row->section : "RFC 5321 section 4.2.1");
}

static void
say_pop3_reply(struct annotation *annotation)
{
    const struct dialogue_record *record = annotation->record;
    const struct pop3_response_code *row = NULL;
    struct reply_line line;
    const char *why;

    if (reply_parse_pop3(record->text, record->len, &line, &why) != 0) {
        say(annotation, why, "");
        return;
    }
    if (line.tag != NULL) {
        row = pop3_response_code(line.tag, line.tag_len);
    }
    if (row != NULL) {
        say(annotation, row->what, row->section);
    } else if (line.kind == REPLY_OK) {
        say(annotation, "+OK = done", "");
    } else if (line.kind == REPLY_ERR) {
        say(annotation, "-ERR = not done, for the reason behind it",
            "RFC 1939 section 3");
    }
}

const char *
annotate_event(const struct dialogue_record *record, const char **section)
{
    char name[NAME_ROOM] = "";

    dialogue_value(record->text, record->len, NULL, name, sizeof name);
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        if (strcmp(name, events[i].name) == 0) {
            *section = events[i].section;
            return events[i].what;
        }
    }
    return NULL;
}

static void
say_event(struct annotation *annotation)
{
    const char *section;
    const char *what = annotate_event(annotation->record, &section);

    if (what != NULL) {
        say(annotation, what, section);
    }
}

/* ---- What the server knows. --------------------------------------------- */

/* Text of the other side, escaped, with our words around it. */
static void
put_escaped(FILE *out, const char *before, const char *octets,
            const char *after)
{
    char spelled[4 * OBSERVER_NAME_MAX + 1];

    spelled[dialogue_escape(octets, strlen(octets), spelled)] = '\0';
    fprintf(out, "%s%s%s", before, spelled, after);
}

static void
put_smtp(FILE *out, const struct observer_smtp *smtp)
{
    unsigned i;

    fprintf(out, "state %s", smtp_state_row(smtp->state)->name);
    if (smtp->helo[0] != '\0' && smtp->state != SMTP_CLOSED) {
        put_escaped(out, "; client ", smtp->helo, "");
    }
    if (smtp->has_reverse) {
        put_escaped(out, "; sender <", smtp->reverse, ">");
    }
    for (i = 0; i < smtp->forwards && i < OBSERVER_RCPT_SHOWN; i++) {
        put_escaped(out, i == 0 ? "; to <" : ", <", smtp->forward[i], ">");
    }
    if (smtp->forwards > OBSERVER_RCPT_SHOWN) {
        fprintf(out, " and %u more", smtp->forwards - OBSERVER_RCPT_SHOWN);
    }
}

static void
put_pop3(FILE *out, const struct observer_pop3 *pop3)
{
    size_t i;

    fprintf(out, "state %s", pop3_state_row(pop3->state)->name);
    if (pop3->state != POP3_AUTHORIZATION && pop3->state != POP3_TRANSACTION) {
        return;     /* the session is over, and its marks with it */
    }
    if (pop3->user[0] != '\0') {
        put_escaped(out, "; user ", pop3->user, "");
    }
    if (pop3->counted) {
        fprintf(out, "; %" PRIu64 " message%s", pop3->messages,
                pop3->messages == 1 ? "" : "s");
    }
    /* What DELE takes away from the octets, nobody told us. */
    if (pop3->counted && pop3->mark_count == 0) {
        fprintf(out, ", %" PRIu64 " octets", pop3->octets);
    }
    for (i = 0; i < pop3->mark_count && i < MARKS_SHOWN; i++) {
        fprintf(out, "%s%" PRIu64, i == 0 ? "; marked: " : ", ",
                pop3->marks[i]);
    }
    if (pop3->mark_count > MARKS_SHOWN) {
        fprintf(out, " and %zu more", pop3->mark_count - MARKS_SHOWN);
    }
}

/*
 * What the server remembers, if that has changed.
 */
static void
say_memory(struct annotator *annotator, struct annotation *annotation)
{
    FILE *out = fmemopen(annotation->memory, sizeof annotation->memory, "w");

    if (out == NULL) {
        return;
    }
    if (annotator->observer.service == OBSERVER_SMTP) {
        put_smtp(out, &annotator->observer.smtp);
    } else {
        put_pop3(out, &annotator->observer.pop3);
    }
    fclose(out);
    annotation->memory[sizeof annotation->memory - 1] = '\0';
    if (strcmp(annotation->memory, annotator->memory) == 0) {
        annotation->memory[0] = '\0';
    } else {
        memcpy(annotator->memory, annotation->memory, sizeof annotator->memory);
    }
}

/* ---- Records. ----------------------------------------------------------- */

void
annotator_init(struct annotator *annotator, enum observer_service service)
{
    *annotator = (struct annotator){.memory = ""};
    observer_init(&annotator->observer, service);
}

void
annotator_free(struct annotator *annotator)
{
    observer_free(&annotator->observer);
}

static void
say_reply(struct annotator *annotator, struct annotation *annotation,
          bool in_multiline)
{
    if (annotator->observer.service == OBSERVER_SMTP) {
        say_smtp_reply(annotation);
    } else if (!in_multiline) { /* no line of a listing, nor its dot */
        say_pop3_reply(annotation);
    }
    if (!annotator->observer.in_multiline &&
        annotator->observer.last != OBSERVER_NOTHING) {
        say_memory(annotator, annotation);
    }
}

void
annotate(struct annotator *annotator, const struct dialogue_record *record,
         struct annotation *annotation)
{
    const struct observer *observer = &annotator->observer;
    bool in_multiline = observer->in_multiline;
    bool in_auth = observer->in_auth;

    annotation->record = record;
    annotation->state = observer->last == OBSERVER_NOTHING ? 0
                        : observer->service == OBSERVER_SMTP
                            ? (unsigned)observer->smtp.state
                            : (unsigned)observer->pop3.state;
    annotation->means[0] = annotation->memory[0] = '\0';
    annotation->section = "";
    (void)observer_record(&annotator->observer, record);
    switch (record->mark) {
    case DIALOGUE_CLIENT:
        annotation->speaker = 'C';
        if (in_auth) {
            say(annotation, "The answer to the server's challenge.",
                observer->service == OBSERVER_SMTP ? "RFC 4954 section 4"
                                                   : "RFC 5034 section 4");
        } else {
            say_command(observer->service, annotation);
        }
        break;
    case DIALOGUE_SERVER:
        annotation->speaker = 'S';
        say_reply(annotator, annotation, in_multiline);
        break;
    case DIALOGUE_DATA:
        annotation->speaker = in_multiline ? 'S' : 'C';
        break;
    case DIALOGUE_EVENT:
        annotation->speaker = '*';
        say_event(annotation);
        break;
    }
}
