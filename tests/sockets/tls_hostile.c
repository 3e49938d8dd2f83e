/*
 * tls_hostile.c - injected commands, and handshakes that do not come about.
 *
 * RFC 3207 sections 4.2, 6; RFC 2595 section 4; CVE-2011-0411.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/secure_world.h"
#include "tests/support/wire.h"

#define MAIL                                                                  \
    "EHLO pc7.red.example\r\nMAIL FROM:<alice@red.example>\r\n"               \
    "RCPT TO:<bob@red.example>\r\nDATA\r\nSubject: safe\r\n\r\n..dot\r\n.\r\n"

static struct secure_world world;
static struct server_process smtpd, pop3d;
static struct wire wire, other;

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

/* REQ(3207-4.2) that lines end in LF is knowledge, too: a text under TLS must
 * not end at a dot between LFs because somebody said EHLO so in the clear. */
static void
smtp__how_lines_end_is_settled_anew(void **state)
{
    static const char clear[] = "EHLO pc7.red.example\nSTARTTLS\n";
    static const char text[] = "one\n.\nMAIL FROM:<a@b.example>\r\n.\r\n";

    (void)state;
    server_start(&smtpd, &world.files);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_send(&wire, clear, strlen(clear));
    wire_expect(&wire, "250");
    wire_expect(&wire, "220");
    wire_secure(&wire, world.trust);
    wire_ask(&wire, "EHLO pc7.red.example", "250");
    wire_ask(&wire, "MAIL FROM:<alice@red.example>", "250");
    wire_ask(&wire, "RCPT TO:<bob@red.example>", "250");
    wire_ask(&wire, "DATA", "354");
    wire_send(&wire, text, strlen(text));
    wire_expect(&wire, "250");
    wire_ask(&wire, "QUIT", "221");
    wire_close(&wire);
    assert_int_equal(server_logged(&smtpd, "D: MAIL FROM:<a@b.example>"), 1);
    server_stop(&smtpd);
}

/* ---- Injected ---- */

/* REQ(3207-6-clear) CVE-2011-0411: what stands behind the command in the clear
 * is never run. */
static void
smtp__what_came_behind_starttls_is_dropped(void **state)
{
    static const char injected[] =
        "STARTTLS\r\nEHLO evil\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<bo";

    (void)state;
    server_start(&smtpd, &world.files);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "EHLO pc7.red.example", "250");
    wire_send(&wire, injected, strlen(injected));
    wire_expect(&wire, "220 2.0.0");
    wire_secure(&wire, world.trust);
    wire_ask(&wire, "RCPT TO:<bob@red.example>", "503");
    wire_ask(&wire, "EHLO pc7.red.example", "250");
    wire_ask(&wire, "RCPT TO:<bob@red.example>", "503");
    wire_close(&wire);
    server_await(&smtpd, "close by=client", 1);
    assert_int_equal(server_logged(&smtpd, "evil"), 0);
    assert_int_equal(server_logged(&smtpd, "b.example"), 0);
    assert_int_equal(server_logged(&smtpd, "dropped"), 1);
    server_stop(&smtpd);
}

static void
pop3__what_came_behind_stls_is_dropped(void **state)
{
    static const char injected[] = "USER bob\r\nSTLS\r\nUSER alice\r\n"
                                   "PASS apple\r\n";

    (void)state;
    server_start(&pop3d, &world.files);
    wire_open(&wire, pop3d.port);
    wire_expect(&wire, "+OK");
    wire_send(&wire, injected, strlen(injected));
    wire_expect(&wire, "+OK");
    wire_expect(&wire, "+OK Begin TLS");
    wire_secure(&wire, world.trust);
    wire_ask(&wire, "PASS banana", "-ERR");
    wire_ask(&wire, "STAT", "-ERR");
    wire_close(&wire);
    server_await(&pop3d, "close by=client", 1);
    assert_int_equal(server_logged(&pop3d, "alice"), 0);
    server_stop(&pop3d);
}

/* ---- No handshake, or half of one ---- */

/* Commands instead of a handshake are the end, whatever they are. */
static void
smtp__commands_in_the_clear_after_the_220_end_the_session(void **state)
{
    (void)state;
    server_start(&smtpd, &world.files);
    ask_smtp(&wire);
    wire_send(&wire, MAIL, strlen(MAIL));
    server_await(&smtpd, "close by=fault", 1);
    assert_int_equal(server_logged(&smtpd, "fault name=tls reason="), 1);
    assert_int_equal(server_logged(&smtpd, "MAIL FROM"), 0);
    wire_close(&wire);
    server_stop(&smtpd);
}

/* A client that does not trust us; one whose TLS is too old.  REQ(3207-4.1)
 * REQ(2595-2.5) REQ(2595-2.1) */
static void
smtp__a_client_that_will_not_shake_hands_is_told_in_the_log(void **state)
{
    (void)state;
    server_start(&smtpd, &world.files);
    ask_smtp(&wire);
    assert_false(wire_shake(&wire, world.stranger, false));
    server_await(&smtpd, "alert\\x20unknown\\x20ca", 1);
    wire_close(&wire);
    ask_smtp(&wire);
    assert_false(wire_shake(&wire, world.trust, true));
    server_await(&smtpd, "unsupported\\x20protocol", 1);
    wire_close(&wire);
    server_stop(&smtpd);
}

/* The record header of a hello, and no more; and the idle clock runs. */
static void
smtp__who_never_completes_the_handshake_is_idle(void **state)
{
    (void)state;
    smtpd.options[4] = "--idle-timeout";
    smtpd.options[5] = "1";
    server_start(&smtpd, &world.files);
    ask_smtp(&wire);
    wire_send(&wire, "\x16\x03\x01\x02", 4);
    ask_smtp(&other);
    wire_secure(&other, world.trust);
    wire_ask(&other, "NOOP", "250");
    wire_gone(&wire);
    server_await(&smtpd, "close by=timeout", 1);
    assert_int_equal(server_logged(&smtpd, "smtp#1 S: 421"), 0);
    wire_close(&other);
    server_stop(&smtpd);
}

static void
smtp__closed_and_reset_in_the_handshake(void **state)
{
    static const char hello[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";

    (void)state;
    server_start(&smtpd, &world.files);
    for (size_t i = 0; i < 4; i++) {
        ask_smtp(&wire);
        wire_send(&wire, hello, i % 2 * (sizeof hello - 1));
        (i < 2 ? wire_close : wire_reset)(&wire);
        server_await(&smtpd, "close by=", i + 1);
    }
    ask_smtp(&wire);
    wire_secure(&wire, world.trust);
    wire_ask(&wire, "HELP", "214");
    wire_reset(&wire);
    server_await(&smtpd, "close by=client", 5);
    assert_int_equal(server_logged(&smtpd, "fault"), 0);
    server_stop(&smtpd);
}

/* A server that stops: under TLS its last words arrive, before it none can. */
static void
smtp__stopping_tells_those_who_can_hear(void **state)
{
    (void)state;
    server_start(&smtpd, &world.files);
    ask_smtp(&other);
    ask_smtp(&wire);
    wire_secure(&wire, world.trust);
    wire_ask(&wire, "NOOP", "250");
    kill(smtpd.pid, SIGTERM);
    wire_expect(&wire, "421");
    wire_gone(&other);
    wire_gone(&wire);
    server_stop(&smtpd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(smtp__how_lines_end_is_settled_anew),
        TEST(smtp__what_came_behind_starttls_is_dropped),
        TEST(pop3__what_came_behind_stls_is_dropped),
        TEST(smtp__commands_in_the_clear_after_the_220_end_the_session),
        TEST(smtp__a_client_that_will_not_shake_hands_is_told_in_the_log),
        TEST(smtp__who_never_completes_the_handshake_is_idle),
        TEST(smtp__closed_and_reset_in_the_handshake),
        TEST(smtp__stopping_tells_those_who_can_hear),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
