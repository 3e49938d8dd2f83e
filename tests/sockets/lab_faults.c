/*
 * lab_faults.c - faults for teaching, as a client meets them on the network.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/server_process.h"
#include "tests/support/wire.h"

enum { RTT_MS = 400, BATCH = 8 };

static struct scratch world;
static struct server_process smtpd;
static struct wire wire;

static int
setup(void **state)
{
    (void)state;
    world_make(&world);
    smtpd = (struct server_process){.program = "smtpd",
                                    .options = {"--lab", "--grey", "1"}};
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "EHLO pc7.red.example", "250");
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    wire_close(&wire);
    server_kill(&smtpd);
    scratch_remove(&world);
    return 0;
}

static void
begin_mail(void)
{
    wire_ask(&wire, "MAIL FROM:<alice@red.example>", "250");
    wire_ask(&wire, "RCPT TO:<bob@red.example>", "250");
    wire_ask(&wire, "DATA", "354");
    wire_say(&wire, "Subject: hi");
    wire_say(&wire, "");
    wire_say(&wire, ".");
}

/*
 * One command waits once, and so does a group that came at once: that is what
 * PIPELINING is for (RFC 2920).
 */
static void
a_group_waits_as_long_as_one_command(void **state)
{
    long long begin, one, group;

    (void)state;
    wire_ask(&wire, "XLAB rtt 400", "250");
    begin = wire_now_ms();
    wire_ask(&wire, "NOOP", "250");
    one = wire_now_ms() - begin;
    assert_true(one >= RTT_MS);
    begin = wire_now_ms();
    wire_send(&wire,
              "NOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\n"
              "NOOP\r\nNOOP\r\n",
              BATCH * 6);
    for (int i = 0; i < BATCH; i++) {
        wire_expect(&wire, "250");
    }
    group = wire_now_ms() - begin;
    assert_true(group >= RTT_MS);
    assert_true(group < BATCH * RTT_MS);
    wire_ask(&wire, "QUIT", "221");
    wire_gone(&wire);
}

static void
the_dot_breaks_the_line_before_or_behind_the_store(void **state)
{
    (void)state;
    wire_ask(&wire, "XLAB drop-after-dot before-commit", "250");
    begin_mail();
    wire_gone(&wire);
    assert_int_equal(mail_count(&world, "bob"), 0);
    assert_int_equal(mail_unfinished(&world, "bob"), 0);
    wire_close(&wire);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "HELO pc7.red.example", "250");
    wire_ask(&wire, "XLAB drop-after-dot after-commit", "250");
    begin_mail();
    wire_gone(&wire);
    assert_int_equal(mail_count(&world, "bob"), 1);
}

static void
reset_is_a_reset(void **state)
{
    char octet;

    (void)state;
    wire_ask(&wire, "XLAB reset", "250");
    wire_say(&wire, "NOOP");
    assert_int_equal(read(wire.fd, &octet, 1), -1);
    assert_int_equal(errno, ECONNRESET);
}

static void
grey_lets_in_who_comes_again_later(void **state)
{
    long long end = wire_now_ms() + WIRE_MS;
    const char *reply = "450";

    (void)state;
    wire_ask(&wire, "MAIL FROM:<alice@red.example>", "250");
    wire_ask(&wire, "RCPT TO:<grey@red.example>", "450 4.7.1");
    while (strncmp(reply, "450", 3) == 0 && wire_now_ms() < end) {
        wire_say(&wire, "RCPT TO:<grey@red.example>");
        reply = wire_reply(&wire);
        if (strncmp(reply, "421", 3) == 0) {
            fail_msg("turned away: %s", reply);
        }
    }
    assert_memory_equal(reply, "250", 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_group_waits_as_long_as_one_command),
        TEST(the_dot_breaks_the_line_before_or_behind_the_store),
        TEST(reset_is_a_reset),
        TEST(grey_lets_in_who_comes_again_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
