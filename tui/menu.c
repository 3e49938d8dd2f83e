/*
 * menu.c - the first screen: choose a lesson, or another screen.
 *
 * The picture comes first; the servers are started behind it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/menu.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/world.h"
#include "tui/app.h"
#include "tui/lesson_screen.h"
#include "tui/replay_screen.h"
#include "tui/type.h"
#include "tui/watch_screen.h"

struct menu;

static void open_lesson(struct menu *menu);
static void open_type(struct menu *menu);
static void open_watch(struct menu *menu);
static void open_replay(struct menu *menu);

static const struct entry {
    const char *label;          /* a digit opens its entry */
    const char *title;
    const char *what;
    void (*open)(struct menu *menu);
    const char *rule;           /* a part of the menu begins here, or NULL */
} entries[] = {
    {"A1", "Send one mail", "SMTP: you are Alice's program, and push",
     open_lesson, "Lessons"},
    {"A2", "Collect it", "POP3: you are Bob's program, and pull", open_lesson,
     NULL},
    {"2", "Type it", "speak SMTP or POP3 yourself, with hints", open_type,
     "Screens"},
    {"3", "Watch", "both servers' logs, live: who is where", open_watch, NULL},
    {"4", "Replay", "walk through a session that is in a log", open_replay,
     NULL},
};

enum { ENTRIES = sizeof entries / sizeof entries[0], FIRST_ROW = 2 };

struct menu {
    struct screen screen;       /* first */
    const struct play_place *place;
    struct servers *servers;
    size_t chosen;
    char trouble[WATCH_WHY_MAX]; /* the screen that cannot be opened */
};

static const struct key_row keys[] = {
    {REQUEST_UP, "Up k", "", "the entry above"},
    {REQUEST_DOWN, "Down j", "choose", "the entry below"},
    {REQUEST_OPEN, "Enter Space Right l", "open",
     "open the chosen entry; a digit opens its own"},
    {REQUEST_RETRY, "r", "start servers", "start the servers that are down"},
    {REQUEST_LEAVE, "Esc", "quit", "end the program"},
    {REQUEST_NONE, NULL, NULL, NULL},
};

/* ---- Drawing ---- */

static void
draw_server(const struct menu *menu, const struct area *area, int col,
            enum world_service service)
{
    const struct world *world = menu->place->world;
    size_t index = world_server_index(WORLD_RED, service);
    const struct world_server *server = world_server(index);

    if (world == NULL) {
        paint_format(area, 1, col, PAINT_PLAIN, "%s at %s, port %u",
                     server->program, menu->place->host,
                     server->port + menu->place->offset);
        return;
    }
    paint_format(area, 1, col, PAINT_PLAIN, "%s %s 127.0.0.1:%u",
                 server->program,
                 menu->servers->starting           ? "is starting"
                 : world_alive(world, index, NULL) ? "up"
                                                   : "DOWN",
                 (unsigned)world_port(world, WORLD_RED, service));
}

/*
 * The row of an entry: a part of the menu begins with a rule.
 */
static int
entry_row(size_t i)
{
    int row = FIRST_ROW;

    for (size_t k = 0; k <= i; k++) {
        row += 1 + (k > 0 && entries[k].rule != NULL);
    }
    return row;
}

static void
draw_entry(const struct menu *menu, const struct area *area, size_t i)
{
    int row = entry_row(i);
    bool here = i == menu->chosen;

    if (entries[i].rule != NULL) {
        paint_rule(area, row - 1, entries[i].rule);
    }
    paint_text(area, row, 1, PAINT_PLAIN, here ? ">" : " ");
    paint_format(area, row, 3, here ? PAINT_HERE : PAINT_PLAIN,
                 "%-2s  %-16s", entries[i].label, entries[i].title);
    paint_text(area, row, 25, PAINT_PLAIN, entries[i].what);
}

/*
 * Any telnet may join in: say where.
 */
static void
draw_by_hand(const struct menu *menu, const struct area *area, int row)
{
    const struct play_place *place = menu->place;
    char text[512];

    snprintf(text, sizeof text,
             "The servers talk to anybody. In a second terminal type: "
             "telnet %.100s %u\nA mail is sent by HELO, MAIL FROM, RCPT TO, "
             "DATA, the text and a dot.%s",
             place->world != NULL ? "localhost" : place->host,
             place->world != NULL
                 ? (unsigned)world_port(place->world, WORLD_RED, WORLD_SMTP)
                 : world_server(0)->port + place->offset,
             place->world != NULL ? " Both logs are on the lesson's screen if "
                                    "the window is large enough."
                                  : "");
    paint_wrapped(area, row, 1, 0, PAINT_PLAIN, text);
}

/*
 * Why something failed, or NULL.
 */
static const char *
trouble_of(const struct menu *menu)
{
    if (menu->trouble[0] != '\0') {
        return menu->trouble;
    }
    return menu->servers->failed ? menu->place->world->why : NULL;
}

static void
draw(struct screen *screen, const struct area *area, int *row, int *col)
{
    struct menu *menu = (struct menu *)screen;
    const char *trouble = trouble_of(menu);
    int text = entry_row(ENTRIES - 1) + 2;

    paint_text(area, 0, 1, PAINT_TITLE, "mailwalk");
    paint_text(area, 0, 11, PAINT_PLAIN,
               "learn SMTP and POP3 on two real servers");
    draw_server(menu, area, 1, WORLD_SMTP);
    draw_server(menu, area, 1 + area->cols / 2, WORLD_POP3);
    for (size_t i = 0; i < ENTRIES; i++) {
        draw_entry(menu, area, i);
    }
    paint_rule(area, text - 1, trouble != NULL ? "Trouble" : "By hand");
    if (trouble != NULL) {
        paint_wrapped(area, text, 1, 0, PAINT_LATER, trouble);
    } else {
        draw_by_hand(menu, area, text);
    }
    *row = entry_row(menu->chosen);
    *col = 3;
}

/* ---- Keys ---- */

/*
 * The lab of an entry "A1" is "a1".
 */
static void
open_lesson(struct menu *menu)
{
    const char *label = entries[menu->chosen].label;
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

static void
open_type(struct menu *menu)
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

static void
open_watch(struct menu *menu)
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

static void
open_replay(struct menu *menu)
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

static void
open_chosen(struct menu *menu)
{
    menu->trouble[0] = '\0';
    entries[menu->chosen].open(menu);
}

/*
 * A digit opens its entry.
 */
static void
press_digit(struct menu *menu, wchar_t key)
{
    for (size_t i = 0; i < ENTRIES; i++) {
        if (key == (wchar_t)entries[i].label[0] && key <= L'9') {
            menu->chosen = i;
            open_chosen(menu);
            return;
        }
    }
}

static void
press(struct screen *screen, enum request request, wchar_t key)
{
    struct menu *menu = (struct menu *)screen;

    if (request == REQUEST_UP && menu->chosen > 0) {
        menu->chosen--;
    } else if (request == REQUEST_DOWN && menu->chosen + 1 < ENTRIES) {
        menu->chosen++;
    } else if (request == REQUEST_OPEN) {
        open_chosen(menu);
    } else if (request == REQUEST_CHOICE) {
        press_digit(menu, key);
    } else if (request == REQUEST_RETRY) {
        servers_start(menu->servers);
    } else if (request == REQUEST_LEAVE) {
        app_leave(screen->app);
    }
}

static bool
can(const struct screen *screen, enum request request)
{
    const struct menu *menu = (const struct menu *)screen;

    if (request != REQUEST_RETRY) {
        return true;
    }
    return menu->place->world != NULL && !menu->servers->starting &&
           world_alive_count(menu->place->world) < WORLD_SERVERS;
}

static void
free_menu(struct screen *screen)
{
    free(screen);
}

static const struct screen_ops menu_ops = {
    .title = "Menu",
    .keys = keys,
    .draw = draw,
    .press = press,
    .can = can,
    .free = free_menu,
};

struct screen *
menu_new(struct app *app, const struct play_place *place,
         struct servers *servers)
{
    struct menu *menu = calloc(1, sizeof *menu);

    if (menu == NULL) {
        return NULL;
    }
    menu->screen = (struct screen){.ops = &menu_ops, .app = app};
    menu->place = place;
    menu->servers = servers;
    servers_start(servers);
    return &menu->screen;
}
