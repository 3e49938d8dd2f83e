/*
 * lesson_keys.c - the keys of a lesson, and which of them do something now.
 *
 * A key that answers a question is none of the table's: digits, + and -, the
 * letters a to d.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/dialogue_rows.h"
#include "tui/lesson_inside.h"
#include "tui/lesson_steps.h"

const struct key_row lesson_keys[] = {
    {REQUEST_NEXT, "Space Right l", "next",
     "the next step; in a question: just show me"},
    {REQUEST_OPEN, "Enter", "send",
     "send the line that is typed; open what is folded; else as Space"},
    {REQUEST_BACK, "Left h", "back", "one step back; nothing is undone"},
    {REQUEST_UNCOVER, "P", "uncover", "show the reply that is covered"},
    {REQUEST_RETRY, "r", "again", "start the lesson again"},
    {REQUEST_RESET, "r", "empty the mailbox",
     "before the lesson: make the mailbox as it was at the beginning"},
    {REQUEST_START, "s", "start servers",
     "after trouble: start the servers that are down, and the lesson again"},
    {REQUEST_LEAVE, "Esc", "menu", "leave the lesson"},
    {REQUEST_EXPLAIN, "e", "explain",
     "the last command: its reply, why, and what it does"},
    {REQUEST_BREAK, "x", "break it",
     "send what is wrong here, on purpose, and see it refused"},
    {REQUEST_PANE, "Tab o", "pane", "the next pane: it scrolls and zooms"},
    {REQUEST_ZOOM, "z", "zoom", "the pane on the whole screen, and back"},
    {REQUEST_WIRE, "v", "wire", "show CR, LF and stuffed dots"},
    {REQUEST_COVER, "P", "cover",
     "cover each reply from now on, for a class; again: no longer"},
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

/*
 * Does a page of narration cover the panes?
 */
static bool
is_told(const struct lesson *lesson)
{
    return lesson_page_at(lesson->play.player, lesson->cursor) != NULL;
}

bool
lesson_opens(const struct lesson *lesson)
{
    struct lesson_view view;
    size_t first = 0;
    bool folded = false;

    if (lesson->phase != LESSON_PLAYS || is_told(lesson) ||
        lesson_typing(&lesson->screen)) {
        return false;
    }
    lesson_view(lesson, &view);
    folded = dialogue_folded(&view.session, &first) > 0;
    lesson_view_free(&view);
    return folded;
}

static bool
can_go_on(const struct lesson *lesson)
{
    if (lesson->phase != LESSON_PLAYS) {
        return lesson->phase == LESSON_OFFERS;
    }
    return !lesson_covered(lesson) && !lesson_typing(&lesson->screen) &&
           (lesson->cursor < player_events(lesson->play.player) ||
            lesson_asks(lesson));
}

/*
 * Keys that look at the panes.
 */
static bool
can_look(const struct lesson *lesson, enum request request)
{
    bool connected = player_observer(lesson->play.player) != NULL;

    if (is_told(lesson)) {
        return false;
    }
    if (request == REQUEST_EXPLAIN || request == REQUEST_WIRE) {
        return connected && !lesson_typing(&lesson->screen);
    }
    return request == REQUEST_PANE || !lesson_typing(&lesson->screen);
}

/*
 * Keys that are there after trouble, at the end and before the beginning.
 */
static bool
can_begin(const struct lesson *lesson, enum request request)
{
    bool offers = lesson->phase == LESSON_OFFERS;

    if (request == REQUEST_RETRY) {
        return lesson_is_over(lesson);
    }
    if (request == REQUEST_RESET) {
        return offers && !lesson->play.box_mail;
    }
    return lesson->place.world != NULL && !lesson->servers->starting &&
           (in_trouble(lesson) || lesson->phase == LESSON_STARTS ||
            (offers && lesson->first.lab != NULL));
}

bool
lesson_can(const struct screen *screen, enum request request)
{
    const struct lesson *lesson = (const struct lesson *)screen;

    if (request == REQUEST_LEAVE) {
        return true;
    }
    if (lesson->page != NULL) {
        return request == REQUEST_NEXT;
    }
    if (request == REQUEST_NEXT) {
        return can_go_on(lesson);
    }
    if (request == REQUEST_UNCOVER || request == REQUEST_COVER) {
        return lesson_covered(lesson) == (request == REQUEST_UNCOVER) &&
               can_look(lesson, request);
    }
    if (request == REQUEST_OPEN) {
        return lesson_typing(screen) || lesson_opens(lesson);
    }
    if (request == REQUEST_BACK) {
        return lesson->cursor > 1 && lesson->input[0] == '\0';
    }
    if (request == REQUEST_LAST) {
        return lesson->cursor < lesson->seen;
    }
    if (request == REQUEST_BREAK) {
        return !lesson_typing(screen) && lesson_asks(lesson) &&
               play_can_break(&lesson->play);
    }
    if (request == REQUEST_RETRY || request == REQUEST_RESET ||
        request == REQUEST_START) {
        return can_begin(lesson, request);
    }
    return can_look(lesson, request);
}

const char *
lesson_hint(const struct screen *screen, enum request request)
{
    const struct lesson *lesson = (const struct lesson *)screen;
    const struct player *player = lesson->play.player;

    if (lesson->page != NULL) {
        return "back";
    }
    if (request == REQUEST_OPEN && !lesson_typing(screen)) {
        return "open";
    }
    if (request == REQUEST_COVER && lesson->cover) {
        return "no cover";
    }
    if (request == REQUEST_ZOOM && lesson->zoomed) {
        return "unzoom";
    }
    if (request == REQUEST_NEXT && lesson->phase != LESSON_PLAYS) {
        return "go on";
    }
    if (request == REQUEST_NEXT && lesson_asks(lesson)) {
        return player_want(player) == PLAYER_CHOOSE ? "show me" : "go on";
    }
    return NULL;
}

const char *
lesson_stake(const struct screen *screen)
{
    const struct lesson *lesson = (const struct lesson *)screen;
    const struct observer *seen = player_observer(lesson->play.player);

    if (seen == NULL || lesson_is_over(lesson) ||
        !play_is_connected(&lesson->play)) {
        return NULL;
    }
    return session_stake(seen);
}
