/*
 * typist.c - telnet negotiation, understood and refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "protocol/typist.h"

#include <stdlib.h>
#include <string.h>

#include <libtelnet.h>

enum {
    IAC = 0xFF,
    TYPED_MAX = 4096,
    ANSWERS_MAX = 100   /* a telnet asks for a dozen things, a flood for more */
};

struct typist {
    telnet_t *telnet;
    void (*answer)(void *ctx, const char *bytes, size_t len);
    void *ctx;
    unsigned answers;
    bool line_ended;            /* by the octet just fed */
    bool hostile;
    size_t len;
    char typed[TYPED_MAX];      /* a line is taken out long before it is full */
};

/* Nothing is offered and nothing accepted. */
static const telnet_telopt_t no_options[] = {{-1, 0, 0}};

static void
keep(struct typist *typist, const char *bytes, size_t len)
{
    if (len > TYPED_MAX - typist->len) {
        typist->hostile = true;
        return;
    }
    memcpy(typist->typed + typist->len, bytes, len);
    typist->len += len;
    typist->line_ended = len > 0 && bytes[len - 1] == '\n';
}

static void
handle(telnet_t *telnet, telnet_event_t *event, void *ctx)
{
    struct typist *typist = ctx;

    (void)telnet;
    if (event->type == TELNET_EV_DATA) {
        keep(typist, event->data.buffer, event->data.size);
    } else if (event->type == TELNET_EV_SEND) {
        typist->hostile |= ++typist->answers > ANSWERS_MAX;
        typist->answer(typist->ctx, event->data.buffer, event->data.size);
    } else if (event->type == TELNET_EV_COMPRESS) {
        typist->hostile = true; /* it would inflate what was never asked for */
    }
}

bool
typist_needed(const char *bytes, size_t count)
{
    const char *end = memchr(bytes, '\n', count);

    return memchr(bytes, IAC, end ? (size_t)(end - bytes) : count) != NULL;
}

struct typist *
typist_new(void (*answer)(void *ctx, const char *bytes, size_t len), void *ctx)
{
    struct typist *typist = calloc(1, sizeof *typist);

    if (typist == NULL) {
        return NULL;
    }
    typist->answer = answer;
    typist->ctx = ctx;
    typist->telnet = telnet_init(no_options, handle, 0, typist);
    if (typist->telnet == NULL) {
        free(typist);
        return NULL;
    }
    return typist;
}

void
typist_free(struct typist *typist)
{
    if (typist != NULL) {
        telnet_free(typist->telnet);
        free(typist);
    }
}

size_t
typist_feed(struct typist *typist, const char *bytes, size_t count)
{
    size_t fed = 0;

    typist->line_ended = false;
    while (fed < count && !typist->line_ended && !typist->hostile &&
           typist->len < TYPED_MAX) {
        telnet_recv(typist->telnet, bytes + fed, 1);
        fed++;
    }
    return typist->hostile ? 0 : fed;
}

const char *
typist_text(const struct typist *typist, size_t *len)
{
    *len = typist->len;
    return typist->typed;
}

void
typist_used(struct typist *typist, size_t used)
{
    typist->len -= used;
    memmove(typist->typed, typist->typed + used, typist->len);
}
