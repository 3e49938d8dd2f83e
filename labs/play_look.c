/*
 * play_look.c - what a lesson can see of the outside: mailbox and logs.
 *
 * The mailbox is looked at as files, by mailview; the logs are read from their
 * beginning, as anybody could.  Nothing is asked of the servers.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "protocol/dialogue.h"

#include "client/seeds.h"

#include "labs/play_inside.h"

enum { SHOWN_MAX = 5 }; /* messages of a mailbox that are told one by one */

static const struct world_user *
box_user(const struct play *play)
{
    if (play->place.host != NULL || play->box == NULL) {
        return NULL;
    }
    return world_user_find(play->box, strlen(play->box));
}

int
play_box_path(const struct play *play, char *path)
{
    const struct world_user *user = box_user(play);

    if (user == NULL) {
        return -1;
    }
    world_box_path(play->place.world, user, path);
    return 0;
}

int
play_open_box(const struct play *play, struct mailview *view)
{
    char path[WORLD_PATH_ROOM];

    return play_box_path(play, path) == 0 ? mailview_open(view, path) : -1;
}

long
play_box_count(const struct play *play)
{
    struct mailview view;
    long count = -1;

    if (play_open_box(play, &view) == 0) {
        count = (long)view.count;
        mailview_close(&view);
    }
    return count;
}

int
play_box_reset(const struct play *play, char *why)
{
    const struct world_user *user = box_user(play);
    char path[WORLD_PATH_ROOM];

    if (user == NULL) {
        snprintf(why, SEEDS_WHY_MAX, "the mailbox is not on this machine");
        return -1;
    }
    world_box_path(play->place.world, user, path);
    return seeds_reset(path, user->name, why) == SEEDS_DONE ? 0 : -1;
}

static void
tell_messages(FILE *out, const struct mailview *view)
{
    char from[MAILVIEW_FIELD_ROOM];
    char subject[MAILVIEW_FIELD_ROOM];
    size_t first = view->count > SHOWN_MAX ? view->count - SHOWN_MAX : 0;

    if (first > 0) {
        fprintf(out, "(the last %d:)\n", SHOWN_MAX);
    }
    for (size_t i = first; i < view->count; i++) {
        if (mailview_field(view, i, "From", from) != 0 ||
            mailview_field(view, i, "Subject", subject) != 0) {
            continue;
        }
        fprintf(out, "%zu: %" PRIu64 " octets%s%.60s", i + 1,
                view->items[i].octets, from[0] != '\0' ? ", from " : "", from);
        fprintf(out, subject[0] != '\0' ? ", subject \"%.60s\"\n" : "%s\n",
                subject);
    }
}

char *
play_mailbox(const struct play *play)
{
    struct mailview view;
    char *text = NULL;
    size_t size = 0;
    FILE *out = NULL;

    if (play_open_box(play, &view) != 0) {
        return NULL;
    }
    out = open_memstream(&text, &size);
    if (out != NULL) {
        if (view.count == 0) {
            fprintf(out, "Mailbox of %s: empty.\n", play->box);
        } else {
            fprintf(out, "Mailbox of %s: %zu %s.\n", play->box, view.count,
                    view.count == 1 ? "message" : "messages");
        }
        tell_messages(out, &view);
        fclose(out);
    }
    mailview_close(&view);
    return text;
}

/* A call that a log tells about: a session and who opened it. */
struct call {
    unsigned long session; /* 0: not found */
    long end;              /* where the line that named it ends */
    int64_t time_ms;
    char from[64];
};

/*
 * Parse the next line of a log.  Returns 1, 0 at the end, -1 for a line that
 * is none.
 */
static int
next_record(FILE *log, char **line, size_t *room, char **buf,
            struct dialogue_record *record)
{
    const char *why = NULL;
    ssize_t len = getline(line, room, log);
    char *larger = NULL;

    if (len <= 0) {
        return 0;
    }
    larger = realloc(*buf, *room);
    if (larger == NULL) {
        return 0;
    }
    *buf = larger;
    len -= (*line)[len - 1] == '\n';
    return dialogue_parse(*line, (size_t)len, record, *buf, &why) == 0 ? 1 : -1;
}

static bool
is_event(const struct dialogue_record *record, const char *name)
{
    char word[16] = "";

    return record->mark == DIALOGUE_EVENT &&
           dialogue_value(record->text, record->len, NULL, word,
                          sizeof(word)) == 0 &&
           strcmp(word, name) == 0;
}

/*
 * Read a log: the last session with an event NAME whose KEY has this value
 * (call->session is 0), or that session's last connect before call->end.
 */
static void
read_log(FILE *log, const char *name, const char *key, const char *value,
         struct call *call)
{
    unsigned long wanted = call->session;
    struct dialogue_record record;
    char *line = NULL;
    char *buf = NULL;
    size_t room = 0;
    int got = 0;

    rewind(log);
    while ((got = next_record(log, &line, &room, &buf, &record)) != 0) {
        char found[128] = "";

        if (wanted != 0 && ftell(log) > call->end) {
            break;
        }
        if (got < 0 || !is_event(&record, name) ||
            dialogue_value(record.text, record.len, key, found,
                           sizeof(found)) != 0) {
            continue;
        }
        if (wanted == 0 && strcmp(found, value) == 0) {
            call->session = record.session;
            call->end = ftell(log);
        } else if (wanted == record.session) {
            snprintf(call->from, sizeof(call->from), "%.60s", found);
            call->time_ms = record.time_ms;
        }
    }
    free(line);
    free(buf);
}

/*
 * Who opened the last session with this event, by red's log of a service.
 */
static void
find_call(const struct play *play, enum world_service service, const char *name,
          const char *key, const char *value, struct call *call)
{
    char path[WORLD_PATH_ROOM];
    FILE *log = NULL;

    memset(call, 0, sizeof(*call));
    world_server_path(play->place.world,
                      world_server_index(box_user(play)->domain, service),
                      "log", path);
    log = fopen(path, "r");
    if (log == NULL) {
        return;
    }
    read_log(log, name, key, value, call);
    if (call->session != 0) {
        read_log(log, "connect", "from", "", call);
    }
    fclose(log);
}

static void
tell_call(const struct call *call, const char *server, const char *session,
          const char *what, char *out, size_t room)
{
    time_t seconds = (time_t)(call->time_ms / 1000);
    struct tm utc;
    char when[32] = "";

    gmtime_r(&seconds, &utc);
    strftime(when, sizeof(when), "%H:%M:%S", &utc);
    snprintf(out, room,
             "From the log of %s: %s called it at %s UTC (session "
             "%s#%lu) %s.",
             server, call->from, when, session, call->session, what);
}

/*
 * The unique-id of the first message, as the log of smtpd tells it.
 */
static void
first_uid(const struct play *play, char *uid)
{
    struct mailview view;

    uid[0] = '\0';
    if (play_open_box(play, &view) == 0) {
        if (view.count > 0) {
            memcpy(uid, view.items[0].uid, sizeof(view.items[0].uid));
        }
        mailview_close(&view);
    }
}

void
play_pushed(const struct play *play, char *out, size_t room)
{
    struct call call = {.session = 0};
    char uid[MAILNAME_UID_MAX + 1] = "";

    if (box_user(play) == NULL) {
        snprintf(out, room, "The log of smtpd is not visible from here.");
        return;
    }
    first_uid(play, uid);
    if (uid[0] != '\0') {
        find_call(play, WORLD_SMTP, "deliver", "uid", uid, &call);
    }
    if (call.from[0] == '\0') {
        snprintf(out, room,
                 "The log of smtpd does not tell who brought "
                 "message 1.");
        return;
    }
    tell_call(&call, "smtpd", "smtp", "and brought message 1: push", out, room);
}

void
play_pulled(const struct play *play, char *out, size_t room)
{
    struct call call = {.session = 0};

    if (box_user(play) == NULL) {
        snprintf(out, room, "The log of pop3d is not visible from here.");
        return;
    }
    find_call(play, WORLD_POP3, "lock", "box", box_user(play)->name, &call);
    if (call.from[0] == '\0') {
        snprintf(out, room, "The log of pop3d does not tell who called.");
        return;
    }
    tell_call(&call, "pop3d", "pop3", "and fetched message 1: pull", out, room);
}
