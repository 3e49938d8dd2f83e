/*
 * addresses.c - too many sessions from one address, and who is not counted.
 *
 * The test gives its machine addresses of its own (see sandbox.h) and connects
 * from them.  The loopback is not counted by address: 200 students may sit on
 * one host.
 *
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "tests/support/sandbox.h"
#include "tests/support/server_process.h"
#include "tests/support/wire.h"

enum { MOST = 3, LOCALS = 10 };

static const char *const addresses[] = {"192.0.2.1", "192.0.2.2"};

static struct scratch world;
static struct server_process smtpd, pop3d;
static struct wire wires[2][MOST], locals[LOCALS], wire;
static bool sandboxed;

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
connect_from(const char *address, struct wire *out, unsigned port)
{
    struct sockaddr_in at = {.sin_family = AF_INET};

    *out = (struct wire){.fd = socket(AF_INET, SOCK_STREAM, 0)};
    assert_true(out->fd >= 0);
    assert_int_equal(inet_pton(AF_INET, address, &at.sin_addr), 1);
    assert_int_equal(bind(out->fd, (struct sockaddr *)&at, sizeof at), 0);
    at.sin_port = htons((uint16_t)port);
    assert_int_equal(connect(out->fd, (struct sockaddr *)&at, sizeof at), 0);
}

/* At all addresses, and at most so many sessions from each. */
static void
start_everywhere(struct server_process *server, char *listen, size_t room)
{
    server_start(server, &world); /* picks the port */
    server_stop(server);
    snprintf(listen, room, "--listen=0.0.0.0:%u", server->port);
    server->options[0] = listen;
    server->options[1] = "--max-per-address=3";
    server_start(server, &world);
}

static void
check(struct server_process *server, const char *greeting,
      const char *refusal)
{
    char listen[64];

    start_everywhere(server, listen, sizeof listen);
    for (size_t a = 0; a < 2; a++) {
        for (size_t i = 0; i < MOST; i++) {
            connect_from(addresses[a], &wires[a][i], server->port);
            wire_expect(&wires[a][i], greeting);
        }
        connect_from(addresses[a], &wire, server->port);
        wire_expect(&wire, refusal);
        wire_gone(&wire);
    }
    for (size_t i = 0; i < LOCALS; i++) {
        wire_open(&locals[i], server->port);
        wire_expect(&locals[i], greeting);
    }
    wire_say(&wires[0][0], "QUIT");
    wire_rest(&wires[0][0], NULL);
    wire_close(&wires[0][0]);
    server_await(server, "close by=server", 1);
    connect_from(addresses[0], &wires[0][0], server->port);
    wire_expect(&wires[0][0], greeting);
    connect_from(addresses[1], &wire, server->port);
    wire_expect(&wire, refusal);
    wire_gone(&wire);
    for (size_t i = 0; i < LOCALS; i++) {
        wire_close(&locals[i]);
    }
    for (size_t i = 0; i < 2 * MOST; i++) {
        wire_close(&wires[i / MOST][i % MOST]);
    }
    server_await(server, "note text=too\\x20many\\x20sessions", 3);
    server_stop(server);
}

static void
both__one_address_has_so_many_sessions_and_no_more(void **state)
{
    (void)state;
    if (!sandboxed) {
        skip();
    }
    for (size_t a = 0; a < 2; a++) {
        sandbox_address(addresses[a]);
    }
    check(&smtpd, "220", "421 4.3.2");
    check(&pop3d, "+OK", "-ERR [SYS/TEMP]");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            both__one_address_has_so_many_sessions_and_no_more, setup,
            teardown),
    };

    sandboxed = sandbox_enter();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
