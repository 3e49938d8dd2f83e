/*
 * chat_say.c - what a chat sends, and what it then expects.
 *
 * The idea: every command that goes out leaves a note of the reply that is now
 * due.  Whatever is sent is recorded as the server will take it: line by line,
 * with the ending it has.
 *
 * RFC 5321 sections 4.1.1.4, 4.3.1, 4.5.2; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include "client/chat.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "client/chat_inside.h"
#include "protocol/path.h"
#include "protocol/pop3.h"
#include "protocol/smtp.h"

static const char mask[] = "********";

int
chat_ask_for(struct chat *chat, const struct chat_asked *asked)
{
    if (chat->due == CHAT_AHEAD_MAX) {
        chat_finish(chat, CHAT_FAULT, "more than %d commands were sent ahead "
                    "of their replies", CHAT_AHEAD_MAX);
        return -1;
    }
    chat->asked[(chat->first + chat->due) % CHAT_AHEAD_MAX] = *asked;
    chat->due++;
    return 0;
}

/*
 * The first word of a command line, for sentences; never one that could carry
 * an escape sequence.
 */
static void
first_word(const char *line, size_t len, char word[CHAT_WORD_MAX])
{
    size_t i = 0;

    while (i < len && i < CHAT_WORD_MAX - 1 &&
           isalnum((unsigned char)line[i])) {
        word[i] = line[i];
        i++;
    }
    word[i] = '\0';
    if (i == 0) {
        memcpy(word, "that line", sizeof "that line");
    }
}

static bool
is_auth(const char *line, size_t len)
{
    return len >= 5 && path_same(line, 5, "AUTH ", 5);
}

/*
 * Note that a reply is due to this command line.
 */
static int
ask(struct chat *chat, const char *line, size_t len)
{
    struct chat_asked asked = {.greeting = false};

    first_word(line, len, asked.word);
    asked.auth = chat->in_auth || is_auth(line, len);
    if (chat->in_auth) {
        memcpy(asked.word, "that line", sizeof "that line");
    } else if (chat->options.protocol == CHAT_SMTP) {
        asked.data = smtp_verb_of(line, len) == SMTP_VERB_DATA;
        asked.tls = smtp_verb_of(line, len) == SMTP_VERB_STARTTLS;
    } else {
        enum pop3_verb verb = pop3_verb_of(line, len);

        asked.tls = verb == POP3_VERB_STLS;
        asked.many = pop3_is_multiline(line, len);
        asked.content = verb == POP3_VERB_RETR || verb == POP3_VERB_TOP;
    }
    return chat_ask_for(chat, &asked);
}

size_t
chat_shown(enum chat_protocol protocol, bool in_auth, const char *line,
           size_t len)
{
    const char *space = len > 0 ? memchr(line, ' ', len) : NULL;
    const char *second;

    if (in_auth) {
        return len == 1 && line[0] == '*' ? len : 0;
    }
    if (space == NULL) {
        return len;
    }
    if (protocol == CHAT_POP3 && pop3_verb_of(line, len) == POP3_VERB_PASS) {
        return (size_t)(space - line) + 1;
    }
    if (!is_auth(line, len)) {
        return len;
    }
    second = memchr(space + 1, ' ', len - (size_t)(space + 1 - line));
    return second == NULL ? len : (size_t)(second - line) + 1;
}

static void
record_command(struct chat *chat, const char *line, size_t len)
{
    char text[CHAT_WHY_MAX];
    size_t shown = chat_shown(chat->options.protocol, chat->in_auth, line, len);

    if (shown >= len && (len > 0 || !chat->in_auth)) {
        chat_record(chat, DIALOGUE_CLIENT, line, len, LINE_END_CRLF);
        return;
    }
    if (shown > sizeof text - sizeof mask) {
        shown = sizeof text - sizeof mask;
    }
    memcpy(text, line, shown);
    memcpy(text + shown, mask, sizeof mask - 1);
    chat_record(chat, DIALOGUE_CLIENT, text, shown + sizeof mask - 1,
                LINE_END_CRLF);
}

static int
put(struct chat *chat, const char *octets, size_t len)
{
    if (chat_put(chat, octets, len) != 0) {
        chat_finish(chat, CHAT_FAULT, "out of memory while sending");
        return -1;
    }
    return 0;
}

static int
put_line(struct chat *chat, const char *line, size_t len)
{
    chat->batch += chat_unsent(chat) == 0;
    if (put(chat, line, len) != 0 || put(chat, "\r\n", 2) != 0) {
        return -1;
    }
    return 0;
}

/*
 * Before anything goes out: an answer that lies in our buffer and that nobody
 * asked for is found now, so that it is never taken for the answer to this.
 */
static int
may_send(struct chat *chat)
{
    if (chat->connected && chat->due == 0 && !chat->ready) {
        chat_hear(chat);
    }
    if (chat->hearing && chat->due == 0 && chat->beyond > 0 &&
        !chat->options.by_hand) {
        chat_finish(chat, CHAT_BROKEN, "the server said more than it was asked "
                    "for (RFC 5321 section 4.3.1: one reply to each command)");
    }
    return chat->end == CHAT_OPEN ? 0 : -1;
}

int
chat_command(struct chat *chat, const char *line, size_t len)
{
    bool idle = chat->due == 0;

    if (may_send(chat) != 0 || ask(chat, line, len) != 0 ||
        put_line(chat, line, len) != 0) {
        return -1;
    }
    record_command(chat, line, len);
    chat->in_auth = false;
    if (idle) {
        chat_rearm(chat);
    }
    return 0;
}

/*
 * A line of text goes out as it is.
 */
static int
send_text(struct chat *chat, const char *line, size_t len)
{
    bool idle = chat_unsent(chat) == 0;

    if (put_line(chat, line, len) != 0) {
        return -1;
    }
    chat_record(chat, DIALOGUE_DATA, line, len, LINE_END_CRLF);
    if (idle) {
        chat_rearm(chat);
    }
    return 0;
}

int
chat_text(struct chat *chat, const char *line, size_t len)
{
    char small[1024];

    if (may_send(chat) != 0) {
        return -1;
    }
    if (len == 0 || line[0] != '.') {
        return send_text(chat, line, len);
    }
    /* REQ(5321-4.5.2): a dot before a dot at the start of a line. */
    if (len + 1 <= sizeof small) {
        small[0] = '.';
        memcpy(small + 1, line, len);
        return send_text(chat, small, len + 1);
    }
    return put(chat, ".", 1) != 0 ? -1 : send_text(chat, line, len);
}

int
chat_text_end(struct chat *chat)
{
    static const struct chat_asked dot = {.word = "the final dot"};

    if (may_send(chat) != 0 || chat_ask_for(chat, &dot) != 0 ||
        put_line(chat, ".", 1) != 0) {
        return -1;
    }
    chat->in_text = false;
    chat_record(chat, DIALOGUE_CLIENT, ".", 1, LINE_END_CRLF);
    chat_rearm(chat);
    return 0;
}

int
chat_say(struct chat *chat, const char *line, size_t len)
{
    if (!chat->in_text) {
        return chat_command(chat, line, len);
    }
    if (len == 1 && line[0] == '.') {
        return chat_text_end(chat);
    }
    return may_send(chat) != 0 ? -1 : send_text(chat, line, len);
}
