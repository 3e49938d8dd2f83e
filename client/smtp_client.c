/*
 * smtp_client.c - how a mail is offered to a server: the client's half of SMTP.
 *
 * The idea: `step` names the command whose reply is awaited.  Each step has one
 * function that looks at the first digit, the only part of a reply that a
 * program may decide by (RFC 5321 section 4.2.1), and either goes on or
 * settles the result and says QUIT.
 *
 * Invariant: result leaves SMTP_CLIENT_PENDING exactly once, and it becomes
 * SMTP_CLIENT_SENT only on 2yz to the final dot.
 *
 * RFC 5321 sections 3.1 to 3.3, 4.2.1, 4.3.2, 4.5.3.1.10; RFC 1870; RFC 1652.
 * SPDX-License-Identifier: ISC
 */
#include "client/smtp_client.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "protocol/path.h"
#include "protocol/reply.h"

enum { CODE_CLOSING = 421, CODE_STORAGE = 552, SUBJECT_PROTOCOL = 5 };

static enum smtp_client_wish command(struct smtp_client *client,
                                     enum smtp_client_step step,
                                     const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum smtp_client_wish
command(struct smtp_client *client, enum smtp_client_step step,
        const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(client->line, sizeof client->line, format, args);
    va_end(args);
    client->step = step;
    return SMTP_CLIENT_COMMAND;
}

static void
keep(char said[SMTP_CLIENT_SAID_MAX], const char *text, size_t len)
{
    if (len > SMTP_CLIENT_SAID_MAX - 1) {
        len = SMTP_CLIENT_SAID_MAX - 1;
    }
    memcpy(said, text, len);
    said[len] = '\0';
}

/*
 * Settle the result of the mail, and of every recipient still undecided.
 */
static void
settle(struct smtp_client *client, enum smtp_client_result result, int code,
       const char *text, size_t len)
{
    size_t i;

    if (client->result != SMTP_CLIENT_PENDING) {
        return;
    }
    client->result = result;
    client->code = code;
    keep(client->said, text, len);
    for (i = 0; i < client->job->rcpt_count; i++) {
        struct smtp_client_rcpt *rcpt = &client->job->rcpts[i];

        if (rcpt->result == SMTP_CLIENT_PENDING ||
            rcpt->result == SMTP_CLIENT_ACCEPTED) {
            rcpt->result = result;
        }
    }
}

static enum smtp_client_wish
quit(struct smtp_client *client)
{
    return command(client, SMTP_CLIENT_QUIT, "QUIT");
}

/*
 * What a reply other than success says: not now, never, or nonsense.
 */
static enum smtp_client_result
failure(int code)
{
    if (code / 100 == 4) {
        return SMTP_CLIENT_LATER;
    }
    return code / 100 == 5 ? SMTP_CLIENT_REFUSED : SMTP_CLIENT_BROKEN;
}

/*
 * A step failed: that settles it.  RFC 5321 section 4.1.1.10: end with QUIT.
 */
static enum smtp_client_wish
failed(struct smtp_client *client, int code, const char *text, size_t len)
{
    settle(client, failure(code), code, text, len);
    return quit(client);
}

static enum smtp_client_wish
cannot(struct smtp_client *client, const char *why)
{
    settle(client, SMTP_CLIENT_CANNOT, 0, why, strlen(why));
    return quit(client);
}

/*
 * Note one line of the reply to EHLO: "250-SIZE 10485760".
 * RFC 5321 section 4.1.1.1; RFC 1870 section 3; RFC 1652 section 3.
 */
static void
note_keyword(struct smtp_client *client, const char *line, size_t len)
{
    const char *word = line + 4;
    const char *end = line + len;
    const char *space;
    uint64_t max = 0;

    if (len <= 4) {
        return;
    }
    space = memchr(word, ' ', (size_t)(end - word));
    if (path_same(word, (size_t)((space ? space : end) - word), "8BITMIME",
                  8)) {
        client->has_8bitmime = true;
    }
    if (!path_same(word, (size_t)((space ? space : end) - word), "SIZE", 4)) {
        return;
    }
    client->has_size = true;
    while (space != NULL && ++space < end && *space >= '0' && *space <= '9') {
        if (max > (UINT64_MAX - 9) / 10) {
            max = 0;            /* nonsense: as if no limit were told */
            break;
        }
        max = 10 * max + (uint64_t)(*space - '0');
    }
    client->size_max = max;
}

static void
note_extensions(struct smtp_client *client, const char *text, size_t len)
{
    const char *end = text + len;
    const char *line = memchr(text, '\n', len);

    client->esmtp = true;
    while (line != NULL) {
        const char *next;

        line++;                 /* the first line is the server's name */
        next = memchr(line, '\n', (size_t)(end - line));
        note_keyword(client, line, (size_t)((next ? next : end) - line));
        line = next;
    }
}

/*
 * Offer the mail, if this server can take it at all.
 */
static enum smtp_client_wish
offer(struct smtp_client *client)
{
    const struct smtp_client_job *job = client->job;
    char size[32] = "";

    /* RFC 1652 section 3: 8-bit content must not go to a server without it. */
    if (job->eight_bit && !client->has_8bitmime) {
        return cannot(client, "the message holds 8-bit octets, and this server "
                      "does not offer 8BITMIME (RFC 1652 section 3)");
    }
    if (client->size_max > 0 && job->octets > client->size_max) {
        return cannot(client, "the message is larger than the SIZE that this "
                      "server offers (RFC 1870 section 3)");
    }
    if (client->has_size) {
        snprintf(size, sizeof size, " SIZE=%llu",
                 (unsigned long long)job->octets);
    }
    return command(client, SMTP_CLIENT_MAIL, "MAIL FROM:<%s>%s%s", job->from,
                   size, job->eight_bit ? " BODY=8BITMIME" : "");
}

static enum smtp_client_wish
ask_recipient(struct smtp_client *client)
{
    return command(client, SMTP_CLIENT_RCPT, "RCPT TO:<%s>",
                   client->job->rcpts[client->rcpt].mailbox);
}

/*
 * REQ(5321-4.5.3.1.10): a 552 that means "too many recipients" is temporary.
 * It says so in its enhanced code (5.5.3); without one we believe it only
 * after as many recipients as every server must take.
 */
static bool
too_many(const struct smtp_client *client, const char *text, size_t len)
{
    struct reply_line line;
    const char *why;

    if (reply_parse_smtp(text, len, &line, &why) != 0 ||
        line.enhanced.class == 0) {
        return client->accepted >= SMTP_RECIPIENTS_MAX;
    }
    return line.enhanced.subject == SUBJECT_PROTOCOL &&
           line.enhanced.detail == 3;
}

/*
 * All recipients were asked.  Without a good one there is nothing to send.
 */
static enum smtp_client_wish
after_recipients(struct smtp_client *client)
{
    const struct smtp_client_rcpt *rcpts = client->job->rcpts;
    size_t decides = 0;
    size_t i;

    if (client->accepted > 0) {
        return command(client, SMTP_CLIENT_DATA, "DATA");
    }
    for (i = 0; i < client->job->rcpt_count; i++) {
        if (rcpts[i].result == SMTP_CLIENT_LATER) {
            decides = i;
        }
    }
    settle(client, rcpts[decides].result, rcpts[decides].code,
           rcpts[decides].said, strlen(rcpts[decides].said));
    return quit(client);
}

static enum smtp_client_wish
recipient_answered(struct smtp_client *client, int code, const char *text,
                   size_t len)
{
    struct smtp_client_rcpt *rcpt = &client->job->rcpts[client->rcpt];

    rcpt->code = code;
    keep(rcpt->said, text, len);
    if (code / 100 == 2) {
        rcpt->result = SMTP_CLIENT_ACCEPTED;
        client->accepted++;
    } else if (code == CODE_STORAGE && too_many(client, text, len)) {
        rcpt->result = SMTP_CLIENT_LATER;
    } else if (failure(code) == SMTP_CLIENT_BROKEN) {
        return failed(client, code, text, len);
    } else {
        rcpt->result = failure(code);
    }
    client->rcpt++;
    if (client->rcpt < client->job->rcpt_count) {
        return ask_recipient(client);
    }
    return after_recipients(client);
}

static enum smtp_client_wish
hello_answered(struct smtp_client *client, int code, const char *text,
               size_t len)
{
    if (code / 100 == 2) {
        if (client->step == SMTP_CLIENT_EHLO) {
            note_extensions(client, text, len);
        }
        return offer(client);
    }
    /* RFC 5321 section 3.2: a server that does not know EHLO gets HELO. */
    if (code / 100 == 5 && client->step == SMTP_CLIENT_EHLO) {
        return command(client, SMTP_CLIENT_HELO, "HELO %s", client->job->helo);
    }
    return failed(client, code, text, len);
}

static enum smtp_client_wish
greeted(struct smtp_client *client, int code, const char *text, size_t len)
{
    if (code / 100 == 2) {
        return command(client, SMTP_CLIENT_EHLO, "EHLO %s", client->job->helo);
    }
    return failed(client, code, text, len); /* 554: RFC 5321 section 3.1 */
}

static enum smtp_client_wish
data_answered(struct smtp_client *client, int code, const char *text,
              size_t len)
{
    if (code / 100 == 3) {
        client->step = SMTP_CLIENT_DOT;
        return SMTP_CLIENT_TEXT;
    }
    return failed(client, code, text, len);
}

static enum smtp_client_wish
dot_answered(struct smtp_client *client, int code, const char *text,
             size_t len)
{
    enum smtp_client_result result = failure(code);

    /* REQ(5321-6.1): with 2yz the server takes over the responsibility. */
    if (code / 100 == 2) {
        result = SMTP_CLIENT_SENT;
    } else if (result == SMTP_CLIENT_BROKEN) {
        result = SMTP_CLIENT_UNKNOWN;
    }
    settle(client, result, code, text, len);
    return quit(client);
}

static enum smtp_client_wish
step(struct smtp_client *client, int code, const char *text, size_t len)
{
    switch (client->step) {
    case SMTP_CLIENT_GREETING:
        return greeted(client, code, text, len);
    case SMTP_CLIENT_EHLO:
    case SMTP_CLIENT_HELO:
        return hello_answered(client, code, text, len);
    case SMTP_CLIENT_MAIL:
        return code / 100 == 2 ? ask_recipient(client)
                               : failed(client, code, text, len);
    case SMTP_CLIENT_RCPT:
        return recipient_answered(client, code, text, len);
    case SMTP_CLIENT_DATA:
        return data_answered(client, code, text, len);
    case SMTP_CLIENT_DOT:
        return dot_answered(client, code, text, len);
    case SMTP_CLIENT_QUIT:
    case SMTP_CLIENT_OVER:
        break;
    }
    client->step = SMTP_CLIENT_OVER;
    return SMTP_CLIENT_CLOSE;
}

void
smtp_client_init(struct smtp_client *client, const struct smtp_client_job *job)
{
    size_t i;

    *client = (struct smtp_client){.job = job};
    for (i = 0; i < job->rcpt_count; i++) {
        job->rcpts[i].result = SMTP_CLIENT_PENDING;
        job->rcpts[i].code = 0;
        job->rcpts[i].said[0] = '\0';
    }
}

enum smtp_client_wish
smtp_client_reply(struct smtp_client *client, int code, const char *text,
                  size_t len)
{
    client->wish = step(client, code, text, len);
    /* RFC 5321 section 3.8: after 421 the server closes; QUIT is too late. */
    if (code == CODE_CLOSING && client->step != SMTP_CLIENT_OVER) {
        settle(client, SMTP_CLIENT_LATER, code, text, len);
        client->step = SMTP_CLIENT_OVER;
        client->wish = SMTP_CLIENT_CLOSE;
    }
    return client->wish;
}

void
smtp_client_dot_sent(struct smtp_client *client)
{
    client->dot_sent = true;
    client->wish = SMTP_CLIENT_WAIT;
}

void
smtp_client_lost(struct smtp_client *client, bool broken, const char *why)
{
    enum smtp_client_result result = broken ? SMTP_CLIENT_BROKEN
                                            : SMTP_CLIENT_LOST;

    /* After the dot not even a broken protocol proves that it is not sent. */
    if (client->dot_sent) {
        result = SMTP_CLIENT_UNKNOWN;
    }
    settle(client, result, 0, why, strlen(why));
    client->step = SMTP_CLIENT_OVER;
    client->wish = SMTP_CLIENT_CLOSE;
}
