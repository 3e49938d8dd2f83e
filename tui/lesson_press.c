/*
 * lesson_press.c - what the keys of a lesson do.
 *
 * While a line is typed, letters belong to the line.  While a page is read,
 * keys scroll it or close it; what lies below it stays as it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "tui/app.h"
#include "tui/lesson_inside.h"
#include "tui/lesson_read.h"
#include "tui/lesson_steps.h"

enum { PAGE_ROWS = 8, BACKSPACE = 8, CONTROL_U = 21, SCROLL_MAX = 100000 };

/* ---- Moving ---- */

static void
move(struct lesson *lesson, size_t place)
{
    lesson->cursor = place;
    lesson->scroll = lesson->page_scroll = 0;
}

/*
 * How many rows a key scrolls down; 0 if it does not scroll.
 */
static int
rows_of(enum request request)
{
    return request == REQUEST_UP          ? -1
           : request == REQUEST_DOWN      ? 1
           : request == REQUEST_PAGE_UP   ? -PAGE_ROWS
           : request == REQUEST_PAGE_DOWN ? PAGE_ROWS
                                          : 0;
}

/*
 * Scroll the page, or the pane: there, 0 is the newest.
 */
static void
scroll(struct lesson *lesson, int rows)
{
    lesson->page_scroll += rows;
    lesson->scroll -= rows;
    if (lesson->scroll < 0) {
        lesson->scroll = 0;
    }
    if (lesson->scroll > SCROLL_MAX) {
        lesson->scroll = SCROLL_MAX;
    }
}

static void
next_pane(struct lesson *lesson)
{
    lesson->pane = panes_next(lesson->pane, lesson->logs[0] != NULL);
    lesson->scroll = 0;
}

/*
 * P: cover what comes; uncover what is there; no longer cover.
 */
static void
cover(struct lesson *lesson)
{
    if (lesson_covered(lesson)) {
        lesson_go_on(lesson);
    } else {
        lesson->cover = !lesson->cover;
        lesson->complaint = lesson->cover
                                ? "From now on replies are covered until P."
                                : "Replies are shown at once again.";
    }
}

/* ---- Pages ---- */

/*
 * Make a page of what stands at the cursor.  Returns false if there is none.
 */
static bool
read_page(struct lesson *lesson, char *(*make)(const struct lesson_view *view))
{
    struct lesson_view view;

    lesson_view(lesson, &view);
    lesson->page = make(&view);
    lesson_view_free(&view);
    lesson->page_scroll = 0;
    return lesson->page != NULL;
}

/*
 * A key while such a page is read.
 */
static void
press_page(struct lesson *lesson, enum request request)
{
    if (request == REQUEST_NEXT || request == REQUEST_OPEN ||
        request == REQUEST_LEAVE || request == REQUEST_EXPLAIN) {
        free(lesson->page);
        lesson->page = NULL;
        lesson->page_scroll = 0;
    } else {
        lesson->page_scroll += rows_of(request);
    }
}

/* ---- Answers ---- */

/*
 * Take the last character off a line of UTF-8.
 */
static void
erase(char *line)
{
    size_t len = strlen(line);

    while (len > 0 && ((unsigned char)line[--len] & 0xC0) == 0x80) {
    }
    line[len] = '\0';
}

/*
 * A character for the line that is typed.
 */
static void
type(struct lesson *lesson, wchar_t key)
{
    size_t len = strlen(lesson->input);
    char octets[MB_LEN_MAX + 1] = "";
    mbstate_t state = {0};
    size_t more = 0;

    if (key == L'\n') {
        lesson_answer(lesson, lesson->input);
    } else if (key == L'?' && len == 0) {
        app_help(lesson->screen.app);
    } else if (key == L' ' && len == 0) {
        lesson->complaint = "Type the line; only Enter has it sent for you.";
    } else if (key == BACKSPACE) {
        erase(lesson->input);
    } else if (key == CONTROL_U) {
        lesson->input[0] = '\0';
    } else if (key >= L' ') {
        more = wcrtomb(octets, key, &state);
        if (more != (size_t)-1 && len + more < sizeof(lesson->input)) {
            memcpy(lesson->input + len, octets, more);
            lesson->input[len + more] = '\0';
        }
    }
}

static void
choose(struct lesson *lesson, wchar_t key)
{
    char answer[2] = {(char)key, '\0'};

    if (lesson_typing(&lesson->screen)) {
        type(lesson, key);
        return;
    }
    if (!lesson_asks(lesson) || key <= L' ' || key > L'~' ||
        player_want(lesson->play.player) != PLAYER_CHOOSE ||
        strchr("23456789+-abcd", (int)key) == NULL) {
        return;
    }
    lesson_answer(lesson, answer);
}

/*
 * Whatever goes on from here.
 */
static void
go_on(struct lesson *lesson)
{
    if (lesson->phase == LESSON_OFFERS) {
        lesson_accept(lesson);
    } else if (!lesson_covered(lesson)) { /* only P uncovers */
        lesson_go_on(lesson);
    }
}

/*
 * Enter and Space.  While a line is typed and empty, they take what the lesson
 * would send (Enter alone, of those that can be typed, comes as a choice).
 */
static void
press_on(struct lesson *lesson, enum request request)
{
    if (lesson_typing(&lesson->screen)) {
        if (lesson->input[0] == '\0' &&
            player_want(lesson->play.player) == PLAYER_TYPE) {
            snprintf(lesson->input, sizeof(lesson->input), "%s",
                     player_line(lesson->play.player));
        }
    } else if (request == REQUEST_OPEN && lesson_opens(lesson)) {
        read_page(lesson, lesson_read_folded);
    } else {
        go_on(lesson);
    }
}

/* ---- All keys ---- */

/*
 * Keys that look at the panes; where they are not offered they do nothing, so
 * that a wrong key has no effect that is seen only later.  Returns false for
 * another.
 */
static bool
look_at_panes(struct lesson *lesson, enum request request)
{
    bool can = lesson_can(&lesson->screen, request);

    if (request == REQUEST_PANE && can) {
        next_pane(lesson);
    } else if (request == REQUEST_ZOOM && can) {
        lesson->zoomed = !lesson->zoomed;
    } else if (request == REQUEST_WIRE && can) {
        lesson->wire = !lesson->wire;
    } else if (request == REQUEST_EXPLAIN && can) {
        read_page(lesson, lesson_read_step);
    } else if (request == REQUEST_EXPLAIN || request == REQUEST_WIRE) {
        lesson->complaint = "Nothing has been said yet.";
    }
    return request == REQUEST_PANE || request == REQUEST_ZOOM ||
           request == REQUEST_WIRE || request == REQUEST_EXPLAIN;
}

/*
 * Keys that only look.  Returns false for another.
 */
static bool
look(struct lesson *lesson, enum request request)
{
    const struct player *player = lesson->play.player;

    if (request == REQUEST_BACK) {
        move(lesson, lesson_step_back(player, lesson->cursor));
    } else if (request == REQUEST_FIRST) {
        move(lesson, player_events(player) > 0
                         ? lesson_step_on(player, 0, LESSON_BACK)
                         : 0);
    } else if (request == REQUEST_LAST) {
        lesson_go_live(lesson);
    } else if (rows_of(request) != 0) {
        scroll(lesson, rows_of(request));
    } else {
        return look_at_panes(lesson, request);
    }
    return true;
}

/*
 * 'r' and 's': only where they are offered.
 */
static void
restart(struct lesson *lesson, enum request request)
{
    if (request == REQUEST_START &&
        lesson_can(&lesson->screen, REQUEST_START)) {
        lesson_start_servers(lesson);
    } else if (request == REQUEST_RETRY &&
               lesson_can(&lesson->screen, REQUEST_RESET)) {
        lesson_reset(lesson);
    } else if (request == REQUEST_RETRY &&
               lesson_can(&lesson->screen, REQUEST_RETRY)) {
        lesson_restart(lesson);
    }
}

void
lesson_press(struct screen *screen, enum request request, wchar_t key)
{
    struct lesson *lesson = (struct lesson *)screen;

    lesson->complaint = NULL;
    if (lesson->page != NULL) {
        press_page(lesson, request);
    } else if (request == REQUEST_LEAVE) {
        app_leave(screen->app);
    } else if (request == REQUEST_CHOICE) {
        choose(lesson, key);
    } else if (request == REQUEST_OPEN || request == REQUEST_NEXT) {
        press_on(lesson, request);
    } else if (request == REQUEST_BREAK) {
        if (lesson_can(screen, REQUEST_BREAK)) {
            lesson_break(lesson);
        } else {
            lesson->complaint =
                play_can_break(&lesson->play)
                    ? "Press Space first: x is for when it is your turn."
                    : "There is no rule to break here.";
        }
    } else if (request == REQUEST_UNCOVER) { /* P: the first row of that key */
        if (lesson_can(screen, REQUEST_UNCOVER) ||
            lesson_can(screen, REQUEST_COVER)) {
            cover(lesson);
        }
    } else if (!look(lesson, request)) {
        restart(lesson, request);
    }
}
