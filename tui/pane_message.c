/*
 * pane_message.c - the text of a mail, as it last went over the wire.
 *
 * RFC 5321 section 4.1.1.4; RFC 1939 section 5 (RETR).
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tui/dialogue_rows.h"
#include "tui/pane.h"

enum { LINE_ROOM = 4096 };

/*
 * Is the answer to this command a message?
 */
static bool
fetches(const char *command)
{
    return strncasecmp(command, "RETR", 4) == 0 ||
           strncasecmp(command, "TOP", 3) == 0;
}

/*
 * The lines of the last text in the session; 0 if there is none.
 */
static size_t
find_text(const struct session_view *view, size_t *first)
{
    const char *command = "";
    size_t count = 0;

    for (size_t i = 0; i < view->count; i++) {
        const struct session_line *line = &view->line[i];
        bool text = line->mark == DIALOGUE_DATA &&
                    (line->speaker == 'C' || fetches(command));

        if (line->mark == DIALOGUE_CLIENT) {
            command = line->text;
        }
        if (text && (i == 0 || view->line[i - 1].mark != DIALOGUE_DATA)) {
            *first = i;
            count = 0;
        }
        count += text;
    }
    return count;
}

void
pane_message(const struct session_view *view, const struct area *area)
{
    struct area body = pane_body(area);
    char text[LINE_ROOM];
    size_t first = 0;
    size_t count = find_text(view, &first);
    size_t fits = (size_t)body.rows;
    size_t shown = count <= fits ? count : fits > 0 ? fits - 1 : 0;

    paint_rule(area, 0,
               count == 0 ? "The text of the mail"
               : view->line[first].speaker == 'C'
                   ? "The text, as the client sends it"
                   : "The message, as the server sends it");
    if (count == 0) {
        pane_line(&body, 0, 1, PAINT_PLAIN, "(none was on the way yet)");
    }
    for (size_t i = 0; i < shown; i++) {
        dialogue_line(view, first + i, text, sizeof(text));
        pane_put(&body, (int)i, 1, body.cols, PAINT_PLAIN, text);
    }
    if (shown < count) {
        pane_line(&body, (int)shown, 1, PAINT_PLAIN, "(+%zu lines)",
                  count - shown);
    }
}
