/*
 * s7_top.c - RFC 1939 section 7: TOP.
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

static const char letter[] = "A: b\nC: d\n\n.one\ntwo\n\nfour";
#define HEADER "A: b\r\nC: d\r\n\r\n"
#define WHOLE HEADER ".one\r\ntwo\r\n\r\nfour\r\n"

static void
open_with(struct pop3_rig *rig, const char *disk, size_t len)
{
    pop3_rig_init(rig);
    pop3_rig_message(rig, "uid", disk, len);
    pop3_rig_greet(rig);
    pop3_rig_log_in(rig);
}

static void
expect_top(struct pop3_rig *rig, const char *lines, const char *content)
{
    char command[260];
    size_t len;

    snprintf(command, sizeof command, "TOP 1 %s", lines);
    pop3_rig_ok(rig, command);
    assert_string_equal(pop3_rig_content(rig, &len), content);
}

/* REQ(1939-7-TOP) header, blank line, and that many lines of the body. */
static void
s7_top__sends_the_header_and_so_many_lines(void **state)
{
    struct pop3_rig rig;

    (void)state;
    open_with(&rig, letter, sizeof letter - 1);
    expect_top(&rig, "0", HEADER);
    expect_top(&rig, "1", HEADER ".one\r\n");
    expect_top(&rig, "2", HEADER ".one\r\ntwo\r\n");
    expect_top(&rig, "3", HEADER ".one\r\ntwo\r\n\r\n");
    expect_top(&rig, "4", WHOLE);
    pop3_rig_end(&rig);
}

/* REQ(1939-7-TOP) more lines than there are: the entire message. */
static void
s7_top__of_more_lines_than_there_are_is_all(void **state)
{
    struct pop3_rig rig;

    (void)state;
    open_with(&rig, letter, sizeof letter - 1);
    expect_top(&rig, "5", WHOLE);
    expect_top(&rig, "4294967296", WHOLE);
    expect_top(&rig, "18446744073709551615", WHOLE);
    expect_top(&rig, "18446744073709551616", WHOLE);
    expect_top(&rig, "99999999999999999999999999999999999999999999", WHOLE);
    pop3_rig_end(&rig);
}

/* REQ(1939-7-TOP) being careful to byte-stuff. */
static void
s7_top__stuffs_dots(void **state)
{
    struct pop3_rig rig;

    (void)state;
    open_with(&rig, letter, sizeof letter - 1);
    assert_non_null(
        strstr(pop3_rig_say(&rig, "TOP 1 1"), "\r\n\r\n..one\r\n.\r\n"));
    pop3_rig_end(&rig);
}

static void
s7_top__without_a_blank_line_all_is_header(void **state)
{
    static const char headless[] = "A: b\nC: d\nE: f";
    struct pop3_rig rig;

    (void)state;
    open_with(&rig, headless, sizeof headless - 1);
    expect_top(&rig, "0", "A: b\r\nC: d\r\nE: f\r\n");
    expect_top(&rig, "1", "A: b\r\nC: d\r\nE: f\r\n");
    pop3_rig_end(&rig);
}

static void
s7_top__of_an_empty_message_is_nothing(void **state)
{
    struct pop3_rig rig;

    (void)state;
    open_with(&rig, "", 0);
    expect_top(&rig, "0", "");
    expect_top(&rig, "9", "");
    pop3_rig_end(&rig);
}

/* A blank line that somebody stored with CRLF is blank all the same. */
static void
s7_top__knows_a_blank_line_of_crlf(void **state)
{
    static const char crlf[] = "A: b\r\n\r\none\r\n\r\nthree\r\n";
    static const char cr[] = "A: b\n\rx\n\none\n";
    struct pop3_rig rig;

    (void)state;
    open_with(&rig, crlf, sizeof crlf - 1);
    expect_top(&rig, "0", "A: b\r\n\r\n");
    expect_top(&rig, "2", "A: b\r\n\r\none\r\n\r\n");
    pop3_rig_end(&rig);
    open_with(&rig, cr, sizeof cr - 1);
    expect_top(&rig, "0", "A: b\r\n\rx\r\n\r\n");
    pop3_rig_end(&rig);
}

/* A line longer than what is read at once is one line, wherever it is cut. */
static void
s7_top__counts_a_very_long_line_once(void **state)
{
    enum { PIECE = 64 * 1024 };
    static const size_t lengths[] = {PIECE - 1, PIECE, PIECE + 1, 2 * PIECE,
                                     3 * PIECE - 20};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t len = lengths[i];
        char *disk = malloc(2 * len + 16);
        struct pop3_rig rig;
        size_t got;

        assert_non_null(disk);
        memset(disk, 'h', len);
        memcpy(disk + len, "\n\n", 2);
        memset(disk + len + 2, 'b', len);
        memcpy(disk + 2 * len + 2, "\ntwo\nthree\n", 11);
        open_with(&rig, disk, 2 * len + 13);
        pop3_rig_ok(&rig, "TOP 1 0");
        pop3_rig_content(&rig, &got);
        assert_int_equal(got, len + 4);
        pop3_rig_ok(&rig, "TOP 1 2");
        assert_string_equal(pop3_rig_content(&rig, &got) + 2 * len + 6,
                            "two\r\n");
        pop3_rig_end(&rig);
        free(disk);
    }
}

/* REQ(1939-7-TOP) both arguments are required, both are numbers. */
static void
s7_top__needs_a_message_and_a_number(void **state)
{
    static const char *const wrong[] = {
        "TOP", "TOP 1", "TOP 1 ", "TOP  1 2", "TOP 1  2", "TOP 1 2 3",
        "TOP 1 -1", "TOP -1 1", "TOP 1 +1", "TOP 1 x", "TOP 1 0x1", "TOP x 1",
        "TOP 0 1", "TOP 3 1", "TOP 4294967297 1", "TOP 1 1.5",
        "TOP 18446744073709551617 1"};
    struct pop3_rig *rig = *state;

    pop3_rig_log_in(rig);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        pop3_rig_err(rig, wrong[i]);
    }
    assert_int_equal(rig->opened, 0);
}

/* REQ(1939-7-TOP) it is a preview: no mark, and RETR still sends all. */
static void
s7_top__changes_nothing(void **state)
{
    struct pop3_rig *rig = *state;
    size_t len;

    pop3_rig_log_in(rig);
    pop3_rig_ok(rig, "TOP 2 1");
    pop3_rig_ok(rig, "RETR 2");
    pop3_rig_content(rig, &len);
    assert_int_equal(len, 31);
    assert_string_equal(pop3_rig_say(rig, "STAT"), "+OK 2 55\r\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s7_top__sends_the_header_and_so_many_lines),
        cmocka_unit_test(s7_top__of_more_lines_than_there_are_is_all),
        cmocka_unit_test(s7_top__stuffs_dots),
        cmocka_unit_test(s7_top__without_a_blank_line_all_is_header),
        cmocka_unit_test(s7_top__of_an_empty_message_is_nothing),
        cmocka_unit_test(s7_top__knows_a_blank_line_of_crlf),
        cmocka_unit_test(s7_top__counts_a_very_long_line_once),
        POP3_RIG_TEST(s7_top__needs_a_message_and_a_number),
        POP3_RIG_TEST(s7_top__changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
