/*
 * pane_stages.c - the stages of the lesson in one row: passed, here, to come.
 *
 * The stages are the ids of the lab's steps in their order; steps in a row
 * with one id are one stage.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "tui/lesson.h"
#include "tui/pane.h"
#include "tui/stage_row.h"

enum { STAGES_MAX = 32 };

/*
 * Returns how many there are.
 */
static size_t
find_stages(const struct lesson_view *view, struct stage *stages)
{
    const struct lab *lab = view->lesson->play.lab;
    const struct player *player = view->lesson->play.player;
    bool finished = view->live && player_want(player) == PLAYER_END &&
                    player_outcome(player) == PLAYER_FINISHED;
    const char *last = "";
    size_t count = 0;
    size_t here = 0;
    size_t steps = 0;

    for (size_t i = 0; i < lab->card_count && count < STAGES_MAX; i++) {
        const struct lab_card *card = &lab->cards[i];

        if (card->kind != LAB_STEP) {
            continue;
        }
        if (strcmp(last, card->id) != 0) {
            stages[count] = (struct stage){.done = false};
            snprintf(stages[count++].text, STAGE_ROOM, "%.30s", card->id);
            last = card->id;
        }
        if (++steps == view->stages) {
            here = count - 1;
        }
    }
    for (size_t i = 0; i < count && view->stages > 0; i++) {
        stages[i].done = finished || i < here;
        stages[i].here = !finished && i == here;
    }
    return count;
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
    struct stage stages[STAGES_MAX];
    int end = stage_row(stages, find_stages(view, stages), area);

    if (view->session.connected &&
        view->session.observer.service == OBSERVER_POP3) {
        draw_states(&view->session, area, area->rows > 1 ? 1 : 0,
                    area->rows > 1 ? 1 : end + 1);
    }
}
