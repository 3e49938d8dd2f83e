/*
 * explain.c - replies, and the state of a session, told in sentences.
 *
 * Nothing is known here that is not in a table of protocol/: this file only
 * puts the words into sentences.
 *
 * RFC 5321 sections 4.1.1, 4.2, 4.2.1; RFC 2034; RFC 3463; RFC 1939 sections
 * 3 to 6; RFC 2449 section 8.
 * SPDX-License-Identifier: ISC
 */
#include "labs/explain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "client/hint.h"
#include "protocol/pop3.h"
#include "protocol/reply.h"
#include "protocol/smtp.h"

/*
 * RFC 5321 section 4.2.1: each digit has its own meaning.
 */
static void
explain_smtp(FILE *out, char *const *lines, size_t count, bool known)
{
    struct reply_line last;
    const struct smtp_code *row = NULL;
    const char *why = NULL;
    int code = 0;

    if (reply_parse_smtp(lines[count - 1], strlen(lines[count - 1]), &last,
                         &why) != 0) {
        fprintf(out, "This is no SMTP reply: %s.\n", why);
        return;
    }
    code = last.code;
    if (count > 1) {
        fprintf(out,
                "One reply in %zu lines: a hyphen behind %d says that "
                "more lines follow, a space that this is the last.\n",
                count, code);
    }
    fprintf(out, "%d %d %d:  %d = %s,  %d = %s,  %d = %s.\n", code / 100,
            code / 10 % 10, code % 10, code / 100, reply_digit(code, 1),
            code / 10 % 10, reply_digit(code, 2), code % 10,
            reply_digit(code, 3));
    row = smtp_code(code);
    if (row != NULL && !known) {
        fprintf(out, "%d: %s (%s)\n", code, row->what, row->section);
    } else if (row == NULL) {
        fprintf(out,
                "%d is in no list here; a client acts on the first digit "
                "alone. (RFC 5321 section 4.3.2)\n",
                code);
    }
    if (last.enhanced.class != 0) {
        fprintf(out,
                "%d.%d.%d: the same in finer words: %s; %s; %s. "
                "(RFC 3463)\n",
                last.enhanced.class, last.enhanced.subject,
                last.enhanced.detail, reply_enhanced_word(&last.enhanced, 1),
                reply_enhanced_word(&last.enhanced, 2),
                reply_enhanced_word(&last.enhanced, 3));
    }
}

/*
 * STAT has a form that programs can read: RFC 1939 section 5.
 */
static void
explain_stat(FILE *out, const struct reply_line *reply)
{
    char *end = NULL;
    unsigned long long messages = 0;
    unsigned long long octets = 0;

    messages = strtoull(reply->text, &end, 10);
    if (end == reply->text || *end != ' ') {
        return;
    }
    octets = strtoull(end, &end, 10);
    fprintf(out, "The numbers: %llu %s, %llu octets in all.\n", messages,
            messages == 1 ? "message" : "messages", octets);
}

static void
explain_pop3(FILE *out, const char *command, char *const *lines, size_t count,
             bool known)
{
    struct reply_line reply;
    const struct pop3_response_code *code = NULL;
    const char *why = NULL;
    enum pop3_verb verb = POP3_VERB_UNKNOWN;

    if (reply_parse_pop3(lines[0], strlen(lines[0]), &reply, &why) != 0) {
        fprintf(out, "This is no POP3 reply: %s.\n", why);
        return;
    }
    if (reply.kind == REPLY_CONTINUE) {
        fprintf(out, "\"+ \" asks for the next line of the login. "
                     "(RFC 5034 section 4)\n");
        return;
    }
    if (reply.kind == REPLY_ERR) {
        fprintf(out, "-ERR: refused; the words behind it say why.\n");
    } else if (!known) {
        fprintf(out, "+OK: a program goes by it; most words behind it are for "
                     "people.\n");
    }
    if (reply.tag != NULL) {
        code = pop3_response_code(reply.tag, reply.tag_len);
    }
    if (code != NULL) {
        fprintf(out, "[%s], for programs: %s (%s)\n", code->tag, code->what,
                code->section);
    }
    if (command != NULL) {
        verb = pop3_verb_of(command, strlen(command));
    }
    if (verb == POP3_VERB_STAT && reply.kind == REPLY_OK) {
        explain_stat(out, &reply);
    }
    if (count > 2) {
        fprintf(out,
                count == 3 ? "%zu line follows, then a line with a "
                             "single dot ends the answer.\n"
                           : "%zu lines follow, then a line with a "
                             "single dot ends the answer.\n",
                count - 2);
    }
}

void
explain_reply(FILE *out, enum observer_service service, const char *command,
              char *const *lines, size_t count, bool known)
{
    if (count == 0) {
        fprintf(out, "No reply: the connection ended.\n");
    } else if (service == OBSERVER_SMTP) {
        explain_smtp(out, lines, count, known);
    } else {
        explain_pop3(out, command, lines, count, known);
    }
}

/*
 * The three buffers that RFC 5321 section 4.1.1 names.
 */
static void
smtp_memory(FILE *out, const struct observer_smtp *smtp)
{
    fprintf(out, "The server remembers: client %s, ",
            smtp->helo[0] != '\0' ? smtp->helo : "not known");
    if (smtp->has_reverse) {
        fprintf(out, "sender <%s>, ", smtp->reverse);
    } else {
        fprintf(out, "no sender, ");
    }
    if (smtp->forwards == 0) {
        fprintf(out, "no recipient, ");
    } else {
        fprintf(out, smtp->forwards == 1 ? "recipient" : "recipients");
    }
    for (unsigned i = 0; i < smtp->forwards && i < OBSERVER_RCPT_SHOWN; i++) {
        fprintf(out, " <%s>,", smtp->forward[i]);
    }
    if (smtp->forwards > OBSERVER_RCPT_SHOWN) {
        fprintf(out, " and %u more,", smtp->forwards - OBSERVER_RCPT_SHOWN);
    }
    if (smtp->text_lines == 0) {
        fprintf(out, "%sno text.\n", smtp->forwards > 0 ? " " : "");
    } else {
        fprintf(out, " %" PRIu64 " %s of text (%" PRIu64 " octets).\n",
                smtp->text_lines, smtp->text_lines == 1 ? "line" : "lines",
                smtp->text_octets);
    }
}

static void
pop3_memory(FILE *out, const struct observer_pop3 *pop3)
{
    if (pop3->user[0] == '\0') {
        fprintf(out, "The server remembers: nobody has logged in.\n");
        return;
    }
    fprintf(out, "The server remembers: user %s, ", pop3->user);
    if (pop3->state == POP3_AUTHORIZATION) {
        fprintf(out, "no password yet.\n");
        return;
    }
    if (pop3->mark_count == 0) {
        fprintf(out, "no message is marked as deleted.\n");
        return;
    }
    fprintf(out, "marked as deleted:");
    for (size_t i = 0; i < pop3->mark_count; i++) {
        fprintf(out, "%s %" PRIu64, i > 0 ? "," : "", pop3->marks[i]);
    }
    fprintf(out, ".\n");
}

void
explain_memory(FILE *out, const struct observer *observer)
{
    if (observer_over(observer)) {
        fprintf(out, "The server remembers nothing any more: the session is "
                     "over.\n");
        return;
    }
    switch (observer->service) {
    case OBSERVER_SMTP:
        smtp_memory(out, &observer->smtp);
        break;
    case OBSERVER_POP3:
        pop3_memory(out, &observer->pop3);
        break;
    }
}

/*
 * The words of these verbs that are legal now.
 */
static void
legal_words(FILE *out, const struct observer *observer, const int *verbs,
            size_t count)
{
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        if (!observer_legal(observer, verbs[i])) {
            continue;
        }
        fprintf(out, any ? " %s" : "Legal now: %s",
                observer->service == OBSERVER_SMTP
                    ? smtp_command((enum smtp_verb)verbs[i])->word
                    : pop3_command((enum pop3_verb)verbs[i])->word);
        any = true;
    }
    if (any) {
        fprintf(out, ".\n");
    }
}

void
explain_legal(FILE *out, const struct observer *observer)
{
    size_t count;
    const int *verbs = hint_verbs(observer->service, &count);

    legal_words(out, observer, verbs, count);
}

void
explain_state(FILE *out, const struct observer *observer)
{
    const struct smtp_state_row *smtp = NULL;
    const struct pop3_state_row *pop3 = NULL;

    switch (observer->service) {
    case OBSERVER_SMTP:
        smtp = smtp_state_row(observer->smtp.state);
        fprintf(out, "State %s: %s\n", smtp->name, smtp->what);
        break;
    case OBSERVER_POP3:
        pop3 = pop3_state_row(observer->pop3.state);
        fprintf(out, "State %s: %s\n", pop3->name, pop3->what);
        break;
    }
    explain_legal(out, observer);
}

const char *
explain_first(char first)
{
    switch (first) {
    case '2':
    case '3':
    case '4':
    case '5':
        return reply_digit((first - '0') * 100, 1);
    case '+':
        return "+OK, done";
    case '-':
        return "-ERR, refused";
    }
    return "no reply";
}
