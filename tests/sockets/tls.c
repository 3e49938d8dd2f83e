/*
 * tls.c - STARTTLS and STLS with a real client, and what they cost.
 *
 * RFC 3207, RFC 2595 section 4; RFC 8446 section 6.1.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>

#include <cmocka.h>
#include <openssl/pem.h>

#include "client/authority.h"
#include "tests/support/secure_world.h"
#include "tests/support/wire.h"

#define MAIL                                                                  \
    "EHLO pc7.red.example\r\nMAIL FROM:<alice@red.example>\r\n"               \
    "RCPT TO:<bob@red.example>\r\nDATA\r\nSubject: safe\r\n\r\n..dot\r\n.\r\n"
#define MAIL_CODES "250 250 250 354 250 "

enum {
    BIG = 3 * 1024 * 1024,
    NOOPS = 30000,          /* do not fit into 64 KiB */
    HELPS = 600,            /* their answers do not fit into 64 KiB */
    IDLE = 200,
    IDLE_KB = 30            /* at most, for an idle session */
};

static struct secure_world world;
static struct server_process smtpd, pop3d;
static struct wire wire, wires[IDLE];

static int
setup(void **state)
{
    (void)state;
    secure_world_make(&world);
    smtpd = secure_world_server(&world, "smtpd");
    pop3d = secure_world_server(&world, "pop3d");
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    wire_close(&wire);
    server_kill(&smtpd);
    server_kill(&pop3d);
    scratch_remove(&world.files);
    return 0;
}

/* Connect, and ask for TLS; the 220 has come. */
static void
ask_smtp(struct wire *client)
{
    wire_open(client, smtpd.port);
    wire_expect(client, "220");
    wire_ask(client, "EHLO pc7.red.example", "250");
    wire_ask(client, "STARTTLS", "220 2.0.0");
}

/* ---- All is well ---- */

/* REQ(3207-4.2) a whole session, all of it at once. */
static void
smtp__a_mail_goes_over_tls(void **state)
{
    char codes[64];
    const char *text;
    size_t len;
    char *mail;

    (void)state;
    server_start(&smtpd, &world.files);
    ask_smtp(&wire);
    wire_secure(&wire, world.trust);
    wire_send(&wire, MAIL "QUIT\r\n", strlen(MAIL "QUIT\r\n"));
    assert_string_equal(wire_codes(wire_rest(&wire, NULL), codes, sizeof codes),
                        MAIL_CODES "221 ");
    assert_true(wire_bid_goodbye(&wire));
    wire_close(&wire);
    mail = mail_only(&world.files, "bob", &text, &len);
    assert_non_null(strstr(mail, " with ESMTPS id "));
    assert_string_equal(text, "Subject: safe\n\n.dot\n");
    free(mail);
    assert_int_equal(server_logged(&smtpd, "*: tls version=TLSv1."), 1);
    server_stop(&smtpd);
}

/* REQ(2595-4) more than fits into any buffer, octet by octet the same; asked
 * for by a client that has said all, and more than the server holds meanwhile,
 * and reads late and little. */
static void
pop3__a_big_message_comes_whole(void **state)
{
    static const char asks[] = "USER bob\r\nPASS banana\r\nRETR 1\r\n";
    static char noops[NOOPS * 6 + 1];
    char *big = malloc(BIG);
    const char *reply;
    int little = 65536;

    (void)state;
    assert_non_null(big);
    for (size_t i = 0; i < BIG; i++) {
        big[i] = "0123456789 abcdefghij klmnopqrst\n"[i % 33];
    }
    big[BIG - 1] = '\n';
    for (size_t i = 0; i < NOOPS; i++) {
        memcpy(noops + 6 * i, "NOOP\r\n", 6);
    }
    scratch_folder(&world.files, "mail/bob");
    scratch_folder(&world.files, "mail/bob/new");
    scratch_folder(&world.files, "mail/bob/cur");
    scratch_folder(&world.files, "mail/bob/tmp");
    scratch_write(&world.files, "mail/bob/new/1", big, BIG);
    server_start(&pop3d, &world.files);
    wire_open(&wire, pop3d.port);
    wire_expect(&wire, "+OK");
    wire_ask(&wire, "STLS", "+OK");
    setsockopt(wire.fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    wire_secure(&wire, world.trust);
    wire_send(&wire, asks, strlen(asks));
    wire_send(&wire, noops, strlen(noops));
    wire_say(&wire, "QUIT");
    wire_end(&wire);
    server_await(&pop3d, "C: RETR 1", 1);
    for (size_t i = 0; i < 3; i++) {
        wire_expect(&wire, "+OK");
    }
    reply = wire_listing(&wire, NULL);
    for (size_t i = 0; i < BIG; i++) {
        reply += *reply == '\r' && reply[1] == '\n';
        if (*reply++ != big[i]) {
            fail_msg("octet %zu is another", i);
        }
    }
    assert_string_equal(reply, ".");
    for (size_t i = 0; i < NOOPS + 1; i++) {
        wire_expect(&wire, "+OK");
    }
    wire_gone(&wire);
    free(big);
    server_stop(&pop3d);
}

/* Both ways of saying that no more will come: all is still answered. */
static void
smtp__a_client_that_has_said_all_gets_all_its_replies(void **state)
{
    char helps[HELPS * 6 + 1];
    size_t times = 0;
    const char *at;

    (void)state;
    for (size_t i = 0; i < HELPS; i++) {
        memcpy(helps + 6 * i, "HELP\r\n", 7);
    }
    server_start(&smtpd, &world.files);
    ask_smtp(&wire);
    wire_secure(&wire, world.trust);
    wire_send(&wire, helps, strlen(helps));
    wire_end(&wire);
    at = wire_rest(&wire, NULL);
    while (at != NULL && (at = strstr(at, "\r\n214 ")) != NULL) {
        times++;
        at++;
    }
    assert_int_equal(times, HELPS);
    assert_true(wire_bid_goodbye(&wire));
    server_await(&smtpd, "close by=client", 1);
    server_stop(&smtpd);
}

/* What it did not read before the handshake comes before it, in the clear. */
static void
smtp__unread_replies_leave_before_the_handshake(void **state)
{
    static const char last[] = "EHLO pc7.red.example\r\nSTARTTLS\r\n";
    char many[6 * HELPS + sizeof last];

    (void)state;
    for (size_t i = 0; i < HELPS; i++) {
        memcpy(many + 6 * i, "HELP\r\n", 6);
    }
    memcpy(many + 6 * HELPS, last, sizeof last);
    server_start(&smtpd, &world.files);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_send(&wire, many, strlen(many));
    server_await(&smtpd, "C: STARTTLS", 1);
    for (size_t i = 0; i < HELPS; i++) {
        wire_expect(&wire, "214");
    }
    wire_expect(&wire, "250");
    wire_expect(&wire, "220 2.0.0");
    wire_secure(&wire, world.trust);
    wire_ask(&wire, "NOOP", "250");
    wire_close(&wire);
    server_stop(&smtpd);
}

static void
smtp__an_idle_session_costs_little(void **state)
{
    long before = 0;
    size_t i;

    (void)state;
    server_start(&smtpd, &world.files);
    for (i = 0; i < IDLE; i++) {
        ask_smtp(&wires[i]);
        wire_secure(&wires[i], world.trust);
        wire_ask(&wires[i], "EHLO pc7.red.example", "250");
        if (i == IDLE / 10) { /* what the first ones cost is spent once */
            before = server_memory_kb(&smtpd);
        }
    }
    assert_in_range(server_memory_kb(&smtpd) - before, 0,
                    (IDLE - IDLE / 10) * IDLE_KB);
    for (i = 0; i < IDLE; i++) {
        wire_close(&wires[i]);
    }
    server_stop(&smtpd);
}

/* ---- The command line ---- */

static void
check_refusal(const char *certificate, const char *key, int status,
              const char *named)
{
    struct server_process server = {
        .program = "pop3d",
        .options = {certificate != NULL ? "--tls-cert" : "--tls-key",
                    certificate != NULL ? certificate : key,
                    certificate != NULL && key != NULL ? "--tls-key" : NULL,
                    key}};
    size_t len;
    char *said;

    assert_int_equal(server_fails(&server, &world.files), status);
    said = scratch_read(&world.files, "pop3d.err", &len);
    if (strstr(said, named) == NULL || strchr(said, '\n') != said + len - 1) {
        fail_msg("%s is not named in one line: %s", named, said);
    }
    free(said);
}

/* The authority's key, with a password that nobody will be asked for. */
static void
lock_key(const char *path)
{
    struct authority authority;
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(authority_read(&authority, world.trust, world.key), 0);
    assert_int_equal(PEM_write_PrivateKey(file, authority.key,
                                          EVP_aes_128_cbc(),
                                          (const unsigned char *)"word", 4,
                                          NULL, NULL), 1);
    fclose(file);
    authority_free(&authority);
}

static void
start__files_that_will_not_do_are_named(void **state)
{
    char locked[SCRATCH_PATH];

    (void)state;
    lock_key(scratch_path(&world.files, "locked.key", locked));
    check_refusal(world.cert, NULL, EX_USAGE, "--tls-key");
    check_refusal(NULL, world.cert, EX_USAGE, "--tls-cert");
    check_refusal(world.cert, "/nowhere/key", EX_NOINPUT, "/nowhere/key");
    check_refusal("/nowhere/cert", world.cert, EX_NOINPUT, "/nowhere/cert");
    check_refusal(world.key, world.cert, EX_CONFIG, "ca.key");
    check_refusal(world.cert, world.key, EX_CONFIG, "mismatch");
    check_refusal(world.cert, locked, EX_CONFIG, "locked.key");
    check_refusal(world.cert, world.trust, EX_CONFIG, "ca.pem");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(smtp__a_mail_goes_over_tls),
        TEST(pop3__a_big_message_comes_whole),
        TEST(smtp__a_client_that_has_said_all_gets_all_its_replies),
        TEST(smtp__unread_replies_leave_before_the_handshake),
        TEST(smtp__an_idle_session_costs_little),
        TEST(start__files_that_will_not_do_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
