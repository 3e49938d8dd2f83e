/*
 * s4_1_1_8.c - HELP, for people, printed from the command table.
 *
 * RFC 5321 section 4.1.1.8.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(5321-4.1.1.8) */
static void
s4_1_1_8__help_lists_what_is_implemented_and_nothing_else(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "HELP", "214 2.0.0");
    for (enum smtp_verb verb = 0; verb < SMTP_VERBS; verb++) {
        char word[16];

        snprintf(word, sizeof word, " %s", smtp_command(verb)->word);
        rig_find_at(rig->reply, word, smtp_implements(&rig->smtp, verb),
                    __FILE__, __LINE__);
    }
}

/* What HELP lists is neither 500 nor 502. */
static void
s4_1_1_8__what_help_lists_is_there(void **state)
{
    struct smtp_rig *rig = *state;

    for (enum smtp_verb verb = 0; verb < SMTP_VERB_TEXT; verb++) {
        rig_again(rig);
        rig_say(rig, smtp_command(verb)->word);
        rig_expect(rig, "");
        assert_int_not_equal(rig->smtp.code, 500);
        assert_true((rig->smtp.code == 502) ==
                    !smtp_implements(&rig->smtp, verb));
    }
}

static void
s4_1_1_8__help_with_a_command_tells_syntax_meaning_and_section(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "HELP mail", "214 2.0.0 RFC 5321 section 4.1.1.2");
    rig_holds(rig, "214-2.0.0 MAIL FROM:<reverse-path> [parameters]\n");
    rig_holds(rig, "Starts a mail transaction");
    rig_ask(rig, "HELP QUIT", "214 2.0.0 RFC 5321 section 4.1.1.10");
}

static void
s4_1_1_8__no_line_of_help_is_wider_than_a_terminal(void **state)
{
    struct smtp_rig *rig = *state;

    for (enum smtp_verb verb = 0; verb < SMTP_VERBS; verb++) {
        char line[32];

        if (!smtp_implements(&rig->smtp, verb)) {
            continue;
        }
        snprintf(line, sizeof line, "HELP %s", smtp_command(verb)->word);
        rig_ask(rig, line, "214");
        for (const char *at = rig->reply; *at != '\0'; at++) {
            size_t len = strcspn(at, "\n");
            assert_in_range(len, 12, 80);
            at += len - 1 + (at[len] == '\n' ? 1 : 0);
        }
    }
}

static void
s4_1_1_8__no_help_on_what_is_not_there(void **state)
{
    static const char *const wrong[] = {"HELP EXPN", "HELP ME", "HELP (text)",
                                        "HELP  MAIL"};
    struct smtp_rig *rig = *state;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_ask(rig, wrong[i], "504 5.5.4");
    }
}

static void
s4_1_1_8__help_touches_no_buffer(void **state)
{
    struct smtp_rig *rig = *state;

    rig_go(rig, SMTP_RCPT);
    rig_ask(rig, "HELP DATA", "214");
    assert_int_equal(rig->smtp.state, SMTP_RCPT);
    assert_int_equal(rig->smtp.recipient_count, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4_1_1_8__help_lists_what_is_implemented_and_nothing_else),
        TEST(s4_1_1_8__what_help_lists_is_there),
        TEST(s4_1_1_8__help_with_a_command_tells_syntax_meaning_and_section),
        TEST(s4_1_1_8__no_line_of_help_is_wider_than_a_terminal),
        TEST(s4_1_1_8__no_help_on_what_is_not_there),
        TEST(s4_1_1_8__help_touches_no_buffer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
