/*
 * world_screen.c - servers for screens: they come with the first of them and go
 * with the last, and nobody waits for them.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/world.h"
#include "tests/support/scratch.h"
#include "tests/support/world_rig.h"

static void
servers_for_screens_end_with_the_last_of_them(void **state)
{
    struct world first = world_rig_open(state);
    struct world second = world_rig_open(state);

    assert_int_equal(world_ensure(&first), 0);
    assert_int_equal(world_ensure(&second), 0);
    assert_int_equal(world_alive_count(&first), WORLD_SERVERS);
    world_release(&first);
    assert_int_equal(world_alive_count(&second), WORLD_SERVERS);
    world_release(&second);
    assert_int_equal(world_alive_count(&second), 0);
    world_release(&second);
}

static void
servers_that_were_up_outlive_a_screen(void **state)
{
    struct world world = world_rig_open(state);
    struct world screen = world_rig_open(state);
    unsigned count;
    unsigned killed;

    assert_int_equal(world_up(&world, &count), 0);
    assert_int_equal(world_ensure(&screen), 0);
    world_release(&screen);
    assert_int_equal(world_alive_count(&world), WORLD_SERVERS);
    assert_int_equal(world_down(&world, &count, &killed), 0);
    assert_int_equal(count, 4);
}

static void
up_makes_the_servers_of_a_screen_stay(void **state)
{
    struct world world = world_rig_open(state);
    struct world screen = world_rig_open(state);
    unsigned started;

    assert_int_equal(world_ensure(&screen), 0);
    assert_int_equal(world_up(&world, &started), 0);
    assert_int_equal(started, 0);
    world_release(&screen);
    assert_int_equal(world_alive_count(&world), WORLD_SERVERS);
}

static void
a_screen_starts_again_only_what_is_down(void **state)
{
    struct world screen = world_rig_open(state);
    pid_t before[WORLD_SERVERS];
    pid_t after;

    assert_int_equal(world_ensure(&screen), 0);
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        assert_true(world_alive(&screen, i, &before[i]));
    }
    assert_int_equal(kill(before[1], SIGKILL), 0);
    assert_int_equal(waitpid(before[1], NULL, 0), before[1]);
    assert_int_equal(world_ensure(&screen), 0);
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        assert_true(world_alive(&screen, i, &after));
        assert_int_equal(after == before[i], i != 1);
    }
    world_release(&screen);
    assert_int_equal(world_alive_count(&screen), 0);
}

/*
 * The way out of taken ports: another terminal changes the offset.
 */
static void
a_screen_starts_where_the_offset_says_now(void **state)
{
    struct world screen = world_rig_open(state);
    struct world other = world_rig_open(state);
    unsigned offset = world_rig_offset();

    assert_int_equal(world_set_offset(&other, offset), 0);
    assert_int_equal(world_ensure(&screen), 0);
    assert_int_equal(screen.offset, offset);
    world_release(&screen);
}

/*
 * One of them does not greet: no step waits for it, and who leaves meanwhile
 * leaves no server behind.
 */
static void
a_start_can_be_left_in_the_middle(void **state)
{
    struct world_rig *rig = *state;
    struct world screen = world_rig_open(state);

    scratch_write(&rig->scratch, "world/fake", "mute", 4);
    while (world_alive_count(&screen) < WORLD_SERVERS) {
        assert_int_equal(world_ensure_step(&screen), 0);
    }
    assert_int_equal(world_ensure_step(&screen), 0);
    world_release(&screen);
    assert_int_equal(world_alive_count(&screen), 0);
}

/*
 * Somebody else holds the world: no step waits for that either.
 */
static void
a_held_world_is_not_waited_for(void **state)
{
    struct world_rig *rig = *state;
    struct world screen = world_rig_open(state);
    char path[SCRATCH_PATH];
    int other;

    assert_int_equal(world_prepare(&screen), 0);
    other = open(scratch_path(&rig->scratch, "world/lock", path), O_RDWR);
    assert_int_not_equal(other, -1);
    assert_int_equal(flock(other, LOCK_EX), 0);
    assert_int_equal(world_ensure_step(&screen), 0);
    assert_int_equal(world_ensure_step(&screen), 0);
    assert_int_equal(world_alive_count(&screen), 0);
    close(other);
    assert_int_equal(world_ensure(&screen), 0);
    assert_int_equal(world_alive_count(&screen), WORLD_SERVERS);
    world_release(&screen);
}

int
main(int argc, char **argv)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, world_rig_setup, world_rig_teardown)
    const struct CMUnitTest tests[] = {
        TEST(servers_for_screens_end_with_the_last_of_them),
        TEST(servers_that_were_up_outlive_a_screen),
        TEST(up_makes_the_servers_of_a_screen_stay),
        TEST(a_screen_starts_again_only_what_is_down),
        TEST(a_screen_starts_where_the_offset_says_now),
        TEST(a_start_can_be_left_in_the_middle),
        TEST(a_held_world_is_not_waited_for),
    };
    int status = world_rig_main(argc, argv);

    return status != -1 ? status : cmocka_run_group_tests(tests, NULL, NULL);
}
