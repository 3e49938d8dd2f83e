/*
 * lesson_read.c - pages that are made when the student asks for them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/lesson_read.h"

#include <stdio.h>
#include <stdlib.h>

#include "tui/session_read.h"
#include "tui/told.h"

char *
lesson_read_folded(const struct lesson_view *view)
{
    return session_read_folded(&view->session);
}

char *
lesson_read_step(const struct lesson_view *view)
{
    struct told told;
    char *page = NULL;
    size_t size = 0;
    FILE *out = NULL;

    told_gather(view, TOLD_LINE, &told);
    if (view->session.count > 0 || told.count > 0) {
        out = open_memstream(&page, &size);
    }
    if (out != NULL) {
        fprintf(out, "# Explained\n\n");
        session_read_lines(out, &view->session);
        for (size_t i = 0; i < told.count; i++) {
            fprintf(out, "\n%s\n", told.text[i]);
        }
        session_read_tables(out, &view->session);
        fclose(out);
    }
    told_free(&told);
    return page;
}
