/*
 * maildrop_told.c - the messages of a maildrop, as far as a dialogue tells.
 *
 * The idea: replies come in the order of the commands (RFC 2449 section 6.6),
 * so the first line of each reply goes with the next command that waits.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/maildrop_told.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/path.h"

/* The command whose reply is being read. */
struct reading {
    const struct session_view *view;
    size_t command; /* the line of the next one that waits */
    enum pop3_verb verb;
    uint64_t number; /* its argument; 0: none */
    bool header;     /* of a message: before its empty line */
};

/*
 * The message of this number, made if it is new; NULL if there is no room.
 */
static struct maildrop_message *
message_of(struct maildrop_told *told, uint64_t number)
{
    size_t at = told->count;

    while (at > 0 && told->message[at - 1].number >= number) {
        at--;
    }
    if (at < told->count && told->message[at].number == number) {
        return &told->message[at];
    }
    if (told->count == MAILDROP_TOLD_MAX || number == 0) {
        return NULL;
    }
    memmove(&told->message[at + 1], &told->message[at],
            (told->count++ - at) * sizeof(told->message[0]));
    told->message[at] = (struct maildrop_message){.number = number};
    return &told->message[at];
}

/*
 * "2 263", as LIST says it.
 */
static void
take_size(struct maildrop_told *told, const char *text)
{
    char *end = NULL;
    uint64_t number = strtoull(text, &end, 10);
    struct maildrop_message *message = NULL;

    if (end != text && *end == ' ') {
        message = message_of(told, number);
    }
    if (message != NULL) {
        message->octets = strtoull(end, NULL, 10);
        message->weighed = true;
    }
}

/*
 * A header field, if it is of this name.
 */
static void
take_field(char out[MAILDROP_WORDS], const char *name, const char *text)
{
    size_t len = strlen(name);

    if (strlen(text) > len && path_same(text, len, name, len)) {
        text += len;
        snprintf(out, MAILDROP_WORDS, "%s", text + strspn(text, " "));
    }
}

static void
take_header(struct reading *reading, struct maildrop_told *told,
            const char *text)
{
    struct maildrop_message *message = message_of(told, reading->number);

    if (text[0] == '\0' || message == NULL) {
        reading->header = false;
        return;
    }
    take_field(message->from, "From:", text);
    take_field(message->subject, "Subject:", text);
}

/*
 * A reply begins: to which command?
 */
static void
next_command(struct reading *reading, size_t reply)
{
    const struct session_view *view = reading->view;
    const char *text = NULL;
    const char *space = NULL;

    while (reading->command < reply &&
           view->line[reading->command].mark != DIALOGUE_CLIENT) {
        reading->command++;
    }
    reading->verb = POP3_VERB_UNKNOWN;
    if (reading->command >= reply) {
        return; /* the greeting */
    }
    text = view->line[reading->command++].text;
    space = strchr(text, ' ');
    reading->verb = pop3_verb_of(text, strlen(text));
    reading->number = space == NULL ? 0 : strtoull(space + 1, NULL, 10);
    reading->header = reading->verb == POP3_VERB_RETR ||
                      reading->verb == POP3_VERB_TOP;
}

static void
take_line(struct reading *reading, struct maildrop_told *told, size_t i)
{
    const struct session_line *line = &reading->view->line[i];

    if (line->begins) {
        next_command(reading, i);
        if (reading->verb == POP3_VERB_LIST &&
            strncmp(line->text, "+OK ", 4) == 0 && reading->number > 0) {
            take_size(told, line->text + 4);
        }
    } else if (reading->verb == POP3_VERB_LIST) {
        take_size(told, line->text);
    } else if (reading->header && line->mark == DIALOGUE_DATA) {
        take_header(reading, told, line->text);
    }
}

void
maildrop_told(const struct session_view *view, struct maildrop_told *told)
{
    struct reading reading = {.view = view, .verb = POP3_VERB_UNKNOWN};
    size_t first = view->count;

    told->count = 0;
    while (first > 0 &&
           (view->line[first - 1].speaker != '*' ||
            strncmp(view->line[first - 1].text, "connect", 7) != 0)) {
        first--;
    }
    reading.command = first;
    for (size_t i = first; i < view->count; i++) {
        if (view->line[i].speaker == 'S') {
            take_line(&reading, told, i);
        }
    }
}
