/*
 * played_look.c - what a lesson's panes show, as text.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/paint_grid.h"
#include "tests/support/played.h"

#include "tui/pane.h"

enum { TEXT_ROOM = 65536 };

static const char *const NAMES[PLAYED_PANES] = {
    "dialogue", "stages", "reply", "memory", "mailbox",
    "machine",  "turn",   "log",   "way",    "message"};

void
played_draw(struct played *played, enum played_pane pane, int rows, int cols,
            struct played_cursor *cursor)
{
    struct lesson_view view;
    struct panes panes;
    struct area area = {0, 0, rows, cols};

    paint_grid_clear(paint_grid(), rows, cols);
    lesson_view(&played->lesson, &view);
    switch (pane) {
    case DIALOGUE:
        pane_dialogue(&view.session, &area, &cursor->row);
        break;
    case STAGES:
        pane_stages(&view, &area);
        break;
    case REPLY:
        pane_reply(&view.session, &area);
        break;
    case MEMORY:
        pane_memory(&view.session, &area);
        break;
    case MAILBOX:
        pane_mailbox(&view, &area);
        break;
    case MACHINE:
        pane_machine(&view.session, &area);
        break;
    case TURN:
        pane_turn(&view, &area, &cursor->row, &cursor->col);
        break;
    case SMTP_LOG:
        lesson_panes(&view, &panes);
        pane_log(&panes, PANE_SMTP_LOG, &area);
        break;
    case WAY:
        pane_way(&view, &area);
        break;
    case MESSAGE:
        pane_message(&view.session, &area);
        break;
    case PLAYED_PANES:
        break;
    }
    lesson_view_free(&view);
}

/*
 * The pane as text: a string of the test's own static room.
 */
static const char *
picture(struct played *played, enum played_pane pane, int rows, int cols)
{
    static char text[TEXT_ROOM];
    struct played_cursor cursor = {0, 0};
    size_t used = 0;

    played_draw(played, pane, rows, cols, &cursor);
    assert_int_equal(paint_grid_spilt(paint_grid()), 0);
    for (int row = 0; row < rows; row++) {
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s\n",
                                 paint_grid_row(paint_grid(), row));
    }
    return text;
}

void
played_shows(struct played *played, enum played_pane pane, int rows, int cols,
             const char *what)
{
    const char *text = picture(played, pane, rows, cols);

    if (strstr(text, what) == NULL) {
        fail_msg("\"%s\" is not in\n%s", what, text);
    }
}

void
played_hides(struct played *played, enum played_pane pane, int rows, int cols,
             const char *what)
{
    const char *text = picture(played, pane, rows, cols);

    if (strstr(text, what) != NULL) {
        fail_msg("\"%s\" is in\n%s", what, text);
    }
}

static void
golden_path(const char *name, char *path, size_t room)
{
    const char *home = getenv("MAILWALK_HOME");

    snprintf(path, room, "%s/tests/golden/panes/%s.txt",
             home != NULL ? home : ".", name);
}

static void
hold_against(const char *name, const char *text)
{
    static char wanted[TEXT_ROOM];
    char path[4096];
    size_t len = 0;
    FILE *file = NULL;

    golden_path(name, path, sizeof(path));
    if (getenv("UPDATE_GOLDEN") != NULL) {
        file = fopen(path, "w");
        assert_non_null(file);
        fputs(text, file);
        assert_int_equal(fclose(file), 0);
        return;
    }
    file = fopen(path, "r");
    assert_non_null(file);
    len = fread(wanted, 1, sizeof(wanted) - 1, file);
    wanted[len] = '\0';
    fclose(file);
    assert_string_equal(text, wanted);
}

void
played_golden(struct played *played, const char *name)
{
    static const struct {
        enum played_pane pane;
        int rows, cols;
    } PLACES[] = {{STAGES, 1, 80},  {DIALOGUE, 9, 80},  {REPLY, 5, 80},
                  {MEMORY, 3, 40},  {MAILBOX, 3, 40},   {TURN, 7, 80},
                  {STAGES, 1, 120}, {DIALOGUE, 20, 72}, {MACHINE, 16, 47},
                  {REPLY, 12, 47},  {MEMORY, 6, 72},    {MAILBOX, 5, 47},
                  {TURN, 12, 120},  {REPLY, 3, 60},     {REPLY, 2, 60},
                  {MACHINE, 9, 60}, {WAY, 9, 66},       {MESSAGE, 7, 66}};
    static char text[TEXT_ROOM];
    size_t used = 0;

    for (size_t i = 0; i < sizeof(PLACES) / sizeof(PLACES[0]); i++) {
        used += (size_t)snprintf(
            text + used, sizeof(text) - used, "== %s %dx%d\n%s",
            NAMES[PLACES[i].pane], PLACES[i].cols, PLACES[i].rows,
            picture(played, PLACES[i].pane, PLACES[i].rows, PLACES[i].cols));
    }
    hold_against(name, text);
}
