/*
 * idn.c - the two spellings of a domain beyond ASCII are the same domain.
 *
 * The samples of RFC 3492 section 7.1 are among them.
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

#include "protocol/idn.h"
#include "protocol/utf8.h"

static const struct {
    const char *ascii;
    const char *unicode;
} pairs[] = {
    {"red.example", "red.example"},
    {"xn--bcher-kva.example", "b\xc3\xbc" "cher.example"},
    {"XN--BCHER-KVA.example", "B\xc3\xbc" "CHER.example"},
    {"mx.xn--caf-dma.xn--p1ai", "mx.caf\xc3\xa9.\xd1\x80\xd1\x84"},
    {"xn--fiqs8s", "\xe4\xb8\xad\xe5\x9b\xbd"},
    {"xn--ls8h.la", "\xf0\x9f\x92\xa9.la"},
    /* RFC 3492 section 7.1 (B) and (L) */
    {"xn--ihqwcrb4cv8a8dqg056pqjye",
     "\xe4\xbb\x96\xe4\xbb\xac\xe4\xb8\xba\xe4\xbb\x80\xe4\xb9\x88\xe4\xb8\x8d"
     "\xe8\xaf\xb4\xe4\xb8\xad\xe6\x96\x87"},
    {"xn--3B-ww4c5e180e575a65lsy2b",
     "3\xe5\xb9\xb4" "B\xe7\xb5\x84\xe9\x87\x91\xe5\x85\xab\xe5\x85\x88\xe7"
     "\x94\x9f"},
    /* what is broken stays: nothing inserted, a digit cut, no digit, too far */
    {"xn--", "xn--"},
    {"xn--a", "xn--a"},
    {"xn--a!", "xn--a!"},
    {"xn--99999999", "xn--99999999"},
    {"xn--zzzzzzzzzzzzzzzzzzzzzzzz", "xn--zzzzzzzzzzzzzzzzzzzzzzzz"},
    {"xn--\xc3\xbc-kva", "xn--\xc3\xbc-kva"},
    {"[192.0.2.1]", "[192.0.2.1]"},
    {"", ""},
};

enum { PAIRS = sizeof pairs / sizeof pairs[0] };

static void
idn__a_labels_are_read(void **state)
{
    char out[IDN_ROOM];

    (void)state;
    for (size_t i = 0; i < PAIRS; i++) {
        idn_unicode(pairs[i].ascii, strlen(pairs[i].ascii), out);
        assert_string_equal(out, pairs[i].unicode);
        assert_true(idn_same(pairs[i].ascii, strlen(pairs[i].ascii),
                             pairs[i].unicode, strlen(pairs[i].unicode)));
        for (size_t k = 0; k < PAIRS; k++) {
            bool same = i == k || (i >= 1 && i <= 2 && k >= 1 && k <= 2);

            assert_int_equal(idn_same(pairs[i].ascii, strlen(pairs[i].ascii),
                                      pairs[k].ascii,
                                      strlen(pairs[k].ascii)), same);
        }
    }
}

/* Whatever the labels are, what comes out is UTF-8 and fits. */
static void
idn__no_label_makes_what_is_no_utf8(void **state)
{
    static const char letters[] = "abcxyz0189-.n";
    char *domain = malloc(PATH_DOMAIN_MAX);
    char *out = malloc(IDN_ROOM);
    unsigned draw = 1;

    (void)state;
    assert_true(domain != NULL && out != NULL);
    for (size_t round = 0; round < 20000; round++) {
        size_t len = draw % PATH_DOMAIN_MAX;

        for (size_t i = 0; i < len; i++) {
            draw = draw * 1664525u + 1013904223u;
            domain[i] = letters[(draw >> 16) % (sizeof letters - 1)];
            if (i >= 4 && (draw >> 8) % 16 == 0) {
                memcpy(domain + i - 4, ".xn--", 5);
            }
        }
        draw++;
        idn_unicode(domain, len, out);
        assert_true(utf8_ok(out, strlen(out)));
    }
    free(domain);
    free(out);
}

static void
utf8__what_is_put_is_taken_again(void **state)
{
    static const unsigned long characters[] = {
        0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000,
        0x10FFFF};

    (void)state;
    for (size_t i = 0; i < sizeof characters / sizeof characters[0]; i++) {
        char octets[4];
        unsigned long back = 1;
        size_t len = utf8_put(characters[i], octets);

        assert_int_equal(utf8_take(octets, len, &back), len);
        assert_int_equal(back, characters[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(idn__a_labels_are_read),
        cmocka_unit_test(idn__no_label_makes_what_is_no_utf8),
        cmocka_unit_test(utf8__what_is_put_is_taken_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
