/*
 * type_press.c - what the keys of "Type it" do.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/app.h"
#include "tui/session_read.h"
#include "tui/type_inside.h"

enum { PAGE_ROWS = 8, BACKSPACE = 8, CONTROL_U = 21, SCROLL_MAX = 100000 };

static void
scroll(struct type *type, int rows)
{
    type->scroll -= rows;
    type->scroll = type->scroll < 0            ? 0
                   : type->scroll > SCROLL_MAX ? SCROLL_MAX
                                               : type->scroll;
}

/*
 * From the line to the panes, through them, and back.
 */
static void
next_pane(struct type *type)
{
    bool logs = type->logs[0] != NULL;

    type->scroll = 0;
    if (!type->looking) {
        type->looking = true;
        type->pane = PANE_DIALOGUE;
        return;
    }
    type->pane = panes_next(type->pane, logs);
    if (type->pane == PANE_DIALOGUE) {
        type->looking = type->zoomed = false;
    }
}

/* ---- Pages. ------------------------------------------------------------- */

static void
open_page(struct type *type, char *page)
{
    type->page = page;
    type->page_scroll = 0;
}

static void
press_page(struct type *type, enum request request)
{
    if (request == REQUEST_UP || request == REQUEST_PAGE_UP) {
        type->page_scroll -= request == REQUEST_UP ? 1 : PAGE_ROWS;
    } else if (request == REQUEST_DOWN || request == REQUEST_PAGE_DOWN) {
        type->page_scroll += request == REQUEST_DOWN ? 1 : PAGE_ROWS;
    } else if (request != REQUEST_CHOICE) {
        free(type->page);
        type->page = NULL;
    }
}

/* ---- The line. ---------------------------------------------------------- */

static void
take_hint(struct type *type)
{
    char next[HINT_MAX];

    type_next(type, next);
    input_line_set(&type->input, next);
}

static void
press_character(struct type *type, wchar_t key)
{
    bool empty = type->input.text[0] == '\0';

    type->cursor = type->count; /* whoever types is in the present */
    if (key == L'\n') {
        if (empty && type->phase == TYPE_ASKS) {
            take_hint(type); /* what stands in brackets is the answer */
        }
        type_send(type);
    } else if (key == L'?' && empty) {
        app_help(type->screen.app);
    } else if (key == BACKSPACE) {
        input_line_erase(&type->input);
    } else if (key == CONTROL_U) {
        input_line_set(&type->input, "");
    } else if (key >= L' ' && !input_line_insert(&type->input, key)) {
        snprintf(type->notice, sizeof(type->notice),
                 "A line has at most %d octets here.", INPUT_LINE_MAX);
    }
}

/*
 * Arrows and their like while the line is open: on an empty one they look back
 * or take the hint, else they edit.
 */
static void
press_line(struct type *type, enum request request)
{
    struct input_line *input = &type->input;
    bool empty = input->text[0] == '\0';

    switch ((int)request) {
    case REQUEST_NEXT:
        if (!empty) {
            input_line_right(input);
        } else if (type_is_live(type)) {
            take_hint(type);
        } else {
            type_step_on(type);
        }
        break;
    case REQUEST_BACK:
        if (empty) {
            type_step_back(type);
        } else {
            input_line_left(input);
        }
        break;
    case REQUEST_FIRST:
        if (empty) {
            type_go(type, 1);
        } else {
            input_line_home(input);
        }
        break;
    case REQUEST_LAST:
        type_go(type, type->count);
        input_line_end(input);
        break;
    case REQUEST_UP:
        input_line_older(input);
        break;
    case REQUEST_DOWN:
        input_line_newer(input);
        break;
    }
}

/* ---- Panes. ------------------------------------------------------------- */

static void
press_pane(struct type *type, enum request request)
{
    switch ((int)request) {
    case REQUEST_OPEN:
        open_page(type, session_read_folded(type_view(type)));
        break;
    case REQUEST_EXPLAIN:
        open_page(type, session_read_command(type_view(type)));
        break;
    case REQUEST_WIRE:
        type->wire = !type->wire;
        break;
    case REQUEST_ZOOM:
        type->zoomed = !type->zoomed;
        break;
    case REQUEST_ASK:
        if (type->phase != TYPE_TALKS) {
            break; /* the notice says why it is over */
        }
        type->asking = !type->asking;
        snprintf(type->notice, sizeof(type->notice),
                 type->asking ? "From now on each reply is to be predicted."
                              : "Replies are shown at once again.");
        break;
    case REQUEST_NEXT:
        type_step_on(type);
        break;
    case REQUEST_BACK:
        type_step_back(type);
        break;
    case REQUEST_FIRST:
        type_go(type, 1);
        break;
    case REQUEST_LAST:
        type_go(type, type->count);
        break;
    case REQUEST_UP:
        scroll(type, -1);
        break;
    case REQUEST_DOWN:
        scroll(type, 1);
        break;
    }
}

/*
 * Once it is over.
 */
static void
press_again(struct type *type, enum request request)
{
    if (!type_can(&type->screen, request)) {
        return;
    }
    if (request == REQUEST_RETRY) {
        type_connect(type);
    } else {
        type->phase = TYPE_STARTS;
        type->notice[0] = '\0';
        servers_start(type->servers);
    }
}

/*
 * Does the key answer the question?  Others look, as ever.
 */
static bool
predict(struct type *type, enum request request, wchar_t key)
{
    const char *choices = type->place.protocol == CHAT_SMTP ? "2345" : "+-";

    if (request == REQUEST_NEXT || request == REQUEST_OPEN) {
        type_predict(type, 0);
        return true;
    }
    if (request == REQUEST_CHOICE && key > L' ' && key <= L'~' &&
               strchr(choices, (int)key) != NULL) {
        type_predict(type, (char)key);
    }
    return request == REQUEST_CHOICE;
}

static void
leave(struct type *type)
{
    if (type->looking && type->phase == TYPE_TALKS) {
        type->looking = type->zoomed = false;
        type->pane = PANE_DIALOGUE;
        type->scroll = 0;
    } else {
        app_leave(type->screen.app);
    }
}

void
type_press(struct screen *screen, enum request request, wchar_t key)
{
    struct type *type = (struct type *)screen;

    if (type->page != NULL) {
        press_page(type, request);
        return;
    }
    if (type->phase == TYPE_TALKS || type->phase == TYPE_ASKS) {
        type->notice[0] = '\0';
    }
    if (request == REQUEST_LEAVE) {
        leave(type);
    } else if (request == REQUEST_PAGE_UP || request == REQUEST_PAGE_DOWN) {
        scroll(type, request == REQUEST_PAGE_UP ? -PAGE_ROWS : PAGE_ROWS);
    } else if (request == REQUEST_PANE) {
        next_pane(type);
    } else if (type_questions(type) && predict(type, request, key)) {
        return;
    } else if (type_typing(screen) && request == REQUEST_CHOICE) {
        press_character(type, key);
    } else if (type_typing(screen)) {
        press_line(type, request);
    } else if (request == REQUEST_RETRY || request == REQUEST_START) {
        press_again(type, request);
    } else {
        press_pane(type, request);
    }
}
