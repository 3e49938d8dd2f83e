/*
 * menu.c - the first screen: choose a lesson, or another screen.
 *
 * The picture comes first; the servers are started behind it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/menu_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/world.h"
#include "tui/app.h"

enum { FIRST_ROW = 2, TROUBLE_ROWS = 4 };

static const struct menu_entry lessons[] = {
    {"A1", "Send one mail", "SMTP: you are Alice's program", menu_open_lesson,
     "Lessons"},
    {"A2", "Collect it", "POP3: you are Bob's program", menu_open_lesson, NULL},
};

static const struct menu_entry screens[] = {
    {"2", "Type it", "speak SMTP or POP3 by hand", menu_open_type, "Screens"},
    {"3", "Watch", "both servers' logs, live", menu_open_watch, NULL},
    {"4", "Replay", "a session of a log, again", menu_open_replay, NULL},
    {"7", "Quiz", "a question, and the reason", menu_open_quiz, NULL},
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
entry_row(const struct menu *menu, size_t i)
{
    int row = FIRST_ROW;

    for (size_t k = 0; k <= i; k++) {
        row += 1 + (k > 0 && menu->entries[k].rule != NULL);
    }
    return row;
}

/*
 * The entries, those out of sight pushed out at the top.
 */
static void
draw_entries(const struct menu *menu, const struct area *area, int shift)
{
    for (size_t i = 0; i < menu->count; i++) {
        const struct menu_entry *entry = &menu->entries[i];
        int row = entry_row(menu, i) - shift;
        bool here = i == menu->chosen;

        if (entry->rule != NULL && row - 1 >= FIRST_ROW) {
            paint_rule(area, row - 1, entry->rule);
        }
        if (row >= FIRST_ROW) {
            paint_text(area, row, 1, PAINT_PLAIN, here ? ">" : " ");
            paint_format(area, row, 3, here ? PAINT_HERE : PAINT_PLAIN,
                         "%-2s  %-21s", entry->label, entry->title);
            paint_text(area, row, 30, PAINT_PLAIN, entry->what);
        }
    }
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
    int text = entry_row(menu, menu->count - 1) + 2;
    int shift = entry_row(menu, menu->chosen) - area->rows + 1;

    paint_text(area, 0, 1, PAINT_TITLE, "mailwalk");
    paint_text(area, 0, 11, PAINT_PLAIN,
               "learn SMTP and POP3 on two real servers");
    draw_server(menu, area, 1, WORLD_SMTP);
    draw_server(menu, area, 1 + area->cols / 2, WORLD_POP3);
    shift = shift > 0 ? shift : 0;
    draw_entries(menu, area, shift);
    if (trouble != NULL) {
        text = text + TROUBLE_ROWS > area->rows ? area->rows - TROUBLE_ROWS
                                                : text;
        paint_rule(area, text - 1, "Trouble");
        paint_wrapped(area, text, 1, 0, PAINT_LATER, trouble);
    } else if (text < area->rows) {
        paint_rule(area, text - 1, "By hand");
        draw_by_hand(menu, area, text);
    }
    *row = entry_row(menu, menu->chosen) - shift;
    *col = 3;
}

/* ---- Keys ---- */

static void
open_chosen(struct menu *menu)
{
    menu->trouble[0] = '\0';
    menu->entries[menu->chosen].open(menu);
}

/*
 * A digit opens its entry; 1 opens the first lesson.
 */
static void
press_digit(struct menu *menu, wchar_t key)
{
    for (size_t i = 0; i < menu->count; i++) {
        const char *label = menu->entries[i].label;

        if ((key == L'1' && i == 0) ||
            (key == (wchar_t)label[0] && label[1] == '\0')) {
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
    } else if (request == REQUEST_DOWN && menu->chosen + 1 < menu->count) {
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

/* ---- The life of the menu ---- */

static void
add_entries(struct menu *menu, const struct menu_entry *entries, size_t count)
{
    memcpy(menu->entries + menu->count, entries, count * sizeof(*entries));
    menu->count += count;
}

/*
 * The labs that are there: labs/01-*.md and so on.
 */
static void
add_labs(struct menu *menu)
{
    char path[WORLD_PATH_ROOM];
    char why[LAB_WHY_MAX];

    for (unsigned n = 1; n <= MENU_LABS_MAX; n++) {
        struct menu_entry entry = {.what = "a lab, to be handed in",
                                   .open = menu_open_lesson};
        struct lab *lab = NULL;

        snprintf(entry.label, sizeof entry.label, "%02u", n % 100);
        if (play_find(entry.label, path) == 0) {
            lab = lab_read(path, why);
        }
        if (lab != NULL) {
            snprintf(entry.title, sizeof entry.title, "%s", lab->title);
            add_entries(menu, &entry, 1);
        }
        lab_free(lab);
    }
}

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
    add_entries(menu, lessons, sizeof lessons / sizeof lessons[0]);
    add_labs(menu);
    add_entries(menu, screens, sizeof screens / sizeof screens[0]);
    servers_start(servers);
    return &menu->screen;
}
