/*
 * hostile.c - servers that are broken, dead or mean, seen on the screen.
 *
 * The lesson speaks to a stranger on this machine (--server).  Whatever that
 * one says, no octet of it reaches the terminal raw, the columns stay where
 * they are, and trouble is told in a sentence with a way out.
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
#include "tests/support/stranger.h"

enum { SMTP_PORT = 2525, LINES_MAX = 16 };

/* A stranger's whole conversation, and what the screen must say. */
struct meeting {
    const char *name;
    struct stranger_line script[LINES_MAX];
    size_t count;
    unsigned steps;         /* Space, after the first question */
    const char *awaited;
};

#define HELLO {"220 strange\r\n", 1}, {"250 strange\r\n", 1}

struct fixture {
    struct screen_world *world;
    struct stranger stranger;
};

static int
setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    void *world;

    if (fixture == NULL || screen_world_setup(&world) != 0) {
        free(fixture);
        return -1;
    }
    fixture->world = world;
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *fixture = *state;
    void *world = fixture->world;

    stranger_stop(&fixture->stranger);
    free(fixture);
    return screen_world_teardown(&world);
}

/*
 * Meet a stranger, up to where the next key connects.
 */
static struct screen_rig *
meet(struct fixture *fixture, const struct stranger_line *script,
     size_t count)
{
    struct stranger *stranger = &fixture->stranger;
    struct screen_rig *rig;
    char words[64];

    stranger_stop(stranger);
    stranger_start(stranger, script, count);
    snprintf(words, sizeof words, "walk --server 127.0.0.1:%u a1",
             (unsigned)stranger->port - SMTP_PORT);
    rig = screen_world_run(fixture->world, 40, 120, words);
    screen_world_ask(rig);
    screen_press(rig, "b");
    screen_await(rig, "Next you connect");
    return rig;
}

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

/*
 * Whatever hangs on the right of the dialogue must stand in its column in
 * every row.
 */
static void
check_columns(const struct screen_rig *rig)
{
    char row[SCREEN_ROW_MAX];
    int width = 0;

    for (int i = 0; i < rig->rows; i++) {
        screen_row(rig, i, row);
        width += strstr(row, "\u2502") != NULL;
    }
    assert_true(width > 0);
}

static void
no_octet_of_a_peer_is_sent_to_the_terminal(void **state)
{
    static const struct stranger_line script[] = {
        {"220 a\x1b[31mred\x1b]0;owned\x07 b\x9b" "2J c\xC2\x9B" "31m "
         "d\xE2\x80\xAE" "e f\x7F\xFF\r\n", 1},
        {"250 wide \xE7\x8C\xAB\xE7\x8C\xAB marks e\xCC\x81o\xCC\x88 "
         "end\r\n", 1},
    };
    static const char *const never[] = {"\x1b[31mred", "\x1b]0;", "owned\x07",
                                        ("\x9b" "2J"), "\xC2\x9B",
                                        "\xE2\x80\xAE", "\x7F", "\xFF"};
    struct screen_rig *rig = meet(*state, script, 2);

    screen_press(rig, "Space");
    screen_await(rig, "a\\x1B[31mred\\x1B]0;owned\\x07");
    screen_press(rig, "Space");
    screen_press(rig, "Space");
    screen_press(rig, "Space");
    screen_await(rig, "wide \u732B\u732B marks");
    screen_await_hints(rig);
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        if (holds(rig, never[i])) {
            fail_msg("octets %zu of the peer came through", i);
        }
    }
    check_columns(rig);
}

static void
a_line_of_4_kib_is_cut_at_the_edge(void **state)
{
    static char line[4001];
    struct stranger_line long_script[] = {{line, 1}};
    struct screen_rig *rig;

    memset(line, 'y', sizeof line - 3);
    memcpy(line, "220 ", 4);
    memcpy(line + sizeof line - 3, "\r\n", 3);
    rig = meet(*state, long_script, 1);
    screen_press(rig, "Space");
    screen_await(rig, "220 yyyyyyyyyyyy");
    screen_await_hints(rig);
    check_columns(rig);
}

/*
 * One meeting: the sentence comes, the screen lives on, Esc leaves.
 */
static void
survive(struct fixture *fixture, const struct meeting *meeting)
{
    struct screen_rig *rig = meet(fixture, meeting->script, meeting->count);

    print_message("# %s\n", meeting->name);
    for (unsigned i = 0; i <= meeting->steps; i++) {
        screen_press(rig, "Space");
        screen_settle(rig);
    }
    screen_await(rig, meeting->awaited);
    screen_await_hints(rig);
    screen_resize(rig, 24, 80);
    screen_await(rig, meeting->awaited);
    screen_await_hints(rig);
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
}

static void
broken_servers_are_told_in_a_sentence(void **state)
{
    static const struct meeting meetings[] = {
        {"closes at once", {{NULL, 1}}, 1, 0, "! "},
        {"code 999", {{"999 hello\r\n", 1}}, 1, 0, "! "},
        {"no code", {{"hello there\r\n", 1}}, 1, 0, "! "},
        {"refuses", {{"554 no service\r\n", 1}}, 1, 0, "! "},
        {"endless line", {{"220 yyyyyyyyyyyyyyyyyyy", 10000}}, 1, 0, "! "},
        {"endless reply", {{"220-more to come\r\n", 100000}}, 1, 0, "! "},
        {"closes when spoken to", {{"220 a\r\n", 1}, {NULL, 1}}, 2, 2, "! "},
        {"codes that differ", {{"220-a\r\n221 b\r\n", 1}}, 1, 0, "! "},
        {"goes away after the hello", {HELLO, {NULL, 1}}, 3, 4, "! "},
    };

    for (size_t i = 0; i < sizeof meetings / sizeof meetings[0]; i++) {
        survive(*state, &meetings[i]);
    }
}

static void
nobody_there_is_told_in_a_sentence(void **state)
{
    struct fixture *fixture = *state;
    struct screen_rig *rig;
    static const struct stranger_line script[] = {{"220 x\r\n", 1}};

    rig = meet(fixture, script, 1);
    stranger_stop(&fixture->stranger);
    screen_press(rig, "Space");
    screen_await(rig, "efused");
    screen_await_hints(rig);
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
}

/*
 * While a server is silent, a person can look, resize and leave.
 */
static void
a_silent_server_holds_nobody_up(void **state)
{
    static const struct stranger_line script[] = {{"", 1}};
    struct screen_rig *rig = meet(*state, script, 1);

    screen_press(rig, "Space");
    screen_resize(rig, 24, 80);
    screen_await_hints(rig);
    screen_press(rig, "?");
    screen_await(rig, "any other key goes back");
    screen_press(rig, "Esc");
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(no_octet_of_a_peer_is_sent_to_the_terminal),
        CASE(a_line_of_4_kib_is_cut_at_the_edge),
        CASE(broken_servers_are_told_in_a_sentence),
        CASE(nobody_there_is_told_in_a_sentence),
        CASE(a_silent_server_holds_nobody_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
