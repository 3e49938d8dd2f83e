/*
 * world.c - the lab world at rest: its folder, ports, users and files.
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
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/world.h"
#include "tests/support/scratch.h"
#include "tests/support/world_rig.h"

/* ---- which folder, which port, which user ---- */

static void
the_folder_is_where_xdg_says(void **state)
{
    struct world world;
    char here[SCRATCH_PATH];
    char want[SCRATCH_PATH + 8];

    (void)state;
    setenv("HOME", "/home/nobody", 1);
    setenv("XDG_STATE_HOME", "/state", 1);
    assert_int_equal(world_open(&world, NULL), 0);
    assert_string_equal(world.dir, "/state/mailwalk");
    setenv("XDG_STATE_HOME", "relative", 1);
    assert_int_equal(world_open(&world, NULL), 0);
    assert_string_equal(world.dir, "/home/nobody/.local/state/mailwalk");
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    assert_int_equal(world_open(&world, NULL), -1);
    assert_int_equal(world.status, EX_CONFIG);
    assert_non_null(strstr(world.why, "--dir"));

    assert_int_equal(world_open(&world, "/some/where/"), 0);
    assert_string_equal(world.dir, "/some/where");
    assert_non_null(getcwd(here, sizeof here));
    snprintf(want, sizeof want, "%s/sub", here);
    assert_int_equal(world_open(&world, "sub"), 0);
    assert_string_equal(world.dir, want);
}

static void
a_folder_with_too_long_a_name_is_refused(void **state)
{
    struct world world;
    char name[WORLD_DIR_MAX + 2];

    (void)state;
    memset(name, 'x', sizeof name);
    name[0] = '/';
    name[WORLD_DIR_MAX] = '\0';
    assert_int_equal(world_open(&world, name), 0);
    name[WORLD_DIR_MAX] = 'x';
    name[WORLD_DIR_MAX + 1] = '\0';
    assert_int_equal(world_open(&world, name), -1);
    assert_int_equal(world.status, EX_USAGE);
}

static void
the_offset_counts_for_every_port(void **state)
{
    struct world world;

    (void)state;
    assert_int_equal(world_open(&world, "/nowhere"), 0);
    assert_int_equal(world_port(&world, WORLD_RED, WORLD_SMTP), 2525);
    assert_int_equal(world_port(&world, WORLD_RED, WORLD_POP3), 1110);
    assert_int_equal(world_port(&world, WORLD_BLUE, WORLD_SMTP), 2526);
    assert_int_equal(world_port(&world, WORLD_BLUE, WORLD_POP3), 1111);
    assert_int_equal(world_port(&world, WORLD_RED, WORLD_SUBMISSION), 2587);
    assert_int_equal(world_port(&world, WORLD_BLUE, WORLD_SUBMISSION), 2588);
    world.offset = WORLD_OFFSET_MAX;
    assert_int_equal(world_port(&world, WORLD_BLUE, WORLD_SMTP), 62526);
}

static void
users_are_found_in_any_case_and_with_their_domain(void **state)
{
    (void)state;
    assert_string_equal(world_user_find("alice", 5)->password, "apple");
    assert_string_equal(world_user_find("Dave@BLUE.example", 17)->name,
                        "dave");
    assert_null(world_user_find("alice@blue.example", 18));
    assert_null(world_user_find("ali", 3));
    assert_null(world_user_find("", 0));
    assert_null(world_user(4));
}

/* ---- the folder ---- */

static void
check_mode(void **state, const char *name, mode_t want)
{
    struct world_rig *rig = *state;
    char path[SCRATCH_PATH];
    struct stat st;

    assert_int_equal(stat(scratch_path(&rig->scratch, name, path), &st),
                     0);
    assert_int_equal(st.st_mode & 0777, want);
}

static void
making_makes_what_is_missing_and_keeps_the_rest(void **state)
{
    struct world_rig *rig = *state;
    struct world world = world_rig_open(state);
    size_t len;
    char *users;

    assert_int_equal(world_prepare(&world), 0);
    check_mode(state, "world/red", 0700);
    check_mode(state, "world/red/users", 0600);
    check_mode(state, "world/blue/mail/dave/new", 0700);
    assert_int_equal(
        scratch_count(&rig->scratch, "world/red/mail/alice/new"), 4);
    users = scratch_read(&rig->scratch, "world/red/users", &len);
    assert_non_null(strstr(users, "\nalice:{PLAIN}apple\nbob:{PLAIN}banana\n"));
    assert_null(strstr(users, "carol"));
    free(users);

    scratch_write(&rig->scratch, "world/red/users", "mine\n", 5);
    scratch_write(&rig->scratch, "world/red/mail/bob/new/x", "a\n", 2);
    assert_int_equal(world_prepare(&world), 0);
    users = scratch_read(&rig->scratch, "world/red/users", &len);
    assert_string_equal(users, "mine\n");
    free(users);
    assert_int_equal(
        scratch_count(&rig->scratch, "world/red/mail/bob/new"), 1);
}

static void
a_new_folder_is_made_with_its_parents(void **state)
{
    struct world_rig *rig = *state;
    struct world world;
    char path[SCRATCH_PATH];

    scratch_path(&rig->scratch, "a/b/c", path);
    assert_int_equal(world_open(&world, path), 0);
    assert_int_equal(world_prepare(&world), 0);
    check_mode(state, "a", 0700);
    check_mode(state, "a/b/c", 0700);
}

static void
the_offset_is_kept(void **state)
{
    struct world_rig *rig = *state;
    struct world world = world_rig_open(state);

    assert_int_equal(world_set_offset(&world, WORLD_OFFSET_MAX + 1), -1);
    assert_int_equal(world.status, EX_USAGE);
    rig->offset = 700;
    assert_int_equal(world_set_offset(&world, 700), 0);
    assert_int_equal(world_rig_open(state).offset, 700);
    scratch_write(&rig->scratch, "world/offset", "70x\n", 4);
    assert_int_equal(world_open(&world, rig->dir), -1);
    assert_int_equal(world.status, EX_CONFIG);
    assert_non_null(strstr(world.why, "mailwalk up --dir "));
}

int
main(int argc, char **argv)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, world_rig_setup, world_rig_teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_folder_is_where_xdg_says),
        cmocka_unit_test(a_folder_with_too_long_a_name_is_refused),
        cmocka_unit_test(the_offset_counts_for_every_port),
        cmocka_unit_test(users_are_found_in_any_case_and_with_their_domain),
        TEST(making_makes_what_is_missing_and_keeps_the_rest),
        TEST(a_new_folder_is_made_with_its_parents),
        TEST(the_offset_is_kept),
    };
    int status = world_rig_main(argc, argv);

    return status != -1 ? status : cmocka_run_group_tests(tests, NULL, NULL);
}
