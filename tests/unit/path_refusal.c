/*
 * path_refusal.c - the addresses that the grammar does not have, and the words.
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

#include "protocol/path.h"
#include "tests/support/path_check.h"

static void
appendix_c__broken_source_route_is_refused(void **state)
{
    (void)state;
    check_refused("<@a,b:user@d>", "source route");
    check_refused("<@a @b:user@d>", "source route");
    check_refused("<@a,:user@d>", "source route");
    check_refused("<@a,@:user@d>", "source route");
    check_refused("<@:user@d>", "source route");
    check_refused("<@a_b:user@d>", "source route");
    check_refused("<@[1.2.3.4]@b:user@d>", "source route");
    check_refused("<@a:>", "before the @ is empty");
    check_refused("<@a:user>", "the @ and the domain are missing");
    check_refused("<@a:@b:user@d>", "before the @ is empty");
}

static void
brackets_and_spaces_have_their_own_words(void **state)
{
    (void)state;
    check_refused("", "needs angle brackets");
    check_refused("alice@red.example", "needs angle brackets");
    check_refused("alice@red.example>", "needs angle brackets");
    check_refused("Alice <alice@red.example>", "no name");
    check_octets_refused(" <a@b>", 6, PATH_REVERSE, "colon: MAIL FROM:<");
    check_octets_refused(" <a@b>", 6, PATH_FORWARD, "colon: RCPT TO:<");
    check_refused("<", "closing > is missing");
    check_refused("<alice", "closing > is missing");
    check_refused("<alice.", "closing > is missing");
    check_refused("<alice@", "closing > is missing");
    check_refused("<alice@red", "closing > is missing");
    check_refused("<alice@red.", "closing > is missing");
    check_refused("<alice@red.example", "closing > is missing");
    check_refused("<alice@red.example SIZE=7", "closing > is missing");
    check_refused("<alice@[1.2.3.4]", "closing > is missing");
    check_refused("<\"a\"@red.example", "closing > is missing");
    check_refused("< >", "a space in the address");
    check_refused("< alice@red.example>", "a space in the address");
    check_refused("<alice smith@red.example>", "a space in the address");
    check_refused("<alice @red.example>", "a space in the address");
    check_refused("<alice@ red.example>", "a space in the address");
    check_refused("<alice@red .example>", "a space in the address");
    check_refused("<alice@red.example >", "a space in the address");
    check_refused("<\"a\" @red.example>", "a space in the address");
}

static void
local_part_mistakes_have_their_own_words(void **state)
{
    (void)state;
    check_refused("<alice>", "the @ and the domain are missing");
    check_refused("<\"alice\">", "the @ and the domain are missing");
    check_refused("<@red.example>", "before the @ is empty");
    check_refused("<@>", "before the @ is empty");
    check_refused("<.alice@red.example>", "a dot cannot begin");
    check_refused("<alice.@red.example>", "a dot cannot end");
    check_refused("<alice.>", "a dot cannot end");
    check_refused("<a..b@red.example>", "two dots in a row");
    check_refused("<a,b@red.example>", "need quotes");
    check_refused("<Joe\\,Smith@red.example>", "need quotes");
    check_refused("<a(b)@red.example>", "need quotes");
    check_refused("<a.\"b\"@red.example>", "need quotes");
    check_refused("<a\"b\"@red.example>", "need quotes");
    check_refused("<<alice@red.example>>", "need quotes");
    check_refused("<mailto:alice@red.example>", "need quotes");
    check_refused("<\"alice@red.example>", "closing quote is missing");
    check_refused("<\"", "closing quote is missing");
    check_refused("<\"alice\\", "closing quote is missing");
    check_refused("<\"alice\\\"@red.example>", "closing quote is missing");
    check_refused("<\"a\"b@red.example>", "after the closing quote");
    check_refused("<\"a\".b@red.example>", "after the closing quote");
}

static void
domain_mistakes_have_their_own_words(void **state)
{
    (void)state;
    check_refused("<alice@>", "domain after the @ is missing");
    check_refused("<a@b@c>", "one @ too many");
    check_refused("<a@@b>", "letters, digits, - and dots");
    check_refused("<a@b_c.example>", "no _ in a domain");
    check_refused("<a@_b.example>", "no _ in a domain");
    check_refused("<a@b..c>", "a dot too many");
    check_refused("<a@.b>", "a dot too many");
    check_refused("<a@b.>", "a dot too many");
    check_refused("<a@-b>", "begins or ends with -");
    check_refused("<a@b-.c>", "begins or ends with -");
    check_refused("<a@,b>", "letters, digits, - and dots");
    check_refused("<a@b!c>", "letters, digits, - and dots");
    check_refused("<a@b.!c>", "letters, digits, - and dots");
    check_refused("<a@b<c>", "letters, digits, - and dots");
    check_refused("<a@[1.2.3.4>", "closing ] is missing");
    check_refused("<a@[1.2.3.400]>", "in [ ] stands an address");
    check_refused("<a@[IPv6:::g]>", "no IPv6 address");
    check_refused("<a@[1.2.3.4]x>", "letters, digits, - and dots");
}

/*
 * REQ(5321-4.1.2-octets) REQ(6531-3.3-syntax) Before all else, wherever in the
 * text they stand; a single octet above 127 is no UTF-8.
 */
static void
s4_1_2__controls_and_no_utf8_are_refused_first(void **state)
{
    static const char good[] = "<\"a b\"@red.example> SIZE=7";

    (void)state;
    for (size_t place = 0; place < sizeof(good) - 1; place++) {
        for (int octet = 0; octet < 256; octet++) {
            char text[sizeof(good)];

            memcpy(text, good, sizeof(good));
            text[place] = (char)octet;
            if (octet < 32 || octet == 127) {
                check_octets_refused(text, sizeof(good) - 1, PATH_REVERSE,
                                     "a control character");
            } else if (octet > 127) {
                check_octets_refused(text, sizeof(good) - 1, PATH_REVERSE,
                                     "above 127");
            }
        }
    }
    check_octets_refused("a@b\0c", 5, PATH_MAILBOX, "a control character");
    check_octets_refused("<\"a\\\0\"@b>", 9, PATH_FORWARD,
                         "a control character");
    check_octets_refused("a\xc3@b", 4, PATH_MAILBOX, "no UTF-8");
    check_octets_refused("<a@b> \xc0\xaf", 8, PATH_REVERSE, "no UTF-8");
}

static void
bare_mailbox_ends_at_a_space_or_with_the_text(void **state)
{
    struct parsed_path got;

    (void)state;
    check_parts("alice@red.example", PATH_MAILBOX, "alice", "red.example");
    check_parts("\"a b\"@[1.2.3.4]", PATH_MAILBOX, "\"a b\"", "[1.2.3.4]");
    got = parse_path("a@b c", 5, PATH_MAILBOX);
    assert_int_equal(got.used, 3);
    free(got.copy);
    check_mailbox_refused("", "before the @ is empty");
    check_mailbox_refused(" a@b", "before the @ is empty");
    check_mailbox_refused("a", "@ and the domain");
    check_mailbox_refused("a b@c", "@ and the domain");
    check_mailbox_refused("a.", "a dot cannot end");
    check_mailbox_refused("a@", "domain after the @ is missing");
    check_mailbox_refused("a@b.", "a dot too many");
    check_mailbox_refused("a@b,", "letters, digits, - and dots");
    check_mailbox_refused("a@b>", "letters, digits, - and dots");
    check_mailbox_refused("<a@b>", "no angle brackets");
    check_mailbox_refused("@a:b@c", "before the @ is empty");
}

static void
every_prefix_is_safe(void **state)
{
    static const char *const whole[] = {
        "<@hosta.int,@jkl.org:userc@d.bar.org> SIZE=10",
        "<\"Joe\\,\\\"S mith\"@[IPv6:2001:db8::192.0.2.1]> BODY=8BITMIME",
        "<a.b@[255.255.255.255]>",
        "<postmaster>",
        "\"a b\"@x-y.example",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
        const char *close = strchr(whole[i], '>');
        size_t path_len = close != NULL ? (size_t)(close - whole[i]) + 1 : 0;

        for (size_t len = 0; len <= strlen(whole[i]); len++) {
            struct parsed_path got = parse_path(whole[i], len, PATH_FORWARD);

            assert_int_equal(got.used, len < path_len ? 0 : path_len);
            free(got.copy);
            free(parse_path(whole[i], len, PATH_REVERSE).copy);
            free(parse_path(whole[i], len, PATH_MAILBOX).copy);
        }
    }
}

/*
 * Texts thrown together from pieces of the grammar: parse_path checks what
 * must hold of any result; a mailbox found in brackets is one without them.
 */
static void
any_text_keeps_the_contract(void **state)
{
    static const char *const pieces[] = {
        "<", ">", "@", ".", ":", ",", " ", "\"", "\\", "[", "]", "-", "_",
        "a", "bc", "red.example", "[1.2.3.4]", "[IPv6:::1]", "<a@", "@b>",
    };
    uint32_t seed = 20260711;
    unsigned accepted = 0;

    (void)state;
    for (int round = 0; round < 60000; round++) {
        char text[160] = "<";
        struct parsed_path got;

        seed = seed * 1664525 + 1013904223;
        for (uint32_t left = 1 + (seed >> 16) % 7; left > 0; left--) {
            seed = seed * 1664525 + 1013904223;
            strcat(text, pieces[(seed >> 16) % 20]);
        }
        free(parse_path(text, strlen(text), PATH_MAILBOX).copy);
        got = parse_path(text, strlen(text), PATH_REVERSE);
        if (got.used > 0 && got.path.mailbox_len > 0) {
            size_t len = got.path.mailbox_len;
            struct parsed_path bare =
                parse_path(got.path.mailbox, len, PATH_MAILBOX);

            assert_int_equal(bare.used, len);
            free(bare.copy);
            accepted++;
        }
        free(got.copy);
    }
    assert_true(accepted > 100);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appendix_c__broken_source_route_is_refused),
        cmocka_unit_test(brackets_and_spaces_have_their_own_words),
        cmocka_unit_test(local_part_mistakes_have_their_own_words),
        cmocka_unit_test(domain_mistakes_have_their_own_words),
        cmocka_unit_test(s4_1_2__controls_and_no_utf8_are_refused_first),
        cmocka_unit_test(bare_mailbox_ends_at_a_space_or_with_the_text),
        cmocka_unit_test(every_prefix_is_safe),
        cmocka_unit_test(any_text_keeps_the_contract),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
