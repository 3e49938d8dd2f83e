/*
 * observer_pop3.c - what each POP3 command and its answer say about the server.
 *
 * The idea: the login opens and locks the maildrop, DELE marks, RSET takes the
 * marks back, and QUIT makes them true.  How many messages and octets there
 * are is known only if the server has told it; a DELE tells no octets, so
 * after one the sum is not known until the next STAT or LIST.
 *
 * RFC 1939 sections 4 to 7; RFC 2595 section 4; RFC 5034 section 4.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/observer_sides.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/number.h"

enum { MARKS_AT_FIRST = 8 };

/*
 * Take a number and the blanks behind it from the front of *text.
 */
static bool
take_number(const char **text, size_t *len, uint64_t *number)
{
    size_t i = number_take(*text, *len, number);

    if (i == 0 || *number == UINT64_MAX) {
        return false;
    }
    while (i < *len && (*text)[i] == ' ') {
        i++;
    }
    *text += i;
    *len -= i;
    return true;
}

/*
 * The server has told how many messages are not marked, and their octets.
 */
static void
counts_told(struct observer_pop3 *pop3, uint64_t messages, uint64_t octets)
{
    pop3->counted = true;
    pop3->messages = messages;
    pop3->weighed = true;
    pop3->octets = octets;
    if (pop3->mark_count == 0) {
        pop3->all_weighed = true;
        pop3->all_octets = octets;
    }
}

/*
 * Where the argument ends: at a blank, but a name may hold some ("carol
 * smith"); blanks at the end of the line are no part of it.
 */
static size_t
argument_end(const char *text, size_t len, enum pop3_verb verb)
{
    const char *blank = len > 0 ? memchr(text, ' ', len) : NULL;

    if (blank != NULL && verb != POP3_VERB_USER) {
        return (size_t)(blank - text);
    }
    while (len > 0 && text[len - 1] == ' ') {
        len--;
    }
    return len;
}

void
observer_pop3_command(const char *line, size_t len,
                      struct observer_pending *command)
{
    enum pop3_verb verb = pop3_verb_of(line, len);
    size_t i = 0;
    size_t end;

    command->verb = (int)verb;
    command->multiline = pop3_is_multiline(line, len);
    if (verb == POP3_VERB_PASS || verb == POP3_VERB_AUTH) {
        return; /* a password is none of our business */
    }
    while (i < len && line[i] != ' ') {
        i++;
    }
    i += i < len;
    while (i < len && line[i] == ' ' && verb != POP3_VERB_USER) {
        i++;
    }
    end = argument_end(line + i, len - i, verb);
    observer_keep(command->argument, line + i, end);
    command->odd = command->odd || (verb == POP3_VERB_QUIT && end > 0);
}

static bool
is_marked(const struct observer_pop3 *pop3, uint64_t number)
{
    size_t i;

    for (i = 0; i < pop3->mark_count; i++) {
        if (pop3->marks[i] == number) {
            return true;
        }
    }
    return false;
}

/*
 * DELE was accepted.  Returns -1 if memory ran out.
 */
static int
mark(struct observer_pop3 *pop3, const char *argument)
{
    size_t len = strlen(argument);
    uint64_t number;

    if (!take_number(&argument, &len, &number) || is_marked(pop3, number)) {
        return 0;
    }
    if (pop3->mark_count == pop3->marks_room) {
        size_t room = pop3->marks_room > 0 ? 2 * pop3->marks_room
                                           : MARKS_AT_FIRST;
        uint64_t *marks = realloc(pop3->marks, room * sizeof(*marks));

        if (marks == NULL) {
            return -1;
        }
        pop3->marks = marks;
        pop3->marks_room = room;
    }
    pop3->marks[pop3->mark_count++] = number;
    pop3->messages -= pop3->messages > 0 ? 1 : 0;
    pop3->weighed = false;
    return 0;
}

/* REQ(1939-5) RSET takes back every mark of this session. */
static void
unmark_all(struct observer_pop3 *pop3)
{
    if (pop3->counted) {
        pop3->messages += pop3->mark_count;
    }
    pop3->mark_count = 0;
    pop3->weighed = pop3->all_weighed;
    pop3->octets = pop3->all_octets;
}

/*
 * REQ(1939-6) QUIT was refused.  Behind a login the session is over all the
 * same, not all could be removed; but perhaps the line was wrong, and was no
 * QUIT.  A response code ([SYS/TEMP]) tells that it was one.
 */
static void
quit_refused(struct observer_pop3 *pop3,
             const struct observer_pending *command,
             const struct reply_line *reply)
{
    if (pop3->state == POP3_TRANSACTION &&
        (!command->odd || reply->tag != NULL)) {
        pop3->state = POP3_UPDATE;
    }
}

/*
 * REQ(1939-7-PASS) A name counts for the very next command only: PASS comes
 * immediately after a successful USER.
 */
static void
forget_user(struct observer_pop3 *pop3, enum pop3_verb verb, bool good)
{
    if (pop3->state == POP3_AUTHORIZATION &&
        !(verb == POP3_VERB_USER && good)) {
        pop3->user[0] = '\0';
    }
}

static void
stat_told(struct observer_pop3 *pop3, const struct reply_line *reply)
{
    const char *text = reply->text;
    size_t len = reply->text_len;
    uint64_t messages;
    uint64_t octets;

    if (take_number(&text, &len, &messages) &&
        take_number(&text, &len, &octets)) {
        counts_told(pop3, messages, octets);
    }
}

static int
accepted(struct observer_pop3 *pop3, const struct observer_pending *command,
         const struct reply_line *reply)
{
    switch ((enum pop3_verb)command->verb) {
    case POP3_VERB_USER:
        memcpy(pop3->user, command->argument, sizeof(pop3->user));
        break;
    case POP3_VERB_APOP:
        memcpy(pop3->user, command->argument, sizeof(pop3->user));
        pop3->state = POP3_TRANSACTION;
        break;
    case POP3_VERB_PASS:
    case POP3_VERB_AUTH:
        pop3->state = POP3_TRANSACTION;
        break;
    case POP3_VERB_STLS:
        pop3->user[0] = '\0';
        break;
    case POP3_VERB_STAT:
        stat_told(pop3, reply);
        break;
    case POP3_VERB_LIST:
        pop3->listing = command->multiline;
        pop3->listed = 0;
        pop3->listed_octets = 0;
        break;
    case POP3_VERB_DELE:
        return mark(pop3, command->argument);
    case POP3_VERB_RSET:
        unmark_all(pop3);
        break;
    case POP3_VERB_QUIT:
        /* REQ(1939-6) there is an UPDATE only behind a login */
        pop3->state = pop3->state == POP3_TRANSACTION ? POP3_UPDATE
                                                      : POP3_CLOSED;
        break;
    case POP3_VERB_CAPA:
    case POP3_VERB_RETR:
    case POP3_VERB_NOOP:
    case POP3_VERB_TOP:
    case POP3_VERB_UIDL:
    case POP3_VERB_UTF8:
    case POP3_VERB_LANG:
    case POP3_VERB_UNKNOWN:
        break;
    }
    return 0;
}

int
observer_pop3_reply(struct observer *observer,
                    const struct observer_pending *command,
                    const struct reply_line *reply)
{
    enum pop3_verb verb = (enum pop3_verb)command->verb;
    bool good = observer->last == OBSERVER_GOOD;
    int result = 0;

    if (observer->last == OBSERVER_GO_ON) {
        observer->in_auth = verb == POP3_VERB_AUTH;
        forget_user(&observer->pop3, verb, false);
        return 0;
    }
    if (good) {
        observer->secure = observer->secure || verb == POP3_VERB_STLS;
        if (verb == POP3_VERB_STLS || verb == POP3_VERB_CAPA) {
            observer->offers = 0; /* RFC 2595 section 4: asked anew */
        }
        observer->in_multiline = command->multiline;
        result = accepted(&observer->pop3, command, reply);
    } else if (verb == POP3_VERB_QUIT) {
        quit_refused(&observer->pop3, command, reply);
    }
    forget_user(&observer->pop3, verb, good);
    return result;
}

void
observer_pop3_listed(struct observer *observer, const char *line, size_t len)
{
    struct observer_pop3 *pop3 = &observer->pop3;
    uint64_t number;
    uint64_t octets;

    if (!pop3->listing) {
        return;
    }
    if (len == 1 && line[0] == '.') {
        pop3->listing = false;
        counts_told(pop3, pop3->listed, pop3->listed_octets);
    } else if (take_number(&line, &len, &number) &&
               take_number(&line, &len, &octets)) {
        pop3->listed++;
        pop3->listed_octets += octets;
    }
}

/*
 * Read the value of a key that is a number.
 */
static bool
number_value(const struct dialogue_record *record, const char *key,
             uint64_t *number)
{
    char value[24];
    const char *text = value;
    size_t len;

    if (dialogue_value(record->text, record->len, key, value, sizeof(value))) {
        return false;
    }
    len = strlen(value);
    return take_number(&text, &len, number) && len == 0;
}

void
observer_pop3_event(struct observer *observer, const char *name,
                    const struct dialogue_record *record)
{
    uint64_t messages;
    uint64_t octets;

    if (strcmp(name, "lock") == 0) {
        if (number_value(record, "msgs", &messages) &&
            number_value(record, "octets", &octets)) {
            counts_told(&observer->pop3, messages, octets);
        }
    } else if (strcmp(name, "login") == 0) {
        dialogue_value(record->text, record->len, "user", observer->pop3.user,
                       sizeof(observer->pop3.user));
    }
}

/* REQ(1939-6) Without QUIT there is no UPDATE, and the marks are void. */
void
observer_pop3_closed(struct observer *observer)
{
    if (observer->pop3.state == POP3_TRANSACTION) {
        unmark_all(&observer->pop3);
    }
    observer->pop3.state = POP3_CLOSED;
    observer->in_multiline = false;
    observer->in_auth = false;
}
