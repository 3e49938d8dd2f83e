/*
 * replay.c - runs a fuzz target on every file of its corpus.
 *
 * Linked with TARGET.c it reads tests/corpus/TARGET: seeds, and what once
 * broke a rule.  So what the fuzzer has found stays found, without libFuzzer.
 *
 * Usage: TARGET [FILE..]        without FILE: all of tests/corpus/TARGET
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

#include <cmocka.h>
#include <glob.h>

#include "tests/support/fuzz.h"

enum { FILE_MAX = 1024 * 1024 };

static void
no_rule_is_broken(void **state)
{
    FILE *file = fopen(*state, "rb");
    uint8_t *room = malloc(FILE_MAX);
    uint8_t *exact;
    size_t len;

    assert_non_null(file);
    assert_non_null(room);
    len = fread(room, 1, FILE_MAX, file);
    fclose(file);
    exact = malloc(len > 0 ? len : 1); /* not one octet may be read behind it */
    assert_non_null(exact);
    memcpy(exact, room, len);
    free(room);
    assert_int_equal(LLVMFuzzerTestOneInput(exact, len), 0);
    free(exact);
}

static int
replay(char **paths, size_t count)
{
    struct CMUnitTest *tests = calloc(count, sizeof *tests);
    int failed = EXIT_FAILURE;

    for (size_t i = 0; tests != NULL && i < count; i++) {
        tests[i] = (struct CMUnitTest){.name = paths[i],
                                       .test_func = no_rule_is_broken,
                                       .initial_state = paths[i]};
    }
    if (tests != NULL) {
        failed = _cmocka_run_group_tests("corpus", tests, count, NULL, NULL);
    }
    free(tests);
    return failed;
}

int
main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');
    char pattern[256];
    glob_t found;
    int failed;

    if (argc > 1) {
        return replay(argv + 1, (size_t)argc - 1);
    }
    snprintf(pattern, sizeof pattern, "tests/corpus/%s/*",
             slash != NULL ? slash + 1 : argv[0]);
    if (glob(pattern, 0, NULL, &found) != 0) {
        fprintf(stderr, "no %s: run this from the top\n", pattern);
        return EXIT_FAILURE;
    }
    failed = replay(found.gl_pathv, found.gl_pathc);
    globfree(&found);
    return failed;
}
