/*
 * follow.c - every line of a growing file, once and whole.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

#include <cmocka.h>

#include "client/follow.h"
#include "tests/support/scratch.h"

/* One file that is followed, and what was told of it. */
struct fixture {
    struct scratch scratch;
    char path[SCRATCH_PATH];
    char told[4096];        /* "[line]"; "!" for begun again */
    size_t longest;
    struct event_base *base;
};

static int
setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    if (fixture == NULL) {
        return -1;
    }
    scratch_make(&fixture->scratch);
    scratch_path(&fixture->scratch, "log", fixture->path);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *fixture = *state;

    scratch_remove(&fixture->scratch);
    free(fixture);
    return 0;
}

static void
on_line(void *ctx, const char *line, size_t len)
{
    struct fixture *fixture = ctx;
    size_t have = strlen(fixture->told);

    if (line == NULL) {
        strcat(fixture->told, "!");
        return;
    }
    fixture->longest = len > fixture->longest ? len : fixture->longest;
    snprintf(fixture->told + have, sizeof fixture->told - have, "[%.*s]",
             len < 40 ? (int)len : 40, line);
    if (fixture->base != NULL) {
        (void)event_base_loopbreak(fixture->base);
    }
}

static void
append(const struct fixture *fixture, const char *text)
{
    int fd = open(fixture->path, O_WRONLY | O_CREAT | O_APPEND, 0600);

    assert_int_not_equal(fd, -1);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static struct follow *
start(struct fixture *fixture, uint64_t offset)
{
    struct follow *follow =
        follow_open(fixture->path, offset, on_line, fixture);

    assert_non_null(follow);
    return follow;
}

static void
only_whole_lines_are_told_and_each_once(void **state)
{
    struct fixture *fixture = *state;
    struct follow *follow;

    append(fixture, "one\ntwo\nthr");
    follow = start(fixture, 0);
    assert_int_equal(follow_poll(follow), 2);
    assert_string_equal(fixture->told, "[one][two]");
    assert_int_equal(follow_offset(follow), 8);
    assert_int_equal(follow_poll(follow), 0);
    append(fixture, "ee\n\n");
    assert_int_equal(follow_poll(follow), 2);
    assert_string_equal(fixture->told, "[one][two][three][]");
    follow_close(follow);
}

static void
it_goes_on_from_an_offset_or_from_the_end(void **state)
{
    struct fixture *fixture = *state;
    struct follow *follow;

    append(fixture, "one\ntwo\n");
    follow = start(fixture, 4);
    assert_int_equal(follow_poll(follow), 1);
    follow_close(follow);
    follow = start(fixture, FOLLOW_FROM_END);
    assert_int_equal(follow_poll(follow), 0);
    append(fixture, "three\n");
    assert_int_equal(follow_poll(follow), 1);
    assert_string_equal(fixture->told, "[two][three]");
    follow_close(follow);
}

static void
a_file_that_is_not_there_yet_is_waited_for(void **state)
{
    struct fixture *fixture = *state;
    struct follow *follow = start(fixture, 0);

    assert_int_equal(follow_poll(follow), 0);
    append(fixture, "one\n");
    assert_int_equal(follow_poll(follow), 1);
    assert_string_equal(fixture->told, "[one]");
    follow_close(follow);
}

static void
a_file_that_was_cut_begins_again(void **state)
{
    struct fixture *fixture = *state;
    struct follow *follow;

    append(fixture, "one\ntwo\n");
    follow = start(fixture, 0);
    assert_int_equal(follow_poll(follow), 2);
    assert_int_equal(truncate(fixture->path, 0), 0);
    append(fixture, "new\n");
    assert_int_equal(follow_poll(follow), 1);
    assert_string_equal(fixture->told, "[one][two]![new]");
    follow_close(follow);
}

static void
a_file_that_was_replaced_is_read_to_its_end_first(void **state)
{
    struct fixture *fixture = *state;
    struct follow *follow;
    char old[SCRATCH_PATH];

    append(fixture, "one\n");
    follow = start(fixture, 0);
    assert_int_equal(follow_poll(follow), 1);
    append(fixture, "last\n");
    scratch_path(&fixture->scratch, "log.old", old);
    assert_int_equal(rename(fixture->path, old), 0);
    append(fixture, "first of the new\n");
    assert_int_equal(follow_poll(follow), 2);
    assert_string_equal(fixture->told, "[one][last]![first of the new]");
    follow_close(follow);
}

static void
an_overlong_line_is_cut_and_the_next_one_is_whole(void **state)
{
    struct fixture *fixture = *state;
    struct follow *follow;
    size_t len = 3 * FOLLOW_LINE_MAX;
    char *text = malloc(len + 1);

    assert_non_null(text);
    memset(text, 'x', len);
    text[len] = '\0';
    append(fixture, text);
    append(fixture, "\nnext\n");
    free(text);
    follow = start(fixture, 0);
    assert_int_equal(follow_poll(follow), 2);
    assert_int_equal(fixture->longest, FOLLOW_LINE_MAX);
    assert_non_null(strstr(fixture->told, "][next]"));
    follow_close(follow);
}

static void
trouble_is_no_silence(void **state)
{
    struct fixture *fixture = *state;
    struct follow *follow;

    assert_int_equal(mkdir(fixture->path, 0700), 0);
    follow = start(fixture, 0);
    assert_int_equal(follow_poll(follow), -1);
    assert_int_equal(errno, EISDIR);
    follow_close(follow);
    assert_int_equal(rmdir(fixture->path), 0);
    append(fixture, "a file, no folder\n");
    strcat(fixture->path, "/log");
    follow = start(fixture, 0);
    assert_int_equal(follow_poll(follow), -1);
    assert_int_equal(errno, ENOTDIR);
    follow_close(follow);
}

/* ---- in an event loop ---- */

static void
grow(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    append(arg, "live\n");
}

static void
the_event_loop_tells_of_new_lines(void **state)
{
    struct fixture *fixture = *state;
    struct timeval soon = {0, 1000};
    struct timeval never = {20, 0};
    struct follow *follow;

    fixture->base = event_base_new();
    assert_non_null(fixture->base);
    append(fixture, "old\n");
    follow = start(fixture, 0);
    assert_int_equal(follow_watch(follow, fixture->base), 0);
    (void)event_base_loopexit(fixture->base, &never);
    (void)event_base_dispatch(fixture->base);
    assert_string_equal(fixture->told, "[old]");
    (void)event_base_once(fixture->base, -1, EV_TIMEOUT, grow, fixture, &soon);
    (void)event_base_dispatch(fixture->base);
    assert_string_equal(fixture->told, "[old][live]");
    follow_close(follow);
    event_base_free(fixture->base);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(only_whole_lines_are_told_and_each_once),
        TEST(it_goes_on_from_an_offset_or_from_the_end),
        TEST(a_file_that_is_not_there_yet_is_waited_for),
        TEST(a_file_that_was_cut_begins_again),
        TEST(a_file_that_was_replaced_is_read_to_its_end_first),
        TEST(an_overlong_line_is_cut_and_the_next_one_is_whole),
        TEST(trouble_is_no_silence),
        TEST(the_event_loop_tells_of_new_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
