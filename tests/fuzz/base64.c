/*
 * base64.c - any octets, encoded and back; any text, decoded and back.
 *
 * Always true: what is encoded decodes to the same octets; what can be decoded
 * is the one spelling of its octets.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/base64.h"
#include "tests/support/fuzz.h"

static void
round_trip(const uint8_t *data, size_t size)
{
    char *text = malloc(BASE64_LEN(size) + 1);
    uint8_t *back = malloc(size + 3);
    size_t len = base64_encode(data, size, text);
    size_t back_len;

    assert_int_equal(len, BASE64_LEN(size));
    assert_int_equal(strlen(text), len);
    assert_int_equal(base64_decode(text, len, back, &back_len), 0);
    assert_int_equal(back_len, size);
    assert_memory_equal(back, data, size);
    free(text);
    free(back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *octets = malloc(size / 4 * 3 + 1);
    size_t len;

    round_trip(data, size);
    if (base64_decode((const char *)data, size, octets, &len) == 0) {
        char *text = malloc(BASE64_LEN(len) + 1);

        assert_int_equal(base64_encode(octets, len, text), size);
        assert_memory_equal(text, data, size);
        free(text);
    }
    free(octets);
    return 0;
}
