/*
 * replay.c - Replay, picture by picture; and in sentences.
 *
 * The sessions are those of tests/screens/logs: smtp#13 never gets beyond RCPT,
 * smtp#7 is a whole mail, pop3#3 does not know her password.
 *
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

#include "tests/support/screen_golden.h"
#include "tests/support/screen_world.h"

#define SMTP "tests/screens/logs/smtpd.log"
#define POP3 "tests/screens/logs/pop3d.log"

enum { SIZES = 4 };

static const struct {
    int rows, cols;
} sizes[SIZES] = {{16, 60}, {40, 120}, {50, 200}, {24, 80}};

/*
 * Press these keys, and look at the screen at each size after each.
 */
static void
walk(struct screen_world *world, const char *words, const char *name,
     const char *awaited, const char *const *keys)
{
    struct screen_golden goldens[SIZES];
    struct screen_rig *rig = screen_world_run(world, 24, 80, words);
    const char *what = "the screen opens";

    for (size_t i = 0; i < SIZES; i++) {
        screen_golden_open(&goldens[i], name, sizes[i].rows, sizes[i].cols);
    }
    screen_await(rig, awaited);
    for (;; keys++) {
        for (size_t i = 0; i < SIZES; i++) {
            screen_resize(rig, sizes[i].rows, sizes[i].cols);
            screen_golden_next(&goldens[i], rig, what);
        }
        what = *keys;
        if (what == NULL) {
            break;
        }
        screen_press(rig, what);
    }
    for (size_t i = 0; i < SIZES; i++) {
        screen_golden_close(&goldens[i]);
    }
}

static void
a_whole_mail_looks_right(void **state)
{
    static const char *const keys[] = {
        "Space", "c", "c", "c", "c", "c", "Space", "Space", "Left", "c", "v",
        "End", "C", "Home", NULL};

    walk(*state, "replay " SMTP " smtp#7", "replay-smtp", "line 1 of 20", keys);
}

static void
refusals_and_panes_look_right(void **state)
{
    static const char *const keys[] = {"n", "n", "N", "e", "Esc", "Tab", "Tab",
                                       "z", "z", "?", NULL};

    walk(*state, "replay " POP3 " pop3#3", "replay-pop3", "line 1 of 14", keys);
}

static void
the_list_of_sessions_looks_right(void **state)
{
    static const char *const keys[] = {"Down", "End", "Enter", "Esc", NULL};

    walk(*state, "replay " SMTP, "replay-choose", "30 sessions", keys);
}

static void
two_sessions_look_right(void **state)
{
    static const char *const keys[] = {"n", "n", "End", "Home", "n", "N",
                                       "Enter", "Esc", NULL};

    walk(*state, "replay " SMTP " smtp#13 smtp#7", "replay-two",
         "How they differ", keys);
}

/* ---- Other ways in ---- */

static void
the_menu_leads_to_the_sessions_of_the_lab(void **state)
{
    struct screen_rig *rig;
    int status;

    free(screen_world_pipe(*state, "up", &status));
    assert_int_equal(status, 0);
    screen_world_send(*state);
    rig = screen_world_run(*state, 24, 80, "");
    screen_await_hints(rig);
    screen_press(rig, "4");
    screen_await(rig, "smtpd of red.example");
    screen_await(rig, "pop3d of blue.example");
    screen_press(rig, "Enter");
    screen_await(rig, "Replay: smtp#");
    screen_press(rig, "Esc");
    screen_press(rig, "Esc");
    screen_await(rig, "Send one mail");
}

/*
 * What our client writes can be replayed, whoever the server was.
 */
static void
a_session_that_send_saved_is_replayed(void **state)
{
    struct screen_world *world = *state;
    char path[SCRATCH_PATH];
    char words[SCRATCH_PATH + 128];
    struct screen_rig *rig;
    int status;

    free(screen_world_pipe(world, "up", &status));
    assert_int_equal(status, 0);
    scratch_path(&world->scratch, "mine.log", path);
    snprintf(words, sizeof words,
             "send --to bob@red.example --raw-dialogue --file README.md >%s",
             path);
    free(screen_world_pipe(world, words, &status));
    assert_int_equal(status, 0);
    snprintf(words, sizeof words, "replay %s", path);
    rig = screen_world_run(world, 24, 80, words);
    screen_await(rig, "the client connects to ");
    screen_press(rig, "End");
    screen_await(rig, "What this line is");
    screen_await(rig, "[x] text");
}

static void
a_hostile_session_is_shown_escaped(void **state)
{
    static const char LOG[] =
        "2026-11-23T09:12:33.120Z smtp#1 S: 220 \\x1B[31mred\\xE2\\x80\\xAE\n"
        "2026-11-23T09:12:33.120Z smtp#1 C: EHLO \\x1B]0;x\\x07\n"
        "2026-11-23T09:12:33.120Z smtp#1 S: 250 \\x9B2J\n"
        "\x1b[31mno dialogue\n"
        "2026-11-23T09:12:33.120Z smtp#1 C: MAIL FROM:<\\x1B@a>\n"
        "2026-11-23T09:12:33.120Z smtp#1 S: 250 ok\n";
    struct screen_world *world = *state;
    char path[SCRATCH_PATH];
    char words[SCRATCH_PATH + 32];
    struct screen_rig *rig;

    scratch_write(&world->scratch, "evil.log", LOG, sizeof LOG - 1);
    snprintf(words, sizeof words, "replay %s",
             scratch_path(&world->scratch, "evil.log", path));
    rig = screen_world_run(world, 40, 120, words);
    screen_await(rig, "220 \\x1B[31mred\\xE2\\x80\\xAE");
    screen_press(rig, "End");
    screen_await(rig, "\\x1B@a");
    screen_press(rig, "e");
    screen_await(rig, "C: MAIL FROM:<\\x1B@a>");
    for (size_t i = 0; i < rig->len; i++) {
        assert_int_not_equal(rig->octets[i], '\x07');
        assert_false(i > 0 && rig->octets[i - 1] == '\x1b' &&
                     rig->octets[i] == ']');
        assert_false((unsigned char)rig->octets[i] == 0x9B);
    }
}

/* ---- Without a screen ---- */

static void
holds_text(const char *text, const char *words)
{
    if (strstr(text, words) == NULL) {
        fail_msg("\"%s\" is not in\n%s", words, text);
    }
}

static void
plain_tells_it_in_sentences(void **state)
{
    static const char *const wanted[] = {
        "pop3#3 of pop3d.log: 14 lines, 7 steps, 3 refused.\n\n"
        "Step 1 of 7. The client connects.\n"
        "  The server replies: +OK pop.red.example POP3 Mailwalk ready\n"
        "  +OK = done.\n"
        "  The server remembers: nobody has logged in.\n"
        "  State AUTHORIZATION: The server asks who you are. No mailbox is "
        "open.\n",
        "Step 2 of 7. The client says: USER eve\n",
        "  The server remembers: user eve, no password yet.\n",
    };
    int status = -1;
    char *text = screen_world_pipe(*state, "replay " POP3 " pop3#3", &status);

    assert_int_equal(status, 0);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        holds_text(text, wanted[i]);
    }
    free(text);
    text = screen_world_pipe(
        *state, "replay --plain " SMTP " smtp#13 " SMTP " smtp#7", &status);
    assert_int_equal(status, 0);
    holds_text(text, "9 of 10 steps differ.\n");
    holds_text(text, "Step 7 of 10: another reply.\n"
                     "  mine   The client says: RCPT TO:<bob@red.example>\n"
                     "         The server replies: 503 5.5.1 RCPT not now: ");
    holds_text(text, "Step 6 of 10: only the model.\n  mine   -\n");
    free(text);
}

static void
wrong_words_are_answered_in_one_line(void **state)
{
    static const struct {
        const char *words;
        int status;
        const char *answer;
    } cases[] = {
        {"replay --wrong", 64, "mailwalk replay: unknown option: --wrong "
                               "(mailwalk replay --help)\n"},
        {"replay nowhere.log", 66, "mailwalk replay: nowhere.log: No such file "
                                   "or directory (mailwalk replay --help)\n"},
        {"replay " POP3, 64, "mailwalk replay: " POP3 " has 3 sessions, name "
                             "one; there are pop3#1 pop3#2 pop3#3 (mailwalk "
                             "replay --help)\n"},
        {"replay " POP3 " pop3#9", 65,
         "mailwalk replay: " POP3 " has no session pop3#9; there are pop3#1 "
         "pop3#2 pop3#3 (mailwalk replay --help)\n"},
        {"replay " POP3 " pop3#1 " SMTP " smtp#1", 65,
         "mailwalk replay: one session is SMTP, the other POP3: they cannot be "
         "compared\n"},
        {"replay README.md", 65,
         "mailwalk replay: README.md: there is no session in it\n"},
        {"replay", 64, "mailwalk replay: without a screen a FILE is needed "
                       "(mailwalk replay --help)\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int status = -1;
        char *text = screen_world_pipe(*state, cases[i].words, &status);

        assert_string_equal(text, cases[i].answer);
        assert_int_equal(status, cases[i].status);
        free(text);
    }
}

#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, screen_world_setup,                 \
                                    screen_world_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_whole_mail_looks_right),
        CASE(refusals_and_panes_look_right),
        CASE(the_list_of_sessions_looks_right),
        CASE(two_sessions_look_right),
        CASE(the_menu_leads_to_the_sessions_of_the_lab),
        CASE(a_session_that_send_saved_is_replayed),
        CASE(a_hostile_session_is_shown_escaped),
        CASE(plain_tells_it_in_sentences),
        CASE(wrong_words_are_answered_in_one_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
