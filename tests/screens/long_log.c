/*
 * long_log.c - a log of a million lines, watched.
 *
 * The aims are those of a quick viewer: first picture in 50 ms, the end in 20,
 * a search through all of it in 140, in less than 68 MiB.  What was measured is
 * printed; the test fails only if it is far off, for the machine may be busy.
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

#include "tests/support/screen_world.h"

enum {
    LINES = 1000000,
    SESSIONS_AT_ONCE = 20,
    FIRST_MS = 50,      /* the aims */
    END_MS = 20,
    SEARCH_MS = 140,
    MEMORY_KB = 68 * 1024,
    BUSY = 10           /* times as long is no failure */
};

static const char *const SESSION[] = {
    "*: connect from=10.0.0.31:51234",
    "S: 220 mx.red.example ESMTP Mailwalk ready",
    "C: EHLO pc7.red.example",
    "S: 250-mx.red.example greets pc7.red.example",
    "S: 250 SIZE 10485760",
    "C: MAIL FROM:<alice@red.example>",
    "S: 250 2.1.0 Sender <alice@red.example> noted",
    "C: RCPT TO:<bbo@red.example>",
    "S: 550 5.1.1 No mailbox bbo here",
    "C: RCPT TO:<bob@red.example>",
    "S: 250 2.1.5 Recipient <bob@red.example> noted",
    "C: DATA",
    "S: 354 Send the text; end it with a line holding one dot",
    "D: Subject: Lunch?",
    "D: ",
    "D: Noon?",
    "C: .",
    "S: 250 2.0.0 Stored, our duty now",
    "C: QUIT",
    "S: 221 2.0.0 mx.red.example Goodbye",
    "*: close by=server",
};
enum { SESSION_LINES = sizeof SESSION / sizeof SESSION[0] };

/*
 * Sessions that interleave, each line a little later than the one before.
 */
static void
write_log(const char *path)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    for (int i = 0; i < LINES - 1; i++) {
        int round = i / (SESSIONS_AT_ONCE * SESSION_LINES);
        int seconds = i / 100;

        fprintf(file, "2026-11-23T%02d:%02d:%02d.%03dZ smtp#%d %s\n",
                seconds / 3600, seconds / 60 % 60, seconds % 60, i % 100 * 10,
                round * SESSIONS_AT_ONCE + i % SESSIONS_AT_ONCE + 1,
                SESSION[i / SESSIONS_AT_ONCE % SESSION_LINES]);
    }
    fputs("2026-11-23T23:00:00.000Z smtp#0 *: note text=the\\x20end\n", file);
    assert_int_equal(fclose(file), 0);
}

/*
 * The most memory that the program has had, in KiB; 0 if the system does not
 * tell.
 */
static long
memory_kb(const struct screen_rig *rig)
{
    char path[64];
    char line[128];
    long kb = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%ld/status", (long)rig->pid);
    file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "VmHWM:", 6) == 0) {
            kb = strtol(line + 6, NULL, 10);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return kb;
}

static void
check(const char *what, long took, long aim)
{
    print_message("# %s: %ld ms (aim: %ld)\n", what, took, aim);
    if (took > BUSY * aim) {
        fail_msg("%s took %ld ms", what, took);
    }
}

/*
 * Press the key; how long until the text stands there?
 */
static long
time_of(struct screen_rig *rig, const char *key, const char *text)
{
    long begin;

    screen_settle(rig); /* or the next picture waits: there are 30 a second */
    begin = screen_now();
    screen_press(rig, key);
    screen_await(rig, text);
    return screen_now() - begin;
}

static void
a_million_lines_are_watched_at_once(void **state)
{
    struct screen_world *world = *state;
    char path[SCRATCH_PATH];
    char words[SCRATCH_PATH + 16];
    struct screen_rig *rig;
    long begin;

    write_log(scratch_path(&world->scratch, "log", path));
    snprintf(words, sizeof words, "watch %s", path);
    begin = screen_now();
    rig = screen_world_run(world, 24, 80, words);
    screen_await(rig, "the\\x20end");
    check("first picture", screen_now() - begin, FIRST_MS);
    screen_await(rig, "1000000 lines");
    print_message("# all read: %ld ms\n", screen_now() - begin);
    check("the first line", time_of(rig, "Home", ">00:00:00.000"), END_MS);
    check("the last line", time_of(rig, "End", "the\\x20end"), END_MS);
    screen_press(rig, "/");
    screen_type(rig, "no such words");
    screen_await(rig, "Search: no such words");
    check("search through all", time_of(rig, "Enter", "! no \"no such words\""),
          SEARCH_MS);
    screen_press(rig, "f");
    screen_type(rig, "smtp#47000 5");
    screen_await(rig, "Show only: smtp#47000 5");
    check("filter", time_of(rig, "Enter", "550 5.1.1 No mailbox"), SEARCH_MS);
    print_message("# memory: %ld KiB (aim: %d)\n", memory_kb(rig), MEMORY_KB);
#if !defined(__SANITIZE_ADDRESS__) /* which needs memory of its own */
    assert_in_range(memory_kb(rig), 0, MEMORY_KB);
#endif
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_million_lines_are_watched_at_once,
                                        screen_world_setup,
                                        screen_world_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
