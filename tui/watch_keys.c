/*
 * watch_keys.c - the keys of Watch.
 *
 * Keys act; none opens a command line.  Two ask for a word (/ and f), and say
 * what words there are.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/watch.h"

#include <stdint.h>

const struct key_row watch_keys[] = {
    {REQUEST_UP, "Up k", "pick", "the line, or session, before"},
    {REQUEST_DOWN, "Down j", "pick", "the next one"},
    {REQUEST_OPEN, "Enter", "only this session",
     "show only the session of the line; also in the table and on the board"},
    {REQUEST_LEAVE, "Esc", "menu", "back: to all sessions, to the logs, out"},
    {REQUEST_LAST, "End G", "live", "the newest line, and whatever comes"},
    {REQUEST_BOARD, "b", "board",
     "the class board: who is where, who is stuck"},
    {REQUEST_SEARCH, "/", "search",
     "find a text: from the newest line back, from any other on"},
    {REQUEST_AGAIN, "n", "next", "find it again, the same way"},
    {REQUEST_AGAIN_BACK, "N", "", "find it again, the other way"},
    {REQUEST_FILTER, "f", "filter",
     "show only some lines: of a session, a user, a command, a class"},
    {REQUEST_PAUSE, "p", "pause", "stand still while the log grows, and on"},
    {REQUEST_PANE, "Tab o", "pane", "the next log, then the table of sessions"},
    {REQUEST_ZOOM, "z", "zoom", "the pane on the whole screen, and back"},
    {REQUEST_EXPLAIN, "e", "explain",
     "the chosen line and its session at length"},
    {REQUEST_FIRST, "Home g", "", "the first line"},
    {REQUEST_PAGE_UP, "PgUp", "", "many lines up"},
    {REQUEST_PAGE_DOWN, "PgDn", "", "many lines down"},
    {REQUEST_NONE, NULL, NULL, NULL},
};

bool
watch_typing(const struct screen *screen)
{
    return ((const struct watch *)screen)->input != WATCH_NO_INPUT;
}

/*
 * The hint row names one of the two: up, if there is anything above.
 */
static bool
can_move(struct watch *watch, enum request request)
{
    struct watch_session sessions[WATCH_SESSIONS_MAX];
    size_t count = 0;
    long at = 0;

    if (watch->page) {
        return false; /* the page itself says how it goes on */
    }
    if (!watch->board && !watch_in_table(watch)) {
        return log_view_has_above(watch_view(watch)) ==
               (request == REQUEST_UP);
    }
    count = watch_choices(watch, sessions);
    at = watch_index_of(watch, sessions, count);
    return request == REQUEST_UP ? at > 0
                                 : at <= 0 && at + 1 < (long)count;
}

bool
watch_can(const struct screen *screen, enum request request)
{
    struct watch *watch = (struct watch *)(uintptr_t)screen;
    struct watch_session sessions[WATCH_SESSIONS_MAX];
    bool logs = !watch->board && !watch->page && !watch_in_table(watch);

    if (watch->input != WATCH_NO_INPUT) {
        return request == REQUEST_LEAVE || request == REQUEST_OPEN;
    }
    if (request == REQUEST_UP || request == REQUEST_DOWN) {
        return can_move(watch, request);
    }
    if (request == REQUEST_OPEN) {
        return watch->board || watch_in_table(watch)
                   ? watch_choices(watch, sessions) > 0
                   : logs && watch->chosen.session != 0 && watch->only == 0;
    }
    if (request == REQUEST_AGAIN || request == REQUEST_AGAIN_BACK) {
        return logs && watch->sought[0] != '\0';
    }
    if (request == REQUEST_LAST) {
        return logs && !watch->log[watch->active].view.live;
    }
    if (request == REQUEST_FIRST) {
        return logs;
    }
    if (request == REQUEST_SEARCH || request == REQUEST_FILTER ||
        request == REQUEST_PAUSE || request == REQUEST_EXPLAIN) {
        return logs;
    }
    if (request == REQUEST_PANE || request == REQUEST_ZOOM) {
        return !watch->board && !watch->page;
    }
    return true;
}

const char *
watch_hint(const struct screen *screen, enum request request)
{
    const struct watch *watch = (const struct watch *)screen;

    if (request == REQUEST_OPEN && watch->input != WATCH_NO_INPUT) {
        return watch->input == WATCH_SEARCH ? "find it" : "show these";
    }
    if (request == REQUEST_PAUSE && !watch->log[watch->active].view.live) {
        return "go on";
    }
    if (request == REQUEST_BOARD && watch->board) {
        return "logs";
    }
    if (request == REQUEST_ZOOM && watch->zoomed) {
        return "all panes";
    }
    if (request != REQUEST_LEAVE) {
        return NULL;
    }
    if (watch->input != WATCH_NO_INPUT || watch->board || watch->page) {
        return "back";
    }
    if (watch->only > 0 || watch->words[0] != '\0') {
        return "all sessions";
    }
    if (watch->zoomed) {
        return "all panes";
    }
    return watch->alone ? "quit" : NULL;
}
