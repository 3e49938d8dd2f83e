/*
 * type.c - the screen "Type it": its life, and its picture.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/type.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/app.h"
#include "tui/lesson_page.h"
#include "tui/pane.h"
#include "tui/session_read.h"
#include "tui/type_inside.h"

/* ---- The picture. ------------------------------------------------------- */

static void
draw_header(const struct type *type, const struct area *area)
{
    bool v6 = strchr(type->reach.host, ':') != NULL;
    bool secure = type->view.observer.secure && type->phase == TYPE_TALKS;
    char place[REACH_HOST_MAX + 48] = "";
    char lines[32];
    int right = 0;
    int col = paint_text(area, 0, 1, PAINT_TITLE, "mailwalk") + 3;

    snprintf(lines, sizeof(lines), "%zu line%s", type->count,
             type->count == 1 ? "" : "s");
    right = area->cols - paint_width(lines) - 1;
    paint_text(area, 0, right, PAINT_PLAIN, lines);
    if (!type_is_live(type)) {
        right -= paint_width(" LOOKING BACK ") + 2;
        paint_text(area, 0, right, PAINT_HERE, " LOOKING BACK ");
    }
    col += paint_text(area, 0, col, PAINT_PLAIN, "Type it yourself");
    if (type->phase != TYPE_ASKS) {
        snprintf(place, sizeof(place), v6 ? "%s [%s]:%u%s" : "%s %s:%u%s",
                 type->place.protocol == CHAT_SMTP ? "SMTP" : "POP3",
                 type->reach.host, (unsigned)type->reach.port,
                 secure ? ", by TLS" : "");
    }
    if (col + 2 + paint_width(place) + 2 <= right) {
        paint_text(area, 0, col + (right - col - paint_width(place)) / 2,
                   PAINT_PLAIN, place);
    }
}

static void
draw_maildrop(const void *ctx, const struct area *area)
{
    pane_maildrop(ctx, area);
}

static void
draw(struct screen *screen, const struct area *area, int *row, int *col)
{
    struct type *type = (struct type *)screen;
    struct session_view *view = type_view(type);
    bool pop3 = view->observer.service == OBSERVER_POP3;
    struct panes panes = {.session = view,
                          .logs = type->logs,
                          .host = type->reach.host,
                          .chosen = type->pane,
                          .zoomed = type->zoomed,
                          .scroll = type->scroll,
                          .box = pop3 ? draw_maildrop : NULL,
                          .ctx = view,
                          .box_alone = true};
    struct lesson_layout layout;
    char *means = session_read_meaning(view);
    int line_row = 0;
    int line_col = 0;

    view->meaning = means;
    lesson_layout(area, pane_typing_rows(type, area), type->logs[0] != NULL,
                  &layout);
    draw_header(type, &layout.header);
    pane_states(view, &layout.stages);
    *row = layout.middle.top;
    *col = 0;
    if (type->page != NULL) {
        lesson_page_draw(type->page, &layout.middle, &type->page_scroll);
    } else {
        panes_draw(&panes, &layout, row);
    }
    pane_typing(type, &layout.turn, &line_row, &line_col);
    if (type_typing(screen)) {
        *row = line_row;
        *col = line_col;
    }
    view->meaning = NULL;
    free(means);
}

/* ---- The life of the screen. -------------------------------------------- */

void
type_log_grew(void *ctx)
{
    const struct type *type = ctx;

    app_changed(type->screen.app);
}

static void
free_type(struct screen *screen)
{
    struct type *type = (struct type *)screen;

    if (type->servers->ctx == type) {
        type->servers->on_done = NULL;
    }
    type_end(type);
    lesson_log_close(type->logs[0]);
    lesson_log_close(type->logs[1]);
    input_line_free(&type->input);
    free(type->page);
    free(type);
}

static const struct screen_ops type_ops = {.title = "Type it yourself",
                                           .keys = type_keys,
                                           .draw = draw,
                                           .press = type_press,
                                           .can = type_can,
                                           .hint = type_hint,
                                           .typing = type_typing,
                                           .stake = type_stake,
                                           .free = free_type};

struct screen *
type_screen_new(struct app *app, const struct type_place *place,
                const struct play_place *lab, struct servers *servers)
{
    struct type *type = calloc(1, sizeof(*type));

    if (type == NULL) {
        return NULL;
    }
    type->screen = (struct screen){.ops = &type_ops, .app = app};
    type->place = *place;
    type->lab = lab;
    type->servers = servers;
    type->wire = place->wire;
    session_view_init(&type->view, place->protocol == CHAT_SMTP
                                       ? OBSERVER_SMTP
                                       : OBSERVER_POP3);
    servers->on_done = type_servers_done;
    servers->ctx = type;
    if (place->ask) {
        type->phase = TYPE_ASKS;
    } else {
        type_connect(type);
    }
    return &type->screen;
}
