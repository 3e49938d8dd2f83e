/*
 * disk.c - the disk is full, read-only, or gone, at any moment.
 *
 * On a small disk of the test's own (see sandbox.h).  Whatever happens to it, a
 * client gets 451 or 452 and keeps its message, no half message is ever seen,
 * and as soon as there is room again mail goes on in the same session.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/mailbox.h"

#include "tests/support/sandbox.h"
#include "tests/support/server_process.h"
#include "tests/support/wire.h"

enum {
    MEGABYTE = 1024 * 1024,
    DISK = MAILBOX_FLOOR + 4 * MEGABYTE,
    FILES = MAILBOX_FLOOR_FILES + 20,
    LINE = 64                   /* octets of a line of text */
};

static struct scratch world;
static struct server_process smtpd;
static struct wire wire;
static bool sandboxed;
static char disk[SCRATCH_PATH], log_disk[SCRATCH_PATH];

static int
setup(void **state)
{
    (void)state;
    world_make(&world);
    smtpd = (struct server_process){.program = "smtpd",
                                    .options = {"--log-content=0"}};
    scratch_path(&world, "mail", disk);
    scratch_folder(&world, "logs");
    scratch_path(&world, "logs", log_disk);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    server_kill(&smtpd);
    if (sandboxed) {
        sandbox_eject(disk);
        sandbox_eject(log_disk);
    }
    scratch_remove(&world);
    return 0;
}

/* The server on a new disk, and a session with it. */
static void
begin(unsigned long octets, unsigned long files)
{
    if (!sandboxed) {
        skip();
    }
    sandbox_disk(disk, octets, files);
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "EHLO pc7", "250");
}

static void
end(void)
{
    assert_int_equal(mail_unfinished(&world, "bob"), 0);
    wire_ask(&wire, "QUIT", "221");
    wire_close(&wire);
    server_stop(&smtpd);
}

static void
send_lines(size_t octets)
{
    static char line[LINE];

    memset(line, 'x', LINE - 2);
    memcpy(line + LINE - 2, "\r\n", 2);
    for (size_t sent = 0; sent < octets; sent += LINE) {
        wire_send(&wire, line, LINE);
    }
}

static void
begin_text(void)
{
    wire_ask(&wire, "MAIL FROM:<alice@red.example>", "250");
    wire_ask(&wire, "RCPT TO:<bob@red.example>", "250");
    wire_ask(&wire, "DATA", "354");
}

/* Fill what is left of the disk; and make it free again. */
static void
fill_disk(void)
{
    static char block[64 * 1024];
    char path[SCRATCH_PATH];
    int fd = open(scratch_path(&world, "mail/filler", path),
                  O_WRONLY | O_CREAT | O_EXCL, 0600);

    assert_true(fd >= 0);
    while (write(fd, block, sizeof block) > 0) {
    }
    while (write(fd, block, 1) > 0) {
    }
    close(fd);
}

static void
free_disk(void)
{
    char path[SCRATCH_PATH];

    assert_int_equal(unlink(scratch_path(&world, "mail/filler", path)), 0);
}

/* Mail until the floor is reached: then MAIL is 452 already, and the disk has
 * the room that was promised to the others. */
static void
a_disk_is_never_filled_to_the_brim(void **state)
{
    char line[80];
    size_t taken = 0;

    (void)state;
    begin(DISK, 0);
    snprintf(line, sizeof line, "MAIL FROM:<> SIZE=%d", 5 * MEGABYTE);
    wire_ask(&wire, line, "452 4.3.1");
    for (;;) {
        const char *said;

        wire_say(&wire, "MAIL FROM:<alice@red.example> SIZE=1048576");
        said = wire_reply(&wire);
        if (strncmp(said, "452 4.3.1", 9) == 0) {
            break;
        }
        assert_memory_equal(said, "250", 3);
        wire_ask(&wire, "RCPT TO:<bob@red.example>", "250");
        wire_ask(&wire, "DATA", "354");
        send_lines(MEGABYTE);
        wire_ask(&wire, ".", "250");
        assert_true(++taken < 5);
    }
    assert_int_equal(taken, 4); /* stored, a CRLF is one octet less */
    assert_true(mailbox_room(disk) > 0 && mailbox_room(disk) <= MEGABYTE);
    assert_int_equal(mail_count(&world, "bob"), taken);
    mail_remove(&world, "bob");
    wire_ask(&wire, "MAIL FROM:<alice@red.example> SIZE=1048576", "250");
    end();
}

/* Somebody else fills it: while a text is in memory, while one is in its file,
 * at the dot. */
static void
a_disk_that_fills_up_meanwhile_gets_452(void **state)
{
    static const size_t before[] = {0, 1000, MEGABYTE};

    (void)state;
    begin(DISK, 0);
    for (size_t i = 0; i < 3; i++) {
        for (size_t after = 0; after <= MEGABYTE; after += MEGABYTE) {
            begin_text();
            send_lines(before[i]);
            wire_ask(&wire, "x\r\n.", "250"); /* what came is read by now */
            begin_text();
            send_lines(before[i]);
            fill_disk();
            send_lines(after);
            wire_ask(&wire, ".", "452 4.3.1");
            wire_ask(&wire, "MAIL FROM:<>", "452 4.3.1");
            free_disk();
            assert_int_equal(mail_unfinished(&world, "bob"), 0);
            assert_int_equal(mail_count(&world, "bob"), 1);
            mail_remove(&world, "bob");
        }
    }
    assert_true(server_logged(&smtpd, "fault name=store errno=") >= 6);
    end();
}

static void
a_read_only_disk_gets_451(void **state)
{
    (void)state;
    begin(DISK, 0);
    begin_text();
    wire_ask(&wire, "x\r\n.", "250");
    begin_text();
    sandbox_read_only(disk, true);
    wire_ask(&wire, "x\r\n.", "451 4.3.0");
    begin_text();
    send_lines(MEGABYTE);
    wire_ask(&wire, ".", "451 4.3.0");
    sandbox_read_only(disk, false);
    begin_text();
    wire_ask(&wire, "x\r\n.", "250");
    assert_int_equal(mail_count(&world, "bob"), 2);
    end();
}

/* Many small mails use up the files of a disk before its octets. */
static void
the_last_files_of_a_disk_are_not_taken(void **state)
{
    size_t taken = 0;

    (void)state;
    begin(DISK, FILES);
    for (;;) {
        wire_say(&wire, "MAIL FROM:<alice@red.example>");
        if (strncmp(wire_reply(&wire), "452 4.3.1", 9) == 0) {
            break;
        }
        wire_ask(&wire, "RCPT TO:<bob@red.example>", "250");
        wire_ask(&wire, "DATA", "354");
        wire_ask(&wire, "x\r\n.", "250");
        assert_true(++taken < FILES);
    }
    assert_true(taken > 10 && taken < 20);
    assert_int_equal(mail_count(&world, "bob"), taken);
    end();
}

static void
a_mail_folder_that_is_gone_gets_451(void **state)
{
    (void)state;
    begin(DISK, 0);
    sandbox_eject(disk); /* an empty folder is left, then not even that */
    assert_int_equal(rmdir(disk), 0);
    begin_text();
    wire_ask(&wire, "x\r\n.", "451 4.3.0");
    scratch_folder(&world, "mail");
    sandbox_disk(disk, DISK, 0);
    begin_text();
    wire_ask(&wire, "x\r\n.", "250");
    assert_int_equal(mail_count(&world, "bob"), 1);
    end();
}

/* The log's own disk is full: nothing stops, whole lines are lost, and later
 * the log tells how many. */
static void
a_log_on_a_full_disk_tells_later_what_it_lost(void **state)
{
    char path[SCRATCH_PATH];

    (void)state;
    if (!sandboxed) {
        skip();
    }
    server_start(&smtpd, &world); /* picks the port */
    server_stop(&smtpd);
    sandbox_disk(log_disk, 256 * 1024, 0);
    smtpd.name = "logs/smtpd";
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "EHLO pc7", "250");
    for (size_t i = 0; i < 2000; i++) {
        wire_ask(&wire, "HELP", "214");
    }
    begin_text();
    wire_ask(&wire, "x\r\n.", "250");
    assert_int_equal(server_logged(&smtpd, "lost"), 0);
    assert_int_equal(truncate(scratch_path(&world, "logs/smtpd.log", path), 0),
                     0);
    wire_ask(&wire, "NOOP", "250");
    server_await(&smtpd, "log\\x20lines\\x20were\\x20lost", 1);
    wire_ask(&wire, "QUIT", "221");
    wire_close(&wire);
    server_stop(&smtpd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_disk_is_never_filled_to_the_brim),
        TEST(a_disk_that_fills_up_meanwhile_gets_452),
        TEST(a_read_only_disk_gets_451),
        TEST(the_last_files_of_a_disk_are_not_taken),
        TEST(a_mail_folder_that_is_gone_gets_451),
        TEST(a_log_on_a_full_disk_tells_later_what_it_lost),
    };

    sandboxed = sandbox_enter();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
