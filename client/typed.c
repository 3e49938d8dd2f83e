/*
 * typed.c - the queue between the keyboard and the connection.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/typed.h"

#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>

#include "client/transcript.h"

struct typed {
    struct typed_options options;
    struct chat *chat;
    struct evbuffer *lines; /* that wait, each with LF */
    bool greeted;
};

static bool
may_send(const struct typed *typed)
{
    if (typed->options.person) {
        return !chat_must_wait(typed->chat);
    }
    return typed->greeted && chat_due(typed->chat) == 0;
}

static void
send_lines(struct typed *typed)
{
    while (chat_ended(typed->chat) == CHAT_OPEN && may_send(typed)) {
        size_t len;
        char *line = evbuffer_readln(typed->lines, &len, EVBUFFER_EOL_LF);

        if (line == NULL) {
            return;
        }
        chat_say(typed->chat, line, len);
        free(line);
    }
}

static void
on_record(void *ctx, const struct dialogue_record *record)
{
    struct typed *typed = ctx;

    if (record->mark == DIALOGUE_EVENT && record->len >= 7 &&
        memcmp(record->text, "connect", 7) == 0) {
        chat_set_deadline(typed->chat, typed->options.person ? TYPED_PERSON_MS
                                                             : TYPED_FILE_MS);
    }
    if (typed->options.log != NULL) {
        transcript_raw(typed->options.log, record);
        fflush(typed->options.log);
    }
    typed->options.on_record(typed->options.ctx, record);
}

static void
on_reply(void *ctx, const struct chat_reply *reply)
{
    struct typed *typed = ctx;

    (void)reply;
    typed->greeted = true;
    send_lines(typed);
}

static void
on_end(void *ctx, enum chat_end end, const char *why)
{
    struct typed *typed = ctx;

    (void)end, (void)why;
    if (typed->options.on_end != NULL) {
        typed->options.on_end(typed->options.ctx);
    }
}

struct typed *
typed_open(const struct typed_options *options)
{
    struct typed *typed = calloc(1, sizeof *typed);
    struct chat_options chat = {.base = options->base,
                                .protocol = options->protocol,
                                .host = options->host,
                                .port = options->port,
                                .trust = options->trust,
                                .number = options->number,
                                .deadline_ms = TYPED_CONNECT_MS,
                                .by_hand = true,
                                .on_record = on_record,
                                .on_reply = on_reply,
                                .on_end = on_end,
                                .ctx = typed};

    if (typed == NULL) {
        return NULL;
    }
    typed->options = *options;
    typed->lines = evbuffer_new();
    typed->chat = typed->lines == NULL ? NULL : chat_open(&chat);
    if (typed->chat == NULL) {
        typed_free(typed);
        return NULL;
    }
    return typed;
}

void
typed_free(struct typed *typed)
{
    if (typed == NULL) {
        return;
    }
    chat_free(typed->chat);
    if (typed->lines != NULL) {
        evbuffer_free(typed->lines);
    }
    free(typed);
}

void
typed_line(struct typed *typed, const char *line, size_t len)
{
    evbuffer_add(typed->lines, line, len);
    evbuffer_add(typed->lines, "\n", 1);
    send_lines(typed);
}

bool
typed_is_idle(const struct typed *typed)
{
    return evbuffer_get_length(typed->lines) == 0 && may_send(typed);
}

struct chat *
typed_chat(struct typed *typed)
{
    return typed->chat;
}
