/*
 * limits.c - clients that are silent, slow, deaf or too many.
 *
 * None of them may cost the others anything, and none may cost the server
 * memory, descriptors or time without end.  RFC 5321 section 4.5.3.2.7, RFC
 * 1939 section 3.
 *
 * SPDX-License-Identifier: ISC
 */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/server_process.h"
#include "tests/support/wire.h"

#define MESSAGE "Subject: one\n\nbody\n"

enum {
    IDLE_MS = 1000,         /* --idle-timeout 1 */
    LATE_MS = 6000,         /* even a busy machine has closed by then */
    MANY = 2000,            /* messages of a long listing */
    CROWD = 40,             /* clients of a server with FEW descriptors */
    FEW = 28,
    PAUSE_MS = 500,
    SESSIONS = 800,
    GROWTH_KB = 8 * 1024    /* more memory than that is a leak */
};

static struct scratch world;
static struct server_process smtpd, pop3d;
static struct wire wire, wires[CROWD];

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

static void
make_mailbox(size_t messages)
{
    static const char *const folders[] = {"mail/bob", "mail/bob/new",
                                          "mail/bob/cur", "mail/bob/tmp"};
    char path[128];

    for (size_t i = 0; i < 4; i++) {
        scratch_folder(&world, folders[i]);
    }
    for (size_t i = 0; i < messages; i++) {
        snprintf(path, sizeof path, "mail/bob/new/1763889161.M%06zuP1Q1R1.red",
                 i);
        scratch_write(&world, path, MESSAGE, strlen(MESSAGE));
    }
}

static void
log_in(struct wire *client, const char *user, const char *password)
{
    wire_open(client, pop3d.port);
    wire_expect(client, "+OK");
    wire_ask(client, user, "+OK");
    wire_ask(client, password, "+OK");
}

/* ---- Silent ---- */

/* Send an octet now and then, never a line, until something is said. */
static void
dribble(struct wire *client)
{
    struct pollfd ready = {.fd = client->fd, .events = POLLIN};
    long long end = wire_now_ms() + LATE_MS;

    while (poll(&ready, 1, 100) == 0) {
        assert_true(wire_now_ms() < end);
        wire_send(client, "x", 1);
    }
}

static void
smtp__silence_and_dribbling_end_with_421(void **state)
{
    struct wire dribbler;
    long long begin;

    (void)state;
    smtpd.options[0] = "--idle-timeout";
    smtpd.options[1] = "1";
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_open(&dribbler, smtpd.port);
    wire_expect(&dribbler, "220");
    begin = wire_now_ms();
    dribble(&dribbler);
    wire_expect(&dribbler, "421 4.4.2");
    wire_rest(&dribbler, NULL);
    wire_close(&dribbler);
    wire_expect(&wire, "421 4.4.2");
    wire_gone(&wire);
    assert_true(wire_now_ms() - begin >= IDLE_MS - 100);
    assert_true(wire_now_ms() - begin < LATE_MS);
    server_await(&smtpd, "close by=timeout", 2);
    server_stop(&smtpd);
}

/* REQ(1939-3-timeout) closed without a word, and nothing is removed. */
static void
pop3__silence_ends_without_a_word_and_without_update(void **state)
{
    (void)state;
    make_mailbox(1);
    pop3d.options[0] = "--idle-timeout=1";
    server_start(&pop3d, &world);
    log_in(&wire, "USER bob", "PASS banana");
    wire_ask(&wire, "DELE 1", "+OK");
    wire_gone(&wire);
    server_await(&pop3d, "close by=timeout", 1);
    server_await(&pop3d, "unlock box=bob", 1);
    assert_int_equal(mail_count(&world, "bob"), 1);
    server_stop(&pop3d);
}

/* ---- Too many ---- */

static void
both__one_client_too_many_is_told_so(void **state)
{
    struct server_process *servers[] = {&smtpd, &pop3d};
    const char *const greetings[] = {"220", "+OK"};
    const char *const refusals[] = {"421 4.3.2", "-ERR [SYS/TEMP]"};

    (void)state;
    for (size_t s = 0; s < 2; s++) {
        servers[s]->options[0] = "--max-sessions=3";
        server_start(servers[s], &world);
        for (size_t i = 0; i < 3; i++) {
            wire_open(&wires[i], servers[s]->port);
            wire_expect(&wires[i], greetings[s]);
        }
        wire_open(&wire, servers[s]->port);
        wire_expect(&wire, refusals[s]);
        wire_gone(&wire);
        wire_say(&wires[0], "QUIT");
        wire_rest(&wires[0], NULL);
        wire_close(&wires[0]);
        wire_open(&wire, servers[s]->port);
        wire_expect(&wire, greetings[s]);
        wire_close(&wire);
        wire_close(&wires[1]);
        wire_close(&wires[2]);
        server_stop(servers[s]);
    }
}

static void
store_mail(struct wire *client, const char *outcome)
{
    wire_ask(client, "HELO pc7", "250");
    wire_ask(client, "MAIL FROM:<>", "250");
    wire_ask(client, "RCPT TO:<bob@red.example>", "250");
    wire_ask(client, "DATA", "354");
    wire_ask(client, "\r\nhello\r\n.", outcome);
}

/* Clients wait in the network; the server neither spins nor dies. */
static void
smtp__without_descriptors_it_pauses_and_recovers(void **state)
{
    struct pollfd last;

    (void)state;
    smtpd.max_files = FEW;
    server_start(&smtpd, &world);
    for (size_t i = 0; i < CROWD; i++) {
        wire_open(&wires[i], smtpd.port);
    }
    server_await(&smtpd, "fault name=accept", 1);
    last = (struct pollfd){.fd = wires[CROWD - 1].fd, .events = POLLIN};
    assert_int_equal(poll(&last, 1, PAUSE_MS), 0);
    assert_true(server_logged(&smtpd, "fault name=accept") < 20);
    wire_expect(&wires[0], "220");
    store_mail(&wires[0], "451");
    for (size_t i = 1; i < CROWD; i++) {
        wire_expect(&wires[i], "220");
        wire_close(&wires[i]);
    }
    store_mail(&wires[0], "250");
    wire_close(&wires[0]);
    server_stop(&smtpd);
    assert_int_equal(mail_count(&world, "bob"), 1);
}

/* ---- Deaf ---- */

/* Ask and ask and never read, until the server reads no more. */
static void
flood(struct wire *client, const char *command)
{
    struct pollfd ready = {.fd = client->fd, .events = POLLOUT};
    char block[4096] = "";
    size_t len = strlen(command);
    size_t fill = 0;

    while (fill + len < sizeof block) {
        memcpy(block + fill, command, len);
        fill += len;
    }
    while (poll(&ready, 1, PAUSE_MS) == 1) {
        if (send(client->fd, block, fill, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
            break;
        }
    }
}

/* REQ(2449-6.6-window) */
static void
pop3__a_client_that_never_reads_costs_nothing(void **state)
{
    static const char *const commands[] = {"LIST\r\n", "UIDL\r\n",
                                           "RETR 1\r\n"};
    long before;

    (void)state;
    make_mailbox(MANY);
    server_start(&pop3d, &world);
    before = server_memory_kb(&pop3d);
    for (size_t i = 0; i < 3; i++) {
        log_in(&wire, "USER bob", "PASS banana");
        flood(&wire, commands[i]);
        log_in(&wires[0], "USER alice", "PASS apple");
        wire_ask(&wires[0], "STAT", "+OK 0 0");
        wire_ask(&wires[0], "QUIT", "+OK");
        wire_close(&wires[0]);
        assert_true(server_memory_kb(&pop3d) - before < GROWTH_KB);
        wire_reset(&wire);
        server_await(&pop3d, "unlock box=bob", i + 1);
    }
    server_stop(&pop3d);
}

static void
smtp__a_client_that_never_reads_costs_nothing(void **state)
{
    long before;

    (void)state;
    server_start(&smtpd, &world);
    before = server_memory_kb(&smtpd);
    wire_open(&wire, smtpd.port);
    flood(&wire, "HELP\r\nEHLO pc7\r\n");
    wire_open(&wires[0], smtpd.port);
    wire_expect(&wires[0], "220");
    store_mail(&wires[0], "250");
    wire_close(&wires[0]);
    assert_true(server_memory_kb(&smtpd) - before < GROWTH_KB);
    wire_reset(&wire);
    server_stop(&smtpd);
}

/* ---- For a long time ---- */

static long
children_cpu_ms(void)
{
    struct rusage used;

    getrusage(RUSAGE_CHILDREN, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000 +
           (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
}

/* With 28 descriptors, one that leaks in each session would be seen. */
static void
both__eight_hundred_sessions_leave_nothing_behind(void **state)
{
    long memory[2] = {0, 0};

    (void)state;
    smtpd.max_files = FEW;
    pop3d.max_files = FEW;
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    for (size_t i = 0; i < SESSIONS; i++) {
        wire_open(&wire, smtpd.port);
        wire_expect(&wire, "220");
        store_mail(&wire, "250");
        wire_close(&wire);
        log_in(&wire, "USER bob", "PASS banana");
        wire_ask(&wire, "DELE 1", "+OK");
        wire_ask(&wire, "QUIT", "+OK");
        wire_close(&wire);
        if (i == SESSIONS / 4) {
            memory[0] = server_memory_kb(&smtpd);
            memory[1] = server_memory_kb(&pop3d);
        }
    }
    assert_true(server_memory_kb(&smtpd) - memory[0] < GROWTH_KB / 8);
    assert_true(server_memory_kb(&pop3d) - memory[1] < GROWTH_KB / 8);
    assert_int_equal(mail_count(&world, "bob"), 0);
    assert_int_equal(server_logged(&smtpd, "fault name="), 0);
    server_stop(&smtpd);
    server_stop(&pop3d);
}

static void
both__idle_servers_use_no_time(void **state)
{
    long before = children_cpu_ms();

    (void)state;
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    for (size_t i = 0; i < CROWD; i++) {
        wire_open(&wires[i], i % 2 ? smtpd.port : pop3d.port);
        wire_line(&wires[i]);
    }
    assert_int_equal(poll(NULL, 0, 2 * PAUSE_MS), 0);
    for (size_t i = 0; i < CROWD; i++) {
        wire_close(&wires[i]);
    }
    server_stop(&smtpd);
    server_stop(&pop3d);
    assert_true(children_cpu_ms() - before < PAUSE_MS);
}

/* What a flood costs that goes on after the server has stopped reading. */
static long
flooded_cpu_ms(int wait_ms)
{
    long before = children_cpu_ms();

    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    flood(&wire, "HELP\r\n");
    assert_int_equal(poll(NULL, 0, wait_ms), 0);
    wire_reset(&wire);
    server_stop(&smtpd);
    return children_cpu_ms() - before;
}

static void
smtp__a_client_that_never_reads_costs_no_time(void **state)
{
    (void)state;
    assert_true(flooded_cpu_ms(8 * PAUSE_MS) - flooded_cpu_ms(0) <
                4 * PAUSE_MS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(smtp__silence_and_dribbling_end_with_421),
        TEST(pop3__silence_ends_without_a_word_and_without_update),
        TEST(both__one_client_too_many_is_told_so),
        TEST(smtp__without_descriptors_it_pauses_and_recovers),
        TEST(pop3__a_client_that_never_reads_costs_nothing),
        TEST(smtp__a_client_that_never_reads_costs_nothing),
        TEST(both__eight_hundred_sessions_leave_nothing_behind),
        TEST(both__idle_servers_use_no_time),
        TEST(smtp__a_client_that_never_reads_costs_no_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
