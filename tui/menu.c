/*
 * menu.c - the first screen: choose a lesson.
 *
 * The picture comes first; the servers are started behind it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/menu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/world.h"
#include "tui/app.h"
#include "tui/lesson_screen.h"

static const struct entry {
    const char *id;
    const char *title;
    const char *what;
} entries[] = {
    {"a1", "Send one mail", "SMTP: you are Alice's program, and push"},
    {"a2", "Collect it", "POP3: you are Bob's program, and pull"},
};

enum { ENTRIES = sizeof entries / sizeof entries[0], FIRST_ROW = 4 };

struct menu {
    struct screen screen;       /* first */
    const struct play_place *place;
    struct servers *servers;
    size_t chosen;
    char trouble[LAB_WHY_MAX]; /* the lesson that cannot be opened */
};

static const struct key_row keys[] = {
    {REQUEST_UP, "Up k", "", "the lesson above"},
    {REQUEST_DOWN, "Down j", "choose", "the lesson below"},
    {REQUEST_OPEN, "Enter Space Right l", "open", "open the lesson"},
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

static void
draw_entry(const struct menu *menu, const struct area *area, size_t i)
{
    int row = FIRST_ROW + 2 * (int)i;
    bool here = i == menu->chosen;

    paint_text(area, row, 1, PAINT_PLAIN, here ? ">" : " ");
    paint_format(area, row, 3, here ? PAINT_HERE : PAINT_PLAIN,
                 "%c%s  %-16s", entries[i].id[0] - 'a' + 'A',
                 entries[i].id + 1, entries[i].title);
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
    int text = FIRST_ROW + 2 * ENTRIES + 1;

    paint_text(area, 0, 1, PAINT_TITLE, "mailwalk");
    paint_text(area, 0, 11, PAINT_PLAIN,
               "learn SMTP and POP3 on two real servers");
    draw_server(menu, area, 1, WORLD_SMTP);
    draw_server(menu, area, 1 + area->cols / 2, WORLD_POP3);
    paint_rule(area, 2, "Lessons");
    for (size_t i = 0; i < ENTRIES; i++) {
        draw_entry(menu, area, i);
    }
    paint_rule(area, text - 1, trouble != NULL ? "Trouble" : "By hand");
    if (trouble != NULL) {
        paint_wrapped(area, text, 1, 0, PAINT_LATER, trouble);
    } else {
        draw_by_hand(menu, area, text);
    }
    *row = FIRST_ROW + 2 * (int)menu->chosen;
    *col = 3;
}

/* ---- Keys ---- */

static void
open_lesson(struct menu *menu)
{
    char path[WORLD_PATH_ROOM];
    char why[LAB_WHY_MAX];
    struct screen *lesson = NULL;

    menu->trouble[0] = '\0';
    if (play_find(entries[menu->chosen].id, path) < 0) {
        snprintf(menu->trouble, sizeof menu->trouble,
                 "The lesson's file %s-*.md is not found beside mailwalk; "
                 "set MAILWALK_HOME to the folder that holds labs/.",
                 entries[menu->chosen].id);
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

static void
press(struct screen *screen, enum request request, wchar_t key)
{
    struct menu *menu = (struct menu *)screen;

    (void)key;
    if (request == REQUEST_UP && menu->chosen > 0) {
        menu->chosen--;
    } else if (request == REQUEST_DOWN && menu->chosen + 1 < ENTRIES) {
        menu->chosen++;
    } else if (request == REQUEST_OPEN) {
        open_lesson(menu);
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
