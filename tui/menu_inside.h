/*
 * menu_inside.h - what the files of the menu share.
 *
 * menu.c is the screen, menu_open.c opens what was chosen in it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_MENU_INSIDE_H
#define MAILWALK_TUI_MENU_INSIDE_H

#include "tui/menu.h"
#include "tui/watch_screen.h"

enum {
    MENU_LABS_MAX = 14, /* labs are 01 to 14 */
    MENU_ENTRIES_MAX = MENU_LABS_MAX + 8,
    MENU_TITLE_COLS = 24,
    MENU_ID_ROOM = 4
};

struct menu;

struct menu_entry {
    char label[MENU_ID_ROOM]; /* a digit opens its entry */
    char title[MENU_TITLE_COLS + 1];
    const char *what;
    void (*open)(struct menu *menu);
    const char *rule; /* a part of the menu begins here, or NULL */
};

struct menu {
    struct screen screen;       /* first */
    const struct play_place *place;
    struct servers *servers;
    struct menu_entry entries[MENU_ENTRIES_MAX];
    size_t count;
    size_t chosen;
    char trouble[LAB_WHY_MAX]; /* the screen that cannot be opened */
};

/*
 * Open what was chosen; if that fails, the menu's trouble says why.
 */
void menu_open_lesson(struct menu *menu);
void menu_open_type(struct menu *menu);
void menu_open_watch(struct menu *menu);
void menu_open_replay(struct menu *menu);
void menu_open_quiz(struct menu *menu);

#endif
