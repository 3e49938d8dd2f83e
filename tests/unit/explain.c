/*
 * explain.c - replies and states told in sentences, and text cut into lines.
 *
 * RFC 5321 section 4.2.1; RFC 3463; RFC 1939 sections 3 and 5.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "labs/explain.h"
#include "labs/plain_text.h"

struct text {
    char *text;
    size_t size;
    FILE *out;
};

static void
begin(struct text *text)
{
    memset(text, 0, sizeof(*text));
    text->out = open_memstream(&text->text, &text->size);
    assert_non_null(text->out);
}

static void
holds(struct text *text, const char *part)
{
    fflush(text->out);
    if (strstr(text->text, part) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", part, text->text);
    }
}

static void
lacks(struct text *text, const char *part)
{
    fflush(text->out);
    if (strstr(text->text, part) != NULL) {
        fail_msg("\"%s\" is in \"%s\"", part, text->text);
    }
}

static void
end(struct text *text)
{
    fclose(text->out);
    free(text->text);
}

static void
reply(struct text *text, enum observer_service service, const char *command,
      const char *first, const char *second, bool known)
{
    char one[128];
    char two[128];
    char *lines[] = {one, two};

    snprintf(one, sizeof(one), "%s", first);
    snprintf(two, sizeof(two), "%s", second == NULL ? "" : second);
    begin(text);
    explain_reply(text->out, service, command, lines, second == NULL ? 1 : 2,
                  known);
}

static void
s4_2_1__each_digit_is_explained(void **state)
{
    struct text text;

    (void)state;
    reply(&text, OBSERVER_SMTP, "RCPT", "503 5.5.1 not now", NULL, false);
    holds(&text, "5 0 3:  5 = refused,  0 = syntax,  3 = ");
    holds(&text, "503: ");
    holds(&text, "5.5.1: the same in finer words: failure for good; the "
                 "protocol; command not supported or out of order.");
    end(&text);
}

static void
s4_2_1__a_known_code_is_decoded_without_its_meaning(void **state)
{
    struct text text;

    (void)state;
    reply(&text, OBSERVER_SMTP, "MAIL", "250 2.1.0 ok", NULL, true);
    holds(&text, "2 5 0:  2 = done,  5 = the mail system");
    lacks(&text, "250: ");
    end(&text);
}

static void
s4_2_1__many_lines_are_one_reply(void **state)
{
    struct text text;

    (void)state;
    reply(&text, OBSERVER_SMTP, "EHLO", "250-a", "250 b", false);
    holds(&text, "One reply in 2 lines");
    end(&text);
}

static void
s4_3_2__an_unknown_code_goes_by_its_first_digit(void **state)
{
    struct text text;

    (void)state;
    reply(&text, OBSERVER_SMTP, "MAIL", "259 hm", NULL, false);
    holds(&text, "2 = done");
    holds(&text, "first digit alone");
    end(&text);
}

static void
explain__what_is_no_reply_is_called_that(void **state)
{
    struct text text;

    (void)state;
    reply(&text, OBSERVER_SMTP, "MAIL", "+OK fine", NULL, false);
    holds(&text, "no SMTP reply");
    end(&text);
    reply(&text, OBSERVER_POP3, "STAT", "250 ok", NULL, false);
    holds(&text, "no POP3 reply");
    end(&text);
    begin(&text);
    explain_reply(text.out, OBSERVER_SMTP, "QUIT", NULL, 0, false);
    holds(&text, "the connection ended");
    end(&text);
}

static void
s5__the_numbers_of_stat_are_told(void **state)
{
    struct text text;

    (void)state;
    reply(&text, OBSERVER_POP3, "STAT", "+OK 2 320", NULL, false);
    holds(&text, "2 messages, 320 octets");
    end(&text);
    reply(&text, OBSERVER_POP3, "NOOP", "+OK 2 320", NULL, false);
    lacks(&text, "octets");
    end(&text);
}

static void
s8__a_response_code_is_told(void **state)
{
    struct text text;

    (void)state;
    reply(&text, OBSERVER_POP3, "PASS ********", "-ERR [IN-USE] locked", NULL,
          false);
    holds(&text, "refused");
    holds(&text, "[IN-USE], for programs: ");
    end(&text);
}

static void
feed(struct observer *observer, enum dialogue_mark mark, const char *line)
{
    struct dialogue_record record = {
        .session = 1, .mark = mark, .text = line, .len = strlen(line)};

    assert_int_equal(observer_record(observer, &record), 0);
}

static void
explain__what_smtp_remembers(void **state)
{
    struct observer seen;
    struct text text;

    (void)state;
    observer_init(&seen, OBSERVER_SMTP);
    feed(&seen, DIALOGUE_SERVER, "220 a");
    feed(&seen, DIALOGUE_CLIENT, "EHLO pc7.red.example");
    feed(&seen, DIALOGUE_SERVER, "250 a");
    feed(&seen, DIALOGUE_CLIENT, "MAIL FROM:<alice@red.example>");
    feed(&seen, DIALOGUE_SERVER, "250 a");
    begin(&text);
    explain_memory(text.out, &seen);
    explain_state(text.out, &seen);
    holds(&text, "client pc7.red.example, sender <alice@red.example>, no "
                 "recipient, no text.");
    holds(&text, "State MAIL: ");
    holds(&text, "Legal now: EHLO HELO RCPT RSET NOOP VRFY HELP QUIT.");
    end(&text);
    feed(&seen, DIALOGUE_CLIENT, "RCPT TO:<bob@red.example>");
    feed(&seen, DIALOGUE_SERVER, "250 a");
    feed(&seen, DIALOGUE_CLIENT, "DATA");
    feed(&seen, DIALOGUE_SERVER, "354 a");
    feed(&seen, DIALOGUE_DATA, "Hi");
    begin(&text);
    explain_memory(text.out, &seen);
    holds(&text, "recipient <bob@red.example>, 1 line of text (4 octets).");
    end(&text);
    feed(&seen, DIALOGUE_CLIENT, ".");
    feed(&seen, DIALOGUE_SERVER, "250 a");
    feed(&seen, DIALOGUE_CLIENT, "QUIT");
    feed(&seen, DIALOGUE_SERVER, "221 a");
    begin(&text);
    explain_memory(text.out, &seen);
    holds(&text, "nothing any more: the session is over.");
    end(&text);
    observer_free(&seen);
}

static void
explain__what_pop3_remembers(void **state)
{
    struct observer seen;
    struct text text;

    (void)state;
    observer_init(&seen, OBSERVER_POP3);
    feed(&seen, DIALOGUE_SERVER, "+OK a");
    begin(&text);
    explain_memory(text.out, &seen);
    holds(&text, "nobody has logged in");
    end(&text);
    feed(&seen, DIALOGUE_CLIENT, "USER bob");
    feed(&seen, DIALOGUE_SERVER, "+OK a");
    feed(&seen, DIALOGUE_CLIENT, "PASS ********");
    feed(&seen, DIALOGUE_SERVER, "+OK a");
    feed(&seen, DIALOGUE_CLIENT, "DELE 2");
    feed(&seen, DIALOGUE_SERVER, "+OK a");
    begin(&text);
    explain_memory(text.out, &seen);
    explain_state(text.out, &seen);
    holds(&text, "user bob, marked as deleted: 2.");
    holds(&text, "State TRANSACTION: ");
    holds(&text, "Legal now: STAT LIST RETR DELE TOP UIDL RSET NOOP CAPA "
                 "QUIT.");
    end(&text);
    feed(&seen, DIALOGUE_CLIENT, "QUIT");
    feed(&seen, DIALOGUE_SERVER, "+OK a");
    begin(&text);
    explain_memory(text.out, &seen);
    holds(&text, "nothing any more: the session is over.");
    lacks(&text, "bob");
    end(&text);
    observer_free(&seen);
}

static void
explain__first_characters_have_words(void **state)
{
    (void)state;
    assert_string_equal(explain_first('2'), "done");
    assert_string_equal(explain_first('3'), "go on");
    assert_string_equal(explain_first('4'), "try later");
    assert_string_equal(explain_first('5'), "refused");
    assert_string_equal(explain_first('+'), "+OK, done");
    assert_string_equal(explain_first('\0'), "no reply");
}

static void
plain_text__lines_are_wrapped_at_blanks(void **state)
{
    struct text text;
    struct plain_out out = {.width = PLAIN_WIDTH, .utf8 = true};
    char word[201];

    (void)state;
    begin(&text);
    out.file = text.out;
    plain_lines(&out, "Why: ",
                "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd "
                "eeeeeeeee fffffffff ggggggggg hhhhhhhhh\n"
                "second");
    holds(&text, "Why: aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee "
                 "fffffffff ggggggggg\n     hhhhhhhhh\nWhy: second\n");
    memset(word, 'x', 200);
    word[200] = '\0';
    plain_lines(&out, "", word);
    fflush(text.out);
    for (const char *at = text.text; *at != '\0'; at += strcspn(at, "\n") + 1) {
        assert_true(strcspn(at, "\n") <= PLAIN_WIDTH);
    }
    end(&text);
}

static void
plain_text__without_utf8_nothing_but_ascii_comes_out(void **state)
{
    struct text text;
    struct plain_out out = {.width = PLAIN_WIDTH, .utf8 = false};

    (void)state;
    begin(&text);
    out.file = text.out;
    plain_lines(&out, "", "caf\xC3\xA9 \xE2\x82\xAC");
    holds(&text, "caf? ?\n");
    end(&text);
}

static void
plain_text__prose_is_filled_and_fences_are_kept(void **state)
{
    struct text text;
    struct plain_out out = {.width = PLAIN_WIDTH, .utf8 = true};

    (void)state;
    begin(&text);
    out.file = text.out;
    plain_prose(&out,
                "## Title\n\none\ntwo\n- a\n- b\n  c\n\n```text\n  x   y\n"
                "```\nend");
    holds(&text, "Title\n\none two\n- a\n- b c\n\n  x   y\nend\n");
    end(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s4_2_1__each_digit_is_explained),
        cmocka_unit_test(s4_2_1__a_known_code_is_decoded_without_its_meaning),
        cmocka_unit_test(s4_2_1__many_lines_are_one_reply),
        cmocka_unit_test(s4_3_2__an_unknown_code_goes_by_its_first_digit),
        cmocka_unit_test(explain__what_is_no_reply_is_called_that),
        cmocka_unit_test(s5__the_numbers_of_stat_are_told),
        cmocka_unit_test(s8__a_response_code_is_told),
        cmocka_unit_test(explain__what_smtp_remembers),
        cmocka_unit_test(explain__what_pop3_remembers),
        cmocka_unit_test(explain__first_characters_have_words),
        cmocka_unit_test(plain_text__lines_are_wrapped_at_blanks),
        cmocka_unit_test(plain_text__without_utf8_nothing_but_ascii_comes_out),
        cmocka_unit_test(plain_text__prose_is_filled_and_fences_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
