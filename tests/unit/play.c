/*
 * play.c - a lesson against servers that do right, and that do not.
 *
 * The server lives in the same event loop and follows a script.  No call of a
 * play may wait: each test turns the loop itself.
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

#include <event2/event.h>

#include "labs/play.h"
#include "tests/support/chat_server.h"
#include "tests/support/scratch.h"

enum { TURNS_MAX = 2000 };

struct stage {
    struct chat_server *server;
    struct scratch folder;
    struct play play;
    unsigned changes;
};

static void
on_change(void *ctx)
{
    struct stage *stage = ctx;

    stage->changes++;
}

/*
 * A lesson of hello, mail and goodbye with this server.
 */
static void
begin(struct stage *stage, void **state, const char *const *script)
{
    char path[SCRATCH_PATH];
    char why[LAB_WHY_MAX] = "";
    char lab[1024];
    struct play_place place = {.host = "127.0.0.1"};

    memset(stage, 0, sizeof *stage);
    stage->server = *state;
    stage->server->script = script;
    stage->server->step = 0;
    snprintf(lab, sizeof lab,
             "```lab meta\nid: x\ntitle: T\n"
             "needs: smtp=red.example:%u\n```\n"
             "```lab step hello\nopen: smtp\nS?: 220\n"
             "C: EHLO a.example\nS?: 250\n```\n"
             "```lab step goodbye\nC: QUIT\nS: 221\n```\n",
             (unsigned)stage->server->port);
    scratch_make(&stage->folder);
    scratch_write(&stage->folder, "x-lab.md", lab, strlen(lab));
    if (play_open(&stage->play, scratch_path(&stage->folder, "x-lab.md", path),
                  &place, stage->server->base, on_change, stage, why) != 0) {
        fail_msg("%s", why);
    }
    play_go(&stage->play);
}

static void
end(struct stage *stage)
{
    play_close(&stage->play);
    scratch_remove(&stage->folder);
}

/*
 * Turn the loop while the play waits for the server.
 */
static void
turn(struct stage *stage)
{
    for (int i = 0; i < TURNS_MAX && play_waits(&stage->play); i++) {
        event_base_loop(stage->server->base, EVLOOP_ONCE);
    }
    assert_false(play_waits(&stage->play));
}

static void
answer(struct stage *stage, const char *text)
{
    const char *why = NULL;

    assert_int_equal(player_answer(stage->play.player, text, &why), 0);
    play_go(&stage->play);
    turn(stage);
}

static bool
told(const struct stage *stage, enum player_kind kind, const char *text)
{
    const struct player *player = stage->play.player;

    for (size_t i = 0; i < player_events(player); i++) {
        if (player_event(player, i)->kind == kind &&
            strstr(player_event(player, i)->text, text) != NULL) {
            return true;
        }
    }
    return false;
}

/*
 * Played through with this server, the lesson ends so, with this trouble.
 */
static void
ends(void **state, const char *const *script, enum player_outcome outcome,
     const char *trouble)
{
    struct stage stage;

    begin(&stage, state, script);
    play_through(&stage.play);
    turn(&stage);
    assert_int_equal(player_want(stage.play.player), PLAYER_END);
    assert_int_equal(player_outcome(stage.play.player), outcome);
    assert_true(trouble == NULL || told(&stage, PLAYER_TROUBLE, trouble));
    end(&stage);
}

static void
play__goes_through_a_lesson_in_the_callers_loop(void **state)
{
    static const char *const script[] = {"220 a\r\n", "250-a\r\n250 SIZE\r\n",
                                         "221 a\r\n", AND_HANG_UP, NULL};

    ends(state, script, PLAYER_FINISHED, NULL);
}

/*
 * What a person is told to type must find the same servers again.
 */
static void
play__a_command_that_is_advised_finds_the_same_servers(void **state)
{
    static const struct {
        struct play_place place;
        const char *option;
    } rows[] = {
        {{.host = "mail.lab"}, " --server mail.lab"},
        {{.host = "10.0.0.2", .offset = 100}, " --server 10.0.0.2:100"},
        {{.host = "fe80::1", .offset = 7}, " --server [fe80::1]:7"},
    };
    struct world world;
    struct play_place here = {.world = &world};
    char option[WORLD_PATH_ROOM];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        play_options(&rows[i].place, option);
        assert_string_equal(option, rows[i].option);
    }
    assert_int_equal(world_open(&world, "/tmp/a"), 0);
    play_options(&here, option);
    assert_string_equal(option, " --dir /tmp/a");
    assert_int_equal(world_open(&world, NULL), 0);
    play_options(&here, option);
    assert_string_equal(option, "");
}

/*
 * A stranger at the port of our own server is not called.
 */
static void
play__calls_nobody_when_our_own_server_is_down(void **state)
{
    static const char *const script[] = {"220 a stranger\r\n", NULL};
    struct stage stage;
    struct world world;
    char path[SCRATCH_PATH];

    begin(&stage, state, script);
    assert_int_equal(
        world_open(&world, scratch_path(&stage.folder, "world", path)), 0);
    world.offset = stage.server->port - 2525u;
    stage.play.place = (struct play_place){.world = &world};
    answer(&stage, "2");
    assert_int_equal(player_outcome(stage.play.player), PLAYER_NO_SERVER);
    assert_true(told(&stage, PLAYER_TROUBLE,
                     "The lab's own smtpd is not up, so nobody is called"));
    assert_false(told(&stage, PLAYER_LINE, "stranger"));
    end(&stage);
}

/*
 * Nothing comes: every call returns, and the student can leave.
 */
static void
play__of_a_silent_server_leaves_the_keyboard_alive(void **state)
{
    static const char *const script[] = {"", NULL};
    struct stage stage;
    const char *why = NULL;

    begin(&stage, state, script);
    assert_int_equal(player_answer(stage.play.player, "2", &why), 0);
    play_go(&stage.play);
    event_base_loop(stage.server->base, EVLOOP_ONCE);
    event_base_loop(stage.server->base, EVLOOP_NONBLOCK);
    assert_true(play_waits(&stage.play));
    assert_false(play_can_break(&stage.play));
    assert_int_equal(player_answer(stage.play.player, "2", &why), -1);
    end(&stage);
}

static void
play__tells_where_the_server_closed(void **state)
{
    static const char *const at_once[] = {HANG_UP, NULL};
    static const char *const greeted[] = {"220 a\r\n", HANG_UP, NULL};
    static const char *const half[] = {"220 a\r\n", "250-a\r\n", AND_HANG_UP,
                                       NULL};
    static const char *const late[] = {"220 a\r\n", "250 a\r\n", HANG_UP,
                                       NULL};

    ends(state, at_once, PLAYER_LATER, "Nothing was delivered");
    ends(state, greeted, PLAYER_LATER, "before it answered EHLO");
    ends(state, half, PLAYER_LATER, "before it answered EHLO");
    ends(state, late, PLAYER_LATER, "before it answered QUIT");
}

/*
 * While the student thinks, the server goes: that is told at once.
 */
static void
play__tells_a_loss_while_the_student_is_asked(void **state)
{
    static const char *const script[] = {"220 a\r\n", AND_HANG_UP, NULL};
    struct stage stage;

    begin(&stage, state, script);
    answer(&stage, "2");
    for (int i = 0; i < TURNS_MAX &&
                    player_want(stage.play.player) != PLAYER_END;
         i++) {
        event_base_loop(stage.server->base, EVLOOP_ONCE);
    }
    assert_true(told(&stage, PLAYER_TROUBLE, "closed the connection"));
    end(&stage);
}

static void
play__ends_over_replies_that_break_the_protocol(void **state)
{
    static char endless[64 * 1024];
    static char lines[256 * 1024];
    static const char *const code[] = {"999 a\r\n", NULL};
    static const char *const bare[] = {"220 a\n", NULL};
    static const char *const mixed[] = {"220-a\r\n250 a\r\n", NULL};
    const char *const line[] = {endless, NULL};
    const char *const reply[] = {lines, NULL};

    memset(endless, '2', sizeof endless - 1);
    for (size_t i = 0; i + 8 < sizeof lines; i += 7) {
        memcpy(lines + i, "220-x\r\n", 8);
    }
    ends(state, code, PLAYER_UNEXPECTED, "999 a");
    ends(state, bare, PLAYER_UNEXPECTED, "2.3.8");
    ends(state, mixed, PLAYER_UNEXPECTED, "250 a");
    ends(state, line, PLAYER_UNEXPECTED, "without an end");
    ends(state, reply, PLAYER_UNEXPECTED, "220-x");
}

static void
play__says_so_when_nobody_answers(void **state)
{
    static const char *const script[] = {NULL};

    chat_server_stop(*state);
    ends(state, script, PLAYER_NO_SERVER, "Connection refused");
}

/*
 * A rule broken on purpose is an excursion.  The refusal is told,
 * the question is put again, and the lesson ends as it would have.
 */
static void
play__breaks_a_rule_and_goes_on_where_it_was(void **state)
{
    static const char *const script[] = {"220 a\r\n", "503 5.5.1 a\r\n",
                                         "250 a\r\n", "221 a\r\n",
                                         AND_HANG_UP, NULL};
    struct stage stage;
    size_t broken = 0;

    begin(&stage, state, script);
    assert_false(play_can_break(&stage.play));
    answer(&stage, "2");
    assert_true(play_can_break(&stage.play));
    play_break(&stage.play);
    turn(&stage);
    assert_int_equal(player_want(stage.play.player), PLAYER_CHOOSE);
    assert_true(told(&stage, PLAYER_LINE, "503 5.5.1"));
    assert_true(told(&stage, PLAYER_WHY, "goes on where it was"));
    for (size_t i = 0; i < player_events(stage.play.player); i++) {
        broken += player_event(stage.play.player, i)->broken;
    }
    assert_int_equal(broken, 4); /* DATA, 503, its meaning, why */
    answer(&stage, "2");
    answer(&stage, "");
    assert_int_equal(player_outcome(stage.play.player), PLAYER_FINISHED);
    assert_int_equal(player_want(stage.play.player), PLAYER_END);
    assert_string_equal(stage.server->got,
                        "DATA\r\nEHLO a.example\r\nQUIT\r\n");
    end(&stage);
}

/*
 * A server that takes what it should refuse is not where the lesson is.
 */
static void
play__stops_when_a_broken_rule_is_not_refused(void **state)
{
    static const char *const takes[] = {"220 a\r\n", "354 a\r\n", NULL};
    static const char *const goes[] = {"220 a\r\n", "421 a\r\n", NULL};
    struct stage stage;

    begin(&stage, state, takes);
    answer(&stage, "2");
    play_break(&stage.play);
    turn(&stage);
    assert_true(told(&stage, PLAYER_TROUBLE, "what it should refuse"));
    end(&stage);
    begin(&stage, state, goes);
    answer(&stage, "2");
    play_break(&stage.play);
    turn(&stage);
    assert_true(told(&stage, PLAYER_TROUBLE, "one wrong command too many"));
    end(&stage);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, chat_server_setup,                   \
                                    chat_server_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(play__goes_through_a_lesson_in_the_callers_loop),
        TEST(play__a_command_that_is_advised_finds_the_same_servers),
        TEST(play__calls_nobody_when_our_own_server_is_down),
        TEST(play__of_a_silent_server_leaves_the_keyboard_alive),
        TEST(play__tells_where_the_server_closed),
        TEST(play__tells_a_loss_while_the_student_is_asked),
        TEST(play__ends_over_replies_that_break_the_protocol),
        TEST(play__says_so_when_nobody_answers),
        TEST(play__breaks_a_rule_and_goes_on_where_it_was),
        TEST(play__stops_when_a_broken_rule_is_not_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
