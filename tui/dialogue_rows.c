/*
 * dialogue_rows.c - the events of a lesson as rows of its dialogue.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/dialogue_rows.h"

#include <stdlib.h>
#include <string.h>

enum { REPLY_WHOLE = 3 }; /* a reply of more lines is folded */

const struct player_event *
dialogue_rows_event(const struct dialogue_rows *rows, size_t i)
{
    return player_event(rows->view->lesson->play.player, i);
}

static bool
is_whole(const struct dialogue_rows *rows)
{
    const struct lesson *lesson = rows->view->lesson;

    return lesson->zoomed && lesson->pane == LESSON_DIALOGUE;
}

static void
add_row(struct dialogue_rows *rows, enum dialogue_row_kind kind, size_t event,
        size_t count)
{
    rows->row[rows->count++] = (struct dialogue_row){kind, event, count, event,
                                                     event};
}

/* RFC 5321 sections 3.8, 4.1.4, 4.2.1; RFC 1939 section 3. */
const char *
dialogue_note(const char *reply)
{
    if (strncmp(reply, "421", 3) == 0) {
        return "note: the server closes the connection; come back later";
    }
    if (strncmp(reply, "503", 3) == 0) {
        return "note: wrong order; the server's state is as before";
    }
    if (reply[0] == '4') {
        return "note: not now; the same may work later";
    }
    if (reply[0] == '5') {
        return "note: refused; do not just repeat it";
    }
    return reply[0] == '-' ? "note: refused; the words say why" : NULL;
}

/*
 * The server's lines from event i up to end.
 */
static void
add_reply(struct dialogue_rows *rows, size_t i, size_t end)
{
    bool whole = is_whole(rows) || end - i <= REPLY_WHOLE;
    size_t shown = whole ? end : i + 1;

    for (size_t at = i; at < shown; at++) {
        add_row(rows, ROW_LINE, at, 1);
        rows->row[rows->count - 1].first = i;
        rows->row[rows->count - 1].last = shown - 1;
    }
    if (!whole) {
        add_row(rows, ROW_MORE, i, end - i - 1);
    }
    if (dialogue_note(dialogue_rows_event(rows, i)->text) != NULL) {
        add_row(rows, ROW_NOTE, i, 1);
    }
}

int
dialogue_rows_make(struct dialogue_rows *rows, const struct lesson_view *view)
{
    size_t end = view->lesson->cursor;

    rows->view = view;
    rows->count = 0;
    /* an event makes two rows at most */
    rows->row = calloc(2 * end + 1, sizeof(*rows->row));
    for (size_t i = 0, next = 0; rows->row != NULL && i < end; i = next) {
        const struct player_event *event = dialogue_rows_event(rows, i);

        next = i + 1;
        if (event->kind != PLAYER_LINE) {
            continue;
        }
        while (next < end &&
               dialogue_rows_event(rows, next)->kind == PLAYER_LINE &&
               dialogue_rows_event(rows, next)->speaker == event->speaker &&
               (event->speaker == 'S' ||
                dialogue_rows_event(rows, next)->mark == event->mark)) {
            next++;
        }
        if (event->speaker == 'S') {
            add_reply(rows, i, next);
        } else if (event->mark == DIALOGUE_DATA && !is_whole(rows)) {
            add_row(rows, ROW_TEXT, i, next - i);
        } else {
            next = i + 1;
            add_row(rows, event->speaker == 'C' ? ROW_LINE : ROW_EVENT, i, 1);
        }
    }
    return rows->row != NULL ? 0 : -1;
}

void
dialogue_rows_free(struct dialogue_rows *rows)
{
    free(rows->row);
}
