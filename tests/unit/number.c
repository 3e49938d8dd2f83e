/*
 * number.c - what is a number on the wire, and what a number too big becomes.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/number.h"

static const struct {
    const char *text;
    size_t digits;
    uint64_t number;
} cases[] = {
    {"", 0, 0},
    {"0", 1, 0},
    {"007", 3, 7},
    {"42", 2, 42},
    {"42 1", 2, 42},
    {"7x", 1, 7},
    {"+1", 0, 0},
    {"-1", 0, 0},
    {" 1", 0, 0},
    {"0x10", 1, 0},
    {"\xb1", 0, 0},
    {"4294967297", 10, 4294967297},
    {"18446744073709551614", 20, UINT64_MAX - 1},
    {"18446744073709551615", 20, UINT64_MAX},
    {"18446744073709551616", 20, UINT64_MAX},
    {"18446744073709551625", 20, UINT64_MAX},
    {"99999999999999999999", 20, UINT64_MAX},
    {"184467440737095516150", 21, UINT64_MAX},
};

static void
number__is_digits_only_and_stops_at_the_top(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t number = 1;
        size_t digits = number_take(cases[i].text, strlen(cases[i].text),
                                    &number);

        if (digits != cases[i].digits || number != cases[i].number) {
            fail_msg("\"%s\"", cases[i].text);
        }
    }
}

static void
number__does_not_look_behind_its_octets(void **state)
{
    uint64_t number;

    (void)state;
    assert_int_equal(number_take("12345", 2, &number), 2);
    assert_int_equal(number, 12);
    assert_int_equal(number_take("12345", 0, &number), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number__is_digits_only_and_stops_at_the_top),
        cmocka_unit_test(number__does_not_look_behind_its_octets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
