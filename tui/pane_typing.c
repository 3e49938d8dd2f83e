/*
 * pane_typing.c - the bottom of "Type it": what is legal, a hint, the line.
 *
 * On an empty line the next legal command stands in brackets.  As one types,
 * the row says what the line would do.  What is secret is never drawn.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "tui/pane.h"
#include "tui/type_inside.h"

enum {
    LEFT = 1,
    PROMPT_COLS = 3,
    GAP = 3,
    EFFECT_MIN = 15,
    MORE_ROWS = 2,
    ROOMY_ROWS = 23,
    TEXT_ROOM = 2048
};

/* What stands above the line. */
struct above {
    const char *title;
    char legal[HINT_MAX + 16];
    char more[TEXT_ROOM];
    enum paint_style style; /* of more */
};

static bool
in_text(const struct type *type)
{
    return type->view.observer.service == OBSERVER_SMTP &&
           type->view.observer.smtp.state == SMTP_DATA &&
           type->view.observer.waiting == 0;
}

/*
 * Did it end as it should, with QUIT?
 */
static bool
said_goodbye(const struct type *type)
{
    const struct observer *observer = &type->view.observer;

    return observer->last == OBSERVER_GOOD &&
           observer->last_verb == (observer->service == OBSERVER_SMTP
                                       ? (int)SMTP_VERB_QUIT
                                       : (int)POP3_VERB_QUIT);
}

static const char *
title(const struct type *type)
{
    switch (type->phase) {
    case TYPE_ASKS:
        return "Which server?";
    case TYPE_STARTS:
        return "The servers are starting";
    case TYPE_OVER:
        return "The connection is over";
    case TYPE_TALKS:
        break;
    }
    return type_questions(type)  ? "Your turn: predict"
           : !type_is_live(type) ? "Legal then"
           : in_text(type)       ? "Legal now: lines of the text"
                                 : "Legal now";
}

/*
 * What is to be told below the legal commands.
 */
static void
tell_more(const struct type *type, struct above *above)
{
    const struct observer *observer = &type->view.observer;
    char text[HINT_MAX] = "";

    if (type->phase == TYPE_OVER && said_goodbye(type)) {
        snprintf(above->more, TEXT_ROOM,
                 "You said QUIT, and the server closed "
                 "the connection.");
    } else if (type->phase == TYPE_OVER) {
        snprintf(above->more, TEXT_ROOM, "! %s", type->notice);
        above->style = PAINT_REFUSED;
    } else if (type->notice[0] != '\0') {
        snprintf(above->more, TEXT_ROOM, "%s", type->notice);
    } else if (type->phase == TYPE_ASKS) {
        snprintf(above->more, TEXT_ROOM,
                 "smtp or pop3 is the lab's server. Any other one: smtp "
                 "HOST:PORT, or pop3 HOST:PORT.");
    } else if (type->phase == TYPE_STARTS) {
        snprintf(above->more, TEXT_ROOM, "They are up in a moment.");
    } else if (type_questions(type)) {
        snprintf(above->more, TEXT_ROOM, "%s",
                 observer->service == OBSERVER_SMTP
                     ? "How will the reply begin?\n   2  done     3  go on     "
                       "4  try later     5  refused"
                     : "How will the reply begin?\n   +  done     -  refused");
    } else if (observer->waiting > 0 && observer->last != OBSERVER_NOTHING) {
        snprintf(above->more, TEXT_ROOM, "Waiting for the reply.");
    } else {
        hint_refusal(observer, text);
        snprintf(above->more, TEXT_ROOM, "%s",
                 text[0] != '\0' ? text : hint_try(observer));
        above->style = text[0] != '\0' ? PAINT_TITLE : PAINT_PLAIN;
    }
}

static void
make_above(const struct type *type, int cols, struct above *above)
{
    const struct observer *observer = &type->view.observer;

    *above = (struct above){.title = title(type), .style = PAINT_PLAIN};
    if (type->phase == TYPE_TALKS && !type_questions(type) && !in_text(type)) {
        hint_legal(observer, observer->service == OBSERVER_POP3, above->legal);
        if (paint_width(above->legal) > cols - LEFT) {
            hint_legal(observer, false, above->legal);
        }
    }
    tell_more(type, above);
}

static bool
is_open(const struct type *type)
{
    return (type->phase == TYPE_ASKS || type->phase == TYPE_TALKS) &&
           !type_questions(type);
}

int
pane_typing_rows(const struct type *type, const struct area *area)
{
    struct above above;
    int more = 0;

    make_above(type, area->cols, &above);
    more = pane_height(area->cols, LEFT, 0, above.more);
    if (more < MORE_ROWS && area->rows >= ROOMY_ROWS) {
        more = MORE_ROWS; /* so that the panes do not move with each hint */
    }
    return 1 + (above.legal[0] != '\0' ? 1 : 0) + more +
           (is_open(type) ? 1 : 0);
}

/* ---- The line. ---------------------------------------------------------- */

/*
 * The line as it may be seen: of a secret each character is a star.  Returns
 * the column of the cursor in it.
 */
static int
visible(const struct type *type, char out[INPUT_LINE_MAX + 1])
{
    const struct input_line *input = &type->input;
    size_t len = strlen(input->text);
    size_t shown = in_text(type) || type->phase == TYPE_ASKS
                       ? len
                       : chat_shown(type->place.protocol,
                                    type->view.observer.in_auth, input->text,
                                    len);
    char before[INPUT_LINE_MAX + 1];
    size_t used = 0;
    size_t at = 0;

    for (size_t i = 0; i < len; i++) {
        at = i == input->at ? used : at;
        if (i < shown) {
            out[used++] = input->text[i];
        } else if (((unsigned char)input->text[i] & 0xC0) != 0x80) {
            out[used++] = '*';
        }
    }
    at = input->at >= len ? used : at;
    out[used] = '\0';
    snprintf(before, sizeof(before), "%.*s", (int)at, out);
    return paint_width(before);
}

/*
 * An empty line: the next one in brackets.
 */
static void
draw_proposal(const struct type *type, const struct area *body, int row)
{
    char next[HINT_MAX];

    type_next(type, next);
    if (!type_is_live(type)) {
        pane_line(body, row, PROMPT_COLS, PAINT_PLAIN,
                  "(looking back; End goes on)");
    } else if (next[0] != '\0') {
        pane_line(body, row, PROMPT_COLS, PAINT_PLAIN, "[%s]", next);
    }
}

/*
 * What the line would do, at the right end of the row if there is room.
 */
static void
draw_effect(const struct type *type, const struct area *body, int row, int end)
{
    char effect[HINT_MAX] = "";
    int room = body->cols - end - GAP - 1;
    int width = 0;

    if (type->phase == TYPE_TALKS) {
        hint_effect(&type->view.observer, type->input.text, effect);
    }
    width = paint_width(effect);
    if (width > room) {
        effect[strcspn(effect, ";,:.")] = '\0'; /* its first part will do */
        width = paint_width(effect);
    }
    if (width > 0 && room > EFFECT_MIN) {
        width = width < room ? width : room;
        pane_put(body, row, body->cols - width - 1, width, PAINT_PLAIN, effect);
    }
}

/*
 * Draw the line.  Of a long one the part around the cursor is seen.  Returns
 * the column of the cursor.
 */
static int
draw_line(const struct type *type, const struct area *body, int row)
{
    char text[INPUT_LINE_MAX + 1];
    const char *from = text;
    int cursor = visible(type, text);
    int room = body->cols - PROMPT_COLS - 2;

    paint_text(body, row, LEFT, type->looking ? PAINT_PLAIN : PAINT_TITLE, ">");
    while (cursor > room) {
        int width = paint_width(from);

        do {
            from++;
        } while (((unsigned char)*from & 0xC0) == 0x80);
        cursor -= width - paint_width(from);
    }
    if (text[0] == '\0') {
        draw_proposal(type, body, row);
    } else {
        draw_effect(type, body, row,
                    PROMPT_COLS + pane_put(body, row, PROMPT_COLS, room + 1,
                                           PAINT_PLAIN, from));
    }
    return PROMPT_COLS + cursor;
}

void
pane_typing(const struct type *type, const struct area *area, int *row,
            int *col)
{
    struct area body = pane_body(area);
    struct area upper = body;
    struct above above;
    int at = 0;

    make_above(type, area->cols, &above);
    paint_rule(area, 0, above.title);
    upper.rows -= is_open(type) ? 1 : 0;
    if (above.legal[0] != '\0' && upper.rows > 0) {
        pane_line(&upper, at++, LEFT, PAINT_PLAIN, "%s", above.legal);
    }
    paint_wrapped(&upper, at, LEFT, 0, above.style, above.more);
    *row = body.top;
    *col = body.left + LEFT;
    if (is_open(type) && body.rows > 0) {
        *row = body.top + body.rows - 1;
        *col = body.left + draw_line(type, &body, body.rows - 1);
    }
}
