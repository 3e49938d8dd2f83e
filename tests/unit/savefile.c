/*
 * savefile.c - a message appears under its name when it is whole, not before.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "client/savefile.h"
#include "tests/support/scratch.h"

static int
setup(void **state)
{
    struct scratch *scratch = calloc(1, sizeof *scratch);

    scratch_make(scratch);
    *state = scratch;
    return 0;
}

static int
teardown(void **state)
{
    scratch_remove(*state);
    free(*state);
    return 0;
}

static void
write_line(struct savefile *file, const char *text)
{
    const struct line line = {.text = text, .len = strlen(text)};

    savefile_line(file, &line);
}

static const char *
last_name(const struct savefile *file)
{
    return strrchr(file->path, '/') + 1;
}

static void
a_whole_message_is_a_file_with_lf(void **state)
{
    struct scratch *scratch = *state;
    struct savefile file;
    size_t len;
    char *text;

    savefile_init(&file, scratch->root, NULL);
    write_line(&file, "A: b");
    write_line(&file, "");
    write_line(&file, "../../etc/passwd");
    assert_int_equal(savefile_keep(&file, 3), 0);
    assert_int_equal(scratch_count(scratch, "."), 1);
    assert_non_null(strstr(last_name(&file), "Z-3.eml"));
    text = scratch_read(scratch, last_name(&file), &len);
    assert_string_equal(text, "A: b\n\n../../etc/passwd\n");
    free(text);
}

static void
what_is_not_whole_leaves_nothing(void **state)
{
    struct scratch *scratch = *state;
    struct savefile file;

    savefile_init(&file, scratch->root, NULL);
    write_line(&file, "A: b");
    savefile_drop(&file);
    assert_int_equal(scratch_count(scratch, "."), 0);
}

static void
a_file_that_is_there_is_not_replaced(void **state)
{
    struct scratch *scratch = *state;
    struct savefile file;
    int i;

    savefile_init(&file, scratch->root, NULL);
    for (i = 0; i < 3; i++) {
        write_line(&file, "A: b");
        assert_int_equal(savefile_keep(&file, 1), 0);
    }
    assert_int_equal(scratch_count(scratch, "."), 3);
}

static void
an_empty_message_is_saved_too(void **state)
{
    struct scratch *scratch = *state;
    struct savefile file;

    savefile_init(&file, scratch->root, NULL);
    assert_int_equal(savefile_keep(&file, 1), 0);
    assert_int_equal(scratch_count(scratch, "."), 1);
}

static void
a_folder_that_is_not_there_is_a_failure(void **state)
{
    struct scratch *scratch = *state;
    struct savefile file;
    char path[SCRATCH_PATH];

    savefile_init(&file, scratch_path(scratch, "none", path), NULL);
    write_line(&file, "A: b");
    assert_int_equal(savefile_keep(&file, 1), -1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_whole_message_is_a_file_with_lf),
        CASE(what_is_not_whole_leaves_nothing),
        CASE(a_file_that_is_there_is_not_replaced),
        CASE(an_empty_message_is_saved_too),
        CASE(a_folder_that_is_not_there_is_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
