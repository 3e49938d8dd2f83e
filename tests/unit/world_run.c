/*
 * world_run.c - four servers, up and down, whatever happens to them.
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
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/world.h"
#include "tests/support/scratch.h"
#include "tests/support/world_rig.h"

static void
up(struct world *world, unsigned want)
{
    unsigned started;

    if (world_up(world, &started) == -1) {
        fail_msg("world_up: %s", world->why);
    }
    assert_int_equal(started, want);
    assert_int_equal(world_alive_count(world), WORLD_SERVERS);
}

static void
down(struct world *world, unsigned want)
{
    unsigned stopped;
    unsigned killed;

    assert_int_equal(world_down(world, &stopped, &killed), 0);
    assert_int_equal(stopped, want);
    assert_int_equal(killed, 0);
    assert_int_equal(world_alive_count(world), 0);
}

static void
give_fault(void **state, const char *word)
{
    struct world_rig *rig = *state;

    scratch_write(&rig->scratch, "world/fake", word, strlen(word));
}

/* ---- up and down ---- */

static void
up_starts_four_servers_and_down_ends_them(void **state)
{
    struct world_rig *rig = *state;
    struct world world = world_rig_open(state);
    char path[SCRATCH_PATH];
    pid_t pid;

    up(&world, 4);
    assert_true(world_alive(&world, 0, &pid));
    assert_int_equal(kill(pid, 0), 0);
    assert_int_equal(getsid(pid), pid);
    up(&world, 0);
    down(&world, 4);
    assert_int_equal(kill(pid, 0), -1);
    assert_int_equal(
        access(scratch_path(&rig->scratch, "world/red/smtpd.pid", path),
               F_OK), -1);
    down(&world, 0);
}

/* A stranger asks: another process, which did not start them. */
static void
whether_they_live_is_known_to_everybody(void **state)
{
    struct world world = world_rig_open(state);
    pid_t child;
    int status;

    up(&world, 4);
    child = fork();
    if (child == 0) {
        struct world other = world_rig_open(state);

        _exit((int)world_alive_count(&other));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 4);
    down(&world, 4);
}

static void
a_killed_server_is_dead_and_comes_back_alone(void **state)
{
    struct world world = world_rig_open(state);
    pid_t others[2];
    pid_t pid;

    up(&world, 4);
    assert_true(world_alive(&world, 0, &others[0]));
    assert_true(world_alive(&world, 1, &pid));
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_false(world_alive(&world, 1, NULL));
    assert_int_equal(world_alive_count(&world), 3);
    up(&world, 1);
    assert_true(world_alive(&world, 0, &others[1]));
    assert_int_equal(others[0], others[1]);
    down(&world, 4);
}

/* If it were believed, this test would end itself. */
static void
a_stale_pid_file_kills_nobody(void **state)
{
    struct world_rig *rig = *state;
    struct world world = world_rig_open(state);
    char text[32];

    assert_int_equal(world_prepare(&world), 0);
    snprintf(text, sizeof text, "%ld\n", (long)getpid());
    scratch_write(&rig->scratch, "world/red/smtpd.pid", text,
                  strlen(text));
    assert_false(world_alive(&world, 0, NULL));
    down(&world, 0);
}

static void
a_server_that_fails_takes_the_others_down_and_is_quoted(void **state)
{
    struct world world = world_rig_open(state);
    unsigned started;

    give_fault(state, "fail");
    assert_int_equal(world_up(&world, &started), -1);
    assert_int_equal(world.status, EX_OSERR);
    assert_non_null(strstr(world.why, "pop3d of blue.example"));
    assert_non_null(strstr(world.why, "status 78"));
    assert_non_null(strstr(world.why, "\n  fake: no, \\x1B[31mthank you"));
    assert_int_equal(world_alive_count(&world), 0);
    give_fault(state, "");
    up(&world, 4);
}

static void
servers_that_were_up_stay_up_when_another_fails(void **state)
{
    struct world world = world_rig_open(state);
    unsigned started;
    pid_t pid;

    up(&world, 4);
    assert_true(world_alive(&world, 3, &pid));
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    give_fault(state, "fail");
    assert_int_equal(world_up(&world, &started), -1);
    assert_int_equal(world_alive_count(&world), 3);
}

static void
a_wrong_greeting_is_no_server(void **state)
{
    struct world world = world_rig_open(state);
    unsigned started;

    give_fault(state, "nonsense");
    assert_int_equal(world_up(&world, &started), -1);
    assert_int_equal(world.status, EX_PROTOCOL);
    assert_int_equal(world_alive_count(&world), 0);
}

static void
a_missing_program_is_named(void **state)
{
    struct world world = world_rig_open(state);
    unsigned started;

    world.programs = "/nowhere";
    assert_int_equal(world_up(&world, &started), -1);
    assert_int_equal(world.status, EX_UNAVAILABLE);
    assert_string_equal(world.why, "The program smtpd is not in /nowhere.");
}

/* A guest at our port, until it is killed. */
static pid_t
squat(uint16_t port, const char *greeting)
{
    int listener = world_rig_bind(port);
    pid_t child;

    assert_int_not_equal(listener, -1);
    child = fork();
    if (child == 0) {
        for (;;) {
            int guest = accept(listener, NULL, NULL);

            (void)!write(guest, greeting, strlen(greeting));
            close(guest);
        }
    }
    close(listener);
    return child;
}

static void
a_taken_port_is_told_with_its_greeting_and_a_way_out(void **state)
{
    struct world world = world_rig_open(state);
    unsigned started;
    unsigned offset;
    char *way;
    pid_t child = squat(world_port(&world, WORLD_BLUE, WORLD_SMTP),
                        "220 other \x1b[2J\r\n");
    int result = world_up(&world, &started);

    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(result, -1);
    assert_int_equal(world.status, EX_UNAVAILABLE);
    assert_non_null(strstr(world.why, "(SMTP of blue.example): "
                                      "220 other \\x1B[2J\n"));
    assert_null(strstr(world.why, "Mailwalk too"));
    assert_int_equal(world_alive_count(&world), 0);
    way = strstr(world.why, " --offset ");
    assert_non_null(way);
    offset = (unsigned)strtoul(way + 10, NULL, 10);
    assert_int_equal(world_set_offset(&world, offset), 0);
    up(&world, 4);
}

static void
a_taken_second_port_has_the_same_way_out(void **state)
{
    struct world world = world_rig_open(state);
    unsigned started;
    int taken = world_rig_bind(world_port(&world, WORLD_RED, WORLD_SUBMISSION));
    int result = world_up(&world, &started);

    assert_true(taken >= 0);
    close(taken);
    assert_int_equal(result, -1);
    assert_int_equal(world.status, EX_UNAVAILABLE);
    assert_non_null(strstr(world.why, "smtpd of red.example did not come up"));
    assert_non_null(strstr(world.why, " --offset "));
    assert_int_equal(world_alive_count(&world), 0);
}

static void
another_mailwalk_at_our_port_is_recognised(void **state)
{
    struct world world = world_rig_open(state);
    unsigned started;
    pid_t child = squat(world_port(&world, WORLD_RED, WORLD_POP3),
                        "+OK Mailwalk POP3 ready <1.2@pop.red.example>\r\n");
    int result = world_up(&world, &started);

    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(result, -1);
    assert_non_null(strstr(world.why, "That is Mailwalk too"));
}

static void
the_offset_cannot_change_under_the_servers(void **state)
{
    struct world_rig *rig = *state;
    struct world world = world_rig_open(state);

    up(&world, 4);
    assert_int_equal(world_set_offset(&world, rig->offset + 1), -1);
    assert_int_equal(world.status, EX_USAGE);
    assert_int_equal(world_set_offset(&world, rig->offset), 0);
}

int
main(int argc, char **argv)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, world_rig_setup, world_rig_teardown)
    const struct CMUnitTest tests[] = {
        TEST(up_starts_four_servers_and_down_ends_them),
        TEST(whether_they_live_is_known_to_everybody),
        TEST(a_killed_server_is_dead_and_comes_back_alone),
        TEST(a_stale_pid_file_kills_nobody),
        TEST(a_server_that_fails_takes_the_others_down_and_is_quoted),
        TEST(servers_that_were_up_stay_up_when_another_fails),
        TEST(a_wrong_greeting_is_no_server),
        TEST(a_missing_program_is_named),
        TEST(a_taken_port_is_told_with_its_greeting_and_a_way_out),
        TEST(a_taken_second_port_has_the_same_way_out),
        TEST(another_mailwalk_at_our_port_is_recognised),
        TEST(the_offset_cannot_change_under_the_servers),
    };
    int status = world_rig_main(argc, argv);

    return status != -1 ? status : cmocka_run_group_tests(tests, NULL, NULL);
}
