/*
 * mailwatch.c - be told when the messages of a mailbox may have changed.
 *
 * Messages lie in two folders; each is watched as follow.c watches that of a
 * log.  A notice only means "look again", a little later: a delivery is several
 * changes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/mailwatch.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "client/follow.h"
#include "client/follow_notify.h"
#include "client/world.h"

enum { FOLDERS = 2 };

struct mailwatch {
    struct event *look;
    struct event *told[FOLDERS];
    int notify[FOLDERS];
    int folder[FOLDERS];
    void (*on_change)(void *ctx);
    void *ctx;
};

static void
on_look(evutil_socket_t fd, short what, void *ctx)
{
    const struct mailwatch *watch = ctx;

    (void)fd, (void)what;
    watch->on_change(watch->ctx);
}

static void
on_told(evutil_socket_t fd, short what, void *ctx)
{
    struct mailwatch *watch = ctx;
    struct timeval soon = {.tv_usec = MAILWATCH_MS * 1000L};

    (void)what;
    follow_notify_drain((int)fd);
    if (!event_pending(watch->look, EV_TIMEOUT, NULL)) {
        event_add(watch->look, &soon);
    }
}

/*
 * Watch one folder.  Returns 0, or -1 if the system cannot tell of it.
 */
static int
watch_folder(struct mailwatch *watch, int i, const char *box,
             struct event_base *base)
{
    static const char *const names[FOLDERS] = {"new", "cur"};
    char path[WORLD_PATH_ROOM + 16];

    snprintf(path, sizeof(path), "%s/%s/", box, names[i]);
    watch->folder[i] = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    watch->notify[i] = watch->folder[i] == -1 ? -1 : follow_notify_open(path);
    if (watch->notify[i] == -1) {
        return -1;
    }
    follow_notify_file(watch->notify[i], watch->folder[i]);
    watch->told[i] = event_new(base, watch->notify[i], EV_READ | EV_PERSIST,
                               on_told, watch);
    return watch->told[i] == NULL ? -1 : event_add(watch->told[i], NULL);
}

struct mailwatch *
mailwatch_open(const char *box, struct event_base *base,
               void (*on_change)(void *ctx), void *ctx)
{
    struct mailwatch *watch = calloc(1, sizeof(*watch));
    struct timeval often = {.tv_usec = FOLLOW_TIMER_MS * 1000L};
    bool told = true;

    if (watch == NULL) {
        return NULL;
    }
    *watch = (struct mailwatch){.notify = {-1, -1},
                                .folder = {-1, -1},
                                .on_change = on_change,
                                .ctx = ctx};
    for (int i = 0; i < FOLDERS; i++) {
        told = watch_folder(watch, i, box, base) == 0 && told;
    }
    watch->look = event_new(base, -1, told ? 0 : EV_PERSIST, on_look, watch);
    if (watch->look == NULL || (!told && event_add(watch->look, &often) != 0)) {
        mailwatch_close(watch);
        return NULL;
    }
    event_active(watch->look, EV_TIMEOUT, 0);
    return watch;
}

void
mailwatch_close(struct mailwatch *watch)
{
    if (watch == NULL) {
        return;
    }
    for (int i = 0; i < FOLDERS; i++) {
        if (watch->told[i] != NULL) {
            event_free(watch->told[i]);
        }
        if (watch->notify[i] != -1) {
            close(watch->notify[i]);
        }
        if (watch->folder[i] != -1) {
            close(watch->folder[i]);
        }
    }
    if (watch->look != NULL) {
        event_free(watch->look);
    }
    free(watch);
}
