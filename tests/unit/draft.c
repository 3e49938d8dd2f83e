/*
 * draft.c - a message on its way in: memory first, then a file in tmp/.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/draft.h"

#include "tests/support/scratch.h"

static int
setup(void **state)
{
    static struct scratch scratch;

    scratch_make(&scratch);
    *state = &scratch;
    return 0;
}

static int
teardown(void **state)
{
    scratch_remove(*state);
    return 0;
}

static struct draft *
begin(const struct scratch *scratch)
{
    struct draft *draft = draft_open(scratch->root, "alice", "draft1");

    assert_non_null(draft);
    return draft;
}

/* Write lines until the draft holds len octets, len a multiple of 64. */
static int
write_lines(struct draft *draft, size_t len)
{
    char line[64];

    memset(line, 'x', sizeof(line));
    for (size_t i = 0; i < len; i += sizeof(line)) {
        line[0] = (char)('a' + i / sizeof(line) % 26);
        line[63] = '\n';
        if (draft_write(draft, line, sizeof(line)) == -1) {
            return -1;
        }
    }
    return 0;
}

/* Is what draft_copy() writes the lines of write_lines()? */
static void
check_copy(const struct scratch *scratch, const struct draft *draft, size_t len)
{
    char path[SCRATCH_PATH];
    size_t got;
    char *bytes;
    int fd = open(scratch_path(scratch, "copy", path), O_WRONLY | O_CREAT,
                  0600);

    assert_int_not_equal(fd, -1);
    assert_int_equal(draft_copy(draft, fd), 0);
    close(fd);
    bytes = scratch_read(scratch, "copy", &got);
    assert_int_equal(got, len);
    for (size_t i = 0; i < len; i++) {
        char expected = 'x';

        if (i % 64 == 0) {
            expected = (char)('a' + i / 64 % 26);
        } else if (i % 64 == 63) {
            expected = '\n';
        }
        assert_int_equal(bytes[i], expected);
    }
    free(bytes);
}

static void
opening_and_dropping_touches_no_disk(void **state)
{
    struct draft *draft = begin(*state);

    assert_int_equal(draft_write(draft, "hello\n", 6), 0);
    assert_int_equal(scratch_count(*state, "."), 0);
    assert_null(draft_file(draft));
    draft_drop(draft);
    assert_int_equal(scratch_count(*state, "."), 0);
    draft_drop(NULL);
}

static void
octets_are_counted_for_disk_and_wire(void **state)
{
    struct draft *draft = begin(*state);

    assert_int_equal(draft_disk(draft), 0);
    assert_int_equal(draft_wire(draft), 0);
    draft_write(draft, "a\n", 2);
    assert_int_equal(draft_disk(draft), 2);
    assert_int_equal(draft_wire(draft), 3);
    draft_write(draft, ".\nb\r", 4); /* CR and LF in two pieces */
    draft_write(draft, "\n", 1);
    assert_int_equal(draft_disk(draft), 7);
    assert_int_equal(draft_wire(draft), 9);
    draft_drop(draft);
}

static void
up_to_draft_memory_there_is_no_file(void **state)
{
    struct draft *draft = begin(*state);

    assert_int_equal(write_lines(draft, DRAFT_MEMORY), 0);
    assert_null(draft_file(draft));
    assert_int_equal(scratch_count(*state, "."), 0);
    assert_int_equal(draft_complete(draft), 0);
    check_copy(*state, draft, DRAFT_MEMORY);
    draft_drop(draft);
}

static void
beyond_it_goes_to_a_file_in_tmp(void **state)
{
    size_t len = 3 * DRAFT_MEMORY + 640;
    struct draft *draft = begin(*state);

    assert_int_equal(write_lines(draft, len), 0);
    assert_string_equal(draft_file(draft), "draft1");
    assert_int_equal(scratch_count(*state, "alice/tmp"), 1);
    assert_int_equal(draft_disk(draft), len);
    assert_int_equal(draft_complete(draft), 0);
    check_copy(*state, draft, len);
    draft_drop(draft);
    assert_int_equal(scratch_count(*state, "alice/tmp"), 0);
}

static void
one_octet_more_makes_the_file(void **state)
{
    struct draft *draft = begin(*state);

    write_lines(draft, DRAFT_MEMORY);
    assert_int_equal(draft_write(draft, "\0", 1), 0);
    assert_non_null(draft_file(draft));
    draft_drop(draft);
}

static void
a_large_piece_is_taken_whole(void **state)
{
    struct draft *draft = begin(*state);
    size_t len = 5 * DRAFT_MEMORY;
    char *bytes = calloc(1, len);
    size_t got;
    char *read;

    assert_int_equal(draft_write(draft, bytes, len), 0);
    assert_int_equal(draft_complete(draft), 0);
    read = scratch_read(*state, "alice/tmp/draft1", &got);
    assert_int_equal(got, len);
    assert_memory_equal(read, bytes, len);
    free(read);
    free(bytes);
    draft_drop(draft);
}

static void
trouble_stays(void **state)
{
    struct rlimit old;
    struct rlimit small = {DRAFT_MEMORY + 1000, RLIM_INFINITY};
    struct draft *draft = begin(*state);

    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old);
    small.rlim_max = old.rlim_max;
    setrlimit(RLIMIT_FSIZE, &small);
    errno = 0;
    assert_int_equal(write_lines(draft, 4 * DRAFT_MEMORY), -1);
    assert_int_equal(errno, EFBIG);
    setrlimit(RLIMIT_FSIZE, &old);
    errno = 0;
    assert_int_equal(draft_write(draft, "x", 1), -1);
    assert_int_equal(errno, EFBIG);
    errno = 0;
    assert_int_equal(draft_complete(draft), -1);
    assert_int_equal(errno, EFBIG);
    draft_drop(draft);
    assert_int_equal(scratch_count(*state, "alice/tmp"), 0);
}

static void
a_name_in_tmp_is_never_reused(void **state)
{
    struct draft *draft = begin(*state);
    size_t len;
    char *bytes;

    scratch_folder(*state, "alice");
    scratch_folder(*state, "alice/tmp");
    scratch_write(*state, "alice/tmp/draft1", "theirs", 6);
    assert_int_equal(write_lines(draft, 2 * DRAFT_MEMORY), -1);
    assert_int_equal(errno, EEXIST);
    draft_drop(draft);
    bytes = scratch_read(*state, "alice/tmp/draft1", &len);
    assert_string_equal(bytes, "theirs");
    free(bytes);
}

static void
a_link_in_place_of_the_mailbox_is_not_followed(void **state)
{
    char path[SCRATCH_PATH];
    struct draft *draft = begin(*state);

    scratch_folder(*state, "elsewhere");
    assert_int_equal(symlink("elsewhere", scratch_path(*state, "alice", path)),
                     0);
    assert_int_equal(write_lines(draft, 2 * DRAFT_MEMORY), -1);
    draft_drop(draft);
    assert_int_equal(scratch_count(*state, "elsewhere"), 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(opening_and_dropping_touches_no_disk),
        CASE(octets_are_counted_for_disk_and_wire),
        CASE(up_to_draft_memory_there_is_no_file),
        CASE(beyond_it_goes_to_a_file_in_tmp),
        CASE(one_octet_more_makes_the_file),
        CASE(a_large_piece_is_taken_whole),
        CASE(trouble_stays),
        CASE(a_name_in_tmp_is_never_reused),
        CASE(a_link_in_place_of_the_mailbox_is_not_followed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
