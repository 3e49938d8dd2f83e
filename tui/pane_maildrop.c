/*
 * pane_maildrop.c - the messages of the maildrop, from the dialogue alone.
 *
 * RFC 1939 sections 4 to 6.
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/maildrop_told.h"
#include "tui/pane.h"

enum { FROM_COLS = 44, SUBJECT_GAP = 3 };

static bool
is_marked(const struct observer_pop3 *pop3, uint64_t number)
{
    for (size_t i = 0; i < pop3->mark_count; i++) {
        if (pop3->marks[i] == number) {
            return true;
        }
    }
    return false;
}

/*
 * "   2 D   263 octets   marked, kept until QUIT   alice@red.example   Lunch?"
 */
static void
draw_message(const struct observer_pop3 *pop3,
             const struct maildrop_message *message, const struct area *body,
             int row)
{
    bool marked = is_marked(pop3, message->number);
    char octets[32] = "";
    int col = 1;

    if (message->weighed) {
        snprintf(octets, sizeof(octets), "%" PRIu64 " octets", message->octets);
    }
    col += pane_line(body, row, col, PAINT_PLAIN, "%3" PRIu64 " %s %14s",
                     message->number, marked ? "D" : " ", octets);
    col += SUBJECT_GAP;
    if (marked) {
        col += SUBJECT_GAP + pane_line(body, row, col, PAINT_PLAIN,
                                       "marked, kept until QUIT");
    }
    if (message->from[0] != '\0') {
        col += SUBJECT_GAP +
               pane_put(body, row, col, FROM_COLS, PAINT_PLAIN, message->from);
    }
    pane_line(body, row, col, PAINT_PLAIN, "%s", message->subject);
}

/*
 * Of more messages than rows the last row tells how many there are besides.
 */
static void
draw_messages(const struct observer_pop3 *pop3,
              const struct maildrop_told *told, const struct area *body)
{
    size_t fits = body->rows > 0 ? (size_t)body->rows : 0;
    size_t shown = told->count > fits && fits > 1 ? fits - 1 : told->count;

    for (size_t i = 0; i < shown && i < fits; i++) {
        draw_message(pop3, &told->message[i], body, (int)i);
    }
    if (shown < told->count) {
        pane_line(body, (int)shown, 1, PAINT_PLAIN,
                  "(%zu more: Tab to this pane, then z)", told->count - shown);
    }
}

/*
 * Nothing is listed: why, and what would tell.
 */
static void
draw_counts(const struct observer_pop3 *pop3, const struct area *body)
{
    if (!pop3->counted) {
        pane_line(body, 0, 1, PAINT_PLAIN,
                  "(not asked yet: STAT tells how many, LIST each)");
    } else if (pop3->messages == 0) {
        pane_line(body, 0, 1, PAINT_PLAIN, "(no messages)");
    } else {
        pane_line(body, 0, 1, PAINT_PLAIN,
                  "%" PRIu64 " message%s; LIST tells "
                  "the size of each",
                  pop3->messages, pop3->messages == 1 ? "" : "s");
    }
}

void
pane_maildrop(const struct session_view *view, const struct area *area)
{
    const struct observer_pop3 *pop3 = &view->observer.pop3;
    struct maildrop_told *told = malloc(sizeof(*told));
    struct area body = pane_body(area);
    char title[OBSERVER_NAME_MAX * 4 + 32] = "The maildrop";
    size_t len = 0;

    if (pop3->state == POP3_TRANSACTION && pop3->user[0] != '\0') {
        len = dialogue_escape(pop3->user, strlen(pop3->user), title);
        snprintf(title + len, sizeof(title) - len,
                 view->watched ? "'s maildrop (locked by this session)"
                               : "'s maildrop (locked by you)");
    }
    paint_rule(area, 0, title);
    if (told == NULL) {
        return;
    }
    maildrop_told(view, told);
    if (!view->connected || pop3->state == POP3_AUTHORIZATION) {
        pane_line(&body, 0, 1, PAINT_PLAIN, "(none is open: log in first)");
    } else if (pop3->state != POP3_TRANSACTION) {
        pane_line(&body, 0, 1, PAINT_PLAIN, "(closed: the session is over)");
    } else if (told->count > 0) {
        draw_messages(pop3, told, &body);
    } else {
        draw_counts(pop3, &body);
    }
    free(told);
}
