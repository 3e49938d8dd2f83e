/*
 * line.c - a stream of octets and its lines, however the network cuts it.
 *
 * Idea: a tiny driver reads a session, commands and text, and writes down what
 * each line was.  The same stream, cut at every place, must give the same
 * page; what the page must say stands beside the streams that matter.
 *
 * RFC 5321 sections 2.3.8, 4.1.1.4, 4.5.3.1.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/dot.h"
#include "protocol/line.h"

enum { PAGE_ROOM = 16384, USUAL_LIMIT = 512 };

struct driver {
    struct line_reader reader;
    enum line_phase phase;
    size_t limit;
    size_t taken; /* octets of the stream that are done with */
    size_t page_len;
    char page[PAGE_ROOM];
};

/*
 * Write down: C or T, the text, then how it ended (r CRLF, n LF), and
 * - not at the start of a line, ~ no line end, ! too long, # end of the text.
 */
static void
write_down(struct driver *driver, const struct line *line)
{
    bool text = driver->phase == LINE_TEXT;
    bool over = text && dot_ends_text(line);
    int n = snprintf(
        driver->page + driver->page_len, PAGE_ROOM - driver->page_len,
        "%c%s[%.*s]%s%s%s%s\n", text ? 'T' : 'C', line->at_start ? "" : "-",
        (int)line->len, line->text, line->end == LINE_END_CRLF ? "r" : "n",
        line->ends_line ? "" : "~", line->too_long ? "!" : "", over ? "#" : "");

    driver->page_len += (size_t)n;
    assert_true(driver->page_len < PAGE_ROOM);
    if (over) {
        driver->phase = LINE_COMMAND;
    } else if (line->len == 4 && memcmp(line->text, "DATA", 4) == 0) {
        driver->phase = LINE_TEXT;
    }
}

static void
driver_init(struct driver *driver, size_t limit, bool strict)
{
    memset(driver, 0, sizeof(*driver));
    line_reader_init(&driver->reader, strict);
    driver->phase = LINE_COMMAND;
    driver->limit = limit;
}

/*
 * Octets of the stream up to `until` have arrived.  They are handed over in a
 * block of just their size, so that a look behind them is seen.
 */
static void
arrive(struct driver *driver, const char *stream, size_t until)
{
    bool more = true;

    while (more) {
        size_t count = until - driver->taken;
        char *bytes = malloc(count > 0 ? count : 1);
        struct line line;
        size_t used = SIZE_MAX;

        assert_non_null(bytes);
        memcpy(bytes, stream + driver->taken, count);
        more = line_take(&driver->reader, driver->phase, driver->limit, bytes,
                         count, &line, &used);
        assert_true(used <= count);
        assert_true(!more || used > 0);
        if (more) {
            write_down(driver, &line);
        }
        driver->taken += used;
        free(bytes);
    }
}

static void
assert_page(const char *stream, size_t len, size_t limit, const char *page)
{
    static struct driver driver;

    for (size_t cut = 0; cut <= len; cut++) {
        driver_init(&driver, limit, false);
        arrive(&driver, stream, cut);
        arrive(&driver, stream, len);
        assert_string_equal(driver.page, page);
    }
    driver_init(&driver, limit, false);
    for (size_t i = 1; i <= len; i++) {
        arrive(&driver, stream, i);
    }
    assert_string_equal(driver.page, page);
}

static void
assert_text_page(const char *stream, const char *page)
{
    assert_page(stream, strlen(stream), USUAL_LIMIT, page);
}

static void
first_line_settles_the_line_end(void **unused)
{
    (void)unused;
    assert_text_page("EHLO a\r\nNOOP\nNOOP\r\n",
                     "C[EHLO a]r\nC[NOOP\nNOOP]r\n");
    assert_text_page("EHLO a\nNOOP\r\nNOOP\n",
                     "C[EHLO a]n\nC[NOOP]r\nC[NOOP]n\n");
}

/* REQ(5321-2.3.8) Neither CR nor LF alone ends a command. */
static void
s2_3_8__only_crlf_ends_a_command(void **unused)
{
    (void)unused;
    assert_text_page("A\r\nB\nC\rD\r\r\nE\n\r\n",
                     "C[A]r\nC[B\nC\rD\r]r\nC[E\n]r\n");
    assert_text_page("A\r\n\r\n\nB\r\n", "C[A]r\nC[]r\nC[\nB]r\n");
}

static void
strict_session_is_told_of_a_bare_lf_at_once(void **unused)
{
    static struct driver driver;

    (void)unused;
    driver_init(&driver, USUAL_LIMIT, true);
    arrive(&driver, "A\nB\r\nDATA\r\n\n.\n.\r\n", 18);
    assert_string_equal(driver.page, "C[A]n~\nC[B]r\nC[DATA]r\n"
                                     "T[]n~\nT-[.]n~\nT-[.]r\n");
}

static void
lf_session_ends_its_text_with_lf(void **unused)
{
    (void)unused;
    assert_text_page("DATA\na\r\n..b\n.\nQUIT\n",
                     "C[DATA]n\nT[a]r\nT[..b]n\nT[.]n#\nC[QUIT]n\n");
}

/*
 * REQ(5321-4.1.1.4) Only CRLF "." CRLF ends the text; what other servers have
 * taken for it in the past ("smuggling") does not.
 */
static void
s4_1_1_4__nothing_but_crlf_dot_crlf_ends_the_text(void **unused)
{
    static const char *const forms[][2] = {
        {"\n.\r\n", "T[a]n~\nT-[.]r\nT[b]r\n"},
        {"\r\n.\n", "T[a]r\nT[.]n~\nT-[b]r\n"},
        {"\n.\n", "T[a]n~\nT-[.]n~\nT-[b]r\n"},
        {"\r.\r", "T[a\r.\rb]r\n"},
        {"\r\n.\r", "T[a]r\nT[.\rb]r\n"},
        {"\r.\r\n", "T[a\r.]r\nT[b]r\n"},
        {"\n.\r", "T[a]n~\nT-[.\rb]r\n"},
        {"\r.\n", "T[a\r.]n~\nT-[b]r\n"},
        {"\r\n.\r\r\n", "T[a]r\nT[.\r]r\nT[b]r\n"},
        {"\r\r\n..\r\n", "T[a\r]r\nT[..]r\nT[b]r\n"},
        {"\r\n\n.\r\n", "T[a]r\nT[]n~\nT-[.]r\nT[b]r\n"},
    };
    char stream[64];
    char page[256];

    (void)unused;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        snprintf(stream, sizeof stream, "DATA\r\na%sb\r\n.\r\nX\r\n",
                 forms[i][0]);
        snprintf(page, sizeof page, "C[DATA]r\n%sT[.]r#\nC[X]r\n", forms[i][1]);
        assert_text_page(stream, page);
    }
}

static void
first_piece_behind_a_command_starts_a_line(void **unused)
{
    (void)unused;
    assert_text_page("DATA\r\n.\r\nDATA\r\nx\n\r\n.\r\n",
                     "C[DATA]r\nT[.]r#\nC[DATA]r\n"
                     "T[x]n~\nT-[]r\nT[.]r#\n");
}

/* REQ(5321-4.5.3.1) The limit counts the CRLF. */
static void
longest_line_fits_and_one_more_does_not(void **unused)
{
    (void)unused;
    assert_page("abcdef\r\nx\r\n", 11, 8, "C[abcdef]r\nC[x]r\n");
    assert_page("abcdefg\r\nx\r\n", 12, 8, "C[abcdef]r!\nC[x]r\n");
    assert_page("abcdef\nx\n", 9, 8, "C[abcdef]n\nC[x]n\n");
    assert_page("abcdef\rg\r\nx\r\n", 13, 8, "C[abcdef]r!\nC[x]r\n");
    assert_page("abcde\r\r\nx\r\n", 11, 8, "C[abcde\r]r\nC[x]r\n");
    assert_page("abcdef\r\r\nx\r\n", 12, 8, "C[abcdef]r!\nC[x]r\n");
}

static void
cr_at_hand_may_still_be_half_of_a_crlf(void **unused)
{
    static struct driver driver;

    (void)unused;
    driver_init(&driver, 8, false);
    arrive(&driver, "abcdef\r\n", 7);
    assert_string_equal(driver.page, "");
    arrive(&driver, "abcdef\r\n", 8);
    assert_string_equal(driver.page, "C[abcdef]r\n");
}

static void
overlong_line_is_told_before_its_end_has_come(void **unused)
{
    static struct driver driver;

    (void)unused;
    driver_init(&driver, 8, false);
    arrive(&driver, "abcdefghijklmn", 14);
    assert_string_equal(driver.page, "C[abcdef]r!\n");
    assert_int_equal(driver.taken, 14); /* the tail does not pile up */
}

static void
behind_an_overlong_line_the_next_is_itself(void **unused)
{
    (void)unused;
    assert_page("NOOP\r\n123456789\n\r0\r\nX\r\n", 24, 8,
                "C[NOOP]r\nC[123456]r!\nC[X]r\n");
    assert_page("NOOP\n123456789\rX\n.\r\n", 20, 8,
                "C[NOOP]n\nC[123456]n!\nC[.]r\n");
    /* In text the tail may end in a bare LF: no dot can start there. */
    assert_page("DATA\r\n123456789\n.\r\n.\r\n", 22, 8,
                "C[DATA]r\nT[123456]r!\nT-[.]r\nT[.]r#\n");
    assert_page("DATA\r\n123456789\r\n.\r\n", 20, 8,
                "C[DATA]r\nT[123456]r!\nT[.]r#\n");
    assert_page("DATA\r\nx\n123456789\r\n.\r\n", 22, 8,
                "C[DATA]r\nT[x]n~\nT-[123456]r!\nT[.]r#\n");
}

static void
session_cut_at_two_places_reads_the_same(void **unused)
{
    static const char session[] =
        "EHLO pc7.red.example\r\nMAIL FROM:<alice@red.example>\r\n"
        "RCPT TO:<bob@red.example>\r\nDATA\r\nSubject: Lunch?\r\n\r\n"
        "..dots\r\n.x\r\nbare\n.\r\nCR\rinside\r\n\n.\n\r\n.\r\r\n.\r\n"
        "NOOP with a bare \n and a \r in it\r\nNOOP\r\n\r\nRSET\r\n"
        "MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\n.\r\nQUIT\r\n";
    enum { LEN = sizeof session - 1 };
    static struct driver whole;
    static struct driver cut;

    (void)unused;
    driver_init(&whole, USUAL_LIMIT, false);
    arrive(&whole, session, LEN);
    assert_int_equal(whole.taken, LEN);
    for (size_t i = 0; i <= LEN; i++) {
        for (size_t j = i; j <= LEN; j += 5) {
            driver_init(&cut, USUAL_LIMIT, false);
            arrive(&cut, session, i);
            arrive(&cut, session, j);
            arrive(&cut, session, LEN);
            if (strcmp(cut.page, whole.page) != 0) {
                fail_msg("cut at %zu and %zu:\n%s", i, j, cut.page);
            }
        }
    }
}

/* A number that looks random and is the same in every run. */
static unsigned
next_number(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 16;
}

static void
any_octets_read_the_same_octet_by_octet(void **unused)
{
    static const char octets[] = "\r\r\r\n\n\n..ab";
    static struct driver whole;
    static struct driver cut;
    uint32_t seed = 5321;
    char stream[60];

    (void)unused;
    for (int round = 0; round < 4000; round++) {
        bool strict = round % 5 == 0;
        size_t limit = 6 + next_number(&seed) % 4;
        size_t i;

        memcpy(stream, "DATA\r\n", 6);
        for (i = round % 2 == 0 ? 6 : 0; i < sizeof stream; i++) {
            stream[i] = octets[next_number(&seed) % (sizeof octets - 1)];
        }
        driver_init(&whole, limit, strict);
        arrive(&whole, stream, sizeof stream);
        driver_init(&cut, limit, strict);
        for (i = 1; i <= sizeof stream; i++) {
            arrive(&cut, stream, i);
        }
        assert_string_equal(cut.page, whole.page);
    }
}

static void
octets_left_over_are_looked_at_anew_in_text(void **unused)
{
    struct line_reader reader;
    struct line line;
    size_t used;

    (void)unused;
    line_reader_init(&reader, false);
    reader.style = LINE_STYLE_CRLF;
    assert_false(line_take(&reader, LINE_COMMAND, 80, "a\nb", 3, &line, &used));
    assert_true(line_take(&reader, LINE_TEXT, 80, "a\nb", 3, &line, &used));
    assert_int_equal(line.len, 1);
    assert_int_equal(used, 2);
}

static void
assert_erased(const char *typed, size_t keys, const char *left)
{
    char text[64];
    size_t len = strlen(typed);

    memcpy(text, typed, len);
    assert_int_equal(line_erase(text, &len), keys);
    assert_int_equal(len, strlen(left));
    assert_memory_equal(text, left, len);
}

static void
keys_erase_the_character_before_them(void **unused)
{
    (void)unused;
    assert_erased("NOOP", 0, "NOOP");
    assert_erased("", 0, "");
    assert_erased("NOX\bOP", 1, "NOOP");
    assert_erased("NOXY\x7F\bOP", 2, "NOOP");
    assert_erased("\b\x7FNOOP", 2, "NOOP");
    assert_erased("A\b\b\bQ", 3, "Q");
    assert_erased("B\xC3\xBC\bx", 1, "Bx");
    assert_erased("B\xE2\x82\xAC\b\x7Fx", 2, "x");
    assert_erased("ab\xBC\b", 1, "ab");
    assert_erased("a\x80\x80\x80\x80\b", 1, "a\x80\x80\x80");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_line_settles_the_line_end),
        cmocka_unit_test(s2_3_8__only_crlf_ends_a_command),
        cmocka_unit_test(strict_session_is_told_of_a_bare_lf_at_once),
        cmocka_unit_test(lf_session_ends_its_text_with_lf),
        cmocka_unit_test(s4_1_1_4__nothing_but_crlf_dot_crlf_ends_the_text),
        cmocka_unit_test(first_piece_behind_a_command_starts_a_line),
        cmocka_unit_test(longest_line_fits_and_one_more_does_not),
        cmocka_unit_test(cr_at_hand_may_still_be_half_of_a_crlf),
        cmocka_unit_test(overlong_line_is_told_before_its_end_has_come),
        cmocka_unit_test(behind_an_overlong_line_the_next_is_itself),
        cmocka_unit_test(session_cut_at_two_places_reads_the_same),
        cmocka_unit_test(any_octets_read_the_same_octet_by_octet),
        cmocka_unit_test(octets_left_over_are_looked_at_anew_in_text),
        cmocka_unit_test(keys_erase_the_character_before_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
