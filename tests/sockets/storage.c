/*
 * storage.c - the disk is full, the log cannot be written, the mailbox is odd.
 *
 * Trouble with our surroundings is answered with 4yz or -ERR and never ends a
 * server; no half message ever stands in new/.  The full disk is played by a
 * limit on the size of files (RLIMIT_FSIZE).
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/server_process.h"
#include "tests/support/wire.h"

enum {
    PIPE = 1000,            /* commands whose records fill a pipe */
    DISK = 16 * 1024,       /* octets that a file may have */
    LINE = 80               /* octets of a line of text */
};

static struct scratch world;
static struct server_process smtpd, pop3d;
static struct wire wire;

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

/* Send a text of so many lines to both users; what must the dot get? */
static void
send_lines(size_t lines, const char *outcome)
{
    char line[LINE + 1];

    wire_ask(&wire, "MAIL FROM:<alice@red.example>", "250");
    wire_ask(&wire, "RCPT TO:<bob@red.example>", "250");
    wire_ask(&wire, "RCPT TO:<alice@red.example>", "250");
    wire_ask(&wire, "DATA", "354");
    memset(line, 'x', LINE - 2);
    memcpy(line + LINE - 2, "\r\n", 3);
    for (size_t i = 0; i < lines; i++) {
        wire_send(&wire, line, LINE);
    }
    wire_ask(&wire, ".", outcome);
}

static void
check_boxes(size_t count)
{
    assert_int_equal(mail_count(&world, "alice"), count);
    assert_int_equal(mail_count(&world, "bob"), count);
    assert_int_equal(mail_unfinished(&world, "alice"), 0);
    assert_int_equal(mail_unfinished(&world, "bob"), 0);
}

/* Small texts meet the full disk at the end, long ones in the middle. */
static void
smtp__a_full_disk_is_452_and_passes(void **state)
{
    static const size_t too_long[] = {DISK / LINE + 20, 2000, 50000};

    (void)state;
    smtpd.max_octets = DISK;
    smtpd.options[0] = "--log-content=0";
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "EHLO pc7", "250");
    for (size_t i = 0; i < 3; i++) {
        send_lines(too_long[i], "452 4.3.1");
        check_boxes(i);
        send_lines(10, "250");
        check_boxes(i + 1);
    }
    wire_ask(&wire, "QUIT", "221");
    wire_close(&wire);
    assert_true(server_logged(&smtpd, "fault name=store") >= 3);
    server_stop(&smtpd);
}

/*
 * REQ(5321-4.4-partial) The second recipient's mailbox fails: the first one's
 * copy is taken back.
 */
static void
smtp__a_broken_mailbox_is_451_for_all_until_it_is_mended(void **state)
{
    char path[SCRATCH_PATH];

    (void)state;
    scratch_folder(&world, "mail/alice");
    scratch_write(&world, "mail/alice/new", "", 0);
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "EHLO pc7", "250");
    send_lines(3, "451");
    send_lines(3000, "451");
    check_boxes(0);
    assert_int_equal(unlink(scratch_path(&world, "mail/alice/new", path)), 0);
    send_lines(3, "250");
    check_boxes(1);
    wire_close(&wire);
    server_stop(&smtpd);
}

/* ---- The log ---- */

/* With a log that takes nothing, mail goes on. */
static void
both__a_log_that_cannot_be_written_stops_nothing(void **state)
{
    (void)state;
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    server_stop(&smtpd);
    server_stop(&pop3d);
    smtpd.log = "/dev/full";
    pop3d.log = "/dev/full";
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "EHLO pc7", "250");
    send_lines(1000, "250");
    wire_close(&wire);
    wire_open(&wire, pop3d.port);
    wire_expect(&wire, "+OK");
    wire_ask(&wire, "USER bob", "+OK");
    wire_ask(&wire, "PASS banana", "+OK");
    wire_ask(&wire, "RETR 1", "+OK");
    wire_listing(&wire, NULL);
    wire_close(&wire);
    server_stop(&smtpd);
    server_stop(&pop3d);
}

struct listener {
    int fd;
    size_t helps;               /* "C: HELP" so far */
    bool closed;                /* "C: QUIT" was there */
    char line[1024];
    size_t len;
};

/* Read on in the pipe; true when the session is over. */
static bool
has_heard_all(void *ctx)
{
    struct listener *listener = ctx;
    char octet;

    while (!listener->closed && read(listener->fd, &octet, 1) == 1) {
        if (octet != '\n' && listener->len < sizeof listener->line - 1) {
            listener->line[listener->len++] = octet;
            continue;
        }
        listener->line[listener->len] = '\0';
        listener->len = 0;
        listener->helps += strstr(listener->line, " C: HELP") != NULL;
        listener->closed = strstr(listener->line, " C: QUIT") != NULL;
        assert_null(strstr(listener->line, "lost"));
    }
    return listener->closed;
}

/* A log that nobody reads: the terminal was stopped, the pager waits.  It is
 * kept, and there when somebody reads again. */
static void
smtp__a_log_that_is_not_read_stops_nothing(void **state)
{
    char path[SCRATCH_PATH];
    struct listener listener = {0};

    (void)state;
    server_start(&smtpd, &world); /* picks the port */
    server_stop(&smtpd);
    scratch_path(&world, "pipe", path);
    assert_int_equal(mkfifo(path, 0600), 0);
    listener.fd = open(path, O_RDWR | O_NONBLOCK);
    assert_true(listener.fd >= 0);
    smtpd.log = path;
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    for (size_t i = 0; i < PIPE; i++) {
        wire_ask(&wire, "HELP", "214");
    }
    wire_ask(&wire, "QUIT", "221");
    wire_close(&wire);
    wait_until(has_heard_all, &listener, "the log");
    assert_int_equal(listener.helps, PIPE);
    close(listener.fd); /* nor does opening it anew wait for a reader */
    kill(smtpd.pid, SIGHUP);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "QUIT", "221");
    wire_close(&wire);
    server_stop(&smtpd);
}

/* A log that is full ends in a whole line. */
static void
smtp__a_full_log_stops_nothing_and_holds_no_half_line(void **state)
{
    size_t len;
    char *log;

    (void)state;
    smtpd.max_octets = DISK;
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "EHLO pc7", "250");
    for (size_t i = 0; i < 10; i++) {
        send_lines(100, "250");
    }
    wire_close(&wire);
    server_stop(&smtpd);
    check_boxes(10);
    log = scratch_read(&world, "smtpd.log", &len);
    assert_true(len > DISK - 1000);
    assert_int_equal(log[len - 1], '\n');
    free(log);
}

/* ---- Odd things in a mailbox ---- */

static void
put_odd_things(void)
{
    static const char *const folders[] = {
        "mail/bob", "mail/bob/new", "mail/bob/cur", "mail/bob/tmp",
        "mail/bob/new/folder", "mail/bob/cur/folder"};
    char path[SCRATCH_PATH];

    for (size_t i = 0; i < 6; i++) {
        scratch_folder(&world, folders[i]);
    }
    scratch_write(&world, "mail/bob/new/1763889161.M000001P1Q1R1.red", "a\n",
                  2);
    scratch_write(&world, "mail/bob/cur/1763889162.M000001P1Q1R1.red:2,S",
                  "bc\n", 3);
    scratch_write(&world, "mail/bob/new/.hidden", "dot\n", 4);
    scratch_write(&world, "secret", "no mail\n", 8);
    assert_int_equal(
        mkfifo(scratch_path(&world, "mail/bob/new/fifo", path), 0600), 0);
    assert_int_equal(symlink("/nowhere", scratch_path(
                         &world, "mail/bob/new/dangling", path)), 0);
    assert_int_equal(symlink("../../../secret", scratch_path(
                         &world, "mail/bob/cur/link", path)), 0);
}

/* Only regular files are messages; nothing else hangs or betrays. */
static void
pop3__odd_things_in_a_mailbox_are_no_messages(void **state)
{
    char path[SCRATCH_PATH];

    (void)state;
    put_odd_things();
    server_start(&pop3d, &world);
    wire_open(&wire, pop3d.port);
    wire_expect(&wire, "+OK");
    wire_ask(&wire, "USER bob", "+OK");
    wire_ask(&wire, "PASS banana", "+OK");
    wire_ask(&wire, "STAT", "+OK 2 7");
    wire_ask(&wire, "LIST 1", "+OK 1 3");
    wire_ask(&wire, "LIST 2", "+OK 2 4");
    wire_ask(&wire, "RETR 2", "+OK");
    assert_string_equal(wire_listing(&wire, NULL), "bc\r\n.");
    assert_int_equal(unlink(scratch_path(
                         &world, "mail/bob/new/1763889161.M000001P1Q1R1.red",
                         path)), 0);
    wire_ask(&wire, "RETR 1", "-ERR");
    wire_ask(&wire, "RETR 2", "+OK");
    wire_listing(&wire, NULL);
    wire_ask(&wire, "DELE 2", "+OK");
    wire_ask(&wire, "QUIT", "+OK");
    wire_close(&wire);
    server_stop(&pop3d);
    assert_int_equal(scratch_count(&world, "mail/bob/new"), 4);
    assert_int_equal(scratch_count(&world, "mail/bob/cur"), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(smtp__a_full_disk_is_452_and_passes),
        TEST(smtp__a_broken_mailbox_is_451_for_all_until_it_is_mended),
        TEST(both__a_log_that_cannot_be_written_stops_nothing),
        TEST(smtp__a_log_that_is_not_read_stops_nothing),
        TEST(smtp__a_full_log_stops_nothing_and_holds_no_half_line),
        TEST(pop3__odd_things_in_a_mailbox_are_no_messages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
