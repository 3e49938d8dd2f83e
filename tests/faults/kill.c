/*
 * kill.c - kill -9 of pop3d: what was not marked is there, whole.
 *
 * A session marks every second message and says QUIT; at a random moment of it
 * the server is killed.  REQ(1939-6-QUIT) before UPDATE nothing is removed, and
 * in it nothing but what was marked.  A server that starts again has the
 * maildrop for the next session at once: a lock dies with its holder.
 *
 * The random moments are drawn from a seed: KILL_SEED repeats a run.
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

#include <cmocka.h>

#include "tests/support/server_process.h"
#include "tests/support/wire.h"

enum {
    ROUNDS = 30,
    MESSAGES = 400,
    LONGEST_MS = 16             /* from the QUIT to the kill */
};

static struct scratch world;
static struct server_process pop3d;
static bool seen[MESSAGES];

static int
setup(void **state)
{
    static const char *const folders[] = {"mail/bob", "mail/bob/new",
                                          "mail/bob/cur", "mail/bob/tmp"};

    (void)state;
    world_make(&world);
    for (size_t i = 0; i < 4; i++) {
        scratch_folder(&world, folders[i]);
    }
    pop3d = (struct server_process){.program = "pop3d"};
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    server_kill(&pop3d);
    scratch_remove(&world);
    return 0;
}

/* Put there what is not there. */
static void
fill_mailbox(void)
{
    char path[128], text[64];

    for (size_t i = 0; i < MESSAGES; i++) {
        if (seen[i]) {
            continue;
        }
        snprintf(path, sizeof path, "mail/bob/new/1763889161.M%06zuP1Q1R1.red",
                 i);
        snprintf(text, sizeof text, "Number: %zu\n\nbody\n", i);
        scratch_write(&world, path, text, strlen(text));
    }
}

static void
check_one(void *ctx, const char *mail, size_t len)
{
    size_t number = MESSAGES;

    (void)ctx;
    assert_int_equal(sscanf(mail, "Number: %zu\n", &number), 1);
    assert_true(number < MESSAGES && !seen[number]);
    assert_string_equal(mail + len - 7, "\n\nbody\n");
    seen[number] = true;
}

/* How many of the marked ones, those with an odd number, are gone? */
static size_t
count_gone(void)
{
    size_t gone = 0;

    memset(seen, 0, sizeof seen);
    mail_each(&world, "bob", check_one, NULL);
    for (size_t i = 0; i < MESSAGES; i++) {
        if (!seen[i] && i % 2 == 0) {
            fail_msg("message %zu was not marked and is gone", i);
        }
        gone += !seen[i];
    }
    return gone;
}

static void
mark_every_second(struct wire *wire)
{
    char line[32];

    wire_open(wire, pop3d.port);
    wire_expect(wire, "+OK");
    wire_ask(wire, "USER bob", "+OK");
    wire_ask(wire, "PASS banana", "+OK");
    for (size_t i = 1; i < MESSAGES; i += 2) {
        snprintf(line, sizeof line, "DELE %zu", i + 1);
        wire_say(wire, line);
    }
    for (size_t i = 1; i < MESSAGES; i += 2) {
        wire_expect(wire, "+OK");
    }
}

static void
kill_9__removes_nothing_that_was_not_marked(void **state)
{
    const char *given = getenv("KILL_SEED");
    unsigned seed = given != NULL ? (unsigned)atoi(given)
                                  : (unsigned)wire_now_ms();
    unsigned draw = seed;
    size_t midway = 0;

    (void)state;
    print_message("KILL_SEED=%u\n", seed);
    for (size_t round = 0; round < ROUNDS; round++) {
        struct wire wire;
        bool quit = round % 3 > 0;
        size_t gone;

        fill_mailbox();
        server_start(&pop3d, &world);
        mark_every_second(&wire);
        if (quit) {
            draw = draw * 1664525u + 1013904223u;
            wire_say(&wire, "QUIT");
            poll(NULL, 0, (int)(draw >> 16) % LONGEST_MS);
        }
        server_kill(&pop3d);
        wire_close(&wire);
        gone = count_gone();
        assert_true(quit || gone == 0);
        midway += gone > 0 && gone < MESSAGES / 2;
    }
    print_message("killed in the middle of UPDATE: %zu times\n", midway);
    server_start(&pop3d, &world);
    server_stop(&pop3d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            kill_9__removes_nothing_that_was_not_marked, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
