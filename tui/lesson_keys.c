/*
 * lesson_keys.c - the keys of a lesson.
 *
 * A key that answers a question is none of the table's: digits, + and -, the
 * letters a to d.  While a line is typed, letters belong to the line.
 *
 * SPDX-License-Identifier: ISC
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "labs/explain.h"

#include "tui/app.h"
#include "tui/lesson_inside.h"
#include "tui/lesson_steps.h"

enum { PAGE_ROWS = 8, BACKSPACE = 8, SCROLL_MAX = 100000 };

const struct key_row lesson_keys[] = {
    {REQUEST_OPEN, "Enter", "send", "send the line; elsewhere as Space"},
    {REQUEST_NEXT, "Space Right l", "next",
     "the next step; in a question: just show me"},
    {REQUEST_BACK, "Left h", "back", "one step back; nothing is undone"},
    {REQUEST_RETRY, "r", "again", "start the lesson again"},
    {REQUEST_RESET, "r", "empty the mailbox",
     "before the lesson: make the mailbox as it was at the beginning"},
    {REQUEST_START, "s", "start servers",
     "after trouble: start the servers of this machine, and the lesson again"},
    {REQUEST_LEAVE, "Esc", "menu", "leave the lesson"},
    {REQUEST_EXPLAIN, "e", "explain", "what the last line of the client does"},
    {REQUEST_BREAK, "x", "break it",
     "send what is wrong here, on purpose, and see it refused"},
    {REQUEST_PANE, "Tab o", "pane", "the next pane: it scrolls and zooms"},
    {REQUEST_ZOOM, "z", "zoom", "the pane on the whole screen, and back"},
    {REQUEST_WIRE, "v", "wire", "show CR, LF and stuffed dots"},
    {REQUEST_COVER, "P", "cover",
     "cover each reply, for a class; again: uncover it, then covering ends"},
    {REQUEST_LAST, "End G", "live", "to the last step"},
    {REQUEST_FIRST, "Home g", "", "to the first step"},
    {REQUEST_UP, "Up k", "", "scroll up"},
    {REQUEST_DOWN, "Down j", "", "scroll down"},
    {REQUEST_PAGE_UP, "PgUp", "", "scroll up, many rows"},
    {REQUEST_PAGE_DOWN, "PgDn", "", "scroll down, many rows"},
    {REQUEST_NONE, NULL, NULL, NULL},
};

bool
lesson_typing(const struct screen *screen)
{
    const struct lesson *lesson = (const struct lesson *)screen;
    enum player_want want = player_want(lesson->play.player);

    return lesson_asks(lesson) &&
           (want == PLAYER_TYPE || want == PLAYER_ANSWER);
}

static bool
in_trouble(const struct lesson *lesson)
{
    return lesson_is_over(lesson) &&
           player_outcome(lesson->play.player) != PLAYER_FINISHED;
}

bool
lesson_can(const struct screen *screen, enum request request)
{
    const struct lesson *lesson = (const struct lesson *)screen;
    bool typing = lesson_typing(screen);
    bool offers = lesson->phase == LESSON_OFFERS;

    if (request == REQUEST_OPEN) {
        return typing;
    }
    if (request == REQUEST_NEXT && lesson_covered(lesson)) {
        return false;
    }
    if (request == REQUEST_NEXT && lesson_is_over(lesson)) {
        return lesson->page != NULL ||
               lesson->cursor < player_events(lesson->play.player);
    }
    if (request == REQUEST_RETRY) {
        return lesson_is_over(lesson);
    }
    if (request == REQUEST_RESET) {
        return offers && !lesson->play.box_mail;
    }
    if (request == REQUEST_START) {
        return lesson->place.world != NULL &&
               (in_trouble(lesson) || (offers && lesson->first.lab != NULL));
    }
    if (request == REQUEST_BREAK) {
        return !typing && lesson_asks(lesson) && play_can_break(&lesson->play);
    }
    if (request == REQUEST_BACK) {
        return lesson->cursor > 1 && lesson->input[0] == '\0';
    }
    if (request == REQUEST_LAST) {
        return lesson->cursor < lesson->seen;
    }
    if (request == REQUEST_WIRE &&
        player_observer(lesson->play.player) == NULL) {
        return false; /* nothing has been on the wire */
    }
    return !typing || request == REQUEST_PANE || request == REQUEST_LEAVE;
}

/* ---- Moving ---- */

static void
move(struct lesson *lesson, size_t place)
{
    lesson->cursor = place;
    lesson->scroll = lesson->page_scroll = 0;
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
    lesson->pane = (enum lesson_pane)((lesson->pane + 1) % LESSON_PANES);
    if (lesson->pane == LESSON_SMTP_LOG && lesson->logs[0] == NULL) {
        lesson->pane = LESSON_DIALOGUE;
    }
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

/* ---- Explaining ---- */

static void
close_page(struct lesson *lesson)
{
    free(lesson->page);
    lesson->page = NULL;
    lesson->page_scroll = 0;
}

/*
 * The last line of the client before the cursor, or NULL.
 */
static const struct player_event *
last_said(const struct lesson *lesson)
{
    for (size_t i = lesson->cursor; i > 0; i--) {
        const struct player_event *event = player_event(lesson->play.player,
                                                        i - 1);

        if (event->kind == PLAYER_LINE && event->mark == DIALOGUE_CLIENT) {
            return event;
        }
    }
    return NULL;
}

static void
explain(struct lesson *lesson)
{
    const struct player_event *event = last_said(lesson);
    struct lesson_view view;
    size_t size = 0;
    FILE *out = NULL;

    if (lesson->page != NULL) {
        close_page(lesson);
        return;
    }
    if (event == NULL) {
        lesson->complaint = "The client has sent nothing yet.";
        return;
    }
    out = open_memstream(&lesson->page, &size);
    if (out == NULL) {
        return;
    }
    lesson_view(lesson, &view);
    explain_command(out, view.session.observer.service, event->text);
    lesson_view_free(&view);
    fclose(out);
    lesson->page_scroll = 0;
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
 * Space, Enter: whatever goes on from here.
 */
static void
go_on(struct lesson *lesson)
{
    if (lesson->page != NULL) {
        close_page(lesson);
    } else if (lesson->phase == LESSON_OFFERS) {
        lesson_accept(lesson);
    } else if (lesson_covered(lesson)) {
        lesson->complaint = NULL; /* only P uncovers */
    } else {
        lesson_go_on(lesson);
    }
}

/* ---- All keys ---- */

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
    } else if (request == REQUEST_UP) {
        scroll(lesson, -1);
    } else if (request == REQUEST_DOWN) {
        scroll(lesson, 1);
    } else if (request == REQUEST_PAGE_UP) {
        scroll(lesson, -PAGE_ROWS);
    } else if (request == REQUEST_PAGE_DOWN) {
        scroll(lesson, PAGE_ROWS);
    } else if (request == REQUEST_PANE) {
        next_pane(lesson);
    } else if (request == REQUEST_ZOOM) {
        lesson->zoomed = !lesson->zoomed;
    } else if (request == REQUEST_WIRE) {
        lesson->wire = !lesson->wire;
    } else if (request == REQUEST_EXPLAIN) {
        explain(lesson);
    } else {
        return false;
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
    if (request == REQUEST_LEAVE && lesson->page != NULL) {
        close_page(lesson);
    } else if (request == REQUEST_LEAVE) {
        app_leave(screen->app);
    } else if (request == REQUEST_CHOICE) {
        choose(lesson, key);
    } else if (request == REQUEST_OPEN || request == REQUEST_NEXT) {
        if (!lesson_typing(screen)) {
            go_on(lesson);
        } else if (lesson->input[0] == '\0') { /* Right takes the hint */
            snprintf(lesson->input, sizeof(lesson->input), "%s",
                     player_want(lesson->play.player) == PLAYER_TYPE
                         ? player_line(lesson->play.player)
                         : "");
        }
    } else if (request == REQUEST_BREAK) {
        if (lesson_can(screen, REQUEST_BREAK)) {
            lesson_break(lesson);
        } else {
            lesson->complaint =
                play_can_break(&lesson->play)
                    ? "Press Space first: x is for when it is your turn."
                    : "There is no rule to break here.";
        }
    } else if (request == REQUEST_COVER) {
        cover(lesson);
    } else if (!look(lesson, request)) {
        restart(lesson, request);
    }
}
