/*
 * app_draw.c - the one place that draws.
 *
 * The picture is made from the models and the size of the window at this
 * moment; no geometry is kept.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/app_inside.h"

#include "tui/keys.h"

enum { ROWS_MIN = 16, COLS_MIN = 60 };

bool
app_too_small(void)
{
    struct area all = paint_screen();

    return all.rows < ROWS_MIN || all.cols < COLS_MIN;
}

static void
draw_too_small(const struct app *app, const struct area *area)
{
    int col;

    paint_format(area, 0, 0, PAINT_TITLE, "Too small: %dx%d. Need %dx%d.",
                 area->cols, area->rows, COLS_MIN, ROWS_MIN);
    col = paint_text(area, 1, 0, PAINT_PLAIN, "Enlarge it, or q and: ");
    if (col + paint_width(app->plain) <= area->cols) {
        paint_text(area, 1, col, PAINT_PLAIN, app->plain);
    } else {
        paint_wrapped(area, 2, 0, 0, PAINT_PLAIN, app->plain);
    }
    paint_end(0, 0);
}

static void
draw_help(struct app *app, const struct area *area)
{
    int rows = keys_draw_help(app_top(app), area, app->scroll);

    if (app->scroll > rows - area->rows) {
        app->scroll = rows > area->rows ? rows - area->rows : 0;
    }
}

/*
 * Instead of the hints: the question whether to end.
 */
static void
draw_question(struct app *app, const struct area *hints)
{
    const char *stake = app_stake(app);
    int col = 1 + paint_text(hints, 0, 1, PAINT_KEY, "q");

    col += paint_format(hints, 0, col, PAINT_PLAIN, " quit (%s)   ",
                        stake != NULL ? stake : "nothing is at stake");
    col += paint_text(hints, 0, col, PAINT_KEY, "Esc");
    col += paint_text(hints, 0, col, PAINT_PLAIN, " stay   ");
    col += paint_text(hints, 0, col, PAINT_KEY, "?");
    paint_text(hints, 0, col, PAINT_PLAIN, " help");
}

void
app_draw(struct app *app)
{
    struct area all = paint_screen();
    struct area body = all, hints = all;
    int row = 0, col = 0;

    if (app->level == 0) {
        return;
    }
    paint_begin();
    if (app_too_small()) {
        draw_too_small(app, &all);
        return;
    }
    body.rows--;
    hints.top = all.rows - 1;
    hints.rows = 1;
    if (app->helping) {
        draw_help(app, &body);
        paint_text(&hints, 0, 1, PAINT_PLAIN,
                   "Up Down scroll   any other key goes back   ? help");
    } else {
        app_top(app)->ops->draw(app_top(app), &body, &row, &col);
        if (app->asking) {
            draw_question(app, &hints);
        } else {
            keys_draw_hints(app_top(app), &hints);
        }
    }
    paint_end(row, col);
}
