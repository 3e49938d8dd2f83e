/*
 * pane_stages.c - the stages of the lesson in one row: passed, here, to come.
 *
 * The stages are the ids of the lab's steps in their order; steps in a row
 * with one id are one stage.  If they do not fit, the passed ones go first.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tui/lesson.h"
#include "tui/pane.h"

enum { STAGES_MAX = 32, NAME_ROOM = 40, GAP = 2 };

struct stages {
    const char *name[STAGES_MAX];
    size_t count;
    size_t here; /* count: before the first, or behind the last */
    bool begun;
};

static void
find_stages(const struct lesson_view *view, struct stages *stages)
{
    const struct lab *lab = view->lesson->play.lab;
    const struct player *player = view->lesson->play.player;
    size_t steps = 0;

    memset(stages, 0, sizeof(*stages));
    for (size_t i = 0; i < lab->card_count; i++) {
        const struct lab_card *card = &lab->cards[i];
        size_t last = stages->count;

        if (card->kind != LAB_STEP || last == STAGES_MAX) {
            continue;
        }
        if (last == 0 || strcmp(stages->name[last - 1], card->id) != 0) {
            stages->name[stages->count++] = card->id;
        }
        if (++steps == view->stages) {
            stages->here = stages->count - 1;
        }
    }
    stages->begun = view->stages > 0;
    if (!stages->begun || (view->live && player_want(player) == PLAYER_END &&
                           player_outcome(player) == PLAYER_FINISHED)) {
        stages->here = stages->count;
    }
}

/*
 * "[>] SENDER": the stage where we are stands in capitals.
 */
static void
stage_text(const struct stages *stages, size_t i, char out[NAME_ROOM])
{
    bool here = i == stages->here;
    size_t at = 4;

    snprintf(out, NAME_ROOM, "%s %.30s",
             pane_mark(stages->begun && i < stages->here, here),
             stages->name[i]);
    while (here && out[at] != '\0') {
        out[at] = (char)toupper((unsigned char)out[at]);
        at++;
    }
}

static int
width_from(const struct stages *stages, size_t first)
{
    char text[NAME_ROOM];
    int width = 0;

    for (size_t i = first; i < stages->count; i++) {
        stage_text(stages, i, text);
        width += paint_width(text) + (i > first ? GAP : 0);
    }
    return width;
}

/*
 * Draw the stages.  Returns the columns taken.
 */
static int
draw_stages(const struct stages *stages, const struct area *area)
{
    char text[NAME_ROOM];
    size_t first = 0;
    int col = 1;

    while (first < stages->here && first + 1 < stages->count &&
           1 + width_from(stages, first) + (first > 0 ? GAP : 0) > area->cols) {
        first++;
    }
    if (first > 0) {
        col += paint_text(area, 0, col, PAINT_PLAIN,
                          paint_sign(PAINT_ELLIPSIS)) +
               1;
    }
    for (size_t i = first; i < stages->count; i++) {
        stage_text(stages, i, text);
        col += pane_put(area, 0, col, area->cols,
                        i == stages->here ? PAINT_TITLE : PAINT_PLAIN, text);
        col += GAP;
    }
    return col;
}

/*
 * The three states of a POP3 session: RFC 1939 section 3.
 */
static void
draw_states(const struct session_view *view, const struct area *area, int row,
            int left)
{
    static const enum pop3_state STATES[] = {POP3_AUTHORIZATION,
                                             POP3_TRANSACTION, POP3_UPDATE};
    enum pop3_state now = view->observer.pop3.state;
    char text[128] = "";
    size_t used = 0;

    for (size_t i = 0; i < sizeof(STATES) / sizeof(STATES[0]); i++) {
        used += (size_t)snprintf(
            text + used, sizeof(text) - used, "%s%s %s", i > 0 ? "  " : "",
            pane_mark((view->passed & STATES[i]) != 0, now == STATES[i]),
            pop3_state_row(STATES[i])->name);
    }
    if (left + paint_width(text) <= area->cols) {
        paint_text(area, row, row == 0 ? area->cols - paint_width(text) : left,
                   PAINT_PLAIN, text);
    }
}

void
pane_stages(const struct lesson_view *view, const struct area *area)
{
    struct stages stages;
    int end = 0;

    find_stages(view, &stages);
    end = draw_stages(&stages, area);
    if (view->session.connected &&
        view->session.observer.service == OBSERVER_POP3) {
        draw_states(&view->session, area, area->rows > 1 ? 1 : 0,
                    area->rows > 1 ? 1 : end + 1);
    }
}
