/*
 * follow.c - the lines of a growing file, forward and back.
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

enum { BOUNDARY = 16 << 20 };   /* see client/follow.c */

/* One file that is followed. */
struct fixture {
    struct scratch scratch;
    char path[SCRATCH_PATH];
    struct follow *follow;
    struct event_base *base;
    unsigned told;              /* how often the loop has told */
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
    fixture->follow = follow_open(fixture->path);
    *state = fixture;
    return fixture->follow != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
    struct fixture *fixture = *state;

    follow_close(fixture->follow);
    if (fixture->base != NULL) {
        event_base_free(fixture->base);
    }
    scratch_remove(&fixture->scratch);
    free(fixture);
    return 0;
}

static void
append_octets(const struct fixture *fixture, const char *text, size_t len)
{
    int fd = open(fixture->path, O_WRONLY | O_CREAT | O_APPEND, 0600);

    assert_int_not_equal(fd, -1);
    assert_int_equal(write(fd, text, len), len);
    close(fd);
}

static void
append(const struct fixture *fixture, const char *text)
{
    append_octets(fixture, text, strlen(text));
}

static void
append_many(const struct fixture *fixture, char octet, size_t len)
{
    char *text = malloc(len);

    assert_non_null(text);
    memset(text, octet, len);
    append_octets(fixture, text, len);
    free(text);
}

/*
 * All whole lines must be these, each in brackets; and backwards the same.
 */
static void
check_lines(struct fixture *fixture, const char *wanted)
{
    struct follow *follow = fixture->follow;
    uint64_t starts[64];
    uint64_t at = 0;
    char told[1024] = "";
    size_t count = 0;
    struct follow_line line;

    while (at < follow_end(follow)) {
        size_t have = strlen(told);

        assert_true(count < 64);
        starts[count++] = at;
        assert_int_equal(follow_line(follow, at, &line), 0);
        snprintf(told + have, sizeof told - have, "[%.*s%s]",
                 line.len < 40 ? (int)line.len : 40, line.text,
                 line.cut ? ".." : "");
        assert_true(line.next > at);
        at = line.next;
    }
    assert_string_equal(told, wanted);
    while (count > 0) {
        at = follow_start(follow, at - 1);
        assert_int_equal(at, starts[--count]);
    }
    assert_int_equal(at, 0);
}

static void
only_whole_lines_count(void **state)
{
    struct fixture *fixture = *state;
    struct follow_line line;

    append(fixture, "one\ntwo\nthr");
    assert_int_equal(follow_look(fixture->follow), FOLLOW_GREW);
    check_lines(fixture, "[one][two]");
    assert_int_equal(follow_end(fixture->follow), 8);
    assert_int_equal(follow_size(fixture->follow), 11);
    assert_int_equal(follow_line(fixture->follow, 8, &line), 0);
    assert_int_equal(line.len, 3);
    assert_int_equal(line.next, 11);
    assert_int_equal(follow_look(fixture->follow), FOLLOW_SAME);
    append(fixture, "ee\n\n");
    assert_int_equal(follow_look(fixture->follow), FOLLOW_GREW);
    check_lines(fixture, "[one][two][three][]");
}

static void
lines_are_found_over_the_edges_of_a_window(void **state)
{
    struct fixture *fixture = *state;

    append_many(fixture, 'a', FOLLOW_LINE_MAX - 3);
    append(fixture, "\nb\n");
    append_many(fixture, 'c', FOLLOW_LINE_MAX - 1);
    append(fixture, "\n");
    append_many(fixture, 'd', FOLLOW_LINE_MAX);
    append(fixture, "\ne\n");
    assert_int_equal(follow_look(fixture->follow), FOLLOW_GREW);
    check_lines(fixture, "[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa][b]"
                         "[cccccccccccccccccccccccccccccccccccccccc]"
                         "[dddddddddddddddddddddddddddddddddddddddd..][e]");
}

/*
 * A line of more than 64 KiB ends, at the latest, at a boundary of 16 MiB;
 * one that is short does not, wherever it lies.
 */
static void
a_line_without_end_is_cut_in_the_same_places_from_both_sides(void **state)
{
    struct fixture *fixture = *state;
    struct follow_line line;

    append(fixture, "one\n");
    append_many(fixture, 'x', 2 * BOUNDARY + 100);
    append(fixture, "\nlast\n");
    assert_int_equal(follow_look(fixture->follow), FOLLOW_GREW);
    check_lines(fixture, "[one][xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..]"
                         "[xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..]"
                         "[xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]"
                         "[last]");
    assert_int_equal(follow_line(fixture->follow, 4, &line), 0);
    assert_int_equal(line.len, FOLLOW_LINE_MAX);
    assert_int_equal(line.next, BOUNDARY);
}

static void
a_short_line_over_a_boundary_is_one(void **state)
{
    struct fixture *fixture = *state;

    append_many(fixture, 'x', BOUNDARY - 8);
    append(fixture, "\nover the boundary\n");
    assert_int_equal(follow_look(fixture->follow), FOLLOW_GREW);
    check_lines(fixture, "[xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..]"
                         "[over the boundary]");
}

static void
a_file_that_is_not_there_yet_is_waited_for(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(follow_look(fixture->follow), FOLLOW_SAME);
    append(fixture, "one\n");
    assert_int_equal(follow_look(fixture->follow), FOLLOW_GREW);
    check_lines(fixture, "[one]");
}

static void
a_file_that_was_cut_begins_again(void **state)
{
    struct fixture *fixture = *state;
    struct follow_line line;

    append(fixture, "one\n");
    append_many(fixture, '\n', 2 * FOLLOW_LINE_MAX);
    assert_int_equal(follow_look(fixture->follow), FOLLOW_GREW);
    assert_int_equal(truncate(fixture->path, 0), 0);
    assert_int_equal(follow_line(fixture->follow, 0, &line), -1);
    append(fixture, "new\n");
    assert_int_equal(follow_look(fixture->follow), FOLLOW_ANEW);
    check_lines(fixture, "[new]");
    assert_int_equal(follow_look(fixture->follow), FOLLOW_SAME);
}

static void
a_file_that_was_replaced_is_read_to_its_end_first(void **state)
{
    struct fixture *fixture = *state;
    char old[SCRATCH_PATH];

    append(fixture, "one\n");
    assert_int_equal(follow_look(fixture->follow), FOLLOW_GREW);
    append(fixture, "last\n");
    scratch_path(&fixture->scratch, "log.old", old);
    assert_int_equal(rename(fixture->path, old), 0);
    append(fixture, "first of the new\n");
    assert_int_equal(follow_look(fixture->follow), FOLLOW_GREW);
    check_lines(fixture, "[one][last]");
    assert_int_equal(follow_look(fixture->follow), FOLLOW_ANEW);
    check_lines(fixture, "[first of the new]");
    assert_int_equal(follow_look(fixture->follow), FOLLOW_SAME);
}

static void
an_open_file_without_a_name_is_followed_too(void **state)
{
    struct fixture *fixture = *state;

    append(fixture, "one\n");
    follow_close(fixture->follow);
    fixture->follow = follow_open_fd(open(fixture->path, O_RDONLY));
    assert_non_null(fixture->follow);
    assert_int_equal(unlink(fixture->path), 0);
    assert_int_equal(follow_look(fixture->follow), FOLLOW_GREW);
    check_lines(fixture, "[one]");
    assert_int_equal(follow_look(fixture->follow), FOLLOW_SAME);
}

static void
trouble_is_no_silence(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(mkdir(fixture->path, 0700), 0);
    assert_int_equal(follow_look(fixture->follow), FOLLOW_TROUBLE);
    assert_int_equal(errno, EISDIR);
    assert_int_equal(rmdir(fixture->path), 0);
    append(fixture, "a file, no folder\n");
    strcat(fixture->path, "/log");
    follow_close(fixture->follow);
    fixture->follow = follow_open(fixture->path);
    assert_int_equal(follow_look(fixture->follow), FOLLOW_TROUBLE);
    assert_int_equal(errno, ENOTDIR);
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
on_change(void *ctx)
{
    struct fixture *fixture = ctx;

    fixture->told++;
    if (follow_look(fixture->follow) != FOLLOW_SAME) {
        (void)event_base_loopbreak(fixture->base);
    }
}

static void
the_event_loop_tells_of_new_lines(void **state)
{
    struct fixture *fixture = *state;
    struct timeval soon = {0, 1000};
    struct timeval never = {20, 0};

    fixture->base = event_base_new();
    assert_non_null(fixture->base);
    append(fixture, "old\n");
    assert_int_equal(
        follow_watch(fixture->follow, fixture->base, on_change, fixture), 0);
    (void)event_base_loopexit(fixture->base, &never);
    (void)event_base_dispatch(fixture->base);
    check_lines(fixture, "[old]");
    (void)event_base_once(fixture->base, -1, EV_TIMEOUT, grow, fixture, &soon);
    (void)event_base_dispatch(fixture->base);
    check_lines(fixture, "[old][live]");
}

static int
count_timers(const struct event_base *base, const struct event *event,
             void *ctx)
{
    (void)base;
    *(unsigned *)ctx += event_pending(event, EV_TIMEOUT, NULL) != 0;
    return 0;
}

/*
 * Where the system tells all, nothing happens while nothing changes.
 */
static void
a_file_that_rests_wakes_nobody(void **state)
{
    struct fixture *fixture = *state;
    unsigned timers = 0;

    fixture->base = event_base_new();
    assert_non_null(fixture->base);
    assert_int_equal(
        follow_watch(fixture->follow, fixture->base, on_change, fixture), 0);
    (void)event_base_loop(fixture->base, EVLOOP_NONBLOCK);
    assert_int_equal(fixture->told, 1);
    (void)event_base_foreach_event(fixture->base, count_timers, &timers);
#if defined(__linux__)
    assert_int_equal(timers, 0);
#else
    assert_int_equal(timers, 1);
#endif
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(only_whole_lines_count),
        TEST(lines_are_found_over_the_edges_of_a_window),
        TEST(a_line_without_end_is_cut_in_the_same_places_from_both_sides),
        TEST(a_short_line_over_a_boundary_is_one),
        TEST(a_file_that_is_not_there_yet_is_waited_for),
        TEST(a_file_that_was_cut_begins_again),
        TEST(a_file_that_was_replaced_is_read_to_its_end_first),
        TEST(an_open_file_without_a_name_is_followed_too),
        TEST(trouble_is_no_silence),
        TEST(the_event_loop_tells_of_new_lines),
        TEST(a_file_that_rests_wakes_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
