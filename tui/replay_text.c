/*
 * replay_text.c - what Replay tells about the line where it stands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/replay.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labs/explain.h"
#include "labs/explain_line.h"
#include "protocol/escape.h"

/*
 * The line where we are, as a record; its text goes to plain, which has room
 * for it.
 */
static void
line_record(const struct replay *replay, struct dialogue_record *record,
            char *plain)
{
    const struct session_line *line =
        &replay->tape->session.view.line[replay->place - 1];
    size_t len = strlen(line->text);

    *record = (struct dialogue_record){.mark = line->mark, .text = plain,
                                       .len = len};
    memcpy(record->service, replay->tape->entry.service,
           sizeof(record->service));
    if (line->mark == DIALOGUE_EVENT) {
        memcpy(plain, line->text, len);
    } else {
        record->len = escape_undo(line->text, len, plain, len);
    }
}

char *
replay_told(const struct replay *replay, const struct session_view *view)
{
    struct dialogue_record record;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    char *plain = malloc(strlen(tape_line(replay->tape, replay->place - 1)) +
                         1);

    if (out != NULL && plain != NULL) {
        line_record(replay, &record, plain);
        explain_line(out, &record, replay->tape->verb[replay->place - 1]);
        putc('\n', out);
        explain_state(out, &view->observer);
    }
    if (out != NULL) {
        fclose(out);
    }
    free(plain);
    return text;
}

char *
replay_page(const struct replay *replay, const struct session_view *view)
{
    char *text = NULL;
    char *short_text = replay_told(replay, view);
    size_t size = 0;
    FILE *out = short_text != NULL ? open_memstream(&text, &size) : NULL;

    if (out != NULL) {
        fprintf(out, "# Line %zu\n\n```\n%c: %s\n```\n\n", replay->place,
                (char)view->line[view->count - 1].mark,
                tape_line(replay->tape, replay->place - 1));
        for (const char *at = short_text; *at != '\0'; at++) {
            putc(*at, out);
            if (*at == '\n') { /* a sentence a paragraph */
                putc('\n', out);
            }
        }
        explain_memory(out, &view->observer);
        fclose(out);
    }
    free(short_text);
    return text;
}

char *
replay_meaning(const struct session_view *view)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = NULL;
    char **lines = NULL;

    if (view->observer.service != OBSERVER_POP3 || view->reply_lines == 0) {
        return NULL;
    }
    out = open_memstream(&text, &size);
    lines = calloc(view->reply_lines, sizeof(*lines));
    for (size_t i = 0; lines != NULL && i < view->reply_lines; i++) {
        lines[i] = (char *)(uintptr_t)view->line[view->reply + i].text;
    }
    if (out != NULL && lines != NULL) {
        explain_reply(out, OBSERVER_POP3, NULL, lines, view->reply_lines,
                      false);
    }
    if (out != NULL) {
        fclose(out);
    }
    free(lines);
    return text;
}
