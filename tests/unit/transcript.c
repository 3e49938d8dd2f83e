/*
 * transcript.c - a dialogue as it is written for people.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "client/transcript.h"

struct fixture {
    struct transcript transcript;
    FILE *out;
    char *text;
    size_t len;
};

static void
begin(struct fixture *fixture, enum transcript_style style,
      enum observer_service service)
{
    fixture->out = open_memstream(&fixture->text, &fixture->len);
    assert_non_null(fixture->out);
    transcript_init(&fixture->transcript, fixture->out, style, service);
}

static void
end(struct fixture *fixture)
{
    transcript_free(&fixture->transcript);
    fclose(fixture->out);
    free(fixture->text);
}

/* One line "C: text" of the dialogue. */
static void
say(struct fixture *fixture, const char *line)
{
    struct dialogue_record record = {.session = 1,
                                     .mark = (enum dialogue_mark)line[0],
                                     .text = line + 3,
                                     .len = strlen(line + 3)};

    memcpy(record.service,
           fixture->transcript.annotator.observer.service == OBSERVER_SMTP
               ? "smtp"
               : "pop3", 5);
    transcript_record(&fixture->transcript, &record);
    fflush(fixture->out);
}

static void
holds(const struct fixture *fixture, const char *words)
{
    if (strstr(fixture->text, words) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", words, fixture->text);
    }
}

static void
what_the_server_knows_is_told_when_it_changes(void **state)
{
    struct fixture fixture;
    size_t before;

    (void)state;
    begin(&fixture, TRANSCRIPT_ANNOTATED, OBSERVER_SMTP);
    say(&fixture, "S: 220 mx");
    say(&fixture, "C: EHLO pc7");
    holds(&fixture, "C: EHLO pc7\n   | ");
    holds(&fixture, "RFC 5321 section 4.1.1.1)\n");
    say(&fixture, "S: 250 mx");
    say(&fixture, "C: MAIL FROM:<a@b.example>");
    say(&fixture, "S: 250 ok");
    holds(&fixture, "sender <a@b.example>\n");
    before = fixture.len;
    say(&fixture, "C: NOOP");
    say(&fixture, "S: 250 ok");
    assert_null(strstr(fixture.text + before, "now knows"));
    end(&fixture);
}

static void
a_reply_of_many_lines_is_explained_once(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, TRANSCRIPT_ANNOTATED, OBSERVER_SMTP);
    say(&fixture, "S: 220 mx");
    say(&fixture, "C: EHLO pc7");
    say(&fixture, "S: 250-mx");
    say(&fixture, "S: 250 HELP");
    holds(&fixture, "S: 250-mx\nS: 250 HELP\n   | 250: ");
    end(&fixture);
}

static void
no_line_of_ours_is_wider_than_a_terminal(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, TRANSCRIPT_ANNOTATED, OBSERVER_SMTP);
    say(&fixture, "S: 220 mx");
    say(&fixture, "C: EHLO pc7.red.example");
    say(&fixture, "S: 250 mx");
    say(&fixture, "C: MAIL FROM:<alice.and.her.sister@red.example>");
    say(&fixture, "S: 250 ok");
    holds(&fixture, "client pc7.red.example; sender\n"
                    "   > <alice.and.her.sister@red.example>\n");
    for (const char *at = fixture.text; *at != '\0';
         at += strcspn(at, "\n") + 1) {
        assert_true(strcspn(at, "\n") < 80);
    }
    end(&fixture);
}

static void
what_is_no_reply_tells_nothing_about_the_server(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, TRANSCRIPT_ANNOTATED, OBSERVER_SMTP);
    say(&fixture, "S: +OK POP3 ready");
    assert_null(strstr(fixture.text, "now knows"));
    end(&fixture);
}

static void
marks_are_shown_until_the_session_ends(void **state)
{
    static const char *const lines[] = {"S: +OK", "C: USER bob", "S: +OK",
                                        "C: PASS ********", "S: +OK",
                                        "C: STAT", "S: +OK 2 320"};
    struct fixture fixture;
    size_t i;

    (void)state;
    begin(&fixture, TRANSCRIPT_ANNOTATED, OBSERVER_POP3);
    for (i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        say(&fixture, lines[i]);
    }
    holds(&fixture, "user bob; 2 messages, 320 octets\n");
    say(&fixture, "C: DELE 2");
    say(&fixture, "S: +OK");
    holds(&fixture, "user bob; 1 message; marked: 2\n");
    end(&fixture);
}

static void
lines_of_a_listing_are_no_replies(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, TRANSCRIPT_ANNOTATED, OBSERVER_POP3);
    say(&fixture, "S: +OK");
    say(&fixture, "C: CAPA");
    say(&fixture, "S: +OK");
    say(&fixture, "S: UIDL");
    say(&fixture, "S: .");
    say(&fixture, "C: NOOP");
    holds(&fixture, "S: UIDL\nS: .\nC: NOOP\n");
    end(&fixture);
}

static void
nothing_of_the_server_reaches_the_terminal_unescaped(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, TRANSCRIPT_ANNOTATED, OBSERVER_SMTP);
    say(&fixture, "S: 220 \x1b]0;x\x07");
    say(&fixture, "C: HELO a\x1b[2J");
    say(&fixture, "S: 250 \xC2\x9B" "2J");
    say(&fixture, "S: 9\x1b[2J");
    assert_null(strchr(fixture.text, 0x1b));
    assert_null(strchr(fixture.text, 0x07));
    assert_null(strstr(fixture.text, "\xC2\x9B"));
    end(&fixture);
}

static void
raw_is_the_form_of_the_log(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, TRANSCRIPT_RAW, OBSERVER_SMTP);
    say(&fixture, "S: 220 mx");
    assert_string_equal(fixture.text,
                        "1970-01-01T00:00:00.000Z smtp#1 S: 220 mx\n");
    end(&fixture);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_server_knows_is_told_when_it_changes),
        cmocka_unit_test(a_reply_of_many_lines_is_explained_once),
        cmocka_unit_test(no_line_of_ours_is_wider_than_a_terminal),
        cmocka_unit_test(what_is_no_reply_tells_nothing_about_the_server),
        cmocka_unit_test(marks_are_shown_until_the_session_ends),
        cmocka_unit_test(lines_of_a_listing_are_no_replies),
        cmocka_unit_test(nothing_of_the_server_reaches_the_terminal_unescaped),
        cmocka_unit_test(raw_is_the_form_of_the_log),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
