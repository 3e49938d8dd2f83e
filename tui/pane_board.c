/*
 * pane_board.c - the class board: who is where, and who is stuck.
 *
 * For an instructor with a projector: a row of names for each state of each
 * protocol, and below them those whom the same refusal has met three times.
 * Names stand in the order in which their sessions began.
 *
 * RFC 5321 section 4.1.4; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "labs/explain_line.h"
#include "protocol/command.h"
#include "tui/pane.h"
#include "tui/pane_watch.h"

enum {
    NAMES = 20,         /* where names begin */
    GAP = 2,
    STUCK_MIN = 4,      /* rows of the stuck: the rule, and some of them */
    STUCK_NAMES = 26,
    TEXT_ROOM = WATCH_WHO_ROOM + 40
};

/* The states in which a session is open. */
static const struct state {
    enum observer_service speaks;
    unsigned state;
} states[] = {
    {OBSERVER_SMTP, SMTP_GREETED},       {OBSERVER_SMTP, SMTP_READY},
    {OBSERVER_SMTP, SMTP_MAIL},          {OBSERVER_SMTP, SMTP_RCPT},
    {OBSERVER_SMTP, SMTP_DATA},          {OBSERVER_POP3, POP3_AUTHORIZATION},
    {OBSERVER_POP3, POP3_TRANSACTION},
};
enum { STATES = sizeof(states) / sizeof(states[0]) };

/* What is drawn into, row by row. */
struct board {
    const struct watch *watch;
    const struct watch_session *session;
    size_t count;
    const struct area *body;
    int row;
};

static bool
is_stuck(const struct board *board, size_t i)
{
    const struct watch_session *session = &board->session[i];

    return roster_is_stuck(watch_book(board->watch, session->log)->roster,
                           session->session);
}

/*
 * "anna", "!dave-laptop" if he is stuck, "bert?" if the log has not all of the
 * session.
 */
static void
name_text(const struct board *board, size_t i, char *out, size_t room)
{
    const struct roster_entry *entry = watch_entry(board->watch,
                                                   &board->session[i]);
    char who[WATCH_WHO_ROOM];

    watch_who(entry, true, who);
    snprintf(out, room, "%s%s%s", is_stuck(board, i) ? "!" : "", who,
             entry->whole ? "" : "?");
}

static bool
is_in(const struct board *board, size_t i, enum observer_service speaks,
      unsigned state)
{
    const struct roster_entry *entry = watch_entry(board->watch,
                                                   &board->session[i]);

    return entry->speaks == speaks && entry->state == state;
}

/*
 * The rows that the names of a state would need.
 */
static int
rows_of(const struct board *board, enum observer_service speaks,
        unsigned state)
{
    int rows = 1;
    int col = NAMES;

    for (size_t i = 0; i < board->count; i++) {
        char name[TEXT_ROOM];

        if (is_in(board, i, speaks, state)) {
            name_text(board, i, name, sizeof(name));
            if (col > NAMES && col + paint_width(name) > board->body->cols) {
                rows++;
                col = NAMES;
            }
            col += GAP + paint_width(name);
        }
    }
    return rows;
}

/*
 * The names of those in one state, over as many rows as they need.  If there
 * are too few rows the last one tells how many more there are.
 */
static void
draw_names(struct board *board, enum observer_service speaks, unsigned state,
           int rows)
{
    const struct area *body = board->body;
    int last = rows < rows_of(board, speaks, state) ? board->row + rows - 1
                                                    : -1;
    int col = NAMES;
    size_t left = 0;

    for (size_t i = 0; i < board->count; i++) {
        left += is_in(board, i, speaks, state);
    }
    for (size_t i = 0; i < board->count; i++) {
        char name[TEXT_ROOM];

        if (!is_in(board, i, speaks, state)) {
            continue;
        }
        name_text(board, i, name, sizeof(name));
        if (col > NAMES && col + paint_width(name) > body->cols - 8 &&
            board->row == last) {
            paint_format(body, board->row, body->cols - 7, PAINT_TITLE,
                         "+%zu", left);
            break;
        }
        if (col > NAMES && col + paint_width(name) > body->cols) {
            board->row++;
            col = NAMES;
        }
        col += GAP + pane_put(body, board->row, col, body->cols,
                              is_stuck(board, i) ? PAINT_LATER : PAINT_PLAIN,
                              name);
        left--;
    }
    board->row++;
}

static void
draw_state(struct board *board, const struct state *state, int rows)
{
    size_t count = 0;

    for (size_t i = 0; i < board->count; i++) {
        count += is_in(board, i, state->speaks, state->state);
    }
    paint_format(board->body, board->row, 1, PAINT_PLAIN, "%-14s",
                 command_state(state->speaks, state->state));
    paint_format(board->body, board->row, 15, PAINT_TITLE, "%3zu", count);
    draw_names(board, state->speaks, state->state, rows);
}

/*
 * Share the rows out: one for each state, then, in turn, one more for each
 * that needs it.
 */
static void
share(const struct board *board, int left, int rows[STATES])
{
    bool any = true;

    for (size_t i = 0; i < STATES; i++) {
        rows[i] = 1;
        left--;
    }
    while (any && left > 0) {
        any = false;
        for (size_t i = 0; i < STATES && left > 0; i++) {
            if (rows[i] < rows_of(board, states[i].speaks, states[i].state)) {
                rows[i]++;
                left--;
                any = true;
            }
        }
    }
}

/*
 * All states of both protocols, in at most so many rows.
 */
static void
draw_states(struct board *board, int rows)
{
    int shares[STATES];

    share(board, rows - 1, shares);
    for (size_t i = 0; i < STATES; i++) {
        if (i > 0 && states[i].speaks != states[i - 1].speaks) {
            paint_rule(board->body, board->row++, "POP3: who is where");
        }
        draw_state(board, &states[i], shares[i]);
    }
}

static void
draw_stuck(const struct board *board, size_t i, int row)
{
    const struct roster_entry *entry = watch_entry(board->watch,
                                                   &board->session[i]);
    char text[2 * TEXT_ROOM];
    char name[TEXT_ROOM];

    name_text(board, i, name, sizeof(name));
    snprintf(text, sizeof(text), "%s  %s#%lu", name, entry->service,
             entry->number);
    pane_put(board->body, row, 1, STUCK_NAMES, PAINT_TITLE, text);
    explain_stuck(entry, text, sizeof(text));
    pane_put(board->body, row, 2 + STUCK_NAMES, board->body->cols, PAINT_PLAIN,
             text + strlen("stuck: "));
}

/*
 * Those who are stuck, from row first on; one of them is chosen.
 */
static void
draw_all_stuck(struct board *board, struct watch *watch, int first,
               int *cursor_row)
{
    const struct area *body = board->body;
    size_t shown = 0;
    size_t skip = 0;
    size_t stuck = 0;

    for (size_t i = 0; i < board->count; i++) {
        stuck += is_stuck(board, i);
    }
    if (stuck == 0) {
        pane_line(body, first, 1, PAINT_PLAIN, "(nobody)");
        return;
    }
    if (stuck > (size_t)(body->rows - first)) {
        skip = stuck - (size_t)(body->rows - first);
    }
    for (size_t i = 0; i < board->count; i++) {
        const struct watch_session *session = &board->session[i];
        int row = first + (int)(shown - skip);

        if (!is_stuck(board, i) || shown++ < skip) {
            continue;
        }
        draw_stuck(board, i, row);
        if (watch->at_any && session->log == watch->at.log &&
            session->session == watch->at.session) {
            paint_text(body, row, 0, PAINT_HERE, ">");
            *cursor_row = body->top + row;
        }
    }
}

void
pane_board(struct watch *watch, const struct area *area, int *cursor_row)
{
    struct watch_session sessions[WATCH_SESSIONS_MAX];
    struct area body = pane_body(area);
    struct board board = {
        .watch = watch, .session = sessions, .body = &body, .row = 0};
    int stuck = 0;

    board.count = watch_sessions(watch, false, sessions, WATCH_SESSIONS_MAX);
    for (size_t i = 0; i < board.count; i++) {
        stuck += is_stuck(&board, i);
    }
    stuck = stuck + 1 > STUCK_MIN ? stuck + 1 : STUCK_MIN;
    stuck = stuck < body.rows / 2 ? stuck : body.rows / 2;
    paint_rule(area, 0, "SMTP: who is where");
    draw_states(&board, body.rows - stuck);
    paint_rule(&body, body.rows - stuck,
               "! Who is stuck: the same refusal three times in a row");
    draw_all_stuck(&board, watch, body.rows - stuck + 1, cursor_row);
}
