/*
 * s4_1_4.c - the order of commands: each command in each state.
 *
 * The table below is read from section 4.1.4 by hand; the engine's own tables
 * are not asked.
 *
 * RFC 5321 sections 4.1.4, 4.3.2.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

enum { STATES = 4 };

static const enum smtp_state states[STATES] = {SMTP_GREETED, SMTP_READY,
                                               SMTP_MAIL, SMTP_RCPT};

/* The code in each state, and the state that the command leads to. */
struct row {
    const char *line;
    const char *codes[STATES];
    enum smtp_state after[STATES];
};

#define ALL(code) {code, code, code, code}
#define STAY {SMTP_GREETED, SMTP_READY, SMTP_MAIL, SMTP_RCPT}
#define RESET {SMTP_GREETED, SMTP_READY, SMTP_READY, SMTP_READY}
#define READY {SMTP_READY, SMTP_READY, SMTP_READY, SMTP_READY}
#define CLOSED {SMTP_CLOSED, SMTP_CLOSED, SMTP_CLOSED, SMTP_CLOSED}

static const struct row rows[] = {
    {"EHLO bar.example", ALL("250"), READY},
    {"HELO bar.example", ALL("250"), READY},
    {"EHLO", ALL("501"), STAY},
    {"HELO", ALL("501"), STAY},
    {"MAIL FROM:<a@bar.example>",
     {"503", "250", "503", "503"},
     {SMTP_GREETED, SMTP_MAIL, SMTP_MAIL, SMTP_RCPT}},
    {"MAIL FROM:a@bar.example", {"503", "501", "503", "503"}, STAY},
    {"RCPT TO:<alice@red.example>",
     {"503", "503", "250", "250"},
     {SMTP_GREETED, SMTP_READY, SMTP_RCPT, SMTP_RCPT}},
    {"RCPT TO:<nobody@red.example>", {"503", "503", "550", "550"}, STAY},
    {"RCPT TO:alice@red.example", {"503", "503", "501", "501"}, STAY},
    {"DATA",
     {"503", "503", "503", "354"},
     {SMTP_GREETED, SMTP_READY, SMTP_MAIL, SMTP_DATA}},
    {"RSET", ALL("250"), RESET},
    {"RSET x", ALL("501"), STAY},
    {"NOOP", ALL("250"), STAY},
    {"VRFY bob", ALL("252"), STAY},
    {"HELP", ALL("214"), STAY},
    {"QUIT", ALL("221"), CLOSED},
    {"QUIT x", ALL("501"), STAY},
    {"EXPN list", ALL("502"), STAY},
    {"TURN", ALL("502"), STAY},
    {"AUTH PLAIN AGJvYgBwZWFy", {"503", "535", "503", "503"}, STAY},
    {"STARTTLS", ALL("502"), STAY},
    {"BDAT 1 LAST", ALL("502"), STAY},
    {"XYZZY", ALL("500"), STAY},
};

/*
 * REQ(5321-4.1.4) REQ(5321-4.3.2) REQ(5321-4.1.4-hello) REQ(5321-4.1.4-503)
 * REQ(5321-4.1.4-any) REQ(5321-4.2-one)
 */
static void
s4_1_4__each_command_in_each_state(void **state)
{
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t in = 0; in < STATES; in++) {
            rig_again(rig);
            if (states[in] != SMTP_GREETED) {
                rig_go(rig, states[in]);
            }
            rig_ask(rig, rows[i].line, rows[i].codes[in]);
            assert_int_equal(rig->smtp.state, rows[i].after[in]);
        }
    }
}

/* What is refused touches no buffer. */
static void
s4_1_4__a_refusal_leaves_the_transaction_as_it_was(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].codes[3][0] == '5') {
            rig_ask(rig, rows[i].line, rows[i].codes[3]);
            assert_string_equal(rig->smtp.reverse_path, "smith@bar.example");
            assert_int_equal(rig->smtp.recipient_count, 1);
            assert_string_equal(rig->smtp.hello, "pc7.red.example");
        }
    }
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
}

/* REQ(5321-4.1.4-again) */
static void
s4_1_4__a_new_hello_forgets_the_transaction(void **state)
{
    static const char *const hellos[] = {"EHLO bar.example",
                                         "HELO bar.example"};
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < 2; i++) {
        rig_again(rig);
        rig_go(rig, SMTP_RCPT);
        rig_ask(rig, hellos[i], "250");
        assert_null(rig->smtp.reverse_path);
        assert_int_equal(rig->smtp.recipient_count, 0);
        assert_string_equal(rig->smtp.hello, "bar.example");
        rig_ask(rig, "RCPT TO:<bob@red.example>", "503");
    }
}

/* REQ(5321-4.1.4-refused) */
static void
s4_1_4__a_refused_hello_keeps_the_transaction(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    rig_ask(rig, "EHLO two words", "501");
    rig_ask(rig, "HELO", "501");
    assert_string_equal(rig->smtp.hello, "pc7.red.example");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
    assert_string_equal(rig->mails[0].boxes, "bob");
}

/* A 503 says how to go on from here. */
static void
s4_1_4__a_503_says_what_to_do_first(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "MAIL FROM:<>", "503 5.5.1 MAIL");
    rig_holds(rig, "EHLO");
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "503 5.5.1 RCPT");
    rig_holds(rig, "MAIL FROM:<");
    rig_ask(rig, "MAIL FROM:<>", "250");
    rig_ask(rig, "DATA", "503 5.5.1 DATA");
    rig_holds(rig, "RCPT TO:<");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "MAIL FROM:<>", "503 5.5.1 MAIL");
    rig_holds(rig, "RSET");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4_1_4__each_command_in_each_state),
        TEST(s4_1_4__a_refusal_leaves_the_transaction_as_it_was),
        TEST(s4_1_4__a_new_hello_forgets_the_transaction),
        TEST(s4_1_4__a_refused_hello_keeps_the_transaction),
        TEST(s4_1_4__a_503_says_what_to_do_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
