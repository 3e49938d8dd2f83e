/*
 * flush.c - each file gets its own flush, and its own outcome.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/flush.h"

/* More files than hands, so that some hand has several. */
enum { FILES = 3 * FLUSH_HANDS + 1 };

static void
each_outcome_belongs_to_its_file(void **state)
{
    struct flush_file files[FILES];
    int folder = open(".", O_RDONLY | O_DIRECTORY);
    int pipes[2];

    (void)state;
    assert_int_equal(pipe(pipes), 0);
    for (size_t i = 0; i < FILES; i++) {
        /* What is no file cannot be flushed. */
        files[i].fd = i % 5 == 3 ? pipes[0] : folder;
        files[i].error = -1;
    }
    flush_files(files, FILES);
    for (size_t i = 0; i < FILES; i++) {
        assert_int_equal(files[i].error, i % 5 == 3 ? EINVAL : 0);
    }
    close(folder);
    close(pipes[0]);
    close(pipes[1]);
}

static void
one_file_and_none(void **state)
{
    struct flush_file file = {.fd = -1};

    (void)state;
    flush_files(&file, 0);
    assert_int_equal(file.error, 0);
    flush_files(&file, 1);
    assert_int_equal(file.error, EBADF);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_outcome_belongs_to_its_file),
        cmocka_unit_test(one_file_and_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
