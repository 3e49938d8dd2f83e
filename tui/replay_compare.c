/*
 * replay_compare.c - the screen of two sessions: mine, and the model.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/replay_compare.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/app.h"
#include "tui/pane.h"
#include "tui/replay_screen.h"

enum { TOLD = 6, PAGE = 10, TEXT_ROOM = 1024 };

static const struct key_row keys[] = {
    {REQUEST_AGAIN, "n", "next difference", "on to the next difference"},
    {REQUEST_AGAIN_BACK, "N", "", "back to the difference before"},
    {REQUEST_NEXT, "Space Right l Down j", "next", "the next row"},
    {REQUEST_BACK, "Left h Up k", "back", "the row before"},
    {REQUEST_OPEN, "Enter", "replay",
     "replay that session: mine, if it has a part in the row"},
    {REQUEST_LEAVE, "Esc", "back", "one level up"},
    {REQUEST_FIRST, "Home g", "", "the first row"},
    {REQUEST_LAST, "End G", "", "the last row"},
    {REQUEST_PAGE_UP, "PgUp", "", "many rows up"},
    {REQUEST_PAGE_DOWN, "PgDn", "", "many rows down"},
    {REQUEST_NONE, NULL, NULL, NULL},
};

static void
draw_head(const struct compare *compare, const struct area *area)
{
    size_t differences = tape_differences(compare->pair, compare->count);
    size_t words = 0;
    char right[64];
    int half = area->cols / 2;
    int room = 0;

    for (size_t i = 0; i < compare->count; i++) {
        words += compare->pair[i].difference == TAPE_WORDS;
    }
    snprintf(right, sizeof(right), "%zu difference%s, %zu in words only",
             differences, differences == 1 ? "" : "s", words);
    room = area->cols - paint_width(right) - 1;
    paint_text(area, 0, room, PAINT_PLAIN, right);
    paint_text(area, 0, 1, PAINT_TITLE, "mailwalk");
    pane_put(area, 0, 12, room - 14, PAINT_PLAIN, "Replay: two sessions");
    paint_rule(area, 1, "");
    for (int side = 0; side < COMPARE_SIDES; side++) {
        const struct compare_side *one = &compare->side[side];
        struct area part = *area;
        char head[TEXT_ROOM];

        part.left += side == 0 ? COMPARE_LEFT : half + 2;
        part.cols = side == 0 ? half - COMPARE_LEFT - 2 : area->cols - half - 3;
        snprintf(head, sizeof(head), " %s: %.40s of %.64s ",
                 side == 0 ? "mine" : "the model", one->tape.name, one->from);
        pane_put(&part, 1, 0, part.cols, PAINT_TITLE, head);
    }
}

static void
draw(struct screen *screen, const struct area *area, int *row, int *col)
{
    struct compare *compare = (struct compare *)screen;
    struct area body = *area;
    struct area below = *area;

    below.rows = TOLD;
    below.top = area->top + area->rows - TOLD;
    body.top += 2;
    body.rows -= 2 + TOLD;
    *row = body.top;
    *col = 0;
    draw_head(compare, area);
    if (compare->count == 0) {
        pane_line(&body, 0, 1, PAINT_PLAIN, "(nobody said anything)");
        return;
    }
    pane_compare(compare, &body, row);
    body.left += area->cols / 2;
    body.cols = 1;
    paint_divider(&body, 0);
    pane_differs(compare, &below);
}

/* ---- Keys ---- */

/*
 * The next row that differs; the same row if there is none.
 */
static size_t
next_difference(const struct compare *compare, bool back)
{
    size_t at = compare->at;

    while (back ? at > 0 : at + 1 < compare->count) {
        at += back ? (size_t)-1 : 1;
        if (compare->pair[at].difference != TAPE_SAME) {
            return at;
        }
    }
    return compare->at;
}

static size_t
row_for(const struct compare *compare, enum request request)
{
    size_t last = compare->count > 0 ? compare->count - 1 : 0;
    size_t at = compare->at;

    if (request == REQUEST_AGAIN || request == REQUEST_AGAIN_BACK) {
        return next_difference(compare, request == REQUEST_AGAIN_BACK);
    }
    if (request == REQUEST_NEXT || request == REQUEST_PAGE_DOWN) {
        at += request == REQUEST_NEXT ? 1 : PAGE;
        return at < last ? at : last;
    }
    if (request == REQUEST_BACK || request == REQUEST_PAGE_UP) {
        size_t by = request == REQUEST_BACK ? 1 : PAGE;

        return at > by ? at - by : 0;
    }
    if (request == REQUEST_FIRST) {
        return 0;
    }
    return request == REQUEST_LAST ? last : at;
}

/*
 * Replay the session of the row: mine, if it has a part in it.
 */
static void
open_side(struct compare *compare)
{
    int side = compare_exchange(compare, compare->at, 0) != NULL ? 0 : 1;
    const struct compare_side *one = &compare->side[side];
    struct screen *screen = replay_screen_new(
        compare->screen.app, &one->tape, one->from, false, "both",
        compare_exchange(compare, compare->at, side)->end);

    if (screen != NULL) {
        app_open(compare->screen.app, screen);
    }
}

static void
press(struct screen *screen, enum request request, wchar_t key)
{
    struct compare *compare = (struct compare *)screen;

    (void)key;
    if (request == REQUEST_LEAVE) {
        app_leave(screen->app);
    } else if (request == REQUEST_OPEN && compare->count > 0) {
        open_side(compare);
    } else {
        compare->at = row_for(compare, request);
    }
}

static bool
can(const struct screen *screen, enum request request)
{
    const struct compare *compare = (const struct compare *)screen;

    if (request == REQUEST_AGAIN || request == REQUEST_NEXT ||
        request == REQUEST_BACK) {
        return row_for(compare, request) != compare->at;
    }
    return request != REQUEST_OPEN || compare->count > 0;
}

static const char *
hint(const struct screen *screen, enum request request)
{
    return request == REQUEST_LEAVE ? ((const struct compare *)screen)->below
                                    : NULL;
}

static void
free_compare(struct screen *screen)
{
    struct compare *compare = (struct compare *)screen;

    for (int side = 0; side < COMPARE_SIDES; side++) {
        tape_free(&compare->side[side].tape);
    }
    free(compare->pair);
    free(compare);
}

static const struct screen_ops compare_ops = {.title = "Two sessions",
                                              .keys = keys,
                                              .draw = draw,
                                              .press = press,
                                              .can = can,
                                              .hint = hint,
                                              .free = free_compare};

struct screen *
replay_compare_new(struct app *app, struct tape *mine, const char *mine_from,
                   struct tape *model, const char *model_from,
                   const char *below)
{
    struct compare *compare = calloc(1, sizeof(*compare));

    if (compare == NULL) {
        tape_free(mine);
        tape_free(model);
        return NULL;
    }
    compare->screen = (struct screen){.ops = &compare_ops, .app = app};
    compare->side[0].tape = *mine;
    compare->side[1].tape = *model;
    snprintf(compare->side[0].from, REPLAY_NAME_MAX, "%s", mine_from);
    snprintf(compare->side[1].from, REPLAY_NAME_MAX, "%s", model_from);
    memset(mine, 0, sizeof(*mine));
    memset(model, 0, sizeof(*model));
    compare->below = below;
    compare->pair = tape_compare(&compare->side[0].tape,
                                 &compare->side[1].tape, &compare->count);
    if (compare->pair == NULL) {
        free_compare(&compare->screen);
        return NULL;
    }
    if (compare->count > 0 && compare->pair[0].difference == TAPE_SAME) {
        compare->at = next_difference(compare, false);
    }
    return &compare->screen;
}
