/*
 * fetch.c - collect mail and tell how it went.
 *
 * The engine (pop3_client) decides, the chat carries, savefile keeps, the
 * transcript tells.
 *
 * RFC 1939 sections 3 to 7.
 * SPDX-License-Identifier: ISC
 */
#include "client/fetch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/chat.h"
#include "client/fetch_options.h"
#include "client/pop3_client.h"
#include "client/savefile.h"
#include "client/secret.h"
#include "client/transcript.h"

enum { GOODBYE_MS = 5000 };

struct fetching {
    const struct fetch_options *options;
    struct chat *chat;
    struct transcript transcript;
    struct pop3_client client;
    struct savefile file;
    struct secret secret;
    bool on_terminal;           /* the mail itself is printed on one */
};

static void
on_record(void *ctx, const struct dialogue_record *record)
{
    struct fetching *fetching = ctx;

    transcript_record(&fetching->transcript, record);
}

/*
 * Print a line of a stranger's so that it stays text.
 */
static void
show(const struct line *line)
{
    char shown[4 * CHAT_LINE_MAX];

    for (size_t at = 0; at < line->len; at += CHAT_LINE_MAX) {
        size_t rest = line->len - at;
        size_t len = dialogue_escape(
            line->text + at, rest < CHAT_LINE_MAX ? rest : CHAT_LINE_MAX,
            shown);

        fwrite(shown, 1, len, stdout);
    }
    putchar('\n');
}

/*
 * A line of a multi-line response: of a message, it is kept.  A mail that is
 * to be printed goes out octet by octet, but to a terminal as text.
 */
static void
on_body(void *ctx, const struct line *line)
{
    struct fetching *fetching = ctx;
    bool message = fetching->client.step == POP3_CLIENT_AT_RETR;

    if (message && !fetching->on_terminal) {
        savefile_line(&fetching->file, line);
    } else if (message || fetching->options->quiet) {
        show(line);
    }
}

static void
send_password(struct fetching *fetching)
{
    char line[SECRET_MAX + 8];
    volatile char *forget = line;
    int len = snprintf(line, sizeof line, "PASS %s", fetching->secret.text);
    size_t i;

    chat_command(fetching->chat, line, (size_t)len);
    for (i = 0; i < sizeof line; i++) {
        forget[i] = 0;
    }
    secret_forget(&fetching->secret);
}

static void
save(struct fetching *fetching)
{
    int result = savefile_keep(&fetching->file, fetching->client.number);

    if (result != 0) {
        fprintf(stderr, "mailwalk fetch: message %llu is not saved: %s\n",
                (unsigned long long)fetching->client.number, strerror(errno));
    } else if (fetching->file.folder != NULL &&
               fetching->transcript.style == TRANSCRIPT_ANNOTATED) {
        printf("   > saved as %s\n", fetching->file.path);
    }
    pop3_client_saved(&fetching->client, result == 0);
}

static void
obey(struct fetching *fetching)
{
    const char *line = fetching->client.line;

    if (fetching->client.wish == POP3_CLIENT_SAVE) {
        save(fetching);
    }
    switch (fetching->client.wish) {
    case POP3_CLIENT_COMMAND:
        chat_command(fetching->chat, line, strlen(line));
        break;
    case POP3_CLIENT_PASSWORD:
        send_password(fetching);
        break;
    case POP3_CLIENT_SAVE:
    case POP3_CLIENT_WAIT:
    case POP3_CLIENT_CLOSE:
        break;
    }
}

static void
converse(struct fetching *fetching)
{
    while (fetching->client.wish != POP3_CLIENT_CLOSE) {
        const struct chat_reply *reply = chat_wait(fetching->chat);

        if (reply == NULL) {
            enum chat_end end = chat_ended(fetching->chat);

            pop3_client_lost(&fetching->client,
                             end == CHAT_BROKEN   ? POP3_CLIENT_BROKEN
                             : end == CHAT_UNSAFE ? POP3_CLIENT_UNSAFE
                                                  : POP3_CLIENT_LOST,
                             chat_why(fetching->chat));
            return;
        }
        pop3_client_reply(&fetching->client, reply->kind, reply->text,
                          reply->len);
        obey(fetching);
    }
    chat_set_deadline(fetching->chat, GOODBYE_MS);
    chat_wait_end(fetching->chat);
}

/*
 * What a result means, and its exit status.
 */
static const struct outcome {
    int status;
    const char *words;
} outcomes[] = {
    [POP3_CLIENT_PENDING] = {EX_TEMPFAIL, "not collected"},
    [POP3_CLIENT_DONE] = {EX_OK, "done"},
    [POP3_CLIENT_NO_LOGIN] = {EX_NOPERM, "no login"},
    [POP3_CLIENT_LATER] = {EX_TEMPFAIL, "not now: try again later"},
    [POP3_CLIENT_REFUSED] = {EX_UNAVAILABLE, "refused"},
    [POP3_CLIENT_UNSAVED] = {EX_CANTCREAT, "not saved, so not removed"},
    [POP3_CLIENT_NOT_REMOVED] = {EX_TEMPFAIL,
                                 "saved, but the server did not confirm that "
                                 "it removed what was marked"},
    [POP3_CLIENT_UNSAFE] = {EX_UNAVAILABLE, "not under TLS, so not at all: no "
                                            "password was sent"},
    [POP3_CLIENT_LOST] = {EX_TEMPFAIL,
                          "the connection broke before QUIT: nothing is "
                          "removed"},
    [POP3_CLIENT_BROKEN] = {EX_PROTOCOL, "the server broke the protocol"},
};

static int
report(const struct fetching *fetching)
{
    const struct pop3_client *client = &fetching->client;
    const struct outcome *outcome = &outcomes[client->result];
    char shown[4 * POP3_CLIENT_SAID_MAX + 1];

    if (outcome->status != EX_OK) {
        shown[dialogue_escape(client->said, strlen(client->said), shown)] =
            '\0';
        fprintf(stderr, "mailwalk fetch: %s: %s\n", outcome->words, shown);
    } else if (fetching->transcript.style == TRANSCRIPT_ANNOTATED &&
               fetching->options->job.task != POP3_CLIENT_LIST) {
        printf("== collected: %llu, removed: %llu\n",
               (unsigned long long)client->saved,
               (unsigned long long)client->marked);
    }
    if (outcome->status == EX_OK && fflush(stdout) != 0) {
        fprintf(stderr, "mailwalk fetch: stdout: %s\n", strerror(errno));
        return EX_IOERR;
    }
    return outcome->status;
}

static int
collect(struct fetching *fetching)
{
    const struct fetch_options *options = fetching->options;
    const struct chat_options chat = {.protocol = CHAT_POP3,
                                      .host = options->reach.host,
                                      .port = options->reach.port,
                                      .trust = options->trust,
                                      .number = 1,
                                      .deadline_ms = options->timeout_s * 1000,
                                      .on_record = on_record,
                                      .on_body = on_body,
                                      .ctx = fetching};
    int status;

    fetching->chat = chat_open(&chat);
    if (fetching->chat == NULL) {
        fprintf(stderr, "mailwalk fetch: out of memory\n");
        return EX_TEMPFAIL;
    }
    converse(fetching);
    status = reach_failed("fetch", fetching->chat);
    if (status == EX_OK) {
        status = report(fetching);
    }
    chat_free(fetching->chat);
    return status;
}

int
fetch_main(int argc, char **argv)
{
    struct fetch_options options;
    struct fetching fetching = {.options = &options};
    int status = fetch_options_read(&options, argc, argv);

    if (status != -1) {
        return status;
    }
    if (secret_get(&fetching.secret, options.password_file,
                   options.job.user) != 0) {
        fprintf(stderr, "mailwalk fetch: %s\n", fetching.secret.why);
        return EX_NOINPUT;
    }
    pop3_client_init(&fetching.client, &options.job);
    fetching.on_terminal = options.mail_only && isatty(STDOUT_FILENO);
    savefile_init(&fetching.file, options.folder,
                  options.mail_only ? stdout : NULL);
    transcript_init(&fetching.transcript, stdout,
                    transcript_style(options.raw,
                                     options.quiet || options.mail_only),
                    OBSERVER_POP3);
    status = collect(&fetching);
    savefile_drop(&fetching.file);
    transcript_free(&fetching.transcript);
    secret_forget(&fetching.secret);
    return status;
}
