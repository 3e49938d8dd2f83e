/*
 * escape.c - any octets at all, shown so that they stay text.
 *
 * Always true, in each place: the spelling holds no control character and
 * reads back as the octets; it is the only spelling; a value holds neither
 * space nor '='.  And what is no spelling at all can be undone all the same,
 * into the room there is.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/escape.h"
#include "tests/support/fuzz.h"

static void
spell(const char *text, size_t len, enum escape_place place)
{
    char *spelled = malloc(4 * len + 1);
    size_t spelled_len = escape_spell(text, len, place, spelled);
    char *back = malloc(spelled_len + 1);

    assert_true(spelled_len >= len && spelled_len <= 4 * len);
    for (size_t i = 0; i < spelled_len; i++) {
        unsigned char octet = (unsigned char)spelled[i];

        assert_true(octet >= 0x20 && octet != 0x7f);
        assert_false(place == ESCAPE_VALUE && (octet == ' ' || octet == '='));
    }
    assert_true(escape_is_spelling(spelled, spelled_len, text, len, place));
    assert_int_equal(escape_undo(spelled, spelled_len, back, spelled_len),
                     len);
    assert_memory_equal(back, text, len);
    free(spelled);
    free(back);
}

/*
 * A whole event: its values are spelled already, so spelling it once more
 * changes nothing in what was spelled.
 */
static void
spell_event(const char *text, size_t len)
{
    char *once = malloc(4 * len + 1);
    size_t once_len = escape_spell(text, len, ESCAPE_EVENT, once);
    char *twice = malloc(4 * once_len + 1);

    assert_int_equal(escape_spell(once, once_len, ESCAPE_EVENT, twice),
                     once_len);
    assert_memory_equal(twice, once, once_len);
    free(once);
    free(twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    size_t room = size > 0 ? data[0] % size : 0;
    char *undone = malloc(room + 1);

    spell(text, size, ESCAPE_TEXT);
    spell(text, size, ESCAPE_VALUE);
    spell_event(text, size);
    assert_true(escape_undo(text, size, undone, room) <= room);
    free(undone);
    return 0;
}
