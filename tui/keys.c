/*
 * keys.c - key names, hint row and help page, all from one table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/keys.h"

#include <stdio.h>
#include <string.h>

#include <curses.h>

enum { GAP = 3, HELP_INDENT = 22, NAME_MAX_OCTETS = 16 };

/* The keys that every screen has. */
static const struct key_row everywhere[] = {
    {REQUEST_HELP, "?", "help", "this page; any key leaves it"},
    {REQUEST_REDRAW, "Ctrl-L", "", "draw the screen again"},
    {REQUEST_QUIT, "q Ctrl-C", "",
     "end the program; asks if a session is open"},
    {REQUEST_NONE, NULL, NULL, NULL},
};

/* Keys with a name; function tells those that curses numbers itself. */
static const struct {
    const char *name;
    wchar_t code;
    bool function;
} named[] = {
    {"Space", L' ', false},        {"Enter", L'\r', false},
    {"Enter", L'\n', false},       {"Enter", KEY_ENTER, true},
    {"Esc", 27, false},            {"Tab", L'\t', false},
    {"Left", KEY_LEFT, true},      {"Right", KEY_RIGHT, true},
    {"Up", KEY_UP, true},          {"Down", KEY_DOWN, true},
    {"Home", KEY_HOME, true},      {"End", KEY_END, true},
    {"PgUp", KEY_PPAGE, true},     {"PgDn", KEY_NPAGE, true},
    {"Ctrl-L", 12, false},         {"Ctrl-C", 3, false},
};

/*
 * Is this the key of that name?  A name of one character is the character.
 */
static bool
is_key(const char *name, size_t len, wchar_t code, bool function)
{
    if (len == 1) {
        return !function && code == (wchar_t)(unsigned char)name[0];
    }
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (named[i].code == code && named[i].function == function &&
            strlen(named[i].name) == len &&
            memcmp(named[i].name, name, len) == 0) {
            return true;
        }
    }
    return false;
}

static enum request
find(const struct key_row *row, wchar_t code, bool function)
{
    for (; row->request != REQUEST_NONE; row++) {
        const char *name = row->keys;

        while (*name != '\0') {
            size_t len = strcspn(name, " ");

            if (is_key(name, len, code, function)) {
                return row->request;
            }
            name += len;
            name += strspn(name, " ");
        }
    }
    return REQUEST_NONE;
}

enum request
keys_request(const struct screen *screen, wchar_t code, bool function)
{
    enum request request = find(screen->ops->keys, code, function);

    if (request == REQUEST_NONE) {
        request = find(everywhere, code, function);
    }
    if (request == REQUEST_NONE && !function) {
        request = REQUEST_CHOICE;
    }
    return request;
}

/* ---- The hint row ---- */

/*
 * What the key does now, in a word; NULL if it does nothing, or is no hint.
 */
static const char *
hint_word(const struct screen *screen, const struct key_row *row)
{
    const struct screen_ops *ops = screen->ops;
    const char *word = NULL;

    if (row->hint[0] == '\0' ||
        (ops->can != NULL && !ops->can(screen, row->request))) {
        return NULL;
    }
    word = ops->hint != NULL ? ops->hint(screen, row->request) : NULL;
    return word != NULL ? word : row->hint;
}

static int
draw_hint(const struct area *area, int col, const char *keys, const char *word)
{
    size_t len = strcspn(keys, " ");
    int taken = paint_octets(area, 0, col, PAINT_KEY, keys, len) + 1;

    return taken + paint_text(area, 0, col + taken, PAINT_PLAIN, word);
}

static int
hint_width(const char *keys, const char *word)
{
    return (int)strcspn(keys, " ") + 1 + paint_width(word);
}

void
keys_draw_hints(const struct screen *screen, const struct area *area)
{
    const struct key_row *help = &everywhere[0];
    int room = area->cols - 1 - hint_width(help->keys, help->hint) - GAP;
    int col = 1;

    for (const struct key_row *row = screen->ops->keys;
         row->request != REQUEST_NONE; row++) {
        const char *word = hint_word(screen, row);

        if (word != NULL && col + hint_width(row->keys, word) <= room) {
            col += draw_hint(area, col, row->keys, word) + GAP;
        }
    }
    draw_hint(area, col, help->keys, help->hint);
}

/* ---- The help page ---- */

static int
draw_rows(const struct key_row *row, const struct area *area, int at)
{
    for (; row->request != REQUEST_NONE; row++) {
        paint_text(area, at, 2, PAINT_KEY, row->keys);
        at += paint_wrapped(area, at, HELP_INDENT, 0, PAINT_PLAIN, row->help);
    }
    return at;
}

int
keys_draw_help(const struct screen *screen, const struct area *area,
               int scroll)
{
    int at = -scroll;

    paint_rule(area, at, screen->ops->title);
    at = draw_rows(screen->ops->keys, area, at + 1);
    paint_rule(area, at, "Everywhere");
    at = draw_rows(everywhere, area, at + 1);
    return at + scroll;
}
