/*
 * pane_turn.c - "your turn": what the student is asked, and what was told.
 *
 * From the top: what was told since the last line of the dialogue (the
 * reasons, the narration), at the bottom what is wanted of the student.  The
 * bottom has its rows first; of what was told the newest is shown.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "tui/pane.h"
#include "tui/told.h"

enum {
    OPTIONS = 4,     /* where options begin */
    PROMPT_COLS = 3, /* " > " */
    MORE_COLS = 14,  /* " e shows all ", and one of the rule */
    TEXT_ROOM = 2048
};

static bool
is_typing(const struct lesson_view *view)
{
    enum player_want want = player_want(view->lesson->play.player);

    return view->live && view->trouble == NULL &&
           (want == PLAYER_TYPE || want == PLAYER_ANSWER);
}

/*
 * The sentence that stands for what is wanted, if that is no question.
 */
static void
sentence(const struct lesson_view *view, char *out, size_t room)
{
    const struct player *player = view->lesson->play.player;
    const char *prompt = player_prompt(player);
    const char *end = strstr(prompt, " Press Enter.");
    unsigned put = 0;
    unsigned answered = 0;

    out[0] = '\0';
    if (view->trouble != NULL) {
        snprintf(out, room, "! %s", view->trouble);
        return;
    }
    if (!view->live) {
        return;
    }
    switch (player_want(player)) {
    case PLAYER_GO:
        snprintf(out, room, "%.*s Space: go on.",
                 (int)(end != NULL ? (size_t)(end - prompt) : strlen(prompt)),
                 prompt);
        break;
    case PLAYER_TYPE:
        snprintf(out, room, "%s", prompt);
        break;
    case PLAYER_CHOOSE:
    case PLAYER_ANSWER:
        snprintf(out, room, "%s", view->asked == NULL ? prompt : "");
        break;
    case PLAYER_CONNECT:
    case PLAYER_SAY:
    case PLAYER_SAY_TEXT:
    case PLAYER_HEAR:
    case PLAYER_HANG_UP:
    case PLAYER_LOOK:
        snprintf(out, room, "Waiting for the server.");
        break;
    case PLAYER_END:
        player_score(player, &put, &answered);
        snprintf(out, room,
                 "The lesson is over. You answered %u of %u questions before "
                 "you saw; right or wrong does not count.%s",
                 answered, put,
                 strcmp(view->lesson->play.lab->id, "a1") == 0
                     ? " Next: A2 (Esc)."
                     : "");
        break;
    }
}

/*
 * The lines of the open question behind its first: the options.
 */
static size_t
options(const struct lesson_view *view)
{
    const struct player *player = view->lesson->play.player;
    size_t end = view->lesson->cursor;
    size_t at = view->asked_at + 1;

    while (at < end && player_event(player, at)->kind == PLAYER_ASKED) {
        at++;
    }
    return at - view->asked_at - 1;
}

/*
 * Draw what is wanted from row on.  Returns the rows it needs.  Sets the
 * cursor, in rows and columns of the area.
 */
static int
draw_want(const struct lesson_view *view, const struct area *body, int row,
          int *cursor_row, int *cursor_col)
{
    const struct player *player = view->lesson->play.player;
    char text[TEXT_ROOM];
    int begin = row;

    *cursor_row = row;
    *cursor_col = TOLD_LEFT;
    if (view->asked != NULL) {
        row += paint_wrapped(body, row, TOLD_LEFT, 0, PAINT_PLAIN, view->asked);
        *cursor_row = row;
        *cursor_col = OPTIONS;
        for (size_t i = 1; i <= options(view); i++) {
            row += paint_wrapped(
                body, row, OPTIONS, 3, PAINT_PLAIN,
                player_event(player, view->asked_at + i)->text);
        }
    }
    sentence(view, text, sizeof(text));
    row += paint_wrapped(body, row, TOLD_LEFT, 0,
                         view->trouble != NULL ? PAINT_REFUSED : PAINT_PLAIN,
                         text);
    return row - begin;
}

/*
 * The line being typed; of a long one its end, so that the cursor is seen.
 */
static int
draw_input(const struct lesson_view *view, const struct area *body, int row)
{
    const char *text = view->lesson->input;
    int room = body->cols - PROMPT_COLS - 1;

    while (*text != '\0' && paint_width(text) > room) {
        do {
            text++;
        } while (((unsigned char)*text & 0xC0) == 0x80);
    }
    paint_text(body, row, TOLD_LEFT, PAINT_TITLE, ">");
    return PROMPT_COLS + paint_text(body, row, PROMPT_COLS, PAINT_PLAIN, text);
}

/*
 * The rows at the bottom: what is wanted, the complaint, the input line.
 */
static int
bottom_rows(const struct lesson_view *view, int cols)
{
    const struct area nothing = {0, 0, 0, cols};
    int row = 0;
    int col = 0;

    return draw_want(view, &nothing, 0, &row, &col) +
           (view->lesson->complaint != NULL ? 1 : 0) +
           (is_typing(view) ? 1 : 0);
}

static const char *
title(const struct lesson_view *view)
{
    const struct lesson *lesson = view->lesson;
    const struct player *player = lesson->play.player;

    if (view->trouble != NULL) {
        return "The lesson cannot go on";
    }
    if (!view->live) {
        if (view->asked != NULL) {
            return "What was asked here";
        }
        if (lesson->cursor < lesson->seen) {
            return "What was told here";
        }
        return view->why != NULL ? "Why" : "You predicted";
    }
    switch (player_want(player)) {
    case PLAYER_CHOOSE:
        return player_choices(player)[0] == 'a' ? "Your turn: choose"
                                                : "Your turn: predict";
    case PLAYER_GO:
        return "Your turn: go on";
    case PLAYER_TYPE:
        return "Your turn: type the line";
    case PLAYER_ANSWER:
        return "Your turn: answer";
    case PLAYER_CONNECT:
    case PLAYER_SAY:
    case PLAYER_SAY_TEXT:
    case PLAYER_HEAR:
    case PLAYER_HANG_UP:
    case PLAYER_LOOK:
        return "The server's turn";
    case PLAYER_END:
        break;
    }
    return "The end";
}

int
pane_turn_rows(const struct lesson_view *view, int cols)
{
    struct told told;
    int rows = 1 + bottom_rows(view, cols);

    told_gather(view, TOLD_STEP, &told);
    rows += told_height(&told, cols);
    told_free(&told);
    return rows;
}

void
pane_turn(const struct lesson_view *view, const struct area *area,
          int *cursor_row, int *cursor_col)
{
    struct area body = pane_body(area);
    int bottom = bottom_rows(view, area->cols);
    int room = body.rows > bottom ? body.rows - bottom : 0;
    struct told told;
    int row = 0;

    paint_rule(area, 0, title(view));
    told_gather(view, TOLD_STEP, &told);
    row = told_draw(&told, &body, room);
    if (told_height(&told, area->cols) > room && view->session.connected &&
        !is_typing(view)) {
        paint_text(area, 0, area->cols - MORE_COLS, PAINT_TITLE,
                   " e shows all ");
    }
    told_free(&told);
    row += draw_want(view, &body, row, cursor_row, cursor_col);
    if (view->lesson->complaint != NULL) {
        pane_line(&body, row++, TOLD_LEFT, PAINT_REFUSED, "! %s",
                  view->lesson->complaint);
    }
    if (is_typing(view)) {
        *cursor_row = row < body.rows ? row : body.rows - 1;
        *cursor_col = draw_input(view, &body, *cursor_row);
    }
    *cursor_row += body.top;
    *cursor_col += body.left;
}
