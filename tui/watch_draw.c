/*
 * watch_draw.c - the picture of Watch: where a pane stands, for a size.
 *
 * One column: the logs, the chosen line explained, who is where.  From 120
 * columns two: what is known of the chosen line stands at the right.  When rows
 * are few the sessions go first, never the logs or the explanation.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>

#include "tui/lesson_page.h"
#include "tui/pane.h"
#include "tui/pane_watch.h"

enum {
    TWO_COLUMNS = 120,
    LOG_ROWS_MIN = 4,
    EXPLAINED = 4,      /* rows, with the rule */
    EXPLAINED_MIN = 3,
    EXPLAINED_LARGE = 8,
    SESSIONS = 4,
    REPLY = 6,
    MEMORY = 6,
    ROOMY = 17,         /* rows for logs, explanation and sessions */
    TEXT_ROOM = 512
};


/*
 * The next rows of a column.
 */
static struct area
cut(struct area *column, int rows)
{
    struct area part = *column;

    part.rows = rows < column->rows ? rows : column->rows;
    column->top += part.rows;
    column->rows -= part.rows;
    return part;
}

/*
 * Lines that came since the view stands still.
 */
static size_t
new_lines(const struct log_view *view)
{
    return view->live ? 0
                      : view->book->count - logbook_find(view->book, view->end);
}

static void
draw_header(const struct watch *watch, const struct area *area)
{
    size_t open[ROSTER_OBSERVERS];
    const struct watch_log *active = &watch->log[watch->active];
    char right[TEXT_ROOM];
    size_t sessions = 0;
    size_t used = 0;
    int col = paint_text(area, 0, 1, PAINT_TITLE, "mailwalk") + 3;

    for (size_t i = 0; i < watch->logs; i++) {
        sessions += roster_open(watch->log[i].book->roster, open);
    }
    used = (size_t)snprintf(
        right, sizeof(right), "%zu session%s open   %s", sessions,
        sessions == 1 ? "" : "s",
        active->spool != NULL && spool_ended(active->spool, NULL)
            ? "the input has ended"
        : active->view.live ? "live"
                            : "PAUSED");
    if (new_lines(&active->view) > 0) {
        snprintf(right + used, sizeof(right) - used, ", %zu new",
                 new_lines(&active->view));
    }
    paint_text(area, 0, area->cols - paint_width(right) - 1, PAINT_PLAIN,
               right);
    col += paint_text(area, 0, col, PAINT_PLAIN,
                      watch->board ? "Class board" : "Watch");
    for (size_t i = 0; i < watch->logs; i++) {
        pane_put(area, 0, col,
                 area->cols - col - paint_width(right) - 3, PAINT_PLAIN,
                 i == 0 ? ": " : ", ");
        col += 2 + pane_put(area, 0, col + 2,
                            area->cols - col - paint_width(right) - 5,
                            i == watch->active ? PAINT_TITLE : PAINT_PLAIN,
                            watch->log[i].name);
    }
}

/*
 * What is shown and what is sought; or what the last key has led to.
 */
static void
draw_shown(struct watch *watch, const struct area *area)
{
    char text[TEXT_ROOM];
    size_t used = 0;

    if (watch->notice[0] != '\0') {
        paint_format(area, 0, 1, PAINT_LATER, "! %s", watch->notice);
        return;
    }
    if (watch->only > 0) {
        const struct roster_entry *entry = roster_entry(
            watch_book(watch, watch->active)->roster, watch->only - 1);
        char who[WATCH_WHO_ROOM];

        watch_who(entry, false, who);
        used = (size_t)snprintf(text, sizeof(text), "show: only %s#%lu %s",
                                entry->service, entry->number, who);
    } else if (watch->words[0] != '\0') {
        used = (size_t)snprintf(text, sizeof(text), "show: only %s",
                                watch->words);
    } else {
        used = (size_t)snprintf(text, sizeof(text), "show: all sessions");
    }
    if (watch->sought[0] != '\0') {
        snprintf(text + used, sizeof(text) - used, "   search: %s%s",
                 watch->sought, watch->searching ? " ..." : "");
    }
    paint_text(area, 0, 1, PAINT_PLAIN, text);
}

/*
 * The line that is typed, and below it which words there are.
 */
static void
draw_input(const struct watch *watch, const struct area *area, int *row,
           int *col)
{
    bool search = watch->input == WATCH_SEARCH;
    const char *typed = watch->typed.text;
    int at = 1 + paint_text(area, 0, 1, PAINT_TITLE,
                            search ? "Search: " : "Show only: ");

    while (at + paint_width(typed) >= area->cols) { /* its end is seen */
        do {
            typed++;
        } while (((unsigned char)*typed & 0xC0) == 0x80);
    }
    *row = area->top;
    *col = at + paint_text(area, 0, at, PAINT_PLAIN, typed);
    paint_text(area, 1, 1, PAINT_PLAIN,
               search ? "Any text, in any case. Enter finds it, Esc goes back."
                      : "smtp#7, a user or host, a command, 2 3 4 5 + -; "
                        "empty: all");
}

/*
 * As many logs as there is room for, one below the other; the active one gets
 * the most rows.
 */
static void
draw_logs(struct watch *watch, struct area column, int *row)
{
    size_t fit = column.rows / LOG_ROWS_MIN > 0
                     ? (size_t)(column.rows / LOG_ROWS_MIN)
                     : 1;
    size_t shown = watch->zoomed ? 1 : watch->logs < fit ? watch->logs : fit;
    size_t first = watch->active < shown ? 0 : watch->active - shown + 1;
    int share = column.rows / ((int)shown + 1);
    int larger = column.rows - share * ((int)shown - 1);

    if (watch->zoomed) {
        first = watch->active;
    }
    for (size_t i = first; i < first + shown; i++) {
        struct area part = cut(&column, i == watch->active ? larger : share);

        pane_watch_log(watch, i, &part, row);
    }
}

static void
draw_one_column(struct watch *watch, struct area column, int *row)
{
    bool table = watch->pane == watch->logs;
    bool roomy = column.rows >= ROOMY;
    struct area logs;

    if (watch->zoomed && table) {
        pane_sessions(watch, &column, row);
        return;
    }
    logs = cut(&column, column.rows - (roomy ? EXPLAINED : EXPLAINED_MIN) -
                            (table                     ? column.rows / 2
                             : roomy && !watch->zoomed ? SESSIONS
                                                       : 0));
    draw_logs(watch, logs, row);
    watch_choose(watch);
    logs = cut(&column, roomy ? EXPLAINED : EXPLAINED_MIN);
    pane_explained(watch, &logs);
    if (table) {
        pane_sessions(watch, &column, row);
    } else if (column.rows > 1) {
        pane_sessions_brief(watch, &column);
    }
}

/*
 * The right column: the line explained, its reply as a tree, what the server
 * remembers; for one session its states, else all sessions.
 */
static void
draw_right(struct watch *watch, struct area column, int *row)
{
    const struct log_session *chosen = &watch->chosen;
    struct area part = cut(&column, EXPLAINED_LARGE);

    pane_explained(watch, &part);
    if (chosen->known && column.rows >= REPLY + MEMORY + SESSIONS) {
        part = cut(&column, REPLY);
        pane_reply(&chosen->view, &part);
        part = cut(&column, MEMORY);
        pane_memory(&chosen->view, &part);
    }
    if (watch->only > 0 && chosen->known && watch->pane != watch->logs) {
        pane_machine(&chosen->view, &column);
    } else {
        pane_sessions(watch, &column, row);
    }
}

static void
draw_two_columns(struct watch *watch, struct area all, int *row)
{
    struct area left = all;
    struct area divider = all;
    struct area right = all;

    if (watch->zoomed && watch->pane == watch->logs) {
        pane_sessions(watch, &all, row);
        return;
    }
    left.cols = all.cols * 3 / 5;
    divider.left += left.cols;
    divider.cols = 1;
    right.left += left.cols + 1;
    right.cols -= left.cols + 1;
    draw_logs(watch, left, row);
    watch_choose(watch);
    draw_right(watch, right, row);
    paint_divider(&divider, 0);
}

void
watch_draw(struct screen *screen, const struct area *area, int *row,
           int *col)
{
    struct watch *watch = (struct watch *)screen;
    struct area middle = *area;
    struct area head = cut(&middle, 1);
    struct area shown = cut(&middle, watch->input != WATCH_NO_INPUT ? 2 : 1);
    char *page = watch->page ? watch_page(watch) : NULL;

    *row = middle.top;
    *col = 0;
    if (page != NULL) {
        lesson_page_draw(page, &middle, &watch->page_scroll);
    } else if (watch->board) {
        pane_board(watch, &middle, row);
    } else if (area->cols < TWO_COLUMNS) {
        draw_one_column(watch, middle, row);
    } else {
        draw_two_columns(watch, middle, row);
    }
    free(page);
    draw_header(watch, &head);
    if (watch->input != WATCH_NO_INPUT) {
        draw_input(watch, &shown, row, col);
    } else {
        draw_shown(watch, &shown);
    }
}
