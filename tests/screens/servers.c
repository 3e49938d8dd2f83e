/*
 * servers.c - the servers come up, or do not, while the screen lives on.
 *
 * A start never holds a key up; what is down can be started again, and nothing
 * else is touched by it.
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
#include <sys/stat.h>

#include <cmocka.h>

#include "tests/support/screen_world.h"

/*
 * Mailwalk, and beside it two servers that run and say nothing.
 */
static void
be_mute(struct screen_world *world)
{
    static const char *const names[] = {"bin/smtpd", "bin/pop3d"};
    static const char script[] = "#!/bin/sh\nexec tail -f /dev/null\n";
    static char program[SCRATCH_PATH];
    char command[3 * SCRATCH_PATH];

    scratch_folder(&world->scratch, "bin");
    for (size_t i = 0; i < 2; i++) {
        char path[SCRATCH_PATH];

        scratch_write(&world->scratch, names[i], script, strlen(script));
        assert_int_equal(
            chmod(scratch_path(&world->scratch, names[i], path), 0700), 0);
    }
    scratch_path(&world->scratch, "bin/mailwalk", program);
    snprintf(command, sizeof command, "cp %s/mailwalk %s", BUILD_DIR, program);
    assert_int_equal(system(command), 0);
    world->program = program;
}

/*
 * The menu, its help, a new size, a lesson up to its first connection, and the
 * way out: all while the servers are awaited.
 */
static void
a_server_that_says_nothing_holds_nobody_up(void **state)
{
    struct screen_world *world = *state;
    struct screen_rig *rig;

    be_mute(world);
    rig = screen_world_run(world, 24, 80, "");
    screen_await(rig, "smtpd is starting");
    screen_press(rig, "?");
    screen_await(rig, "any other key goes back");
    screen_press(rig, "Esc");
    screen_resize(rig, 40, 120);
    screen_await_hints(rig);
    screen_press(rig, "Enter");
    screen_world_ask(rig);
    screen_press(rig, "b");
    screen_await(rig, "Next you connect");
    screen_press(rig, "2");
    screen_await(rig, "Waiting for the server.");
    screen_press(rig, "Esc");
    screen_await(rig, "smtpd is starting");
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
}

static void
a_server_that_says_nothing_is_told_and_can_be_tried_again(void **state)
{
    struct screen_world *world = *state;
    struct screen_rig *rig;

    be_mute(world);
    rig = screen_world_run(world, 24, 80, "walk a1");
    screen_world_ask(rig);
    screen_press(rig, "b");
    screen_await(rig, "Next you connect");
    screen_press(rig, "2");
    screen_await(rig, "did not come up: no greeting in time.");
    screen_await(rig, "s tries again");
    screen_press(rig, "s");
    screen_await(rig, "are starting");
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
}

static pid_t
pid_of(const struct screen_world *world, const char *name)
{
    size_t len = 0;
    char *text = scratch_read(&world->scratch, name, &len);
    pid_t pid = (pid_t)strtol(text, NULL, 10);

    free(text);
    assert_true(pid > 1);
    return pid;
}

/*
 * One server dies: the menu tells it unasked, and r starts that one alone.
 */
static void
only_what_is_down_is_started_again(void **state)
{
    struct screen_world *world = *state;
    struct screen_rig *rig = screen_world_run(world, 24, 80, "");
    pid_t pop3d;

    screen_await(rig, "smtpd up");
    pop3d = pid_of(world, "mailwalk/red/pop3d.pid");
    assert_int_equal(kill(pid_of(world, "mailwalk/red/smtpd.pid"), SIGKILL), 0);
    screen_await(rig, "smtpd DOWN");
    screen_await(rig, "r start servers");
    screen_press(rig, "r");
    screen_await(rig, "smtpd up");
    screen_await_gone(rig, "r start servers");
    assert_int_equal(pid_of(world, "mailwalk/red/pop3d.pid"), pop3d);
}

static void
a_lesson_starts_again_only_what_is_down(void **state)
{
    struct screen_world *world = *state;
    struct screen_rig *rig = screen_world_run(world, 24, 80, "walk a1");
    pid_t pop3d;

    screen_world_ask(rig);
    screen_press(rig, "b");
    screen_await(rig, "Next you connect");
    screen_press(rig, "2");
    screen_await(rig, "S: 220 ");
    pop3d = pid_of(world, "mailwalk/red/pop3d.pid");
    assert_int_equal(kill(pid_of(world, "mailwalk/red/smtpd.pid"), SIGKILL), 0);
    screen_await(rig, "s start servers");
    screen_press(rig, "Space");
    screen_await(rig, " ! ");
    screen_press(rig, "s");
    screen_await(rig, "step 1 of");
    screen_world_ask(rig);
    screen_press(rig, "b");
    screen_await(rig, "Next you connect");
    screen_press(rig, "2");
    screen_await(rig, "S: 220 ");
    assert_int_equal(pid_of(world, "mailwalk/red/pop3d.pid"), pop3d);
}

#define CASE(name)                                                             \
    cmocka_unit_test_setup_teardown(name, screen_world_setup,                  \
                                    screen_world_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_server_that_says_nothing_holds_nobody_up),
        CASE(a_server_that_says_nothing_is_told_and_can_be_tried_again),
        CASE(only_what_is_down_is_started_again),
        CASE(a_lesson_starts_again_only_what_is_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
