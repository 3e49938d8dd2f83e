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

enum { SMTP_PORT = 2525, LINES_MAX = 16, ROWS_MAX = 64, SPACES_MAX = 40 };

/* A stranger's whole conversation, and what the screen must say. */
struct meeting {
    const char *name;
    struct stranger_line script[LINES_MAX];
    size_t count;
    const char *awaited[3]; /* NULL behind the last */
};

#define HELLO {"220 strange\r\n", 1}, {"250 strange\r\n", 1}
/* Up to the text; of its lines none is answered. */
#define UP_TO_DATA                                                             \
    HELLO, {"503 first MAIL\r\n", 1}, {"250 a\r\n", 1},                        \
    {                                                                          \
        "250 b\r\n", 1                                                         \
    }
#define UP_TO_DOT                                                              \
    UP_TO_DATA, {"354 go\r\n", 1}, {"", 1}, {"", 1}, {"", 1}, {"", 1},         \
        {"", 1},                                                               \
    {                                                                          \
        "", 1                                                                  \
    }

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
 * Does the screen say this, wherever its rows end?
 */
static bool
says(struct screen_rig *rig, void *ctx)
{
    static char all[ROWS_MAX * SCREEN_ROW_MAX];
    size_t len = 0;

    for (int i = 0; i < rig->rows; i++) {
        char row[SCREEN_ROW_MAX];

        screen_row(rig, i, row);
        len += (size_t)snprintf(all + len, sizeof all - len, "%s ",
                                row + strspn(row, " "));
    }
    return !rig->resized && strstr(all, ctx) != NULL;
}

static void
await_all(struct screen_rig *rig, const struct meeting *meeting)
{
    for (size_t i = 0; i < 3 && meeting->awaited[i] != NULL; i++) {
        char text[SCREEN_ROW_MAX];

        snprintf(text, sizeof text, "%s", meeting->awaited[i]);
        screen_await_that(rig, says, text, text);
    }
    screen_await_hints(rig);
}

/*
 * One meeting: Space until the sentence comes; the screen lives on, q leaves.
 */
static void
survive(struct fixture *fixture, const struct meeting *meeting)
{
    struct screen_rig *rig = meet(fixture, meeting->script, meeting->count);

    print_message("# %s\n", meeting->name);
    for (unsigned i = 0; i < SPACES_MAX && screen_find(rig, " ! ") < 0; i++) {
        screen_press(rig, "Space");
        screen_settle(rig);
    }
    await_all(rig, meeting);
    screen_resize(rig, 24, 80);
    await_all(rig, meeting);
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
}

static void
broken_servers_are_told_in_a_sentence(void **state)
{
    static const struct meeting meetings[] = {
        {"closes at once", {{NULL, 1}}, 1, {"! "}},
        {"code 999", {{"999 hello\r\n", 1}}, 1, {"! "}},
        {"no code", {{"hello there\r\n", 1}}, 1, {"! "}},
        {"refuses", {{"554 no service\r\n", 1}}, 1, {"! "}},
        {"endless line", {{"220 yyyyyyyyyyyyyyyyyyy", 10000}}, 1, {"! "}},
        {"endless reply", {{"220-more to come\r\n", 100000}}, 1, {"! "}},
        {"closes when spoken to", {{"220 a\r\n", 1}, {NULL, 1}}, 2, {"! "}},
        {"codes that differ", {{"220-a\r\n221 b\r\n", 1}}, 1, {"! "}},
        {"goes away after the hello", {HELLO, {NULL, 1}}, 3, {"! "}},
    };

    for (size_t i = 0; i < sizeof meetings / sizeof meetings[0]; i++) {
        survive(*state, &meetings[i]);
    }
}

/*
 * Who has the mail now?  RFC 5321 sections 4.1.1.10, 4.2.5, 4.5.3.2.6.
 */
static void
what_became_of_the_mail_is_told(void **state)
{
    static const struct meeting meetings[] = {
        {"the disk is full at MAIL",
         {HELLO, {"503 a\r\n", 1}, {"452 4.3.1 disk full\r\n", 1}},
         4,
         {"452 4.3.1 disk full\"", "That may pass: start the lesson again",
          " r again "}},
        {"the disk is full at the dot",
         {UP_TO_DOT, {"452 4.3.1 disk full\r\n", 1}},
         13,
         {"The server has not taken the mail and must not deliver it; the "
          "client keeps it and tries again later",
          "That may pass", " r again "}},
        {"lost before the dot",
         {UP_TO_DATA, {"354 go\r\n", 1}, {NULL, 1}},
         7,
         {"Nothing was delivered: without the final dot the server must "
          "cancel what was begun",
          " r again "}},
        {"lost behind the dot",
         {UP_TO_DOT, {NULL, 1}},
         13,
         {"The dot got no reply, so the mail is stored or it is not",
          "then Bob may find it twice", " r again "}},
        {"lost when all is done",
         {UP_TO_DOT, {"250 taken\r\n", 1}, {NULL, 1}},
         14,
         {"The mail is safe: its dot was answered with 250", " r again "}},
    };

    for (size_t i = 0; i < sizeof meetings / sizeof meetings[0]; i++) {
        survive(*state, &meetings[i]);
    }
}

/*
 * The server dies while the student looks back.  End tells it, with no other
 * key.
 */
static void
end_tells_that_the_server_died_meanwhile(void **state)
{
    struct fixture *fixture = *state;
    static const struct stranger_line script[] = {HELLO};
    struct screen_rig *rig = meet(fixture, script, 2);

    screen_press(rig, "Space");
    screen_await(rig, "S: 220 strange");
    screen_press(rig, "Space");
    screen_await(rig, "Next you send  EHLO");
    screen_press(rig, "Left");
    screen_await(rig, "LOOKING BACK");
    stranger_stop(&fixture->stranger);
    screen_settle(rig);
    screen_press(rig, "End");
    screen_await(rig, " ! ");
    screen_await_gone(rig, "LOOKING BACK");
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
    screen_await(rig, "q quit (a session is open)");
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
        CASE(what_became_of_the_mail_is_told),
        CASE(end_tells_that_the_server_died_meanwhile),
        CASE(nobody_there_is_told_in_a_sentence),
        CASE(a_silent_server_holds_nobody_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
