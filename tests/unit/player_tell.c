/*
 * player_tell.c - a lesson played without a server: what the servers say.
 *
 * RFC 5321 sections 3.8, 4.2.1, 4.2.5; RFC 1939 sections 3, 6.
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

#include "tests/support/lesson.h"

static void
player__stops_at_a_reply_that_the_lesson_cannot_use(void **state)
{
    struct lesson lesson;

    (void)state;
    lesson_begin(&lesson, LESSON_META LESSON_HELLO);
    lesson_answer(&lesson, "");
    lesson_connected(&lesson);
    lesson_heard(&lesson, "554 no mail here");
    lesson_wants(&lesson, PLAYER_END);
    assert_int_equal(player_outcome(lesson.player), PLAYER_UNEXPECTED);
    assert_int_equal(
        lesson_told(&lesson, PLAYER_TROUBLE,
                    "needs \"220\" here, but the server said \"554 no "
                    "mail here\""),
        1);
    lesson_end(&lesson);
}

static void
player__says_try_later_when_the_server_does(void **state)
{
    struct lesson lesson;

    (void)state;
    lesson_begin(&lesson, LESSON_META LESSON_HELLO);
    lesson_answer(&lesson, "");
    lesson_connected(&lesson);
    lesson_heard(&lesson, "421 too many");
    assert_int_equal(player_outcome(lesson.player), PLAYER_LATER);
    lesson_end(&lesson);
}

/*
 * A lesson that is about to say the final dot, and says it if said is true.
 */
static void
begin_at_the_dot(struct lesson *lesson, bool said)
{
    static const char *const dialogue[][2] = {
        {"EHLO a", "250 a"},
        {"MAIL FROM:<a@a>", "250 a"},
        {"RCPT TO:<b@b>", "250"},
        {"DATA", "354 go"},
    };

    lesson_begin(lesson,
                 LESSON_META "```lab step t\nopen: smtp\nS: 220\n"
                             "C: EHLO a\nS: 250\nC: MAIL FROM:<a@a>\nS: 250\n"
                             "C: RCPT TO:<b@b>\nS: 250\nC: DATA\nS: 354\n"
                             "C: .\nS: 250\nC: QUIT\nS: 221\n```\n");
    lesson_answer(lesson, "");
    lesson_connected(lesson);
    lesson_heard(lesson, "220 a");
    for (size_t i = 0; i < sizeof dialogue / sizeof dialogue[0]; i++) {
        lesson_answer(lesson, "");
        lesson_said(lesson, dialogue[i][0]);
        lesson_heard(lesson, dialogue[i][1]);
    }
    if (said) {
        lesson_answer(lesson, "");
        lesson_said(lesson, ".");
    }
}

/*
 * The connection is lost; this must be said.
 */
static void
lose(struct lesson *lesson, const char *what)
{
    player_lost(lesson->player, PLAYER_LATER, "The server closed.");
    lesson_wants(lesson, PLAYER_END);
    assert_int_equal(player_outcome(lesson->player), PLAYER_LATER);
    assert_int_equal(lesson_told(lesson, PLAYER_TROUBLE, what), 1);
    lesson_end(lesson);
}

/*
 * What was not completed is cancelled, what was completed stays; in between
 * nobody can tell: RFC 5321 sections 4.1.1.10, 4.5.3.2.6.
 */
static void
player__says_what_a_lost_connection_means(void **state)
{
    struct lesson lesson;

    (void)state;
    begin_at_the_dot(&lesson, false);
    lose(&lesson, "Nothing was delivered: without the final dot");
    begin_at_the_dot(&lesson, true);
    lose(&lesson, "The dot got no reply, so the mail is stored or it is not");
    begin_at_the_dot(&lesson, true);
    lesson_record(&lesson, DIALOGUE_SERVER, "250-half a reply");
    lose(&lesson, "the mail is stored or it is not");
    begin_at_the_dot(&lesson, true);
    lesson_heard(&lesson, "250 taken");
    lose(&lesson, "The mail is safe: its dot was answered with 250");
}

/*
 * After 4yz or 5yz to the dot the client has the mail still: section 4.2.5.
 */
static void
player__says_who_has_the_mail_when_the_dot_is_refused(void **state)
{
    struct lesson lesson;

    (void)state;
    begin_at_the_dot(&lesson, true);
    lesson_heard(&lesson, "452 4.3.1 the disk is full");
    assert_int_equal(player_outcome(lesson.player), PLAYER_LATER);
    assert_int_equal(lesson_told(&lesson, PLAYER_TROUBLE,
                                 "the client keeps it and tries again later"),
                     1);
    lesson_end(&lesson);
    begin_at_the_dot(&lesson, true);
    lesson_heard(&lesson, "554 5.6.0 never");
    assert_int_equal(player_outcome(lesson.player), PLAYER_UNEXPECTED);
    assert_int_equal(lesson_told(&lesson, PLAYER_TROUBLE,
                                 "a person should look before it is sent"),
                     1);
    lesson_end(&lesson);
}

static void
player__expects_the_end_when_the_lesson_does(void **state)
{
    struct lesson lesson;

    (void)state;
    lesson_begin(&lesson, LESSON_META
                 "```lab step t\nopen: smtp\nS: 220\nC: QUIT\nS?: EOF\n"
                 "```\n");
    lesson_answer(&lesson, "");
    lesson_connected(&lesson);
    lesson_heard(&lesson, "220 a");
    lesson_wants(&lesson, PLAYER_GO);
    lesson_answer(&lesson, "");
    lesson_said(&lesson, "QUIT");
    player_lost(lesson.player, PLAYER_LATER, "The server closed.");
    lesson_wants(&lesson, PLAYER_LOOK);
    player_saw(lesson.player, NULL);
    assert_int_equal(player_outcome(lesson.player), PLAYER_FINISHED);
    lesson_end(&lesson);
}

static void
player__tells_the_mailbox_only_when_it_changed(void **state)
{
    struct lesson lesson;

    (void)state;
    lesson_begin(&lesson, LESSON_META LESSON_HELLO);
    lesson_answer(&lesson, "");
    lesson_connected(&lesson);
    lesson_heard(&lesson, "220 a");
    assert_int_equal(lesson_told(&lesson, PLAYER_MAILBOX, ""), 1);
    lesson_answer(&lesson, "");
    lesson_said(&lesson, "EHLO bob.example");
    lesson_record(&lesson, DIALOGUE_SERVER, "250 a");
    player_heard(lesson.player);
    player_saw(lesson.player, "Mailbox: 1 message.");
    assert_int_equal(
        lesson_told(&lesson, PLAYER_MAILBOX, "Changed! Mailbox: 1"), 1);
    lesson_end(&lesson);
}

/*
 * What a server says is shown escaped, and a huge answer is cut short.
 */
static void
player__shows_strangers_text_as_text(void **state)
{
    struct lesson lesson;

    (void)state;
    lesson_begin(&lesson,
                 LESSON_META "```lab step t\nopen: pop3\nS: +OK\nC: RETR 1\n"
                             "S: +OK\n```\n");
    lesson.service = "pop3";
    lesson_answer(&lesson, "");
    lesson_connected(&lesson);
    lesson_heard(&lesson, "+OK \x1b[31mred\x9b");
    assert_int_equal(lesson_told(&lesson, PLAYER_LINE, "\\x1B[31mred\\x9B"), 1);
    lesson_answer(&lesson, "");
    lesson_said(&lesson, "RETR 1");
    lesson_record(&lesson, DIALOGUE_SERVER, "+OK");
    for (int i = 0; i < 5000; i++) {
        lesson_record(&lesson, DIALOGUE_DATA, "\tC:\\x09 line");
    }
    lesson_heard(&lesson, ".");
    assert_in_range(lesson_told(&lesson, PLAYER_LINE, "\\x09C:\\\\x09 line"),
                    50, 60);
    assert_int_equal(lesson_told(&lesson, PLAYER_MEANS, "5002 lines in all"),
                     1);
    assert_int_equal(player_outcome(lesson.player), PLAYER_FINISHED);
    lesson_end(&lesson);
}

static void
player__counts_its_steps(void **state)
{
    struct lesson lesson;
    size_t last = 0;

    (void)state;
    lesson_begin(&lesson, LESSON_META LESSON_HELLO
                 "```lab ask q\nq: Who?\na*: you\nb: me\n```\n");
    assert_int_equal(player_steps(lesson.player), 3);
    assert_int_equal(player_step(lesson.player), 1);
    lesson_answer(&lesson, "");
    lesson_connected(&lesson);
    lesson_heard(&lesson, "220 a");
    assert_int_equal(player_step(lesson.player), 2);
    lesson_answer(&lesson, "");
    lesson_said(&lesson, "EHLO bob.example");
    lesson_heard(&lesson, "250 a");
    assert_int_equal(player_step(lesson.player), 3);
    for (size_t i = 0; i < player_events(lesson.player); i++) {
        assert_true(player_event(lesson.player, i)->step >= last);
        last = player_event(lesson.player, i)->step;
    }
    lesson_end(&lesson);
}

static void
player__asks_for_plus_or_minus_in_pop3(void **state)
{
    struct lesson lesson;

    (void)state;
    lesson_begin(&lesson,
                 LESSON_META "```lab step t\nopen: pop3\nS?: +OK\nC: STAT\n"
                             "S?: -ERR\n```\n");
    lesson.service = "pop3";
    assert_string_equal(player_choices(lesson.player), "+-");
    lesson_answer(&lesson, "+");
    lesson_connected(&lesson);
    lesson_heard(&lesson, "+OK ready");
    lesson_answer(&lesson, "+");
    lesson_said(&lesson, "STAT");
    lesson_heard(&lesson, "-ERR who are you?");
    assert_int_equal(
        lesson_told(&lesson, PLAYER_ANSWERED, "You said +. It was -"), 1);
    assert_int_equal(
        lesson_told(&lesson, PLAYER_REMEMBERS, "the same as before"), 1);
    lesson_end(&lesson);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(player__stops_at_a_reply_that_the_lesson_cannot_use),
        cmocka_unit_test(player__says_try_later_when_the_server_does),
        cmocka_unit_test(player__says_what_a_lost_connection_means),
        cmocka_unit_test(player__says_who_has_the_mail_when_the_dot_is_refused),
        cmocka_unit_test(player__expects_the_end_when_the_lesson_does),
        cmocka_unit_test(player__tells_the_mailbox_only_when_it_changed),
        cmocka_unit_test(player__shows_strangers_text_as_text),
        cmocka_unit_test(player__counts_its_steps),
        cmocka_unit_test(player__asks_for_plus_or_minus_in_pop3),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
