/*
 * pane_compare.c - two sessions side by side, the differences marked.
 *
 * A row is a command with the kind of its reply.  A sign says how the two
 * differ, and words say it below:
 *
 *   ~ other words   ! another reply   + only mine   - only the model
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "protocol/command.h"
#include "tui/pane.h"
#include "tui/replay_compare.h"

enum { CODE_COLS = 5, CODE_ROOM = 8, TEXT_ROOM = 1024 };

const struct tape_exchange *
compare_exchange(const struct compare *compare, size_t row, int side)
{
    const struct tape_pair *pair = &compare->pair[row];
    size_t i = side == 0 ? pair->mine : pair->model;

    return i == SIZE_MAX ? NULL : &compare->side[side].tape.exchange[i];
}

/*
 * "250", "+OK", "-ERR"; "" without a reply.
 */
static void
code_text(const struct tape *tape, const struct tape_exchange *exchange,
          char out[CODE_ROOM])
{
    const char *reply = exchange->reply < tape->lines
                            ? tape_line(tape, exchange->reply)
                            : "";
    int len = reply[0] == '-' || reply[0] == '+' ? (int)strcspn(reply, " ")
                                                 : (int)strcspn(reply, " -");

    snprintf(out, CODE_ROOM, "%.*s", len < 4 ? len : 4, reply);
}

/*
 * What the client says in an exchange.
 */
static void
said_text(const struct tape *tape, const struct tape_exchange *exchange,
          char *out, size_t room)
{
    size_t lines = exchange->command - exchange->begin;

    if (exchange->verb == TAPE_NONE) {
        snprintf(out, room, "(connects)");
    } else if (strcmp(tape_word(tape, exchange), "text") == 0) {
        snprintf(out, room, "(text, %zu line%s)", lines, lines == 1 ? "" : "s");
    } else {
        snprintf(out, room, "%s", tape_line(tape, exchange->command));
    }
}

static char
sign_of(enum tape_difference difference)
{
    switch (difference) {
    case TAPE_SAME:
        return ' ';
    case TAPE_WORDS:
        return '~';
    case TAPE_REPLY:
        return '!';
    case TAPE_MINE:
        return '+';
    case TAPE_MODEL:
        return '-';
    }
    return ' ';
}

/*
 * The state of a side behind a row.
 */
static const char *
state_name(const struct compare *compare, size_t row, int side)
{
    const struct tape *tape = &compare->side[side].tape;
    struct session_view view;
    const char *name = NULL;
    size_t lines = 0;

    for (size_t i = 0; i <= row; i++) {
        const struct tape_exchange *exchange = compare_exchange(compare, i,
                                                                side);

        lines = exchange != NULL && exchange->end > lines ? exchange->end
                                                          : lines;
    }
    tape_view(tape, lines, &view);
    name = command_state(view.observer.service,
                         view.observer.service == OBSERVER_POP3
                             ? (unsigned)view.observer.pop3.state
                             : (unsigned)view.observer.smtp.state);
    session_view_free(&view);
    return name;
}

/*
 * The difference of a row in a sentence.
 */
static void
difference_text(const struct compare *compare, size_t row, char *out,
                size_t room)
{
    const struct tape_exchange *one = compare_exchange(compare, row, 0);
    const struct tape_exchange *other = compare_exchange(compare, row, 1);
    char mine[CODE_ROOM] = "";
    char model[CODE_ROOM] = "";

    if (one != NULL) {
        code_text(&compare->side[0].tape, one, mine);
    }
    if (other != NULL) {
        code_text(&compare->side[1].tape, other, model);
    }
    switch (compare->pair[row].difference) {
    case TAPE_SAME:
        snprintf(out, room, "No difference: both were answered %s.",
                 mine[0] != '\0' ? mine : "nothing");
        break;
    case TAPE_WORDS:
        snprintf(out, room, "Other words, the same kind of reply: %s.",
                 mine[0] != '\0' ? mine : "none");
        break;
    case TAPE_REPLY:
        snprintf(out, room, "Another reply: mine was answered %s, the model "
                 "%s.", mine[0] != '\0' ? mine : "nothing",
                 model[0] != '\0' ? model : "nothing");
        break;
    case TAPE_MINE:
        snprintf(out, room, "Only mine has this; it was answered %s.",
                 mine[0] != '\0' ? mine : "nothing");
        break;
    case TAPE_MODEL:
        snprintf(out, room, "Only the model has this; it was answered %s.",
                 model[0] != '\0' ? model : "nothing");
        break;
    }
}

static void
draw_half(const struct compare *compare, size_t row, int side,
          const struct area *area, int at)
{
    const struct tape *tape = &compare->side[side].tape;
    const struct tape_exchange *exchange = compare_exchange(compare, row, side);
    char text[TEXT_ROOM];
    char code[CODE_ROOM];

    if (exchange == NULL) {
        return;
    }
    said_text(tape, exchange, text, sizeof(text));
    pane_put(area, at, 0, area->cols - CODE_COLS, PAINT_PLAIN, text);
    code_text(tape, exchange, code);
    paint_text(area, at, area->cols - CODE_COLS, pane_reply_style(code), code);
}

void
pane_compare(const struct compare *compare, const struct area *body,
             int *row)
{
    struct area half[COMPARE_SIDES] = {*body, *body};
    size_t rows = (size_t)body->rows;
    size_t first = compare->at > rows / 2 ? compare->at - rows / 2 : 0;

    if (compare->count > rows && first > compare->count - rows) {
        first = compare->count - rows;
    }
    first = compare->count > rows ? first : 0;
    half[0].left += COMPARE_LEFT;
    half[0].cols = body->cols / 2 - COMPARE_LEFT;
    half[1].left += body->cols / 2 + 2;
    half[1].cols = body->cols - body->cols / 2 - 2;
    for (size_t i = first; i < compare->count && i < first + rows; i++) {
        int at = (int)(i - first);

        paint_format(body, at, 1, PAINT_LATER, "%c",
                     sign_of(compare->pair[i].difference));
        for (int side = 0; side < COMPARE_SIDES; side++) {
            draw_half(compare, i, side, &half[side], at);
        }
        if (i == compare->at) {
            paint_text(body, at, 0, PAINT_HERE, ">");
            *row = body->top + at;
        }
    }
}

void
pane_differs(const struct compare *compare, const struct area *area)
{
    static const char *const names[COMPARE_SIDES] = {"mine ", "model"};
    struct area body = pane_body(area);
    char text[2 * TEXT_ROOM + 64];
    int at = 0;

    paint_rule(area, 0, "How they differ");
    for (int side = 0; side < COMPARE_SIDES; side++) {
        const struct tape *tape = &compare->side[side].tape;
        const struct tape_exchange *exchange = compare_exchange(compare,
                                                           compare->at, side);
        char said[TEXT_ROOM];

        if (exchange == NULL) {
            continue;
        }
        said_text(tape, exchange, said, sizeof(said));
        snprintf(text, sizeof(text), "%s  C: %s   S: %.900s", names[side], said,
                 exchange->reply < tape->lines
                     ? tape_line(tape, exchange->reply)
                     : "(no reply)");
        at += paint_wrapped(&body, at, 1, 7, PAINT_PLAIN, text);
    }
    difference_text(compare, compare->at, text, sizeof(text));
    at += paint_wrapped(&body, at, 1, 0, PAINT_TITLE, text);
    pane_line(&body, at, 1, PAINT_PLAIN,
              "Behind it mine is in state %s, the model in %s.",
              state_name(compare, compare->at, 0),
              state_name(compare, compare->at, 1));
}
