/*
 * pane_explained.c - the chosen line of a log in words, and its session.
 *
 * The session stands at the bottom, the line above it: as many whole sentences
 * as fit.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labs/explain_line.h"
#include "tui/pane.h"
#include "tui/pane_watch.h"

enum { LEFT = 1 };

/*
 * What the line is.  The caller frees the text; NULL if memory ran out.
 */
static char *
line_text(struct watch *watch)
{
    const struct log_view *view = watch_view(watch);
    struct dialogue_record record;
    struct follow_line line;
    const char *why = NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL) {
        return NULL;
    }
    if (follow_line(view->book->follow, view->at, &line) != 0) {
        fputs("The log has lost this line.", out);
    } else if (logbook_parse(view->book, &line, &record, &why) != 0) {
        explain_no_line(out, why);
    } else {
        explain_line(out, &record, watch->chosen.session != 0
                                       ? watch->chosen.verb
                                       : -1);
    }
    fclose(out);
    return text;
}

/*
 * Where its session stands, behind that line.  As above.
 */
static char *
session_text(struct watch *watch)
{
    const struct log_view *view = watch_view(watch);
    const struct log_session *chosen = &watch->chosen;
    const struct roster_entry *entry = NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL) {
        return NULL;
    }
    if (chosen->session != 0) {
        entry = roster_entry(view->book->roster, chosen->session - 1);
        explain_session(out, entry,
                        chosen->known ? &chosen->view.observer : NULL,
                        view->at >= entry->reply);
    } else if (view->at >= view->book->read) {
        fputs("Its session is told when the log has been read.", out);
    }
    fclose(out);
    return text;
}

/*
 * Drop sentences from the end until the text fits into the rows.
 */
static void
shorten(char *text, int cols, int rows)
{
    while (pane_height(cols, LEFT, 0, text) > rows) {
        char *end = text + strlen(text);

        while (end > text && !(end[0] == ' ' && (end[-1] == '.' ||
                                                 end[-1] == ')'))) {
            end--;
        }
        if (end == text) {
            return; /* one sentence: it is cut by the area */
        }
        *end = '\0';
    }
}

void
pane_explained(struct watch *watch, const struct area *area)
{
    const struct log_view *view = watch_view(watch);
    struct area body = pane_body(area);
    struct area upper = body;
    char *line = NULL;
    char *session = NULL;
    int below = 0;

    paint_rule(area, 0, "The chosen line, explained");
    if (!view->chosen) {
        pane_line(&body, 0, LEFT, PAINT_PLAIN, "(no line is chosen)");
        return;
    }
    line = line_text(watch);
    session = session_text(watch);
    if (session != NULL && session[0] != '\0') {
        below = pane_height(body.cols, LEFT, 0, session);
        below = below < body.rows ? below : body.rows - 1;
        upper.rows -= below;
    }
    if (line != NULL && upper.rows > 0) {
        int rows = 0;

        shorten(line, body.cols, upper.rows);
        rows = paint_wrapped(&upper, 0, LEFT, 0, PAINT_PLAIN, line);
        upper.rows = rows < upper.rows ? rows : upper.rows;
    }
    if (below == 1) {
        pane_line(&body, upper.rows, LEFT, PAINT_TITLE, "%s", session);
    } else if (below > 1) {
        paint_wrapped(&body, upper.rows, LEFT, 0, PAINT_TITLE, session);
    }
    free(line);
    free(session);
}
