/*
 * pop3_table.c - the rows of POP3 held against RFC 1939 and each other.
 *
 * Idea: as in smtp_table.c.  In which state a command may be given stands a
 * second time here, copied from the "Restrictions" in RFC 1939; the rest are
 * properties of the rows.
 *
 * RFC 1939 sections 3 to 7; RFC 2449 sections 5 and 8; RFC 2595 section 4;
 * RFC 3206; RFC 5034 section 4; RFC 6856.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/pop3.h"

enum { WHAT_MAX = 180, WORD_MAX = 20 };

static const enum pop3_state all_states[] = {
    POP3_AUTHORIZATION, POP3_TRANSACTION, POP3_UPDATE, POP3_CLOSED,
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

static void
every_verb_has_a_whole_row(void **unused)
{
    (void)unused;
    for (int verb = 0; verb < POP3_VERBS; verb++) {
        const struct pop3_command *row = pop3_command((enum pop3_verb)verb);

        assert_non_null(row);
        /* RFC 1939 section 3: keywords have three or four characters */
        assert_in_range(strlen(row->word), 3, 4);
        assert_words(row->syntax, WHAT_MAX);
        assert_int_equal(strncmp(row->syntax, row->word, strlen(row->word)),
                         0);
        assert_words(row->what, WHAT_MAX);
        assert_section(row->section);
        assert_int_not_equal(row->legal, 0);
    }
    assert_null(pop3_command(POP3_VERB_UNKNOWN));
}

static void
every_state_has_a_whole_row(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < STATES; i++) {
        const struct pop3_state_row *row = pop3_state_row(all_states[i]);

        assert_non_null(row);
        assert_int_equal(row->state, all_states[i]);
        assert_words(row->name, WORD_MAX);
        assert_words(row->what, WHAT_MAX);
        assert_words(row->hint, WHAT_MAX);
    }
    assert_null(pop3_state_row((enum pop3_state)3));
}

static enum pop3_verb
verb_of(const char *line)
{
    return pop3_verb_of(line, strlen(line));
}

/* REQ(1939-3) */
static void
a_keyword_is_known_in_any_case(void **unused)
{
    (void)unused;
    for (int verb = 0; verb < POP3_VERBS; verb++) {
        const char *word = pop3_command((enum pop3_verb)verb)->word;
        char lower[WORD_MAX + 1] = "";

        for (size_t i = 0; word[i] != '\0'; i++) {
            lower[i] = (char)(word[i] | 0x20);
        }
        assert_int_equal(verb_of(word), verb);
        assert_int_equal(verb_of(lower), verb);
    }
    assert_int_equal(verb_of("rEtR 1"), POP3_VERB_RETR);
}

static void
a_piece_of_a_keyword_is_no_keyword(void **unused)
{
    static const char *const strangers[] = {
        "", " ", " STAT", "STA", "STATS", "TOPX", "TO", "RETR\t1", "LIST1",
        "QUIT\r", "+OK",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
        assert_int_equal(verb_of(strangers[i]), POP3_VERB_UNKNOWN);
    }
    assert_int_equal(pop3_verb_of(NULL, 0), POP3_VERB_UNKNOWN);
    assert_int_equal(pop3_verb_of("TOP\0", 4), POP3_VERB_UNKNOWN);
    assert_int_equal(pop3_verb_of("QUI\0", 4), POP3_VERB_UNKNOWN);
    assert_int_equal(pop3_verb_of("TOPUIDL", 3), POP3_VERB_TOP);
}

/* A authorization, T transaction, U update, C closed; after "" is SAME. */
struct order {
    enum pop3_verb verb;
    const char *legal;
    const char *after;
};
static const struct order orders[] = {
    /* RFC 1939 section 5: "only in the TRANSACTION state" */
    {POP3_VERB_STAT, "T", ""},
    {POP3_VERB_LIST, "T", ""},
    {POP3_VERB_RETR, "T", ""},
    {POP3_VERB_DELE, "T", ""},
    {POP3_VERB_NOOP, "T", ""},
    {POP3_VERB_RSET, "T", ""},
    /* sections 4 and 6: "Restrictions: none"; UPDATE only from T */
    {POP3_VERB_QUIT, "AT", "UC"},
    /* section 7 */
    {POP3_VERB_TOP, "T", ""},
    {POP3_VERB_UIDL, "T", ""},
    {POP3_VERB_USER, "A", ""},
    {POP3_VERB_PASS, "A", "T"},
    {POP3_VERB_APOP, "A", "T"},
    /* RFC 5034, 2595, 2449, 6856 */
    {POP3_VERB_AUTH, "A", "T"},
    {POP3_VERB_STLS, "A", ""},
    {POP3_VERB_CAPA, "AT", ""},
    {POP3_VERB_UTF8, "A", ""},
    {POP3_VERB_LANG, "AT", ""},
};

static unsigned
set_of(const char *letters)
{
    static const char alphabet[] = "ATUC";
    unsigned set = 0;

    for (; *letters != '\0'; letters++) {
        set |= all_states[strchr(alphabet, *letters) - alphabet];
    }
    return set;
}

/* REQ(1939-4) REQ(1939-5) REQ(1939-6) REQ(1939-7) */
static void
each_command_belongs_to_the_states_of_its_rfc(void **unused)
{
    (void)unused;
    assert_int_equal(sizeof orders / sizeof orders[0], POP3_VERBS);
    for (size_t i = 0; i < POP3_VERBS; i++) {
        const struct pop3_command *row = pop3_command(orders[i].verb);

        assert_int_equal(row->legal, set_of(orders[i].legal));
        assert_int_equal(row->after, set_of(orders[i].after));
    }
}

/*
 * A hint answers a command that is not legal here: it names the way into the
 * other state, by commands that are legal here.
 */
static void
the_hints_name_the_way_to_the_other_state(void **unused)
{
    const char *login = pop3_state_row(POP3_AUTHORIZATION)->hint;
    const char *leave = pop3_state_row(POP3_TRANSACTION)->hint;

    (void)unused;
    assert_non_null(strstr(login, "USER"));
    assert_non_null(strstr(login, "PASS"));
    assert_null(strstr(login, "QUIT"));
    assert_non_null(strstr(leave, "QUIT"));
    assert_non_null(strstr(leave, "connect again"));
    for (int verb = 0; verb < POP3_VERBS; verb++) {
        const struct pop3_command *row = pop3_command((enum pop3_verb)verb);

        if (strstr(login, row->word) != NULL) {
            assert_int_not_equal(row->legal & POP3_AUTHORIZATION, 0);
        }
        if (strstr(leave, row->word) != NULL) {
            assert_int_not_equal(row->legal & POP3_TRANSACTION, 0);
        }
    }
}

static bool
is_multiline(const char *line)
{
    return pop3_is_multiline(line, strlen(line));
}

/* REQ(1939-5) REQ(2449-5) */
static void
only_the_right_commands_open_a_multi_line_response(void **unused)
{
    static const char *const many[] = {
        "LIST", "list", "LIST ", "UIDL", "RETR 1", "retr 12", "TOP 1 0",
        "CAPA", "LANG",
    };
    static const char *const one[] = {
        "LIST 1", "LIST  1", "uidl 2", "STAT", "DELE 1", "NOOP", "RSET",
        "QUIT", "USER bob", "PASS banana", "APOP bob c4c9", "AUTH PLAIN",
        "STLS", "UTF8", "LANG de", "", "LISTX", "RETRX 1",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof many / sizeof many[0]; i++) {
        assert_true(is_multiline(many[i]));
    }
    for (size_t i = 0; i < sizeof one / sizeof one[0]; i++) {
        assert_false(is_multiline(one[i]));
    }
    assert_true(pop3_is_multiline("LIST 1", 4));
    assert_false(pop3_is_multiline(NULL, 0));
}

/* REQ(2449-8) */
static void
response_codes_are_known_in_any_case(void **unused)
{
    static const char *const tags[] = {
        "IN-USE", "LOGIN-DELAY", "SYS/TEMP", "SYS/PERM", "AUTH", "in-use",
        "Sys/Temp",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        const struct pop3_response_code *row =
            pop3_response_code(tags[i], strlen(tags[i]));

        assert_non_null(row);
        assert_int_equal(strlen(row->tag), strlen(tags[i]));
        assert_words(row->what, WHAT_MAX);
        assert_section(row->section);
    }
    assert_string_equal(pop3_response_code("auth", 4)->section,
                        "RFC 3206 section 5");
    assert_null(pop3_response_code("IN-USED", 7));
    assert_null(pop3_response_code("IN-USE", 5));
    assert_null(pop3_response_code("SYS", 3));
    assert_null(pop3_response_code("", 0));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_verb_has_a_whole_row),
        cmocka_unit_test(every_state_has_a_whole_row),
        cmocka_unit_test(a_keyword_is_known_in_any_case),
        cmocka_unit_test(a_piece_of_a_keyword_is_no_keyword),
        cmocka_unit_test(each_command_belongs_to_the_states_of_its_rfc),
        cmocka_unit_test(the_hints_name_the_way_to_the_other_state),
        cmocka_unit_test(only_the_right_commands_open_a_multi_line_response),
        cmocka_unit_test(response_codes_are_known_in_any_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
