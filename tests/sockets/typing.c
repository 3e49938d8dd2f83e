/*
 * typing.c - people who type, and what their programs send for them.
 *
 * Each case is one session, sent as it stands, and what must come of it: the
 * codes of the replies, and the text of the stored mail.  design: telnet and
 * nc are first-class clients; --strict takes the leniencies away.
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

#define PUTTY                                                                 \
    "\xFF\xFB\x1F\xFF\xFB\x20\xFF\xFB\x18\xFF\xFB\x27\xFF\xFD\x01\xFF\xFB"    \
    "\x03\xFF\xFD\x03"
#define IAC_DO_X "\xFF\xFD\x63"
#define IAC_SB_X "\xFF\xFA\x18\x00terminal\r\nname\xFF\xF0"
#define IAC_SB_COMPRESS2 "\xFF\xFA\x56\xFF\xF0"
#define ENVELOPE                                                              \
    "EHLO pc7\r\nMAIL FROM:<alice@red.example>\r\n"                           \
    "RCPT TO:<bob@red.example>\r\nDATA\r\n"
#define SENT "220 250 250 250 354 250 221 "
#define END "\r\n.\r\nQUIT\r\n"

/* Octets that may hold NUL, with their count. */
#define OCTETS(text) text, sizeof(text) - 1

struct typed {
    const char *name;
    const char *script;
    size_t len;
    const char *codes;
    const char *text;   /* of the stored mail; NULL: none may be stored */
    size_t text_len;
    const char *log;    /* must stand in the log, or NULL */
};

#define NO_MAIL NULL, 0

static const struct typed lenient[] = {
    {"bare LF, as nc sends it",
     OCTETS("EHLO pc7\nMAIL FROM:<alice@red.example>\n"
            "RCPT TO:<bob@red.example>\nDATA\nhello\n..\n.\nQUIT\n"),
     SENT, OCTETS("hello\n.\n"), "C: EHLO pc7\\n"},
    {"bare LF session, one line with CR",
     OCTETS("EHLO pc7\nMAIL FROM:<alice@red.example>\r\n"
            "RCPT TO:<bob@red.example>\nDATA\nhello\r\n\n.\r\nQUIT\n"),
     SENT, OCTETS("hello\n\n"), NULL},
    {"lower case, blanks at the end",
     OCTETS("ehlo pc7 \r\nmail from:<alice@red.example>\t\r\n"
            "rcpt to:<bob@red.example>  \r\ndata\r\nhello" END),
     SENT, OCTETS("hello\n"), NULL},
    {"a space after the colon",
     OCTETS("EHLO pc7\r\nMAIL FROM: <alice@red.example>\r\nQUIT\r\n"),
     "220 250 501 221 ", NO_MAIL, NULL},
    {"backspace and DEL in commands",
     OCTETS("EHLP\bO pc8\b7\r\nMAIK\x7FL FROM:<alice@red.example>\r\n"
            "RCPT TO:<bobb\b@red.example>\r\nDATA\r\nhello" END),
     SENT, OCTETS("hello\n"), "backspaces\\x20erased"},
    {"backspace in the text stays",
     OCTETS(ENVELOPE "hallo\b\b\b\bello" END), SENT,
     OCTETS("hallo\b\b\b\bello\n"), NULL},
    {"PuTTY says hello first",
     OCTETS(PUTTY ENVELOPE "hello" END), SENT, OCTETS("hello\n"),
     "telnet did=refused"},
    {"telnet inside a command",
     OCTETS("EHLO p" IAC_DO_X "c7\r\nMA" PUTTY "IL FROM:<alice@red.example>"
            "\r\nRCPT TO:<bob@red.example>\r\nDA" IAC_DO_X "TA\r\nhello" END),
     SENT, OCTETS("hello\n"), NULL},
    {"telnet between commands, after the line end",
     OCTETS("NOOP\r\n" IAC_DO_X "NOOP\r\n" IAC_DO_X "QUIT\r\n"),
     "220 250 250 221 ", NO_MAIL, NULL},
    {"a sub-negotiation that holds a line end",
     OCTETS("NO" IAC_SB_X "OP\r\nQUIT\r\n"), "220 250 221 ", NO_MAIL, NULL},
    {"IAC in the text is two octets of the text",
     OCTETS(ENVELOPE "a\xFF\xFD\x63z\xFF\xFF\xFF\xF0" END), SENT,
     OCTETS("a\xFF\xFD\x63z\xFF\xFF\xFF\xF0\n"), NULL},
    {"IAC in the text of one who negotiated before",
     OCTETS(PUTTY ENVELOPE "a\xFF\xFA\x18z\xFF\r\n\xFF\xF1.\r\nend" END),
     SENT, OCTETS("a\xFF\xFA\x18z\xFF\n\xFF\xF1.\nend\n"), NULL},
    {"IAC hides no dot", OCTETS(PUTTY ENVELOPE "hello\r\n\xFF\xF1.\r\n"
                                "QUIT\r\n\xFF\xF1\r\n.\r\nQUIT\r\n"),
     SENT, OCTETS("hello\n\xFF\xF1.\nQUIT\n\xFF\xF1\n"), NULL},
    {"IAC for ever, and never a line", OCTETS("NO" PUTTY PUTTY PUTTY PUTTY
                                              "OP\r\nQUIT\r\n"),
     "220 250 221 ", NO_MAIL, NULL},
    {"a web browser", OCTETS("GET / HTTP/1.1\r\nHost: mx\r\n\r\n"),
     "220 421 ", NO_MAIL, NULL},
};

static const struct typed strict[] = {
    {"bare LF is refused", OCTETS("EHLO pc7\nNOOP\r\nQUIT\r\n"),
     "220 500 250 221 ", NO_MAIL, NULL},
    {"backspace is refused", OCTETS("NOPO\b\bOP\r\nQUIT\r\n"),
     "220 500 221 ", NO_MAIL, NULL},
    {"bare LF in the text", OCTETS(ENVELOPE "a\nb" END),
     "220 250 250 250 354 554 221 ", NO_MAIL, NULL},
    {"bare CR in the text", OCTETS(ENVELOPE "a\rb" END),
     "220 250 250 250 354 554 221 ", NO_MAIL, NULL},
    {"telnet is no SMTP", OCTETS(PUTTY "NOOP\r\nNO" IAC_DO_X "OP\r\nNOOP\r\n"
                                 "QUIT\r\n"),
     "220 500 500 250 221 ", NO_MAIL, "C: \\xFF\\xFB"},
    {"a hello is a domain", OCTETS("EHLO my_pc\r\nHELO -x-\r\nQUIT\r\n"),
     "220 501 501 221 ", NO_MAIL, NULL},
    {"CRLF is fine", OCTETS(ENVELOPE "hello" END), SENT, OCTETS("hello\n"),
     NULL},
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

/* Replies, with the octets of telnet taken out. */
static const char *
without_telnet(const char *said, size_t len, char *plain)
{
    size_t kept = 0;

    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)said[i] == 0xFF) {
            i += 2; /* WILL, WONT, DO or DONT, and what */
        } else {
            plain[kept++] = said[i];
        }
    }
    plain[kept] = '\0';
    return plain;
}

static void
check_mail(const struct typed *row)
{
    const char *text;
    char *mail;
    size_t len;

    if (mail_count(&world, "bob") != (row->text != NULL)) {
        fail_msg("%s: %zu mails", row->name, mail_count(&world, "bob"));
    }
    if (row->text == NULL) {
        return;
    }
    mail = mail_only(&world, "bob", &text, &len);
    if (len != row->text_len || memcmp(text, row->text, len) != 0) {
        fail_msg("%s: stored \"%s\"", row->name, text);
    }
    free(mail);
    mail_remove(&world, "bob");
}

/* In one piece, or octet by octet: it makes no difference. */
static void
play(const struct typed *row, bool slowly)
{
    char codes[200], plain[4096];
    const char *said;
    size_t len;

    wire_open(&wire, smtpd.port);
    for (size_t i = 0; slowly && i < row->len; i++) {
        wire_send(&wire, row->script + i, 1);
    }
    if (!slowly) {
        wire_send(&wire, row->script, row->len);
    }
    wire_end(&wire);
    said = wire_rest(&wire, &len);
    assert_true(len < sizeof plain);
    wire_codes(without_telnet(said, len, plain), codes, sizeof codes);
    if (strcmp(codes, row->codes) != 0) {
        fail_msg("%s: %s", row->name, codes);
    }
    wire_close(&wire);
    check_mail(row);
    if (row->log != NULL) {
        server_await(&smtpd, row->log, 1);
    }
}

static void
smtp__what_people_send_is_understood(void **state)
{
    (void)state;
    server_start(&smtpd, &world);
    for (size_t i = 0; i < sizeof lenient / sizeof lenient[0]; i++) {
        play(&lenient[i], false);
        play(&lenient[i], true);
    }
    server_stop(&smtpd);
}

static void
smtp__strict_takes_the_leniencies_away(void **state)
{
    (void)state;
    smtpd.options[0] = "--strict";
    server_start(&smtpd, &world);
    for (size_t i = 0; i < sizeof strict / sizeof strict[0]; i++) {
        play(&strict[i], false);
    }
    server_stop(&smtpd);
}

/* Every offer and every request gets one refusal, and nothing else does. */
static void
telnet__is_refused_politely(void **state)
{
    static const char wont_dont[] =
        "\xFF\xFE\x1F\xFF\xFE\x20\xFF\xFE\x18\xFF\xFE\x27\xFF\xFC\x01\xFF\xFE"
        "\x03\xFF\xFC\x03";
    const char *said;
    size_t len;

    (void)state;
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_send(&wire, PUTTY, sizeof PUTTY - 1);
    wire_end(&wire);
    said = wire_rest(&wire, &len);
    assert_int_equal(len, sizeof wont_dont - 1);
    assert_memory_equal(said, wont_dont, len);
    wire_close(&wire);
    server_stop(&smtpd);
}

/* The session must end, and what follows the request never be looked at. */
static void
check_cut(const void *octets, size_t len, size_t times)
{
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_ask(&wire, "NOOP", "250");
    wire_send(&wire, octets, len);
    wire_rest(&wire, NULL);
    wire_close(&wire);
    server_await(&smtpd, "telnet did=cut", times);
    server_await(&smtpd, "close by=fault", times);
    assert_int_equal(server_logged(&smtpd, "C: NOOP"), times);
}

/* Some libraries begin to inflate what follows the request to compress: here
 * megabytes of NOOPs.  And some peers never stop asking. */
static void
telnet__what_would_never_end_is_cut_off(void **state)
{
    static char asking[3 * 200];
    char inflate[16384];
    FILE *file = fopen("tests/corpus/telnet/inflate", "rb");
    size_t len;

    (void)state;
    assert_non_null(file);
    len = fread(inflate, 1, sizeof inflate, file);
    fclose(file);
    assert_true(len > 1000 && len < sizeof inflate);
    server_start(&smtpd, &world);
    check_cut(inflate, len, 1);
    check_cut(OCTETS(IAC_SB_COMPRESS2 "NOOP\r\n"), 2);
    for (size_t i = 0; i < sizeof asking; i++) {
        asking[i] = IAC_DO_X[i % 3];
    }
    check_cut(asking, sizeof asking, 3);
    server_stop(&smtpd);
}

/* All sessions share one outbox: what is left in it must not stay. */
static void
telnet__what_a_cut_session_was_told_goes_to_nobody(void **state)
{
    (void)state;
    server_start(&smtpd, &world);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_send(&wire, OCTETS("EHLO pc7\r\n" IAC_SB_COMPRESS2));
    wire_rest(&wire, NULL);
    wire_close(&wire);
    wire_open(&wire, smtpd.port);
    wire_expect(&wire, "220");
    wire_close(&wire);
    server_stop(&smtpd);
}

static void
pop3__is_typed_in_the_same_ways(void **state)
{
    static const struct { const char *script; size_t len; } ways[] = {
        {OCTETS("USER bob\nPASS banana\nSTAT\nQUIT\n")},
        {OCTETS("USER bib\b\bob\r\npass banane\x7F" "a\r\nstat\r\nquit\r\n")},
        {OCTETS(PUTTY "USER b" IAC_DO_X "ob\r\nPASS banana\r\nSTAT\r\n"
                "QUIT\r\n")}};

    (void)state;
    server_start(&pop3d, &world);
    for (size_t i = 0; i < 3; i++) {
        char plain[1024];
        const char *said;
        size_t len;

        wire_open(&wire, pop3d.port);
        wire_send(&wire, ways[i].script, ways[i].len);
        said = wire_rest(&wire, &len);
        assert_true(len < sizeof plain);
        said = without_telnet(said, len, plain);
        assert_non_null(strstr(said, "\r\n+OK 0 0\r\n"));
        assert_null(strstr(said, "-ERR"));
        wire_close(&wire);
    }
    assert_int_equal(server_logged(&pop3d, "banan"), 0);
    server_stop(&pop3d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(smtp__what_people_send_is_understood,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            smtp__strict_takes_the_leniencies_away, setup, teardown),
        cmocka_unit_test_setup_teardown(telnet__is_refused_politely, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            telnet__what_would_never_end_is_cut_off, setup, teardown),
        cmocka_unit_test_setup_teardown(
            telnet__what_a_cut_session_was_told_goes_to_nobody, setup,
            teardown),
        cmocka_unit_test_setup_teardown(pop3__is_typed_in_the_same_ways, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
