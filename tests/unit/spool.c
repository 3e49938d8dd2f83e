/*
 * spool.c - what comes through a pipe is a log to look back at.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include <cmocka.h>

#include "client/logbook.h"
#include "client/spool.h"

enum { MUCH = 1 << 30, PIPE = 4096 };

static void
on_change(void *ctx)
{
    (void)ctx;
}

/*
 * Send octets through a spool, all of them and then the end; and read them.
 */
static struct logbook *
spool_all(const char *text, size_t len)
{
    struct event_base *base = event_base_new();
    struct spool *spool = NULL;
    struct logbook *book = NULL;
    int ends[2];
    int trouble = -1;

    assert_int_equal(pipe(ends), 0);
    spool = spool_open(ends[0]);
    assert_non_null(spool);
    book = logbook_open_fd(spool_reader(spool));
    assert_non_null(book);
    assert_int_equal(spool_watch(spool, base, on_change, NULL), 0);
    while (len > 0) {
        size_t some = len < PIPE ? len : PIPE;

        assert_int_equal(write(ends[1], text, some), some);
        text += some;
        len -= some;
        (void)event_base_loop(base, EVLOOP_ONCE);
    }
    assert_false(spool_ended(spool, NULL));
    close(ends[1]);
    (void)event_base_dispatch(base);
    assert_true(spool_ended(spool, &trouble));
    assert_int_equal(trouble, 0);
    logbook_look(book);
    logbook_read(book, MUCH);
    spool_close(spool);
    event_base_free(base);
    return book;
}

static void
lines_are_read_to_the_last_one_which_has_no_lf(void **state)
{
    static const char LINES[] =
        "2026-11-23T09:12:33.120Z smtp#1 S: 220 mx\n"
        "2026-11-23T09:12:33.120Z smtp#1 C: NOOP";
    struct logbook *book = spool_all(LINES, strlen(LINES));

    (void)state;
    assert_int_equal(book->count, 2);
    assert_int_equal(book->line[1].mark, 'C');
    logbook_close(book);
}

static void
of_a_line_without_end_only_the_beginning_is_kept(void **state)
{
    enum { LONG = 10 * FOLLOW_LINE_MAX };
    char *text = malloc(LONG + 3);
    struct logbook *book = NULL;

    (void)state;
    assert_non_null(text);
    memset(text, 'x', LONG);
    memcpy(text + LONG, "\ny\n", 3);
    book = spool_all(text, LONG + 3);
    free(text);
    assert_int_equal(book->count, 2);
    assert_int_equal(follow_size(book->follow), FOLLOW_LINE_MAX + 3);
    logbook_close(book);
}

static void
no_folder_for_the_file_is_told(void **state)
{
    (void)state;
    setenv("TMPDIR", "/nowhere/at/all", 1);
    assert_null(spool_open(dup(0)));
    unsetenv("TMPDIR");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read_to_the_last_one_which_has_no_lf),
        cmocka_unit_test(of_a_line_without_end_only_the_beginning_is_kept),
        cmocka_unit_test(no_folder_for_the_file_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
