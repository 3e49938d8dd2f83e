/*
 * explain_line.c - one line of a dialogue log, in a sentence or two.
 *
 * RFC 5321 sections 2.3.1, 3.1, 4.2.1; RFC 1939 sections 3 to 6; RFC 2920
 * section 3.1; RFC 3207 section 4.2.
 * SPDX-License-Identifier: ISC
 */
#include "labs/explain_line.h"

#include <string.h>

#include "client/hint.h"
#include "protocol/escape.h"
#include "protocol/reply.h"

enum { NAME_ROOM = 16 };

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
smtp_reply(FILE *out, const struct dialogue_record *record)
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
    if (is_pop3(record)) {
        return verb == (int)POP3_VERB_AUTH &&
               pop3_verb_of(record->text, record->len) != POP3_VERB_AUTH;
    }
    return verb == (int)SMTP_VERB_AUTH &&
           smtp_verb_of(record->text, record->len) != SMTP_VERB_AUTH;
}

static void
smtp_said(FILE *out, const struct dialogue_record *record, int verb)
{
    const struct smtp_command *row = NULL;

    if (record->len == 1 && record->text[0] == '.') {
        verb = (int)SMTP_VERB_TEXT;
    } else if (verb < 0) {
        verb = (int)smtp_verb_of(record->text, record->len);
    }
    row = smtp_command((enum smtp_verb)verb);
    if (row == NULL) {
        fprintf(out, "SMTP has no such command: it gets 500. (RFC 5321 section "
                     "4.2.4)");
    } else {
        fprintf(out, "%s (%s)", row->what, row->section);
    }
}

static void
pop3_said(FILE *out, const struct dialogue_record *record, int verb)
{
    const struct pop3_command *row = pop3_command(
        verb < 0 ? pop3_verb_of(record->text, record->len)
                 : (enum pop3_verb)verb);

    if (row == NULL) {
        fprintf(out, "POP3 has no such command: it gets -ERR. (RFC 1939 "
                     "section 3)");
    } else {
        fprintf(out, "%s (%s)", row->what, row->section);
    }
}

/* ---- Events ---- */

static const struct {
    const char *name;
    const char *smtp;
    const char *pop3;   /* NULL: the same */
} events[] = {
    {"listen", "The server has started and waits for calls.", NULL},
    {"connect",
     "A client has called; the server speaks first. (RFC 5321 section 3.1)",
     "A client has called; the server speaks first. (RFC 1939 section 4)"},
    {"tls",
     "From here on all is encrypted, and both sides have forgotten what was "
     "said before. (RFC 3207 section 4.2)",
     "From here on all is encrypted. (RFC 2595 section 4)"},
    {"login", "The server believes who the client is.", NULL},
    {"lock",
     "The maildrop is open for this session alone. (RFC 1939 section 4)",
     NULL},
    {"unlock", "The maildrop is free for the next session.", NULL},
    {"mark", "A message was marked; it goes at QUIT. (RFC 1939 section 5)",
     NULL},
    {"expunge",
     "UPDATE: a marked message was removed. (RFC 1939 section 6)", NULL},
    {"envelope",
     "The envelope of the text that has just ended: it is what MAIL and RCPT "
     "said, not what the headers say. (RFC 5321 section 2.3.1)", NULL},
    {"deliver", "The message is safely in a mailbox.", NULL},
    {"queue", "The message waits to be sent on.", NULL},
    {"try", "A message from the queue was offered to the next server.", NULL},
    {"giveup", "The server has given up to send a message on.", NULL},
    {"bounce", "The sender gets a report that a message was not delivered.",
     NULL},
    {"batch",
     "So many commands came at once, without waiting for the replies between "
     "them. (RFC 2920 section 3.1)",
     "So many commands came at once, without waiting for the replies between "
     "them."},
    {"telnet", "A telnet program has asked for something, and was refused "
               "politely.", NULL},
    {"fault", "The machine has failed the server, not the client.", NULL},
    {"cut", "So many lines of a message are not in the log.", NULL},
    {"note", "A remark of the server; nobody said it.", NULL},
};

/*
 * "close by=client": who ended it.
 */
static void
closed(FILE *out, const struct dialogue_record *record)
{
    char by[NAME_ROOM] = "";

    dialogue_value(record->text, record->len, "by", by, sizeof(by));
    if (strcmp(by, "client") == 0 || strcmp(by, "server") == 0) {
        fprintf(out, "The %s has closed the connection.", by);
    } else if (strcmp(by, "timeout") == 0) {
        fprintf(out, "The server has closed the connection: nobody spoke.");
    } else {
        fprintf(out, "The connection is closed.");
    }
}

static void
event(FILE *out, const struct dialogue_record *record)
{
    char name[NAME_ROOM] = "";

    dialogue_value(record->text, record->len, NULL, name, sizeof(name));
    if (strcmp(name, "close") == 0) {
        closed(out, record);
        return;
    }
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
        if (strcmp(events[i].name, name) == 0) {
            fputs(is_pop3(record) && events[i].pop3 != NULL ? events[i].pop3
                                                            : events[i].smtp,
                  out);
            return;
        }
    }
    fprintf(out, "An event: something happened that nobody said.");
}

void
explain_line(FILE *out, const struct dialogue_record *record, int verb)
{
    switch (record->mark) {
    case DIALOGUE_SERVER:
        if (is_pop3(record)) {
            pop3_reply(out, record, verb);
        } else {
            smtp_reply(out, record);
        }
        if (verb >= 0 && record->len > 1) {
            fprintf(out, " It answers %s.",
                    roster_verb_word(service_of(record), verb));
        }
        break;
    case DIALOGUE_CLIENT:
        if (is_answer(record, verb)) {
            fprintf(out, "The answer to what AUTH has asked.");
        } else if (is_pop3(record)) {
            pop3_said(out, record, verb);
        } else {
            smtp_said(out, record, verb);
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
    struct roster_entry then = *entry;

    who[escape_spell(entry->who, strlen(entry->who), ESCAPE_TEXT, who)] = '\0';
    if (observer != NULL) {
        then.state = observer->service == OBSERVER_SMTP
                         ? (unsigned)observer->smtp.state
                         : (unsigned)observer->pop3.state;
        hint_legal(observer, false, legal);
    }
    fprintf(out, "%s#%lu%s%s: state %s%s", entry->service, entry->number,
            who[0] != '\0' ? " " : "", who, roster_state_name(&then),
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
