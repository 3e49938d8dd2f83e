/*
 * explain_line.c - one line of a dialogue log, in a sentence or two.
 *
 * RFC 5321 sections 4.1.1, 4.2.1; RFC 1939 sections 3 to 6.
 * SPDX-License-Identifier: ISC
 */
#include "labs/explain_line.h"

#include <string.h>

#include "client/annotate.h"
#include "client/hint.h"
#include "protocol/command.h"
#include "protocol/escape.h"
#include "protocol/reply.h"

enum { CODE_DONE = 250 };

static bool
is_pop3(const struct dialogue_record *record)
{
    return strcmp(record->service, "pop3") == 0;
}

static enum observer_service
service_of(const struct dialogue_record *record)
{
    return is_pop3(record) ? OBSERVER_POP3 : OBSERVER_SMTP;
}

/* ---- The server ---- */

static void
smtp_reply(FILE *out, const struct dialogue_record *record, int verb)
{
    struct reply_line reply;
    const struct smtp_code *row = NULL;
    const char *why = NULL;

    if (reply_parse_smtp(record->text, record->len, &reply, &why) != 0) {
        fprintf(out, "This is no SMTP reply: %s.", why);
        return;
    }
    fprintf(out, "%d = %s, %s.", reply.code, reply_digit(reply.code, 1),
            reply_digit(reply.code, 2));
    if (!reply.last) {
        fprintf(out, " The hyphen says that more lines follow. (RFC 5321 "
                     "section 4.2.1)");
        return;
    }
    row = smtp_code(reply.code);
    if (reply.code == CODE_DONE && verb >= 0 && verb != (int)SMTP_VERB_TEXT) {
        return; /* its row tells what it means after the dot */
    }
    if (row != NULL) {
        fprintf(out, " %s (%s)",
                strncmp(row->what, "Done. ", 6) == 0 ? row->what + 6
                                                     : row->what,
                row->section);
    } else {
        fprintf(out, " It is in no list here; a client acts on the first digit "
                     "alone. (RFC 5321 section 4.3.2)");
    }
}

static void
pop3_reply(FILE *out, const struct dialogue_record *record, int verb)
{
    const struct pop3_response_code *code = NULL;
    struct reply_line reply;
    const char *why = NULL;

    if (reply_parse_pop3(record->text, record->len, &reply, &why) != 0) {
        fprintf(out, record->len == 1 && record->text[0] == '.'
                         ? "The line with one dot ends the answer"
                         : "A line of the answer");
        fprintf(out, verb < 0 ? ". (RFC 1939 section 3)"
                              : " to %s. (RFC 1939 section 3)",
                roster_verb_word(OBSERVER_POP3, verb));
        return;
    }
    switch (reply.kind) {
    case REPLY_OK:
        fprintf(out, "+OK = done.");
        break;
    case REPLY_ERR:
        fprintf(out, "-ERR = refused; the words behind it say why.");
        break;
    case REPLY_CONTINUE:
        fprintf(out, "\"+ \" asks for the next line of the login.");
        break;
    case REPLY_SMTP:
        break;
    }
    if (reply.tag != NULL) {
        code = pop3_response_code(reply.tag, reply.tag_len);
    }
    if (code != NULL) {
        fprintf(out, " [%s], for programs: %s (%s)", code->tag, code->what,
                code->section);
    }
}

/* ---- The client ---- */

/*
 * The line does not begin with the word of its verb: it answers a challenge.
 */
static bool
is_answer(const struct dialogue_record *record, int verb)
{
    int auth = is_pop3(record) ? (int)POP3_VERB_AUTH : (int)SMTP_VERB_AUTH;

    return verb == auth && command_verb(service_of(record), record->text,
                                        record->len) != auth;
}

static void
command(FILE *out, const struct dialogue_record *record, int verb)
{
    enum observer_service service = service_of(record);
    struct command row;

    if (service == OBSERVER_SMTP && record->len == 1 &&
        record->text[0] == '.') {
        verb = (int)SMTP_VERB_TEXT;
    } else if (verb < 0) {
        verb = command_verb(service, record->text, record->len);
    }
    if (verb >= command_verbs(service)) {
        fprintf(out, service == OBSERVER_SMTP
                         ? "SMTP has no such command: it gets 500. (RFC 5321 "
                           "section 4.2.4)"
                         : "POP3 has no such command: it gets -ERR. (RFC 1939 "
                           "section 3)");
        return;
    }
    row = command_row(service, verb);
    fprintf(out, "%s (%s)", row.what, row.section);
}

static void
event(FILE *out, const struct dialogue_record *record)
{
    const char *section = "";
    const char *what = annotate_event(record, &section);

    fprintf(out, section[0] != '\0' ? "%s (%s)" : "%s",
            what != NULL ? what
                         : "An event: something happened that nobody said.",
            section);
}

void
explain_line(FILE *out, const struct dialogue_record *record, int verb)
{
    switch (record->mark) {
    case DIALOGUE_SERVER:
        if (is_pop3(record)) {
            pop3_reply(out, record, verb);
        } else {
            smtp_reply(out, record, verb);
        }
        if (verb >= 0 && record->len > 1) {
            fprintf(out, " It answers %s.",
                    roster_verb_word(service_of(record), verb));
        }
        break;
    case DIALOGUE_CLIENT:
        if (is_answer(record, verb)) {
            fprintf(out, "The answer to what AUTH has asked.");
        } else {
            command(out, record, verb);
        }
        break;
    case DIALOGUE_DATA:
        fprintf(out, is_pop3(record)
                         ? "A line of the message that the client asked for. "
                           "(RFC 1939 section 5)"
                         : "A line of the message: it gets no reply, only the "
                           "dot does. (RFC 5321 section 4.1.1.4)");
        break;
    case DIALOGUE_EVENT:
        event(out, record);
        break;
    }
}

void
explain_no_line(FILE *out, const char *why)
{
    fprintf(out, "This is no line of a dialogue: %s.", why);
}

void
explain_stuck(const struct roster_entry *entry, char *out, size_t room)
{
    char code[16] = "-ERR";

    out[0] = '\0';
    if (entry->refused_times < ROSTER_STUCK) {
        return;
    }
    if (entry->refused_code != 0) {
        snprintf(code, sizeof(code), "%d", entry->refused_code);
    }
    snprintf(out, room, "stuck: %s refused with %s, %u times in a row",
             roster_verb_word(entry->speaks, entry->refused_verb), code,
             entry->refused_times);
}

void
explain_session(FILE *out, const struct roster_entry *entry,
                const struct observer *observer, bool now)
{
    char who[4 * ROSTER_WHO_MAX + 1];
    char legal[HINT_MAX] = "";
    char stuck[96];
    unsigned state = entry->state;

    who[escape_spell(entry->who, strlen(entry->who), ESCAPE_TEXT, who)] = '\0';
    if (observer != NULL) {
        state = observer->service == OBSERVER_SMTP
                    ? (unsigned)observer->smtp.state
                    : (unsigned)observer->pop3.state;
        hint_legal(observer, false, legal);
    }
    fprintf(out, "%s#%lu%s%s: state %s%s", entry->service, entry->number,
            who[0] != '\0' ? " " : "", who, command_state(entry->speaks, state),
            entry->whole ? "" : " as far as the log tells, which begins later");
    explain_stuck(entry, stuck, sizeof(stuck));
    if (now && stuck[0] != '\0') {
        fprintf(out, ", %s", stuck);
    }
    fprintf(out, legal[0] != '\0' ? ". Legal now: %s." : ".", legal);
}

const char *
explain_class(char first)
{
    switch (first) {
    case '2':
        return "2 done";
    case '3':
        return "3 go on";
    case '4':
        return "4 later";
    case '5':
        return "5 refused";
    case '+':
        return "+OK done";
    case '-':
        return "-ERR refused";
    }
    return "";
}
