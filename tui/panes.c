/*
 * panes.c - the panes of a session beside each other, as the size allows.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/panes.h"

#include "tui/pane.h"

enum { ONE_COLUMN = 119 }; /* at most: lesson_layout.c */

/*
 * What the server remembers and the mailbox.  Side by side or below each other,
 * one of them may have the room of both.
 */
static void
draw_memory(const struct panes *panes, const struct area *memory,
            const struct area *box)
{
    bool beside = memory->top == box->top;
    struct area both = *memory;

    if (beside) {
        both.cols += box->cols;
    } else {
        both.rows += box->rows;
    }
    if (panes->box == NULL) {
        pane_memory(panes->session, &both);
    } else if (panes->box_alone && both.left + both.cols <= ONE_COLUMN) {
        panes->box(panes->ctx, &both);
    } else {
        pane_memory(panes->session, memory);
        panes->box(panes->ctx, box);
    }
}

/*
 * The chosen pane where it has no place of its own, or zoomed.
 */
static void
draw_chosen(const struct panes *panes, const struct area *area, int *row)
{
    struct area upper = *area;
    struct area lower = *area;

    switch (panes->chosen) {
    case PANE_DIALOGUE:
    case PANE_NAMES:
        pane_dialogue(panes->session, area, row);
        break;
    case PANE_REPLY:
        pane_reply(panes->session, area);
        break;
    case PANE_MEMORY:
        upper.rows = area->rows - area->rows / 2;
        lower.top += upper.rows;
        lower.rows -= upper.rows;
        draw_memory(panes, &upper, &lower);
        break;
    case PANE_MACHINE:
        pane_machine(panes->session, area);
        break;
    case PANE_SMTP_LOG:
    case PANE_POP3_LOG:
        pane_log(panes, panes->chosen, area);
        break;
    }
}

/*
 * Has the chosen pane a place of its own?
 */
static bool
is_placed(const struct lesson_layout *layout, enum pane_name pane)
{
    switch (pane) {
    case PANE_REPLY:
        return layout->reply.rows > 0;
    case PANE_MEMORY:
        return layout->memory.rows > 0;
    case PANE_MACHINE:
        return layout->machine.rows > 0;
    case PANE_SMTP_LOG:
    case PANE_POP3_LOG:
        return layout->logs[0].rows > 0;
    case PANE_DIALOGUE:
    case PANE_NAMES:
        break;
    }
    return true;
}

/*
 * The pane that has no place of its own takes that of others.
 */
static void
make_room(struct lesson_layout *layout, struct area *guest)
{
    *guest = layout->spare;
    if (guest->rows < 4) {
        layout->dialogue.rows -= layout->dialogue.rows / 2;
        guest->top = layout->dialogue.top + layout->dialogue.rows;
        guest->rows = layout->spare.top + layout->spare.rows - guest->top;
    }
    layout->reply.rows = layout->machine.rows = 0;
    if (guest->cols == layout->middle.cols) {
        layout->memory.rows = layout->mailbox.rows = 0;
    }
}

void
panes_draw(const struct panes *panes, struct lesson_layout *layout, int *row)
{
    struct area guest = {0, 0, 0, 0};

    if (panes->zoomed) {
        draw_chosen(panes, &layout->middle, row);
        return;
    }
    if (!is_placed(layout, panes->chosen)) {
        make_room(layout, &guest);
        draw_chosen(panes, &guest, row);
    }
    pane_dialogue(panes->session, &layout->dialogue, row);
    if (layout->reply.rows > 0) {
        pane_reply(panes->session, &layout->reply);
    }
    if (layout->memory.rows > 0) {
        draw_memory(panes, &layout->memory, &layout->mailbox);
    }
    if (layout->machine.rows > 0) {
        pane_machine(panes->session, &layout->machine);
    }
    for (int i = 0; i < 2 && layout->logs[i].rows > 0; i++) {
        pane_log(panes, i == 0 ? PANE_SMTP_LOG : PANE_POP3_LOG,
                 &layout->logs[i]);
    }
    for (int i = 0; i < 2 && layout->dividers[i].rows > 0; i++) {
        paint_divider(&layout->dividers[i], 0);
    }
}

enum pane_name
panes_next(enum pane_name pane, bool logs)
{
    pane = (enum pane_name)((pane + 1) % PANE_NAMES);
    return pane == PANE_SMTP_LOG && !logs ? PANE_DIALOGUE : pane;
}
