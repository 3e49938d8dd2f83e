/*
 * dot.c - dots stuffed and taken away, line ends made, octets counted.
 *
 * Idea: the examples are those of RFC 5321 section 4.5.2; the rest is said by
 * three ways to the same message.  Encoded, read back line by line and
 * unstuffed it is itself again, and its count is what went over the wire
 * without the stuffed dots and without the dot line.
 *
 * RFC 5321 section 4.5.2; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/dot.h"
#include "protocol/line.h"

enum { DISK_MAX = 64, WIRE_MAX = 2 * DISK_MAX + DOT_END_MAX };

static struct line
line_of(const char *text)
{
    return (struct line){text, strlen(text), LINE_END_CRLF, true, true, false};
}

/* REQ(5321-4.5.2) A line of one dot is the end, and nothing else is. */
static void
s4_5_2__a_dot_alone_in_a_real_line_ends_the_text(void **unused)
{
    struct line line = line_of(".");

    (void)unused;
    assert_true(dot_ends_text(&line));
    line.end = LINE_END_LF; /* of an LF session */
    assert_true(dot_ends_text(&line));
    line.ends_line = false;
    assert_false(dot_ends_text(&line));
    line = line_of(".");
    line.at_start = false;
    assert_false(dot_ends_text(&line));
    line = line_of(".");
    line.too_long = true;
    assert_false(dot_ends_text(&line));
    line = line_of("..");
    assert_false(dot_ends_text(&line));
    line = line_of("");
    assert_false(dot_ends_text(&line));
    line = line_of("x");
    assert_false(dot_ends_text(&line));
}

static void
assert_unstuffed(const char *text, bool at_start, const char *left)
{
    struct line line = line_of(text);

    line.at_start = at_start;
    dot_unstuff(&line);
    assert_int_equal(line.len, strlen(left));
    assert_memory_equal(line.text, left, line.len);
}

/* REQ(5321-4.5.2) The first of several octets is taken away if it is a dot. */
static void
s4_5_2__one_dot_is_taken_from_the_start_of_a_line(void **unused)
{
    (void)unused;
    assert_unstuffed("..", true, ".");
    assert_unstuffed("...a", true, "..a");
    assert_unstuffed(".a", true, "a");
    assert_unstuffed("a.", true, "a.");
    assert_unstuffed("", true, "");
    assert_unstuffed("..", false, "..");
}

/*
 * Encode disk, cut at two places, with its end.  Returns the octets.
 */
static size_t
encode(const char *disk, size_t len, size_t i, size_t j, char *wire)
{
    struct dot_encoder encoder = DOT_ENCODER_START;
    size_t n = dot_encode(&encoder, disk, i, wire);

    n += dot_encode(&encoder, disk + i, j - i, wire + n);
    n += dot_encode(&encoder, disk + j, len - j, wire + n);
    assert_true(n <= 2 * len);
    return n + dot_encode_end(&encoder, wire + n);
}

static uint64_t
count(const char *disk, size_t len, size_t i, size_t j)
{
    struct dot_count sum = {0};

    dot_count_add(&sum, disk, i);
    dot_count_add(&sum, disk + i, j - i);
    dot_count_add(&sum, disk + j, len - j);
    return dot_count_total(&sum);
}

static void
assert_encoded(const char *disk, const char *expected, uint64_t octets)
{
    size_t len = strlen(disk);
    char wire[WIRE_MAX];

    for (size_t i = 0; i <= len; i++) {
        for (size_t j = i; j <= len; j++) {
            size_t n = encode(disk, len, i, j, wire);

            assert_int_equal(n, strlen(expected));
            assert_memory_equal(wire, expected, n);
            assert_int_equal(count(disk, len, i, j), octets);
        }
    }
}

/* REQ(5321-4.5.2) REQ(1939-3) */
static void
stored_text_goes_out_with_crlf_and_stuffed_dots(void **unused)
{
    (void)unused;
    assert_encoded("", ".\r\n", 0);
    assert_encoded("\n", "\r\n.\r\n", 2);
    assert_encoded("a\nb\n", "a\r\nb\r\n.\r\n", 6);
    assert_encoded(".\n..\n.a\na.\n", "..\r\n...\r\n..a\r\na.\r\n.\r\n", 15);
    assert_encoded("a", "a\r\n.\r\n", 3);
    assert_encoded(".", "..\r\n.\r\n", 3);
    assert_encoded("a\r\nb\n", "a\r\nb\r\n.\r\n", 6);
    assert_encoded("a\r\r\n", "a\r\r\n.\r\n", 4);
    assert_encoded("\r\n.\r\n", "\r\n..\r\n.\r\n", 5);
    assert_encoded("a\rb\n", "a\rb\r\n.\r\n", 5);
    assert_encoded("a\r", "a\r\n.\r\n", 3);
    assert_encoded("\r.\n", "\r.\r\n.\r\n", 4);
}

static unsigned
next_number(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 16;
}

/*
 * What is left of the wire's octets when a receiver has unstuffed them; *over
 * says whether the dot line came, and only at the very end.
 */
static uint64_t
receive(const char *wire, size_t len, bool *over)
{
    struct line_reader reader;
    struct line line;
    uint64_t octets = 0;
    size_t at = 0;
    size_t used;

    *over = false;
    line_reader_init(&reader, true);
    while (line_take(&reader, LINE_TEXT, 1000, wire + at, len - at, &line,
                     &used)) {
        at += used;
        if (dot_ends_text(&line)) {
            *over = at == len;
            break;
        }
        dot_unstuff(&line);
        octets += line.len + 2;
    }
    return octets;
}

/*
 * Every LF of what was encoded has its CR, so no line is cut in two, whatever
 * is on disk; and RETR sends as many octets as LIST has told.
 */
static void
any_message_counts_what_goes_over_the_wire(void **unused)
{
    static const char octets[] = "\r\r\n\n\n..a";
    uint32_t seed = 1939;
    char disk[DISK_MAX];
    char whole[WIRE_MAX];
    char wire[WIRE_MAX];

    (void)unused;
    for (int round = 0; round < 2000; round++) {
        size_t len = next_number(&seed) % 24;
        bool over;

        for (size_t i = 0; i < len; i++) {
            disk[i] = octets[next_number(&seed) % (sizeof octets - 1)];
        }
        size_t whole_len = encode(disk, len, 0, 0, whole);
        uint64_t received = receive(whole, whole_len, &over);

        assert_true(over);
        for (size_t i = 0; i <= len; i++) {
            size_t j = i + next_number(&seed) % (len - i + 1);

            assert_int_equal(count(disk, len, i, j), received);
            assert_int_equal(encode(disk, len, i, j, wire), whole_len);
            assert_memory_equal(wire, whole, whole_len);
        }
    }
}

static void
nul_is_an_octet_like_any_other(void **unused)
{
    char wire[WIRE_MAX];

    (void)unused;
    assert_int_equal(count("\0", 1, 0, 0), 3);
    assert_int_equal(count("a\0\n", 3, 1, 2), 4);
    assert_int_equal(encode("a\0\n", 3, 1, 2, wire), 7);
    assert_memory_equal(wire, "a\0\r\n.\r\n", 7);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s4_5_2__a_dot_alone_in_a_real_line_ends_the_text),
        cmocka_unit_test(s4_5_2__one_dot_is_taken_from_the_start_of_a_line),
        cmocka_unit_test(stored_text_goes_out_with_crlf_and_stuffed_dots),
        cmocka_unit_test(any_message_counts_what_goes_over_the_wire),
        cmocka_unit_test(nul_is_an_octet_like_any_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
