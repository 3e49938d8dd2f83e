/*
 * transcript.c - write a dialogue so that it can be read without the RFCs.
 *
 * What the server said is escaped before it is written, always.
 *
 * RFC 5321 section 4.2.1; RFC 1939 section 3; RFC 2449 section 8.
 * SPDX-License-Identifier: ISC
 */
#include "client/transcript.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/pop3.h"
#include "protocol/reply.h"
#include "protocol/smtp.h"

enum { NOTE_WIDTH = 74, MARKS_SHOWN = 12 };

/*
 * Write text below a line, wrapped at blanks; what has none is not cut.
 */
static void
put_wrapped(FILE *out, const char *lead, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        size_t len = left;

        if (len > NOTE_WIDTH) {
            len = NOTE_WIDTH;
            while (len > 0 && text[len] != ' ') {
                len--;
            }
            len = len > 0 ? len : strcspn(text, " ");
        }
        fprintf(out, "   %s %.*s\n", lead, (int)len, text);
        len += strspn(text + len, " ");
        text += len;
        left -= len;
    }
}

/*
 * A note: the first sentence of what, with its section.
 */
static void
note(struct transcript *transcript, const char *what, const char *section)
{
    const char *stop = strstr(what, ". ");
    size_t left = stop != NULL ? (size_t)(stop - what) + 1 : strlen(what);
    char text[512];

    if (left > sizeof text - 64) {
        left = sizeof text - 64;
    }
    memcpy(text, what, left);
    snprintf(text + left, sizeof text - left, section[0] ? " (%s)" : "%s",
             section);
    put_wrapped(transcript->out, "|", text);
}

static void
note_command(struct transcript *transcript,
             const struct dialogue_record *record)
{
    if (transcript->observer.service == OBSERVER_SMTP) {
        enum smtp_verb verb = smtp_verb_of(record->text, record->len);

        if (record->len == 1 && record->text[0] == '.') {
            verb = SMTP_VERB_TEXT;
        }
        if (verb != SMTP_VERB_UNKNOWN) {
            note(transcript, smtp_command(verb)->what,
                 smtp_command(verb)->section);
        }
    } else {
        enum pop3_verb verb = pop3_verb_of(record->text, record->len);

        if (verb != POP3_VERB_UNKNOWN) {
            note(transcript, pop3_command(verb)->what,
                 pop3_command(verb)->section);
        }
    }
}

static void
note_smtp_reply(struct transcript *transcript,
                const struct dialogue_record *record)
{
    struct reply_line line;
    const struct smtp_code *row;
    const char *why;
    char text[512];

    if (reply_parse_smtp(record->text, record->len, &line, &why) != 0) {
        note(transcript, why, "");
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
    note(transcript, text,
         row != NULL ? row->section : "RFC 5321 section 4.2.1");
}

static void
note_pop3_reply(struct transcript *transcript,
                const struct dialogue_record *record)
{
    const struct pop3_response_code *row = NULL;
    struct reply_line line;
    const char *why;

    if (transcript->in_reply) {
        return;     /* a line of a listing, or its dot */
    }
    if (reply_parse_pop3(record->text, record->len, &line, &why) != 0) {
        note(transcript, why, "");
        return;
    }
    if (line.tag != NULL) {
        row = pop3_response_code(line.tag, line.tag_len);
    }
    if (row != NULL) {
        note(transcript, row->what, row->section);
    } else if (line.kind == REPLY_OK) {
        note(transcript, "+OK = done", "");
    } else if (line.kind == REPLY_ERR) {
        note(transcript, "-ERR = not done, for the reason behind it",
             "RFC 1939 section 3");
    }
}

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
note_memory(struct transcript *transcript)
{
    char memory[TRANSCRIPT_MEMORY_MAX] = "";
    FILE *out = fmemopen(memory, sizeof memory, "w");

    if (out == NULL) {
        return;
    }
    fprintf(out, "the server now knows: ");
    if (transcript->observer.service == OBSERVER_SMTP) {
        put_smtp(out, &transcript->observer.smtp);
    } else {
        put_pop3(out, &transcript->observer.pop3);
    }
    fclose(out);
    memory[sizeof memory - 1] = '\0';
    if (strcmp(memory, transcript->memory) != 0) {
        memcpy(transcript->memory, memory, sizeof memory);
        put_wrapped(transcript->out, ">", memory);
    }
}

/*
 * The line itself.  annotated: without time and session.
 */
static void
write_line(struct transcript *transcript, const struct dialogue_record *record)
{
    char *line = malloc(DIALOGUE_ROOM(record->len));
    size_t len;

    if (line == NULL) {
        return;
    }
    if (transcript->style == TRANSCRIPT_RAW) {
        len = dialogue_format(record, line);
        fwrite(line, 1, len, transcript->out);
    } else {
        len = record->mark == DIALOGUE_EVENT
                  ? record->len
                  : dialogue_escape(record->text, record->len, line);
        fprintf(transcript->out, "%c: %.*s%s\n", (char)record->mark, (int)len,
                record->mark == DIALOGUE_EVENT ? record->text : line,
                record->end == LINE_END_LF ? "\\n" : "");
    }
    free(line);
}

static void
annotate(struct transcript *transcript, const struct dialogue_record *record)
{
    bool smtp = transcript->observer.service == OBSERVER_SMTP;

    switch (record->mark) {
    case DIALOGUE_CLIENT:
        note_command(transcript, record);
        break;
    case DIALOGUE_SERVER:
        if (smtp) {
            note_smtp_reply(transcript, record);
        } else {
            note_pop3_reply(transcript, record);
        }
        if (!transcript->observer.in_multiline &&
            transcript->observer.last != OBSERVER_NOTHING) {
            note_memory(transcript);
        }
        break;
    case DIALOGUE_DATA:
    case DIALOGUE_EVENT:
        break;
    }
}

enum transcript_style
transcript_style(bool raw, bool quiet)
{
    if (quiet) {
        return TRANSCRIPT_NONE;
    }
    return raw ? TRANSCRIPT_RAW : TRANSCRIPT_ANNOTATED;
}

void
transcript_init(struct transcript *transcript, FILE *out,
                enum transcript_style style, enum observer_service service)
{
    *transcript = (struct transcript){.out = out, .style = style};
    observer_init(&transcript->observer, service);
}

void
transcript_free(struct transcript *transcript)
{
    observer_free(&transcript->observer);
}

void
transcript_record(void *ctx, const struct dialogue_record *record)
{
    struct transcript *transcript = ctx;

    if (transcript->style == TRANSCRIPT_NONE) {
        return;
    }
    write_line(transcript, record);
    transcript->in_reply = transcript->observer.in_multiline;
    (void)observer_record(&transcript->observer, record);
    if (transcript->style == TRANSCRIPT_ANNOTATED) {
        annotate(transcript, record);
    }
    if (record->mark != DIALOGUE_DATA) {
        fflush(transcript->out);    /* it grows under the reader's eyes */
    }
}
