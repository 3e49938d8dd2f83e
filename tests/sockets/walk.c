/*
 * walk.c - the lessons as a person meets them: mailwalk walk --plain.
 *
 * Idea: the real program in a world of its own.  What a lesson prints comes
 * from the servers, so it is not compared as a whole; what must be true of it
 * is: how it ends, what lies in the mailbox then, and that no server is left.
 *
 * The ports are those of the lab world plus an offset that is free.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/scratch.h"

enum { COLUMNS = 80, TRIES = 40 };

struct run {
    int status; /* of the program */
    char *text; /* what it printed, stderr too */
};

static void
mailwalk(struct run *run, const char *input, const char *words)
{
    char command[512];
    size_t len = 0;
    FILE *pipe = NULL;

    snprintf(command, sizeof command, "printf '%s' | %s/mailwalk %s 2>&1",
             input, BUILD_DIR, words);
    pipe = popen(command, "r");
    run->text = calloc(1, 65536);
    assert_non_null(pipe);
    assert_non_null(run->text);
    len = fread(run->text, 1, 65535, pipe);
    assert_true(len < 65535);
    run->status = WEXITSTATUS(pclose(pipe));
}

/*
 * Run it; it must end with this status and print this text.
 */
static void
walk(const char *input, const char *words, int status, const char *text)
{
    struct run run;

    mailwalk(&run, input, words);
    if (run.status != status || strstr(run.text, text) == NULL) {
        fail_msg("status %d, without \"%s\": %s", run.status, text, run.text);
    }
    for (const char *at = run.text; *at != '\0'; at += strcspn(at, "\n") + 1) {
        assert_true(strcspn(at, "\n") <= COLUMNS || status != 0);
    }
    free(run.text);
}

/*
 * A new world at ports that nobody uses, with all servers down.
 */
static int
new_world(void **state)
{
    struct scratch *world = malloc(sizeof *world);
    struct run run = {.status = -1};
    char words[64];

    assert_non_null(world);
    scratch_make(world);
    *state = world;
    setenv("XDG_STATE_HOME", world->root, 1);
    unsetenv("MAILWALK_SERVER");
    for (unsigned i = 0; i < TRIES && run.status != 0; i++) {
        snprintf(words, sizeof words, "up --offset %u",
                 10000 + ((unsigned)getpid() * 7 + i * 11) % 40000);
        mailwalk(&run, "", words);
        free(run.text);
    }
    assert_int_equal(run.status, 0);
    walk("", "down", 0, "down");
    return 0;
}

static int
old_world(void **state)
{
    walk("", "down", 0, "was not up");
    scratch_remove(*state);
    free(*state);
    return 0;
}

static size_t
bobs_mail(void **state)
{
    return scratch_count(*state, "mailwalk/red/mail/bob/new");
}

static void
walk__a1_sends_one_mail_when_nobody_answers(void **state)
{
    walk("", "walk --plain a1", 0, "\n  S: 354 ");
    assert_int_equal(bobs_mail(state), 1);
    walk("", "walk </dev/null", 0, "Lesson a1: Send one mail");
    assert_int_equal(bobs_mail(state), 2);
}

static void
walk__a2_collects_it_and_tells_who_called(void **state)
{
    walk("", "walk a1", 0, "The lesson is over.");
    walk("", "walk a2", 0, "From the log of smtpd: 127.0.0.1:");
    assert_int_equal(bobs_mail(state), 0);
}

static void
walk__a2_offers_a_mail_if_there_is_none(void **state)
{
    walk("quit\\n", "walk a2", 0, "You left the lesson.");
    walk("what?\\nq\\n", "walk a2", 0, "Press Enter to send the mail");
    assert_int_equal(bobs_mail(state), 0);
    walk("\\nb\\nq\\n", "walk a2", 0, "Sent: Alice's program called smtpd");
    assert_int_equal(bobs_mail(state), 1);
}

static void
walk__mail_is_removed_only_when_r_is_typed(void **state)
{
    walk("", "walk a1", 0, "Mailbox of bob: 1 message");
    walk("\\nq\\n", "walk a1", 0, "The mailbox of bob holds 1 message");
    assert_int_equal(bobs_mail(state), 1);
    walk("r\\nq\\n", "walk a1", 0, "Mailbox of bob: empty");
    assert_int_equal(bobs_mail(state), 0);
}

static void
walk__who_leaves_after_dele_hears_that_nothing_was_removed(void **state)
{
    walk("", "walk a1", 0, "The lesson is over.");
    walk("\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\nq\\n", "walk a2", 0,
         "but without QUIT nothing\nwas removed");
    assert_int_equal(bobs_mail(state), 1);
}

/*
 * A pipe that ends lets the lesson play on; a person's Ctrl-D does not.
 */
static void
walk__ctrl_d_at_a_terminal_leaves(void **state)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    char text[4096];
    size_t len = 0;
    ssize_t got = 0;
    int terminal = -1;
    int status = -1;
    pid_t child = -1;

    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    child = fork();
    if (child == 0) {
        dup2(terminal, STDIN_FILENO);
        dup2(terminal, STDOUT_FILENO);
        execl(BUILD_DIR "/mailwalk", "mailwalk", "walk", "--plain", "a1",
              (char *)NULL);
        _exit(127);
    }
    close(terminal);
    assert_int_equal(write(master, "\4", 1), 1);
    while ((got = read(master, text + len, sizeof text - 1 - len)) > 0) {
        len += (size_t)got;
    }
    text[len] = '\0';
    close(master);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_non_null(strstr(text, "You left the lesson."));
    assert_int_equal(bobs_mail(state), 0);
}

static void
walk__wrong_answers_get_a_clear_one(void **state)
{
    (void)state;
    walk("x\\nb\\n9\\n2\\nq\\n", "walk a1", 0, "Answer 2, 3, 4 or 5.");
    walk("b\\nquit\\n", "walk a1", 0, "You left the lesson.");
    walk("Q\\n", "walk a1", 0, "You left the lesson.");
}

static void
walk__without_servers_it_says_so(void **state)
{
    (void)state;
    walk("", "walk --server 127.0.0.1:9 a1", 69, "Connection refused");
    walk("", "walk a9", 66, "there is no lesson \"a9\"");
    walk("", "walk --colour", 64, "unknown option: --colour");
    walk("", "--plain --server", 64,
         "walk: this option needs a value: --server");
}

/*
 * Does the text name this number, as a word of its own?
 */
static bool
names(const char *text, const char *number)
{
    size_t len = strlen(number);
    const char *at = text;

    while ((at = strstr(at, number)) != NULL) {
        if ((at == text || !isalnum((unsigned char)at[-1])) &&
            !isalnum((unsigned char)at[len])) {
            return true;
        }
        at += len;
    }
    return false;
}

/*
 * Run it: none of the ports that stand in the books may be named, but this one,
 * and this way to go on.
 */
static void
names_port(const char *words, unsigned port, const char *way)
{
    static const char *const never[] = {"2525", "2526", "1110", "1111"};
    struct run run;
    char text[64];

    mailwalk(&run, "", words);
    for (char *at = run.text; (at = strchr(at, '\n')) != NULL;) {
        *at = ' '; /* wherever a line is wrapped */
    }
    snprintf(text, sizeof text, "127.0.0.1, port %u (outside", port);
    if (run.status != 0 || strstr(run.text, text) == NULL ||
        strstr(run.text, way) == NULL) {
        fail_msg("%s: \"%s\" or \"%s\" not in: %s", words, text, way, run.text);
    }
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        if (names(run.text, never[i])) {
            fail_msg("%s names port %s: %s", words, never[i], run.text);
        }
    }
    free(run.text);
}

static void
walk__every_port_and_command_is_the_real_one(void **state)
{
    struct scratch *world = *state;
    size_t len = 0;
    char *kept = scratch_read(world, "mailwalk/offset", &len);
    unsigned offset = (unsigned)strtoul(kept, NULL, 10);
    char words[SCRATCH_PATH + 64];
    char way[SCRATCH_PATH + 64];

    free(kept);
    walk("", "up", 0, "The lab world is up");
    names_port("walk a1", 2525 + offset, "walk a2 ");
    names_port("walk a2", 1110 + offset, "The lesson is over.");
    snprintf(words, sizeof words, "walk --server 127.0.0.1:%u a1", offset);
    snprintf(way, sizeof way, "walk a2 --server 127.0.0.1:%u ", offset);
    names_port(words, 2525 + offset, way);
    snprintf(words, sizeof words, "walk --dir %s/mailwalk a1", world->root);
    snprintf(way, sizeof way, "mailwalk walk a2 --dir %s/mailwalk ",
             world->root);
    names_port(words, 2525 + offset, way);
    walk("", "down", 0, "is down; 4 servers ended");
}

/*
 * Another world's servers hold the ports: they are not those that are meant.
 */
static void
reach__a_world_that_is_not_up_reaches_nobody(void **state)
{
    struct scratch *world = *state;
    char path[SCRATCH_PATH];
    char words[64];
    char *kept = NULL;
    size_t len = 0;

    walk("", "up", 0, "The lab world is up");
    kept = scratch_read(world, "mailwalk/offset", &len);
    snprintf(words, sizeof words, "up --offset %.5s",
             strtok(kept, "\n"));
    free(kept);
    setenv("XDG_STATE_HOME", scratch_path(world, "other", path), 1);
    walk("", words, 69, "ports that are taken");
    walk("", "talk smtp", 69, "the lab's smtpd of red.example (port 2525) is "
                              "not up; mailwalk up");
    walk("x", "send --to bob@red.example", 69, "is not up; mailwalk up");
    walk("", "fetch --user dave", 69, "pop3d of blue.example (port 1111)");
    setenv("XDG_STATE_HOME", world->root, 1);
    walk("", "down", 0, "is down; 4 servers ended");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, new_world, old_world)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(walk__a1_sends_one_mail_when_nobody_answers),
        TEST(walk__a2_collects_it_and_tells_who_called),
        TEST(walk__a2_offers_a_mail_if_there_is_none),
        TEST(walk__mail_is_removed_only_when_r_is_typed),
        TEST(walk__who_leaves_after_dele_hears_that_nothing_was_removed),
        TEST(walk__ctrl_d_at_a_terminal_leaves),
        TEST(walk__wrong_answers_get_a_clear_one),
        TEST(walk__without_servers_it_says_so),
        TEST(walk__every_port_and_command_is_the_real_one),
        TEST(reach__a_world_that_is_not_up_reaches_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
