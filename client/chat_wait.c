/*
 * chat_wait.c - waiting for a chat, and asking how it stands.
 *
 * A caller without on_reply drives the loop itself, one turn at a time, until
 * what it waits for is there.  The deadline of the chat ends every such wait.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/chat.h"

#include "client/chat_inside.h"

/*
 * One turn of the loop.  Returns false when nothing is left to wait for.
 */
static bool
turn(struct chat *chat)
{
    if (chat->end != CHAT_OPEN) {
        return false;
    }
    return event_base_loop(chat->options.base, EVLOOP_ONCE) == 0;
}

const struct chat_reply *
chat_wait(struct chat *chat)
{
    for (;;) {
        chat_hear(chat);
        if (chat->ready) {
            chat->ready = false;
            return &chat->reply;
        }
        if ((chat->connected && chat->due == 0) || !turn(chat)) {
            return NULL;
        }
    }
}

int
chat_flush(struct chat *chat)
{
    while (chat_unsent(chat) > 0 && turn(chat)) {
    }
    return chat->end == CHAT_OPEN ? 0 : -1;
}

enum chat_end
chat_wait_end(struct chat *chat)
{
    if (chat->end == CHAT_OPEN) {
        chat_start_timer(chat);
    }
    do {
        chat->ready = false;
        chat_hear(chat);
    } while (turn(chat));
    return chat->end;
}

enum chat_end
chat_ended(const struct chat *chat)
{
    return chat->end;
}

const char *
chat_why(const struct chat *chat)
{
    return chat->why;
}

bool
chat_in_text(const struct chat *chat)
{
    return chat->in_text;
}

unsigned
chat_due(const struct chat *chat)
{
    return chat->due;
}

bool
chat_must_wait(const struct chat *chat)
{
    for (unsigned i = 0; i < chat->due; i++) {
        const struct chat_asked *asked =
            &chat->asked[(chat->first + i) % CHAT_AHEAD_MAX];

        if (asked->data || asked->auth || asked->tls) {
            return true;
        }
    }
    return false;
}

unsigned long
chat_batch(const struct chat *chat)
{
    return chat->batch;
}

size_t
chat_unsent(const struct chat *chat)
{
    return evbuffer_get_length(bufferevent_get_output(chat->bev));
}

void
chat_set_deadline(struct chat *chat, int deadline_ms)
{
    chat->options.deadline_ms =
        deadline_ms > 0 ? deadline_ms : CHAT_DEADLINE_MS;
}
