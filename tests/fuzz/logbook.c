/*
 * logbook.c - any octets at all, as a log that is watched.
 *
 * Always true: every whole line is known, and found from both sides; read in
 * slices or at once it is the same; every line of a session is counted in its
 * entry; and what is told of a line or a session can be put on a terminal.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/logbook.h"
#include "labs/explain_line.h"
#include "tests/support/fuzz.h"

enum { MUCH = 1 << 30 };

static struct logbook *
book_of(FILE *file, size_t slice)
{
    struct logbook *book = logbook_open_fd(dup(fileno(file)));

    assert_non_null(book);
    logbook_look(book);
    while (logbook_read(book, slice)) {
        continue;
    }
    return book;
}

/*
 * No octet of what is told is a control, or the beginning of one.
 */
static void
can_be_shown(const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        assert_true(c >= 0x20 && c != 0x7F);
    }
}

static void
tell(struct logbook *book, size_t i)
{
    const struct logbook_line *kept = &book->line[i];
    struct dialogue_record record;
    struct follow_line line;
    const char *why = NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_int_equal(follow_line(book->follow, kept->offset, &line), 0);
    if (logbook_parse(book, &line, &record, &why) == 0) {
        assert_int_equal(kept->mark, record.mark);
        explain_line(out, &record, kept->verb);
    } else {
        assert_int_equal(kept->mark, '?');
        explain_no_line(out, why);
    }
    if (kept->session != 0) {
        explain_session(out, roster_entry(book->roster, kept->session - 1),
                        roster_observer(book->roster, kept->session - 1),
                        true);
    }
    fclose(out);
    can_be_shown(text);
    free(text);
}

static void
check_lines(struct logbook *book)
{
    size_t of_sessions = 0;
    size_t counted = 0;

    for (size_t i = 0; i < book->count; i++) {
        uint64_t offset = book->line[i].offset;
        uint64_t next = i + 1 < book->count ? book->line[i + 1].offset
                                            : follow_end(book->follow);

        assert_int_equal(logbook_find(book, offset), i);
        assert_int_equal(follow_start(book->follow, next - 1), offset);
        of_sessions += book->line[i].session != 0;
        assert_true(book->line[i].session <= roster_count(book->roster));
        tell(book, i);
    }
    for (size_t i = 0; i < roster_count(book->roster); i++) {
        counted += roster_entry(book->roster, i)->lines;
        assert_false(roster_is_stuck(book->roster, i) &&
                     !roster_is_open(book->roster, i));
    }
    assert_int_equal(counted, of_sessions);
}

static void
same(const struct logbook_line *one, const struct logbook_line *other)
{
    assert_int_equal(one->offset, other->offset);
    assert_int_equal(one->session, other->session);
    assert_int_equal(one->verb, other->verb);
    assert_int_equal(one->first, other->first);
    assert_int_equal(one->mark, other->mark);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FILE *file = tmpfile();
    struct logbook *whole = NULL;
    struct logbook *slices = NULL;
    size_t lines = 0;

    if (file == NULL || size > 2 * FOLLOW_LINE_MAX) {
        return 0;
    }
    assert_int_equal(fwrite(data, 1, size, file), size);
    fflush(file);
    for (size_t i = 0; i < size; i++) {
        lines += data[i] == '\n';
    }
    whole = book_of(file, MUCH);
    slices = book_of(file, 1);
    assert_int_equal(whole->count, lines);
    assert_int_equal(slices->count, lines);
    assert_int_equal(roster_count(slices->roster),
                     roster_count(whole->roster));
    for (size_t i = 0; i < lines; i++) {
        same(&whole->line[i], &slices->line[i]);
    }
    check_lines(whole);
    logbook_close(whole);
    logbook_close(slices);
    fclose(file);
    return 0;
}
