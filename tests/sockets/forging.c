/*
 * forging.c - whatever a peer sends, the log stays a log.
 *
 * Every line of it parses, belongs to the session that caused it, and holds no
 * octet that a terminal would obey.  Passwords are not in it.
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

#include "protocol/dialogue.h"

#include "tests/support/server_process.h"
#include "tests/support/wire.h"

#define FORGED "2026-11-23T09:12:33.120Z smtp#7 *: deliver box=root uid=1"
#define ESC "\x1b[2J\x1b]0;title\x07"
#define C1 "\xC2\x9B" "31m\x9B" "31m\xC2\x85\xE2\x80\xA8\xE2\x80\xAE"
#define OCTETS(text) text, sizeof(text) - 1

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

/* Octets from space on, without DEL, in well-formed lines: no C0, and no C1
 * either, whether as a single octet or as UTF-8 (0xC2 0x80 to 0xC2 0x9F). */
static void
check_octets(const char *line, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char octet = (unsigned char)line[i];

        if (octet < 0x20 || octet == 0x7F ||
            (octet == 0xC2 && (unsigned char)line[i + 1] < 0xA0)) {
            fail_msg("a control octet in the log: \"%.*s\"", (int)len, line);
        }
    }
}

/* Returns the number of events of that name; each is about bob's mailbox. */
static size_t
check_log(const char *name, const char *service, const char *event)
{
    size_t len;
    size_t events = 0;
    char *log = scratch_read(&world, name, &len);
    char *buf = malloc(len + 1);
    char *end;

    assert_non_null(buf);
    for (char *line = log; line < log + len; line = end + 1) {
        struct dialogue_record record;
        const char *why;
        char word[64];
        size_t octets;

        end = memchr(line, '\n', (size_t)(log + len - line));
        assert_non_null(end);
        octets = (size_t)(end - line);
        check_octets(line, octets);
        if (dialogue_parse(line, octets, &record, buf, &why) < 0) {
            fail_msg("\"%.*s\": %s", (int)octets, line, why);
        }
        assert_string_equal(record.service, service);
        assert_true(record.session <= 1);
        if (record.mark == DIALOGUE_EVENT &&
            dialogue_value(record.text, record.len, NULL, word,
                           sizeof word) == 0 && strcmp(word, event) == 0) {
            assert_int_equal(dialogue_value(record.text, record.len, "box",
                                            word, sizeof word), 0);
            assert_string_equal(word, "bob");
            events++;
        }
    }
    free(buf);
    free(log);
    return events;
}

/* The same evil in the place of each part of a session. */
static void
smtp__no_peer_forges_a_line_of_the_log(void **state)
{
    static const struct { const char *octets; size_t len; } said[] = {
        {OCTETS("EHLO pc7\r\n")},
        {OCTETS("EHLO " ESC "\r\n")},
        {OCTETS("HELO " C1 "\r\n")},
        {OCTETS("NOOP x\n" FORGED "\n\r\n")},
        {OCTETS("NOOP x\r" FORGED "\r\r\n")},
        {OCTETS("NOOP \\x1B \\n \\\r\n")},
        {OCTETS(ESC "\r\n")},
        {OCTETS("VRFY " ESC C1 "\0\x7F\r\n")},
        {OCTETS("MAIL FROM:<\"a\x1b[2J\"@red.example>\r\n")},
        {OCTETS("MAIL FROM:<\"a b=c \\\" \\\\ deliver box=x\"@blue.example>"
                "\r\n")},
        {OCTETS("RCPT TO:<" C1 "@red.example>\r\n")},
        {OCTETS("RCPT TO:<bob\r\n" FORGED "\r\n@red.example>\r\n")},
        {OCTETS("RCPT TO:<bob@red.example>\r\n")},
        {OCTETS("AUTH PLAIN AGJvYgBiYW5hbmE=\r\n")},
        {OCTETS("DATA\r\n")},
        {OCTETS("Subject: x\n" FORGED "\n")},
        {OCTETS(ESC C1 "\0\x7F\r\r\n" FORGED "\r\n.\xFF\xF0\r\n.\r\n")},
        {OCTETS("QUIT\r\n")}};

    (void)state;
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        wire_send(&wire, said[i].octets, said[i].len);
    }
    wire_rest(&wire, NULL);
    wire_close(&wire);
    server_stop(&smtpd);
    assert_int_equal(check_log("smtpd.log", "smtp", "deliver"), 1);
    assert_int_equal(server_logged(&smtpd, "\n" FORGED), 0);
    assert_int_equal(server_logged(&smtpd, "AGJvYgBi"), 0);
}

/* Messages and file names of a mailbox are a peer's octets as well. */
static void
pop3__neither_peer_nor_message_forges_a_line_of_the_log(void **state)
{
    static const char script[] =
        "USER " ESC C1 "\r\nPASS " ESC "secret\r\nUSER x\n" FORGED "\n\r\n"
        "USER bob\r\nPASS banana\r\nUIDL\r\nRETR 1\r\nRETR " ESC "\r\n"
        "DELE 1\r\nDELE 2\r\nQUIT\r\n";
    static const char text[] = ESC C1 "\0\x7F\r" FORGED "\n" FORGED "\n";

    (void)state;
    scratch_folder(&world, "mail/bob");
    scratch_folder(&world, "mail/bob/new");
    scratch_folder(&world, "mail/bob/cur");
    scratch_folder(&world, "mail/bob/tmp");
    scratch_write(&world, "mail/bob/new/1.evil uid=2\x1b[2J\n\xC2\x9B" "31m",
                  text, sizeof text - 1);
    scratch_write(&world, "mail/bob/new/2.box=root uid=3", "a\n", 2);
    server_start(&pop3d, &world);
    wire_open(&wire, pop3d.port);
    wire_send(&wire, script, sizeof script - 1);
    wire_rest(&wire, NULL);
    wire_close(&wire);
    server_stop(&pop3d);
    assert_int_equal(check_log("pop3d.log", "pop3", "expunge"), 2);
    assert_int_equal(server_logged(&pop3d, "\n" FORGED), 0);
    assert_int_equal(server_logged(&pop3d, "secret"), 0);
    assert_int_equal(server_logged(&pop3d, "banana"), 0);
    assert_int_equal(mail_count(&world, "bob"), 0);
}

/* A name may hold "=" and a backslash, which mean something to an event. */
static void
both__a_users_name_is_one_value_of_an_event(void **state)
{
    static const char *const events[] = {
        "login user=a\\x3Db\\\\ how=pass", "lock box=a\\x3Db\\\\ msgs=1",
        "expunge box=a\\x3Db\\\\ uid=", "unlock box=a\\x3Db\\\\\n"};

    (void)state;
    scratch_write(&world, "users", "a=b\\:{PLAIN}apple\n", 18);
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "HELO pc7", "250");
    wire_ask(&wire, "MAIL FROM:<>", "250");
    wire_ask(&wire, "RCPT TO:<\"a=b\\\\\"@red.example>", "250");
    wire_ask(&wire, "DATA", "354");
    wire_ask(&wire, ".", "250");
    wire_close(&wire);
    wire_open(&wire, pop3d.port);
    wire_expect(&wire, "+OK");
    wire_ask(&wire, "USER a=b\\", "+OK");
    wire_ask(&wire, "PASS apple", "+OK");
    wire_ask(&wire, "DELE 1", "+OK");
    wire_ask(&wire, "QUIT", "+OK");
    wire_close(&wire);
    server_stop(&smtpd);
    server_stop(&pop3d);
    assert_int_equal(server_logged(&smtpd, "deliver box=a\\x3Db\\\\ uid="), 1);
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        assert_int_equal(server_logged(&pop3d, events[i]), 1);
    }
}

/* A name is a key into the table of users, never a part of a path: whatever it
 * looks like, nobody has it, and no folder is made or entered. */
static void
both__no_name_becomes_a_path(void **state)
{
    static const char *const names[] = {
        "..", ".", "../bob", "bob/", "bob/new", "./bob", "/etc/passwd",
        "../mail/bob", "bob\\", "new", "tmp", "~bob", "$HOME", "bob;id",
        "`id`", "|id", "%s%n"};
    char line[128];

    (void)state;
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        wire_open(&wire, smtpd.port);
        wire_expect(&wire, "220");
        wire_ask(&wire, "HELO pc7", "250");
        wire_ask(&wire, "MAIL FROM:<>", "250");
        snprintf(line, sizeof line, "RCPT TO:<\"%s%s\"@red.example>", names[i],
                 names[i][strlen(names[i]) - 1] == '\\' ? "\\" : "");
        wire_ask(&wire, line, "550 5.1.1");
        wire_ask(&wire, "DATA", "554");
        wire_close(&wire);
        wire_open(&wire, pop3d.port);
        wire_expect(&wire, "+OK");
        snprintf(line, sizeof line, "USER %s", names[i]);
        wire_ask(&wire, line, "+OK");
        wire_ask(&wire, "PASS banana", "-ERR [AUTH]");
        wire_close(&wire);
    }
    server_stop(&smtpd);
    server_stop(&pop3d);
    assert_int_equal(scratch_count(&world, "mail"), 0);
}

/* --show-secrets is for the lesson about passwords, and must be asked for. */
static void
pop3__secrets_are_shown_only_when_asked_for(void **state)
{
    (void)state;
    pop3d.options[0] = "--show-secrets";
    server_start(&pop3d, &world);
    wire_open(&wire, pop3d.port);
    wire_expect(&wire, "+OK");
    wire_ask(&wire, "USER bob", "+OK");
    wire_ask(&wire, "PASS banana", "+OK");
    wire_close(&wire);
    server_stop(&pop3d);
    assert_int_equal(server_logged(&pop3d, "C: PASS banana"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(smtp__no_peer_forges_a_line_of_the_log),
        TEST(pop3__neither_peer_nor_message_forges_a_line_of_the_log),
        TEST(both__no_name_becomes_a_path),
        TEST(both__a_users_name_is_one_value_of_an_event),
        TEST(pop3__secrets_are_shown_only_when_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
