/*
 * watch_live.c - what happens to logs while Watch looks at them.
 *
 * They grow, are flooded, cut and replaced; they come through a pipe; and one
 * was written by somebody hostile.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/screen_world.h"

#define CLASS "watch tests/screens/logs/smtpd.log tests/screens/logs/pop3d.log"
#define AT "2026-11-23T09:12:33.120Z "

enum { FRAME_MS = 33, FRAME_OCTETS = 6000 };

/* ---- Logs that change ---- */

static void
append(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);

    assert_int_not_equal(fd, -1);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

/*
 * Watch a log of this test's own; path has room for SCRATCH_PATH octets.
 */
static struct screen_rig *
watch_log(struct screen_world *world, const char *text, char *path)
{
    char words[SCRATCH_PATH + 16];
    struct screen_rig *rig;

    scratch_path(&world->scratch, "log", path);
    append(path, text);
    snprintf(words, sizeof words, "watch %s", path);
    rig = screen_world_run(world, 24, 80, words);
    screen_await_hints(rig);
    return rig;
}

static void
what_is_written_stands_on_the_screen_at_once(void **state)
{
    char path[SCRATCH_PATH];
    struct screen_rig *rig = watch_log(*state, "", path);

    screen_await(rig, "nobody has called");
    append(path, AT "smtp#1 *: connect from=10.0.0.1:1\n" AT
                    "smtp#1 S: 220 mx\n" AT "smtp#1 C: EHLO anna");
    screen_await(rig, "1 session open");
    screen_await(rig, "10.0.0.1 GREETED");
    screen_await_gone(rig, "EHLO anna"); /* the line is not whole */
    append(path, "\n" AT "smtp#1 S: 250 mx\n");
    screen_await(rig, "EHLO anna");
    screen_await(rig, "anna READY");
    screen_await(rig, "Legal now: EHLO  HELO  MAIL");
}

static void
a_log_that_was_cut_or_replaced_is_followed(void **state)
{
    char path[SCRATCH_PATH];
    char old[SCRATCH_PATH];
    struct screen_rig *rig = watch_log(*state, AT "smtp#1 C: EHLO first\n",
                                       path);
    struct screen_world *world = *state;

    screen_await(rig, "GREETED?");
    screen_press(rig, "Enter");
    screen_await(rig, "show: only smtp#1");
    assert_int_equal(truncate(path, 0), 0);
    append(path, AT "smtp#2 S: 220 x\n");
    screen_await(rig, "220 x");
    screen_await_gone(rig, "EHLO first");
    screen_await(rig, "show: all sessions");
    screen_await(rig, "began anew");
    scratch_path(&world->scratch, "log.1", old);
    assert_int_equal(rename(path, old), 0);
    append(path, AT "smtp#3 C: EHLO third\n");
    screen_await(rig, "EHLO third");
    screen_await_gone(rig, "220 x");
}

static void
a_log_that_is_not_there_yet_is_waited_for(void **state)
{
    struct screen_world *world = *state;
    struct screen_rig *rig = screen_world_run(world, 24, 80, "watch");
    char path[SCRATCH_PATH];

    screen_await(rig, "nobody has called");
    scratch_folder(&world->scratch, "mailwalk/red");
    scratch_path(&world->scratch, "mailwalk/red/smtpd.log", path);
    append(path, AT "smtp#1 S: 220 mx\n");
    screen_await(rig, "220 mx");
}

/*
 * No matter how much comes, it is drawn at most 30 times a second; and the end
 * is true.
 */
static void
a_flood_is_drawn_at_most_30_times_a_second(void **state)
{
    enum { BLOCKS = 300, LINES = 200 };
    char path[SCRATCH_PATH];
    struct screen_rig *rig = watch_log(*state, "", path);
    char block[LINES * 64];
    size_t len = 0;
    size_t before;
    long begin = screen_now();
    size_t frames;

    for (int i = 0; i < LINES; i++) {
        len += (size_t)snprintf(block + len, sizeof block - len,
                                AT "smtp#%d C: NOOP %d\n", i % 50 + 1, i);
    }
    screen_settle(rig);
    before = rig->len;
    for (int i = 0; i < BLOCKS; i++) {
        append(path, block);
        screen_pump(rig, 1);
    }
    append(path, AT "smtp#7 C: the last of all\n");
    screen_await(rig, "the last of all");
    screen_await(rig, "60001 lines");
    frames = (size_t)((screen_now() - begin) / FRAME_MS) + 3;
    if (rig->len - before > frames * FRAME_OCTETS) {
        fail_msg("%zu octets for at most %zu pictures", rig->len - before,
                 frames);
    }
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
}

static void
while_nothing_is_written_nothing_is_drawn(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, CLASS);
    size_t before;
    long cpu;

    screen_await(rig, "29 sessions open");
    screen_settle(rig);
    before = rig->len;
    cpu = screen_cpu_ms(rig);
    screen_pump(rig, 400);
    assert_int_equal(rig->len, before);
    assert_in_range(screen_cpu_ms(rig) - cpu, 0, 5);
}

/*
 * Two keys may come before the next picture: the second one is about what the
 * first has led to.
 */
static void
keys_need_not_wait_for_a_picture(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, CLASS);

    screen_await(rig, "29 sessions open");
    screen_await(rig, "smtp#24 xenia");
    screen_settle(rig);
    screen_type(rig, "\t\r");
    screen_await(rig, "show: only pop3#3 eve");
}

/*
 * What the board or a page covers is not changed by keys that are not offered.
 */
static void
keys_change_nothing_that_is_covered(void **state)
{
    static const char *const covers[] = {"b", "e"};
    struct screen_rig *rig = screen_world_run(*state, 24, 80, CLASS);

    screen_await(rig, "smtp#24 xenia");
    for (size_t i = 0; i < sizeof covers / sizeof covers[0]; i++) {
        screen_press(rig, covers[i]);
        screen_await_gone(rig, "The chosen line, explained");
        screen_type(rig, "gpnNf/zo");
        screen_press(rig, "Home");
        screen_press(rig, "Esc");
        screen_await(rig, "The chosen line, explained");
        screen_await(rig, "smtp#24 xenia.red.example: state CLOSED");
        screen_await(rig, "open   live");
        screen_await(rig, "show: all sessions");
    }
}

/* ---- Standard input ---- */

/*
 * mailwalk behind a pipe, as a person would type it.
 */
static struct screen_rig *
watch_pipe(struct screen_world *world, const char *command)
{
    const char *argv[] = {"/bin/sh", "-c", command, NULL};

    screen_close(&world->rig);
    screen_open(&world->rig, 24, 80, argv, world->env);
    return &world->rig;
}

static void
a_stream_is_watched_and_the_keyboard_works(void **state)
{
    struct screen_rig *rig = watch_pipe(
        *state, "cat tests/screens/logs/pop3d.log | " BUILD_DIR
                "/mailwalk watch -");

    screen_await(rig, "the input has ended");
    screen_await(rig, "33 lines");
    screen_await(rig, "Name or password is wrong");
    screen_press(rig, "Home");
    screen_await(rig, "listen at");
    screen_press(rig, "b");
    screen_await(rig, "PASS refused with -ERR, 3 times");
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
}

/* ---- A hostile log ---- */

static bool
holds(const struct screen_rig *rig, const char *octets)
{
    size_t len = strlen(octets);

    for (size_t i = 0; i + len <= rig->len; i++) {
        if (memcmp(rig->octets + i, octets, len) == 0) {
            return true;
        }
    }
    return false;
}

static void
no_octet_of_a_hostile_log_reaches_the_terminal(void **state)
{
    static const char LOG[] =
        "plain words, no dialogue\n"
        "\x1b]0;owned\x07\x1b[31mred\n"
        AT "smtp#1 C: EHLO \x1b[31mred\n"
        AT "smtp#99999999999999999999 C: NOOP\n"
        AT "evil#1 *: connect from=\xE2\x80\xAE\n"
        AT "smtp#1 *: connect from=10.0.0.1:1\n"
        AT "smtp#1 S: 220 mx\n"
        AT "smtp#1 C: EHLO a\\x1B[31mred\\xE2\\x80\\xAEback\n"
        AT "smtp#1 S: 250 mx\n";
    static const char *const never[] = {"\x1b]0;", "\x1b[31mred",
                                        "\xE2\x80\xAE"};
    char path[SCRATCH_PATH];
    struct screen_rig *rig = watch_log(*state, LOG, path);
    char *endless = malloc(100001);

    assert_non_null(endless);
    screen_await(rig, "? \\x1B]0;owned\\x07\\x1B[31mred");
    screen_await(rig, "a\\x1B[31mred\\xE2\\x80\\xAEback");
    screen_press(rig, "Home");
    screen_await(rig, "This is no line of a dialogue: no time such as");
    screen_press(rig, "b");
    screen_await(rig, "who is where");
    screen_press(rig, "Esc");
    memset(endless, 'y', 100000);
    endless[100000] = '\0';
    append(path, endless);
    append(path, "\n" AT "smtp#1 C: the last\n");
    free(endless);
    screen_await(rig, "11 lines");
    screen_press(rig, "End");
    screen_await(rig, "the last");
    screen_press(rig, "Up");
    screen_await(rig, "it is longer than any line of a log");
    screen_press(rig, "e");
    screen_await(rig, "The chosen line");
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        if (holds(rig, never[i])) {
            fail_msg("octets %zu of the log came through", i);
        }
    }
}

#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, screen_world_setup,                 \
                                    screen_world_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_written_stands_on_the_screen_at_once),
        CASE(a_log_that_was_cut_or_replaced_is_followed),
        CASE(a_log_that_is_not_there_yet_is_waited_for),
        CASE(a_flood_is_drawn_at_most_30_times_a_second),
        CASE(while_nothing_is_written_nothing_is_drawn),
        CASE(keys_need_not_wait_for_a_picture),
        CASE(keys_change_nothing_that_is_covered),
        CASE(a_stream_is_watched_and_the_keyboard_works),
        CASE(no_octet_of_a_hostile_log_reaches_the_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
