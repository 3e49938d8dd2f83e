/*
 * type_session.c - the connection of "Type it", and its lines.
 *
 * Every line of the connection comes back as a record and is kept, up to a
 * limit, whatever the server sends.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labs/explain.h"

#include "tui/app.h"
#include "tui/type_inside.h"

enum { LINE_KEPT = 4096 /* octets of a line */ };

/* ---- Lines. ------------------------------------------------------------- */

static void
keep_line(struct type *type, const struct session_line *line, const char *text,
          size_t len, bool spelled)
{
    struct session_line *kept;
    char *copy;

    if (type->count == type->room) {
        size_t room = 2 * type->room + 64;
        struct session_line *larger = realloc(type->line,
                                              room * sizeof(*larger));

        if (larger == NULL) {
            return;
        }
        type->line = larger;
        type->room = room;
    }
    len = len < LINE_KEPT ? len : LINE_KEPT;
    copy = malloc(4 * len + 1);
    if (copy == NULL) {
        return;
    }
    if (spelled) {
        memcpy(copy, text, len);
    } else {
        len = dialogue_escape(text, len, copy);
    }
    copy[len] = '\0';
    kept = &type->line[type->count++];
    *kept = *line;
    kept->text = copy;
    if (type->cursor + 1 == type->count) {
        type->cursor = type->count; /* it was live, and stays so */
    }
}

/*
 * Of a long message from the server only the beginning is kept.  Returns
 * whether this record is left out.
 */
static bool
is_cut(struct type *type, const struct dialogue_record *record)
{
    const struct session_line event = {.speaker = '*', .mark = DIALOGUE_EVENT};
    char text[64];

    if (record->mark == DIALOGUE_DATA && type->place.protocol == CHAT_POP3 &&
        type->content++ >= TYPE_TEXT_KEPT) {
        type->cut++;
        return true;
    }
    if (record->mark != DIALOGUE_DATA) {
        type->content = 0;
        if (type->cut > 0) {
            snprintf(text, sizeof(text), "cut lines=%zu", type->cut);
            type->cut = 0;
            keep_line(type, &event, text, strlen(text), true);
        }
    }
    return false;
}

static char
speaker_of(const struct type *type, enum dialogue_mark mark)
{
    switch (mark) {
    case DIALOGUE_CLIENT:
        return 'C';
    case DIALOGUE_SERVER:
        return 'S';
    case DIALOGUE_DATA:
        return type->place.protocol == CHAT_SMTP ? 'C' : 'S';
    case DIALOGUE_EVENT:
        break;
    }
    return '*';
}

/* ---- Predictions. ------------------------------------------------------- */

bool
type_questions(const struct type *type)
{
    return type->held > 0 && type->guess == 0 && type_is_live(type);
}

/*
 * The student has said what comes, and it has come: show both.
 */
static void
reveal(struct type *type)
{
    size_t i = type->held;
    char first;

    while (i < type->count && type->line[i].speaker != 'S') {
        i++;
    }
    if (i == type->count || type->held == 0 || type->guess == 0) {
        return;
    }
    first = type->line[i].text[0];
    if (type->guess == first) {
        snprintf(type->guessed, sizeof(type->guessed),
                 "You said %c, and %c it was.", first, first);
    } else if (type->guess != ' ' && isprint((unsigned char)first)) {
        snprintf(type->guessed, sizeof(type->guessed),
                 "You said %c. It was %c (%s).", type->guess, first,
                 explain_first(first));
    }
    type->held = 0;
    type->guess = 0;
}

void
type_predict(struct type *type, char first)
{
    type->guess = first != 0 ? first : ' ';
    reveal(type);
}

/* ---- The connection. ---------------------------------------------------- */

static void
over(struct type *type, const char *why)
{
    type->phase = TYPE_OVER;
    type->held = 0;
    type->guess = 0;
    snprintf(type->notice, sizeof(type->notice), "%.*s.",
             (int)sizeof(type->notice) - 2, why);
    type->notice[0] = (char)toupper((unsigned char)type->notice[0]);
    app_changed(type->screen.app);
}

static void
on_record(void *ctx, const struct dialogue_record *record)
{
    struct type *type = ctx;
    struct session_line line = {
        .speaker = speaker_of(type, record->mark),
        .mark = record->mark,
        .lf = record->end == LINE_END_LF,
        .batch = record->mark == DIALOGUE_EVENT
                     ? 0
                     : chat_batch(typed_chat(type->typed))};

    app_changed(type->screen.app);
    if (is_cut(type, record)) {
        return;
    }
    if (type->count >= TYPE_LINES_MAX) {
        if (type->phase == TYPE_TALKS) {
            over(type, "the session grew too long to be shown");
            chat_hang_up(typed_chat(type->typed));
        }
        return;
    }
    keep_line(type, &line, record->text, record->len,
              record->mark == DIALOGUE_EVENT);
    if (record->mark == DIALOGUE_CLIENT) {
        type->guessed[0] = '\0';
        type->held = type->asking ? type->count : 0;
        type->guess = 0;
    }
    reveal(type);
}

static void
on_end(void *ctx)
{
    struct type *type = ctx;

    over(type, chat_why(typed_chat(type->typed)));
}

/*
 * Where the server is.  Returns 0, or -1 with the reason in reach.
 */
static int
find(struct type *type)
{
    const struct play_place *lab = type->lab;
    enum world_service service = type->place.protocol == CHAT_SMTP ? WORLD_SMTP
                                                                   : WORLD_POP3;
    const struct world_server *server = world_server(
        world_server_index(WORLD_RED, service));

    type->names = hint_names(type->place.at == NULL);
    if (type->place.at != NULL) {
        return reach_place(&type->reach, type->place.at);
    }
    snprintf(type->reach.host, sizeof(type->reach.host), "%s",
             lab->world != NULL ? "127.0.0.1" : lab->host);
    type->reach.port = lab->world != NULL
                           ? world_port(lab->world, WORLD_RED, service)
                           : (uint16_t)(server->port + lab->offset);
    return 0;
}

static void
open_connection(struct type *type)
{
    struct typed_options options = {.base = app_base(type->screen.app),
                                    .protocol = type->place.protocol,
                                    .host = type->reach.host,
                                    .port = type->reach.port,
                                    .trust = reach_trust(&type->reach,
                                                         type->lab->world,
                                                         type->place.ca),
                                    .number = ++type->sessions,
                                    .person = true,
                                    .log = type->place.log,
                                    .on_record = on_record,
                                    .on_end = on_end,
                                    .ctx = type};

    typed_free(type->typed);
    type->phase = TYPE_TALKS;
    type->typed = typed_open(&options);
    if (type->typed == NULL) {
        over(type, "not enough memory");
    }
}

static void
open_logs(struct type *type)
{
    static const enum world_service services[] = {WORLD_SMTP, WORLD_POP3};
    char path[WORLD_PATH_ROOM];

    for (int i = 0; i < 2 && type->lab->world != NULL &&
                    type->place.at == NULL && type->logs[i] == NULL;
         i++) {
        world_server_path(type->lab->world,
                          world_server_index(WORLD_RED, services[i]), "log",
                          path);
        type->logs[i] = lesson_log_open(path, app_base(type->screen.app),
                                        type_log_grew, type);
    }
}

void
type_connect(struct type *type)
{
    type->notice[0] = '\0';
    type->cursor = type->count;
    type->looking = false;
    if (find(type) != 0) {
        over(type, type->reach.why);
    } else if (type->place.at == NULL && type->servers->starting) {
        type->phase = TYPE_STARTS;
    } else {
        open_logs(type);
        open_connection(type);
    }
}

void
type_servers_done(void *ctx)
{
    struct type *type = ctx;

    if (type->phase == TYPE_STARTS && type->servers->failed) {
        over(type, type->lab->world->why);
    } else if (type->phase == TYPE_STARTS) {
        type_connect(type);
    }
}

void
type_end(struct type *type)
{
    typed_free(type->typed);
    type->typed = NULL;
    session_view_free(&type->view);
    for (size_t i = 0; i < type->count; i++) {
        free((char *)type->line[i].text);
    }
    free(type->line);
    type->line = NULL;
    type->count = type->room = type->viewed = type->cursor = 0;
}

/*
 * "smtp", "pop3", perhaps with HOST:PORT behind it.
 */
static void
take_place(struct type *type, const char *words)
{
    bool smtp = strncmp(words, "smtp", 4) == 0;

    if ((!smtp && strncmp(words, "pop3", 4) != 0) ||
        (words[4] != '\0' && words[4] != ' ')) {
        snprintf(type->notice, sizeof(type->notice),
                 "Begin with smtp or pop3, for example: smtp HOST:25");
        input_line_set(&type->input, "");
        return;
    }
    words += 4;
    words += strspn(words, " ");
    type->place.protocol = smtp ? CHAT_SMTP : CHAT_POP3;
    snprintf(type->at, sizeof(type->at), "%s", words);
    type->place.at = type->at[0] != '\0' ? type->at : NULL;
    if (find(type) != 0) {
        snprintf(type->notice, sizeof(type->notice), "%s.", type->reach.why);
        return;
    }
    session_view_free(&type->view);
    session_view_init(&type->view, smtp ? OBSERVER_SMTP : OBSERVER_POP3);
    input_line_set(&type->input, "");
    type_connect(type);
}

void
type_next(const struct type *type, char out[HINT_MAX])
{
    const struct observer *observer = &type->view.observer;

    out[0] = '\0';
    if (type->phase == TYPE_ASKS) {
        snprintf(out, HINT_MAX, "smtp");
    } else if (type->phase == TYPE_TALKS && type_is_live(type) &&
               observer->waiting == 0) {
        hint_next(observer, type->names, out);
    }
}

void
type_send(struct type *type)
{
    struct input_line *input = &type->input;
    const struct observer *observer = &type_view(type)->observer;
    size_t len = strlen(input->text);
    bool text = type->typed != NULL && chat_in_text(typed_chat(type->typed));

    type->notice[0] = '\0';
    if (type->phase == TYPE_ASKS) {
        take_place(type, input->text);
    } else if (len == 0 && !text && !observer->in_auth) {
        snprintf(type->notice, sizeof(type->notice),
                 "Type a line; Right takes the one in brackets.");
    } else {
        /* Of a password only the word before it is remembered. */
        input_line_remember(input, input->text,
                            text ? len
                                 : chat_shown(type->place.protocol,
                                              observer->in_auth, input->text,
                                              len));
        typed_line(type->typed, input->text, len);
        memset(input->text, 0, sizeof(input->text));
        input->at = 0;
        type->scroll = 0;
    }
}
