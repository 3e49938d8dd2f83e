/*
 * pane_log.c - a server's log, live: its last lines.
 *
 * The log is the server's own file and shows all sessions, also those of
 * others; looking back in the lesson does not change it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "tui/lesson_log.h"
#include "tui/pane.h"
#include "tui/panes.h"

enum { DATE_COLS = 11, TIME_COLS = 12 };

/*
 * "2026-11-23T09:12:33.120Z smtp#7 C: EHLO": the date goes, the time stays.
 */
static void
draw_line(const struct area *body, int row, const char *line)
{
    size_t len = strlen(line);

    if (len > DATE_COLS + TIME_COLS + 1 && line[DATE_COLS - 1] == 'T' &&
        line[DATE_COLS + TIME_COLS] == 'Z') {
        paint_octets(body, row, 1, PAINT_PLAIN, line + DATE_COLS, TIME_COLS);
        pane_put(body, row, 1 + TIME_COLS, body->cols, PAINT_PLAIN,
                 line + DATE_COLS + TIME_COLS + 1);
    } else {
        pane_put(body, row, 1, body->cols, PAINT_PLAIN, line);
    }
}

/*
 * "smtpd log  red/smtpd.log  2 sessions, 1 open": of a long path the end.
 */
static void
draw_head(const struct area *area, const char *name,
          const struct lesson_log *log)
{
    const char *path = lesson_log_path(log);
    const char *slash = NULL;
    size_t seen = 0;
    size_t open = 0;
    char head[256];
    char tail[64];
    int room = 0;

    lesson_log_sessions(log, &seen, &open);
    tail[0] = '\0';
    if (seen > 0) {
        snprintf(tail, sizeof(tail), "  %zu session%s, %zu open", seen,
                 seen == 1 ? "" : "s", open);
    }
    room = area->cols - (int)(strlen(name) + strlen(tail)) - 12;
    while (paint_width(path) > room && (slash = strchr(path, '/')) != NULL) {
        path = slash + 1;
    }
    if (paint_width(path) <= room) {
        snprintf(head, sizeof(head), "%s log  %s%s", name, path, tail);
    } else {
        snprintf(head, sizeof(head), "%s log%s", name, tail);
    }
    paint_rule(area, 0, head);
}

void
pane_log(const struct panes *panes, enum pane_name which,
         const struct area *area)
{
    bool smtp = which == PANE_SMTP_LOG;
    const struct lesson_log *log = panes->logs[smtp ? 0 : 1];
    struct area body = pane_body(area);
    size_t count = log == NULL ? 0 : lesson_log_count(log);
    size_t fits = (size_t)body.rows;
    size_t first = count > fits ? count - fits : 0;

    if (log == NULL) {
        paint_rule(area, 0, smtp ? "smtpd log" : "pop3d log");
        pane_line(&body, 0, 1, PAINT_PLAIN, "(not visible from here: %s)",
                  panes->host != NULL ? panes->host : "there is no file");
        return;
    }
    draw_head(area, smtp ? "smtpd" : "pop3d", log);
    if (panes->covered) {
        pane_line(&body, 0, 1, PAINT_PLAIN, "(covered, as the reply is)");
        return;
    }
    if (panes->chosen == which && panes->scroll > 0) {
        first = (size_t)panes->scroll < first ? first - (size_t)panes->scroll
                                              : 0;
    }
    if (count == 0) {
        pane_line(&body, 0, 1, PAINT_PLAIN, "(nothing yet: nobody has called)");
    }
    for (size_t i = 0; i < fits && first + i < count; i++) {
        draw_line(&body, (int)i, lesson_log_line(log, first + i));
    }
}
