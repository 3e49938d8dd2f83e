/*
 * type_view.c - what "Type it" shows of its lines: the first so many of them.
 *
 * Looking back, and covering a reply that is to be predicted, only show fewer.
 * Going on adds to the view; going back makes it anew.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "tui/type_inside.h"

bool
type_is_live(const struct type *type)
{
    return type->cursor == type->count;
}

static enum observer_service
service_of(const struct type *type)
{
    return type->place.protocol == CHAT_SMTP ? OBSERVER_SMTP : OBSERVER_POP3;
}

static void
show_line(struct type *type, size_t i)
{
    struct session_line *line = &type->line[i];

    if (line->speaker == '*' && strncmp(line->text, "connect", 7) == 0) {
        session_view_connect(&type->view, service_of(type));
    }
    session_view_add(&type->view, line);
    if (type->view.count > 0) {
        line->begins = type->view.line[type->view.count - 1].begins;
    }
}

struct session_view *
type_view(struct type *type)
{
    struct session_view *view = &type->view;
    size_t shown = type->cursor;

    if (type->held > 0 && type->held < shown) {
        shown = type->held;
    }
    if (shown < type->viewed) {
        session_view_free(view);
        session_view_init(view, service_of(type));
        type->viewed = 0;
    }
    while (type->viewed < shown) {
        show_line(type, type->viewed++);
    }
    view->strange = type->place.at != NULL || type->lab->world == NULL;
    view->wire = type->wire;
    view->whole = type->zoomed && type->pane == PANE_DIALOGUE;
    view->opens = type->looking && type->pane == PANE_DIALOGUE && !view->whole;
    view->scroll = type->pane == PANE_DIALOGUE ? type->scroll : 0;
    view->guessed = type->guessed[0] != '\0' ? type->guessed : NULL;
    return view;
}

/*
 * Does the dialogue stand still before this line: a command, or a reply?
 */
static bool
is_stop(const struct type *type, size_t place)
{
    const struct session_line *line = &type->line[place];

    return place == type->count || line->begins ||
           line->mark == DIALOGUE_CLIENT;
}

void
type_go(struct type *type, size_t place)
{
    type->cursor = place < type->count ? place : type->count;
    type->scroll = 0;
}

void
type_step_back(struct type *type)
{
    size_t place = type->cursor;

    while (place > 1 && !is_stop(type, --place)) {
    }
    type_go(type, place);
}

void
type_step_on(struct type *type)
{
    size_t place = type->cursor;

    while (place < type->count && !is_stop(type, ++place)) {
    }
    type_go(type, place);
}
