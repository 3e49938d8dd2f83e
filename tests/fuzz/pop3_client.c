/*
 * pop3_client.c - any server at all, before our collecting client.
 *
 * Always true: the client says one command line for each reply, within the
 * limit; it never asks for more messages than STAT told, and marks only what
 * was saved and only if that was asked for; "done" means that nothing was
 * marked, or QUIT was answered with +OK; at the end there is a verdict.
 *
 * The input is the server's side of a session; where it ends the connection is
 * lost.  A line --list, --one or --keep before it gives another task than to
 * collect and remove all.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "client/pop3_client.h"
#include "protocol/dot.h"
#include "protocol/line.h"
#include "tests/support/fuzz.h"

enum { BODY_LINE_MAX = 1000 };

struct run {
    struct pop3_client client;
    bool body;              /* lines until the dot are no verdicts */
    bool quit_yes;
    enum reply_kind kind;   /* of the status line, while its body comes */
};

static void
check_command(const struct run *run)
{
    const struct pop3_client *client = &run->client;
    size_t len = strlen(client->line);

    assert_in_range(len, 4, POP3_COMMAND_LINE_MAX - 2);
    for (size_t i = 0; i < len; i++) {
        assert_in_range(client->line[i], 0x20, 0x7e);
    }
    if (strncmp(client->line, "DELE", 4) == 0) {
        assert_true(client->job->remove);
        assert_true(client->saved > client->marked);
    } else if (strncmp(client->line, "RETR", 4) == 0 &&
               client->job->task == POP3_CLIENT_ALL) {
        assert_true(client->number <= client->messages);
    }
}

/*
 * A whole reply.  One message in eight cannot be saved.
 */
static void
take_reply(struct run *run, const char *text, size_t len)
{
    struct pop3_client *client = &run->client;
    bool quit = client->step == POP3_CLIENT_AT_QUIT;

    pop3_client_reply(client, run->kind, text, len);
    run->quit_yes = quit && run->kind == REPLY_OK;
    if (client->wish == POP3_CLIENT_SAVE) {
        assert_int_equal(run->kind, REPLY_OK);
        pop3_client_saved(client, client->number % 8 != 0);
    }
    if (client->wish == POP3_CLIENT_COMMAND) {
        check_command(run);
    }
}

static bool
opens_body(const struct run *run)
{
    const char *line = run->client.line;

    return run->kind == REPLY_OK &&
           run->client.wish == POP3_CLIENT_COMMAND &&
           pop3_is_multiline(line, strlen(line));
}

static void
hear(struct run *run, struct line *line)
{
    struct reply_line reply;
    const char *why;

    if (line->too_long) {
        pop3_client_lost(&run->client, POP3_CLIENT_BROKEN, "too long");
    } else if (run->body) {
        if (dot_ends_text(line)) {
            run->body = false;
            take_reply(run, "+OK", 3);
        }
    } else if (reply_parse_pop3(line->text, line->len, &reply, &why) != 0) {
        pop3_client_lost(&run->client, POP3_CLIENT_BROKEN, why);
    } else {
        run->kind = reply.kind;
        run->body = opens_body(run);
        if (!run->body) {
            take_reply(run, line->text, line->len);
        }
    }
}

static void
check_end(const struct run *run)
{
    const struct pop3_client *client = &run->client;

    assert_int_equal(client->wish, POP3_CLIENT_CLOSE);
    assert_int_not_equal(client->result, POP3_CLIENT_PENDING);
    assert_true(client->result != POP3_CLIENT_DONE || run->quit_yes ||
                client->marked == 0);
    assert_true(client->marked <= client->saved);
    assert_true(client->job->remove || client->marked == 0);
    assert_true(strlen(client->said) < sizeof client->said);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {(const char *)data, size};
    struct pop3_client_job job = {.user = "alice",
                                  .task = POP3_CLIENT_ALL,
                                  .number = 7,
                                  .remove = true};
    struct run run = {0};
    struct line_reader reader;
    struct line line;
    size_t used;

    if (fuzz_option(&input, "--list\n")) {
        job.task = POP3_CLIENT_LIST;
    } else if (fuzz_option(&input, "--one\n")) {
        job.task = POP3_CLIENT_ONE;
    } else if (fuzz_option(&input, "--keep\n")) {
        job.remove = false;
    }
    pop3_client_init(&run.client, &job);
    line_reader_init(&reader, false);
    while (run.client.wish != POP3_CLIENT_CLOSE &&
           line_take(&reader, run.body ? LINE_TEXT : LINE_COMMAND,
                     run.body ? BODY_LINE_MAX : POP3_RESPONSE_LINE_MAX,
                     input.bytes, input.len, &line, &used)) {
        input.bytes += used;
        input.len -= used;
        hear(&run, &line);
    }
    if (run.client.wish != POP3_CLIENT_CLOSE) {
        pop3_client_lost(&run.client, POP3_CLIENT_LOST, "lost");
    }
    check_end(&run);
    return 0;
}
