/*
 * replay.c - the screen of a saved session: its picture and its keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/app.h"
#include "tui/lesson_page.h"
#include "tui/pane.h"
#include "tui/replay_screen.h"
#include "tui/session_read.h"

enum {
    LEFT = 1,
    HEAD_SMALL = 2,     /* rows: the header, and the exchanges */
    HEAD = 3,           /* the states too */
    HEAD_LARGE = 4,     /* and the bar */
    ROWS_SMALL = 20,
    ROWS_LARGE = 23,
    TOLD_SMALL = 4,     /* rows of what is told, with its rule */
    TOLD_MOST = 6,
    PAGE = 10
};

static const struct key_row keys[] = {
    {REQUEST_NEXT, "Space Right l", "next", "the next line"},
    {REQUEST_BACK, "Left h", "back", "the line before"},
    {REQUEST_COMMAND, "c", "command", "on to the end of the next reply"},
    {REQUEST_AGAIN, "n", "refusal", "on to the next refusal"},
    {REQUEST_LEAVE, "Esc", "back", "one level up"},
    {REQUEST_OPEN, "Enter", "open", "open what is folded"},
    {REQUEST_COMMAND_BACK, "C", "", "back to the end of the reply before"},
    {REQUEST_AGAIN_BACK, "N", "", "back to the refusal before"},
    {REQUEST_FIRST, "Home g", "", "the first line"},
    {REQUEST_LAST, "End G", "", "the last line"},
    {REQUEST_PANE, "Tab o", "pane", "the next pane: it scrolls and zooms"},
    {REQUEST_ZOOM, "z", "zoom", "the pane on the whole screen, and back"},
    {REQUEST_WIRE, "v", "wire", "show CR, LF and stuffed dots"},
    {REQUEST_EXPLAIN, "e", "explain",
     "the last command: its reply, and what it does"},
    {REQUEST_UP, "Up k", "", "scroll up"},
    {REQUEST_DOWN, "Down j", "", "scroll down"},
    {REQUEST_PAGE_UP, "PgUp", "", "scroll up, many rows"},
    {REQUEST_PAGE_DOWN, "PgDn", "", "scroll down, many rows"},
    {REQUEST_NONE, NULL, NULL, NULL},
};

/* ---- The picture ---- */

static void
draw_header(const struct replay *replay, const struct area *area)
{
    char right[64];
    int col = paint_text(area, 0, 1, PAINT_TITLE, "mailwalk") + 3;
    int room = 0;

    snprintf(right, sizeof(right), "line %zu of %zu", replay->place,
             replay->tape->lines);
    room = area->cols - paint_width(right) - 1;
    paint_text(area, 0, room, PAINT_PLAIN, right);
    col += paint_text(area, 0, col, PAINT_PLAIN, "Replay: ");
    col += pane_put(area, 0, col, room - col - 2, PAINT_TITLE,
                    replay->tape->name);
    pane_put(area, 0, col, room - col - 2, PAINT_PLAIN, " of ");
    pane_put(area, 0, col + 4, room - col - 6, PAINT_PLAIN, replay->from);
}

static void
draw_told(const struct area *area, const char *text)
{
    struct area body = pane_body(area);

    paint_rule(area, 0, "What this line is");
    if (text != NULL) {
        paint_wrapped(&body, 0, LEFT, 0, PAINT_PLAIN, text);
    }
}

static void
draw_maildrop(const void *ctx, const struct area *area)
{
    pane_maildrop(ctx, area);
}

static void
draw_panes(const struct replay *replay, const struct session_view *view,
           struct lesson_layout *layout, int *row)
{
    static struct lesson_log *const none[2] = {NULL, NULL};
    bool pop3 = view->observer.service == OBSERVER_POP3;
    const struct panes panes = {.session = view,
                                .logs = none,
                                .chosen = replay->pane,
                                .zoomed = replay->zoomed,
                                .scroll = replay->scroll,
                                .box = pop3 ? draw_maildrop : NULL,
                                .ctx = view,
                                .box_alone = true};

    panes_draw(&panes, layout, row);
}

static void
draw_all(struct replay *replay, struct session_view *view,
         const struct area *area, int *row)
{
    struct area head = *area;
    struct area rest = *area;
    struct lesson_layout layout;
    char *text = replay_told(replay, view);
    int rows = text != NULL ? 1 + pane_height(area->cols, LEFT, 0, text) : 1;
    int most = area->rows < ROWS_SMALL ? TOLD_SMALL : TOLD_MOST;

    head.top++;
    head.rows = (area->rows < ROWS_SMALL   ? HEAD_SMALL
                 : area->rows < ROWS_LARGE ? HEAD
                                           : HEAD_LARGE) - 1;
    rest.top += head.rows - 1; /* the layout has a header and stages too */
    rest.rows -= head.rows - 1;
    lesson_layout(&rest, rows < most ? rows : most, false, &layout);
    draw_header(replay, area);
    pane_timeline(replay, view, &head);
    *row = layout.middle.top;
    if (replay->page != NULL) {
        layout.middle.rows += layout.turn.rows;
        lesson_page_draw(replay->page, &layout.middle, &replay->page_scroll);
    } else {
        draw_panes(replay, view, &layout, row);
        draw_told(&layout.turn, text);
    }
    free(text);
}

/*
 * The session at the place, looked at as the keys have it.
 */
static void
make_view(const struct replay *replay, struct session_view *view)
{
    tape_view(replay->tape, replay->place, view);
    view->strange = replay->strange;
    view->watched = true;
    view->opens = true;
    view->wire = replay->wire;
    if (replay->pane == PANE_DIALOGUE) {
        view->whole = replay->zoomed;
        view->scroll = replay->scroll;
    }
}

static void
draw(struct screen *screen, const struct area *area, int *row, int *col)
{
    struct replay *replay = (struct replay *)screen;
    struct session_view view;
    char *meaning = NULL;

    make_view(replay, &view);
    meaning = session_read_meaning(&view);
    view.meaning = meaning;
    *col = 0;
    draw_all(replay, &view, area, row);
    session_view_free(&view);
    free(meaning);
}

/* ---- Keys ---- */

/*
 * Where a key leads to; the same place if nowhere.
 */
static size_t
place_for(const struct replay *replay, enum request request)
{
    const struct tape *tape = replay->tape;
    size_t place = replay->place;

    if (request == REQUEST_NEXT && place < tape->lines) {
        return place + 1;
    }
    if (request == REQUEST_BACK && place > 1) {
        return place - 1;
    }
    if (request == REQUEST_COMMAND || request == REQUEST_COMMAND_BACK) {
        return tape_step(tape, place, request == REQUEST_COMMAND_BACK, false);
    }
    if (request == REQUEST_AGAIN || request == REQUEST_AGAIN_BACK) {
        return tape_step(tape, place, request == REQUEST_AGAIN_BACK, true);
    }
    if (request == REQUEST_FIRST) {
        return 1;
    }
    return request == REQUEST_LAST ? tape->lines : place;
}

/*
 * The page that a key asks for; NULL if there is none here.
 */
static char *
page_for(const struct replay *replay, enum request request)
{
    struct session_view view;
    char *page = NULL;

    make_view(replay, &view);
    page = request == REQUEST_OPEN ? session_read_folded(&view)
                                   : session_read_command(&view);
    session_view_free(&view);
    return page;
}

static bool
can(const struct screen *screen, enum request request)
{
    const struct replay *replay = (const struct replay *)screen;
    char *page = NULL;

    if (request == REQUEST_NEXT || request == REQUEST_BACK ||
        request == REQUEST_COMMAND || request == REQUEST_AGAIN) {
        return place_for(replay, request) != replay->place;
    }
    if (request == REQUEST_PANE || request == REQUEST_ZOOM ||
        request == REQUEST_WIRE) {
        return replay->page == NULL;
    }
    if (request == REQUEST_OPEN || request == REQUEST_EXPLAIN) {
        page = replay->page == NULL ? page_for(replay, request) : NULL;
        free(page);
        return page != NULL;
    }
    return true;
}

static const char *
hint(const struct screen *screen, enum request request)
{
    const struct replay *replay = (const struct replay *)screen;

    if (request == REQUEST_ZOOM && replay->zoomed) {
        return "all panes";
    }
    return request == REQUEST_LEAVE && replay->page == NULL ? replay->below
                                                            : NULL;
}

static void
scroll(struct replay *replay, int by)
{
    int *at = replay->page != NULL ? &replay->page_scroll : &replay->scroll;

    *at += replay->page != NULL ? by : -by;
    *at = *at < 0 ? 0 : *at;
}

static void
close_page(struct replay *replay)
{
    free(replay->page);
    replay->page = NULL;
    replay->page_scroll = 0;
}

static void
look(struct replay *replay, enum request request)
{
    if (request == REQUEST_PANE) {
        replay->pane = panes_next(replay->pane, false);
        replay->scroll = 0;
    } else if (request == REQUEST_ZOOM) {
        replay->zoomed = !replay->zoomed;
    } else if (request == REQUEST_WIRE) {
        replay->wire = !replay->wire;
    } else if (request == REQUEST_OPEN || request == REQUEST_EXPLAIN) {
        replay->page = page_for(replay, request);
    }
}

static void
press(struct screen *screen, enum request request, wchar_t key)
{
    struct replay *replay = (struct replay *)screen;
    size_t place = place_for(replay, request);

    (void)key;
    if (place != replay->place) {
        replay->place = place;
        replay->scroll = 0;
        close_page(replay);
    } else if (request == REQUEST_UP || request == REQUEST_DOWN) {
        scroll(replay, request == REQUEST_UP ? -1 : 1);
    } else if (request == REQUEST_PAGE_UP || request == REQUEST_PAGE_DOWN) {
        scroll(replay, request == REQUEST_PAGE_UP ? -PAGE : PAGE);
    } else if (request == REQUEST_LEAVE && replay->page != NULL) {
        close_page(replay);
    } else if (request == REQUEST_LEAVE) {
        app_leave(screen->app);
    } else if (can(screen, request)) {
        look(replay, request);
    }
}

static void
free_replay(struct screen *screen)
{
    free(((struct replay *)screen)->page);
    free(screen);
}

static const struct screen_ops replay_ops = {.title = "Replay",
                                             .keys = keys,
                                             .draw = draw,
                                             .press = press,
                                             .can = can,
                                             .hint = hint,
                                             .free = free_replay};

struct screen *
replay_screen_new(struct app *app, const struct tape *tape, const char *from,
                  bool ours, const char *below, size_t place)
{
    struct replay *replay = calloc(1, sizeof(*replay));

    if (replay == NULL) {
        return NULL;
    }
    replay->screen = (struct screen){.ops = &replay_ops, .app = app};
    replay->tape = tape;
    snprintf(replay->from, sizeof(replay->from), "%s", from);
    replay->strange = !ours;
    replay->below = below;
    replay->place = place;
    return &replay->screen;
}
