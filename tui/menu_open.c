/*
 * menu_open.c - from the menu to another screen.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <stdio.h>

#include "tui/app.h"
#include "tui/lesson_screen.h"
#include "tui/menu_inside.h"
#include "tui/quiz.h"
#include "tui/replay_screen.h"
#include "tui/type.h"

/*
 * The lab of an entry "A1" is "a1".
 */
void
menu_open_lesson(struct menu *menu)
{
    const char *label = menu->entries[menu->chosen].label;
    const char id[] = {(char)tolower((unsigned char)label[0]), label[1], '\0'};
    char path[WORLD_PATH_ROOM];
    char why[LAB_WHY_MAX];
    struct screen *lesson = NULL;

    if (play_find(id, path) < 0) {
        snprintf(menu->trouble, sizeof menu->trouble,
                 "The lesson's file %s-*.md is not found beside mailwalk; "
                 "set MAILWALK_HOME to the folder that holds labs/.",
                 id);
        return;
    }
    lesson = lesson_screen_new(menu->screen.app, menu->place, menu->servers,
                               path, why);
    if (lesson == NULL) {
        snprintf(menu->trouble, sizeof menu->trouble, "%s", why);
        return;
    }
    app_open(menu->screen.app, lesson);
}

/*
 * Logs are files, and those of another machine are not here.
 */
static void
not_visible(struct menu *menu)
{
    snprintf(menu->trouble, sizeof menu->trouble,
             "The logs of %.200s are not visible from here. This shows one: "
             "ssh %.200s tail -f LOG | mailwalk watch -",
             menu->place->host, menu->place->host);
}

void
menu_open_type(struct menu *menu)
{
    const struct type_place place = {.ask = true};
    struct screen *type = type_screen_new(menu->screen.app, &place,
                                          menu->place, menu->servers);

    if (type == NULL) {
        snprintf(menu->trouble, sizeof menu->trouble, "not enough memory");
        return;
    }
    app_open(menu->screen.app, type);
}

void
menu_open_watch(struct menu *menu)
{
    char path[WATCH_LAB_LOGS][WORLD_PATH_ROOM];
    struct watch_source sources[WATCH_LAB_LOGS];
    struct screen *watch = NULL;

    if (menu->place->world == NULL) {
        not_visible(menu);
        return;
    }
    watch_lab(menu->place->world, path, sources);
    watch = watch_screen_new(menu->screen.app, sources, WATCH_LAB_LOGS, true,
                             false, menu->trouble);
    if (watch != NULL) {
        app_open(menu->screen.app, watch);
    }
}

void
menu_open_replay(struct menu *menu)
{
    struct screen *replay = NULL;

    if (menu->place->world == NULL) {
        not_visible(menu);
        return;
    }
    replay = replay_lab_new(menu->screen.app, menu->place->world, NULL,
                            "menu");
    if (replay != NULL) {
        app_open(menu->screen.app, replay);
    }
}

void
menu_open_quiz(struct menu *menu)
{
    struct screen *quiz = quiz_screen_new(menu->screen.app, "",
                                          menu->trouble);

    if (quiz != NULL) {
        app_open(menu->screen.app, quiz);
    }
}
