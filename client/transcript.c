/*
 * transcript.c - write a dialogue so that it can be read without the RFCs.
 *
 * What the server said is escaped before it is written, always.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/transcript.h"

#include <stdlib.h>
#include <string.h>

enum { NOTE_WIDTH = 74 };

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

char *
transcript_text(const struct dialogue_record *record)
{
    char *text = malloc(4 * record->len + sizeof "\\n");
    size_t len = record->len;

    if (text == NULL) {
        return NULL;
    }
    if (record->mark == DIALOGUE_EVENT) {
        memcpy(text, record->text, len);    /* its values are spelled */
    } else {
        len = dialogue_escape(record->text, record->len, text);
    }
    strcpy(text + len, record->end == LINE_END_LF ? "\\n" : "");
    return text;
}

void
transcript_write(FILE *out, const char *lead,
                 const struct annotation *annotation)
{
    char *text = transcript_text(annotation->record);
    char note[ANNOTATION_MEANS_MAX + ANNOTATION_MEMORY_MAX];

    if (text == NULL) {
        return;
    }
    fprintf(out, "%s%c: %s\n", lead, (char)annotation->record->mark, text);
    free(text);
    snprintf(note, sizeof note, annotation->section[0] ? "%s (%s)" : "%s",
             annotation->means, annotation->section);
    put_wrapped(out, "|", note);
    if (annotation->memory[0] != '\0') {
        snprintf(note, sizeof note, "the server now knows: %s",
                 annotation->memory);
        put_wrapped(out, ">", note);
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
    annotator_init(&transcript->annotator, service);
}

void
transcript_free(struct transcript *transcript)
{
    annotator_free(&transcript->annotator);
}

void
transcript_raw(FILE *out, const struct dialogue_record *record)
{
    char *line = malloc(DIALOGUE_ROOM(record->len));

    if (line != NULL) {
        fwrite(line, 1, dialogue_format(record, line), out);
        free(line);
    }
}

void
transcript_record(void *ctx, const struct dialogue_record *record)
{
    struct transcript *transcript = ctx;
    struct annotation annotation;

    switch (transcript->style) {
    case TRANSCRIPT_NONE:
        return;
    case TRANSCRIPT_RAW:
        transcript_raw(transcript->out, record);
        break;
    case TRANSCRIPT_ANNOTATED:
        annotate(&transcript->annotator, record, &annotation);
        transcript_write(transcript->out, "", &annotation);
        break;
    }
    if (record->mark != DIALOGUE_DATA) {
        fflush(transcript->out);    /* it grows under the reader's eyes */
    }
}
