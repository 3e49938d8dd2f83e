/*
 * leaving.c - whatever ends mailwalk, the terminal is as it was before.
 *
 * A signal, a crash, a key, Ctrl-Z: no alternate screen stays, the cursor is
 * visible, the modes are the old ones, and no server is left running.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/screen_world.h"

enum { IDLE_MS = 400, IDLE_CPU_MS = 5 };

/* A terminal that was never taken over would pass every test below. */
static void
check_taken(const struct screen_rig *rig)
{
    struct termios now;

    assert_true(rig->alternate);
    assert_int_equal(tcgetattr(rig->slave, &now), 0);
    assert_int_equal(now.c_lflag & (tcflag_t)(ICANON | ECHO), 0);
}

static void
check_servers_gone(struct screen_world *world)
{
    int status;
    char *text = screen_world_pipe(world, "down", &status);

    assert_int_equal(status, 0);
    if (strstr(text, "was not up") == NULL) {
        fail_msg("a server was left running: %s", text);
    }
    free(text);
}

static void
end_by(void **state, const char *words, int number)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, words);

    screen_await_hints(rig);
    check_taken(rig);
    screen_signal(rig, number);
    assert_int_equal(screen_await_end(rig), 128 + number);
    screen_check_restored(rig);
}

static void
a_signal_gives_the_terminal_back(void **state)
{
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        end_by(state, "", numbers[i]);
        end_by(state, "walk a1", numbers[i]);
    }
    check_servers_gone(*state);
}

static void
a_crash_gives_the_terminal_back(void **state)
{
    static const int numbers[] = {SIGSEGV, SIGBUS,  SIGABRT, SIGFPE,  SIGILL,
                                  SIGTRAP, SIGSYS,  SIGQUIT, SIGALRM, SIGUSR1,
                                  SIGUSR2, SIGXCPU, SIGXFSZ};

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        end_by(state, i % 2 == 0 ? "" : "walk a1", numbers[i]);
    }
}

static void
esc_goes_up_one_level_and_then_out(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "");

    screen_await(rig, "Send one mail");
    screen_await_hints(rig);
    screen_press(rig, "Enter");
    screen_await(rig, "step 1 of");
    screen_press(rig, "?");
    screen_await(rig, "any other key goes back");
    screen_press(rig, "Esc");
    screen_await(rig, "step 1 of");
    screen_press(rig, "Esc");
    screen_await_gone(rig, "step 1 of");
    screen_await(rig, "Collect it");
    screen_press(rig, "Esc");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
    check_servers_gone(*state);
}

static void
q_and_ctrl_c_leave_at_once(void **state)
{
    static const char *const keys[] = {"q", "Ctrl-C"};

    for (size_t i = 0; i < 2; i++) {
        struct screen_rig *rig = screen_world_run(*state, 24, 80, "");

        screen_await_hints(rig);
        screen_press(rig, keys[i]);
        assert_int_equal(screen_await_end(rig), i == 0 ? 0 : 128 + SIGINT);
        screen_check_restored(rig);
    }
    check_servers_gone(*state);
}

static bool
is_alternate(struct screen_rig *rig, void *ctx)
{
    (void)ctx;
    return rig->alternate;
}

/*
 * A lesson with an open connection.
 */
static struct screen_rig *
connect_first(struct screen_world *world, int rows, int cols)
{
    struct screen_rig *rig = screen_world_run(world, rows, cols, "walk a1");

    screen_world_ask(rig);
    screen_press(rig, "b");
    screen_await(rig, "Next you connect");
    screen_press(rig, "2");
    screen_await(rig, "S: 220 ");
    return rig;
}

static void
with_a_session_open_q_asks_first(void **state)
{
    struct screen_rig *rig = connect_first(*state, 16, 60);

    screen_press(rig, "q");
    screen_await(rig, "q quit (a session is open)   Esc stay   ? help");
    screen_press(rig, "Esc");
    screen_await(rig, "Space next");
    screen_press(rig, "Ctrl-C");
    screen_await(rig, "q quit (a session is open)");
    screen_press(rig, "?");
    screen_await(rig, "any other key goes back");
    screen_press(rig, "Esc");
    screen_await(rig, "Space next");
    screen_press(rig, "q");
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
    rig = connect_first(*state, 24, 80);
    screen_press(rig, "Ctrl-C");
    screen_await(rig, "q quit (a session is open)");
    screen_press(rig, "Ctrl-C");
    assert_int_equal(screen_await_end(rig), 128 + SIGINT);
    screen_check_restored(rig);
}

static void
ctrl_z_gives_the_terminal_back_and_fg_paints_again(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "");

    screen_await(rig, "Send one mail");
    screen_await_hints(rig);
    for (int i = 0; i < 2; i++) {
        screen_press(rig, "Ctrl-Z");
        screen_await_stop(rig);
        screen_check_restored(rig);
        screen_resize(rig, 24 + i, 80);
        screen_signal(rig, SIGCONT);
        screen_await_that(rig, is_alternate, NULL, "the alternate screen");
        screen_await(rig, "Send one mail");
        screen_await_hints(rig);
        check_taken(rig);
    }
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
}

static void
the_mouse_is_never_taken(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "walk a1");

    screen_await_hints(rig);
    assert_false(rig->mouse);
}

/*
 * No output and no processor time while nobody does anything.
 */
static void
idle_costs_nothing(void **state)
{
    static const char *const words[] = {"", "walk a1"};

    for (size_t i = 0; i < 2; i++) {
        struct screen_rig *rig = screen_world_run(*state, 50, 200, words[i]);
        long cpu;

        screen_await_hints(rig);
        while (screen_pump(rig, IDLE_MS) > 0) {
        }
        cpu = screen_cpu_ms(rig);
        assert_int_equal(screen_pump(rig, IDLE_MS), 0);
        assert_in_range(screen_cpu_ms(rig) - cpu, 0, IDLE_CPU_MS);
        screen_press(rig, "q");
        screen_await_end(rig);
    }
}

/*
 * Measured, not asserted: another program may be at work on this machine.
 */
static void
the_first_screen_comes_soon(void **state)
{
    long start = screen_now();
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "");

    screen_await_hints(rig);
    print_message("# first screen after %ld ms (aim: 50)\n",
                  screen_now() - start);
    assert_true(screen_now() - start < SCREEN_MS);
}

#define CASE(name)                                                            \
    cmocka_unit_test_setup_teardown(name, screen_world_setup,                 \
                                    screen_world_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_signal_gives_the_terminal_back),
        CASE(a_crash_gives_the_terminal_back),
        CASE(esc_goes_up_one_level_and_then_out),
        CASE(q_and_ctrl_c_leave_at_once),
        CASE(with_a_session_open_q_asks_first),
        CASE(ctrl_z_gives_the_terminal_back_and_fg_paints_again),
        CASE(the_mouse_is_never_taken),
        CASE(idle_costs_nothing),
        CASE(the_first_screen_comes_soon),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
