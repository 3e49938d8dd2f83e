/*
 * reply_words.c - the digits of codes have their words, strange ones too.
 *
 * RFC 5321 section 4.2.1; RFC 3463 sections 2 and 3.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/reply.h"

/* REQ(5321-4.2.1) */
static void
each_digit_has_its_word(void **unused)
{
    (void)unused;
    assert_string_equal(reply_digit(250, 1), "done");
    assert_string_equal(reply_digit(354, 1), "go on");
    assert_string_equal(reply_digit(450, 1), "try later");
    assert_string_equal(reply_digit(550, 1), "refused");
    assert_string_equal(reply_digit(500, 2), "syntax");
    assert_string_equal(reply_digit(214, 2), "information");
    assert_string_equal(reply_digit(421, 2), "connection");
    assert_string_equal(reply_digit(535, 2), "left free by the RFC");
    assert_string_equal(reply_digit(541, 2), "left free by the RFC");
    assert_string_equal(reply_digit(552, 2), "the mail system");
    for (int code = -1; code < 1100; code++) {
        for (int place = 0; place < 5; place++) {
            assert_true(strlen(reply_digit(code, place)) > 0);
        }
    }
}

static void
an_enhanced_code_has_its_words(void **unused)
{
    const struct reply_enhanced unknown_user = {5, 1, 1};
    const struct reply_enhanced strange = {3, 99, 77};
    const struct reply_enhanced general = {4, 3, 0};

    (void)unused;
    assert_string_equal(reply_enhanced_word(&unknown_user, 1),
                        "failure for good");
    assert_string_equal(reply_enhanced_word(&unknown_user, 2), "the address");
    assert_string_equal(reply_enhanced_word(&unknown_user, 3),
                        "no such mailbox");
    assert_string_equal(reply_enhanced_word(&general, 1),
                        "failure that may pass");
    assert_string_equal(reply_enhanced_word(&general, 2), "the mail system");
    assert_string_equal(reply_enhanced_word(&general, 3), "no more detail");
    assert_non_null(reply_enhanced_word(&strange, 1));
    assert_non_null(reply_enhanced_word(&strange, 2));
    assert_string_equal(reply_enhanced_word(&strange, 3), "no more detail");
    for (int number = -1; number < 1001; number++) {
        const struct reply_enhanced any = {2, number, number};

        assert_non_null(reply_enhanced_word(&any, 2));
        assert_non_null(reply_enhanced_word(&any, 3));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_digit_has_its_word),
        cmocka_unit_test(an_enhanced_code_has_its_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
