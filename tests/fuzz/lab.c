/*
 * lab.c - any text at all, as a lab file.
 *
 * Always true: a file that is refused is refused with its name, a line that it
 * has, and a reason; a file that is taken has a meta card first, its cards and
 * items in the order of the file, and each item in exactly one card.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "labs/lab.h"
#include "tests/support/fuzz.h"

static unsigned
lines_of(const char *text, size_t len)
{
    unsigned lines = 1;

    for (size_t i = 0; i < len; i++) {
        lines += text[i] == '\n';
    }
    return lines;
}

static void
check_refusal(const char *why, unsigned lines)
{
    unsigned line = 0;
    int at = 0;

    assert_true(strlen(why) < LAB_WHY_MAX);
    if (sscanf(why, "x.md:%u: %n", &line, &at) < 1 || at == 0) {
        assert_memory_equal(why, "x.md: ", 6); /* about the file as a whole */
        at = 6;
    }
    assert_true(line <= lines);
    assert_true(strlen(why + at) > 10);
}

static void
check_lab(const struct lab *lab, unsigned lines)
{
    unsigned line = 0;
    size_t next = 0;

    assert_true(lab->card_count > 0);
    assert_int_equal(lab->cards[0].kind, LAB_META);
    for (size_t i = 0; i < lab->card_count; i++) {
        const struct lab_card *card = &lab->cards[i];

        assert_true(card->line > line && card->line <= lines);
        assert_int_equal(card->first, next);
        line = card->line;
        for (size_t k = 0; k < card->count; k++) {
            const struct lab_item *item = &lab->items[card->first + k];

            assert_true(item->line >= line && item->line <= lines);
            assert_non_null(item->value);
            line = item->line;
        }
        next += card->count;
    }
    assert_int_equal(next, lab->item_count);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned lines = lines_of((const char *)data, size);
    char why[LAB_WHY_MAX] = "";
    struct lab *lab = lab_parse("x.md", (const char *)data, size, why);

    if (lab == NULL) {
        check_refusal(why, lines);
    } else {
        check_lab(lab, lines);
        lab_free(lab);
    }
    return 0;
}
