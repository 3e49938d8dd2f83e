/*
 * chat_hear.c - what the server says: lines become replies, or the end.
 *
 * The idea: line -> is anything due? -> parse -> gather -> whole reply.  The
 * lines of a POP3 multi-line response go to on_body one by one, so that no
 * message has to fit into memory.  Nothing is allocated by a number that the
 * server told.
 *
 * Every line is recorded before it is judged: the line that broke the rules is
 * the one that people want to see.
 *
 * RFC 5321 sections 2.3.8, 3.8, 4.2, 4.3.1; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "client/chat_inside.h"
#include "protocol/dot.h"

enum {
    BODY_MAX = 256 * 1024 * 1024,       /* of one multi-line response */
    QUOTED = 80,                        /* octets of a line in a sentence */
    CLOSING_CODE = 421                  /* RFC 5321 section 3.8 */
};

/*
 * By hand: tell that a rule was broken, in a record.
 */
static void
note(struct chat *chat, const char *rule)
{
    char event[sizeof "note text=" + 4 * CHAT_WHY_MAX] = "note text=";
    size_t used = sizeof "note text=" - 1;
    size_t len = strlen(rule);

    used += dialogue_escape_value(rule, len < CHAT_WHY_MAX ? len : CHAT_WHY_MAX,
                                  event + used);
    chat_record(chat, DIALOGUE_EVENT, event, used, LINE_END_CRLF);
}

/*
 * This line broke a rule.  By hand that is told, up to a limit; else it ends
 * the chat: the rule, then the line.
 */
static void
broken(struct chat *chat, const char *rule, const char *text, size_t len)
{
    char quoted[4 * QUOTED + 4];
    size_t cut = len < QUOTED ? len : QUOTED;
    size_t used;

    if (chat->options.by_hand && chat->faults < CHAT_FAULTS_MAX) {
        chat->faults++;
        note(chat, rule);
        return;
    }
    used = dialogue_escape(text, cut, quoted);
    memcpy(quoted + used, len > cut ? "..." : "", len > cut ? 4 : 1);
    chat_finish(chat, CHAT_BROKEN, "%s: %s", rule, quoted);
}

/*
 * Keep a reply line.  Returns 0, or -1 if the chat has ended.
 */
static int
keep(struct chat *chat, const char *text, size_t len)
{
    size_t need = chat->reply_len + len + 2;

    if (need > chat->reply_room) {
        char *larger = realloc(chat->reply_text, need * 2);

        if (larger == NULL) {
            chat_finish(chat, CHAT_FAULT, "out of memory for a reply");
            return -1;
        }
        chat->reply_text = larger;
        chat->reply_room = need * 2;
    }
    if (chat->reply_len > 0) {
        chat->reply_text[chat->reply_len++] = '\n';
    }
    memcpy(chat->reply_text + chat->reply_len, text, len);
    chat->reply_len += len;
    chat->reply_text[chat->reply_len] = '\0';
    return 0;
}

/*
 * Consent to TLS is not told before there is TLS.
 */
void
chat_complete(struct chat *chat)
{
    struct chat_asked asked = chat->asked[chat->first];

    if (asked.tls && chat->tls == CHAT_IN_CLEAR &&
        (chat->reply.code == 220 || chat->reply.kind == REPLY_OK)) {
        chat->tls = CHAT_AGREED;
        return;
    }
    chat->first = (chat->first + 1) % CHAT_AHEAD_MAX;
    chat->due--;
    chat->fresh = true;
    chat->in_body = false;
    chat->in_text = chat->in_text || (asked.data && chat->reply.code == 354);
    chat->in_auth = asked.auth && (chat->reply.kind == REPLY_CONTINUE ||
                                   chat->reply.code == 334);
    chat->reply.text = chat->reply_text;
    chat->reply.len = chat->reply_len;
    chat->reply.greeting = asked.greeting;
    chat_rearm(chat);
    if (chat->options.on_reply != NULL) {
        chat->options.on_reply(chat->options.ctx, &chat->reply);
    } else {
        chat->ready = true;
    }
}

/*
 * One line of a POP3 multi-line response.
 */
static void
hear_body(struct chat *chat, struct line *line)
{
    size_t octets;

    if (line->too_long) {
        chat_finish(chat, CHAT_BROKEN, "a line of more than %d octets inside "
                    "a message (RFC 5322 section 2.1.1: 998)",
                    CHAT_BODY_LINE_MAX);
        return;
    }
    if (dot_ends_text(line)) {
        chat_record(chat, DIALOGUE_SERVER, line->text, line->len, line->end);
        chat_complete(chat);
        return;
    }
    chat_record(chat,
                chat->asked[chat->first].content ? DIALOGUE_DATA
                                                 : DIALOGUE_SERVER,
                line->text, line->len, line->end);
    dot_unstuff(line);
    octets = line->len + (line->end == LINE_END_CRLF ? 2 : 1);
    chat->body_octets += octets;
    chat->block += octets;
    if (chat->body_octets > BODY_MAX) {
        chat_finish(chat, CHAT_BROKEN, "a response of more than %d octets "
                    "without the dot that ends it (RFC 1939 section 3)",
                    BODY_MAX);
        return;
    }
    if (chat->block >= CHAT_BLOCK) {
        chat_rearm(chat);
    }
    if (chat->options.on_body != NULL) {
        chat->options.on_body(chat->options.ctx, line);
    }
}

static void
hear_smtp(struct chat *chat, const struct line *line)
{
    struct reply_line parsed;
    const char *why = NULL;
    bool good = reply_parse_smtp(line->text, line->len, &parsed, &why) == 0;

    if (!good || reply_gather_add(&chat->gather, &parsed, &why) != 0) {
        broken(chat, why, line->text, line->len);
    }
    if (!good || chat->end != CHAT_OPEN) {
        return; /* by hand a line that is no reply answers nothing */
    }
    if (keep(chat, line->text, line->len) != 0) {
        return;
    }
    chat->reply.kind = REPLY_SMTP;
    chat->reply.code = parsed.code;
    if (parsed.last) {
        chat_complete(chat);
    }
}

static void
hear_pop3(struct chat *chat, const struct line *line)
{
    struct reply_line parsed;
    const char *why = NULL;

    if (reply_parse_pop3(line->text, line->len, &parsed, &why) != 0) {
        broken(chat, why, line->text, line->len);
        return;
    }
    if (keep(chat, line->text, line->len) != 0) {
        return;
    }
    chat->reply.kind = parsed.kind;
    if (parsed.kind == REPLY_OK && chat->asked[chat->first].many) {
        chat->in_body = true;
        chat->body_octets = 0;
        return;
    }
    chat_complete(chat);
}

/*
 * A line that nobody asked for.  A server that must shut down may say 421 at
 * any moment (RFC 5321 section 3.8); all else means that the two sides no
 * longer agree which reply answers what.
 */
static void
hear_unasked(struct chat *chat, const struct line *line)
{
    struct reply_line parsed;
    const char *why;

    if (chat->options.protocol == CHAT_SMTP &&
        reply_parse_smtp(line->text, line->len, &parsed, &why) == 0 &&
        parsed.code == CLOSING_CODE) {
        char quoted[4 * QUOTED + 1];
        size_t cut = parsed.text_len < QUOTED ? parsed.text_len : QUOTED;

        quoted[dialogue_escape(parsed.text, cut, quoted)] = '\0';
        chat_finish(chat, CHAT_CLOSED, "the server shuts down: 421 %s",
                    quoted);
        return;
    }
    broken(chat, "a reply that no command asked for (RFC 5321 section 4.3.1: "
           "one reply to each command)", line->text, line->len);
}

static void
hear_line(struct chat *chat, struct line *line)
{
    if (chat->in_body) {
        hear_body(chat, line);
        return;
    }
    if (chat->fresh) {
        chat->fresh = false;
        chat->reply = (struct chat_reply){.kind = REPLY_SMTP};
        chat->gather = (struct reply_gather){.code = 0};
        chat->reply_len = 0;
    }
    chat_record(chat, DIALOGUE_SERVER, line->text, line->len, line->end);
    if (line->too_long) {
        broken(chat, "a reply line without an end (RFC 5321 section "
               "4.5.3.1.5: at most 512 octets)", line->text, line->len);
    } else if (line->end != LINE_END_CRLF && !chat->told_lf) {
        chat->told_lf = true;
        broken(chat, "a reply line that ends in a bare LF (RFC 5321 section "
               "2.3.8: lines end in CR LF)", line->text, line->len);
    }
    if (chat->end != CHAT_OPEN) {
        return;
    }
    if (chat->due == 0) {
        hear_unasked(chat, line);
    } else if (chat->options.protocol == CHAT_SMTP) {
        hear_smtp(chat, line);
    } else {
        hear_pop3(chat, line);
    }
}

/*
 * No more octets will come, and all that came were taken.
 */
static void
hear_end(struct chat *chat)
{
    static const char closed[] = "the server closed the connection";

    if (chat->in_body) {
        chat_finish(chat, CHAT_CLOSED, "%s in the middle of a response: the "
                    "dot that ends it is missing (RFC 1939 section 3)", closed);
    } else if (chat->due > 0) {
        chat_finish(chat, CHAT_CLOSED, "%s before it answered %s", closed,
                    chat->asked[chat->first].word);
    } else {
        chat_finish(chat, CHAT_CLOSED, "%s%s", closed, chat->in_text
                    ? " in the middle of the text: nothing is delivered" : "");
    }
}

/*
 * Take the next line.  Returns false if it has not come yet.
 */
static bool
hear_next(struct chat *chat)
{
    size_t count;
    const char *octets = chat_at_hand(chat, &count);
    struct line line;
    size_t used = 0;
    bool taken = chat->end == CHAT_OPEN && count > 0 &&
                 line_take(&chat->reader,
                           chat->in_body ? LINE_TEXT : LINE_COMMAND,
                           chat->in_body ? CHAT_BODY_LINE_MAX : CHAT_LINE_MAX,
                           octets, count, &line, &used);

    if (taken) {
        chat->beyond = count - used;
        hear_line(chat, &line);
    }
    chat_used(chat, used);
    return taken;
}

void
chat_hear(struct chat *chat)
{
    bool taken = true;

    if (chat->hearing) {
        return;
    }
    chat->hearing = true;
    while (taken && chat->end == CHAT_OPEN && !chat->ready &&
           chat->tls != CHAT_AGREED) {
        taken = hear_next(chat);
    }
    chat->hearing = false;
    if (chat->tls == CHAT_AGREED) {
        chat_tls_begin(chat);
    }
    if (chat->server_closed && !chat->ready) {
        hear_end(chat);
    }
}
