/*
 * logins.c - who may come in, at the real servers.
 *
 * RFC 4954, RFC 6409, RFC 5034; RFC 1939 section 7 (APOP).
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/evp.h>

#include "tests/support/server_process.h"
#include "tests/support/wire.h"

/* NUL bob NUL banana; NUL carol NUL cherry; a wrong one. */
#define BOB "AGJvYgBiYW5hbmE="
#define CAROL "AGNhcm9sAGNoZXJyeQ=="
#define WRONG "AGJvYgBwZWFy"

/* openssl passwd -6 -salt pepper cherry */
static const char users[] =
    "alice:{PLAIN}apple\nbob:{PLAIN}banana\n"
    "carol:{SHA512-CRYPT}$6$pepper$gxhc3t2KDQ6N98deBenjc1/Qpu8YeKb4n1D.kBxTwbf"
    "MLUUBmj2oyIz6QxWEHwRvB8FT6gcl.3mHbHMMceNbt1\n";

static struct scratch world;
static struct server_process smtpd, pop3d;
static struct wire wire;

static int
setup(void **state)
{
    (void)state;
    world_make(&world);
    scratch_write(&world, "users", users, sizeof users - 1);
    smtpd = (struct server_process){
        .program = "smtpd", .options = {"--submission", "127.0.0.1:0"}};
    pop3d = (struct server_process){.program = "pop3d"};
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
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

static unsigned
submission_port(void)
{
    size_t len;
    char *log = scratch_read(&world, "smtpd.log", &len);
    char *at = strstr(log, " service=submission");
    unsigned port = 0;

    assert_non_null(at);
    while (at > log && at[-1] != ':') {
        at--;
    }
    assert_int_equal(sscanf(at, "%u service=submission", &port), 1);
    free(log);
    return port;
}

static void
greet(unsigned port)
{
    wire_open(&wire, port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "EHLO pc7.red.example", "250");
}

/* REQ(6409-4.3) the same server at a second port, which wants a login. */
static void
smtp__the_submission_port_takes_mail_after_auth(void **state)
{
    (void)state;
    greet(submission_port());
    wire_ask(&wire, "MAIL FROM:<bob@red.example>", "530 5.7.0");
    wire_ask(&wire, "AUTH PLAIN " WRONG, "535 5.7.8");
    wire_ask(&wire, "AUTH PLAIN " CAROL, "235 2.7.0");
    wire_ask(&wire, "MAIL FROM:<carol@red.example>", "250");
    wire_ask(&wire, "RCPT TO:<alice@red.example>", "250");
    wire_ask(&wire, "DATA", "354");
    wire_ask(&wire, ".", "250");
    wire_ask(&wire, "QUIT", "221");
    wire_gone(&wire);
    server_await(&smtpd, "close by=server", 1);
    assert_int_equal(mail_count(&world, "alice"), 1);
    assert_int_equal(server_logged(&smtpd, " service=submission\n"), 2);
    assert_int_equal(server_logged(&smtpd, "*: login user=carol how=plain"),
                     1);
    server_stop(&smtpd);
}

static void
smtp__the_other_port_takes_it_without(void **state)
{
    (void)state;
    greet(smtpd.port);
    wire_ask(&wire, "MAIL FROM:<bob@red.example>", "250");
    wire_ask(&wire, "RSET", "250");
    wire_ask(&wire, "AUTH LOGIN", "334 VXNlcm5hbWU6");
    wire_ask(&wire, "Ym9i", "334 UGFzc3dvcmQ6");
    wire_ask(&wire, "YmFuYW5h", "235");
    wire_ask(&wire, "QUIT", "221");
    wire_gone(&wire);
    server_stop(&smtpd);
}

/* In one segment, and what follows waits for the verdict. */
static void
smtp__a_login_may_be_pipelined(void **state)
{
    static const char typed[] =
        "EHLO pc7\r\nAUTH PLAIN " CAROL "\r\nMAIL FROM:<a@red.example>\r\n"
        "RCPT TO:<bob@red.example>\r\nQUIT\r\n";
    char codes[64];

    (void)state;
    wire_open(&wire, submission_port());
    wire_send(&wire, typed, sizeof typed - 1);
    assert_string_equal(wire_codes(wire_rest(&wire, NULL), codes,
                                   sizeof codes),
                        "220 250 235 250 250 221 ");
    wire_close(&wire);
    server_stop(&smtpd);
}

/* A response may be far longer than a command: RFC 4954 section 4. */
static void
smtp__a_long_response_is_read_whole(void **state)
{
    char line[12290];

    (void)state;
    greet(smtpd.port);
    memset(line, 'A', sizeof line);
    memcpy(line + 12284, "\r\n", 2);
    wire_ask(&wire, "AUTH PLAIN", "334");
    wire_send(&wire, line, 12286);
    wire_expect(&wire, "501 5.5.4");
    memset(line, 'A', sizeof line);
    memcpy(line + 12288, "\r\n", 2);
    wire_ask(&wire, "AUTH PLAIN", "334");
    wire_send(&wire, line, 12290);
    wire_expect(&wire, "500 5.5.6");
    wire_ask(&wire, "AUTH PLAIN " BOB, "235");
    wire_close(&wire);
    server_stop(&smtpd);
}

/*
 * A login whose client is gone gives the lock back when the worker is through
 * with it: until then, and no longer, the maildrop is in use.
 */
static bool
gets_in(void *ctx)
{
    const char *reply;
    bool in;

    (void)ctx;
    wire_open(&wire, pop3d.port);
    wire_expect(&wire, "+OK");
    wire_say(&wire, "AUTH PLAIN " CAROL);
    reply = wire_line(&wire);
    in = strncmp(reply, "+OK", 3) == 0;
    assert_true(in || strncmp(reply, "-ERR [IN-USE]", 13) == 0);
    wire_close(&wire);
    return in;
}

/* A client that goes while its password is checked costs nothing. */
static void
smtp__a_client_may_go_while_its_password_is_checked(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        greet(smtpd.port);
        wire_say(&wire, "AUTH PLAIN " CAROL);
        wire_reset(&wire);
        wire_open(&wire, pop3d.port);
        wire_expect(&wire, "+OK");
        wire_say(&wire, "AUTH PLAIN " CAROL);
        wire_reset(&wire);
    }
    server_await(&smtpd, "close by=", 5);
    server_await(&pop3d, "close by=", 5);
    wait_until(gets_in, NULL, "a maildrop without a lock left behind");
    server_stop(&smtpd);
    server_stop(&pop3d);
}

/* The digest of the greeting's stamp and a secret, behind APOP and the name. */
static void
apop(const char *greeting, const char *name, const char *secret, char *line)
{
    char text[600];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned octets;
    int len = snprintf(text, sizeof text, "%s%s", strchr(greeting, '<'),
                       secret);

    assert_int_equal(EVP_Digest(text, (size_t)len, digest, &octets, EVP_md5(),
                                NULL), 1);
    line += sprintf(line, "APOP %s ", name);
    for (unsigned i = 0; i < octets; i++) {
        line += sprintf(line, "%02x", digest[i]);
    }
}

/* REQ(1939-7-APOP-stamp) a digest is good for one session. */
static void
pop3__apop_is_good_once(void **state)
{
    char line[100], old[100];

    (void)state;
    wire_open(&wire, pop3d.port);
    apop(wire_line(&wire), "bob", "banana", old);
    wire_ask(&wire, old, "+OK");
    wire_ask(&wire, "QUIT", "+OK");
    wire_close(&wire);
    wire_open(&wire, pop3d.port);
    apop(wire_line(&wire), "carol", "cherry", line);
    wire_ask(&wire, old, "-ERR [AUTH]");
    wire_ask(&wire, line, "-ERR [AUTH]"); /* we know her hash only */
    wire_ask(&wire, "AUTH PLAIN " CAROL, "+OK");
    wire_ask(&wire, "QUIT", "+OK");
    wire_close(&wire);
    server_await(&pop3d, "close by=", 2);
    assert_int_equal(server_logged(&pop3d, "login user=bob how=apop"), 1);
    assert_int_equal(server_logged(&pop3d, "login user=carol how=plain"), 1);
    server_stop(&pop3d);
}

static void
pop3__three_failures_end_the_session(void **state)
{
    (void)state;
    wire_open(&wire, pop3d.port);
    wire_expect(&wire, "+OK");
    wire_ask(&wire, "AUTH PLAIN " WRONG, "-ERR [AUTH]");
    wire_ask(&wire, "APOP bob x", "-ERR [AUTH]");
    wire_ask(&wire, "USER bob", "+OK");
    wire_ask(&wire, "PASS pear", "-ERR [AUTH]");
    wire_gone(&wire);
    wire_close(&wire);
    greet(smtpd.port);
    wire_ask(&wire, "AUTH PLAIN " WRONG, "535");
    wire_ask(&wire, "AUTH PLAIN " WRONG, "535");
    wire_ask(&wire, "AUTH PLAIN " WRONG, "421 4.7.0");
    wire_gone(&wire);
    wire_close(&wire);
    server_stop(&smtpd);
    server_stop(&pop3d);
}

/* Whatever was said around a login, no log holds a password in any form. */
static void
both__no_log_holds_a_password(void **state)
{
    static const char *const typed[] = {
        "AUTH PLAIN " BOB "x", "AUTH LOGIN", "Ym9i", "YmFuYW5h ", "YmFuYW5h",
        "AUTH PLAIN", "*", "AUTH CRAM-MD5", "YmFuYW5h", "AUTH PLAIN", "banana",
        "banana", "PASS banana", "AUTH LOGIN Ym9i", "YmFuYW5h"};
    static const char *const forms[] = {"banana", "YmFuYW5h", "AGJvYg",
                                        "Y2hlcnJ5", "cherry"};
    struct server_process *servers[] = {&smtpd, &pop3d};

    (void)state;
    for (size_t at = 0; at < 2; at++) {
        wire_open(&wire, servers[at]->port);
        wire_line(&wire);
        if (at == 0) {
            wire_ask(&wire, "EHLO pc7.red.example", "250");
        }
        for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
            wire_say(&wire, typed[i]);
            wire_reply(&wire);
        }
        wire_close(&wire);
        server_await(servers[at], "login user=bob", 1);
        server_await(servers[at], "close by=", 1);
        for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
            assert_int_equal(server_logged(servers[at], forms[i]), 0);
        }
        server_stop(servers[at]);
    }
}

/* A port that is taken is told by the option that names it. */
static void
both__a_taken_submission_port_is_told(void **state)
{
    struct server_process second = {.program = "smtpd", .name = "second"};
    char place[40];
    char *said;
    size_t len;

    (void)state;
    snprintf(place, sizeof place, "127.0.0.1:%u", smtpd.port);
    second.options[0] = "--submission";
    second.options[1] = place;
    assert_int_equal(server_fails(&second, &world), 69);
    said = scratch_read(&world, "second.err", &len);
    assert_non_null(strstr(said, "is taken by a server that says \"220 mx"));
    assert_non_null(strstr(said, "another port with --submission"));
    free(said);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(smtp__the_submission_port_takes_mail_after_auth),
        TEST(smtp__the_other_port_takes_it_without),
        TEST(smtp__a_login_may_be_pipelined),
        TEST(smtp__a_long_response_is_read_whole),
        TEST(smtp__a_client_may_go_while_its_password_is_checked),
        TEST(pop3__apop_is_good_once),
        TEST(pop3__three_failures_end_the_session),
        TEST(both__no_log_holds_a_password),
        TEST(both__a_taken_submission_port_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
