/*
 * replay_text.c - what Replay tells about the line where it stands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/replay.h"

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
