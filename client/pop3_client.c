/*
 * pop3_client.c - how mail is collected: the client's half of POP3.
 *
 * The idea: `step` names the command whose reply is awaited; a +OK leads to
 * the next step, a -ERR settles the result and leads to QUIT.
 *
 * Invariant: DELE is said only for a message that the driver called saved.
 * Nothing is allocated, or looped over unanswered, by a number that the server
 * told: each message costs a reply.
 *
 * RFC 1939 sections 3 to 7 and 9; RFC 2449 section 8; RFC 3206.
 * SPDX-License-Identifier: ISC
 */
#include "client/pop3_client.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "protocol/number.h"
#include "protocol/path.h"

__attribute__((format(printf, 3, 4)))
static enum pop3_client_wish
command(struct pop3_client *client, enum pop3_client_step step,
        const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(client->line, sizeof client->line, format, args);
    va_end(args);
    client->step = step;
    return POP3_CLIENT_COMMAND;
}

static void
settle(struct pop3_client *client, enum pop3_client_result result,
       const char *text, size_t len)
{
    if (client->result != POP3_CLIENT_PENDING) {
        return;
    }
    if (len > sizeof client->said - 1) {
        len = sizeof client->said - 1;
    }
    memcpy(client->said, text, len);
    client->said[len] = '\0';
    client->result = result;
}

static enum pop3_client_wish
quit(struct pop3_client *client)
{
    return command(client, POP3_CLIENT_AT_QUIT, "QUIT");
}

/*
 * What -ERR means: its response code says whether waiting may help.
 * RFC 2449 sections 8.1.1 and 8.1.2; RFC 3206 section 4.
 */
static enum pop3_client_result
failure(const struct pop3_client *client, const char *text, size_t len)
{
    static const char *const passing[] = {"IN-USE", "LOGIN-DELAY", "SYS/TEMP"};
    struct reply_line line;
    const char *why;
    size_t i;

    if (reply_parse_pop3(text, len, &line, &why) == 0 && line.tag != NULL) {
        for (i = 0; i < sizeof passing / sizeof passing[0]; i++) {
            if (path_same(line.tag, line.tag_len, passing[i],
                          strlen(passing[i]))) {
                return POP3_CLIENT_LATER;
            }
        }
    }
    if (client->step == POP3_CLIENT_AT_STLS) {
        return POP3_CLIENT_UNSAFE;
    }
    if (client->step == POP3_CLIENT_AT_USER ||
        client->step == POP3_CLIENT_AT_PASS) {
        return POP3_CLIENT_NO_LOGIN;
    }
    return POP3_CLIENT_REFUSED;
}

/*
 * Read "+OK nn mm".  RFC 1939 section 5: the numbers, one space between them.
 */
static int
read_stat(struct pop3_client *client, const char *text, size_t len)
{
    uint64_t numbers[2] = {0, 0};
    const char *at = text + 3;
    const char *end = text + len;
    size_t i;

    for (i = 0; i < 2; i++) {
        size_t digits = 0;

        if (at < end && *at == ' ') {
            at++;
            digits = number_take(at, (size_t)(end - at), &numbers[i]);
        }
        if (digits == 0 || numbers[i] == UINT64_MAX) {
            return -1;
        }
        at += digits;
    }
    client->messages = numbers[0];
    return 0;
}

static enum pop3_client_wish
retrieve(struct pop3_client *client)
{
    return command(client, POP3_CLIENT_AT_RETR, "RETR %llu",
                   (unsigned long long)client->number);
}

static enum pop3_client_wish
begin_task(struct pop3_client *client)
{
    switch (client->job->task) {
    case POP3_CLIENT_LIST:
        return command(client, POP3_CLIENT_AT_LIST, "LIST");
    case POP3_CLIENT_ONE:
        client->number = client->job->number;
        return retrieve(client);
    case POP3_CLIENT_ALL:
        break;
    }
    if (client->messages == 0) {
        return quit(client);
    }
    client->number = 1;
    return retrieve(client);
}

static enum pop3_client_wish
next_message(struct pop3_client *client)
{
    if (client->job->task != POP3_CLIENT_ALL ||
        client->number >= client->messages) {
        return quit(client);
    }
    client->number++;
    return retrieve(client);
}

/*
 * RFC 1939 section 6: only after +OK to QUIT are marked messages removed; an
 * -ERR means that some were not.
 */
static enum pop3_client_wish
quit_answered(struct pop3_client *client, enum reply_kind kind,
              const char *text, size_t len)
{
    settle(client, kind == REPLY_OK || client->marked == 0
                       ? POP3_CLIENT_DONE : POP3_CLIENT_NOT_REMOVED,
           text, len);
    client->step = POP3_CLIENT_AT_END;
    return POP3_CLIENT_CLOSE;
}

static enum pop3_client_wish
name_user(struct pop3_client *client)
{
    return command(client, POP3_CLIENT_AT_USER, "USER %s", client->job->user);
}

/*
 * +OK: the next step.
 */
static enum pop3_client_wish
go_on(struct pop3_client *client, const char *text, size_t len)
{
    switch (client->step) {
    case POP3_CLIENT_AT_GREETING:
        return client->job->tls
                   ? command(client, POP3_CLIENT_AT_STLS, "STLS")
                   : name_user(client);
    case POP3_CLIENT_AT_STLS:
        return name_user(client);
    case POP3_CLIENT_AT_USER:
        client->step = POP3_CLIENT_AT_PASS;
        return POP3_CLIENT_PASSWORD;
    case POP3_CLIENT_AT_PASS:
        return command(client, POP3_CLIENT_AT_STAT, "STAT");
    case POP3_CLIENT_AT_STAT:
        if (read_stat(client, text, len) != 0) {
            settle(client, POP3_CLIENT_BROKEN, text, len);
            return quit(client);
        }
        return begin_task(client);
    case POP3_CLIENT_AT_LIST:
        return command(client, POP3_CLIENT_AT_UIDL, "UIDL");
    case POP3_CLIENT_AT_UIDL:
        return quit(client);
    case POP3_CLIENT_AT_RETR:
        return POP3_CLIENT_SAVE;
    case POP3_CLIENT_AT_DELE:
        client->marked++;
        return next_message(client);
    case POP3_CLIENT_AT_QUIT:
    case POP3_CLIENT_AT_END:
        break;
    }
    return POP3_CLIENT_CLOSE;
}

void
pop3_client_init(struct pop3_client *client, const struct pop3_client_job *job)
{
    *client = (struct pop3_client){.job = job};
}

enum pop3_client_wish
pop3_client_reply(struct pop3_client *client, enum reply_kind kind,
                  const char *text, size_t len)
{
    if (client->step == POP3_CLIENT_AT_QUIT) {
        client->wish = quit_answered(client, kind, text, len);
    } else if (kind == REPLY_OK) {
        client->wish = go_on(client, text, len);
    } else {
        /* UIDL is optional (section 7): without it nothing has failed. */
        if (kind != REPLY_ERR || client->step != POP3_CLIENT_AT_UIDL) {
            settle(client, kind == REPLY_ERR ? failure(client, text, len)
                                             : POP3_CLIENT_BROKEN, text, len);
        }
        client->wish = quit(client);
    }
    return client->wish;
}

enum pop3_client_wish
pop3_client_saved(struct pop3_client *client, bool ok)
{
    static const char why[] = "the message could not be saved here";

    client->saved += ok;
    if (!ok) {
        settle(client, POP3_CLIENT_UNSAVED, why, sizeof why - 1);
        client->wish = quit(client);
    } else if (client->job->remove) {
        client->wish = command(client, POP3_CLIENT_AT_DELE, "DELE %llu",
                               (unsigned long long)client->number);
    } else {
        client->wish = next_message(client);
    }
    return client->wish;
}

void
pop3_client_lost(struct pop3_client *client, enum pop3_client_result result,
                 const char *why)
{
    /* All was collected, and nothing waits for UPDATE: that is no loss. */
    if (client->step == POP3_CLIENT_AT_QUIT) {
        result = client->marked > 0 ? POP3_CLIENT_NOT_REMOVED
                                    : POP3_CLIENT_DONE;
    }
    settle(client, result, why, strlen(why));
    client->step = POP3_CLIENT_AT_END;
    client->wish = POP3_CLIENT_CLOSE;
}
