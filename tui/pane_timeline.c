/*
 * pane_timeline.c - where a replay stands: exchanges, a bar, the stages.
 *
 *  connect 220  EHLO 250  RCPT!503  MAIL 250  RCPT[250]  DATA 354  text 250
 *  |<───────────!──────────────────────O─────────────────────────────────>|
 *  [x] connect  [x] hello  [x] sender  [>] RECIPIENT  [ ] text  [ ] goodbye
 *
 * Brackets stand around the reply where we are; a '!' is before one that
 * refuses.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "tui/pane.h"
#include "tui/replay.h"

enum { ITEM_ROOM = 64, GAP = 2, SIDE = 3 };

/*
 * "RCPT[250]", "RCPT!503", "EHLO 250", "DATA" without a reply yet.
 */
static void
item_text(const struct tape *tape, size_t i, bool here, char *out)
{
    const struct tape_exchange *exchange = &tape->exchange[i];
    const char *reply = exchange->reply < tape->lines
                            ? tape_line(tape, exchange->reply)
                            : "";
    int code = (int)strcspn(reply, " -");
    const char *open = here                         ? "["
                       : tape_is_refused(exchange) ? "!"
                                                   : " ";

    if (reply[0] == '-') { /* "-ERR" begins with what ends a code */
        code = (int)strcspn(reply, " ");
    }
    code = code < 4 ? code : 4;
    snprintf(out, ITEM_ROOM, "%s%s%.*s%s", tape_word(tape, exchange), open,
             code, reply, here ? "]" : "");
}

static int
item_width(const struct tape *tape, size_t i, bool here)
{
    char text[ITEM_ROOM];

    item_text(tape, i, here, text);
    return paint_width(text) + GAP;
}

/*
 * The exchanges around the one where we are.
 */
static void
draw_items(const struct replay *replay, const struct area *area)
{
    const struct tape *tape = replay->tape;
    size_t here = tape_exchange_at(tape, replay->place);
    size_t first = here < tape->exchanges ? here : 0;
    int left = area->cols * 2 / 3;
    int col = 1;

    while (first > 0 && left > item_width(tape, first - 1, false)) {
        left -= item_width(tape, --first, false);
    }
    if (first > 0) {
        col += paint_text(area, 0, col, PAINT_PLAIN,
                          paint_sign(PAINT_ELLIPSIS)) + 1;
    }
    for (size_t i = first; i < tape->exchanges && col < area->cols; i++) {
        char text[ITEM_ROOM];

        item_text(tape, i, i == here, text);
        col += GAP + pane_put(area, 0, col, area->cols,
                              i == here ? PAINT_TITLE : PAINT_PLAIN, text);
    }
}

/*
 * The column of a place on the bar.
 */
static int
place_col(const struct replay *replay, int cols, size_t place)
{
    size_t last = replay->tape->lines;

    return last > 1 ? (int)((place - 1) * (size_t)(cols - 1) / (last - 1)) : 0;
}

static void
draw_bar(const struct replay *replay, const struct area *area, int row)
{
    const struct tape *tape = replay->tape;
    int cols = area->cols - 2 * SIDE - 1;

    paint_text(area, row, 1, PAINT_PLAIN, "|<");
    for (int col = 0; col < cols; col++) {
        paint_text(area, row, SIDE + col, PAINT_PLAIN, paint_sign(PAINT_HLINE));
    }
    paint_text(area, row, SIDE + cols, PAINT_PLAIN, ">|");
    for (size_t i = 0; i < tape->exchanges; i++) {
        if (tape_is_refused(&tape->exchange[i])) {
            paint_text(area, row,
                       SIDE + place_col(replay, cols, tape->exchange[i].end),
                       PAINT_LATER, "!");
        }
    }
    paint_text(area, row, SIDE + place_col(replay, cols, replay->place),
               PAINT_HERE, "O");
}

void
pane_timeline(const struct replay *replay, const struct session_view *view,
              const struct area *area)
{
    draw_items(replay, area);
    if (area->rows > 2) {
        draw_bar(replay, area, 1);
    }
    if (area->rows > 1) {
        struct area states = {area->top + area->rows - 1, area->left, 1,
                              area->cols};

        pane_states(view, &states);
    }
}
