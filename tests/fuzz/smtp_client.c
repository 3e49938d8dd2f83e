/*
 * smtp_client.c - any server at all, before our sending client.
 *
 * Always true: the client says one command line for each reply, printable and
 * within the limit, and comes to an end; nothing is "sent" that did not get
 * 2yz behind its dot, and no recipient that was not accepted; at the end each
 * recipient has its verdict.
 *
 * The input is the server's side of a session; where it ends the connection is
 * lost.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "client/smtp_client.h"
#include "protocol/line.h"
#include "protocol/reply.h"
#include "tests/support/fuzz.h"

enum { RCPTS = 3, COMMANDS_MAX = RCPTS + 6, LINES_ROOM = 16384 };

struct run {
    struct smtp_client client;
    struct smtp_client_rcpt rcpts[RCPTS];
    bool yes[RCPTS];        /* its RCPT got 2yz */
    bool dot_yes;           /* and so did the dot */
    unsigned commands;
    struct reply_gather gather;
    char text[LINES_ROOM];  /* the lines of the reply, LF between them */
    size_t len;
};

static void
check_command(struct run *run)
{
    const char *line = run->client.line;
    size_t len = strlen(line);

    assert_in_range(len, 4, SMTP_COMMAND_LINE_MAX - 2);
    for (size_t i = 0; i < len; i++) {
        assert_in_range(line[i], 0x20, 0x7e);
    }
    assert_true(++run->commands <= COMMANDS_MAX);
}

static void
take_reply(struct run *run)
{
    struct smtp_client *client = &run->client;
    enum smtp_client_step step = client->step;
    size_t rcpt = client->rcpt;
    bool yes = run->gather.code / 100 == 2;

    smtp_client_reply(client, run->gather.code, run->text, run->len);
    if (step == SMTP_CLIENT_RCPT) {
        run->yes[rcpt] = yes;
    } else if (step == SMTP_CLIENT_DOT) {
        run->dot_yes = yes;
    }
    if (client->wish == SMTP_CLIENT_COMMAND) {
        check_command(run);
    } else if (client->wish == SMTP_CLIENT_TEXT) {
        smtp_client_dot_sent(client);
    }
    run->gather = (struct reply_gather){0};
    run->len = 0;
}

/*
 * One line from the server; nonsense ends the connection.
 */
static void
hear(struct run *run, const struct line *line)
{
    struct reply_line reply;
    const char *why;

    if (line->too_long ||
        reply_parse_smtp(line->text, line->len, &reply, &why) != 0 ||
        reply_gather_add(&run->gather, &reply, &why) != 0 ||
        run->len + line->len + 1 > sizeof run->text) {
        smtp_client_lost(&run->client, SMTP_CLIENT_BROKEN, "nonsense");
        return;
    }
    if (run->len > 0) {
        run->text[run->len++] = '\n';
    }
    memcpy(run->text + run->len, line->text, line->len);
    run->len += line->len;
    if (run->gather.complete) {
        take_reply(run);
    }
}

static void
check_end(const struct run *run)
{
    const struct smtp_client *client = &run->client;
    size_t sent = 0;

    assert_int_equal(client->wish, SMTP_CLIENT_CLOSE);
    assert_int_not_equal(client->result, SMTP_CLIENT_PENDING);
    assert_int_equal(client->result == SMTP_CLIENT_SENT, run->dot_yes);
    assert_true(strlen(client->said) < sizeof client->said);
    for (size_t i = 0; i < RCPTS; i++) {
        assert_int_not_equal(run->rcpts[i].result, SMTP_CLIENT_PENDING);
        assert_int_not_equal(run->rcpts[i].result, SMTP_CLIENT_ACCEPTED);
        assert_int_equal(run->rcpts[i].result == SMTP_CLIENT_SENT,
                         run->dot_yes && run->yes[i]);
        sent += run->rcpts[i].result == SMTP_CLIENT_SENT;
    }
    assert_true(sent > 0 || client->result != SMTP_CLIENT_SENT);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct run run;
    struct smtp_client_job job = {.helo = "pc7.red.example",
                                  .from = "alice@red.example",
                                  .rcpts = run.rcpts,
                                  .rcpt_count = RCPTS,
                                  .octets = 200,
                                  .eight_bit = size % 2 == 1};
    struct line_reader reader;
    struct line line;
    size_t done = 0, used;

    memset(&run, 0, sizeof run);
    run.rcpts[0].mailbox = "bob@red.example";
    run.rcpts[1].mailbox = "carol@blue.example";
    run.rcpts[2].mailbox = "dave@blue.example";
    smtp_client_init(&run.client, &job);
    line_reader_init(&reader, false);
    while (run.client.wish != SMTP_CLIENT_CLOSE &&
           line_take(&reader, LINE_COMMAND, SMTP_REPLY_LINE_MAX,
                     (const char *)data + done, size - done, &line, &used)) {
        done += used;
        hear(&run, &line);
    }
    if (run.client.wish != SMTP_CLIENT_CLOSE) {
        smtp_client_lost(&run.client, SMTP_CLIENT_LOST, "lost");
    }
    check_end(&run);
    return 0;
}
