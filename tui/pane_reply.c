/*
 * pane_reply.c - what the server just said: a reply, digit by digit.
 *
 * SMTP: three digits, from the general to the particular, as a tree.  POP3:
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

enum {
    TREE_ROWS = 4,
    LEFT = 3,         /* where the digits begin */
    WORDS = 12,       /* where the words of the tree begin */
    LEGEND = 36,      /* where the other digits are told */
    LEGEND_COLS = 75, /* from this width on */
    TEXT_ROOM = 2048
};

/*
 * Draw a paragraph if it fits below row.  Returns the row behind it.
 */
static int
put_below(const struct area *body, int row, const char *text)
{
    int rows = pane_height(body->cols, LEFT, 0, text);

    if (row + rows > body->rows) {
        return row;
    }
    return row + paint_wrapped(body, row, LEFT, 0, PAINT_PLAIN, text);
}

/*
 * One digit of the tree.  place is 1 (drawn lowest), 2 or 3.
 */
static void
draw_digit(const struct area *body, int code, int place, enum paint_style style)
{
    int row = TREE_ROWS - place;
    int digit = place == 1   ? code / 100
                : place == 2 ? code / 10 % 10
                             : code % 10;
    int col = LEFT;

    for (int i = 1; i < place; i++, col += 2) {
        paint_text(body, row, col, PAINT_PLAIN, paint_sign(PAINT_VLINE));
    }
    col += paint_text(body, row, col, PAINT_PLAIN, paint_sign(PAINT_ELBOW));
    while (col < LEFT + 6) {
        col += paint_text(body, row, col, PAINT_PLAIN, paint_sign(PAINT_HLINE));
    }
    paint_format(body, row, LEFT + 7, PAINT_TITLE, "%d", digit);
    paint_text(body, row, WORDS, style, reply_digit(code, place));
}

/*
 * What the digit could have been besides: RFC 5321 section 4.2.1.
 */
static void
draw_legend(const struct area *body, int code)
{
    if (body->cols < LEGEND_COLS) {
        return;
    }
    for (int col = LEGEND, digit = 2; digit <= 5; digit++) {
        if (digit != code / 100) {
            col += paint_format(body, 3, col, PAINT_PLAIN, "%d %s   ", digit,
                                reply_digit(digit * 100, 1));
        }
    }
    for (int col = LEGEND, digit = 0; digit <= 5; digit++) {
        if (digit != code / 10 % 10 && digit != 3 && digit != 4) {
            col += paint_format(body, 2, col, PAINT_PLAIN, "%d %s   ", digit,
                                reply_digit(200 + digit * 10, 2));
        }
    }
}

static void
enhanced_text(const struct reply_enhanced *enhanced, char *out, size_t room)
{
    snprintf(out, room, "%d.%d.%d  in finer words: %s; %s; %s", enhanced->class,
             enhanced->subject, enhanced->detail,
             reply_enhanced_word(enhanced, 1), reply_enhanced_word(enhanced, 2),
             reply_enhanced_word(enhanced, 3));
}

/*
 * The tree, and below it what else there is room for.
 */
static void
draw_tree(const struct lesson_view *view, const struct area *body,
          const struct reply_line *reply, size_t lines)
{
    const struct smtp_code *row = smtp_code(reply->code);
    const char *what = row != NULL
                           ? row->what
                           : "In no list here: a client acts on the first "
                             "digit alone.";
    char first[2] = {(char)('0' + reply->code / 100), '\0'};
    char text[TEXT_ROOM];
    int at = TREE_ROWS;

    paint_format(body, 0, LEFT, PAINT_TITLE, "%d %d %d", reply->code / 100,
                 reply->code / 10 % 10, reply->code % 10);
    for (int place = 1; place <= 3; place++) {
        draw_digit(body, reply->code, place,
                   place == 1 ? pane_reply_style(first) : PAINT_PLAIN);
    }
    draw_legend(body, reply->code);
    if (view->guessed != NULL) {
        at = put_below(body, at, view->guessed);
    }
    if (paint_width(what) <= body->cols - WORDS) {
        paint_text(body, 0, WORDS, PAINT_PLAIN, what);
    } else if (at + pane_height(body->cols, LEFT, 0, what) <= body->rows) {
        at = put_below(body, at, what);
    } else {
        pane_put(body, 0, WORDS, body->cols, PAINT_PLAIN, what);
    }
    if (reply->enhanced.class != 0) {
        enhanced_text(&reply->enhanced, text, sizeof(text));
        at = put_below(body, at, text);
    }
    if (lines > 1) {
        snprintf(text, sizeof(text),
                 "One reply in %zu lines: a hyphen behind the code says that "
                 "more lines follow.",
                 lines);
        put_below(body, at, text);
    }
}

static void
draw_smtp(const struct lesson_view *view, const struct area *body,
          const char *text, size_t len, size_t lines)
{
    struct reply_line reply;
    const struct smtp_code *row = NULL;
    const char *why = NULL;
    char first[2] = {text[0], '\0'};

    if (reply_parse_smtp(text, len, &reply, &why) != 0) {
        pane_line(body, 0, LEFT, PAINT_TITLE, "This is no SMTP reply: %s.",
                  why);
        return;
    }
    if (body->rows >= TREE_ROWS) {
        draw_tree(view, body, &reply, lines);
        return;
    }
    pane_line(body, 0, LEFT, pane_reply_style(first), "%d = %s, %s", reply.code,
              reply_digit(reply.code, 1), reply_digit(reply.code, 2));
    row = smtp_code(reply.code);
    if (view->guessed != NULL) {
        pane_line(body, 1, LEFT, PAINT_PLAIN, "%s", view->guessed);
    } else if (row != NULL) {
        pane_line(body, 1, LEFT, PAINT_PLAIN, "%s", row->what);
    }
}

/*
 * RFC 1939 section 3: two status indicators.  The sentences of the lesson say
 * the rest: the numbers of STAT, how many lines follow.
 */
static void
draw_pop3(const struct lesson_view *view, const struct area *body,
          const char *text, size_t len)
{
    struct reply_line reply;
    const char *why = NULL;
    const char *more = view->reply;
    int at = 1;
    int col = LEFT;

    if (reply_parse_pop3(text, len, &reply, &why) != 0) {
        pane_line(body, 0, LEFT, PAINT_TITLE, "This is no POP3 reply: %s.",
                  why);
        return;
    }
    if (reply.kind == REPLY_CONTINUE) {
        pane_line(body, 0, LEFT, PAINT_TITLE,
                  "+   asks for the next line of the login");
        return;
    }
    col += paint_text(body, 0, col, PAINT_TITLE,
                      reply.kind == REPLY_OK ? "+OK" : "-ERR");
    col += 3 + paint_text(body, 0, col + 3, pane_reply_style(text),
                          reply.kind == REPLY_OK ? "done" : "refused");
    pane_put(body, 0, col + 3, body->cols, PAINT_PLAIN,
             "POP3 has two answers: +OK and -ERR.");
    if (view->guessed != NULL) {
        at = put_below(body, at, view->guessed);
    }
    more = more == NULL ? NULL : strchr(more, '\n');
    if (more != NULL && more[1] != '\0') {
        at = put_below(body, at, more + 1);
    }
    put_below(body, at,
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
silence(const struct lesson_view *view)
{
    const struct player_event *last = NULL;

    if (!view->connected) {
        return "Nothing yet: there is no connection.";
    }
    if (view->spoken > 0) {
        last = player_event(view->lesson->play.player, view->spoken - 1);
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
pane_reply(const struct lesson_view *view, const struct area *area)
{
    bool smtp = view->observer.service == OBSERVER_SMTP;
    struct area body = pane_body(area);
    size_t first = 0;
    size_t count = pane_reply_events(view, &first);
    const struct player_event *event = NULL;
    char text[TEXT_ROOM];
    size_t len = 0;

    paint_rule(area, 0, "What the server just said");
    if (count == 0) {
        pane_line(&body, 0, LEFT, PAINT_PLAIN, "%s", silence(view));
        return;
    }
    event = player_event(view->lesson->play.player,
                         smtp ? first + count - 1 : first);
    len = escape_undo(event->text, strlen(event->text), text, sizeof(text) - 1);
    text[len] = '\0';
    if (smtp) {
        draw_smtp(view, &body, text, len, count);
    } else {
        draw_pop3(view, &body, text, len);
    }
}
