/*
 * type_strangers.c - "Type it" with servers that are broken, dead or mean.
 *
 * What a broken server says is shown and explained; no octet of it reaches the
 * terminal raw, nothing hangs, and there is always a way out.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/screen_world.h"
#include "tests/support/stranger.h"

enum { LINES_MAX = 4, SMTP_PORT = 2525, LONG_LINES = 200000, LONG_MS = 3000 };

/* A stranger's whole conversation, what is typed, what must be shown. */
struct meeting {
    const char *name;
    const char *service;
    struct stranger_line script[LINES_MAX];
    size_t count;
    const char *typed[3];
    const char *awaited[3];
};

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

static struct screen_rig *
meet(struct fixture *fixture, const char *service,
     const struct stranger_line *script, size_t count)
{
    char words[64];

    stranger_stop(&fixture->stranger);
    stranger_start(&fixture->stranger, script, count);
    snprintf(words, sizeof words, "talk %s 127.0.0.1:%u", service,
             (unsigned)fixture->stranger.port);
    return screen_world_run(fixture->world, 40, 119, words);
}

static void
type_line(struct screen_rig *rig, const char *line)
{
    screen_type(rig, line);
    screen_press(rig, "Enter");
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

static void
no_octet_of_a_peer_is_sent_to_the_terminal(void **state)
{
    static const struct stranger_line script[] = {
        {"220 a\x1b[31mred\x1b]0;owned\x07 b\x9b" "2J c\xC2\x9B" "31m "
         "d\xE2\x80\xAE" "e f\x7F\xFE\r\n", 1},
        {"250 wide \xE7\x8C\xAB marks e\xCC\x81 end\r\n", 1},
    };
    static const char *const never[] = {"\x1b[31mred", "\x1b]0;", "owned\x07",
                                        ("\x9b" "2J"), "\xC2\x9B",
                                        "\xE2\x80\xAE", "\x7F", "\xFE"};
    struct screen_rig *rig = meet(*state, "smtp", script, 2);

    screen_await(rig, "a\\x1B[31mred\\x1B]0;owned\\x07");
    type_line(rig, "EHLO \xC3\xA9\x01");
    screen_await(rig, "wide \u732B marks");
    screen_press(rig, "Tab");
    screen_press(rig, "v");
    screen_press(rig, "e");
    screen_settle(rig);
    screen_await_hints(rig);
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        if (holds(rig, never[i])) {
            fail_msg("octets %zu of the peer came through", i);
        }
    }
}

/*
 * One meeting: what must be shown comes, a new size too, and Esc leaves.
 */
static void
survive(struct fixture *fixture, const struct meeting *meeting)
{
    struct screen_rig *rig = meet(fixture, meeting->service, meeting->script,
                                  meeting->count);

    print_message("# %s\n", meeting->name);
    screen_await(rig, meeting->awaited[0]);
    for (size_t i = 0; i < 3 && meeting->typed[i] != NULL; i++) {
        type_line(rig, meeting->typed[i]);
    }
    for (size_t i = 1; i < 3 && meeting->awaited[i] != NULL; i++) {
        screen_await(rig, meeting->awaited[i]);
    }
    screen_resize(rig, 24, 80);
    screen_await_hints(rig);
    screen_resize(rig, 50, 200);
    screen_await_hints(rig);
    screen_press(rig, "Esc");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
}

static void
whatever_a_server_does_is_told(void **state)
{
    static const struct meeting meetings[] = {
        {"closes at once", "smtp", {{NULL, 1}}, 1, {NULL},
         {"! The server closed", "r connect again"}},
        {"no code", "smtp", {{"hello there\r\n", 1}, {"250 ok\r\n", 1}}, 2,
         {"EHLO x"}, {"note: ", "S: 250 ok"}},
        {"code 999", "smtp", {{"999 hello\r\n", 1}, {"250 ok\r\n", 1}}, 2,
         {"EHLO x"}, {"note: ", "S: 250 ok"}},
        {"codes that differ", "smtp", {{"220-a\r\n221 b\r\n", 1}}, 1, {NULL},
         {"note: all lines of one reply"}},
        {"refuses", "smtp", {{"554 no service\r\n", 1}}, 1, {"QUIT"},
         {"S: 554 no service", "C: QUIT"}},
        {"endless line", "smtp", {{"220 yyyyyyyyyyyyyyyyyyy", 10000}}, 1,
         {NULL}, {"note: a reply line without an end"}},
        {"endless reply", "smtp", {{"220-more to come\r\n", 100000}}, 1,
         {NULL}, {"! ", "r connect again"}},
        {"says what nobody asked", "smtp", {{"220 hi\r\n250 boo\r\n", 1}}, 1,
         {NULL}, {"note: a reply that no command asked for"}},
        {"never stops", "smtp", {{"220 hi\r\n", 100000}}, 1, {NULL},
         {"! ", "r connect again"}},
        {"closes in the text", "smtp",
         {{"220 a\r\n", 1}, {"354 go\r\n", 1}, {NULL, 1}}, 3,
         {"DATA", "half"}, {"220 a", "nothing is delivered"}},
        {"bare LF", "pop3", {{"+OK hi\n", 1}, {"+OK\n1 5\n.\n", 1}}, 2,
         {"LIST"}, {"note: a reply line that ends in a bare LF", "S: 1 5"}},
        {"a telnet", "smtp", {{"\xFF\xFD\x18" "220 hi\r\n", 1}}, 1, {NULL},
         {"(the server speaks telnet", "220 hi"}},
        {"compresses unasked", "smtp", {{"\xFF\xFA\x56\xFF\xF0xx", 1}}, 1,
         {NULL}, {"! The server began to compress"}},
        {"a listing without a dot", "pop3",
         {{"+OK hi\r\n", 1}, {"+OK\r\n", 1}, {NULL, 1}}, 3,
         {"LIST", "NOOP"}, {"+OK hi", "the dot that ends it is missing"}},
    };

    for (size_t i = 0; i < sizeof meetings / sizeof meetings[0]; i++) {
        survive(*state, &meetings[i]);
    }
}

static void
of_a_long_message_only_the_beginning_is_kept(void **state)
{
    static char message[7 + LONG_LINES * 4 + 4];
    struct stranger_line script[] = {{"+OK hi\r\n", 1}, {message, 1},
                                     {"+OK\r\n", 1}};
    struct screen_rig *rig;
    size_t at = 7;

    memcpy(message, "+OK\r\n\r\n", at);
    for (size_t i = 0; i < LONG_LINES; i++, at += 4) {
        memcpy(message + at, "ab\r\n", 4);
    }
    memcpy(message + at, ".\r\n", 4);
    rig = meet(*state, "pop3", script, 3);
    screen_await(rig, "+OK hi");
    type_line(rig, "RETR 1");
    screen_await(rig, "(199501 more lines, not kept)");
    type_line(rig, "NOOP");
    screen_await(rig, "C: NOOP");
    assert_true(screen_cpu_ms(rig) < LONG_MS);
    screen_press(rig, "Ctrl-C");
    screen_await(rig, "q quit (a session is open)");
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
}

/*
 * While a server is silent, a person can type, look, resize and leave.
 */
static void
a_silent_server_holds_nobody_up(void **state)
{
    static const struct stranger_line script[] = {{"", 1}};
    struct screen_rig *rig = meet(*state, "smtp", script, 1);

    screen_await(rig, "The server speaks first");
    type_line(rig, "EHLO impatient");
    screen_await(rig, "C: EHLO impatient");
    screen_resize(rig, 16, 60);
    screen_await_hints(rig);
    screen_press(rig, "?");
    screen_await(rig, "any other key goes back");
    screen_press(rig, "Esc");
    screen_press(rig, "Esc");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
}

static void
nobody_there_is_told_and_can_be_tried_again(void **state)
{
    static const struct stranger_line script[] = {{"220 back\r\n", 1}};
    struct fixture *fixture = *state;
    struct screen_rig *rig;
    char words[64];

    stranger_start(&fixture->stranger, script, 1);
    snprintf(words, sizeof words, "talk smtp 127.0.0.1:%u",
             (unsigned)fixture->stranger.port);
    kill(fixture->stranger.pid, SIGSTOP);
    rig = screen_world_run(fixture->world, 24, 80, words);
    screen_await(rig, "The server speaks first");
    stranger_stop(&fixture->stranger);
    screen_await(rig, "! ");
    screen_press(rig, "r");
    screen_await(rig, "efused");
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
}

/* --server HOST:OFFSET: the lab of another machine; no logs are seen. */
static void
another_machine_is_no_stranger(void **state)
{
    static const struct stranger_line script[] = {
        {"220 mx.red.example ESMTP\r\n", 1}};
    struct fixture *fixture = *state;
    struct screen_rig *rig;
    char words[64];

    stranger_start(&fixture->stranger, script, 1);
    snprintf(words, sizeof words, "talk smtp --server 127.0.0.1:%u",
             (unsigned)fixture->stranger.port - SMTP_PORT);
    rig = screen_world_run(fixture->world, 40, 120, words);
    screen_await(rig, "S: 220 mx.red.example ESMTP");
    screen_await(rig, "[EHLO pc7.red.example]");
    screen_await_hints(rig);
    assert_int_equal(screen_find(rig, "smtpd log"), -1);
    screen_press(rig, "Esc");
    screen_await(rig, "Type it ");
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(no_octet_of_a_peer_is_sent_to_the_terminal),
        CASE(whatever_a_server_does_is_told),
        CASE(of_a_long_message_only_the_beginning_is_kept),
        CASE(a_silent_server_holds_nobody_up),
        CASE(nobody_there_is_told_and_can_be_tried_again),
        CASE(another_machine_is_no_stranger),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
