/*
 * lifetime.c - how a server starts, refuses to start, and ends.
 *
 * SPDX-License-Identifier: ISC
 */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "tests/support/server_process.h"
#include "tests/support/wire.h"

enum {
    CLIENTS = 60,
    MAILS = 500,
    BIG = 9 * 1024 * 1024,  /* octets of a message whose commit takes time */
    SOON_MS = 3000      /* the end of a server whose clients read */
};

static struct scratch world;
static struct server_process smtpd, pop3d;
static struct wire wire, wires[CLIENTS];

static int
setup(void **state)
{
    (void)state;
    world_make(&world);
    smtpd = (struct server_process){.program = "smtpd"};
    pop3d = (struct server_process){.program = "pop3d"};
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    server_kill(&smtpd);
    server_kill(&pop3d);
    scratch_remove(&world);
    return 0;
}

/* ---- The start ---- */

/* What a server said before it ended: one line, and no more. */
static char *
only_line(const char *name)
{
    size_t len;
    char *said = scratch_read(&world, name, &len);

    if (len == 0 || strchr(said, '\n') != said + len - 1) {
        fail_msg("not one line: \"%s\"", said);
    }
    return said;
}

static void
start__a_port_in_use_is_told_with_whose_it_is(void **state)
{
    struct server_process second = {.program = "pop3d"};
    char *said;

    (void)state;
    server_start(&smtpd, &world);
    second.port = smtpd.port;
    assert_int_equal(server_fails(&second, &world), EX_UNAVAILABLE);
    said = only_line("pop3d.err");
    assert_non_null(strstr(said, "220 mx.red.example"));
    assert_non_null(strstr(said, "--listen"));
    free(said);
    server_stop(&smtpd);
}

static void
start__a_wrong_command_line_is_told_in_one_line(void **state)
{
    static const struct { const char *option, *value; } wrong[] = {
        {"--bogus", NULL},        {"--max-size", "much"},
        {"--max-size", "-1"},     {"--max-sessions", ""},
        {"--idle-timeout", NULL}, {"--strict=yes", NULL},
        {"--idle-timeout", "0"},  {"--max-sessions", "0"},
        {"--max-size", "0"},      {"--max-per-address=0", NULL},
        {"--name", "my host"},    {"--name", "caf\xc3\xa9.example"},
        {"--domain", "no domain"}, {"--listen", "somewhere"},
        {"--listen", "127.0.0.1:port"}, {"-x", NULL}, {"stray", NULL}};
    const char *const programs[] = {"smtpd", "pop3d"};

    (void)state;
    for (size_t i = 0; i < 2 * sizeof wrong / sizeof wrong[0]; i++) {
        struct server_process server = {.program = programs[i % 2]};
        char *said;
        char *word;

        if (i % 2 == 1 && strcmp(wrong[i / 2].option, "--max-size") == 0) {
            continue; /* smtpd's alone */
        }
        server.options[0] = wrong[i / 2].option;
        server.options[1] = wrong[i / 2].value;
        if (server_fails(&server, &world) != EX_USAGE) {
            fail_msg("%s: not status 64", server.options[0]);
        }
        said = only_line(i % 2 == 0 ? "smtpd.err" : "pop3d.err");
        word = strdup(server.options[0]);
        assert_non_null(word);
        word[strcspn(word, "=")] = '\0';
        assert_non_null(strstr(said, word));
        free(word);
        free(said);
    }
}

/* REQ(5321-4.5.3.2.7) REQ(1939-3-timer) how long silence may last. */
static void
start__help_tells_the_defaults(void **state)
{
    static const char *const commands[] = {BUILD_DIR "/smtpd --help",
                                           BUILD_DIR "/pop3d --help"};
    static const char *const waits[] = {"(default 300)", "(default 600)"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        FILE *help = popen(commands[i], "r");
        char line[256];
        bool found = false;

        assert_non_null(help);
        while (fgets(line, sizeof line, help) != NULL) {
            found = found || (strstr(line, "--idle-timeout") != NULL &&
                              strstr(line, waits[i]) != NULL);
        }
        assert_int_equal(pclose(help), 0);
        assert_true(found);
    }
}

static void
start__a_wrong_users_file_is_told_with_its_line(void **state)
{
    char *said;

    (void)state;
    scratch_write(&world, "users", "bob:{PLAIN}banana\n\nalice apple\n", 31);
    assert_int_equal(server_fails(&pop3d, &world), EX_CONFIG);
    said = only_line("pop3d.err");
    assert_non_null(strstr(said, "users:3"));
    free(said);
}

/* ---- The end ---- */

static void
log_in_and_mark(struct wire *client)
{
    static const char *const folders[] = {"mail/bob", "mail/bob/new",
                                          "mail/bob/cur", "mail/bob/tmp"};

    for (size_t i = 0; i < 4; i++) {
        scratch_folder(&world, folders[i]);
    }
    scratch_write(&world, "mail/bob/new/1763889161.M000001P1Q1R1.red", "a\n",
                  2);
    wire_open(client, pop3d.port);
    wire_expect(client, "+OK");
    wire_ask(client, "USER bob", "+OK");
    wire_ask(client, "PASS banana", "+OK");
    wire_ask(client, "DELE 1", "+OK");
}

/* REQ(5321-3.8) a server that must go says 421 to its clients; RFC 1939 has
 * no such words, and nothing is removed. */
static void
stop__every_client_is_told_and_the_port_is_free_at_once(void **state)
{
    long long begin;

    (void)state;
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    log_in_and_mark(&wire);
    for (size_t i = 0; i < 3; i++) {
        wire_open(&wires[i], smtpd.port);
        wire_expect(&wires[i], "220");
    }
    wire_ask(&wires[1], "EHLO pc7", "250");
    wire_send(&wires[2], "MAIL FR", 7);
    begin = wire_now_ms();
    kill(smtpd.pid, SIGTERM);
    kill(pop3d.pid, SIGTERM);
    for (size_t i = 0; i < 3; i++) {
        wire_expect(&wires[i], "421 4.3.2");
        wire_gone(&wires[i]);
    }
    wire_gone(&wire);
    server_stop(&smtpd);
    server_stop(&pop3d);
    assert_true(wire_now_ms() - begin < SOON_MS);
    assert_int_equal(mail_count(&world, "bob"), 1);
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    server_stop(&smtpd);
    server_stop(&pop3d);
}

/* One that will neither read nor go does not hold the server up for long. */
static void
stop__a_deaf_client_does_not_hold_it_up(void **state)
{
    struct pollfd ready = {.events = POLLOUT};
    char block[4096];
    size_t rounds = 0;

    (void)state;
    for (size_t i = 0; i < sizeof block; i++) {
        block[i] = "HELP\r\n"[i % 6];
    }
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    ready.fd = wire.fd;
    while (poll(&ready, 1, 100) == 1 && rounds++ < 100) {
        wire_send(&wire, block, 6 * (sizeof block / 6) / 6);
    }
    server_stop(&smtpd);
    wire_close(&wire);
}

static void
move_file(const char *from, const char *to)
{
    char old[SCRATCH_PATH], new[SCRATCH_PATH];

    assert_int_equal(rename(scratch_path(&world, from, old),
                            scratch_path(&world, to, new)), 0);
}

/* A hangup ends nothing: it opens the log anew, whose file may have moved. */
static void
stop__a_hangup_is_no_reason(void **state)
{
    char *moved;
    size_t len;

    (void)state;
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    server_await(&smtpd, "S: 220", 1);
    move_file("smtpd.log", "smtpd.log.1");
    wire_ask(&wire, "NOOP old", "250");
    kill(smtpd.pid, SIGHUP);
    kill(pop3d.pid, SIGHUP);
    kill(smtpd.pid, SIGPIPE);
    server_await(&smtpd, "note text=log\\x20opened\\x20again", 1);
    server_await(&pop3d, "note text=log\\x20opened\\x20again", 1);
    wire_ask(&wire, "NOOP new", "250");
    server_await(&smtpd, "C: NOOP new", 1);
    assert_int_equal(server_logged(&smtpd, "NOOP old"), 0);
    moved = scratch_read(&world, "smtpd.log.1", &len);
    assert_non_null(strstr(moved, "C: NOOP old"));
    assert_null(strstr(moved, "NOOP new"));
    free(moved);
    wire_close(&wire);
    wire_open(&wire, pop3d.port);
    wire_expect(&wire, "+OK");
    wire_close(&wire);
    server_stop(&smtpd);
    server_stop(&pop3d);
}

/* A text that is complete but for its dot; the first one is big. */
static void
send_text(size_t client, const char *big)
{
    static const char session[] =
        "EHLO pc7\r\nMAIL FROM:<alice@red.example>\r\n"
        "RCPT TO:<bob@red.example>\r\nDATA\r\nhello\r\n";

    wire_open(&wires[client], smtpd.port);
    wire_send(&wires[client], session, strlen(session));
    for (size_t replies = 0; replies < 5; replies++) {
        wire_reply(&wires[client]);
    }
    if (client == 0) {
        wire_send(&wires[client], big, BIG);
    }
}

/* The texts are complete, their commits under way: each client is told 250 or
 * nothing, and whatever was told 250 is there. */
static void
stop__commits_under_way_are_finished(void **state)
{
    static const char line[] = "a text as long as a page is wide\r\n";
    char *big = malloc(BIG);
    size_t told = 0;
    long long begin;

    (void)state;
    assert_non_null(big);
    for (size_t i = 0; i < BIG; i++) {
        big[i] = line[i % (sizeof line - 1)];
    }
    memcpy(big + BIG - 2, "\r\n", 2);
    server_start(&smtpd, &world);
    for (size_t i = 0; i < CLIENTS; i++) {
        send_text(i, big);
    }
    free(big);
    for (size_t i = 0; i < CLIENTS; i++) {
        wire_send(&wires[i], ".\r\n", 3);
    }
    server_await(&smtpd, " C: .", 1);
    begin = wire_now_ms();
    kill(smtpd.pid, SIGTERM);
    for (size_t i = 0; i < CLIENTS; i++) {
        const char *said = wire_rest(&wires[i], NULL);

        told += strncmp(said, "250", 3) == 0;
        assert_non_null(strstr(said, "421 4.3.2"));
        wire_close(&wires[i]);
    }
    server_stop(&smtpd);
    assert_true(wire_now_ms() - begin < SOON_MS);
    assert_true(told > 0);
    assert_int_equal(mail_count(&world, "bob"), told);
    assert_int_equal(mail_unfinished(&world, "bob"), 0);
}

/* Told twice, it goes at once, though a client has sent more mail than was
 * taken: the worker gets no more jobs when it ends. */
static void
stop__more_mail_waiting_does_not_keep_it(void **state)
{
    static const char mail[] =
        "MAIL FROM:<alice@red.example>\r\nRCPT TO:<bob@red.example>\r\n"
        "DATA\r\nhello\r\n.\r\n";

    (void)state;
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    wire_send(&wire, "EHLO pc7\r\n", 10);
    for (size_t i = 0; i < MAILS; i++) {
        wire_send(&wire, mail, sizeof mail - 1);
    }
    server_await(&smtpd, "deliver box=bob", 3);
    kill(smtpd.pid, SIGTERM);
    server_await(&smtpd, "stopping", 1);
    server_stop(&smtpd);
    wire_close(&wire);
    assert_int_equal(mail_unfinished(&world, "bob"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(start__a_port_in_use_is_told_with_whose_it_is),
        TEST(start__a_wrong_command_line_is_told_in_one_line),
        TEST(start__help_tells_the_defaults),
        TEST(start__a_wrong_users_file_is_told_with_its_line),
        TEST(stop__every_client_is_told_and_the_port_is_free_at_once),
        TEST(stop__a_deaf_client_does_not_hold_it_up),
        TEST(stop__a_hangup_is_no_reason),
        TEST(stop__commits_under_way_are_finished),
        TEST(stop__more_mail_waiting_does_not_keep_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
