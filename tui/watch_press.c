/*
 * watch_press.c - what the keys of Watch do.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/watch.h"

#include <stdio.h>
#include <string.h>

#include "tui/app.h"

enum { PAGE = 10, BACKSPACE = 8 };

/* ---- The input line ---- */

static void
open_input(struct watch *watch, enum watch_input input)
{
    watch->input = input;
    input_line_set(&watch->typed, input == WATCH_FILTER ? watch->words : "");
}

static void
accept_input(struct watch *watch)
{
    enum watch_input input = watch->input;
    const char *typed = watch->typed.text;

    watch->input = WATCH_NO_INPUT;
    if (input == WATCH_SEARCH) {
        if (typed[0] != '\0') {
            snprintf(watch->sought, sizeof(watch->sought), "%.*s",
                     WATCH_INPUT_MAX - 1, typed);
        }
        watch->search_back = watch_view(watch)->live;
        watch_search(watch, watch->search_back);
        return;
    }
    snprintf(watch->words, sizeof(watch->words), "%.*s", WATCH_INPUT_MAX - 1,
             typed);
    watch->only = 0;
    if (!watch_filter(watch)) {
        snprintf(watch->notice, sizeof(watch->notice),
                 "there is no such session; Esc shows all");
    }
}

static void
type(struct watch *watch, wchar_t key)
{
    if (key == L'\n') {
        accept_input(watch);
    } else if (key == BACKSPACE) {
        input_line_erase(&watch->typed);
    } else if (key == L'?' && watch->typed.text[0] == '\0') {
        app_help(watch->screen.app);
    } else if (key >= L' ') {
        input_line_insert(&watch->typed, key);
    }
}

/* ---- Moving ---- */

static void
move_session(struct watch *watch, long by)
{
    struct watch_session sessions[WATCH_SESSIONS_MAX];
    size_t count = watch_choices(watch, sessions);
    long at = watch_index_of(watch, sessions, count);

    at = at < 0 ? 0 : at + by;
    at = at < 0 ? 0 : at;
    at = at >= (long)count ? (long)count - 1 : at;
    watch->at_any = count > 0;
    if (count > 0) {
        watch->at = sessions[at];
    }
}

static void
move(struct watch *watch, long by)
{
    if (watch->page) {
        watch->page_scroll += (int)by;
        watch->page_scroll = watch->page_scroll < 0 ? 0 : watch->page_scroll;
    } else if (watch->board || watch_in_table(watch)) {
        move_session(watch, by);
    } else {
        log_view_move(watch_view(watch), by);
    }
}

/*
 * Show one session alone, in the log where it is.
 */
static void
follow_session(struct watch *watch, size_t log, size_t session)
{
    watch->board = false;
    watch->pane = watch->active = log;
    watch->only = session + 1;
    watch->zoomed = true;
    watch_filter(watch);
    log_view_live(watch_view(watch));
}

static void
open_chosen(struct watch *watch)
{
    struct watch_session sessions[WATCH_SESSIONS_MAX];

    if (watch->board || watch_in_table(watch)) {
        size_t count = watch_choices(watch, sessions);

        if (watch_index_of(watch, sessions, count) < 0) {
            move_session(watch, 0); /* nobody was chosen: choose the first */
        }
        if (count > 0) {
            follow_session(watch, watch->at.log, watch->at.session);
        }
        return;
    }
    watch_choose(watch);
    if (watch->chosen.session != 0 && watch->only == 0) {
        uint64_t at = watch_view(watch)->at;
        bool live = watch_view(watch)->live;

        follow_session(watch, watch->active, watch->chosen.session - 1);
        if (!live) {
            log_view_choose(watch_view(watch), at);
        }
    }
}

/*
 * Stand still, all logs; or go on.
 */
static void
pause_all(struct watch *watch)
{
    bool live = watch_view(watch)->live;

    for (size_t i = 0; i < watch->logs; i++) {
        if (live) {
            log_view_pause(&watch->log[i].view);
        } else {
            log_view_live(&watch->log[i].view);
        }
    }
}

/*
 * One level up.
 */
static void
leave(struct watch *watch)
{
    if (watch->input != WATCH_NO_INPUT) {
        watch->input = WATCH_NO_INPUT;
    } else if (watch->searching) {
        watch->searching = false;
    } else if (watch->page) {
        watch->page = false;
    } else if (watch->board) {
        watch->board = false;
    } else if (watch->only > 0 || watch->words[0] != '\0') {
        watch->zoomed = watch->zoomed && watch->only == 0;
        watch->only = 0;
        watch->words[0] = '\0';
        watch_filter(watch);
    } else if (watch->zoomed) {
        watch->zoomed = false;
    } else {
        app_leave(watch->screen.app);
    }
}

static void
next_pane(struct watch *watch)
{
    watch->pane = (watch->pane + 1) % (watch->logs + 1);
    if (watch->pane < watch->logs && watch->only == 0) {
        watch->active = watch->pane;
    } else if (watch->pane < watch->logs) {
        watch->pane = watch->active;
    }
}

static void
act(struct watch *watch, enum request request)
{
    if (request == REQUEST_OPEN) {
        open_chosen(watch);
    } else if (request == REQUEST_LAST) {
        log_view_live(watch_view(watch));
    } else if (request == REQUEST_FIRST) {
        log_view_first(watch_view(watch));
    } else if (request == REQUEST_BOARD) {
        watch->board = !watch->board;
        watch->page = false;
        watch->at_any = false;
    } else if (request == REQUEST_SEARCH) {
        open_input(watch, WATCH_SEARCH);
    } else if (request == REQUEST_AGAIN || request == REQUEST_AGAIN_BACK) {
        watch_search(watch, watch->search_back == (request == REQUEST_AGAIN));
    } else if (request == REQUEST_FILTER) {
        open_input(watch, WATCH_FILTER);
    } else if (request == REQUEST_PAUSE) {
        pause_all(watch);
    } else if (request == REQUEST_PANE) {
        next_pane(watch);
    } else if (request == REQUEST_ZOOM) {
        watch->zoomed = !watch->zoomed;
    } else if (request == REQUEST_EXPLAIN) {
        watch_choose(watch);
        watch->page = !watch->page;
        watch->page_scroll = 0;
    }
}

void
watch_press(struct screen *screen, enum request request, wchar_t key)
{
    struct watch *watch = (struct watch *)screen;

    watch->notice[0] = '\0';
    if (request == REQUEST_LEAVE) {
        leave(watch);
    } else if (watch->input != WATCH_NO_INPUT) {
        if (request == REQUEST_CHOICE) {
            type(watch, key);
        }
    } else if (request == REQUEST_UP || request == REQUEST_DOWN) {
        move(watch, request == REQUEST_UP ? -1 : 1);
    } else if (request == REQUEST_PAGE_UP || request == REQUEST_PAGE_DOWN) {
        move(watch, request == REQUEST_PAGE_UP ? -PAGE : PAGE);
    } else if (watch_can(screen, request)) {
        act(watch, request);
    }
}
