/*
 * lesson_page.c - a page of narration, over the panes of a lesson.
 *
 * The page is laid out as lines of text by the same hand as the plain way
 * (labs/plain_text.h), then the lines that fit are painted.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/lesson_page.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labs/plain_text.h"

enum { COLUMNS = 3, WIDTH_MIN = 76, WIDTH_MAX = 100, GAP = 2 };

static const char open_columns[] = "```columns\n";

/*
 * Wrap the lines of a part into a string.  NULL if memory ran out.
 */
static char *
wrapped(const char *text, size_t len, unsigned width)
{
    struct plain_out out = {.width = width, .utf8 = true};
    char *part = strndup(text, len);
    char *lines = NULL;
    size_t size = 0;

    out.file = part == NULL ? NULL : open_memstream(&lines, &size);
    for (char *at = part; out.file != NULL && *at != '\0';) {
        size_t line = strcspn(at, "\n");
        bool more = at[line] != '\0';

        at[line] = '\0';
        plain_lines(&out, "", line == 0 ? " " : at);
        at += line + more;
    }
    if (out.file != NULL) {
        fclose(out.file);
    }
    free(part);
    return lines;
}

/*
 * The end of a cell: a line of "---", or the end of the block.
 */
static size_t
cell_len(const char *text)
{
    const char *end = strstr(text, "\n---\n");
    const char *fence = strstr(text, "\n```");

    if (end == NULL || (fence != NULL && fence < end)) {
        end = fence;
    }
    return end == NULL ? strlen(text) : (size_t)(end - text);
}

/*
 * The cells side by side.  Returns what follows the block.
 */
static const char *
put_columns(FILE *out, const char *text, unsigned width)
{
    unsigned room = (width - (COLUMNS - 1) * GAP) / COLUMNS;
    char *cell[COLUMNS] = {NULL};
    const char *at[COLUMNS];
    bool more = false;

    for (int i = 0; i < COLUMNS; i++) {
        size_t len = cell_len(text);

        cell[i] = wrapped(text, len, room);
        at[i] = cell[i] == NULL ? "" : cell[i];
        text += len + (strncmp(text + len, "\n---\n", 5) == 0 ? 5 : 0);
    }
    do {
        more = false;
        for (int i = 0; i < COLUMNS; i++) {
            int len = (int)strcspn(at[i], "\n");
            char *line = strndup(at[i], (size_t)len);
            int pad = (int)room + GAP -
                      (line == NULL ? 0 : paint_width(line));

            fprintf(out, "%.*s%*s", len, at[i],
                    i < COLUMNS - 1 && pad > 0 ? pad : 0, "");
            at[i] += len + (at[i][len] == '\n');
            more = more || at[i][0] != '\0';
            free(line);
        }
        putc('\n', out);
    } while (more);
    for (int i = 0; i < COLUMNS; i++) {
        free(cell[i]);
    }
    text += strspn(text, "\n");
    return text + (strncmp(text, "```", 3) == 0 ? 3 : 0);
}

/*
 * The whole page as lines.  NULL if memory ran out.
 */
static char *
lay_out(const char *markdown, unsigned width)
{
    struct plain_out out = {.width = width > WIDTH_MAX ? WIDTH_MAX : width,
                            .utf8 = true};
    const char *block = width < WIDTH_MIN ? NULL
                                          : strstr(markdown, open_columns);
    char *before = block == NULL
                       ? strdup(markdown)
                       : strndup(markdown, (size_t)(block - markdown));
    char *page = NULL;
    size_t size = 0;

    out.file = before == NULL ? NULL : open_memstream(&page, &size);
    if (out.file != NULL) {
        plain_prose(&out, before);
        if (block != NULL) {
            plain_prose(&out, put_columns(out.file,
                                          block + sizeof(open_columns) - 1,
                                          width));
        }
        fclose(out.file);
    }
    free(before);
    return page;
}

static int
count_lines(const char *text)
{
    int lines = 0;

    for (; *text != '\0'; text++) {
        lines += *text == '\n';
    }
    return lines;
}

/*
 * Paint the lines from row `scroll` on; say in the rule if there are more.
 */
static void
paint_lines(const char *text, const struct area *area, int scroll)
{
    int row = 1 - scroll;

    for (; *text != '\0'; row++) {
        size_t len = strcspn(text, "\n");

        if (row > 0) {
            paint_octets(area, row, 1, PAINT_PLAIN, text, len);
        }
        text += len + (text[len] == '\n');
    }
    if (row > area->rows) {
        paint_text(area, 0, area->cols - 20, PAINT_TITLE, " PgDn shows more ");
    }
}

void
lesson_page_draw(const char *markdown, const struct area *area, int *scroll)
{
    char title[80] = "Read";
    char *page = NULL;
    int most = 0;

    if (markdown[0] == '#') {
        size_t skip = strspn(markdown, "# ");
        size_t len = strcspn(markdown, "\n");

        snprintf(title, sizeof(title), "%.*s", (int)(len - skip),
                 markdown + skip);
        markdown += len + strspn(markdown + len, "\n");
    }
    page = lay_out(markdown, (unsigned)area->cols - 2);
    if (page == NULL) {
        return;
    }
    most = count_lines(page) + 1 - area->rows;
    *scroll = *scroll > most ? most : *scroll;
    *scroll = *scroll < 0 ? 0 : *scroll;
    paint_rule(area, 0, title);
    paint_lines(page, area, *scroll);
    free(page);
}
