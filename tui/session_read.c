/*
 * session_read.c - pages about a session, made when somebody asks for them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/session_read.h"

#include <stdlib.h>

#include "labs/explain.h"

#include "tui/dialogue_rows.h"

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
session_read_folded(const struct session_view *view)
{
    size_t first = 0;
    size_t count = dialogue_folded(view, &first);
    char *page = NULL;
    size_t size = 0;
    FILE *out = count == 0 ? NULL : open_memstream(&page, &size);

    if (out == NULL) {
        return NULL;
    }
    fprintf(out, "# %s, %zu line%s\n\n",
            view->line[first].speaker == 'C' ? "The text" : "The whole reply",
            count, count == 1 ? "" : "s");
    tell_lines(out, view, first, count);
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

void
session_read_lines(FILE *out, const struct session_view *view)
{
    size_t command = last_command(view);
    size_t first = command < view->count ? command : 0;

    if (view->count > 0) {
        tell_lines(out, view, first, view->count - first);
    }
}

void
session_read_tables(FILE *out, const struct session_view *view)
{
    size_t command = last_command(view);

    if (command < view->count) {
        fprintf(out, "\n");
        explain_command(out, view->observer.service, view->line[command].text);
    }
}

char *
session_read_command(const struct session_view *view)
{
    char *page = NULL;
    size_t size = 0;
    FILE *out = view->count == 0 ? NULL : open_memstream(&page, &size);

    if (out != NULL) {
        fprintf(out, "# Explained\n\n");
        session_read_lines(out, view);
        session_read_tables(out, view);
        fclose(out);
    }
    return page;
}

char *
session_read_meaning(const struct session_view *view)
{
    char **lines = calloc(view->reply_lines + 1, sizeof(*lines));
    const char *command = NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *out = NULL;

    if (lines != NULL && view->reply_lines > 0 &&
        view->observer.service == OBSERVER_POP3) {
        out = open_memstream(&text, &size);
    }
    for (size_t i = 0; out != NULL && i < view->reply_lines; i++) {
        lines[i] = (char *)view->line[view->reply + i].text;
    }
    if (out != NULL) {
        if (view->reply > 0 && view->line[view->reply - 1].speaker == 'C') {
            command = view->line[view->reply - 1].text;
        }
        explain_reply(out, OBSERVER_POP3, command, lines, view->reply_lines,
                      true);
        fclose(out);
    }
    free(lines);
    return text;
}
