/*
 * world.c - four servers, up and down, whatever happens to them.
 *
 * The servers are played by this program itself: called with --domain it
 * listens, greets and takes QUIT, or fails as the file `fake` in the world's
 * folder wants it.  So what is tested is how processes are handled.
 *
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/world.h"
#include "tests/support/scratch.h"

/* How this program was called; set by main. */
static const char *program;

/* ---- the server that is played ---- */

static int
bind_port(uint16_t port)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;

    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd == -1 ||
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1 ||
        bind(fd, (struct sockaddr *)&at, sizeof at) == -1 ||
        listen(fd, 8) == -1) {
        if (fd != -1) {
            close(fd);
        }
        return -1;
    }
    return fd;
}

/* Does the file `fake` hold this word?  It is meant for blue's pop3d. */
static int
is_faulty(const char *log, const char *word)
{
    char text[32] = "";
    FILE *file = fopen("fake", "r");

    if (file != NULL) {
        (void)!fgets(text, sizeof text, file);
        fclose(file);
    }
    return strstr(log, "/blue/pop3d.log") != NULL && strcmp(text, word) == 0;
}

static const char *
value_of(int argc, char **argv, const char *option)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], option) == 0) {
            return argv[i + 1];
        }
    }
    return "";
}

static int
play_server(int argc, char **argv)
{
    const char *log = value_of(argc, argv, "--log");
    const char *greeting = strstr(log, "smtpd") != NULL ? "220 fake\r\n"
                                                        : "+OK fake\r\n";
    const char *port = strchr(value_of(argc, argv, "--listen"), ':');
    char rest[64];
    int fd;

    if (is_faulty(log, "fail")) {
        fputs("fake: no, \x1b[31mthank you\n", stderr);
        return EX_CONFIG;
    }
    if (is_faulty(log, "nonsense")) {
        greeting = "hello\r\n";
    }
    fd = port == NULL ? -1 : bind_port((uint16_t)strtoul(port + 1, NULL, 10));
    if (fd == -1) {
        return EX_UNAVAILABLE;
    }
    for (;;) {
        int guest = accept(fd, NULL, NULL);

        if (guest != -1) {
            (void)!write(guest, greeting, strlen(greeting));
            (void)!read(guest, rest, sizeof rest);
            close(guest);
        }
    }
}

/* ---- the worlds of the tests ---- */

struct fixture {
    struct scratch scratch;
    char dir[SCRATCH_PATH];
    char programs[SCRATCH_PATH];
    unsigned offset;
};

/* An offset at which all four ports are free just now. */
static unsigned
find_offset(void)
{
    static const uint16_t ports[] = {2525, 2526, 1110, 1111};
    unsigned offset = 20000 + (unsigned)getpid() % 2000 * 10;

    for (;; offset += 10) {
        int fds[4];
        int good = 0;

        assert_true(offset < WORLD_OFFSET_MAX);
        for (int i = 0; i < 4; i++) {
            fds[i] = bind_port((uint16_t)(ports[i] + offset));
            good += fds[i] != -1;
        }
        for (int i = 0; i < 4; i++) {
            if (fds[i] != -1) {
                close(fds[i]);
            }
        }
        if (good == 4) {
            return offset;
        }
    }
}

static int
setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    char self[PATH_MAX];
    char path[SCRATCH_PATH];
    char text[16];

    if (fixture == NULL || realpath(program, self) == NULL) {
        return -1;
    }
    scratch_make(&fixture->scratch);
    scratch_path(&fixture->scratch, "world", fixture->dir);
    scratch_path(&fixture->scratch, "programs", fixture->programs);
    scratch_folder(&fixture->scratch, "programs");
    scratch_path(&fixture->scratch, "programs/smtpd", path);
    assert_int_equal(symlink(self, path), 0);
    scratch_path(&fixture->scratch, "programs/pop3d", path);
    assert_int_equal(symlink(self, path), 0);

    fixture->offset = find_offset();
    scratch_folder(&fixture->scratch, "world");
    snprintf(text, sizeof text, "%u\n", fixture->offset);
    scratch_write(&fixture->scratch, "world/offset", text, strlen(text));
    *state = fixture;
    return 0;
}

static struct world
open_world(void **state)
{
    struct fixture *fixture = *state;
    struct world world;

    assert_int_equal(world_open(&world, fixture->dir, NULL), 0);
    world.programs = fixture->programs;
    assert_int_equal(world.offset, fixture->offset);
    return world;
}

static int
teardown(void **state)
{
    struct fixture *fixture = *state;
    struct world world;
    unsigned stopped;
    unsigned killed;

    if (world_open(&world, fixture->dir, NULL) == 0) {
        (void)world_down(&world, &stopped, &killed);
    }
    scratch_remove(&fixture->scratch);
    free(fixture);
    return 0;
}

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
    struct fixture *fixture = *state;

    scratch_write(&fixture->scratch, "world/fake", word, strlen(word));
}

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
    assert_int_equal(world_open(&world, NULL, NULL), 0);
    assert_string_equal(world.dir, "/state/mailwalk");
    setenv("XDG_STATE_HOME", "relative", 1);
    assert_int_equal(world_open(&world, NULL, NULL), 0);
    assert_string_equal(world.dir, "/home/nobody/.local/state/mailwalk");
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    assert_int_equal(world_open(&world, NULL, NULL), -1);
    assert_int_equal(world.status, EX_CONFIG);
    assert_non_null(strstr(world.why, "--dir"));

    assert_int_equal(world_open(&world, "/some/where/", NULL), 0);
    assert_string_equal(world.dir, "/some/where");
    assert_non_null(getcwd(here, sizeof here));
    snprintf(want, sizeof want, "%s/sub", here);
    assert_int_equal(world_open(&world, "sub", NULL), 0);
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
    assert_int_equal(world_open(&world, name, NULL), 0);
    name[WORLD_DIR_MAX] = 'x';
    name[WORLD_DIR_MAX + 1] = '\0';
    assert_int_equal(world_open(&world, name, NULL), -1);
    assert_int_equal(world.status, EX_USAGE);
}

static void
the_offset_counts_for_every_port(void **state)
{
    struct world world;

    (void)state;
    assert_int_equal(world_open(&world, "/nowhere", NULL), 0);
    assert_int_equal(world_port(&world, WORLD_RED, WORLD_SMTP), 2525);
    assert_int_equal(world_port(&world, WORLD_RED, WORLD_POP3), 1110);
    assert_int_equal(world_port(&world, WORLD_BLUE, WORLD_SMTP), 2526);
    assert_int_equal(world_port(&world, WORLD_BLUE, WORLD_POP3), 1111);
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
    struct fixture *fixture = *state;
    char path[SCRATCH_PATH];
    struct stat st;

    assert_int_equal(stat(scratch_path(&fixture->scratch, name, path), &st),
                     0);
    assert_int_equal(st.st_mode & 0777, want);
}

static void
making_makes_what_is_missing_and_keeps_the_rest(void **state)
{
    struct fixture *fixture = *state;
    struct world world = open_world(state);
    size_t len;
    char *users;

    assert_int_equal(world_prepare(&world), 0);
    check_mode(state, "world/red", 0700);
    check_mode(state, "world/red/users", 0600);
    check_mode(state, "world/blue/mail/dave/new", 0700);
    assert_int_equal(
        scratch_count(&fixture->scratch, "world/red/mail/alice/new"), 4);
    users = scratch_read(&fixture->scratch, "world/red/users", &len);
    assert_non_null(strstr(users, "\nalice:{PLAIN}apple\nbob:{PLAIN}banana\n"));
    assert_null(strstr(users, "carol"));
    free(users);

    scratch_write(&fixture->scratch, "world/red/users", "mine\n", 5);
    scratch_write(&fixture->scratch, "world/red/mail/bob/new/x", "a\n", 2);
    assert_int_equal(world_prepare(&world), 0);
    users = scratch_read(&fixture->scratch, "world/red/users", &len);
    assert_string_equal(users, "mine\n");
    free(users);
    assert_int_equal(
        scratch_count(&fixture->scratch, "world/red/mail/bob/new"), 1);
}

static void
a_new_folder_is_made_with_its_parents(void **state)
{
    struct fixture *fixture = *state;
    struct world world;
    char path[SCRATCH_PATH];

    scratch_path(&fixture->scratch, "a/b/c", path);
    assert_int_equal(world_open(&world, path, NULL), 0);
    assert_int_equal(world_prepare(&world), 0);
    check_mode(state, "a", 0700);
    check_mode(state, "a/b/c", 0700);
}

static void
the_offset_is_kept(void **state)
{
    struct fixture *fixture = *state;
    struct world world = open_world(state);

    assert_int_equal(world_set_offset(&world, WORLD_OFFSET_MAX + 1), -1);
    assert_int_equal(world.status, EX_USAGE);
    fixture->offset = 700;
    assert_int_equal(world_set_offset(&world, 700), 0);
    assert_int_equal(open_world(state).offset, 700);
    scratch_write(&fixture->scratch, "world/offset", "70x\n", 4);
    assert_int_equal(world_open(&world, fixture->dir, NULL), -1);
    assert_int_equal(world.status, EX_CONFIG);
    assert_non_null(strstr(world.why, "mailwalk up --dir "));
}

/* ---- up and down ---- */

static void
up_starts_four_servers_and_down_ends_them(void **state)
{
    struct fixture *fixture = *state;
    struct world world = open_world(state);
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
        access(scratch_path(&fixture->scratch, "world/red/smtpd.pid", path),
               F_OK), -1);
    down(&world, 0);
}

/* A stranger asks: another process, which did not start them. */
static void
whether_they_live_is_known_to_everybody(void **state)
{
    struct world world = open_world(state);
    pid_t child;
    int status;

    up(&world, 4);
    child = fork();
    if (child == 0) {
        struct world other = open_world(state);

        _exit((int)world_alive_count(&other));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 4);
    down(&world, 4);
}

static void
a_killed_server_is_dead_and_comes_back_alone(void **state)
{
    struct world world = open_world(state);
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
    struct fixture *fixture = *state;
    struct world world = open_world(state);
    char text[32];

    assert_int_equal(world_prepare(&world), 0);
    snprintf(text, sizeof text, "%ld\n", (long)getpid());
    scratch_write(&fixture->scratch, "world/red/smtpd.pid", text,
                  strlen(text));
    assert_false(world_alive(&world, 0, NULL));
    down(&world, 0);
}

static void
a_server_that_fails_takes_the_others_down_and_is_quoted(void **state)
{
    struct world world = open_world(state);
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
    struct world world = open_world(state);
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
    struct world world = open_world(state);
    unsigned started;

    give_fault(state, "nonsense");
    assert_int_equal(world_up(&world, &started), -1);
    assert_int_equal(world.status, EX_PROTOCOL);
    assert_int_equal(world_alive_count(&world), 0);
}

static void
a_missing_program_is_named(void **state)
{
    struct world world = open_world(state);
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
    int listener = bind_port(port);
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
    struct world world = open_world(state);
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
another_mailwalk_at_our_port_is_recognised(void **state)
{
    struct world world = open_world(state);
    unsigned started;
    pid_t child = squat(world_port(&world, WORLD_RED, WORLD_POP3),
                        "+OK pop.red.example POP3 Mailwalk ready\r\n");
    int result = world_up(&world, &started);

    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(result, -1);
    assert_non_null(strstr(world.why, "That is Mailwalk too"));
}

static void
the_offset_cannot_change_under_the_servers(void **state)
{
    struct fixture *fixture = *state;
    struct world world = open_world(state);

    up(&world, 4);
    assert_int_equal(world_set_offset(&world, fixture->offset + 1), -1);
    assert_int_equal(world.status, EX_USAGE);
    assert_int_equal(world_set_offset(&world, fixture->offset), 0);
}

/* ---- screens ---- */

static void
servers_for_screens_end_with_the_last_of_them(void **state)
{
    struct world first = open_world(state);
    struct world second = open_world(state);

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
    struct world world = open_world(state);
    struct world screen = open_world(state);

    up(&world, 4);
    assert_int_equal(world_ensure(&screen), 0);
    world_release(&screen);
    assert_int_equal(world_alive_count(&world), WORLD_SERVERS);
    down(&world, 4);
}

static void
up_makes_the_servers_of_a_screen_stay(void **state)
{
    struct world world = open_world(state);
    struct world screen = open_world(state);

    assert_int_equal(world_ensure(&screen), 0);
    up(&world, 0);
    world_release(&screen);
    assert_int_equal(world_alive_count(&world), WORLD_SERVERS);
}

int
main(int argc, char **argv)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_folder_is_where_xdg_says),
        cmocka_unit_test(a_folder_with_too_long_a_name_is_refused),
        cmocka_unit_test(the_offset_counts_for_every_port),
        cmocka_unit_test(users_are_found_in_any_case_and_with_their_domain),
        TEST(making_makes_what_is_missing_and_keeps_the_rest),
        TEST(a_new_folder_is_made_with_its_parents),
        TEST(the_offset_is_kept),
        TEST(up_starts_four_servers_and_down_ends_them),
        TEST(whether_they_live_is_known_to_everybody),
        TEST(a_killed_server_is_dead_and_comes_back_alone),
        TEST(a_stale_pid_file_kills_nobody),
        TEST(a_server_that_fails_takes_the_others_down_and_is_quoted),
        TEST(servers_that_were_up_stay_up_when_another_fails),
        TEST(a_wrong_greeting_is_no_server),
        TEST(a_missing_program_is_named),
        TEST(a_taken_port_is_told_with_its_greeting_and_a_way_out),
        TEST(another_mailwalk_at_our_port_is_recognised),
        TEST(the_offset_cannot_change_under_the_servers),
        TEST(servers_for_screens_end_with_the_last_of_them),
        TEST(servers_that_were_up_outlive_a_screen),
        TEST(up_makes_the_servers_of_a_screen_stay),
    };

    if (argc > 1 && strcmp(argv[1], "--domain") == 0) {
        return play_server(argc, argv);
    }
    program = argv[0];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
