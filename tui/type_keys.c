/*
 * type_keys.c - the keys of "Type it", and when they can be used.
 *
 * While the line is open letters belong to it.  Tab goes to the panes, and
 * there letters are keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/dialogue_rows.h"
#include "tui/type_inside.h"

const struct key_row type_keys[] = {
    {REQUEST_OPEN, "Enter", "send",
     "send the line; on the dialogue: open what is folded"},
    {REQUEST_RETRY, "r", "connect again", "once it is over: a new connection"},
    {REQUEST_START, "s", "start servers",
     "once it is over: start the servers of this machine"},
    {REQUEST_NEXT, "Right l Space", "take",
     "on an empty line: take the one in brackets; looking back: one step on"},
    {REQUEST_LEAVE, "Esc", "menu", "leave; the connection is closed"},
    {REQUEST_PANE, "Tab o", "panes",
     "to the panes and back to the line; in a pane letters are keys"},
    {REQUEST_UP, "Up k", "history", "an earlier line; in a pane: scroll up"},
    {REQUEST_WIRE, "v", "wire",
     "in a pane: CR, LF and stuffed dots; a row for each write"},
    {REQUEST_EXPLAIN, "e", "explain", "in a pane: the last command, explained"},
    {REQUEST_ZOOM, "z", "zoom", "in a pane: it alone, and back"},
    {REQUEST_ASK, "a", "ask me",
     "in a pane: each reply is to be predicted; again: no longer"},
    {REQUEST_BACK, "Left h", "back",
     "on an empty line: one step back; nothing is undone"},
    {REQUEST_LAST, "End G", "live", "to the last line of the dialogue"},
    {REQUEST_FIRST, "Home g", "", "to the first line of the dialogue"},
    {REQUEST_DOWN, "Down j", "", "a later line; in a pane: scroll down"},
    {REQUEST_PAGE_UP, "PgUp", "", "scroll up, many rows"},
    {REQUEST_PAGE_DOWN, "PgDn", "", "scroll down, many rows"},
    {REQUEST_NONE, NULL, NULL, NULL},
};

static bool
is_open(const struct type *type)
{
    return type->phase == TYPE_ASKS ||
           (type->phase == TYPE_TALKS && !type_questions(type));
}

bool
type_typing(const struct screen *screen)
{
    const struct type *type = (const struct type *)screen;

    return is_open(type) && !type->looking && type->page == NULL;
}

/*
 * The keys of a line, an empty one or not.
 */
static bool
can_typing(const struct type *type, enum request request)
{
    bool empty = type->input.text[0] == '\0';
    char next[HINT_MAX];

    switch ((int)request) {
    case REQUEST_OPEN:
        return !empty || type->phase == TYPE_TALKS;
    case REQUEST_NEXT:
        type_next(type, next);
        return empty && (next[0] != '\0' || !type_is_live(type));
    case REQUEST_UP:
        return type->input.back < type->input.count;
    case REQUEST_PANE:
        return type->count > 0;
    case REQUEST_BACK:
        return empty && type->cursor > 1;
    case REQUEST_LAST:
        return empty && !type_is_live(type);
    case REQUEST_LEAVE:
        return true;
    }
    return false;
}

bool
type_can(const struct screen *screen, enum request request)
{
    const struct type *type = (const struct type *)screen;

    if (type->page != NULL) {
        return request == REQUEST_LEAVE;
    }
    if (type_typing(screen)) {
        return can_typing(type, request);
    }
    switch ((int)request) {
    case REQUEST_OPEN:
        return type->view.opens &&
               dialogue_folded(&type->view, &(size_t){0}) > 0;
    case REQUEST_RETRY:
        return type->phase == TYPE_OVER;
    case REQUEST_START:
        return type->phase == TYPE_OVER && type->place.at == NULL &&
               type->lab->world != NULL && !type->servers->starting &&
               world_alive_count(type->lab->world) < WORLD_SERVERS;
    case REQUEST_NEXT:
        return type_questions(type) || !type_is_live(type);
    case REQUEST_UP:
        return false;
    case REQUEST_BACK:
        return type->cursor > 1;
    case REQUEST_LAST:
        return !type_is_live(type);
    case REQUEST_EXPLAIN:
    case REQUEST_WIRE:
    case REQUEST_ZOOM:
        return type->count > 0;
    case REQUEST_ASK:
        return type->phase == TYPE_TALKS;
    }
    return true;
}

const char *
type_hint(const struct screen *screen, enum request request)
{
    const struct type *type = (const struct type *)screen;

    if (type->page != NULL && request == REQUEST_LEAVE) {
        return "back";
    }
    switch ((int)request) {
    case REQUEST_OPEN:
        return type_typing(screen) ? "send" : "open";
    case REQUEST_NEXT:
        return type_questions(type)                        ? "just show me"
               : type_is_live(type) && type_typing(screen) ? "take"
                                                           : "next";
    case REQUEST_PANE:
        return type->looking ? "next pane" : "panes";
    case REQUEST_LEAVE:
        return type->looking && is_open(type) ? "back to the line" : "menu";
    case REQUEST_ASK:
        return type->asking ? "do not ask" : "ask me";
    }
    return NULL;
}

const char *
type_stake(const struct screen *screen)
{
    const struct type *type = (const struct type *)screen;

    return type->phase == TYPE_TALKS && type->view.observer.greeted
               ? session_stake(&type->view.observer)
               : NULL;
}
