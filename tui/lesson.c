/*
 * lesson.c - the screen of a lesson: its life, and its picture.
 *
 * The picture is made anew each time: a view of the events up to the cursor,
 * a layout for the size of the window, and the panes, each by its own hand.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/lesson_inside.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/mailwatch.h"

#include "tui/app.h"
#include "tui/lesson_layout.h"
#include "tui/lesson_log.h"
#include "tui/lesson_page.h"
#include "tui/lesson_screen.h"
#include "tui/lesson_steps.h"
#include "tui/pane.h"

enum {
    NOTICE_LEFT = 1,
    GAP = 2,
    STEP_COLS = 40,
    SCORE_COLS = 120, /* from here on the score stands in the header */
    PLACE_COLS = 90
};

/*
 * The layout for what the student's turn needs.  If that leaves no rows for the
 * reply, the prediction beside it is told with the turn.
 */
static void
lay(struct lesson_view *view, const struct area *area, bool page,
    struct lesson_layout *layout)
{
    const struct lesson *lesson = view->lesson;
    bool logs = lesson->logs[0] != NULL;
    int rows = 0;

    if (lesson->notice[0] != '\0') {
        rows = 1 + pane_height(area->cols, NOTICE_LEFT, 0, lesson->notice);
    } else if (!page) {
        rows = pane_turn_rows(view, area->cols);
    }
    lesson_layout(area, rows, logs, layout);
    if (layout->reply.rows == 0 && rows > 0 && lesson->notice[0] == '\0') {
        view->tells_guess = true;
        lesson_layout(area, pane_turn_rows(view, area->cols), logs, layout);
    }
    lesson_layout_story(layout);
}

/* ---- The picture ---- */

/*
 * "smtpd 127.0.0.1:2525": where a server is.
 */
static size_t
place_text(const struct play_place *place, enum world_service service,
           char *out, size_t room)
{
    const struct world_server *server = world_server(
        world_server_index(WORLD_RED, service));

    if (place->host != NULL) {
        return (size_t)snprintf(out, room, "%s %.60s:%u",
                                service == WORLD_POP3 ? "POP3" : "SMTP",
                                place->host, server->port + place->offset);
    }
    return (size_t)snprintf(
        out, room, "%s 127.0.0.1:%u", server->program,
        (unsigned)world_port(place->world, WORLD_RED, service));
}

/*
 * In the middle: both servers if there is room, else that of the connection.
 */
static void
draw_places(const struct lesson_view *view, const struct area *area, int col,
            int right)
{
    const struct play_place *place = &view->lesson->place;
    bool pop3 = view->session.observer.service == OBSERVER_POP3;
    char text[2 * PLACE_COLS];
    size_t len = place_text(place, WORLD_SMTP, text, PLACE_COLS);

    len += (size_t)snprintf(text + len, sizeof(text) - len, "   ");
    place_text(place, WORLD_POP3, text + len, PLACE_COLS);
    if (col + GAP + paint_width(text) + GAP > right) {
        text[0] = '\0';
        if (view->session.connected) {
            place_text(place, pop3 ? WORLD_POP3 : WORLD_SMTP, text,
                       sizeof(text));
        }
    }
    if (col + GAP + paint_width(text) + GAP <= right) {
        paint_text(area, 0, col + (right - col - paint_width(text)) / 2,
                   PAINT_PLAIN, text);
    }
}

static void
draw_header(const struct lesson_view *view, const struct area *area)
{
    const struct lesson *lesson = view->lesson;
    const struct lab *lab = lesson->play.lab;
    bool back = lesson->cursor < lesson->seen;
    unsigned put = 0;
    unsigned answered = 0;
    char step[STEP_COLS];
    char title[160];
    int right = area->cols - 1;
    int col = paint_text(area, 0, 1, PAINT_TITLE, "mailwalk") + 3;

    player_score(lesson->play.player, &put, &answered);
    if (put > 0 && area->cols >= SCORE_COLS) {
        snprintf(step, sizeof(step), "answered %u of %u", answered, put);
        right -= paint_width(step);
        paint_text(area, 0, right, PAINT_PLAIN, step);
        right -= GAP + 1;
    }
    snprintf(step, sizeof(step), "step %zu of %zu", view->step,
             player_steps(lesson->play.player));
    right -= paint_width(step);
    paint_text(area, 0, right, PAINT_PLAIN, step);
    if (back) {
        right -= paint_width(" LOOKING BACK ") + GAP;
        paint_text(area, 0, right, PAINT_HERE, " LOOKING BACK ");
    }
    snprintf(title, sizeof(title), "Lesson %c%.20s: %.100s",
             toupper((unsigned char)lab->id[0]), lab->id + 1, lab->title);
    col += pane_put(area, 0, col, right - GAP - col, PAINT_PLAIN, title);
    draw_places(view, area, col, right);
}

/*
 * The bottom: a notice, the way on from a page, or the student's turn.
 */
static void
draw_turn(const struct lesson_view *view, const struct area *area, bool page,
          int *row, int *col)
{
    const struct lesson *lesson = view->lesson;

    *row = area->top + 1;
    *col = area->left + NOTICE_LEFT;
    if (lesson->notice[0] != '\0') {
        paint_rule(area, 0, lesson->phase == LESSON_PLAYS
                                ? "The lesson cannot go on"
                                : "Before the lesson begins");
        paint_wrapped(area, 1, NOTICE_LEFT, 0, PAINT_PLAIN, lesson->notice);
    } else if (page) {
        paint_rule(area, 0, "Your turn: read");
        paint_text(area, 1, NOTICE_LEFT, PAINT_PLAIN,
                   lesson->page != NULL
                       ? "Space or Esc goes back to the lesson."
                       : "Space goes on.");
    } else if (lesson_covered(lesson)) {
        paint_rule(area, 0, "The answer is covered");
        paint_text(area, 1, NOTICE_LEFT, PAINT_PLAIN,
                   "The server has replied. P uncovers it.");
    } else {
        pane_turn(view, area, row, col);
    }
}

static void
draw(struct screen *screen, const struct area *area, int *row, int *col)
{
    struct lesson *lesson = (struct lesson *)screen;
    const char *page = lesson->page;
    struct lesson_layout layout;
    struct lesson_view view;
    struct panes panes;
    int turn_row = 0;
    int turn_col = 0;

    lesson_view(lesson, &view);
    if (page == NULL) {
        page = lesson_page_at(lesson->play.player, lesson->cursor);
    }
    lay(&view, area, page != NULL, &layout);
    draw_header(&view, &layout.header);
    pane_stages(&view, &layout.stages);
    *row = layout.middle.top;
    if (page != NULL) {
        lesson_page_draw(page, &layout.middle, &lesson->page_scroll);
    } else {
        lesson_panes(&view, &panes);
        panes_draw(&panes, &layout, row);
    }
    if (page == NULL && !lesson->zoomed && layout.way.rows > 0) {
        pane_way(&view, &layout.way);
        pane_message(&view.session, &layout.message);
    }
    draw_turn(&view, &layout.turn, page != NULL, &turn_row, &turn_col);
    *col = 0;
    if (lesson_asks(lesson) || lesson->notice[0] != '\0') {
        *row = turn_row;
        *col = turn_col;
    }
    lesson_view_free(&view);
}

/* ---- The life of the screen ---- */

static void
on_log(void *ctx)
{
    const struct lesson *lesson = ctx;

    app_changed(lesson->screen.app);
}

static void
on_mail(void *ctx)
{
    struct lesson *lesson = ctx;

    free(lesson->mailbox);
    lesson->mailbox = play_mailbox(&lesson->play);
    app_changed(lesson->screen.app);
}

void
lesson_look_out(struct lesson *lesson)
{
    static const enum world_service services[] = {WORLD_SMTP, WORLD_POP3};
    struct event_base *base = app_base(lesson->screen.app);
    const struct world *world = lesson->place.world;
    char path[WORLD_PATH_ROOM];

    for (int i = 0; i < 2 && world != NULL && lesson->logs[i] == NULL; i++) {
        world_server_path(world, world_server_index(WORLD_RED, services[i]),
                          "log", path);
        lesson->logs[i] = lesson_log_open(path, base, on_log, lesson);
    }
    if (lesson->watch == NULL && play_box_path(&lesson->play, path) == 0) {
        lesson->watch = mailwatch_open(path, base, on_mail, lesson);
    }
}

static void
free_lesson(struct screen *screen)
{
    struct lesson *lesson = (struct lesson *)screen;

    lesson->servers->on_done = NULL;
    lesson_end(lesson);
    lesson_log_close(lesson->logs[0]);
    lesson_log_close(lesson->logs[1]);
    mailwatch_close(lesson->watch);
    free(lesson->mailbox);
    free(lesson);
}

static const struct screen_ops lesson_ops = {.title = "A lesson",
                                             .keys = lesson_keys,
                                             .draw = draw,
                                             .press = lesson_press,
                                             .can = lesson_can,
                                             .hint = lesson_hint,
                                             .typing = lesson_typing,
                                             .stake = lesson_stake,
                                             .free = free_lesson};

struct screen *
lesson_screen_new(struct app *app, const struct play_place *place,
                  struct servers *servers, const char *lab_path, char *why)
{
    struct lesson *lesson = calloc(1, sizeof(*lesson));

    if (lesson == NULL) {
        snprintf(why, LAB_WHY_MAX, "not enough memory for a lesson");
        return NULL;
    }
    lesson->screen = (struct screen){.ops = &lesson_ops, .app = app};
    lesson->place = *place;
    lesson->servers = servers;
    snprintf(lesson->path, sizeof(lesson->path), "%s", lab_path);
    if (lesson_begin(lesson, why) != 0) {
        free(lesson);
        return NULL;
    }
    servers->on_done = lesson_servers_done;
    servers->ctx = lesson;
    if (!servers->starting) {
        lesson_look_out(lesson);
    }
    return &lesson->screen;
}
