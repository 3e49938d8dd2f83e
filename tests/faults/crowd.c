/*
 * crowd.c - many bad peers at once: they cost the good ones nothing.
 *
 * Some come and reset, some say half a word and wait, some close one direction
 * only, some send without end or without reading, some send noise.  A good
 * client's mail goes through all the while, and afterwards the server has the
 * descriptors and about the memory that it had before.
 *
 * SPDX-License-Identifier: ISC
 */
#include <dirent.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/server_process.h"
#include "tests/support/wire.h"

enum {
    STORM = 2000,               /* connections that are reset */
    CROWD = 300,
    MAILS = 40,
    LONG_MS = 20000,            /* for MAILS; alone they need less than one */
    GROWTH_KB = 24 * 1024,      /* 64 KiB in and out for each of the crowd */
    FEW = 40,                   /* descriptors */
    QUEUE = 60,                 /* clients of a server with so few */
    PAUSE_MS = 500
};

static struct scratch world;
static struct server_process smtpd, pop3d;
static struct wire crowd[CROWD];

static int
setup(void **state)
{
    (void)state;
    world_make(&world);
    smtpd = (struct server_process){.program = "smtpd",
                                    .options = {"--max-sessions=400"}};
    pop3d = (struct server_process){.program = "pop3d",
                                    .options = {"--max-sessions=400"}};
    for (size_t i = 0; i < CROWD; i++) {
        crowd[i].fd = -1;
    }
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

/* ---- The good client ---- */

static void
send_mails(size_t count)
{
    long long end = wire_now_ms() + LONG_MS;
    struct wire wire;

    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "EHLO pc7", "250");
    for (size_t i = 0; i < count; i++) {
        wire_ask(&wire, "MAIL FROM:<alice@red.example>", "250");
        wire_ask(&wire, "RCPT TO:<bob@red.example>", "250");
        wire_ask(&wire, "DATA", "354");
        wire_ask(&wire, "Subject: through the crowd\r\n\r\nhi\r\n.", "250");
        assert_true(wire_now_ms() < end);
    }
    wire_ask(&wire, "QUIT", "221");
    wire_close(&wire);
}

static void
collect_mails(size_t count)
{
    char reply[64];
    struct wire wire;

    wire_open(&wire, pop3d.port);
    wire_expect(&wire, "+OK");
    wire_ask(&wire, "USER bob", "+OK");
    wire_ask(&wire, "PASS banana", "+OK");
    snprintf(reply, sizeof reply, "+OK %zu ", count);
    wire_ask(&wire, "STAT", reply);
    wire_ask(&wire, "QUIT", "+OK");
    wire_close(&wire);
}

/* ---- What the server holds ---- */

/* Descriptors of a server; 0 where there is no /proc. */
static size_t
descriptors(const struct server_process *server)
{
    char path[64];
    size_t count = 0;
    DIR *dir;

    snprintf(path, sizeof path, "/proc/%ld/fd", (long)server->pid);
    dir = opendir(path);
    while (dir != NULL && readdir(dir) != NULL) {
        count++;
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return count;
}

static long
memory_kb(const struct server_process *server)
{
    char path[64];
    long pages = 0;
    FILE *in;

    snprintf(path, sizeof path, "/proc/%ld/statm", (long)server->pid);
    in = fopen(path, "r");
    if (in != NULL) {
        assert_int_equal(fscanf(in, "%*d %ld", &pages), 1);
        fclose(in);
    }
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

struct before {
    struct server_process *server;
    size_t descriptors;
    long memory_kb;
};

static struct before
look(struct server_process *server)
{
    return (struct before){server, descriptors(server), memory_kb(server)};
}

static bool
as_before(void *ctx)
{
    const struct before *before = ctx;

    return descriptors(before->server) <= before->descriptors;
}

static void
check_nothing_left(struct before before)
{
    wait_until(as_before, &before, "descriptors given back");
    assert_true(memory_kb(before.server) - before.memory_kb < GROWTH_KB);
}

/* ---- The crowd ---- */

static void
start_both(void)
{
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    send_mails(1);
    collect_mails(1);
}

static void
stop_both(void)
{
    server_stop(&smtpd);
    server_stop(&pop3d);
}

/* Send until nobody takes any more, for a moment. */
static void
push(struct wire *wire, const char *octets, size_t len, size_t most)
{
    struct pollfd ready = {.fd = wire->fd, .events = POLLOUT};
    size_t sent = 0;

    while (sent < most && poll(&ready, 1, 0) == 1 &&
           send(wire->fd, octets, len, MSG_NOSIGNAL | MSG_DONTWAIT) > 0) {
        sent += len;
    }
}

/* Before the greeting, behind it, in the middle of a command: a RST. */
static void
both__a_storm_of_resets_leaves_nothing(void **state)
{
    static const char *const words[] = {"", "NO", "EHLO pc7\r\nMAIL FR",
                                        "USER bob\r\nPASS ban"};
    struct server_process *servers[] = {&smtpd, &pop3d};

    (void)state;
    start_both();
    for (size_t s = 0; s < 2; s++) {
        struct before before = look(servers[s]);
        struct wire wire;

        for (size_t i = 0; i < STORM; i++) {
            const char *word = words[i % 4];

            wire_open(&wire, servers[s]->port);
            if (i % 3 == 0) {
                wire_line(&wire);
            }
            wire_send(&wire, word, strlen(word));
            wire_reset(&wire);
        }
        check_nothing_left(before);
    }
    send_mails(1);
    collect_mails(2);
    stop_both();
}

/* Who is inside is served on, who is not waits, and the server does not spin:
 * each try to accept that fails is an event, and they are few. */
static void
both__without_descriptors_those_inside_are_served(void **state)
{
    static const char *const greetings[] = {"220", "+OK"};
    static const char *const questions[] = {"NOOP", "STLS"};
    static const char *const answers[] = {"250", "-ERR"};
    struct server_process *servers[] = {&smtpd, &pop3d};

    (void)state;
    smtpd.max_files = pop3d.max_files = FEW;
    for (size_t s = 0; s < 2; s++) {
        struct pollfd last = {.events = POLLIN};

        server_start(servers[s], &world);
        for (size_t i = 0; i < QUEUE; i++) {
            wire_open(&crowd[i], servers[s]->port);
        }
        server_await(servers[s], "fault name=accept", 1);
        last.fd = crowd[QUEUE - 1].fd;
        assert_int_equal(poll(&last, 1, PAUSE_MS), 0);
        assert_true(server_logged(servers[s], "fault name=accept") < 20);
        wire_expect(&crowd[0], greetings[s]);
        for (size_t i = 0; i < 10; i++) {
            wire_ask(&crowd[0], questions[s], answers[s]);
        }
        for (size_t i = 1; i < QUEUE; i++) {
            wire_expect(&crowd[i], greetings[s]);
            wire_close(&crowd[i]);
        }
        wire_close(&crowd[0]);
    }
    send_mails(1);
    collect_mails(1);
    stop_both();
}

/* They are there and say nothing, or half a word, or have closed their side. */
static void
both__a_silent_crowd_is_no_burden(void **state)
{
    struct before before[2];

    (void)state;
    start_both();
    before[0] = look(&smtpd);
    before[1] = look(&pop3d);
    for (size_t i = 0; i < CROWD; i++) {
        wire_open(&crowd[i], i % 2 == 0 ? smtpd.port : pop3d.port);
        if (i % 3 > 0) {
            wire_send(&crowd[i], "NO", 2);
        }
        if (i % 3 == 2) {
            wire_end(&crowd[i]);
        }
    }
    send_mails(MAILS);
    collect_mails(MAILS + 1);
    for (size_t i = 0; i < CROWD; i++) {
        if (i % 3 == 2) {
            wire_line(&crowd[i]); /* the greeting, and then the close */
            wire_gone(&crowd[i]);
        } else {
            wire_close(&crowd[i]);
        }
    }
    check_nothing_left(before[0]);
    check_nothing_left(before[1]);
    stop_both();
}

/* A line without end, commands without reading, a text without end. */
static void
both__a_noisy_crowd_is_no_burden(void **state)
{
    static const char text[] = "EHLO pc7\r\nMAIL FROM:<>\r\n"
                               "RCPT TO:<alice@red.example>\r\nDATA\r\n";
    static char noise[3][4096];
    struct before before[2];

    (void)state;
    memset(noise[0], 'x', sizeof noise[0]);
    for (size_t i = 0; i < sizeof noise[1]; i++) {
        noise[1][i] = "NOOP\r\n"[i % 6];
        noise[2][i] = "a line of text\r\n"[i % 16];
    }
    smtpd.options[1] = pop3d.options[1] = "--log-content=0";
    start_both();
    before[0] = look(&smtpd);
    before[1] = look(&pop3d);
    for (size_t i = 0; i < CROWD; i++) {
        wire_open(&crowd[i], i % 2 == 0 ? smtpd.port : pop3d.port);
        if (i % 3 == 2) {
            wire_send(&crowd[i], text, sizeof text - 1);
        }
    }
    for (size_t round = 0; round < 4; round++) {
        for (size_t i = 0; i < CROWD; i++) {
            push(&crowd[i], noise[i % 3], 4092, 64 * 1024);
        }
        send_mails(MAILS / 4);
    }
    collect_mails(MAILS + 1);
    for (size_t i = 0; i < CROWD; i++) {
        (i % 2 == 0 ? wire_close : wire_reset)(&crowd[i]);
    }
    check_nothing_left(before[0]);
    check_nothing_left(before[1]);
    assert_int_equal(mail_count(&world, "alice"), 0);
    assert_int_equal(mail_unfinished(&world, "alice"), 0);
    stop_both();
}

/* Octets drawn from a seed, sent in pieces of any length. */
static void
both__noise_ends_no_server(void **state)
{
    const char *given = getenv("CROWD_SEED");
    unsigned seed = given != NULL ? (unsigned)atoi(given)
                                  : (unsigned)wire_now_ms();
    unsigned draw = seed;

    (void)state;
    print_message("CROWD_SEED=%u\n", seed);
    start_both();
    for (size_t i = 0; i < CROWD; i++) {
        char octets[4096];
        struct wire wire;

        for (size_t k = 0; k < sizeof octets; k++) {
            draw = draw * 1664525u + 1013904223u;
            octets[k] = (char)(draw >> 24);
            if (draw % 32 == 0) {
                octets[k] = "\r\n"[draw >> 16 & 1];
            }
        }
        wire_open(&wire, i % 2 == 0 ? smtpd.port : pop3d.port);
        push(&wire, octets, 1 + (draw >> 8) % (sizeof octets - 1),
             sizeof octets);
        (i % 4 < 2 ? wire_close : wire_reset)(&wire);
    }
    send_mails(1);
    collect_mails(2);
    stop_both();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(both__a_storm_of_resets_leaves_nothing),
        TEST(both__without_descriptors_those_inside_are_served),
        TEST(both__a_silent_crowd_is_no_burden),
        TEST(both__a_noisy_crowd_is_no_burden),
        TEST(both__noise_ends_no_server),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
