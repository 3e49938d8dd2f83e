/*
 * log_line.c - what is true of every line of the log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/log_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

void
log_line_reads_back(const struct dialogue_record *record)
{
    char *line = malloc(DIALOGUE_ROOM(record->len));
    struct dialogue_record read;
    const char *why = "";
    char *text;
    size_t len;

    assert_non_null(line);
    len = dialogue_format(record, line) - 1;
    assert_int_equal(line[len], '\n');
    for (size_t i = 0; i < len; i++) {
        unsigned char octet = (unsigned char)line[i];

        assert_true(octet >= 0x20 && octet != 0x7f);
    }
    text = malloc(len);
    assert_non_null(text);
    if (dialogue_parse(line, len, &read, text, &why) != 0) {
        fail_msg("%.*s: %s", (int)len, line, why);
    }
    assert_int_equal(read.mark, record->mark);
    assert_int_equal(read.end, record->end);
    assert_int_equal(read.len, record->len);
    assert_memory_equal(read.text, record->text, record->len);
    free(text);
    free(line);
}
