/*
 * watch.c - the screen of Watch: its life, and what its files share.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/watch.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "labs/lab.h"
#include "protocol/escape.h"
#include "tui/app.h"
#include "tui/watch_screen.h"

struct log_view *
watch_view(struct watch *watch)
{
    return &watch->log[watch->active].view;
}

struct logbook *
watch_book(const struct watch *watch, size_t log)
{
    return watch->log[log].book;
}

const struct roster_entry *
watch_entry(const struct watch *watch, const struct watch_session *session)
{
    return roster_entry(watch_book(watch, session->log)->roster,
                        session->session);
}

void
watch_choose(struct watch *watch)
{
    struct log_view *view = watch_view(watch);

    log_view_move(view, 0);
    if (view->chosen) {
        log_session_choose(&watch->chosen, view->book, view->at);
    } else {
        watch->chosen.session = 0;
    }
    watch->chosen.view.strange = watch->strange;
}

void
watch_who(const struct roster_entry *entry, bool brief, char *out)
{
    size_t len = strlen(entry->who);

    if (brief && isalpha((unsigned char)entry->who[0]) &&
        strchr(entry->who, '@') == NULL) {
        len = strcspn(entry->who, ".");
    }
    out[escape_spell(entry->who, len, ESCAPE_TEXT, out)] = '\0';
}

size_t
watch_sessions(const struct watch *watch, bool all,
               struct watch_session *sessions, size_t max)
{
    size_t open[ROSTER_OBSERVERS];
    size_t count = 0;

    for (size_t log = 0; log < watch->logs; log++) {
        size_t found = roster_open(watch_book(watch, log)->roster, open);

        for (size_t i = 0; i < found && count < max; i++) {
            sessions[count++] = (struct watch_session){log, open[i]};
        }
    }
    for (size_t log = 0; all && log < watch->logs; log++) {
        const struct roster *roster = watch_book(watch, log)->roster;
        size_t i = roster_count(roster);

        while (i > roster_oldest(roster) && count < max) {
            if (!roster_is_open(roster, --i)) {
                sessions[count++] = (struct watch_session){log, i};
            }
        }
    }
    return count;
}

/* ---- Which sessions keys choose ---- */

bool
watch_in_table(const struct watch *watch)
{
    return !watch->board && watch->pane == watch->logs;
}

static size_t
stuck_sessions(const struct watch *watch, struct watch_session *sessions)
{
    size_t count = watch_sessions(watch, false, sessions,
                                  WATCH_SESSIONS_MAX);
    size_t stuck = 0;

    for (size_t i = 0; i < count; i++) {
        if (roster_is_stuck(watch_book(watch, sessions[i].log)->roster,
                            sessions[i].session)) {
            sessions[stuck++] = sessions[i];
        }
    }
    return stuck;
}

size_t
watch_choices(const struct watch *watch, struct watch_session *sessions)
{
    return watch->board ? stuck_sessions(watch, sessions)
                        : watch_sessions(watch, true, sessions,
                                         WATCH_SESSIONS_MAX);
}

long
watch_index_of(const struct watch *watch, const struct watch_session *sessions,
         size_t count)
{
    for (size_t i = 0; i < count && watch->at_any; i++) {
        if (sessions[i].log == watch->at.log &&
            sessions[i].session == watch->at.session) {
            return (long)i;
        }
    }
    return -1;
}

/* ---- The life of the screen ---- */

static void
free_watch(struct screen *screen)
{
    struct watch *watch = (struct watch *)screen;

    if (watch->worker != NULL) {
        event_free(watch->worker);
    }
    for (size_t i = 0; i < watch->logs; i++) {
        logbook_close(watch->log[i].book);
        spool_close(watch->log[i].spool);
        free(watch->log[i].path);
    }
    log_session_free(&watch->chosen);
    free(watch->log);
    free(watch);
}

static const struct screen_ops watch_ops = {.title = "Watch",
                                            .keys = watch_keys,
                                            .draw = watch_draw,
                                            .press = watch_press,
                                            .can = watch_can,
                                            .hint = watch_hint,
                                            .typing = watch_typing,
                                            .free = free_watch};

/*
 * Open one log.  Returns 0, or -1 with a sentence in why.
 */
static int
open_log(struct watch_log *log, const struct watch_source *source, char *why)
{
    snprintf(log->name, sizeof(log->name), "%s", source->name);
    if (source->fd != -1) {
        log->spool = spool_open(source->fd);
        log->book = log->spool != NULL
                        ? logbook_open_fd(spool_reader(log->spool))
                        : NULL;
    } else {
        log->path = strdup(source->path);
        log->book = logbook_open(source->path);
    }
    if (log->book == NULL) {
        snprintf(why, LAB_WHY_MAX, "%s: %s", source->name, strerror(errno));
        return -1;
    }
    log_view_init(&log->view, log->book);
    return 0;
}

void
watch_lab(const struct world *world,
          char path[WATCH_LAB_LOGS][WORLD_PATH_ROOM],
          struct watch_source sources[WATCH_LAB_LOGS])
{
    static const enum world_service services[WATCH_LAB_LOGS] = {WORLD_SMTP,
                                                                WORLD_POP3};

    for (int i = 0; i < WATCH_LAB_LOGS; i++) {
        size_t index = world_server_index(WORLD_RED, services[i]);

        world_server_path(world, index, "log", path[i]);
        sources[i] = (struct watch_source){.name = world_server(index)->program,
                                           .path = path[i],
                                           .fd = -1};
    }
}

struct screen *
watch_screen_new(struct app *app, const struct watch_source *sources,
                 size_t count, bool lab, bool alone, char *why)
{
    struct watch *watch = calloc(1, sizeof(*watch));

    if (watch == NULL ||
        (watch->log = calloc(count, sizeof(*watch->log))) == NULL) {
        snprintf(why, LAB_WHY_MAX, "not enough memory to watch");
        free(watch);
        return NULL;
    }
    watch->screen = (struct screen){.ops = &watch_ops, .app = app};
    watch->strange = !lab;
    watch->alone = alone;
    for (size_t i = 0; i < count; i++) {
        watch->logs++;
        if (open_log(&watch->log[i], &sources[i], why) != 0) {
            free_watch(&watch->screen);
            return NULL;
        }
    }
    if (watch_begin(watch) != 0) {
        snprintf(why, LAB_WHY_MAX, "not enough memory to watch");
        free_watch(&watch->screen);
        return NULL;
    }
    return &watch->screen;
}
