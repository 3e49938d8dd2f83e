/*
 * segments.c - TCP has no lines: however it cuts a session, the replies stay.
 *
 * Many sessions run side by side, each cut at another place.  A bystander who
 * gets an answer proves that the server has read what was sent before.
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

#define SMTP_SCRIPT                                                           \
    "EHLO pc7\r\nNOOP\r\nMAIL FROM:<alice@red.example>\r\n"                   \
    "RCPT TO:<bob@red.example>\r\nDATA\r\nSubject: cut\r\n\r\n..dot\r\n"      \
    "\r\n.\r\nBOGUS\r\nQUIT\r\n"
#define SMTP_CODES "220 250 250 250 250 354 250 500 221 "
#define SMTP_TEXT "Subject: cut\n\n.dot\n\n"

#define POP3_SCRIPT                                                           \
    "USER u%03zu\r\nPASS word\r\nSTAT\r\nLIST\r\nUIDL\r\nRETR 1\r\n"          \
    "TOP 2 0\r\nDELE 2\r\nLIST\r\nRSET\r\nDELE 1\r\nDELE 1\r\nQUIT\r\n"
#define MESSAGE_1 "Subject: one\n\n.dot\n..\nend\n"
#define MESSAGE_2 "Subject: two\n\nbody\n"

enum { SESSIONS = 100, CUTS_MAX = 200, SCRIPT_MAX = 400, CODES_MAX = 200 };

static struct scratch world;
static struct server_process smtpd, pop3d;
static struct wire wires[CUTS_MAX];

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

/* The server has read all that was sent before, when this comes back. */
static void
let_it_read(unsigned port)
{
    struct wire wire;

    wire_open(&wire, port);
    wire_line(&wire);
    wire_say(&wire, "QUIT");
    wire_rest(&wire, NULL);
    wire_close(&wire);
}

/* ---- SMTP ---- */

static void
check_smtp_replies(struct wire *wire, const char *how, size_t where)
{
    char codes[CODES_MAX];

    wire_codes(wire_rest(wire, NULL), codes, sizeof codes);
    if (strcmp(codes, SMTP_CODES) != 0) {
        fail_msg("%s, at octet %zu: %s", how, where, codes);
    }
    wire_close(wire);
}

static void
smtp__a_session_cut_at_any_octet_gets_the_same_replies(void **state)
{
    const char *script = SMTP_SCRIPT;
    size_t len = strlen(script);
    size_t mail;
    const char *text;

    (void)state;
    assert_true(len <= CUTS_MAX);
    server_start(&smtpd, &world);
    for (size_t cut = 1; cut < len; cut++) {
        wire_open(&wires[cut], smtpd.port);
        wire_send(&wires[cut], script, cut);
    }
    let_it_read(smtpd.port);
    for (size_t cut = 1; cut < len; cut++) {
        wire_send(&wires[cut], script + cut, len - cut);
        check_smtp_replies(&wires[cut], "cut", cut);
    }
    assert_int_equal(mail_count(&world, "bob"), len - 1);
    mail_remove(&world, "bob");
    wire_open(&wires[0], smtpd.port);
    wire_send(&wires[0], script, len);
    check_smtp_replies(&wires[0], "in one segment", 0);
    free(mail_only(&world, "bob", &text, &mail));
    assert_int_equal(mail, strlen(SMTP_TEXT));
    server_stop(&smtpd);
}

/* A hundred people type at the same time, one key each in turn. */
static void
smtp__a_hundred_sessions_octet_by_octet_do_not_mix(void **state)
{
    const char *script = SMTP_SCRIPT;

    (void)state;
    server_start(&smtpd, &world);
    for (size_t i = 0; i < SESSIONS; i++) {
        wire_open(&wires[i], smtpd.port);
    }
    for (const char *key = script; *key != '\0'; key++) {
        for (size_t i = 0; i < SESSIONS; i++) {
            wire_send(&wires[i], key, 1);
        }
    }
    for (size_t i = 0; i < SESSIONS; i++) {
        check_smtp_replies(&wires[i], "session", i);
    }
    assert_int_equal(mail_count(&world, "bob"), SESSIONS);
    server_stop(&smtpd);
}

/* The number in the envelope and that in the text are of one session. */
static void
check_number(void *ctx, const char *mail, size_t len)
{
    bool *seen = ctx;
    unsigned from, subject;
    const char *text = strstr(mail, "Subject: ");

    (void)len;
    assert_non_null(text);
    assert_int_equal(sscanf(mail, "Return-Path: <user%u@", &from), 1);
    assert_int_equal(sscanf(text, "Subject: %u", &subject), 1);
    assert_int_equal(from, subject);
    assert_true(from < SESSIONS && !seen[from]);
    seen[from] = true;
}

/* Each session sends its own mail. */
static void
smtp__each_of_a_hundred_sessions_stores_its_own_mail(void **state)
{
    static const char *const steps[] = {
        "EHLO pc%zu.red.example", "MAIL FROM:<user%zu@blue.example>",
        "RCPT TO:<bob@red.example>", "DATA", "Subject: %zu\r\n.", "QUIT"};
    static const char *const replies[] = {"250", "250", "250",
                                          "354", "250", "221"};
    bool seen[SESSIONS] = {false};

    (void)state;
    server_start(&smtpd, &world);
    for (size_t i = 0; i < SESSIONS; i++) {
        wire_open(&wires[i], smtpd.port);
        wire_expect(&wires[i], "220");
    }
    for (size_t step = 0; step < 6; step++) {
        for (size_t i = 0; i < SESSIONS; i++) {
            char number[16], line[80];
            const char *place = strstr(steps[step], "%zu");

            snprintf(number, sizeof number, "%zu", i);
            snprintf(line, sizeof line, "%.*s%s%s",
                     place ? (int)(place - steps[step]) : 80, steps[step],
                     place ? number : "", place ? place + 3 : "");
            wire_say(&wires[i], line);
        }
        for (size_t i = 0; i < SESSIONS; i++) {
            wire_expect(&wires[i], replies[step]);
        }
    }
    for (size_t i = 0; i < SESSIONS; i++) {
        wire_gone(&wires[i]);
    }
    mail_each(&world, "bob", check_number, seen);
    assert_int_equal(mail_count(&world, "bob"), SESSIONS);
    server_stop(&smtpd);
}

/* REQ(2920-3.2-pending) a reply does not wait until the next command is whole,
 * nor for the end of a group. */
static void
smtp__no_reply_waits_for_more_input(void **state)
{
    (void)state;
    server_start(&smtpd, &world);
    wire_open(&wires[0], smtpd.port);
    wire_expect(&wires[0], "220");
    wire_send(&wires[0], "NOOP\r\nEHLO pc", 13);
    wire_expect(&wires[0], "250 2.0.0");
    wire_send(&wires[0], "7\r\nMAIL FROM:<>\r\nRC", 19);
    wire_expect(&wires[0], "250 HELP");
    wire_expect(&wires[0], "250 2.1.0");
    wire_send(&wires[0], "PT TO:<bob@red.example>\r\n", 25);
    wire_expect(&wires[0], "250 2.1.5");
    wire_close(&wires[0]);
    server_stop(&smtpd);
}

/* ---- POP3 ---- */

static void
put_message(size_t user, const char *name, const char *text)
{
    char path[128];

    snprintf(path, sizeof path, "mail/u%03zu/new/%s", user, name);
    scratch_write(&world, path, text, strlen(text));
}

/* As many people as there are cuts, each with the same two messages. */
static void
make_mailboxes(size_t count)
{
    char *users = calloc(count, 32);
    char path[64];
    size_t len = 0;

    assert_non_null(users);
    for (size_t i = 0; i < count; i++) {
        len += (size_t)sprintf(users + len, "u%03zu:{PLAIN}word\n", i);
        for (size_t part = 0; part < 4; part++) {
            static const char *const parts[] = {"", "/new", "/cur", "/tmp"};

            snprintf(path, sizeof path, "mail/u%03zu%s", i, parts[part]);
            scratch_folder(&world, path);
        }
        put_message(i, "1763889161.M000001P1Q1R1.red", MESSAGE_1);
        put_message(i, "1763889162.M000001P1Q2R2.red", MESSAGE_2);
    }
    scratch_write(&world, "users", users, len);
    free(users);
}

/* What is said to a user behind the greeting, which is never the same twice,
 * with everybody's name made the same. */
static char *
pop3_replies(struct wire *wire)
{
    char *said = strdup(strchr(wire_rest(wire, NULL), '\n'));

    assert_non_null(said);
    for (char *at = said; (at = strchr(at, 'u')) != NULL; at++) {
        if (strspn(at + 1, "0123456789") >= 3) {
            memcpy(at, "u---", 4);
        }
    }
    wire_close(wire);
    return said;
}

static void
pop3__a_session_cut_at_any_octet_gets_the_same_replies(void **state)
{
    char script[SCRIPT_MAX];
    size_t len = (size_t)snprintf(script, sizeof script, POP3_SCRIPT,
                                  (size_t)0);
    char *whole;

    (void)state;
    assert_true(len <= CUTS_MAX);
    make_mailboxes(len);
    server_start(&pop3d, &world);
    wire_open(&wires[0], pop3d.port);
    wire_send(&wires[0], script, len);
    whole = pop3_replies(&wires[0]);
    assert_non_null(strstr(whole, "\r\n\r\n..dot\r\n...\r\nend\r\n.\r\n"));
    assert_non_null(strstr(whole, "-ERR"));
    for (size_t cut = 1; cut < len; cut++) {
        snprintf(script, sizeof script, POP3_SCRIPT, cut);
        wire_open(&wires[cut], pop3d.port);
        wire_send(&wires[cut], script, cut);
    }
    let_it_read(pop3d.port);
    for (size_t cut = 1; cut < len; cut++) {
        char *replies;

        snprintf(script, sizeof script, POP3_SCRIPT, cut);
        wire_send(&wires[cut], script + cut, len - cut);
        replies = pop3_replies(&wires[cut]);
        assert_string_equal(replies, whole);
        free(replies);
        snprintf(script, sizeof script, "u%03zu", cut);
        assert_int_equal(mail_count(&world, script), 1);
    }
    free(whole);
    server_stop(&pop3d);
}

/* printf '...' | nc -N: the client has said all and waits for the answers. */
static void
both__a_half_closed_client_gets_all_its_replies(void **state)
{
    char script[SCRIPT_MAX];
    const char *said;

    (void)state;
    make_mailboxes(1);
    server_start(&pop3d, &world);
    wire_open(&wires[0], pop3d.port);
    snprintf(script, sizeof script, POP3_SCRIPT, (size_t)0);
    wire_send(&wires[0], script, strlen(script) - strlen("QUIT\r\n"));
    wire_end(&wires[0]);
    said = wire_rest(&wires[0], NULL);
    assert_non_null(strstr(said, "+OK"));
    assert_non_null(strstr(strstr(said, "..dot"), "-ERR"));
    wire_close(&wires[0]);
    server_stop(&pop3d);
    assert_int_equal(mail_count(&world, "u000"), 2);

    scratch_write(&world, "users", "bob:{PLAIN}banana\n", 18);
    server_start(&smtpd, &world);
    wire_open(&wires[0], smtpd.port);
    wire_send(&wires[0], SMTP_SCRIPT, strlen(SMTP_SCRIPT));
    wire_end(&wires[0]);
    check_smtp_replies(&wires[0], "half-closed", 0);
    server_stop(&smtpd);
    assert_int_equal(mail_count(&world, "bob"), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            smtp__a_session_cut_at_any_octet_gets_the_same_replies, setup,
            teardown),
        cmocka_unit_test_setup_teardown(
            smtp__a_hundred_sessions_octet_by_octet_do_not_mix, setup,
            teardown),
        cmocka_unit_test_setup_teardown(smtp__no_reply_waits_for_more_input,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            smtp__each_of_a_hundred_sessions_stores_its_own_mail, setup,
            teardown),
        cmocka_unit_test_setup_teardown(
            pop3__a_session_cut_at_any_octet_gets_the_same_replies, setup,
            teardown),
        cmocka_unit_test_setup_teardown(
            both__a_half_closed_client_gets_all_its_replies, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
