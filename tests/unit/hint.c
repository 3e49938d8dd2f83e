/*
 * hint.c - what a person who types is told.
 *
 * Sessions are heard line by line; between two lines the test asks for the
 * hints that the screen and the plain talk would show.
 *
 * RFC 5321 sections 3.3, 4.1.4, 4.5.2; RFC 1939 sections 4 to 7.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "client/hint.h"
#include "tests/support/hear.h"

static int
begin_smtp(void **state)
{
    static struct observer observer;

    observer_init(&observer, OBSERVER_SMTP);
    *state = &observer;
    return 0;
}

static int
begin_pop3(void **state)
{
    static struct observer observer;

    observer_init(&observer, OBSERVER_POP3);
    *state = &observer;
    return 0;
}

static int
end(void **state)
{
    observer_free(*state);
    return 0;
}

static void
next_is(const struct observer *observer, const char *line)
{
    char text[HINT_MAX];

    hint_next(observer, hint_names(true), text);
    assert_string_equal(text, line);
}

static void
effect_is(const struct observer *observer, const char *line,
          const char *expected)
{
    char text[HINT_MAX];

    hint_effect(observer, line, text);
    assert_string_equal(text, expected);
}

static void
refusal_says(const struct observer *observer, const char *words)
{
    char text[HINT_MAX];

    hint_refusal(observer, text);
    if (words[0] == '\0' ? text[0] != '\0' : strstr(text, words) == NULL) {
        fail_msg("\"%s\" is not \"%s\"", text, words);
    }
}

static void
legal_is(const struct observer *observer, bool with_syntax,
         const char *expected)
{
    char text[HINT_MAX];

    hint_legal(observer, with_syntax, text);
    assert_string_equal(text, expected);
}

/*
 * Whoever takes every hint sends a mail, and each hint is legal.
 */
static void
smtp__taking_each_hint_sends_a_mail(void **state)
{
    static const char *const replies[] = {
        "S: 250 mx", "S: 250 OK", "S: 250 OK", "S: 354 go", "", "", "",
        "S: 250 taken", "S: 221 bye"};
    struct observer *o = *state;

    next_is(o, "");
    hear(o, "S: 220 mx ready");
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        char said[HINT_MAX + 8] = "C: ";
        bool text = o->smtp.state == SMTP_DATA;

        hint_next(o, hint_names(true), said + 3);
        if (text && strcmp(said, "C: .") != 0) {
            said[0] = 'D';
        }
        hear(o, said);
        if (replies[i][0] != '\0') {
            hear(o, replies[i]);
        }
        assert_int_not_equal(o->last, OBSERVER_BAD);
        refusal_says(o, "");
    }
    assert_int_equal(o->smtp.delivered, 1);
    assert_true(observer_over(o));
    next_is(o, "");
}

/* REQ(5321-4.1.1.1): a server without EHLO. */
static void
smtp__where_ehlo_is_refused_helo_is_next(void **state)
{
    struct observer *o = *state;

    hear(o, "S: 220 mx\nC: EHLO a\nS: 502 no");
    next_is(o, "HELO pc7.red.example");
}

static void
smtp__the_row_says_what_a_line_does(void **state)
{
    struct observer *o = *state;

    hear(o, "S: 220 mx");
    effect_is(o, "", "");
    effect_is(o, "MA", "MAIL FROM:<reverse-path> [parameters]");
    effect_is(o, "rc", "RCPT TO:<forward-path> [parameters]");
    effect_is(o, "MAIL FROM:<a@b>", "not legal in GREETED: 503 will come");
    effect_is(o, "FOO", "no command of SMTP: 500 will come");
    effect_is(o, "quit", "Says goodbye and waits for 221.");
    hear(o, "C: EHLO a\nS: 250 mx\nC: MAIL FROM:<a@b>\nS: 250 ok\n"
            "C: RCPT TO:<c@d>\nS: 250 ok\nC: DATA\nS: 354 go");
    effect_is(o, ".", "ends the text: now the verdict");
    effect_is(o, "..x", "the server takes the first dot away");
    effect_is(o, "QUIT", "a line of the text");
}

static void
smtp__a_refusal_is_explained(void **state)
{
    struct observer *o = *state;

    hear(o, "S: 220 mx");
    refusal_says(o, "");
    hear(o, "C: RCPT TO:<a@b>\nS: 503 5.5.1 no");
    refusal_says(o, "RCPT is for MAIL or RCPT, and this is GREETED: say EHLO "
                    "or HELO first (RFC 5321 section 4.1.1.3).");
    hear(o, "C: FOO\nS: 500 what");
    refusal_says(o, "SMTP has no such command");
    hear(o, "C: EHLO a\nS: 250 mx\nC: MAIL a@b\nS: 501 no");
    refusal_says(o, "The form is: MAIL FROM:<reverse-path> [parameters]");
    hear(o, "C: MAIL FROM:<a@b>\nS: 250 ok");
    refusal_says(o, "");
    hear(o, "C: RCPT TO:<x@y>\nS: 550 no");
    refusal_says(o, smtp_code(550)->what);
    hear(o, "C: RCPT TO:<c@d>\nS: 250 ok\nC: DATA\nS: 354 go\nC: .\n"
            "S: 554 no");
    refusal_says(o, smtp_code(554)->what);
}

static void
smtp__what_is_legal_and_what_could_be_tried(void **state)
{
    struct observer *o = *state;

    legal_is(o, false, "");
    assert_non_null(strstr(hint_try(o), "The server speaks first"));
    hear(o, "S: 220 mx");
    legal_is(o, false, "EHLO  HELO  RSET  NOOP  VRFY  HELP  QUIT");
    hear(o, "C: EHLO a\nS: 250 mx\nC: AUTH LOGIN\nS: 334 VXNlcg==");
    next_is(o, "");
    effect_is(o, "Ym9i", "the answer, hidden");
    effect_is(o, "*", "gives up the login");
    assert_non_null(strstr(hint_try(o), "base64"));
}

/* REQ(5321-4.1.1.1) What EHLO listed is offered, until TLS begins. */
static void
smtp__what_the_server_offers_is_named(void **state)
{
    struct observer *o = *state;

    hear(o, "S: 220 mx\nC: EHLO a\nS: 250-starttls greets auth\nS: 250-AUTH "
            "PLAIN LOGIN\nS: 250-starttls\nS: 250 SIZE");
    legal_is(o, false, "EHLO  HELO  MAIL  RSET  NOOP  VRFY  HELP  QUIT  "
                       "STARTTLS  AUTH");
    hear(o, "C: STARTTLS\nS: 220 go");
    legal_is(o, false, "EHLO  HELO  RSET  NOOP  VRFY  HELP  QUIT");
    hear(o, "C: EHLO a\nS: 250-mx\nS: 250 AUTH PLAIN");
    legal_is(o, false, "EHLO  HELO  MAIL  RSET  NOOP  VRFY  HELP  QUIT  AUTH");
    hear(o, "C: HELO a\nS: 250 mx");
    legal_is(o, false, "EHLO  HELO  MAIL  RSET  NOOP  VRFY  HELP  QUIT");
}

static void
pop3__what_the_server_offers_is_named(void **state)
{
    struct observer *o = *state;

    hear(o, "S: +OK\nC: CAPA\nS: +OK\nS: STLS\nS: SASL PLAIN\nS: .");
    legal_is(o, true, "USER name  CAPA  QUIT  STLS  AUTH");
    hear(o, "C: STLS\nS: +OK go");
    legal_is(o, true, "USER name  CAPA  QUIT");
    hear(o, "C: USER bob\nS: +OK");
    assert_non_null(strstr(hint_try(o), "TLS hides it"));
}

static void
pop3__the_hints_lead_through_a_maildrop(void **state)
{
    struct observer *o = *state;

    hear(o, "S: +OK ready");
    next_is(o, "USER bob");
    hear(o, "C: USER bob\nS: +OK");
    next_is(o, "PASS ");
    hear(o, "C: PASS ********\nS: +OK");
    next_is(o, "STAT");
    hear(o, "C: STAT\nS: +OK 2 504");
    next_is(o, "LIST");
    hear(o, "C: LIST\nS: +OK\nS: 1 241\nS: 2 263\nS: .");
    next_is(o, "RETR 1");
    hear(o, "C: RETR 1\nS: +OK\nD: a\nS: .");
    next_is(o, "DELE 1");
    effect_is(o, "DELE 2", "marks message 2; it is kept until QUIT");
    hear(o, "C: DELE 1\nS: +OK");
    next_is(o, "QUIT");
    effect_is(o, "QUIT", "ends TRANSACTION, enters UPDATE, removes 1");
    hear(o, "C: STAT\nS: +OK 1 263\nC: LIST\nS: +OK\nS: 2 263\nS: .");
    next_is(o, "RETR 2");
    legal_is(o, true, "STAT  LIST [n]  RETR n  DELE n  TOP n lines  UIDL [n]  "
                      "RSET  NOOP  CAPA  QUIT");
}

static void
pop3__an_empty_maildrop_leaves_only_quit(void **state)
{
    struct observer *o = *state;

    hear(o, "S: +OK ready\nC: USER bob\nS: +OK\nC: PASS ********\nS: +OK\n"
            "C: STAT\nS: +OK 0 0");
    next_is(o, "QUIT");
}

/* REQ(1939-7-PASS) */
static void
pop3__a_refusal_is_explained(void **state)
{
    struct observer *o = *state;

    hear(o, "S: +OK ready\nC: STAT\nS: -ERR no");
    refusal_says(o, "STAT is for TRANSACTION, and this is AUTHORIZATION: log "
                    "in first");
    hear(o, "C: USER bob\nS: +OK\nC: PASS ********\nS: -ERR [AUTH] no");
    refusal_says(o, "begin with USER again");
    hear(o, "C: FOO\nS: -ERR what");
    refusal_says(o, "POP3 has no such command");
    hear(o, "C: USER bob\nS: +OK\nC: PASS ********\nS: +OK\nC: RETR 99\n"
            "S: -ERR none");
    refusal_says(o, "The form is: RETR n (RFC 1939 section 5).");
}

#define SMTP(name) cmocka_unit_test_setup_teardown(name, begin_smtp, end)
#define POP3(name) cmocka_unit_test_setup_teardown(name, begin_pop3, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SMTP(smtp__taking_each_hint_sends_a_mail),
        SMTP(smtp__where_ehlo_is_refused_helo_is_next),
        SMTP(smtp__the_row_says_what_a_line_does),
        SMTP(smtp__a_refusal_is_explained),
        SMTP(smtp__what_is_legal_and_what_could_be_tried),
        SMTP(smtp__what_the_server_offers_is_named),
        POP3(pop3__what_the_server_offers_is_named),
        POP3(pop3__the_hints_lead_through_a_maildrop),
        POP3(pop3__an_empty_maildrop_leaves_only_quit),
        POP3(pop3__a_refusal_is_explained),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
