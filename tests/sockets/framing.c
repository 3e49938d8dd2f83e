/*
 * framing.c - what is a line, what is the end of a text, and how much is in it.
 *
 * REQ(5321-2.3.8) REQ(5321-4.1.1.4) only CRLF . CRLF ends the text: each other
 * form is tried over the wire, and the delivered messages are counted.
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
#define SMUGGLED                                                              \
    "MAIL FROM:<root@red.example>\r\nRCPT TO:<bob@red.example>\r\nDATA\r\n"   \
    "Subject: smuggled\r\n\r\n"
#define OCTETS(text) text, sizeof(text) - 1

enum {
    MEGABYTES_10 = 10485760,    /* octets; the default of --max-size */
    LINE = 78,                  /* octets of the lines of a big message */
    ALL_OCTETS = 256
};

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

/* Send a whole session; the codes of the replies must be these. */
static void
play(const char *name, const char *script, size_t len, const char *codes)
{
    char got[400];

    wire_open(&wire, smtpd.port);
    wire_send(&wire, script, len);
    wire_end(&wire);
    wire_codes(wire_rest(&wire, NULL), got, sizeof got);
    if (strcmp(got, codes) != 0) {
        fail_msg("%s: %s", name, got);
    }
    wire_close(&wire);
}

/*
 * REQ(5321-4.1.1.4-lf-dot) Everything that some server once took for the end of
 * a text.
 */
static void
smtp__no_other_octets_smuggle_an_end_of_data(void **state)
{
    static const struct { const char *end; size_t len; } ends[] = {
        {OCTETS("\n.\n")},          {OCTETS("\n.\r\n")},
        {OCTETS("\r\n.\n")},        {OCTETS("\r.\r")},
        {OCTETS("\r\n.\r")},        {OCTETS("\r.\r\n")},
        {OCTETS("\n.\r")},          {OCTETS("\r.\n")},
        {OCTETS("\r\n\0.\r\n")},    {OCTETS("\r\n.\0\r\n")},
        {OCTETS("\r\n.\r\0\n")},    {OCTETS("\r\n. \r\n")},
        {OCTETS("\r\n .\r\n")},     {OCTETS("\r\r\n.\r\r\n")},
        {OCTETS("\r\n.\r\r\n")},    {OCTETS("\n\n.\n\n")},
        {OCTETS("\r\n..\r\n")},     {OCTETS("\n.\r\n\n.\r\n")},
        {OCTETS("\r\n\xFF\xF1.\r\n")}, {OCTETS("\r\n.\xFF\xF1\r\n")},
        {OCTETS("\xE2\x80\xA8.\xE2\x80\xA8")}, {OCTETS("\xC2\x85.\xC2\x85")}};

    (void)state;
    server_start(&smtpd, &world);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char script[1024], name[32];
        size_t len = strlen(ENVELOPE "text");

        snprintf(name, sizeof name, "end %zu", i);
        memcpy(script, ENVELOPE "text", len);
        memcpy(script + len, ends[i].end, ends[i].len);
        len += ends[i].len;
        memcpy(script + len, SMUGGLED, strlen(SMUGGLED));
        len += strlen(SMUGGLED);
        memcpy(script + len, "\r\n.\r\nQUIT\r\n", 11);
        play(name, script, len + 11, "220 250 250 250 354 250 221 ");
        if (mail_count(&world, "bob") != 1) {
            fail_msg("%s delivered %zu messages", name,
                     mail_count(&world, "bob"));
        }
        mail_remove(&world, "bob");
    }
    server_stop(&smtpd);
}

/* Beyond the limit: one refusal, and the tail is no command. */
static void
smtp__an_overlong_line_is_refused_once(void **state)
{
    static const size_t lengths[] = {3000, 65536, 1000000};
    char *script = malloc(2100000);

    (void)state;
    assert_non_null(script);
    server_start(&smtpd, &world);
    for (size_t i = 0; i < 3; i++) {
        size_t len = (size_t)sprintf(script, "NOOP\r\nNOOP ");

        while (len < lengths[i]) {
            len += (size_t)sprintf(script + len, "NOOP\rRSET \n");
        }
        len += (size_t)sprintf(script + len, "\r\nNOOP\r\n" ENVELOPE);
        memset(script + len, 'x', lengths[i]);
        len += lengths[i];
        len += (size_t)sprintf(script + len, "\r\n.\r\nQUIT\r\n");
        play("overlong", script, len,
             "220 250 500 250 250 250 250 354 500 221 ");
    }
    assert_int_equal(mail_count(&world, "bob"), 0);
    assert_int_equal(mail_unfinished(&world, "bob"), 0);
    free(script);
    server_stop(&smtpd);
}

static void
smtp__a_nul_is_an_octet_like_others(void **state)
{
    const char script[] = "NOOP\0NOOP\r\nMAIL FROM:<a\0b@red.example>\r\n"
                          "EH\0LO pc7\r\n" ENVELOPE "a\0b\r\n.\r\nQUIT\r\n";
    const char *text;
    char *mail;
    size_t len;

    (void)state;
    server_start(&smtpd, &world);
    play("NUL", script, sizeof script - 1,
         "220 500 503 500 250 250 250 354 250 221 ");
    mail = mail_only(&world, "bob", &text, &len);
    assert_int_equal(len, 4);
    assert_memory_equal(text, "a\0b\n", 4);
    free(mail);
    server_stop(&smtpd);
}

/* ---- The same octets come out as went in ---- */

static void
send_text(const char *text, size_t len)
{
    static const char *const codes[] = {"220", "250", "250", "250", "354"};

    wire_open(&wire, smtpd.port);
    wire_send(&wire, ENVELOPE, strlen(ENVELOPE));
    for (size_t i = 0; i < 5; i++) {
        wire_expect(&wire, codes[i]);
    }
    wire_send(&wire, text, len);
    wire_send(&wire, ".\r\n", 3);
}

/* RETR 1; *len counts what came after the status line. */
static const char *
retrieve(struct wire *pop3, size_t *len)
{
    wire_open(pop3, pop3d.port);
    wire_expect(pop3, "+OK");
    wire_ask(pop3, "USER bob", "+OK");
    wire_ask(pop3, "PASS banana", "+OK");
    wire_ask(pop3, "RETR 1", "+OK");
    return wire_listing(pop3, len);
}

/*
 * REQ(5321-4.5.2-octets) Every octet but CR and LF, at the start, in the middle
 * and at the end of a line, dots too, through both servers.
 */
static void
both__content_is_kept_octet_by_octet(void **state)
{
    char text[ALL_OCTETS * 16];
    struct wire pop3;
    const char *back;
    size_t len = 0;
    size_t back_len;

    (void)state;
    for (int octet = 0; octet < ALL_OCTETS; octet++) {
        if (octet != '\r' && octet != '\n') {
            len += (size_t)sprintf(text + len, "%s_.a_._\r\n",
                                   octet == '.' ? "." : "");
            text[len - 8] = (char)octet;
            text[len - 5] = (char)octet;
            text[len - 3] = (char)octet;
        }
    }
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    send_text(text, len);
    wire_expect(&wire, "250");
    wire_close(&wire);
    back = retrieve(&pop3, &back_len);
    assert_true(back_len > len + 3);
    assert_memory_equal(back + back_len - 3 - len, text, len);
    wire_close(&pop3);
    server_stop(&smtpd);
    server_stop(&pop3d);
}

/* REQ(6856-2.1) REQ(6531-3.1-8bitmime) the mail of a user whose name is beyond
 * ASCII: nothing on the way changes an octet of name, header or text. */
static void
both__names_and_headers_beyond_ascii_go_through(void **state)
{
    static const char text[] = "Subject: Gr\xc3\xbc\xc3\x9f" "e\r\n\r\n"
                               "\xe4\xb8\xad\r\n";
    struct wire pop3;
    const char *back;
    size_t len;

    (void)state;
    scratch_write(&world, "users", "J\xc3\xb6rg:{PLAIN}apple\n", 19);
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "EHLO pc7", "250");
    wire_ask(&wire, "MAIL FROM:<j\xc3\xb6rg@red.example> SMTPUTF8", "250");
    wire_ask(&wire, "RCPT TO:<j\xc3\xb6rg@red.example>", "250");
    wire_ask(&wire, "DATA", "354");
    wire_send(&wire, text, sizeof text - 1);
    wire_ask(&wire, ".", "250");
    wire_close(&wire);
    wire_open(&pop3, pop3d.port);
    wire_expect(&pop3, "+OK");
    wire_ask(&pop3, "USER j\xc3\xb6rg", "+OK");
    wire_ask(&pop3, "PASS apple", "+OK");
    wire_ask(&pop3, "RETR 1", "+OK");
    back = wire_listing(&pop3, &len);
    assert_non_null(strstr(back, "Return-Path: <j\xc3\xb6rg@red.example>\r\n"));
    assert_memory_equal(back + len - 3 - (sizeof text - 1), text,
                        sizeof text - 1);
    wire_close(&pop3);
    server_stop(&smtpd);
    server_stop(&pop3d);
    assert_int_equal(server_logged(&smtpd, "deliver box=J\xc3\xb6rg uid="), 1);
    assert_int_equal(server_logged(&pop3d, "login user=J\xc3\xb6rg how="), 1);
}

static char *
big_text(size_t octets)
{
    char *text = malloc(octets + 1);

    assert_non_null(text);
    for (size_t i = 0; i < octets; i++) {
        text[i] = (char)('a' + (i / LINE * 7 + i) % 26);
        if (i % LINE == LINE - 1 || i == octets - 1) {
            text[i - 1] = '\r';
            text[i] = '\n';
        }
    }
    return text;
}

/* REQ(1870-6.1) as many octets as SIZE promises, and not one more. */
static void
both__ten_megabytes_go_through_and_one_octet_more_does_not(void **state)
{
    char *text = big_text(MEGABYTES_10 + 1);
    struct wire pop3;
    const char *back;
    size_t len;

    (void)state;
    server_start(&smtpd, &world);
    server_start(&pop3d, &world);
    send_text(text, MEGABYTES_10 + 1);
    wire_expect(&wire, "552");
    wire_ask(&wire, "MAIL FROM:<a@red.example> SIZE=10485761", "552");
    wire_ask(&wire, "MAIL FROM:<a@red.example> SIZE=10485760", "250");
    wire_close(&wire);
    assert_int_equal(mail_count(&world, "bob"), 0);
    assert_int_equal(mail_unfinished(&world, "bob"), 0);
    text[MEGABYTES_10 - 2] = '\r';
    text[MEGABYTES_10 - 1] = '\n';
    send_text(text, MEGABYTES_10);
    wire_expect(&wire, "250");
    wire_close(&wire);
    back = retrieve(&pop3, &len);
    assert_memory_equal(back + len - 3 - MEGABYTES_10, text, MEGABYTES_10);
    wire_close(&pop3);
    free(text);
    server_stop(&smtpd);
    server_stop(&pop3d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            smtp__no_other_octets_smuggle_an_end_of_data, setup, teardown),
        cmocka_unit_test_setup_teardown(smtp__an_overlong_line_is_refused_once,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(smtp__a_nul_is_an_octet_like_others,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(both__content_is_kept_octet_by_octet,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            both__names_and_headers_beyond_ascii_go_through, setup, teardown),
        cmocka_unit_test_setup_teardown(
            both__ten_megabytes_go_through_and_one_octet_more_does_not, setup,
            teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
