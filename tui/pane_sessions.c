/*
 * pane_sessions.c - the sessions of all logs: a table, or a few words each.
 *
 * Open sessions come first, in the order of their beginning, so that rows stay
 * where they are while people work.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "labs/explain_line.h"
#include "protocol/command.h"
#include "tui/pane.h"
#include "tui/pane_watch.h"

enum {
    NAME_COLS = 11,
    WHO_COLS = 18,
    WHO_COLS_WIDE = 22,
    STATE_COLS = 14,
    REFUSED_COLS = 12,
    WIDE = 70,
    CELL_COLS = 26,         /* of the brief pane, at least */
    TEXT_ROOM = 256
};

/*
 * "GREETED", "MAIL?" if the log begins behind the session's beginning.
 */
static void
state_text(const struct watch *watch, const struct watch_session *session,
           char *out, size_t room)
{
    const struct roster_entry *entry = watch_entry(watch, session);
    bool open = roster_is_open(watch_book(watch, session->log)->roster,
                               session->session);

    snprintf(out, room, "%s%s",
             open ? command_state(entry->speaks, entry->state) : "CLOSED",
             open && (!entry->whole || entry->lost) ? "?" : "");
}

/*
 * The last column: how it is stuck, or the last reply.
 */
static void
draw_last(const struct watch *watch, const struct watch_session *session,
          const struct area *body, int row, int col)
{
    struct logbook *book = watch_book(watch, session->log);
    const struct roster_entry *entry = watch_entry(watch, session);
    struct follow_line line;
    const char *text = NULL;
    char stuck[TEXT_ROOM];
    char first[2] = {0, 0};

    if (roster_is_stuck(book->roster, session->session)) {
        explain_stuck(entry, stuck, sizeof(stuck));
        pane_put(body, row, col, body->cols, PAINT_REFUSED, stuck);
        return;
    }
    if (entry->replies == 0 ||
        follow_line(book->follow, entry->reply, &line) != 0) {
        return;
    }
    text = memchr(line.text, 'S', line.len); /* "TIME smtp#7 S: 250 .." */
    if (text != NULL && line.len - (size_t)(text - line.text) > 3) {
        first[0] = text[3];
        paint_octets(body, row, col, pane_reply_style(first), text + 3,
                     line.len - (size_t)(text + 3 - line.text));
    }
}

static void
draw_row(const struct watch *watch, const struct watch_session *session,
         const struct area *body, int row)
{
    const struct roster_entry *entry = watch_entry(watch, session);
    int who_cols = body->cols < WIDE ? WHO_COLS : WHO_COLS_WIDE;
    char text[4 * TEXT_ROOM];
    int col = 1;

    paint_text(body, row, col, PAINT_LATER,
               roster_is_stuck(watch_book(watch, session->log)->roster,
                               session->session)
                   ? "!"
                   : " ");
    snprintf(text, sizeof(text), "%s#%lu", entry->service, entry->number);
    pane_put(body, row, col + 1, NAME_COLS - 1, PAINT_PLAIN, text);
    col += 1 + NAME_COLS;
    watch_who(entry, false, text);
    pane_put(body, row, col, who_cols - 1, PAINT_TITLE, text);
    col += who_cols;
    state_text(watch, session, text, sizeof(text));
    pane_put(body, row, col, STATE_COLS, PAINT_PLAIN, text);
    col += STATE_COLS + 1;
    if (body->cols < WIDE) { /* the last reply is worth more */
        draw_last(watch, session, body, row, col);
        return;
    }
    if (entry->refusals > 0) {
        paint_format(body, row, col, PAINT_PLAIN, "refused %u",
                     entry->refusals);
    }
    draw_last(watch, session, body, row, col + REFUSED_COLS);
}

static size_t
count_all(const struct watch *watch)
{
    size_t count = 0;

    for (size_t i = 0; i < watch->logs; i++) {
        count += roster_count(watch->log[i].book->roster);
    }
    return count;
}

static size_t
count_open(const struct watch *watch)
{
    size_t sessions[ROSTER_OBSERVERS];
    size_t count = 0;

    for (size_t i = 0; i < watch->logs; i++) {
        count += roster_open(watch->log[i].book->roster, sessions);
    }
    return count;
}

static void
draw_head(const struct watch *watch, const struct area *area, const char *name,
          const char *more)
{
    char head[TEXT_ROOM];

    snprintf(head, sizeof(head), "%s: %zu open, %zu in all%s", name,
             count_open(watch), count_all(watch), more);
    paint_rule(area, 0, head);
}

void
pane_sessions(struct watch *watch, const struct area *area, int *cursor_row)
{
    struct watch_session sessions[WATCH_SESSIONS_MAX];
    struct area body = pane_body(area);
    size_t count = watch_sessions(watch, true, sessions, WATCH_SESSIONS_MAX);
    size_t rows = (size_t)body.rows;
    size_t at = 0;
    size_t top = 0;

    draw_head(watch, area, "Sessions", "");
    if (count == 0) {
        pane_line(&body, 0, 1, PAINT_PLAIN, "(nothing yet: nobody has called)");
        return;
    }
    while (at < count && (sessions[at].log != watch->at.log ||
                          sessions[at].session != watch->at.session)) {
        at++;
    }
    if (!watch->at_any || at == count) {
        at = 0;
        watch->at = sessions[0];
        watch->at_any = true;
    }
    if (count > rows && at > rows / 2) {
        top = at - rows / 2 < count - rows ? at - rows / 2 : count - rows;
    }
    for (size_t i = top; i < count && i - top < rows; i++) {
        draw_row(watch, &sessions[i], &body, (int)(i - top));
        if (i == at && watch->pane == watch->logs) {
            paint_text(&body, (int)(i - top), 0, PAINT_HERE, ">");
            *cursor_row = body.top + (int)(i - top);
        }
    }
}

/*
 * "smtp#3 dave-laptop   MAIL", with a '!' if somebody is stuck.
 */
static void
draw_cell(const struct watch *watch, const struct watch_session *session,
          const struct area *body, int row, int col, int cols)
{
    const struct roster_entry *entry = watch_entry(watch, session);
    bool stuck = roster_is_stuck(watch_book(watch, session->log)->roster,
                                 session->session);
    char who[WATCH_WHO_ROOM];
    char state[TEXT_ROOM];
    int left = 0;

    state_text(watch, session, state, sizeof(state));
    watch_who(entry, true, who);
    left = paint_format(body, row, col, stuck ? PAINT_LATER : PAINT_PLAIN,
                        "%s%s#%lu ", stuck ? "!" : " ", entry->service,
                        entry->number);
    left += pane_put(body, row, col + left,
                     cols - left - paint_width(state) - 3, PAINT_PLAIN, who);
    pane_put(body, row, col + left + 1, cols, PAINT_TITLE, state);
}

void
pane_sessions_brief(const struct watch *watch, const struct area *area)
{
    struct watch_session sessions[WATCH_SESSIONS_MAX];
    struct area body = pane_body(area);
    size_t count = watch_sessions(watch, false, sessions, WATCH_SESSIONS_MAX);
    int across = body.cols / CELL_COLS > 0 ? body.cols / CELL_COLS : 1;
    int cols = body.cols / across;
    size_t room = (size_t)(across * body.rows);
    char more[TEXT_ROOM] = "";

    if (count > room) {
        snprintf(more, sizeof(more), " (the newest %zu; b shows all)", room);
    }
    draw_head(watch, area, "Who is where", more);
    for (size_t i = count > room ? count - room : 0, cell = 0; i < count;
         i++, cell++) {
        draw_cell(watch, &sessions[i], &body, (int)cell / across,
                  (int)cell % across * cols, cols);
    }
}
