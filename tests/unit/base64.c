/*
 * base64.c - the test vectors of RFC 4648, and what must be refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/base64.h"

/* RFC 4648 section 10 */
static const struct {
    const char *plain;
    const char *letters;
} vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

enum { VECTORS = sizeof(vectors) / sizeof(vectors[0]) };

/*
 * Decode from an exact copy into exact room, so that the sanitizer sees every
 * octet too many.
 */
static int
decode(const char *text, size_t len, unsigned char **data, size_t *out_len)
{
    char *copy = malloc(len > 0 ? len : 1);
    int result;

    assert_non_null(copy);
    memcpy(copy, text, len);
    *data = malloc(len >= 4 ? len / 4 * 3 : 1);
    assert_non_null(*data);
    result = base64_decode(copy, len, *data, out_len);
    free(copy);
    return result;
}

static void
check_refused(const char *text, size_t len)
{
    unsigned char *data;
    size_t out_len = 77;

    assert_int_equal(decode(text, len, &data, &out_len), -1);
    assert_int_equal(out_len, 77);
    free(data);
}

/* REQ(4648-4) */
static void
s10__vectors_encode(void **state)
{
    (void)state;
    for (size_t i = 0; i < VECTORS; i++) {
        size_t len = strlen(vectors[i].plain);
        char *text = malloc(BASE64_LEN(len) + 1);

        assert_non_null(text);
        assert_int_equal(base64_encode(vectors[i].plain, len, text),
                         strlen(vectors[i].letters));
        assert_string_equal(text, vectors[i].letters);
        assert_int_equal(BASE64_LEN(len), strlen(text));
        free(text);
    }
}

/* REQ(4648-4) */
static void
s10__vectors_decode(void **state)
{
    (void)state;
    for (size_t i = 0; i < VECTORS; i++) {
        const char *letters = vectors[i].letters;
        unsigned char *data;
        size_t len = 77;

        assert_int_equal(decode(letters, strlen(letters), &data, &len), 0);
        assert_int_equal(len, strlen(vectors[i].plain));
        assert_memory_equal(data, vectors[i].plain, len);
        free(data);
    }
}

/* The example of RFC 4616: NUL octets between the parts of AUTH PLAIN. */
static void
nul_octets_survive(void **state)
{
    static const char plain[] = "\0tim\0tanstaaftanstaaf";
    char text[BASE64_LEN(sizeof(plain)) + 1];
    unsigned char *data;
    size_t len;

    (void)state;
    base64_encode(plain, sizeof(plain) - 1, text);
    assert_string_equal(text, "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
    assert_int_equal(decode(text, strlen(text), &data, &len), 0);
    assert_int_equal(len, sizeof(plain) - 1);
    assert_memory_equal(data, plain, len);
    free(data);
}

/* Every octet at every place of the group, and the whole alphabet. */
static void
every_octet_comes_back(void **state)
{
    unsigned char all[256 + 2];
    char text[BASE64_LEN(sizeof(all)) + 1];

    (void)state;
    for (size_t i = 0; i < sizeof(all); i++) {
        all[i] = (unsigned char)(i * 7);
    }
    for (size_t begin = 0; begin < 3; begin++) {
        for (size_t count = 0; begin + count <= sizeof(all); count++) {
            size_t written = base64_encode(all + begin, count, text);
            unsigned char *data;
            size_t len;

            assert_int_equal(written, BASE64_LEN(count));
            assert_int_equal(decode(text, written, &data, &len), 0);
            assert_int_equal(len, count);
            assert_memory_equal(data, all + begin, count);
            free(data);
        }
    }
}

static void
letters_outside_the_alphabet_are_refused(void **state)
{
    const char *good = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                       "0123456789+/";

    (void)state;
    for (int octet = 0; octet < 256; octet++) {
        for (size_t place = 0; place < 4; place++) {
            char text[8] = {'A', 'A', 'A', 'A', 'A', 'A', 'A', 'A'};
            unsigned char data[6];
            size_t len;
            int want = octet != 0 && strchr(good, octet) != NULL ? 0 : -1;

            text[place] = (char)octet;
            assert_int_equal(base64_decode(text, sizeof(text), data, &len),
                             want);
        }
    }
}

static void
lengths_that_are_no_multiple_of_four_are_refused(void **state)
{
    (void)state;
    check_refused("Z", 1);
    check_refused("Zg", 2);
    check_refused("Zg=", 3);
    check_refused("Zm9vY", 5);
    check_refused("Zg==\r\n", 6);
}

static void
padding_stands_only_at_the_end(void **state)
{
    (void)state;
    check_refused("=", 1);
    check_refused("====", 4);
    check_refused("Z===", 4);
    check_refused("=m9v", 4);
    check_refused("Zg=v", 4);
    check_refused("Zg==Zm9v", 8);
    check_refused("Zm8=Zm9v", 8);
}

/* RFC 4648 section 3.5: "Zh==" would be one more spelling of "Zg==". */
static void
s3_5__fill_bits_must_be_zero(void **state)
{
    (void)state;
    check_refused("Zh==", 4);
    check_refused("Zm9=", 4);
    check_refused("Zm9vYh==", 8);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s10__vectors_encode),
        cmocka_unit_test(s10__vectors_decode),
        cmocka_unit_test(nul_octets_survive),
        cmocka_unit_test(every_octet_comes_back),
        cmocka_unit_test(letters_outside_the_alphabet_are_refused),
        cmocka_unit_test(lengths_that_are_no_multiple_of_four_are_refused),
        cmocka_unit_test(padding_stands_only_at_the_end),
        cmocka_unit_test(s3_5__fill_bits_must_be_zero),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
