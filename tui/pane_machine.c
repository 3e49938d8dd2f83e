/*
 * pane_machine.c - where we are: the states of the protocol, from its tables.
 *
 * A state is the set of commands that are legal in it.  Between two states
 * stands the command that leads on, with the reply that says so.
 *
 * RFC 5321 section 4.1.4; RFC 1939 sections 3 to 6.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "labs/explain.h"

#include "tui/pane.h"

enum { STATES_MAX = 6, LINK_ROOM = 96, NAME_COLS = 20 };

/* One protocol's states as they are drawn. */
struct machine {
    const char *name[STATES_MAX];
    char on[STATES_MAX][LINK_ROOM]; /* what leads on to the next one */
    unsigned state[STATES_MAX];
    size_t count;
    unsigned now;
};

/*
 * The first command that leads from one state to the other; NULL if there is
 * none.  A command that clears or ends a session leads on from nowhere.
 */
static const struct smtp_command *
smtp_leads(unsigned from, unsigned to)
{
    for (int verb = 0; verb < SMTP_VERBS; verb++) {
        const struct smtp_command *command = smtp_command((enum smtp_verb)verb);

        if ((command->legal & from) != 0 && (command->after & to) != 0) {
            return command;
        }
    }
    return NULL;
}

/*
 * The reply to success: the first code of the command that is no refusal.
 */
static int
success(const struct smtp_command *command)
{
    for (size_t i = 0; i < SMTP_CODES_MAX && command->codes[i] != 0; i++) {
        if (command->codes[i] < 400) {
            return command->codes[i];
        }
    }
    return 0;
}

static void
make_smtp(struct machine *machine, unsigned now)
{
    machine->now = now;
    for (unsigned state = SMTP_GREETED; state <= SMTP_CLOSED; state *= 2) {
        size_t i = machine->count++;
        unsigned next = state == SMTP_DATA ? (unsigned)SMTP_READY : 2 * state;
        const struct smtp_command *command = smtp_leads(state, next);

        machine->state[i] = state;
        machine->name[i] = smtp_state_row((enum smtp_state)state)->name;
        if (state == SMTP_CLOSED || command == NULL) {
            continue;
        }
        snprintf(machine->on[i], LINK_ROOM, "%s %s %d%s", command->word,
                 paint_sign(PAINT_ARROW_RIGHT), success(command),
                 state == SMTP_DATA ? ", back to READY" : "");
    }
}

/*
 * In POP3 PASS leads on (and whatever else the table has), then QUIT.
 */
static void
make_pop3(struct machine *machine, unsigned now)
{
    machine->now = now;
    for (unsigned state = POP3_AUTHORIZATION; state <= POP3_UPDATE;
         state *= 2) {
        size_t i = machine->count++;

        machine->state[i] = state;
        machine->name[i] = pop3_state_row((enum pop3_state)state)->name;
        for (int verb = 0; verb < POP3_VERBS; verb++) {
            const struct pop3_command *command = pop3_command(
                (enum pop3_verb)verb);

            if ((command->legal & state) != 0 &&
                (command->after & 2 * state) != 0) {
                snprintf(machine->on[i], LINK_ROOM, "%s%s %s +OK",
                         verb == POP3_VERB_PASS ? "USER, " : "", command->word,
                         paint_sign(PAINT_ARROW_RIGHT));
                break;
            }
        }
    }
}

/*
 * The ways that lead elsewhere, as far as there are rows, from row on.
 * RFC 5321 sections 3.3, 4.1.1.5, 4.1.1.10; RFC 1939 sections 4 to 6.
 */
static void
draw_other_ways(const struct session_view *view, const struct area *body,
                int row)
{
    static const char *const ways[2][3] = {
        [OBSERVER_SMTP] = {"QUIT leads to CLOSED from any state but DATA",
                           "RSET: back to READY, the mail is dropped",
                           "RCPT again: one for each recipient"},
        [OBSERVER_POP3] = {"QUIT before the login: no UPDATE",
                           "RSET: all marks are taken away",
                           "connection lost: no UPDATE, all marks void"},
    };

    for (int i = 0; i < 3; i++) {
        pane_line(body, row + i, 2, PAINT_PLAIN, "%s",
                  ways[view->observer.service][i]);
    }
}

/*
 * The states below each other: between them a row for what leads on, or (if
 * rows are few) that in the row of the state.  Returns the row behind.
 */
static int
draw_states(const struct machine *machine, const struct area *body,
            unsigned passed, bool roomy)
{
    int row = 0;

    for (size_t i = 0; i < machine->count; i++) {
        bool here = machine->state[i] == machine->now;

        paint_format(body, row, 2, here ? PAINT_TITLE : PAINT_PLAIN, "%s %s",
                     pane_mark((passed & machine->state[i]) != 0, here),
                     machine->name[i]);
        if (machine->on[i][0] != '\0') {
            row += roomy ? 1 : 0;
            if (roomy) {
                paint_text(body, row, 3, PAINT_PLAIN, paint_sign(PAINT_VLINE));
            }
            pane_put(body, row, roomy ? 8 : NAME_COLS + 2, body->cols,
                     PAINT_PLAIN, machine->on[i]);
        }
        row++;
    }
    return row;
}

/*
 * All states in one row, if there is no more.
 */
static void
draw_row(const struct machine *machine, const struct area *body,
         unsigned passed)
{
    int col = 1;

    for (size_t i = 0; i < machine->count; i++) {
        char text[64];

        snprintf(text, sizeof(text), "%s %s",
                 pane_mark((passed & machine->state[i]) != 0,
                           machine->state[i] == machine->now),
                 machine->name[i]);
        col += 2 + pane_put(body, 0, col, body->cols, PAINT_PLAIN, text);
    }
}

/*
 * "Legal now: EHLO HELO QUIT".
 */
static void
legal_text(const struct observer *observer, char *out, size_t room)
{
    FILE *stream = fmemopen(out, room, "w");

    out[0] = '\0';
    if (stream != NULL) {
        explain_legal(stream, observer);
        fclose(stream);
    }
    out[strcspn(out, ".\n")] = '\0';
    if (out[0] == '\0') {
        snprintf(out, room, "Legal now: nothing");
    }
}

void
pane_machine(const struct session_view *view, const struct area *area)
{
    bool pop3 = view->observer.service == OBSERVER_POP3;
    struct area body = pane_body(area);
    struct machine machine = {.count = 0};
    unsigned passed = view->connected ? view->passed : 0;
    char legal[300];
    int count = 0;
    int row = 1;

    paint_rule(area, 0, pop3 ? "Where we are: POP3" : "Where we are: SMTP");
    if (pop3) {
        make_pop3(&machine, view->connected ? view->observer.pop3.state : 0);
    } else {
        make_smtp(&machine, view->connected ? view->observer.smtp.state : 0);
    }
    count = (int)machine.count;
    legal_text(&view->observer, legal, sizeof(legal));
    if (body.rows < count) {
        draw_row(&machine, &body, passed);
    } else {
        row = draw_states(&machine, &body, passed, body.rows >= 2 * count + 1);
    }
    if (row + pane_height(body.cols, 2, 2, legal) <= body.rows) {
        row += paint_wrapped(&body, row, 2, 2, PAINT_PLAIN, legal);
    } else {
        pane_line(&body, row++, 2, PAINT_PLAIN, "%s", legal);
    }
    draw_other_ways(view, &body, row);
}
