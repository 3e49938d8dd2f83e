/*
 * lesson_read.c - pages that are made when the student asks for them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/lesson_read.h"

#include <stdio.h>
#include <stdlib.h>

#include "labs/explain.h"

#include "tui/dialogue_rows.h"
#include "tui/told.h"

enum { LINE_ROOM = 4096 };

/*
 * Lines of the dialogue, each as it is.
 */
static void
tell_lines(FILE *out, const struct session_view *view, size_t first,
           size_t count)
{
    char text[LINE_ROOM];

    fprintf(out, "```\n");
    for (size_t i = first; i < first + count; i++) {
        if (view->line[i].speaker != '*') {
            dialogue_line(view, i, text, sizeof(text));
            fprintf(out, "%c: %s\n", view->line[i].speaker, text);
        }
    }
    fprintf(out, "```\n");
}

char *
lesson_read_folded(const struct lesson_view *view)
{
    size_t first = 0;
    size_t count = dialogue_folded(&view->session, &first);
    char *page = NULL;
    size_t size = 0;
    FILE *out = count == 0 ? NULL : open_memstream(&page, &size);

    if (out == NULL) {
        return NULL;
    }
    fprintf(out, "# %s, %zu line%s\n\n",
            view->session.line[first].speaker == 'C' ? "The text"
                                                     : "The whole reply",
            count, count == 1 ? "" : "s");
    tell_lines(out, &view->session, first, count);
    fclose(out);
    return page;
}

/*
 * The last command of the client; the number of lines if there is none.
 */
static size_t
last_command(const struct session_view *view)
{
    size_t i = view->count;

    while (i > 0 && view->line[i - 1].mark != DIALOGUE_CLIENT) {
        i--;
    }
    return i > 0 ? i - 1 : view->count;
}

char *
lesson_read_step(const struct lesson_view *view)
{
    const struct session_view *session = &view->session;
    size_t command = last_command(session);
    size_t first = command < session->count ? command : 0;
    struct told told;
    char *page = NULL;
    size_t size = 0;
    FILE *out = NULL;

    told_gather(view, TOLD_LINE, &told);
    if (session->count > 0 || told.count > 0) {
        out = open_memstream(&page, &size);
    }
    if (out != NULL) {
        fprintf(out, "# Explained\n\n");
        if (session->count > 0) {
            tell_lines(out, session, first, session->count - first);
        }
        for (size_t i = 0; i < told.count; i++) {
            fprintf(out, "\n%s\n", told.text[i]);
        }
        if (command < session->count) {
            fprintf(out, "\n");
            explain_command(out, session->observer.service,
                            session->line[command].text);
        }
        fclose(out);
    }
    told_free(&told);
    return page;
}
