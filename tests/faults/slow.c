/*
 * slow.c - peers that are never quite silent, and never done.
 *
 * With an idle time of one second the rules of server/conn_clock.c show within
 * seconds: a text has twelve times the idle time, or must come at a rate; who
 * does not read on is left, goodbye or not.
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
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/server_process.h"
#include "tests/support/wire.h"

enum {
    TICK_MS = 50,
    TEXT_MS = 12000,            /* 12 times the idle time */
    LATE_MS = 10000,            /* grace on a busy machine */
    BIG = 24 * 1024 * 1024,     /* octets: more than the network holds */
    WINDOW = 64 * 1024          /* octets */
};

static struct scratch world;
static struct server_process smtpd, pop3d;

static int
setup(void **state)
{
    (void)state;
    world_make(&world);
    smtpd = (struct server_process){.program = "smtpd",
                                    .options = {"--idle-timeout=1"}};
    pop3d = (struct server_process){.program = "pop3d",
                                    .options = {"--idle-timeout=1"}};
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

static bool
has_input(const struct wire *wire)
{
    struct pollfd ready = {.fd = wire->fd, .events = POLLIN};

    return poll(&ready, 1, 0) == 1;
}

static void
begin_text(struct wire *wire)
{
    wire_open(wire, smtpd.port);
    wire_expect(wire, "220");
    wire_ask(wire, "EHLO pc7", "250");
    wire_ask(wire, "MAIL FROM:<>", "250");
    wire_ask(wire, "RCPT TO:<bob@red.example>", "250");
    wire_ask(wire, "DATA", "354");
}

/* Both are never silent for a second; one of them is slower than a typist. */
static void
smtp__a_text_that_dribbles_ends_and_a_thin_line_does_not(void **state)
{
    static const char line[] = "twenty octets a line\r\n";
    struct wire dribbler, thin;
    long long begin;

    (void)state;
    server_start(&smtpd, &world);
    begin_text(&dribbler);
    begin_text(&thin);
    begin = wire_now_ms();
    while (!has_input(&dribbler)) {
        assert_true(wire_now_ms() - begin < TEXT_MS + LATE_MS);
        wire_send(&dribbler, "\r\n", 2);
        for (int i = 0; i < 4; i++) {
            wire_send(&thin, line, sizeof line - 1);
        }
        poll(NULL, 0, 4 * TICK_MS);
    }
    assert_true(wire_now_ms() - begin >= TEXT_MS);
    wire_expect(&dribbler, "421 4.4.2");
    wire_ask(&thin, ".", "250");
    wire_close(&dribbler);
    wire_close(&thin);
    server_await(&smtpd, "close by=timeout", 1);
    server_stop(&smtpd);
    assert_int_equal(mail_count(&world, "bob"), 1);
    assert_int_equal(mail_unfinished(&world, "bob"), 0);
}

static void
put_big_mail(void)
{
    static const char *const folders[] = {"mail/bob", "mail/bob/new",
                                          "mail/bob/cur", "mail/bob/tmp"};
    char *text = malloc(BIG);

    assert_non_null(text);
    for (size_t i = 0; i < BIG; i++) {
        text[i] = i % 64 == 63 ? '\n' : 'x';
    }
    for (size_t i = 0; i < 4; i++) {
        scratch_folder(&world, folders[i]);
    }
    scratch_write(&world, "mail/bob/new/1763889161.M000001P1Q1R1.red", text,
                  BIG);
    free(text);
}

/* Begin to fetch it through a window that is not large. */
static void
begin_retr(struct wire *wire)
{
    int window = WINDOW;

    wire_open(wire, pop3d.port);
    wire_expect(wire, "+OK");
    wire_ask(wire, "USER bob", "+OK");
    wire_ask(wire, "PASS banana", "+OK");
    setsockopt(wire->fd, SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
    wire_say(wire, "RETR 1");
}

/* Read so many octets at each tick, until the server has told its log that it
 * closed, or the time is over.  Returns whether it has. */
static bool
read_slowly(struct wire *wire, const struct server_process *server,
            size_t octets, int ms)
{
    long long end = wire_now_ms() + ms;
    char *taken = malloc(octets);

    assert_non_null(taken);
    while (wire_now_ms() < end && server_logged(server, "close by=") == 0) {
        recv(wire->fd, taken, octets, MSG_DONTWAIT);
        poll(NULL, 0, TICK_MS);
    }
    free(taken);
    return server_logged(server, "close by=") > 0;
}

static void
pop3__who_hardly_reads_is_left_and_who_reads_slowly_is_not(void **state)
{
    struct wire wire;

    (void)state;
    put_big_mail();
    pop3d.options[1] = "--log-content=0";
    server_start(&pop3d, &world);
    begin_retr(&wire);
    assert_false(read_slowly(&wire, &pop3d, WINDOW, 4000));
    assert_true(read_slowly(&wire, &pop3d, 100, LATE_MS));
    assert_int_equal(server_logged(&pop3d, "close by=timeout"), 1);
    assert_int_equal(server_logged(&pop3d, "unlock box=bob"), 1);
    wire_close(&wire);
    server_stop(&pop3d);
    assert_int_equal(mail_count(&world, "bob"), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            smtp__a_text_that_dribbles_ends_and_a_thin_line_does_not, setup,
            teardown),
        cmocka_unit_test_setup_teardown(
            pop3__who_hardly_reads_is_left_and_who_reads_slowly_is_not, setup,
            teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
