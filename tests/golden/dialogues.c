/*
 * dialogues.c - holds whole sessions against what is written in a text file.
 *
 * Each tests/golden/NAME.txt is a dialogue as the RFCs print them.  To write
 * one takes no C:
 *
 *     # a remark
 *     domain foo.com            whose mail this house takes
 *     host mx.foo.com           the name of its servers, else as the domain
 *     user Jones secret         a mailbox and its password
 *     given Jones               a message that lies in it: its lines, each M:
 *     M: Subject: old mail
 *     smtp                      somebody connects by SMTP ...
 *     S: 220 mx.foo.com ESMTP Mailwalk ready
 *     C: QUIT
 *     S: 221 2.0.0 mx.foo.com Goodbye
 *     closed                    ... and the server has closed by now
 *     pop3 Jones                somebody collects the mail of Jones
 *     holds Jones 1             how many messages are there now
 *     message Jones 1           and the first of them is: lines, each M:
 *
 * `smtp strict` and `pop3 Jones strict` begin a session with --strict.  A
 * session goes on to its `closed`; without one the client hangs up where the
 * next session, or the file, begins or ends.  C: lines with no S: line between
 * them are sent at once.
 *
 * C:, S: and M: lines are spelled as in the log (protocol/dialogue.h): an
 * octet as \x08, a backslash twice, and `\n` at the end of a line that a bare
 * LF ended.  Every S: line is compared, and nothing may be said beyond them.
 *
 * Every file is played twice, with its octets sent as they are and one by one.
 *
 * Usage: dialogues [FILE..]         without FILE: all of tests/golden
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <glob.h>

#include "tests/support/script.h"

struct play {
    const char *path;
    bool one_by_one;
};

static void
a_dialogue_is_as_written(void **state)
{
    const struct play *play = *state;

    assert_int_equal(script_play(play->path, play->one_by_one), 0);
}

/*
 * Two tests for each file.  Returns how many failed.
 */
static int
play_all(char **paths, size_t count)
{
    struct CMUnitTest *tests = calloc(2 * count, sizeof *tests);
    struct play *plays = calloc(2 * count, sizeof *plays);
    int failed = EXIT_FAILURE;

    for (size_t i = 0; tests != NULL && plays != NULL && i < 2 * count; i++) {
        plays[i] = (struct play){paths[i / 2], i % 2 == 1};
        tests[i] = (struct CMUnitTest){.name = paths[i / 2],
                                       .test_func = a_dialogue_is_as_written,
                                       .initial_state = &plays[i]};
    }
    if (tests != NULL && plays != NULL) {
        failed = _cmocka_run_group_tests("dialogues", tests, 2 * count, NULL,
                                         NULL);
    }
    free(tests);
    free(plays);
    return failed;
}

int
main(int argc, char **argv)
{
    glob_t found;
    int failed;

    if (argc > 1) {
        return play_all(argv + 1, (size_t)argc - 1);
    }
    if (glob("tests/golden/*.txt", 0, NULL, &found) != 0) {
        fprintf(stderr, "no tests/golden/*.txt: run this from the top\n");
        return EXIT_FAILURE;
    }
    failed = play_all(found.gl_pathv, found.gl_pathc);
    globfree(&found);
    return failed;
}
