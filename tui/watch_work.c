/*
 * watch_work.c - what Watch does in the event loop: look, read, search.
 *
 * All in slices of some milliseconds, so that keys and pictures come in
 * between.  When nothing is to be done nobody wakes up.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/watch.h"

#include <stdio.h>
#include <string.h>

#include <event2/event.h>

#include "tui/app.h"

enum {
    READ_OCTETS = 512 << 10,    /* of a log, in a slice */
    SEARCH_OCTETS = 4 << 20,
    LOOK_MS = 20                /* between two looks at logs that grow */
};

/* ---- Searching ---- */

static bool
is_wanted(const struct log_view *view, uint64_t offset)
{
    size_t i = logbook_find(view->book, offset);

    return !logbook_filter_any(&view->filter) ||
           (i < view->book->count && view->book->line[i].offset == offset &&
            logbook_passes(view->book, i, &view->filter));
}

/*
 * Go on from the line that was found, which the filter hides.
 */
static void
go_on_from(struct watch *watch, uint64_t offset)
{
    struct logbook_search *search = &watch->search;
    struct follow_line line;

    if (search->back) {
        search->at = search->limit = offset;
    } else if (follow_line(watch_view(watch)->book->follow, offset, &line) ==
               0) {
        search->at = line.next;
    }
}

static void
search_on(struct watch *watch)
{
    struct log_view *view = watch_view(watch);
    uint64_t offset = 0;

    switch (logbook_search_on(view->book, &watch->search, SEARCH_OCTETS,
                              &offset)) {
    case LOGBOOK_ON:
        break;
    case LOGBOOK_FOUND:
        if (is_wanted(view, offset)) {
            log_view_choose(view, offset);
            watch->searching = false;
        } else {
            go_on_from(watch, offset);
        }
        break;
    case LOGBOOK_NONE:
        snprintf(watch->notice, sizeof(watch->notice),
                 "no \"%s\" %s (%s looks the other way)", watch->sought,
                 watch->search.back ? "above" : "below",
                 watch->search.back == watch->search_back ? "N" : "n");
        watch->searching = false;
        break;
    }
    app_changed(watch->screen.app);
}

void
watch_search(struct watch *watch, bool back)
{
    struct log_view *view = watch_view(watch);
    struct follow_line line;
    uint64_t from = view->at;

    if (watch->sought[0] == '\0' || !view->chosen) {
        return;
    }
    if (!back) {
        if (follow_line(view->book->follow, view->at, &line) != 0) {
            return;
        }
        from = line.next;
    }
    logbook_search_begin(view->book, &watch->search, watch->sought, from,
                         back);
    watch->searching = true;
    watch_work(watch);
}

/* ---- Filtering ---- */

bool
watch_filter(struct watch *watch)
{
    bool any = false;

    for (size_t i = 0; i < watch->logs; i++) {
        struct log_view *view = &watch->log[i].view;
        struct logbook_filter filter = {0};
        char words[WATCH_INPUT_MAX];
        char *rest = NULL;
        bool good = true;

        memcpy(words, watch->words, sizeof(words));
        for (char *word = strtok_r(words, " ", &rest); word != NULL;
             word = strtok_r(NULL, " ", &rest)) {
            if (!logbook_filter_word(view->book, &filter, word)) {
                filter.session = SIZE_MAX; /* of this log nothing passes */
                good = false;
            }
        }
        any = any || good;
        if (i == watch->active && watch->only > 0) {
            filter.session = watch->only;
        }
        log_view_filter(view, &filter);
    }
    return any;
}

/* ---- The worker ---- */

/*
 * By a timer that is over at once: what is made active in its own call would
 * go before keys and pictures.
 */
void
watch_work(struct watch *watch)
{
    const struct timeval now = {0, 0};

    event_add(watch->worker, &now);
}

/*
 * What was chosen by its number in a log that began again means nothing more;
 * nor does a session that the roster has forgotten.
 */
static void
forget_sessions(struct watch *watch, size_t log, bool anew)
{
    const struct roster *roster = watch->log[log].book->roster;

    if (anew && watch->at.log == log) {
        watch->at_any = false;
    }
    if (watch->active != log) {
        return;
    }
    if (anew) {
        log_session_free(&watch->chosen);
        watch->page = false;
    }
    if (watch->only > 0 &&
        (anew || watch->only - 1 < roster_oldest(roster))) {
        watch->only = 0;
        watch_filter(watch);
    }
}

static void
work(evutil_socket_t fd, short what, void *ctx)
{
    struct watch *watch = ctx;
    const struct timeval soon = {0, LOOK_MS * 1000};
    bool busy = false;
    bool grows = false;

    (void)fd;
    (void)what;
    for (size_t i = 0; i < watch->logs; i++) {
        struct logbook *book = watch->log[i].book;
        unsigned anew = book->anew;

        grows = logbook_look(book) || grows;
        if (!logbook_is_read(book)) {
            busy = logbook_read(book, READ_OCTETS) || busy;
            grows = true;
        }
        forget_sessions(watch, i, book->anew != anew);
    }
    if (watch->searching) {
        search_on(watch);
        busy = busy || watch->searching;
    }
    if (grows) {
        app_changed(watch->screen.app);
    }
    if (busy) {
        watch_work(watch);
    } else if (grows) {
        event_add(watch->worker, &soon);
    }
}

/*
 * A log may have grown: look at all of them soon, but not each time.
 */
static void
on_change(void *ctx)
{
    struct watch *watch = ctx;
    const struct timeval soon = {0, LOOK_MS * 1000};

    if (!event_pending(watch->worker, EV_TIMEOUT, NULL)) {
        event_add(watch->worker, &soon);
    }
}

int
watch_begin(struct watch *watch)
{
    struct event_base *base = app_base(watch->screen.app);

    watch->worker = event_new(base, -1, 0, work, watch);
    if (watch->worker == NULL) {
        return -1;
    }
    for (size_t i = 0; i < watch->logs; i++) {
        struct watch_log *log = &watch->log[i];

        logbook_look(log->book); /* so that the first picture shows its end */
        if (log->spool != NULL
                ? spool_watch(log->spool, base, on_change, watch) != 0
                : follow_watch(log->book->follow, base, on_change, watch) !=
                      0) {
            return -1;
        }
    }
    return 0;
}
