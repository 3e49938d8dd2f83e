/*
 * watch.c - Watch, picture by picture; and without a screen.
 *
 * tests/screens/logs holds the logs of a class: thirty sessions of SMTP and
 * three of POP3, in all states; three people are stuck.
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

#define CLASS "watch tests/screens/logs/smtpd.log tests/screens/logs/pop3d.log"

enum { SIZES = 4 };

static const struct {
    int rows, cols;
} sizes[SIZES] = {{16, 60}, {40, 120}, {50, 200}, {24, 80}};

/*
 * Press these keys, and look at the screen at each size after each.  A key
 * "=text" is typed.
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
        if (what[0] == '=') {
            screen_type(rig, what + 1);
        } else {
            screen_press(rig, what);
        }
    }
    for (size_t i = 0; i < SIZES; i++) {
        screen_golden_close(&goldens[i]);
    }
}

static void
logs_and_sessions_look_right(void **state)
{
    static const char *const keys[] = {
        "Up", "Up", "Home", "Down", "End", "p", "p", "e", "Esc",
        "Enter", "Up", "Esc",               /* only this session */
        "Tab", "Up", "z", "z",              /* the other log */
        "Tab", "Down", "Down", "z", "Enter", "Esc", "?", NULL,
    };

    walk(*state, CLASS, "watch", "29 sessions open", keys);
}

static void
search_and_filter_look_right(void **state)
{
    static const char *const keys[] = {
        "/", "=vera", "Enter", "n", "N", "N", "n",
        "/", "=no such text", "Enter",
        "f", "=rcpt 5", "Enter", "Up", "f", "Backspace", "=smtp#99", "Enter",
        "Esc", NULL,
    };

    walk(*state, CLASS, "watch-find", "29 sessions open", keys);
}

static void
the_class_board_looks_right(void **state)
{
    static const char *const keys[] = {"b", "Down", "Down", "Enter", "Esc",
                                       NULL};

    walk(*state, CLASS, "watch-board", "29 sessions open", keys);
}

/* ---- Without a screen ---- */

static void
holds_text(const char *text, const char *words)
{
    if (strstr(text, words) == NULL) {
        fail_msg("\"%s\" is not in\n%s", words, text);
    }
}

/*
 * Line by line, the same words; at the end of standard input it ends.
 */
static void
plain_tells_each_line_and_ends_with_the_input(void **state)
{
    static const char *const wanted[] = {
        "19:16:39.391 pop3#0 *: listen at=127.0.0.1:1110\n"
        "    The server has started and waits for calls.\n",
        "pop3#1 C: USER bob\n    Names the mailbox. ",
        "It answers USER.",
        "    pop3#1 bob: state TRANSACTION. Legal now: STAT  LIST ",
        "    pop3#3 eve: state AUTHORIZATION, stuck: PASS refused with -ERR, "
        "3 times in\n    a row. Legal now: USER  CAPA  QUIT.\n",
    };
    int status = -1;
    char *text = screen_world_pipe(
        *state, "watch --plain tests/screens/logs/pop3d.log", &status);

    assert_int_equal(status, 0);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        holds_text(text, wanted[i]);
    }
    free(text);
    text = screen_world_pipe(*state, "watch tests/screens/logs/pop3d.log "
                                     "tests/screens/logs/smtpd.log", &status);
    assert_int_equal(status, 0);
    holds_text(text, "==> pop3d.log <==\n");
    holds_text(text, "\n\n==> smtpd.log <==\n");
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
        {"watch --wrong", 64,
         "mailwalk watch: unknown option: --wrong (mailwalk watch --help)\n"},
        {"watch nowhere.log", 66,
         "mailwalk watch: nowhere.log: No such file or directory (mailwalk "
         "watch --help)\n"},
        {"watch tests", 66, "mailwalk watch: tests: Is a directory\n"},
        {"watch - -", 64,
         "mailwalk watch: - may stand there once (mailwalk watch --help)\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int status = -1;
        char *text = screen_world_pipe(*state, cases[i].words, &status);

        assert_int_equal(status, cases[i].status);
        assert_string_equal(text, cases[i].answer);
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
        CASE(logs_and_sessions_look_right),
        CASE(search_and_filter_look_right),
        CASE(the_class_board_looks_right),
        CASE(plain_tells_each_line_and_ends_with_the_input),
        CASE(wrong_words_are_answered_in_one_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
