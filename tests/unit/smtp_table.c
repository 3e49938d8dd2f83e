/*
 * smtp_table.c - the rows of SMTP held against RFC 5321 and each other.
 *
 * Idea: what is legal stands a second time in this file, copied from the RFC's
 * own text.  The rest are properties: no row is empty, and whoever follows the
 * hints of a 503 gets to the command that was refused.
 *
 * RFC 5321 sections 2.4, 4.1.1, 4.1.4.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/smtp.h"

enum { WHAT_MAX = 180, WORD_MAX = 20 };

static const enum smtp_state all_states[] = {
    SMTP_GREETED, SMTP_READY, SMTP_MAIL, SMTP_RCPT, SMTP_DATA, SMTP_CLOSED,
};
enum { STATES = sizeof all_states / sizeof all_states[0] };

static void
assert_words(const char *text, size_t max)
{
    assert_non_null(text);
    assert_in_range(strlen(text), 1, max);
    for (const char *at = text; *at != '\0'; at++) {
        assert_in_range((unsigned char)*at, 0x20, 0x7e);
    }
}

static void
assert_section(const char *text)
{
    assert_words(text, WHAT_MAX);
    assert_int_equal(strncmp(text, "RFC ", 4), 0);
}

/* REQ(5321-4.1.5) */
static void
every_verb_has_a_whole_row(void **unused)
{
    (void)unused;
    for (int verb = 0; verb < SMTP_VERBS; verb++) {
        const struct smtp_command *row = smtp_command((enum smtp_verb)verb);

        assert_non_null(row);
        assert_words(row->word, WORD_MAX);
        assert_words(row->syntax, WHAT_MAX);
        assert_words(row->what, WHAT_MAX);
        assert_section(row->section);
        assert_int_not_equal(row->legal, 0);
        assert_int_not_equal(row->codes[0], 0);
        assert_int_equal(row->codes[SMTP_CODES_MAX - 1], 0);
        if (verb != SMTP_VERB_TEXT) {
            assert_int_equal(
                strncmp(row->syntax, row->word, strlen(row->word)), 0);
        }
    }
    assert_null(smtp_command(SMTP_VERB_UNKNOWN));
}

static void
every_state_has_a_whole_row(void **unused)
{
    static const char *const stages[STATES] = {"hello", "sender", "recipient",
                                               "text",  "text",   "goodbye"};

    (void)unused;
    for (size_t i = 0; i < STATES; i++) {
        const struct smtp_state_row *row = smtp_state_row(all_states[i]);

        assert_non_null(row);
        assert_int_equal(row->state, all_states[i]);
        assert_words(row->name, WORD_MAX);
        assert_string_equal(row->stage, stages[i]);
        assert_words(row->what, WHAT_MAX);
        assert_words(row->hint, WHAT_MAX);
    }
    assert_null(smtp_state_row((enum smtp_state)SMTP_ANY));
}

static enum smtp_verb
verb_of(const char *line)
{
    return smtp_verb_of(line, strlen(line));
}

/* REQ(5321-2.4) */
static void
a_verb_is_known_in_any_case(void **unused)
{
    (void)unused;
    for (int verb = 0; verb < SMTP_VERB_TEXT; verb++) {
        const char *word = smtp_command((enum smtp_verb)verb)->word;
        char lower[WORD_MAX + 1] = "";

        for (size_t i = 0; word[i] != '\0'; i++) {
            lower[i] = (char)(word[i] | 0x20);
        }
        assert_int_equal(verb_of(word), verb);
        assert_int_equal(verb_of(lower), verb);
    }
    assert_int_equal(verb_of("mAiL FROM:<a@b.example>"), SMTP_VERB_MAIL);
    assert_int_equal(verb_of("DATA "), SMTP_VERB_DATA);
}

static void
a_piece_of_a_verb_is_no_verb(void **unused)
{
    static const char *const strangers[] = {
        "",      " ",      " MAIL", "MAI",    "MAILX",     "MAIL:",
        "MAIL\t", "MAIL\r", "(text)", "(TEXT) .", "X", "XLAB up",
        ".",     "M AIL",  "EHLO,", "DAT\xc1",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
        assert_int_equal(verb_of(strangers[i]), SMTP_VERB_UNKNOWN);
    }
    assert_int_equal(smtp_verb_of(NULL, 0), SMTP_VERB_UNKNOWN);
    assert_int_equal(smtp_verb_of("QUIT\0", 5), SMTP_VERB_UNKNOWN);
    assert_int_equal(smtp_verb_of("QUI\0", 4), SMTP_VERB_UNKNOWN);
    /* only the given octets count, whatever stands behind them */
    assert_int_equal(smtp_verb_of("RSETQUIT", 4), SMTP_VERB_RSET);
    assert_int_equal(smtp_verb_of("RSETQUIT", 3), SMTP_VERB_UNKNOWN);
}

/*
 * Order of commands: G greeted, R ready, M after MAIL, T after RCPT, D text,
 * C closed.  "legal" from section 4.1.4, "after" from 4.1.1; "" is SAME.
 */
struct order {
    enum smtp_verb verb;
    const char *legal;
    const char *after;
};
static const struct order orders[] = {
    {SMTP_VERB_EHLO, "GRMT", "R"},     /* may be issued later, as a RSET */
    {SMTP_VERB_HELO, "GRMT", "R"},
    {SMTP_VERB_NOOP, "GRMT", ""},      /* these five at any time, */
    {SMTP_VERB_HELP, "GRMT", ""},      /* even before EHLO */
    {SMTP_VERB_EXPN, "GRMT", ""},
    {SMTP_VERB_VRFY, "GRMT", ""},
    {SMTP_VERB_RSET, "GRMT", "GR"},
    {SMTP_VERB_QUIT, "GRMT", "C"},     /* even without an opening */
    {SMTP_VERB_MAIL, "R", "M"},        /* hello first; no other one open */
    {SMTP_VERB_SEND, "R", "M"},
    {SMTP_VERB_SOML, "R", "M"},
    {SMTP_VERB_SAML, "R", "M"},
    {SMTP_VERB_RCPT, "MT", "T"},       /* one or more of them */
    {SMTP_VERB_DATA, "T", "D"},        /* behind them */
    {SMTP_VERB_TEXT, "D", "R"},
    {SMTP_VERB_BDAT, "T", "TR"},       /* RFC 3030 section 2 */
    {SMTP_VERB_STARTTLS, "R", "G"},    /* RFC 3207 section 4.2 */
    {SMTP_VERB_AUTH, "R", ""},         /* RFC 4954 section 4 */
    {SMTP_VERB_ETRN, "R", ""},
    {SMTP_VERB_TURN, "R", ""},
};

static unsigned
set_of(const char *letters)
{
    static const char alphabet[] = "GRMTDC";
    unsigned set = 0;

    for (; *letters != '\0'; letters++) {
        set |= all_states[strchr(alphabet, *letters) - alphabet];
    }
    return set;
}

/* REQ(5321-4.1.4) */
static void
the_order_of_commands_is_that_of_section_4_1_4(void **unused)
{
    (void)unused;
    assert_int_equal(sizeof orders / sizeof orders[0], SMTP_VERBS);
    for (size_t i = 0; i < SMTP_VERBS; i++) {
        const struct smtp_command *row = smtp_command(orders[i].verb);

        assert_int_equal(row->legal, set_of(orders[i].legal));
        assert_int_equal(row->after, set_of(orders[i].after));
    }
}

/*
 * The verb of the next word in capitals at *at, or UNKNOWN at the end; *at
 * moves behind it.
 */
static enum smtp_verb
next_verb(const char **at)
{
    while (**at != '\0') {
        size_t len = strspn(*at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        enum smtp_verb verb = smtp_verb_of(*at, len);

        *at += len > 0 ? len : 1;
        if (verb != SMTP_VERB_UNKNOWN) {
            return verb;
        }
    }
    return SMTP_VERB_UNKNOWN;
}

/*
 * All states that following the hints from this set can lead to.
 */
static unsigned
follow_hints(unsigned set)
{
    unsigned reached = set;

    for (size_t i = 0; i < STATES; i++) {
        const char *at = smtp_state_row(all_states[i])->hint;
        enum smtp_verb verb;

        if ((set & all_states[i]) == 0) {
            continue;
        }
        while ((verb = next_verb(&at)) != SMTP_VERB_UNKNOWN) {
            reached |= smtp_command(verb)->after;
        }
    }
    return reached == set ? set : follow_hints(reached);
}

/*
 * For each state and each command that gets 503 in it: the hint names only
 * commands that are legal right now, and leads to the one that was refused.
 */
static void
following_the_hints_leads_to_the_refused_command(void **unused)
{
    int refusals = 0;

    (void)unused;
    for (size_t i = 0; i < STATES; i++) {
        enum smtp_state state = all_states[i];
        const char *at = smtp_state_row(state)->hint;
        enum smtp_verb named;

        if ((state & SMTP_ANY) == 0) {
            continue;
        }
        while ((named = next_verb(&at)) != SMTP_VERB_UNKNOWN) {
            assert_int_not_equal(smtp_command(named)->legal & state, 0);
        }
        for (int verb = 0; verb < SMTP_VERB_TEXT; verb++) {
            unsigned legal = smtp_command((enum smtp_verb)verb)->legal;

            if ((legal & state) == 0) {
                refusals++;
                assert_int_not_equal(follow_hints(state) & legal, 0);
            }
        }
    }
    assert_int_equal(refusals, 11 + 3 + 10 + 8);
}

/* Who is in a transaction by mistake is told the way out at once. */
static void
in_a_transaction_the_hint_names_rset(void **unused)
{
    (void)unused;
    assert_non_null(strstr(smtp_state_row(SMTP_MAIL)->hint, "RSET"));
    assert_non_null(strstr(smtp_state_row(SMTP_RCPT)->hint, "RSET"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_verb_has_a_whole_row),
        cmocka_unit_test(every_state_has_a_whole_row),
        cmocka_unit_test(a_verb_is_known_in_any_case),
        cmocka_unit_test(a_piece_of_a_verb_is_no_verb),
        cmocka_unit_test(the_order_of_commands_is_that_of_section_4_1_4),
        cmocka_unit_test(following_the_hints_leads_to_the_refused_command),
        cmocka_unit_test(in_a_transaction_the_hint_names_rset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
