/*
 * observer.c - what the server must now remember, from the dialogue alone.
 *
 * The idea: a client may send several commands before it reads a reply, but
 * the replies come in the order of the commands (RFC 2920 section 3.1).  So
 * commands wait in a ring, and each whole reply answers the first of them.
 *
 * Invariant: nothing is believed before the server has said it.  A command
 * changes the state when its reply arrives, never when it is sent.
 *
 * Rules of use: feed the records of one session in their order.  What a reply
 * changes stands in observer_smtp.c and observer_pop3.c.
 *
 * RFC 5321 sections 3.1, 4.1.4, 4.2; RFC 1939 sections 3 to 6.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/observer.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/command.h"
#include "protocol/observer_sides.h"

enum {
    LINE_LOOKED_AT = 1024, /* of a command; what decides stands before that */
    PENDING_AT_FIRST = 4,
    EVENT_NAME_ROOM = 16,
    CODE_READY = 220, /* RFC 5321 section 4.2.3 */
    CODE_CLOSING = 421,
    CODE_NO_SERVICE = 554
};

void
observer_init(struct observer *observer, enum observer_service service)
{
    memset(observer, 0, sizeof(*observer));
    observer->service = service;
    observer->last_verb = -1;
    observer->smtp.state = SMTP_GREETED;
    observer->pop3.state = POP3_AUTHORIZATION;
}

void
observer_free(struct observer *observer)
{
    free(observer->pending);
    free(observer->pop3.marks);
    observer_init(observer, observer->service);
}

void
observer_keep(char *name, const char *text, size_t len)
{
    if (len > OBSERVER_NAME_MAX - 1) {
        len = OBSERVER_NAME_MAX - 1;
    }
    if (len > 0) {
        memcpy(name, text, len);
    }
    name[len] = '\0';
}

static bool
is_dot(const struct dialogue_record *record)
{
    return record->len == 1 && record->text[0] == '.';
}

/*
 * Make room for one more command that waits.  Returns -1 if memory ran out.
 */
static int
grow_pending(struct observer *observer)
{
    size_t room = observer->pending_room;
    size_t new_room = room > 0 ? 2 * room : PENDING_AT_FIRST;
    struct observer_pending *ring = calloc(new_room, sizeof(*ring));
    size_t i;

    if (ring == NULL) {
        return -1;
    }
    for (i = 0; i < observer->waiting; i++) {
        ring[i] = observer->pending[(observer->first + i) % room];
    }
    free(observer->pending);
    observer->pending = ring;
    observer->pending_room = new_room;
    observer->first = 0;
    return 0;
}

/*
 * One more command waits.  Returns it, empty, or NULL if memory ran out.
 */
static struct observer_pending *
push_pending(struct observer *observer)
{
    struct observer_pending *command;
    size_t i;

    if (observer->waiting == observer->pending_room &&
        grow_pending(observer) != 0) {
        return NULL;
    }
    i = (observer->first + observer->waiting) % observer->pending_room;
    observer->waiting++;
    command = &observer->pending[i];
    memset(command, 0, sizeof(*command));
    return command;
}

/*
 * Is the client in the middle of a message text?  After its dot it may go on
 * with commands, before the verdict has come.
 */
static bool
is_sending_text(const struct observer *observer)
{
    return observer->service == OBSERVER_SMTP &&
           observer->smtp.state == SMTP_DATA && observer->waiting == 0;
}

/*
 * Read a command line; keys of a character-at-a-time telnet are carried out.
 */
static void
read_command(const struct observer *observer,
             const struct dialogue_record *record,
             struct observer_pending *command)
{
    char line[LINE_LOOKED_AT];
    size_t len = record->len < sizeof(line) ? record->len : sizeof(line);

    if (len > 0) {
        memcpy(line, record->text, len);
    }
    command->odd = line_erase(line, &len) > 0 || record->end == LINE_END_LF;
    if (observer->service == OBSERVER_SMTP) {
        observer_smtp_command(line, len, command);
    } else {
        observer_pop3_command(line, len, command);
    }
}

static int
take_client(struct observer *observer, const struct dialogue_record *record)
{
    bool text = is_sending_text(observer);
    struct observer_pending *command;

    if (observer->style == LINE_UNSETTLED) {
        observer->style = record->end == LINE_END_LF ? LINE_STYLE_LF
                                                     : LINE_STYLE_CRLF;
    }
    if (text && !is_dot(record)) {
        observer_smtp_text(observer, record);
        return 0;
    }
    command = push_pending(observer);
    if (command == NULL) {
        return -1;
    }
    if (text) {
        command->verb = SMTP_VERB_TEXT;
    } else if (observer->in_auth) {
        command->verb = observer->service == OBSERVER_SMTP
                            ? (int)SMTP_VERB_AUTH
                            : (int)POP3_VERB_AUTH;
        observer->in_auth = false;
    } else {
        read_command(observer, record, command);
    }
    return 0;
}

/*
 * Is this reply the greeting?  It is the first of all, even if the client has
 * not waited for it.  A log that begins in the middle has none.
 */
static bool
is_greeting(const struct observer *observer, const struct reply_line *reply)
{
    if (observer->last != OBSERVER_NOTHING) {
        return false;
    }
    return observer->waiting == 0 || reply->kind != REPLY_SMTP ||
           reply->code == CODE_READY || reply->code == CODE_NO_SERVICE;
}

static enum observer_verdict
verdict_of(const struct reply_line *reply)
{
    switch (reply->kind) {
    case REPLY_OK:
        return OBSERVER_GOOD;
    case REPLY_ERR:
        return OBSERVER_BAD;
    case REPLY_CONTINUE:
        return OBSERVER_GO_ON;
    case REPLY_SMTP:
        break;
    }
    if (reply->code / 100 == 2) {
        return OBSERVER_GOOD;
    }
    return reply->code / 100 == 3 ? OBSERVER_GO_ON : OBSERVER_BAD;
}

/*
 * A reply is whole: it answers the first command that waits.
 */
static int
take_reply(struct observer *observer, const struct reply_line *reply)
{
    bool greeting = is_greeting(observer, reply);
    struct observer_pending command;

    observer->last = verdict_of(reply);
    observer->last_verb = -1;
    observer->last_code = reply->code;
    if (reply->code == CODE_CLOSING) {
        observer_smtp_closed(observer);
        return 0;
    }
    if (greeting) {
        observer->greeted = observer->last == OBSERVER_GOOD;
        return 0;
    }
    if (observer->waiting == 0) {
        return 0;
    }
    command = observer->pending[observer->first];
    observer->first = (observer->first + 1) % observer->pending_room;
    observer->waiting--;
    observer->last_verb = command.verb;
    if (observer->service == OBSERVER_SMTP) {
        return observer_smtp_reply(observer, &command);
    }
    return observer_pop3_reply(observer, &command, reply);
}

static int
take_server(struct observer *observer, const struct dialogue_record *record)
{
    struct reply_line reply;
    const char *why;

    if (observer->in_multiline) {
        observer_pop3_listed(observer, record->text, record->len);
        observer_pop3_offers(observer, record);
        observer->in_multiline = !is_dot(record);
        return 0;
    }
    if (observer->service == OBSERVER_SMTP) {
        if (reply_parse_smtp(record->text, record->len, &reply, &why) != 0) {
            return 0;
        }
        observer_smtp_offers(observer, &reply, record);
        if (!reply.last) {
            return 0;
        }
    } else if (reply_parse_pop3(record->text, record->len, &reply, &why)) {
        return 0;
    }
    return take_reply(observer, &reply);
}

static void
take_event(struct observer *observer, const struct dialogue_record *record)
{
    char name[EVENT_NAME_ROOM];

    if (dialogue_value(record->text, record->len, NULL, name, sizeof(name))) {
        return;
    }
    if (strcmp(name, "connect") == 0) {
        observer_free(observer);
    } else if (strcmp(name, "close") == 0) {
        observer_smtp_closed(observer);
        observer_pop3_closed(observer);
    } else if (observer->service == OBSERVER_SMTP) {
        observer_smtp_event(observer, name, record);
    } else {
        observer_pop3_event(observer, name, record);
    }
}

int
observer_record(struct observer *observer, const struct dialogue_record *record)
{
    switch (record->mark) {
    case DIALOGUE_CLIENT:
        return take_client(observer, record);
    case DIALOGUE_SERVER:
        return take_server(observer, record);
    case DIALOGUE_DATA:
        if (is_sending_text(observer)) {
            observer_smtp_text(observer, record);
        }
        return 0;
    case DIALOGUE_EVENT:
        take_event(observer, record);
        return 0;
    }
    return 0;
}

static bool
smtp_legal(const struct observer *observer, enum smtp_verb verb)
{
    if (observer->in_auth) {
        return verb == SMTP_VERB_AUTH;
    }
    if (!observer->greeted && verb != SMTP_VERB_QUIT) {
        return false;
    }
    /* RFC 3207 section 4.2, RFC 4954 section 4: not twice. */
    if ((verb == SMTP_VERB_STARTTLS && observer->secure) ||
        (verb == SMTP_VERB_AUTH && observer->smtp.logged_in)) {
        return false;
    }
    return (smtp_command(verb)->legal & observer->smtp.state) != 0;
}

static bool
pop3_legal(const struct observer *observer, enum pop3_verb verb)
{
    if (observer->in_auth) {
        return verb == POP3_VERB_AUTH;
    }
    if (!observer->greeted && verb != POP3_VERB_QUIT) {
        return false;
    }
    /* RFC 2595 section 4: not twice. */
    if (verb == POP3_VERB_STLS && observer->secure) {
        return false;
    }
    /* RFC 1939 section 7: PASS only after a good USER. */
    if (verb == POP3_VERB_PASS && observer->pop3.user[0] == '\0') {
        return false;
    }
    return (pop3_command(verb)->legal & observer->pop3.state) != 0;
}

bool
observer_legal(const struct observer *observer, int verb)
{
    if (verb < 0 || verb >= command_verbs(observer->service) ||
        observer->last == OBSERVER_NOTHING) {
        return false;
    }
    return observer->service == OBSERVER_SMTP
               ? smtp_legal(observer, (enum smtp_verb)verb)
               : pop3_legal(observer, (enum pop3_verb)verb);
}

bool
observer_over(const struct observer *observer)
{
    return observer->service == OBSERVER_SMTP
               ? observer->smtp.state == SMTP_CLOSED
               : (observer->pop3.state & (POP3_UPDATE | POP3_CLOSED)) != 0;
}

void
observer_legal_words(const struct observer *observer, char *out, size_t room)
{
    size_t len = 0;

    for (int verb = 0; verb < command_verbs(observer->service); verb++) {
        const char *word = command_row(observer->service, verb).word;
        size_t word_len = strlen(word);
        size_t gap = len > 0 ? 2 : 0;

        if (!observer_legal(observer, verb)) {
            continue;
        }
        if (len + gap + word_len >= room) {
            break;
        }
        memcpy(out + len, "  ", gap);
        memcpy(out + len + gap, word, word_len);
        len += gap + word_len;
    }
    out[len] = '\0';
}
