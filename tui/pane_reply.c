/*
 * pane_reply.c - what the server just said: a reply, digit by digit.
 *
 * SMTP: three digits, as a tree (reply_tree.c).  POP3:
 * two words.  With few rows one line has to do.  What the student said before
 * stands beside what the server said.
 *
 * RFC 5321 sections 4.2.1, 4.3.1; RFC 3463; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "protocol/escape.h"
#include "protocol/reply.h"

#include "tui/pane.h"
#include "tui/reply_tree.h"

enum { TEXT_ROOM = 2048 };

static void
draw_smtp(const struct session_view *view, const struct area *body,
          const char *text, size_t len, size_t lines)
{
    struct reply_line reply;
    const struct smtp_code *row = NULL;
    const char *why = NULL;
    char first[2] = {text[0], '\0'};
    int col = REPLY_LEFT;

    if (reply_parse_smtp(text, len, &reply, &why) != 0) {
        pane_line(body, 0, REPLY_LEFT, PAINT_TITLE,
                  "This is no SMTP reply: %s.", why);
        return;
    }
    if (body->rows >= REPLY_TREE_ROWS) {
        reply_tree(view, body, &reply, lines);
        return;
    }
    col += pane_line(body, 0, col, pane_reply_style(first), "%d = %s, %s",
                     reply.code, reply_digit(reply.code, 1),
                     reply_digit(reply.code, 2));
    if (view->guessed != NULL && body->rows == 1) {
        pane_line(body, 0, col + 2, PAINT_PLAIN, "%s", view->guessed);
    }
    row = smtp_code(reply.code);
    if (view->guessed != NULL) {
        pane_line(body, 1, REPLY_LEFT, PAINT_PLAIN, "%s", view->guessed);
    } else if (row != NULL) {
        pane_sentences(body, 1, REPLY_LEFT, row->what);
    }
}

/*
 * RFC 1939 section 3: two status indicators.  The sentences of the lesson say
 * the rest: the numbers of STAT, how many lines follow.
 */
static void
draw_pop3(const struct session_view *view, const struct area *body,
          const char *text, size_t len)
{
    struct reply_line reply;
    const char *why = NULL;
    const char *more = view->meaning;
    int at = 1;
    int col = REPLY_LEFT;

    if (reply_parse_pop3(text, len, &reply, &why) != 0) {
        pane_line(body, 0, REPLY_LEFT, PAINT_TITLE,
                  "This is no POP3 reply: %s.", why);
        return;
    }
    if (reply.kind == REPLY_CONTINUE) {
        pane_line(body, 0, REPLY_LEFT, PAINT_TITLE,
                  "+   asks for the next line of the login");
        return;
    }
    col += paint_text(body, 0, col, PAINT_TITLE,
                      reply.kind == REPLY_OK ? "+OK" : "-ERR");
    col += 3 + paint_text(body, 0, col + 3, pane_reply_style(text),
                          reply.kind == REPLY_OK ? "done" : "refused");
    pane_put(body, 0, col + 3, body->cols, PAINT_PLAIN,
             body->rows == 1 && view->guessed != NULL
                 ? view->guessed
                 : "POP3 says +OK or -ERR.");
    if (view->guessed != NULL) {
        at = pane_below(body, at, REPLY_LEFT, view->guessed);
    }
    if (more != NULL && (more[0] == '+' || more[0] == '-')) {
        more += strcspn(more, "\n") + 1; /* that is the title */
    }
    if (more != NULL && more[0] != '\0') {
        at = pane_below(body, at, REPLY_LEFT, more);
    }
    pane_below(
        body, at, REPLY_LEFT,
        reply.kind == REPLY_OK
            ? "A program goes by +OK alone, most words behind it are for "
              "people."
            : "A program goes by -ERR alone, the words behind it are for "
              "people.");
}

/*
 * Nobody has replied to the last line yet: why?
 */
static const char *
silence(const struct session_view *view)
{
    const struct session_line *last = session_view_last(view);

    if (!view->connected) {
        return "Nothing yet: there is no connection.";
    }
    if (last == NULL || last->speaker != 'C' ||
        view->observer.last == OBSERVER_NOTHING) {
        return "Nothing yet: the server speaks first.";
    }
    return last->mark == DIALOGUE_DATA
               ? "Nothing: lines of the text get no reply, only the dot does."
               : "Nothing yet.";
}

void
pane_reply(const struct session_view *view, const struct area *area)
{
    bool smtp = view->observer.service == OBSERVER_SMTP;
    struct area body = pane_body(area);
    const struct session_line *line = NULL;
    char text[TEXT_ROOM];
    size_t len = 0;

    paint_rule(area, 0, "What the server just said");
    if (view->reply_lines == 0) {
        paint_wrapped(&body, 0, REPLY_LEFT, 0, PAINT_PLAIN, silence(view));
        return;
    }
    line = &view->line[view->reply + (smtp ? view->reply_lines - 1 : 0)];
    len = escape_undo(line->text, strlen(line->text), text, sizeof(text) - 1);
    text[len] = '\0';
    if (smtp) {
        draw_smtp(view, &body, text, len, view->reply_lines);
    } else {
        draw_pop3(view, &body, text, len);
    }
}
