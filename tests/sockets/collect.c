/*
 * collect.c - one mailbox: whose it is, and what stays the same in it.
 *
 * RFC 1939 sections 4 (the lock, the numbers), 5 (DELE), 6 (UPDATE), 7 (UIDL);
 * RFC 2449 section 8.1.1 ([IN-USE]).
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

#include "tests/support/server_process.h"
#include "tests/support/wire.h"

static struct scratch world;
static struct server_process smtpd, pop3d, second;
static struct wire wire, other;

static int
setup(void **state)
{
    (void)state;
    world_make(&world);
    smtpd = (struct server_process){.program = "smtpd"};
    pop3d = (struct server_process){.program = "pop3d"};
    second = (struct server_process){.program = "pop3d", .name = "second"};
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    server_kill(&smtpd);
    server_kill(&pop3d);
    server_kill(&second);
    scratch_remove(&world);
    return 0;
}

static void
deliver(const char *text)
{
    struct wire sender;

    wire_open(&sender, smtpd.port);
    wire_expect(&sender, "220");
    wire_ask(&sender, "HELO pc7", "250");
    wire_ask(&sender, "MAIL FROM:<alice@red.example>", "250");
    wire_ask(&sender, "RCPT TO:<bob@red.example>", "250");
    wire_ask(&sender, "DATA", "354");
    wire_say(&sender, text);
    wire_ask(&sender, ".", "250");
    wire_close(&sender);
}

static void
log_in(struct wire *client, unsigned port, const char *outcome)
{
    wire_open(client, port);
    wire_expect(client, "+OK");
    wire_ask(client, "USER bob", "+OK");
    wire_ask(client, "PASS banana", outcome);
}

static void
quit(struct wire *client)
{
    wire_ask(client, "QUIT", "+OK");
    wire_gone(client);
}

/* What a command that lists answers; the caller frees it. */
static char *
listing(struct wire *client, const char *command)
{
    char *copy;

    wire_ask(client, command, "+OK");
    copy = strdup(wire_listing(client, NULL));
    assert_non_null(copy);
    return copy;
}

/* REQ(1939-4-lock) one session at a time, also if another server holds it. */
static void
lock__a_second_session_is_told_in_use(void **state)
{
    (void)state;
    server_start(&pop3d, &world);
    server_start(&second, &world);
    log_in(&wire, pop3d.port, "+OK");
    log_in(&other, pop3d.port, "-ERR [IN-USE]");
    wire_close(&other);
    log_in(&other, second.port, "-ERR [IN-USE]");
    wire_ask(&wire, "NOOP", "+OK");
    quit(&wire);
    wire_ask(&other, "USER bob", "+OK");
    wire_ask(&other, "PASS banana", "+OK");
    log_in(&wire, pop3d.port, "-ERR [IN-USE]");
    wire_close(&wire);
    quit(&other);
    server_stop(&pop3d);
    server_stop(&second);
}

static void
lock__it_ends_with_the_server_that_held_it(void **state)
{
    (void)state;
    server_start(&pop3d, &world);
    server_start(&second, &world);
    log_in(&wire, pop3d.port, "+OK");
    server_kill(&pop3d);
    log_in(&other, second.port, "+OK");
    quit(&other);
    wire_close(&wire);
    server_stop(&second);
}

/*
 * REQ(1939-6-unlock) The lock is free when the client has read the answer to
 * QUIT.
 */
static void
lock__it_is_free_as_soon_as_quit_is_answered(void **state)
{
    (void)state;
    server_start(&pop3d, &world);
    for (size_t i = 0; i < 50; i++) {
        log_in(&wire, pop3d.port, "+OK");
        wire_ask(&wire, "QUIT", "+OK");
        log_in(&other, pop3d.port, "+OK");
        quit(&other);
        wire_close(&wire);
    }
    server_stop(&pop3d);
}

/*
 * REQ(1939-7-UIDL-stays) REQ(1939-7-UIDL) the same ids in every session, of
 * every server, in any folder and with any flags.
 */
static void
uidl__stays_the_same_for_ever(void **state)
{
    char *before, *after;
    char old[SCRATCH_PATH], name[SCRATCH_PATH], new[SCRATCH_PATH];
    char path[2 * SCRATCH_PATH];

    (void)state;
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    deliver("one");
    log_in(&wire, pop3d.port, "+OK");
    before = listing(&wire, "UIDL");
    quit(&wire);
    server_stop(&pop3d);
    scratch_only(&world, "mail/bob/new", name);
    snprintf(path, sizeof path, "mail/bob/new/%s", name);
    scratch_path(&world, path, old);
    snprintf(path, sizeof path, "mail/bob/cur/%s:2,RS", name);
    assert_int_equal(rename(old, scratch_path(&world, path, new)), 0);
    server_start(&pop3d, &world);
    log_in(&wire, pop3d.port, "+OK");
    after = listing(&wire, "UIDL");
    assert_string_equal(before, after);
    quit(&wire);
    free(before);
    free(after);
    server_stop(&pop3d);
    server_stop(&smtpd);
}

/* REQ(1939-4-numbers) what arrives while a session lasts is not in it. */
static void
numbers__stay_while_new_mail_arrives(void **state)
{
    static const char *const commands[] = {"LIST", "UIDL", "RETR 1", "RETR 2"};
    char *before[4];

    (void)state;
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    deliver("one");
    deliver("second");
    log_in(&wire, pop3d.port, "+OK");
    for (size_t i = 0; i < 4; i++) {
        before[i] = listing(&wire, commands[i]);
    }
    deliver("number three");
    wire_ask(&wire, "DELE 1", "+OK");
    wire_ask(&wire, "LIST 2", "+OK 2 ");
    wire_ask(&wire, "LIST 3", "-ERR");
    wire_ask(&wire, "RSET", "+OK");
    for (size_t i = 0; i < 4; i++) {
        char *after = listing(&wire, commands[i]);

        assert_string_equal(before[i], after);
        free(before[i]);
        free(after);
    }
    wire_ask(&wire, "DELE 1", "+OK");
    quit(&wire);
    assert_int_equal(mail_count(&world, "bob"), 2);
    log_in(&wire, pop3d.port, "+OK");
    before[0] = listing(&wire, "RETR 2");
    assert_non_null(strstr(before[0], "number three\r\n."));
    free(before[0]);
    quit(&wire);
    server_stop(&pop3d);
    server_stop(&smtpd);
}

/* LIST and RETR promise as many octets as RETR sends. */
static void
retr__sends_as_many_octets_as_list_promises(void **state)
{
    unsigned long promised;
    size_t len;

    (void)state;
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    deliver("a line\r\n\r\nand more");
    log_in(&wire, pop3d.port, "+OK");
    wire_say(&wire, "LIST 1");
    assert_int_equal(sscanf(wire_reply(&wire), "+OK 1 %lu", &promised), 1);
    wire_ask(&wire, "RETR 1", "+OK");
    wire_listing(&wire, &len);
    assert_int_equal(len - 3, promised);
    quit(&wire);
    server_stop(&pop3d);
    server_stop(&smtpd);
}

/* Somebody else removes a message: that is told, and not as our doing. */
static void
retr__what_vanished_is_told_and_not_counted_as_removed(void **state)
{
    char name[SCRATCH_PATH], path[SCRATCH_PATH];
    int box;

    (void)state;
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    deliver("number one");
    scratch_only(&world, "mail/bob/new", name);
    deliver("number two");
    log_in(&wire, pop3d.port, "+OK");
    box = open(scratch_path(&world, "mail/bob/new", path), O_RDONLY);
    assert_int_equal(unlinkat(box, name, 0), 0);
    close(box);
    wire_ask(&wire, "RETR 1", "-ERR [SYS/PERM]");
    wire_ask(&wire, "RETR 2", "+OK");
    wire_listing(&wire, NULL);
    wire_ask(&wire, "STAT", "+OK 2 ");
    wire_ask(&wire, "DELE 1", "+OK");
    wire_ask(&wire, "DELE 2", "+OK");
    wire_ask(&wire, "QUIT", "+OK Goodbye: 1 removed, 0 left");
    wire_close(&wire);
    server_stop(&pop3d);
    server_stop(&smtpd);
}

/*
 * Somebody cuts the file while it is sent: the message ends without a dot, for
 * it is not whole.  It is larger than all that is read ahead of the client.
 */
static void
retr__a_message_that_is_cut_meanwhile_gets_no_dot(void **state)
{
    enum { LARGE = 16 * 1024 * 1024 };
    static const char name[] = "mail/bob/new/1763889161.M1P1Q1.red";
    char path[SCRATCH_PATH];
    char *text = malloc(LARGE);
    const char *rest;
    size_t len;

    (void)state;
    assert_non_null(text);
    memset(text, '\n', LARGE);
    scratch_folder(&world, "mail/bob");
    scratch_folder(&world, "mail/bob/new");
    scratch_folder(&world, "mail/bob/cur");
    scratch_write(&world, name, text, LARGE);
    free(text);
    server_start(&pop3d, &world);
    log_in(&wire, pop3d.port, "+OK");
    wire_ask(&wire, "RETR 1", "+OK");
    assert_int_equal(truncate(scratch_path(&world, name, path), LARGE - 1), 0);
    rest = wire_rest(&wire, &len);
    assert_true(len > 0 && len < 2 * LARGE);
    assert_true(len < 5 || memcmp(rest + len - 5, "\r\n.\r\n", 5) != 0);
    wire_close(&wire);
    log_in(&wire, pop3d.port, "+OK");
    quit(&wire);
    server_stop(&pop3d);
}

/* A pipelined session is one batch of commands: RFC 2449 section 6.6. */
static void
pipeline__what_waits_behind_pass_is_answered_in_order(void **state)
{
    static const char all[] = "USER bob\r\nPASS banana\r\nSTAT\r\nRETR 1\r\n"
                              "DELE 1\r\nSTAT\r\nQUIT\r\n";

    (void)state;
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    deliver("one");
    wire_open(&wire, pop3d.port);
    wire_send(&wire, all, sizeof all - 1);
    wire_expect(&wire, "+OK");
    wire_expect(&wire, "+OK");
    wire_expect(&wire, "+OK");
    wire_expect(&wire, "+OK 1 ");
    wire_expect(&wire, "+OK");
    wire_listing(&wire, NULL);
    wire_expect(&wire, "+OK");
    wire_expect(&wire, "+OK 0 0");
    wire_expect(&wire, "+OK");
    wire_gone(&wire);
    assert_int_equal(mail_count(&world, "bob"), 0);
    server_stop(&pop3d);
    server_stop(&smtpd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lock__a_second_session_is_told_in_use),
        TEST(lock__it_ends_with_the_server_that_held_it),
        TEST(lock__it_is_free_as_soon_as_quit_is_answered),
        TEST(uidl__stays_the_same_for_ever),
        TEST(numbers__stay_while_new_mail_arrives),
        TEST(retr__sends_as_many_octets_as_list_promises),
        TEST(retr__what_vanished_is_told_and_not_counted_as_removed),
        TEST(retr__a_message_that_is_cut_meanwhile_gets_no_dot),
        TEST(pipeline__what_waits_behind_pass_is_answered_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
