/*
 * smtp_codes.c - the reply codes held against RFC 5321 and the commands.
 *
 * Idea: what may be answered stands a second time in this file, copied from
 * the RFC's own lists in the RFC's own order.  The rest are properties: no row
 * is empty, and codes and commands name each other.
 *
 * RFC 5321 sections 4.2.3, 4.3.2.
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

/* The lists of section 4.3.2, without what any command may get. */
struct replies {
    enum smtp_verb verb;
    short codes[14];
};
static const struct replies replies[] = {
    {SMTP_VERB_EHLO, {250, 504, 550, 502}},
    {SMTP_VERB_HELO, {250, 504, 550, 502}},
    {SMTP_VERB_MAIL, {250, 552, 451, 452, 550, 553, 503, 455, 555}},
    {SMTP_VERB_RCPT,
     {250, 251, 550, 551, 552, 553, 450, 451, 452, 503, 455, 555}},
    {SMTP_VERB_DATA, {354, 503, 554}},
    {SMTP_VERB_TEXT, {250, 552, 554, 451, 452, 450, 550}},
    {SMTP_VERB_RSET, {250}},
    {SMTP_VERB_VRFY, {250, 251, 252, 550, 551, 553, 502, 504}},
    {SMTP_VERB_EXPN, {250, 252, 550, 500, 502, 504}},
    {SMTP_VERB_HELP, {211, 214, 502, 504}},
    {SMTP_VERB_NOOP, {250}},
    {SMTP_VERB_QUIT, {221}},
};

/* REQ(5321-4.3.2) REQ(5321-4.3.1) */
static void
the_replies_are_those_of_section_4_3_2(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        for (size_t k = 0; replies[i].codes[k] != 0; k++) {
            assert_true(
                smtp_code_allowed(replies[i].verb, replies[i].codes[k]));
        }
    }
    for (int verb = 0; verb <= SMTP_VERB_UNKNOWN; verb++) {
        static const int of_all[] = {421, 500, 501, 502, 503};

        for (size_t k = 0; k < sizeof of_all / sizeof of_all[0]; k++) {
            assert_true(smtp_code_allowed((enum smtp_verb)verb, of_all[k]));
        }
        assert_false(smtp_code_allowed((enum smtp_verb)verb, 0));
        assert_false(smtp_code_allowed((enum smtp_verb)verb, 599));
    }
}

static void
a_reply_of_another_command_is_not_allowed(void **unused)
{
    (void)unused;
    assert_false(smtp_code_allowed(SMTP_VERB_DATA, 250));
    assert_false(smtp_code_allowed(SMTP_VERB_MAIL, 354));
    assert_false(smtp_code_allowed(SMTP_VERB_MAIL, 251));
    assert_false(smtp_code_allowed(SMTP_VERB_TEXT, 354));
    assert_false(smtp_code_allowed(SMTP_VERB_TEXT, 555));
    assert_false(smtp_code_allowed(SMTP_VERB_NOOP, 221));
    assert_false(smtp_code_allowed(SMTP_VERB_QUIT, 250));
    assert_false(smtp_code_allowed(SMTP_VERB_RSET, 550));
    assert_false(smtp_code_allowed(SMTP_VERB_RCPT, 252));
    assert_false(smtp_code_allowed(SMTP_VERB_UNKNOWN, 250));
}

static bool
names_word(const char *list, const char *word)
{
    size_t len = strlen(word);

    for (const char *at = strstr(list, word); at != NULL;
         at = strstr(at + 1, word)) {
        if ((at == list || at[-1] == ' ') &&
            (at[len] == ' ' || at[len] == '\0')) {
            return true;
        }
    }
    return false;
}

static void
codes_of_a_command_ascend_and_each_is_explained(void **unused)
{
    (void)unused;
    for (int verb = 0; verb < SMTP_VERBS; verb++) {
        const struct smtp_command *row = smtp_command((enum smtp_verb)verb);
        const char *word = verb == SMTP_VERB_TEXT ? "dot" : row->word;
        bool relic = verb >= SMTP_VERB_TURN && verb <= SMTP_VERB_SAML;

        for (size_t i = 0; row->codes[i] != 0; i++) {
            const struct smtp_code *code = smtp_code(row->codes[i]);

            assert_non_null(code);
            assert_true(relic || names_word(code->after, word));
            assert_true(i == 0 || row->codes[i - 1] < row->codes[i]);
        }
    }
}

/* REQ(5321-4.2.3) */
static void
every_code_of_section_4_2_3_is_explained(void **unused)
{
    static const int wanted[] = {
        211, 214, 220, 221, 250, 251, 252, 354, 421, 450, 451, 452, 455, 500,
        501, 502, 503, 504, 550, 551, 552, 553, 554, 555,
        /* RFC 4954, 7504 */
        235, 334, 432, 454, 530, 534, 535, 538, 521, 556,
    };
    size_t rows = 0;

    (void)unused;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        assert_non_null(smtp_code(wanted[i]));
    }
    for (int code = -1; code <= 1000; code++) {
        const struct smtp_code *row = smtp_code(code);

        if (row != NULL) {
            rows++;
            assert_int_equal(row->code, code);
            assert_in_range(code, 200, 599);
            assert_words(row->after, WHAT_MAX);
            assert_words(row->what, WHAT_MAX);
            assert_section(row->section);
        }
    }
    /* and those of ETRN, RFC 1985: 253, 458, 459 */
    assert_int_equal(rows, sizeof wanted / sizeof wanted[0] + 3);
    assert_null(smtp_code(0));
    assert_null(smtp_code(999));
}

static void
a_code_is_named_only_by_commands_that_may_get_it(void **unused)
{
    (void)unused;
    for (int code = 200; code < 600; code++) {
        for (int verb = 0; verb < SMTP_VERBS; verb++) {
            const struct smtp_code *row = smtp_code(code);
            const char *word = smtp_command((enum smtp_verb)verb)->word;

            if (row != NULL && names_word(row->after, word)) {
                assert_true(smtp_code_allowed((enum smtp_verb)verb, code));
            }
        }
    }
}

static bool
has_extension(const char *keyword, const char *parameter)
{
    const struct smtp_extension *row;

    for (size_t i = 0; (row = smtp_extension(i)) != NULL; i++) {
        if (strcmp(row->keyword, keyword) == 0 &&
            strcmp(row->parameter, parameter) == 0) {
            return true;
        }
    }
    return false;
}

static void
every_extension_is_explained(void **unused)
{
    const struct smtp_extension *row;
    size_t count = 0;

    (void)unused;
    for (; (row = smtp_extension(count)) != NULL; count++) {
        assert_words(row->keyword, WORD_MAX);
        assert_non_null(row->parameter);
        assert_words(row->what, WHAT_MAX);
        assert_section(row->section);
    }
    assert_null(smtp_extension(count + 1));
    assert_null(smtp_extension(SIZE_MAX));
    assert_true(has_extension("SIZE", "SIZE"));
    assert_true(has_extension("8BITMIME", "BODY"));
    assert_true(has_extension("SMTPUTF8", "SMTPUTF8"));
    assert_true(has_extension("DSN", "RET"));
    assert_true(has_extension("DSN", "ENVID"));
    assert_true(has_extension("DSN", "NOTIFY"));
    assert_true(has_extension("DSN", "ORCPT"));
    assert_true(has_extension("PIPELINING", ""));
    assert_true(has_extension("ENHANCEDSTATUSCODES", ""));
    assert_true(has_extension("HELP", ""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_replies_are_those_of_section_4_3_2),
        cmocka_unit_test(a_reply_of_another_command_is_not_allowed),
        cmocka_unit_test(codes_of_a_command_ascend_and_each_is_explained),
        cmocka_unit_test(every_code_of_section_4_2_3_is_explained),
        cmocka_unit_test(a_code_is_named_only_by_commands_that_may_get_it),
        cmocka_unit_test(every_extension_is_explained),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
