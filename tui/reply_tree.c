/*
 * reply_tree.c - an SMTP reply code as a tree, a digit a row.
 *
 * RFC 5321 sections 4.2.1, 4.3.2; RFC 3463.
 * SPDX-License-Identifier: ISC
 */
#include "tui/reply_tree.h"

#include <stdio.h>

#include "tui/pane.h"

enum {
    TITLE_COLS = 28, /* of the rule */
    WORDS = 12,      /* where the words of the tree begin */
    LEGEND = 34,     /* where the other digits are told */
    TEXT_ROOM = 2048
};

/*
 * Put text into the rule above, if there is room.
 */
static bool
put_in_rule(const struct area *body, const char *text)
{
    struct area rule = {body->top - 1, body->left, 1, body->cols};
    int col = body->cols - paint_width(text) - 3;

    if (col < TITLE_COLS) {
        return false;
    }
    paint_format(&rule, 0, col, PAINT_TITLE, " %s ", text);
    return true;
}

/*
 * One digit of the tree.  place is 1 (drawn lowest), 2 or 3.
 */
static void
draw_digit(const struct area *body, int code, int place, enum paint_style style)
{
    int row = REPLY_TREE_ROWS - place;
    int digit = place == 1   ? code / 100
                : place == 2 ? code / 10 % 10
                             : code % 10;
    int col = REPLY_LEFT;

    for (int i = 1; i < place; i++, col += 2) {
        paint_text(body, row, col, PAINT_PLAIN, paint_sign(PAINT_VLINE));
    }
    col += paint_text(body, row, col, PAINT_PLAIN, paint_sign(PAINT_ELBOW));
    for (; col < REPLY_LEFT + 6; col++) {
        paint_text(body, row, col, PAINT_PLAIN, paint_sign(PAINT_HLINE));
    }
    paint_format(body, row, REPLY_LEFT + 7, PAINT_TITLE, "%d", digit);
    paint_text(body, row, WORDS, style, reply_digit(code, place));
}

/*
 * What a digit could have been besides, as far as there is room.
 * RFC 5321 section 4.2.1.
 */
static void
draw_legend(const struct area *body, int code)
{
    int col[2] = {LEGEND, LEGEND};

    for (int digit = 0; digit <= 5; digit++) {
        const char *word[2] = {reply_digit(digit * 100, 1),
                               reply_digit(200 + digit * 10, 2)};
        bool told[2] = {digit >= 2 && digit != code / 100,
                        digit != 3 && digit != 4 && digit != code / 10 % 10};

        for (int i = 0; i < 2; i++) {
            int width = 2 + paint_width(word[i]);

            if (told[i] && col[i] + width <= body->cols) {
                paint_format(body, REPLY_TREE_ROWS - 1 - i, col[i], PAINT_PLAIN,
                             "%d %s", digit, word[i]);
                col[i] += width + 2;
            }
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

void
reply_tree(const struct session_view *view, const struct area *body,
           const struct reply_line *reply, size_t lines)
{
    const struct smtp_code *row = smtp_code(reply->code);
    const char *what = row != NULL
                           ? row->what
                           : "In no list here: a client acts on the first "
                             "digit alone.";
    char first[2] = {(char)('0' + reply->code / 100), '\0'};
    char text[TEXT_ROOM];
    int at = REPLY_TREE_ROWS;

    paint_format(body, 0, REPLY_LEFT, PAINT_TITLE, "%d %d %d",
                 reply->code / 100, reply->code / 10 % 10, reply->code % 10);
    for (int place = 1; place <= 3; place++) {
        draw_digit(body, reply->code, place,
                   place == 1 ? pane_reply_style(first) : PAINT_PLAIN);
    }
    draw_legend(body, reply->code);
    if (view->guessed != NULL) {
        at = pane_below(body, at, REPLY_LEFT, view->guessed);
    }
    if (view->guessed != NULL && at == REPLY_TREE_ROWS &&
        !put_in_rule(body, view->guessed)) {
        what = view->guessed;
    }
    if (paint_width(what) <= body->cols - WORDS) {
        paint_text(body, 0, WORDS, PAINT_PLAIN, what);
    } else if (at + pane_height(body->cols, REPLY_LEFT, 0, what) <=
               body->rows) {
        at = pane_below(body, at, REPLY_LEFT, what);
    } else {
        pane_sentences(body, 0, WORDS, what);
    }
    if (reply->enhanced.class != 0) {
        enhanced_text(&reply->enhanced, text, sizeof(text));
        at = pane_below(body, at, REPLY_LEFT, text);
    }
    if (lines > 1) {
        snprintf(text, sizeof(text),
                 "One reply in %zu lines: a hyphen behind the code says that "
                 "more lines follow.",
                 lines);
        pane_below(body, at, REPLY_LEFT, text);
    }
}
