/*
 * closing.c - the client goes away, at any step of what it was doing.
 *
 * Before the final dot nothing is delivered and nothing is left behind; after
 * it the message is delivered, whether or not anybody reads the 250.
 * RFC 5321 sections 3.8, 4.1.1.4, 4.2.5; RFC 1939 sections 3, 6.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/server_process.h"
#include "tests/support/wire.h"

#define ENVELOPE                                                              \
    "EHLO pc7\r\nMAIL FROM:<alice@red.example>\r\n"                           \
    "RCPT TO:<bob@red.example>\r\nDATA\r\n"
#define TEXT "Subject: gone\r\n\r\nbody\r\n.\r\n"
#define MESSAGE "Subject: gone\n\nbody\n"

enum {
    CUTS_MAX = 200,
    HELPS = 682,        /* fit into one read, their answers not into 64 KiB */
    BIG = 200 * 1024    /* octets: too many to be kept in memory */
};

static struct scratch world;
static struct server_process smtpd, pop3d;
static struct wire wire, wires[CUTS_MAX];

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

/* Go on to where the text is expected. */
static void
begin_data(void)
{
    static const char *const codes[] = {"220", "250", "250", "250", "354"};

    wire_open(&wire, smtpd.port);
    wire_send(&wire, ENVELOPE, strlen(ENVELOPE));
    for (size_t i = 0; i < 5; i++) {
        wire_expect(&wire, codes[i]);
    }
}

/*
 * REQ(5321-4.1.1.10-lost) Sessions that end after any octet but the last of the
 * dot's line.
 */
static void
smtp__closed_before_the_dot_nothing_is_delivered(void **state)
{
    const char script[] = ENVELOPE TEXT;
    size_t len = strlen(script);

    (void)state;
    assert_true(len <= CUTS_MAX);
    server_start(&smtpd, &world);
    for (size_t how = 0; how < 2; how++) {
        for (size_t cut = 0; cut < len; cut++) {
            wire_open(&wires[cut], smtpd.port);
            wire_send(&wires[cut], script, cut);
        }
        begin_data(); /* this one is answered, so the others were read */
        wire_close(&wire);
        for (size_t cut = 0; cut < len; cut++) {
            if (how == 0) {
                wire_end(&wires[cut]);
                wire_rest(&wires[cut], NULL);
            }
            (how == 0 ? wire_close : wire_reset)(&wires[cut]);
        }
        server_await(&smtpd, "close by=client", (how + 1) * (len + 1));
    }
    assert_int_equal(server_logged(&smtpd, " C: ."), 0);
    assert_int_equal(mail_count(&world, "bob"), 0);
    assert_int_equal(mail_unfinished(&world, "bob"), 0);
    server_stop(&smtpd);
}

static bool
has_unfinished(void *ctx)
{
    (void)ctx;
    return mail_unfinished(&world, "bob") == 1;
}

/* A message too long for the memory has a file in tmp/, which must go. */
static void
smtp__a_window_closed_in_a_long_text_leaves_no_file(void **state)
{
    char *text = malloc(BIG);

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < BIG; i++) {
        text[i] = "0123456789 the text\r\n"[i % 21];
    }
    server_start(&smtpd, &world);
    for (size_t how = 0; how < 2; how++) {
        begin_data();
        wire_send(&wire, text, BIG);
        wait_until(has_unfinished, NULL, "a file in tmp/");
        (how == 0 ? wire_close : wire_reset)(&wire);
        server_await(&smtpd, "close by=client", how + 1);
        assert_int_equal(mail_unfinished(&world, "bob"), 0);
        assert_int_equal(mail_count(&world, "bob"), 0);
    }
    free(text);
    server_stop(&smtpd);
}

static bool
has_mail(void *ctx)
{
    const size_t *count = ctx;

    return mail_count(&world, "bob") == *count;
}

/*
 * REQ(5321-4.1.1.10-lost) REQ(5321-4.2.5) after the dot the message is the
 * server's duty.
 */
static void
smtp__closed_after_the_dot_the_mail_is_delivered(void **state)
{
    size_t count;

    (void)state;
    server_start(&smtpd, &world);
    for (count = 1; count <= 10; count++) {
        begin_data();
        wire_send(&wire, TEXT, strlen(TEXT));
        wire_close(&wire);
        wait_until(has_mail, &count, "the mail");
    }
    count = 11;
    begin_data();
    wire_send(&wire, TEXT, strlen(TEXT));
    server_await(&smtpd, " C: .", count);
    wire_reset(&wire);
    wait_until(has_mail, &count, "the mail after a reset");
    server_await(&smtpd, "deliver box=bob", count);
    server_await(&smtpd, "close by=client", count);
    assert_int_equal(mail_unfinished(&world, "bob"), 0);
    server_stop(&smtpd);
}

/*
 * REQ(2920-3.2-order) Commands in one go, with more answers than a server
 * keeps: it pauses, and goes on although no further octet comes.
 */
static void
smtp__many_answers_are_given_to_the_last(void **state)
{
    char helps[6 * HELPS];

    (void)state;
    for (size_t i = 0; i < sizeof helps; i++) {
        helps[i] = "HELP\r\n"[i % 6];
    }
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_send(&wire, helps, sizeof helps);
    for (size_t i = 0; i < HELPS; i++) {
        wire_expect(&wire, "214");
    }
    wire_ask(&wire, "QUIT", "221");
    wire_close(&wire);
    server_stop(&smtpd);
}

/* ---- POP3 ---- */

static void
put_mail(void)
{
    static const char *const folders[] = {"mail/bob", "mail/bob/new",
                                          "mail/bob/cur", "mail/bob/tmp"};

    for (size_t i = 0; i < 4; i++) {
        scratch_folder(&world, folders[i]);
    }
    scratch_write(&world, "mail/bob/new/1763889161.M000001P1Q1R1.red", MESSAGE,
                  strlen(MESSAGE));
}

/*
 * REQ(1939-6-lost) without QUIT nothing is removed, however the session ended.
 */
static void
pop3__closed_at_any_step_nothing_is_removed(void **state)
{
    static const char *const steps[] = {
        "USER bob", "PASS banana", "STAT", "RETR 1", "DELE 1", "NOOP"};
    size_t locked = 0;

    (void)state;
    put_mail();
    server_start(&pop3d, &world);
    for (size_t last = 0; last < 2 * 7; last++) {
        size_t count = last / 2;

        wire_open(&wire, pop3d.port);
        wire_expect(&wire, "+OK");
        for (size_t i = 0; i < count; i++) {
            wire_ask(&wire, steps[i], "+OK");
            if (steps[i][0] == 'R') {
                wire_listing(&wire, NULL);
            }
        }
        wire_send(&wire, "QUI", 3);
        (last % 2 == 0 ? wire_close : wire_reset)(&wire);
        server_await(&pop3d, "close by=client", last + 1);
        locked += count >= 2;
        server_await(&pop3d, "unlock box=bob", locked);
        assert_int_equal(mail_count(&world, "bob"), 1);
    }
    server_stop(&pop3d);
}

static bool
no_mail(void *ctx)
{
    (void)ctx;
    return mail_count(&world, "bob") == 0;
}

/* QUIT was said: the client need not wait for the answer. */
static void
pop3__closed_after_quit_the_marked_mail_is_removed(void **state)
{
    (void)state;
    put_mail();
    server_start(&pop3d, &world);
    wire_open(&wire, pop3d.port);
    wire_expect(&wire, "+OK");
    wire_ask(&wire, "USER bob", "+OK");
    wire_ask(&wire, "PASS banana", "+OK");
    wire_ask(&wire, "DELE 1", "+OK");
    wire_say(&wire, "QUIT");
    wire_close(&wire);
    wait_until(no_mail, NULL, "an empty maildrop");
    server_await(&pop3d, "expunge box=bob", 1);
    server_await(&pop3d, "unlock box=bob", 1);
    server_stop(&pop3d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            smtp__closed_before_the_dot_nothing_is_delivered, setup, teardown),
        cmocka_unit_test_setup_teardown(
            smtp__a_window_closed_in_a_long_text_leaves_no_file, setup,
            teardown),
        cmocka_unit_test_setup_teardown(
            smtp__closed_after_the_dot_the_mail_is_delivered, setup, teardown),
        cmocka_unit_test_setup_teardown(
            smtp__many_answers_are_given_to_the_last, setup, teardown),
        cmocka_unit_test_setup_teardown(
            pop3__closed_at_any_step_nothing_is_removed, setup, teardown),
        cmocka_unit_test_setup_teardown(
            pop3__closed_after_quit_the_marked_mail_is_removed, setup,
            teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
