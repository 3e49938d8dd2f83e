/*
 * send.c - carry a mail to a server and tell how it went.
 *
 * The engine (smtp_client) decides, the chat carries, the transcript tells;
 * this file drives the three.  What `mailwalk send` was asked for comes from
 * send_options.
 *
 * RFC 5321 sections 4.5.3.2 (timeouts), 4.5.4.1, 6.1.
 * SPDX-License-Identifier: ISC
 */
#include "client/send.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "client/chat.h"
#include "client/send_options.h"
#include "client/smtp_client.h"
#include "client/transcript.h"

enum {
    CONNECT_MS = 30000,
    GOODBYE_MS = 5000,          /* for the server's close after QUIT */
    UNSENT_MAX = 256 * 1024     /* octets that may pile up in our buffer */
};

struct sending {
    const struct send_options *options;
    struct chat *chat;
    struct transcript transcript;
    struct smtp_client client;
    struct smtp_client_job job;
};

/*
 * How long a client waits, by the command, unless the user said otherwise: RFC
 * 5321 section 4.5.3.2.  The dot has the longest: who gives up too early there
 * sends the mail twice.
 */
static int
patience(const struct sending *sending)
{
    enum { MINUTE = 60 * 1000 };

    if (sending->options->timeout_s > 0) {
        return sending->options->timeout_s * 1000;
    }
    switch (sending->client.step) {
    case SMTP_CLIENT_DATA:
        return 2 * MINUTE;      /* 4.5.3.2.4 */
    case SMTP_CLIENT_DOT:
        return 10 * MINUTE;     /* 4.5.3.2.6 */
    case SMTP_CLIENT_GREETING:
    case SMTP_CLIENT_EHLO:
    case SMTP_CLIENT_HELO:
    case SMTP_CLIENT_STARTTLS:
    case SMTP_CLIENT_MAIL:
    case SMTP_CLIENT_RCPT:
    case SMTP_CLIENT_QUIT:
    case SMTP_CLIENT_OVER:
        break;
    }
    return 5 * MINUTE;          /* 4.5.3.2.1 to 4.5.3.2.3 */
}

/*
 * Send the text and the dot.  The dot leaves only after the whole text has left
 * us: before it, a lost connection is certain to mean "not delivered".
 */
static void
send_text(struct sending *sending)
{
    const struct message *message = &sending->options->message;
    const char *at = message->text;
    const char *end = at + message->len;
    const char *next;

    for (; at < end; at = next) {
        if (chat_text(sending->chat, at, message_line(at, end, &next)) != 0 ||
            (chat_unsent(sending->chat) > UNSENT_MAX &&
             chat_flush(sending->chat) != 0)) {
            return;
        }
    }
    if (chat_flush(sending->chat) != 0) {
        return;
    }
    smtp_client_dot_sent(&sending->client);
    chat_text_end(sending->chat);
}

static void
obey(struct sending *sending)
{
    const char *line = sending->client.line;

    chat_set_deadline(sending->chat, patience(sending));
    switch (sending->client.wish) {
    case SMTP_CLIENT_COMMAND:
        chat_command(sending->chat, line, strlen(line));
        break;
    case SMTP_CLIENT_TEXT:
        send_text(sending);
        break;
    case SMTP_CLIENT_WAIT:
    case SMTP_CLIENT_CLOSE:
        break;
    }
}

/*
 * The session, from the greeting to the close.
 */
static void
converse(struct sending *sending)
{
    while (sending->client.wish != SMTP_CLIENT_CLOSE) {
        const struct chat_reply *reply = chat_wait(sending->chat);

        if (reply == NULL) {
            enum chat_end end = chat_ended(sending->chat);

            smtp_client_lost(&sending->client,
                             end == CHAT_BROKEN   ? SMTP_CLIENT_BROKEN
                             : end == CHAT_UNSAFE ? SMTP_CLIENT_CANNOT
                                                  : SMTP_CLIENT_LOST,
                             chat_why(sending->chat));
            return;
        }
        smtp_client_reply(&sending->client, reply->code, reply->text,
                          reply->len);
        obey(sending);
    }
    chat_set_deadline(sending->chat, GOODBYE_MS);
    chat_wait_end(sending->chat);
}

/*
 * What a result means for the one who sent, and the exit status for it.
 */
static const struct outcome {
    int status;
    const char *words;
} outcomes[] = {
    [SMTP_CLIENT_PENDING] = {EX_TEMPFAIL, "not sent"},
    [SMTP_CLIENT_ACCEPTED] = {EX_TEMPFAIL, "not sent"},
    [SMTP_CLIENT_SENT] = {EX_OK, "sent: the server has taken it over"},
    [SMTP_CLIENT_REFUSED] = {EX_UNAVAILABLE, "refused for good"},
    [SMTP_CLIENT_LATER] = {EX_TEMPFAIL, "not now: try again later"},
    [SMTP_CLIENT_CANNOT] = {EX_UNAVAILABLE, "not offered to this server"},
    [SMTP_CLIENT_LOST] = {EX_TEMPFAIL,
                          "not delivered: the connection broke before the "
                          "final dot"},
    [SMTP_CLIENT_UNKNOWN] = {EX_TEMPFAIL,
                             "unknown: the final dot was sent, but no good "
                             "answer came; it may have been delivered"},
    [SMTP_CLIENT_BROKEN] = {EX_PROTOCOL, "not sent: the server broke the "
                                         "protocol"},
};

static void
tell(FILE *out, const char *mailbox, enum smtp_client_result result,
     const char *said)
{
    char shown[4 * SMTP_CLIENT_SAID_MAX + 1];

    shown[dialogue_escape(said, strcspn(said, "\n"), shown)] = '\0';
    fprintf(out, "== %s: %s%s%s\n", mailbox, outcomes[result].words,
            shown[0] != '\0' ? ": " : "", shown);
}

/*
 * Was it refused because another server of the lab world has that domain?
 */
static void
hint(const struct send_options *options, const char *mailbox)
{
    const char *domain = strrchr(mailbox, '@') + 1;
    enum world_domain found;
    struct reach own;

    if (options->place == NULL &&
        world_domain_find(domain, strlen(domain), &found) == 0 &&
        reach_world(&own, options->server, found, WORLD_SMTP) == 0 &&
        own.port != options->reach.port) {
        fprintf(stderr, "   %s has its own server: --smtp %s:%u (ours "
                "relays for nobody)\n", world_domain_name(found), own.host,
                (unsigned)own.port);
    }
}

/*
 * One line for each recipient.  The exit status is that of the worst: refused
 * for good before later.
 */
static int
report(const struct sending *sending)
{
    int status = outcomes[sending->client.result].status;
    size_t i;

    for (i = 0; i < sending->job.rcpt_count; i++) {
        const struct smtp_client_rcpt *rcpt = &sending->job.rcpts[i];
        bool own = rcpt->code != 0 && rcpt->code / 100 != 2;
        bool sent = rcpt->result == SMTP_CLIENT_SENT;

        if (!sent || sending->transcript.style == TRANSCRIPT_ANNOTATED) {
            tell(sent ? stdout : stderr, rcpt->mailbox, rcpt->result,
                 own ? rcpt->said : sending->client.said);
        }
        if (rcpt->result == SMTP_CLIENT_REFUSED) {
            hint(sending->options, rcpt->mailbox);
        }
        if (status == EX_OK || outcomes[rcpt->result].status ==
                                   EX_UNAVAILABLE) {
            status = outcomes[rcpt->result].status;
        }
    }
    return status;
}

static int
carry(const struct send_options *options)
{
    struct sending sending = {
        .options = options,
        .job = {.helo = options->helo,
                .from = options->wish.from,
                .rcpts = options->rcpts,
                .rcpt_count = options->wish.to_count,
                .octets = options->message.octets,
                .eight_bit = options->message.eight_bit,
                .tls = options->tls,
                .utf8 = options->utf8 || options->message.utf8_header}};
    const struct chat_options chat = {
        .protocol = CHAT_SMTP,
        .host = options->reach.host,
        .port = options->reach.port,
        .trust = options->trust,
        .number = 1,
        .deadline_ms = options->timeout_s > 0 ? options->timeout_s * 1000
                                              : CONNECT_MS,
        .on_record = transcript_record,
        .ctx = &sending.transcript};
    int status;

    smtp_client_init(&sending.client, &sending.job);
    transcript_init(&sending.transcript, stdout,
                    transcript_style(options->raw, options->quiet),
                    OBSERVER_SMTP);
    sending.chat = chat_open(&chat);
    if (sending.chat == NULL) {
        fprintf(stderr, "mailwalk send: out of memory\n");
        transcript_free(&sending.transcript);
        return EX_TEMPFAIL;
    }
    converse(&sending);
    status = reach_failed("send", sending.chat);
    if (status == EX_OK) {
        status = report(&sending);
    }
    chat_free(sending.chat);
    transcript_free(&sending.transcript);
    return status;
}

int
send_main(int argc, char **argv)
{
    struct send_options options;
    int status = send_options_read(&options, argc, argv);

    if (status == -1) {
        status = carry(&options);
    }
    send_options_free(&options);
    return status;
}
