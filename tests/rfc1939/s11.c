/*
 * s11.c - RFC 1939 section 11: sizes told are the octets that are sent.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/pop3_rig.h"

/*
 * A message as it lies on disk, and the octets that section 11 counts for it:
 * each line end is two, a stuffed dot is none.
 */
static const struct {
    const char *disk;
    size_t len;
    const char *sent;
} shapes[] = {
#define SHAPE(disk, sent) {disk, sizeof(disk) - 1, sent}
    SHAPE("", ""),
    SHAPE("\n", "\r\n"),
    SHAPE("no end", "no end\r\n"),
    SHAPE("A: b\n\n.\n..\n...x\n", "A: b\r\n\r\n.\r\n..\r\n...x\r\n"),
    SHAPE("A: b\n\n.", "A: b\r\n\r\n.\r\n"),
    SHAPE("crlf\r\nlf\n", "crlf\r\nlf\r\n"),
    SHAPE("cr\rinside\n", "cr\rinside\r\n"),
    SHAPE("cr at the end\r", "cr at the end\r\n"),
#undef SHAPE
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static void
open_shapes(struct pop3_rig *rig)
{
    static const char *const uids[] = {"a", "b", "c", "d", "e", "f", "g", "h"};

    pop3_rig_init(rig);
    for (size_t i = 0; i < SHAPES; i++) {
        pop3_rig_message(rig, uids[i], shapes[i].disk, shapes[i].len);
    }
    pop3_rig_greet(rig);
    pop3_rig_log_in(rig);
}

/* REQ(1939-5-RETR) byte-stuffed, and not an octet more or less. */
static void
s11__retr_sends_exactly_the_message(void **state)
{
    struct pop3_rig rig;

    (void)state;
    open_shapes(&rig);
    for (size_t i = 0; i < SHAPES; i++) {
        char command[32];
        size_t len;

        snprintf(command, sizeof command, "RETR %zu", i + 1);
        pop3_rig_ok(&rig, command);
        assert_string_equal(pop3_rig_content(&rig, &len), shapes[i].sent);
        assert_int_equal(len, strlen(shapes[i].sent));
    }
    pop3_rig_end(&rig);
}

/*
 * REQ(1939-11) REQ(1939-5-LIST) REQ(1939-5-STAT) the exact size of what RETR
 * will send.
 */
static void
s11__sizes_are_the_octets_that_retr_sends(void **state)
{
    struct pop3_rig rig;
    char expected[64];
    size_t total = 0;

    (void)state;
    open_shapes(&rig);
    for (size_t i = 0; i < SHAPES; i++) {
        char command[32];
        size_t size = strlen(shapes[i].sent);

        snprintf(command, sizeof command, "LIST %zu", i + 1);
        snprintf(expected, sizeof expected, "+OK %zu %zu\r\n", i + 1, size);
        assert_string_equal(pop3_rig_say(&rig, command), expected);
        snprintf(command, sizeof command, "RETR %zu", i + 1);
        snprintf(expected, sizeof expected, "+OK %zu octets\r\n", size);
        assert_memory_equal(pop3_rig_say(&rig, command), expected,
                            strlen(expected));
        total += size;
    }
    snprintf(expected, sizeof expected, "+OK %d %zu\r\n", (int)SHAPES, total);
    assert_string_equal(pop3_rig_say(&rig, "STAT"), expected);
    pop3_rig_end(&rig);
}

/* Longer than any piece that is read at once; dots at every kind of place. */
static void
s11__retr_of_a_large_message_is_exact(void **state)
{
    enum { LINES = 20000, LONG = 150000, FRONT = LONG + 2 };
    static const char line[] = ".line that begins with a dot\n";
    size_t len = FRONT + LINES * (sizeof line - 1);
    char *disk = malloc(len);
    struct pop3_rig rig;
    char *sent;
    size_t got;

    (void)state;
    assert_non_null(disk);
    memset(disk, '.', LONG);
    memcpy(disk + LONG, "\n\n", 2); /* what follows is the body */
    for (size_t i = 0; i < LINES; i++) {
        memcpy(disk + FRONT + i * (sizeof line - 1), line, sizeof line - 1);
    }
    pop3_rig_init(&rig);
    rig.site.doors.content_lines = 2;
    pop3_rig_message(&rig, "large", disk, len);
    pop3_rig_greet(&rig);
    pop3_rig_log_in(&rig);
    rig.log.len = 0;
    pop3_rig_ok(&rig, "RETR 1");
    sent = pop3_rig_content(&rig, &got);
    assert_int_equal(got, len + LINES + 2);
    assert_int_equal(got, rig.listed[0].octets);
    for (size_t i = 0, at = 0; i < len; i++, at++) {
        if (disk[i] == '\n') {
            assert_int_equal(sent[at++], '\r');
        }
        assert_int_equal(sent[at], disk[i]);
    }
    assert_non_null(strstr(pop3_rig_log(&rig), "*: cut lines=20000\nS: .\n"));
    pop3_rig_end(&rig);
    free(disk);
}

/* However the file is read, the log sees whole lines. */
static void
s11__the_log_shows_whole_lines(void **state)
{
    enum { LINES = 2000, LINE = 100 };
    static char disk[LINES * LINE];
    struct pop3_rig rig;

    (void)state;
    memset(disk, 'x', sizeof disk);
    for (size_t i = 1; i <= LINES; i++) {
        disk[i * LINE - 1] = '\n';
    }
    pop3_rig_init(&rig);
    rig.site.doors.content_lines = LINES;
    pop3_rig_message(&rig, "lines", disk, sizeof disk);
    pop3_rig_greet(&rig);
    pop3_rig_log_in(&rig);
    rig.log.len = 0;
    pop3_rig_ok(&rig, "RETR 1");
    assert_int_equal(rig.log.len, sizeof "C: RETR 1\nS: +OK 202000 octets\n" -
                     1 + LINES * (sizeof "D: " - 1 + LINE) + sizeof "S: .\n" -
                     1);
    pop3_rig_end(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s11__retr_sends_exactly_the_message),
        cmocka_unit_test(s11__sizes_are_the_octets_that_retr_sends),
        cmocka_unit_test(s11__retr_of_a_large_message_is_exact),
        cmocka_unit_test(s11__the_log_shows_whole_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
