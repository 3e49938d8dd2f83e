/*
 * chat_telnet.c - a server that is a telnet: its octets are taken out.
 *
 * Only by hand, and only between commands: the lines of a multi-line response
 * never come here.  Options are refused by libtelnet (protocol/typist.h); what
 * we send is made telnet's only once the server has negotiated.
 *
 * RFC 854; RFC 1143 (refusing options without end).
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "client/chat_inside.h"
#include "protocol/typist.h"

enum { IAC = 0xFF, REFUSALS_MAX = 64 * 1024 };

static void
refuse(void *ctx, const char *octets, size_t len)
{
    static const char event[] = "telnet did=refused";
    struct chat *chat = ctx;

    if (!chat->negotiated) {
        chat->negotiated = true;
        chat_record(chat, DIALOGUE_EVENT, event, sizeof event - 1,
                    LINE_END_CRLF);
    }
    if (chat_unsent(chat) > REFUSALS_MAX) {
        chat_finish(chat, CHAT_BROKEN,
                    "the server negotiates without end and "
                    "reads no answer");
    } else {
        bufferevent_write(chat->bev, octets, len);
    }
}

/*
 * Is there telnet in the line that is about to come?
 */
static bool
is_telnet(struct chat *chat, const char *octets, size_t count)
{
    if (!chat->options.by_hand || chat->in_body) {
        return false;
    }
    if (chat->typist == NULL && typist_needed(octets, count)) {
        chat->typist = typist_new(refuse, chat);
    }
    return chat->typist != NULL;
}

const char *
chat_at_hand(struct chat *chat, size_t *count)
{
    struct evbuffer *input = bufferevent_get_input(chat->bev);
    const char *octets = (const char *)evbuffer_pullup(input, -1);
    size_t fed;

    *count = evbuffer_get_length(input);
    chat->from_typist = *count > 0 && is_telnet(chat, octets, *count);
    if (!chat->from_typist) {
        return octets;
    }
    fed = typist_feed(chat->typist, octets, *count);
    if (fed == 0) {
        chat_finish(chat, CHAT_BROKEN,
                    "the server began to compress, unasked "
                    "(telnet)");
    }
    evbuffer_drain(input, fed);
    return typist_text(chat->typist, count);
}

void
chat_used(struct chat *chat, size_t used)
{
    if (chat->from_typist) {
        typist_used(chat->typist, used);
    } else {
        evbuffer_drain(bufferevent_get_input(chat->bev), used);
    }
}

int
chat_put(struct chat *chat, const char *octets, size_t len)
{
    const char *iac = NULL;

    while (chat->negotiated && (iac = memchr(octets, IAC, len)) != NULL) {
        size_t part = (size_t)(iac - octets) + 1;

        if (bufferevent_write(chat->bev, octets, part) != 0 ||
            bufferevent_write(chat->bev, iac, 1) != 0) {
            return -1;
        }
        octets += part;
        len -= part;
    }
    return bufferevent_write(chat->bev, octets, len);
}
