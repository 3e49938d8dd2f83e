/*
 * pane_watch_log.c - a log of Watch: time, session, who speaks, and how it is.
 *
 *  >10:15:09.641 smtp#3   ! S: 503 5.5.1 RCPT not now           5 refused
 *
 * A refusal has a '!' before it and its class in words behind it; what is no
 * line of a dialogue has a '?'.
 *
 * RFC 5321 section 4.2.1; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "labs/explain_line.h"
#include "protocol/reply.h"
#include "tui/pane.h"
#include "tui/pane_watch.h"

enum {
    TIME_AT = 11,       /* in the line, behind the date */
    TIME_COLS = 12,
    SESSION_AT = 25,    /* in the line */
    SESSION_COLS = 8,   /* at least */
    SESSION_MOST = 16,
    SESSION_ROOM = 40,  /* octets of a name */
    SIGN_COLS = 2,
    CLASS_COLS = 14,
    NAME_ROOM = 128
};

/*
 * The first character of a line that begins a reply, or goes on with one of
 * SMTP; 0 for any other.
 */
static char
class_of(const struct dialogue_record *record)
{
    struct reply_line reply;
    const char *why = NULL;

    if (record->mark != DIALOGUE_SERVER) {
        return '\0';
    }
    if (strcmp(record->service, "pop3") == 0) {
        return reply_parse_pop3(record->text, record->len, &reply, &why) == 0
                   ? record->text[0]
                   : '\0';
    }
    return reply_parse_smtp(record->text, record->len, &reply, &why) == 0
               ? record->text[0]
               : '\0';
}

/*
 * The columns of the longest name of a session among the rows.
 */
static int
session_cols(struct log_view *view)
{
    int most = SESSION_COLS;

    for (size_t i = 0; i < view->rows; i++) {
        struct dialogue_record record;
        struct follow_line line;
        const char *why = NULL;
        int cols = 0;

        if (follow_line(view->book->follow, view->row[i], &line) == 0 &&
            logbook_parse(view->book, &line, &record, &why) == 0) {
            cols = (int)((const char *)memchr(line.text + SESSION_AT, ' ',
                                              line.len - SESSION_AT) -
                         line.text) -
                   SESSION_AT;
        }
        most = cols > most ? cols : most;
    }
    return most < SESSION_MOST ? most : SESSION_MOST;
}

/*
 * "C: EHLO pc7", as it stands in the log: the text behind the session's name.
 */
static void
draw_text(const struct area *body, int row, int col, const char *line,
          size_t len, char class)
{
    const char *text = memchr(line + SESSION_AT, ' ', len - SESSION_AT);
    const char first[2] = {class, '\0'};
    int end = col;

    text++;
    len -= (size_t)(text - line);
    end += paint_octets(body, row, col,
                        text[0] == 'C'   ? PAINT_CLIENT
                        : text[0] == 'S' ? PAINT_SERVER
                                         : PAINT_PLAIN,
                        text, 2);
    end += 1 + paint_octets(body, row, col + 3, pane_reply_style(first),
                            text + 3, len - 3);
    if (end >= body->cols && len - 3 > (size_t)(body->cols - col - 3)) {
        paint_text(body, row, body->cols - 1, PAINT_PLAIN,
                   paint_sign(PAINT_ELLIPSIS));
    }
    if (class != '\0' && end + 2 + CLASS_COLS <= body->cols) {
        paint_text(body, row, body->cols - CLASS_COLS, PAINT_PLAIN,
                   explain_class(class));
    }
}

static void
draw_line(struct logbook *book, const struct area *body, int row,
          uint64_t offset, int session_width)
{
    struct dialogue_record record;
    struct follow_line line;
    const char *why = NULL;
    int col = 1 + TIME_COLS + 1 + session_width + 1;
    char name[SESSION_ROOM];
    char class = '\0';

    if (follow_line(book->follow, offset, &line) != 0) {
        return;
    }
    if (logbook_parse(book, &line, &record, &why) != 0) {
        paint_text(body, row, 1, PAINT_LATER, "?");
        paint_octets(body, row, 3, PAINT_PLAIN, line.text, line.len);
        return;
    }
    class = class_of(&record);
    paint_octets(body, row, 1, PAINT_PLAIN, line.text + TIME_AT, TIME_COLS);
    snprintf(name, sizeof(name), "%s#%lu", record.service, record.session);
    pane_put(body, row, 1 + TIME_COLS + 1, session_width, PAINT_PLAIN, name);
    if (class == '4' || class == '5' || class == '-') {
        paint_text(body, row, col, PAINT_LATER, "!");
    }
    draw_text(body, row, col + SIGN_COLS, line.text, line.len, class);
}

/*
 * "smtpd log  red/smtpd.log  412 lines": of a long path the end.
 */
static void
draw_head(const struct watch_log *log, const struct area *area)
{
    const struct logbook *book = log->book;
    const char *path = log->path != NULL ? log->path : "(a stream)";
    const char *slash = NULL;
    char head[NAME_ROOM + 256];
    char state[NAME_ROOM];
    int room = 0;

    if (book->trouble != 0) {
        snprintf(state, sizeof(state), "cannot be read: %s",
                 strerror(book->trouble));
    } else if (!logbook_is_read(book)) {
        snprintf(state, sizeof(state), "reading, %u %%",
                 logbook_percent(book));
    } else {
        snprintf(state, sizeof(state), "%zu line%s%s", book->count,
                 book->count == 1 ? "" : "s",
                 book->anew > 0 ? ", began anew" : "");
    }
    room = area->cols - (int)strlen(state) - paint_width(log->name) - 8;
    while (paint_width(path) > room && (slash = strchr(path, '/')) != NULL) {
        path = slash + 1;
    }
    snprintf(head, sizeof(head), "%s  %.255s  %s", log->name,
             paint_width(path) <= room ? path : "", state);
    paint_rule(area, 0, head);
}

void
pane_watch_log(struct watch *watch, size_t which, const struct area *area,
               int *cursor_row)
{
    struct watch_log *log = &watch->log[which];
    struct log_view *view = &log->view;
    struct area body = pane_body(area);
    int width = 0;

    draw_head(log, area);
    log_view_settle(view, (size_t)body.rows);
    if (view->rows == 0) {
        pane_line(&body, 0, 1, PAINT_PLAIN,
                  follow_size(log->book->follow) == 0
                      ? "(nothing yet: nobody has called)"
                      : "(no line of it is shown)");
        return;
    }
    width = session_cols(view);
    for (size_t i = 0; i < view->rows; i++) {
        draw_line(log->book, &body, (int)i, view->row[i], width);
        if (which == watch->pane && view->row[i] == view->at) {
            paint_text(&body, (int)i, 0, PAINT_HERE, ">");
            *cursor_row = body.top + (int)i;
        }
    }
}
