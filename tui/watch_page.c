/*
 * watch_page.c - the chosen line of a log at length, with its session.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/watch.h"

#include <stdio.h>
#include <stdlib.h>

#include "labs/explain.h"
#include "labs/explain_line.h"

/*
 * What the session's server remembers after the line, and what is legal.
 */
static void
put_session(FILE *out, const struct watch *watch,
            const struct log_session *chosen)
{
    const struct roster *roster = watch_book(watch, watch->active)->roster;
    const struct roster_entry *entry = roster_entry(roster,
                                                    chosen->session - 1);

    fputs("# Its session\n\n", out);
    explain_session(out, entry, chosen->known ? &chosen->view.observer : NULL,
                    watch->log[watch->active].view.at >= entry->reply);
    fputs("\n\n", out);
    if (chosen->known) {
        explain_memory(out, &chosen->view.observer);
        putc('\n', out);
        explain_state(out, &chosen->view.observer);
    } else {
        fputs("It is too long to tell what its server knew at this line.\n",
              out);
    }
}

char *
watch_page(struct watch *watch)
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
    fputs("# The chosen line\n\n", out);
    if (!view->chosen ||
        follow_line(view->book->follow, view->at, &line) != 0) {
        fputs("No line is chosen.\n", out);
        fclose(out);
        return text;
    }
    fprintf(out, "```\n%.*s\n```\n\n", (int)line.len, line.text);
    if (logbook_parse(view->book, &line, &record, &why) != 0) {
        explain_no_line(out, why);
    } else {
        explain_line(out, &record,
                     watch->chosen.session != 0 ? watch->chosen.verb : -1);
    }
    fputs("\n\n", out);
    if (watch->chosen.session >
        roster_oldest(watch_book(watch, watch->active)->roster)) {
        put_session(out, watch, &watch->chosen);
    }
    fclose(out);
    return text;
}
