/*
 * chat.c - the connection of a chat and its deadline.
 *
 * The idea: a bufferevent moves octets, one timer bounds every wait.  The timer
 * runs exactly while something is awaited: a connection, a reply, the end of
 * what we send, the server's close after QUIT.  It is set anew by progress
 * that cannot be faked cheaply: a whole reply, or CHAT_BLOCK octets of a
 * message.  A server that sends one octet a minute makes no progress.
 *
 * The clock of the timer is libevent's, which is the monotonic one.
 *
 * A chat has ended once; after that its socket is closed, and it only answers
 * questions.  Its memory lives until chat_free(), so callbacks may end it.
 *
 * RFC 5321 section 4.5.3.2 (timeouts); RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include "client/chat.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client/chat_inside.h"
#include "client/dial.h"
#include "protocol/typist.h"

enum {
    READ_AHEAD = 2 * CHAT_BODY_LINE_MAX /* octets kept before we take them */
};

void
chat_record(struct chat *chat, enum dialogue_mark mark, const char *text,
            size_t len, enum line_end end)
{
    struct dialogue_record record = {.session = chat->options.number,
                                     .mark = mark,
                                     .text = text,
                                     .len = len,
                                     .end = end};
    struct timespec now;

    if (chat->options.on_record == NULL) {
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    record.time_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    memcpy(record.service,
           chat->options.protocol == CHAT_SMTP ? "smtp" : "pop3", 5);
    chat->options.on_record(chat->options.ctx, &record);
}

static void
record_event(struct chat *chat, const char *text)
{
    chat_record(chat, DIALOGUE_EVENT, text, strlen(text), LINE_END_CRLF);
}

/*
 * The bufferevent itself stays until chat_free(), because we may be inside one
 * of its callbacks.
 */
static void
close_socket(struct chat *chat)
{
    evutil_socket_t fd;

    if (chat->bev == NULL) {
        return;
    }
    bufferevent_disable(chat->bev, EV_READ | EV_WRITE);
    fd = bufferevent_getfd(chat->bev);
    if (chat->tls >= CHAT_SHAKING) {
        chat_tls_end(chat);
    } else if (fd >= 0) {
        bufferevent_setfd(chat->bev, -1);
        close(fd);
    }
}

void
chat_finish(struct chat *chat, enum chat_end end, const char *format, ...)
{
    static const char *const closed_by[] = {
        [CHAT_CLOSED] = "close by=server", [CHAT_HUNG_UP] = "close by=client",
        [CHAT_LATE] = "close by=timeout",  [CHAT_BROKEN] = "close by=fault",
        [CHAT_UNSAFE] = "close by=fault",  [CHAT_FAULT] = "close by=fault"};
    va_list args;

    if (chat->end != CHAT_OPEN) {
        return;
    }
    va_start(args, format);
    vsnprintf(chat->why, sizeof chat->why, format, args);
    va_end(args);
    chat->end = end;
    chat->due = 0;
    chat->in_text = false;
    close_socket(chat);
    if (chat->deadline != NULL) {
        event_del(chat->deadline);
    }
    if (chat->connected && closed_by[end] != NULL) {
        record_event(chat, closed_by[end]);
    }
    if (chat->options.on_end == NULL || end == CHAT_HUNG_UP) {
        return;
    }
    /* Told from the loop, so that no call of ours calls back to its caller. */
    chat->end_untold = true;
    event_active(chat->deadline, EV_TIMEOUT, 0);
}

void
chat_start_timer(struct chat *chat)
{
    struct timeval wait = {
        .tv_sec = chat->options.deadline_ms / 1000,
        .tv_usec = (suseconds_t)(chat->options.deadline_ms % 1000) * 1000};

    event_add(chat->deadline, &wait);
}

void
chat_rearm(struct chat *chat)
{
    chat->block = 0;
    if (chat->end != CHAT_OPEN) {
        return;
    }
    if (!chat->connected || chat->due > 0 || chat_unsent(chat) > 0) {
        chat_start_timer(chat);
    } else {
        event_del(chat->deadline);
    }
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
    struct chat *chat = arg;
    double seconds = chat->options.deadline_ms / 1000.0;

    (void)fd;
    (void)what;
    if (chat->end != CHAT_OPEN) {
        if (chat->end_untold) {
            chat->end_untold = false;
            chat->options.on_end(chat->options.ctx, chat->end, chat->why);
        }
    } else if (!chat->connected) {
        chat_finish(chat, CHAT_NO_CONNECTION,
                    "%s does not answer: no connection in %g s", chat->at,
                    seconds);
    } else if (chat->tls == CHAT_SHAKING) {
        chat_finish(chat, CHAT_UNSAFE, "no TLS in %g s: the handshake was not "
                    "completed", seconds);
    } else if (chat->due == 0) {
        chat_finish(chat, CHAT_LATE, "the server let %g s pass and neither "
                    "read on nor closed the connection", seconds);
    } else {
        chat_finish(chat, CHAT_LATE, "no whole answer to %s in %g s",
                    chat->asked[chat->first].word, seconds);
    }
}

static void
on_read(struct bufferevent *bev, void *arg)
{
    struct chat *chat = arg;

    (void)bev;
    chat->batch++;
    chat_hear(chat);
}

/*
 * All that was sent has left us: the server's time to answer begins now.
 */
static void
on_write(struct bufferevent *bev, void *arg)
{
    struct chat *chat = arg;

    (void)bev;
    if (chat->connected) {
        chat_rearm(chat);
    }
}

/*
 * Octets have left the buffer: a block of them is progress.
 */
static void
on_output(struct evbuffer *output, const struct evbuffer_cb_info *info,
          void *arg)
{
    struct chat *chat = arg;

    (void)output;
    chat->block += info->n_deleted;
    if (chat->block >= CHAT_BLOCK) {
        chat_rearm(chat);
    }
}

/* ---- From a name to a connection. --------------------------------------- */

/*
 * Begin to connect to the next address of the name, or end the chat.  All are
 * tried: localhost may be ::1 first and 127.0.0.1 second, and the server may
 * listen at one of them only.  One deadline bounds them all.
 */
static void
try_next(struct chat *chat)
{
    int fd = -1;

    while (fd < 0 && chat->next != NULL) {
        dial_name(chat->next, chat->options.port, chat->at, CHAT_AT_ROOM);
        fd = dial_begin(chat->next);
        chat->last_errno = fd < 0 ? errno : 0;
        chat->next = chat->next->ai_next;
    }
    if (fd < 0) {
        chat_finish(chat, CHAT_NO_CONNECTION, "no connection to %s: %s",
                    chat->at, strerror(chat->last_errno));
        return;
    }
    bufferevent_setfd(chat->bev, fd);
    bufferevent_enable(chat->bev, EV_READ | EV_WRITE);
    /* No address: the socket is connecting already. */
    if (bufferevent_socket_connect(chat->bev, NULL, 0) != 0) {
        chat_finish(chat, CHAT_FAULT, "the connection cannot be watched");
    }
}

static void
greet(struct chat *chat)
{
    static const struct chat_asked greeting = {.word = "the connection",
                                               .greeting = true};
    char event[CHAT_AT_ROOM + 16];

    chat->connected = true;
    snprintf(event, sizeof event, "connect to=%s", chat->at);
    record_event(chat, event);
    chat_ask_for(chat, &greeting);
    chat_rearm(chat);
}

static void
on_event(struct bufferevent *bev, short what, void *arg)
{
    struct chat *chat = arg;

    (void)bev;
    if (chat->end != CHAT_OPEN) {
        return;
    }
    if (chat->tls == CHAT_SHAKING) {
        chat_tls_over(chat, (what & BEV_EVENT_CONNECTED) != 0);
        return;
    }
    if (what & BEV_EVENT_CONNECTED) {
        greet(chat);
        return;
    }
    if (!chat->connected) {
        chat->last_errno = errno;
        close_socket(chat);
        try_next(chat);
        return;
    }
    /* The last lines may still wait in our buffer: they come first. */
    chat->server_closed = true;
    chat_hear(chat);
}

int
chat_attach(struct chat *chat, struct bufferevent *bev)
{
    chat->bev = bev;
    bufferevent_setcb(bev, on_read, on_write, on_event, chat);
    bufferevent_setwatermark(bev, EV_READ, 0, READ_AHEAD);
    return evbuffer_add_cb(bufferevent_get_output(bev), on_output, chat) != NULL
               ? 0 : -1;
}

/*
 * Make what a chat consists of.  Returns 0, or -1 if memory ran out.
 */
static int
build(struct chat *chat, const struct chat_options *options)
{
    const char *host = options->host;
    struct bufferevent *bev;

    chat->host = strdup(host);
    chat->at = malloc(CHAT_AT_ROOM);
    if (chat->options.base == NULL) {
        chat->own_base = chat->options.base = event_base_new();
    }
    if (chat->host == NULL || chat->at == NULL || chat->options.base == NULL) {
        return -1;
    }
    snprintf(chat->at, CHAT_AT_ROOM, "%s:%u", host,
             (unsigned)chat->options.port);
    if (options->trust != NULL && (chat->trust = strdup(options->trust)) ==
        NULL) {
        return -1;
    }
    chat->deadline = event_new(chat->options.base, -1, 0, on_deadline, chat);
    bev = bufferevent_socket_new(chat->options.base, -1, 0);
    if (chat->deadline == NULL || bev == NULL) {
        return -1;
    }
    return chat_attach(chat, bev);
}

struct chat *
chat_open(const struct chat_options *options)
{
    struct chat *chat = calloc(1, sizeof *chat);
    char why[CHAT_WHY_MAX];

    if (chat == NULL) {
        return NULL;
    }
    chat->options = *options;
    if (chat->options.deadline_ms <= 0) {
        chat->options.deadline_ms = CHAT_DEADLINE_MS;
    }
    if (build(chat, options) != 0) {
        chat_free(chat);
        return NULL;
    }
    chat->options.host = chat->host;
    chat->options.trust = chat->trust;
    chat->fresh = true;
    line_reader_init(&chat->reader, !options->by_hand);
    chat_rearm(chat);
    chat->addresses = dial_look_up(chat->host, chat->options.port, why,
                                   sizeof why);
    if (chat->addresses == NULL) {
        chat_finish(chat, CHAT_NO_HOST, "%s", why);
        return chat;
    }
    chat->next = chat->addresses;
    try_next(chat);
    return chat;
}

void
chat_hang_up(struct chat *chat)
{
    chat->options.on_end = NULL;
    chat->end_untold = false;
    chat_finish(chat, CHAT_HUNG_UP, "we closed the connection");
}

void
chat_free(struct chat *chat)
{
    if (chat == NULL) {
        return;
    }
    if (chat->bev != NULL) {
        chat_hang_up(chat);
        bufferevent_free(chat->bev);
    }
    if (chat->deadline != NULL) {
        event_free(chat->deadline);
    }
    if (chat->addresses != NULL) {
        freeaddrinfo(chat->addresses);
    }
    if (chat->own_base != NULL) {
        event_base_free(chat->own_base);
    }
    typist_free(chat->typist);
    free(chat->reply_text);
    free(chat->host);
    free(chat->trust);
    free(chat->at);
    free(chat);
}
