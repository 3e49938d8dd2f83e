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
 * RFC 5321 sections 3.1 to 3.3, 4.2.1, 4.3.2, 4.5.3.1.10; RFC 1870; RFC 1652;
 * RFC 6531.
 * SPDX-License-Identifier: ISC
 */
#include "client/smtp_client.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "protocol/path.h"
#include "protocol/reply.h"

enum {
    CODE_READY = 220,
    CODE_CLOSING = 421,
    CODE_STORAGE = 552,
    SUBJECT_PROTOCOL = 5
};

/* A whole reply: its code and its lines. */
struct answer {
    int code;
    const char *text;
    size_t len;
};

__attribute__((format(printf, 3, 4)))
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
keep(char said[SMTP_CLIENT_SAID_MAX], const struct answer *answer)
{
    size_t len = answer->len < SMTP_CLIENT_SAID_MAX ? answer->len
                                                    : SMTP_CLIENT_SAID_MAX - 1;

    memcpy(said, answer->text, len);
    said[len] = '\0';
}

/*
 * Settle the result of the mail, and of every recipient still undecided.
 */
static void
settle(struct smtp_client *client, enum smtp_client_result result,
       const struct answer *answer)
{
    size_t i;

    if (client->result != SMTP_CLIENT_PENDING) {
        return;
    }
    client->result = result;
    keep(client->said, answer);
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
failed(struct smtp_client *client, const struct answer *answer)
{
    settle(client, failure(answer->code), answer);
    return quit(client);
}

static enum smtp_client_wish
cannot(struct smtp_client *client, const char *why)
{
    settle(client, SMTP_CLIENT_CANNOT, &(struct answer){0, why, strlen(why)});
    return quit(client);
}

static enum smtp_client_wish
say_hello(struct smtp_client *client)
{
    return command(client, SMTP_CLIENT_EHLO, "EHLO %s", client->job->helo);
}

/*
 * RFC 3207 section 6: without TLS not a word about the mail.
 */
static enum smtp_client_wish
begin_tls(struct smtp_client *client)
{
    if (!client->offer.starttls) {
        return cannot(client, "TLS is demanded, and this server does not offer "
                      "STARTTLS; or somebody on the way took the offer out "
                      "(RFC 3207 section 6)");
    }
    return command(client, SMTP_CLIENT_STARTTLS, "STARTTLS");
}

/*
 * RFC 3207 section 4.2: under TLS all begins anew, and what was offered before
 * counts for nothing.  A server that takes its offer back is not spoken to in
 * the clear (CVE-2016-0772).
 */
static enum smtp_client_wish
tls_answered(struct smtp_client *client, const struct answer *answer)
{
    enum smtp_client_result result = failure(answer->code);

    if (answer->code == CODE_READY) {
        client->secure = true;
        client->offer = (struct smtp_offer){.size_max = 0};
        return say_hello(client);
    }
    settle(client, result == SMTP_CLIENT_REFUSED ? SMTP_CLIENT_CANNOT : result,
           answer);
    return quit(client);
}

/*
 * Offer the mail, if this server can take it at all.
 */
static enum smtp_client_wish
offer(struct smtp_client *client)
{
    const struct smtp_client_job *job = client->job;
    char size[32] = "";

    if (job->tls && !client->secure) {
        return begin_tls(client);
    }
    /* RFC 1652 section 3: 8-bit content must not go to a server without it. */
    if (job->eight_bit && !client->offer.eight_bit_mime) {
        return cannot(client, "the message holds 8-bit octets, and this server "
                      "does not offer 8BITMIME (RFC 1652 section 3)");
    }
    /* RFC 6531 section 3.2: nor must such an address, or header. */
    if (job->utf8 && !client->offer.smtputf8) {
        return cannot(client, "an address or the header holds more than "
                      "ASCII, and this server does not offer SMTPUTF8 (RFC "
                      "6531 section 3.2)");
    }
    if (client->offer.size_max > 0 && job->octets > client->offer.size_max) {
        return cannot(client, "the message is larger than the SIZE that this "
                      "server offers (RFC 1870 section 3)");
    }
    if (client->offer.size) {
        snprintf(size, sizeof size, " SIZE=%llu",
                 (unsigned long long)job->octets);
    }
    return command(client, SMTP_CLIENT_MAIL, "MAIL FROM:<%s>%s%s%s",
                   job->from, size, job->eight_bit ? " BODY=8BITMIME" : "",
                   job->utf8 ? " SMTPUTF8" : "");
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
too_many(const struct smtp_client *client, const struct answer *answer)
{
    struct reply_line line;
    const char *why;

    if (reply_parse_smtp(answer->text, answer->len, &line, &why) != 0 ||
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
    settle(client, rcpts[decides].result,
           &(struct answer){rcpts[decides].code, rcpts[decides].said,
                            strlen(rcpts[decides].said)});
    return quit(client);
}

static enum smtp_client_wish
recipient_answered(struct smtp_client *client, const struct answer *answer)
{
    struct smtp_client_rcpt *rcpt = &client->job->rcpts[client->rcpt];

    rcpt->code = answer->code;
    keep(rcpt->said, answer);
    if (answer->code / 100 == 2) {
        rcpt->result = SMTP_CLIENT_ACCEPTED;
        client->accepted++;
    } else if (answer->code == CODE_STORAGE && too_many(client, answer)) {
        rcpt->result = SMTP_CLIENT_LATER;
    } else if (failure(answer->code) == SMTP_CLIENT_BROKEN) {
        return failed(client, answer);
    } else {
        rcpt->result = failure(answer->code);
    }
    client->rcpt++;
    if (client->rcpt < client->job->rcpt_count) {
        return ask_recipient(client);
    }
    return after_recipients(client);
}

static enum smtp_client_wish
dot_answered(struct smtp_client *client, const struct answer *answer)
{
    enum smtp_client_result result = failure(answer->code);

    /* REQ(5321-6.1): with 2yz the server takes over the responsibility. */
    if (answer->code / 100 == 2) {
        result = SMTP_CLIENT_SENT;
    } else if (result == SMTP_CLIENT_BROKEN) {
        result = SMTP_CLIENT_UNKNOWN;
    }
    settle(client, result, answer);
    return quit(client);
}

/*
 * The dialogue: what each reply leads to.  What leads nowhere has failed.
 */
static enum smtp_client_wish
step(struct smtp_client *client, const struct answer *answer)
{
    int digit = answer->code / 100;

    switch (client->step) {
    case SMTP_CLIENT_GREETING:
        if (digit == 2) {
            return say_hello(client);
        }
        break;              /* 554: RFC 5321 section 3.1 */
    case SMTP_CLIENT_EHLO:
        if (digit == 2) {
            smtp_offer_read(&client->offer, answer->text, answer->len);
            return offer(client);
        }
        /* RFC 5321 section 3.2: a server that does not know it gets HELO. */
        if (digit == 5) {
            return command(client, SMTP_CLIENT_HELO, "HELO %s",
                           client->job->helo);
        }
        break;
    case SMTP_CLIENT_HELO:
        if (digit == 2) {
            return offer(client);
        }
        break;
    case SMTP_CLIENT_STARTTLS:
        return tls_answered(client, answer);
    case SMTP_CLIENT_MAIL:
        if (digit == 2) {
            return ask_recipient(client);
        }
        break;
    case SMTP_CLIENT_RCPT:
        return recipient_answered(client, answer);
    case SMTP_CLIENT_DATA:
        if (digit == 3) {
            client->step = SMTP_CLIENT_DOT;
            return SMTP_CLIENT_TEXT;
        }
        break;
    case SMTP_CLIENT_DOT:
        return dot_answered(client, answer);
    case SMTP_CLIENT_QUIT:
    case SMTP_CLIENT_OVER:
        client->step = SMTP_CLIENT_OVER;
        return SMTP_CLIENT_CLOSE;
    }
    return failed(client, answer);
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
    const struct answer answer = {code, text, len};

    client->wish = step(client, &answer);
    /* RFC 5321 section 3.8: after 421 the server closes; QUIT is too late. */
    if (code == CODE_CLOSING && client->step != SMTP_CLIENT_OVER) {
        settle(client, SMTP_CLIENT_LATER, &answer);
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
smtp_client_lost(struct smtp_client *client, enum smtp_client_result result,
                 const char *why)
{
    /* After the dot not even a broken protocol proves that it is not sent. */
    if (client->dot_sent) {
        result = SMTP_CLIENT_UNKNOWN;
    }
    settle(client, result, &(struct answer){0, why, strlen(why)});
    client->step = SMTP_CLIENT_OVER;
    client->wish = SMTP_CLIENT_CLOSE;
}
