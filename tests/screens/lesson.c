/*
 * lesson.c - both lessons, picture by picture, at four sizes.
 *
 * A lesson is walked once.  At each stop the window takes four sizes, one
 * after the other, and at each the screen must be the picture in the golden
 * file.  The keys are pressed at each size in turn: what a key does must not
 * depend on the size.  What is never the same twice is masked: see
 * screen_golden.h.
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

enum { SIZES = 4 };

static const struct {
    int rows, cols;
} sizes[SIZES] = {{16, 60}, {40, 120}, {50, 200}, {24, 80}};

/*
 * One picture at each size; the last size is another one from step to step.
 */
static void
picture(struct screen_golden goldens[SIZES], struct screen_rig *rig,
        const char *what)
{
    size_t step = goldens[0].step;

    for (size_t k = 1; k <= SIZES; k++) {
        size_t i = (step + k) % SIZES;

        screen_resize(rig, sizes[i].rows, sizes[i].cols);
        screen_golden_next(&goldens[i], rig, what);
    }
}

static void
walk(struct screen_world *world, const char *id, const char *name,
     const char *const *keys)
{
    struct screen_golden goldens[SIZES];
    struct screen_rig *rig;
    char words[32];

    snprintf(words, sizeof words, "walk %s", id);
    rig = screen_world_run(world, 24, 80, words);
    for (size_t i = 0; i < SIZES; i++) {
        screen_golden_open(&goldens[i], name, sizes[i].rows, sizes[i].cols);
    }
    screen_await(rig, "step 1 of");
    picture(goldens, rig, "the lesson begins");
    for (; *keys != NULL; keys++) {
        screen_press(rig, *keys);
        picture(goldens, rig, *keys);
    }
    for (size_t i = 0; i < SIZES; i++) {
        screen_golden_close(&goldens[i]);
    }
}

/* b: which side speaks first; then each reply is predicted, two of them
 * wrongly, and each page is read. */
static void
a1_looks_right_at_every_step(void **state)
{
    static const char *const keys[] = {
        "Space", "b", "2", "Space",             /* the greeting */
        "3", "Space", "5", "Space",             /* EHLO, RCPT too early */
        "2", "Space", "2", "Space",             /* MAIL, RCPT */
        "a", "3", "Space",                      /* DATA and the text */
        "2", "Space", "Space",                  /* the dot, what is stored */
        "b", "2", "Space",                      /* QUIT */
        "a", "Space", "c", "Space", "b", NULL,  /* three questions */
    };

    walk(*state, "a1", "a1", keys);
    assert_int_equal(screen_world_mail(*state, "bob"), 1);
}

static void
a2_looks_right_at_every_step(void **state)
{
    static const char *const keys[] = {
        "Space", "b", "+", "Space",             /* the greeting */
        "-", "Space",                           /* STAT too early */
        "+", "Space", "-", "Space",             /* USER, PASS */
        "+", "Space", "+", "Space",             /* STAT, LIST */
        "b", "+", "Space",                      /* RETR */
        "a", "+", "Space", "+", "Space",        /* DELE, STAT */
        "+", "Space", "+", "Space",             /* RSET, STAT */
        "+", "Space",                           /* DELE */
        "+", "QUI", "T", "Enter", "Space",      /* QUIT, typed */
        "Space", "a", "Space", "c", "Space", "b", NULL,
    };

    screen_world_send(*state);
    walk(*state, "a2", "a2", keys);
    assert_int_equal(screen_world_mail(*state, "bob"), 0);
}

/*
 * The keys that look, and change nothing.
 */
static void
looking_around_looks_right(void **state)
{
    static const char *const keys[] = {
        "Space", "b",     "2",    "Space", "2",    "Enter", "Esc", "Space",
        "2",     "Left",  "Left", "Left",  "Home", "Right", "End", "e",
        "e",     "v",     "v",    "z",     "Tab",  "Tab",   "z",   "?",
        "Esc",   "Space", "x",    "Space", NULL,
    };

    walk(*state, "a1", "look", keys);
}

/*
 * On a page of narration no key changes what is seen behind it.
 */
static void
wrong_keys_on_a_page_have_no_effect(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "walk a1");

    screen_await(rig, "Your turn: read");
    screen_type(rig, "zvPx2b\te");
    screen_settle(rig);
    screen_await(rig, "Your turn: read");
    screen_press(rig, "Space");
    screen_await(rig, "Who speaks first?");
    screen_await(rig, "What the server just said");
    screen_await(rig, "P cover ");
    screen_press(rig, "v");
    screen_await(rig, "! Nothing has been said yet.");
}

/*
 * P covers each reply until P uncovers it: no pane and no other key gives it
 * away.
 */
static void
p_covers_the_answer(void **state)
{
    static const char *const keys[] = {"Space", "Enter", "Right", "2", "v",
                                       "End",   "Tab",   "z",     "z"};
    struct screen_rig *rig = screen_world_run(*state, 40, 120, "walk a1");

    screen_world_ask(rig);
    screen_press(rig, "b");
    screen_await(rig, "Next you connect");
    screen_press(rig, "P");
    screen_await(rig, "From now on replies are covered until P.");
    screen_press(rig, "3");
    screen_await(rig, "The server has replied. P uncovers it.");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        screen_press(rig, keys[i]);
        screen_settle(rig);
        assert_int_equal(screen_find(rig, "220 "), -1);
        assert_int_equal(screen_find(rig, "It was "), -1);
    }
    screen_resize(rig, 16, 60);
    screen_await(rig, "P uncover ");
    screen_press(rig, "P");
    screen_await(rig, "You said 3. It was 2 (done).");
    screen_await(rig, "S: 220 ");
    screen_press(rig, "Space");
    screen_await(rig, "Next you send  EHLO");
    screen_press(rig, "2");
    screen_await(rig, "P uncovers it.");
    screen_press(rig, "P");
    screen_await(rig, "Why: EHLO");
    screen_press(rig, "P");
    screen_await(rig, "Replies are shown at once again.");
    screen_press(rig, "Space");
    screen_await(rig, "Next you send  RCPT");
    screen_press(rig, "5");
    screen_await(rig, "S: 503");
}

/*
 * What a second client says stands on the screen, though no key is pressed.
 */
static void
logs_and_mailbox_are_live(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 40, 120, "walk a1");
    int status;

    screen_world_ask(rig);
    screen_await(rig, "smtpd log");
    screen_await(rig, "Mailbox of bob: empty.");
    screen_world_send(*state);
    screen_await(rig, "deliver box=bob");
    screen_await(rig, "The mailbox: changed");
    screen_await(rig, "Mailbox of bob: 1 message.");
    screen_await(rig, "1: 326 octets");
    free(screen_world_pipe(*state, "walk --plain a2", &status));
    assert_int_equal(status, 0);
    screen_await(rig, "expunge box=bob");
    screen_await(rig, "Mailbox of bob: empty.");
}

#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, screen_world_setup,                 \
                                    screen_world_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a1_looks_right_at_every_step),
        CASE(a2_looks_right_at_every_step),
        CASE(looking_around_looks_right),
        CASE(p_covers_the_answer),
        CASE(logs_and_mailbox_are_live),
        CASE(wrong_keys_on_a_page_have_no_effect),
    };

    setenv("TMPDIR", "/tmp", 1); /* the path of a log stands in a picture */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
