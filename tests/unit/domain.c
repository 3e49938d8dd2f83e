/*
 * domain.c - domain names and the three kinds of address literal.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/domain.h"
#include "protocol/path.h"

static bool
domain_ok(const char *text, size_t len)
{
    char *copy = malloc(len > 0 ? len : 1);
    bool ok;

    assert_non_null(copy);
    memcpy(copy, text, len);
    ok = path_domain_ok(copy, len);
    free(copy);
    return ok;
}

static void
check_all(const char *const *texts, size_t count, bool want)
{
    for (size_t i = 0; i < count; i++) {
        if (domain_ok(texts[i], strlen(texts[i])) != want) {
            fail_msg("%s is %s", texts[i], want ? "refused" : "accepted");
        }
    }
}

#define CHECK_GOOD(texts) \
    check_all(texts, sizeof(texts) / sizeof((texts)[0]), true)
#define CHECK_BAD(texts) \
    check_all(texts, sizeof(texts) / sizeof((texts)[0]), false)

/* REQ(5321-4.1.2-labels) */
static void
s4_1_2__domain_names(void **state)
{
    static const char *const good[] = {
        "a", "localhost", "red.example", "pc7.red.example", "a-b.c--d",
        "7", "1.2.3.4", "FOO.COM", "xn--bcher-kva.example", "0a.a0",
    };
    static const char *const bad[] = {
        "", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a-.b", "-",
        "a_b", "_", "a b", "a@b", "a/b", "a:25", " a", "a ", "a\t",
        "caf\xc3\xa9", "a\n", "a,b", "*",
    };

    (void)state;
    CHECK_GOOD(good);
    CHECK_BAD(bad);
    assert_false(domain_ok("a\0b", 3));
    assert_false(domain_ok("a\0", 2));
    assert_false(domain_ok("\0", 1));
}

/* RFC 1035 section 2.3.4 */
static void
label_has_at_most_63_octets(void **state)
{
    char text[80];
    const char *why = NULL;

    (void)state;
    memset(text, 'a', sizeof(text));
    assert_true(domain_ok(text, DOMAIN_LABEL_MAX));
    assert_false(domain_ok(text, DOMAIN_LABEL_MAX + 1));
    text[DOMAIN_LABEL_MAX] = '.';
    assert_true(domain_ok(text, sizeof(text)));
    /* Of a U-label it is the A-label that has 63: characters count. */
    for (size_t i = 0; i < sizeof(text); i++) {
        text[i] = "\xc3\xa9"[i % 2];
    }
    assert_int_equal(domain_take(text, sizeof(text), &why), sizeof(text));
    assert_null(why);
}

/* REQ(6531-3.2-mailbox) a domain may hold U-labels; REQ(6531-3.7.1-names) the
 * name of a host may not. */
static void
rfc6531_3_3__labels_beyond_ascii(void **state)
{
    static const char cafe[] = "caf\xc3\xa9.example";
    const char *why = NULL;

    (void)state;
    assert_int_equal(domain_take(cafe, sizeof(cafe) - 1, &why),
                     sizeof(cafe) - 1);
    assert_null(why);
    assert_false(path_domain_ok(cafe, sizeof(cafe) - 1));
}

/* REQ(5321-4.1.3) */
static void
s4_1_3__ipv4_literals(void **state)
{
    static const char *const good[] = {
        "[123.255.37.2]", "[127.0.0.1]", "[0.0.0.0]", "[255.255.255.255]",
        "[001.02.3.000]",
    };
    static const char *const bad[] = {
        "[]", "[", "]", "[127.0.0.1", "127.0.0.1]", "[1.2.3]", "[1.2.3.]",
        "[.1.2.3]", "[1..2.3]", "[1.2.3.4.5]", "[256.0.0.1]", "[1.2.3.256]",
        "[1.2.3.999]", "[0001.2.3.4]", "[1.2.3.0004]", "[1.2.3.4 ]",
        "[ 1.2.3.4]", "[1.2.3.-4]", "[1.2.3.x]", "[0x7f.0.0.1]", "[1.2.3.4]]",
        "[1.2.3.4]x", "[1.2.3.4].", "[[1.2.3.4]", "[1,2,3,4]",
    };

    (void)state;
    CHECK_GOOD(good);
    CHECK_BAD(bad);
}

/* REQ(5321-4.1.3) IPv6-full, -comp, v4-full and v4-comp. */
static void
s4_1_3__ipv6_literals(void **state)
{
    static const char *const good[] = {
        "[IPv6:0:19:af:AF:5:6:7:FFFF]", "[IPv6:2001:0db8:0:0:0:0:0:1]",
        "[ipv6:ABCD:abcd:0:0:0:0:0:0]", "[IPV6:::]", "[IPv6:::1]",
        "[IPv6:1::]", "[IPv6:2001:db8::1]", "[IPv6:1:2:3:4:5:6::]",
        "[IPv6:::1:2:3:4:5:6]", "[IPv6:1:2:3::4:5:6]", "[IPv6:1::6]",
        "[IPv6:1:2:3:4:5:6:1.2.3.4]", "[IPv6:::1.2.3.4]",
        "[IPv6:::ffff:1.2.3.4]", "[IPv6:1:2:3:4::1.2.3.4]",
        "[IPv6:::1:2:3:4:1.2.3.4]", "[IPv6:1:2::3:4:255.255.255.255]",
    };
    static const char *const bad[] = {
        "[IPv6:]", "[IPv6]", "[IPv6::]", "[IPv6:1]", "[IPv6:1:2:3:4:5:6:7]",
        "[IPv6:1:2:3:4:5:6:7:]", "[IPv6:1:2:3:4:5:6:7:8:]",
        "[IPv6::1:2:3:4:5:6:7:8]", "[IPv6:1:2:3:4:5:6:7:8:9]",
        "[IPv6:1:2:3:4:5:6:7::]", "[IPv6:::1:2:3:4:5:6:7]",
        "[IPv6:1:2:3:4::5:6:7]", "[IPv6:1:2:3:4:5:6:7:8::]",
        "[IPv6::::]", "[IPv6:1:::2]", "[IPv6:1::2::3]", "[IPv6:1::2:]",
        "[IPv6::1::2]", "[IPv6:12345::]", "[IPv6:::00001]", "[IPv6:::g]",
        "[IPv6:1.2.3.4]", "[IPv6:1.2.3.4::]", "[IPv6:::1.2.3.4:5]",
        "[IPv6:::1.2.3]", "[IPv6:::1.2.3.256]", "[IPv6:::1.2.3.4.5]",
        "[IPv6:1:2:3:4:5:1.2.3.4]", "[IPv6:1:2:3:4:5:6:7:1.2.3.4]",
        "[IPv6:1:2:3:4:5::1.2.3.4]", "[IPv6:::1:2:3:4:5:1.2.3.4]",
        "[IPv6:1:2:3::4:5:1.2.3.4]", "[IPv6:fe80::1%lo]", "[IPv6:::1/128]",
        "[IPv6: ::1]", "[::1]", "[IPv6:::1", "IPv6:::1",
    };

    (void)state;
    CHECK_GOOD(good);
    CHECK_BAD(bad);
}

/* REQ(5321-4.1.3) Standardized-tag ":" 1*dcontent */
static void
s4_1_3__general_literals(void **state)
{
    static const char *const good[] = {
        "[x:y]", "[X400:c=us/a=b]", "[a-b:!]", "[-a:~]", "[IPv7:::1]",
        "[IPv66:x]", "[t:a:b@c>d\"e]",
    };
    static const char *const bad[] = {
        "[x]", "[x:]", "[:y]", "[a-:y]", "[-:y]", "[a b:y]", "[a_b:y]",
        "[x:a b]", "[x:a[b]", "[x:a\\b]", "[x:\x7f]", "[x:\xc3\xa9]",
    };

    (void)state;
    CHECK_GOOD(good);
    CHECK_BAD(bad);
    assert_false(domain_ok("[x:\0]", 5));
}

static void
take_leaves_what_stands_behind(void **state)
{
    const char *why = NULL;

    (void)state;
    assert_int_equal(domain_take("red.example> SIZE", 17, &why), 11);
    assert_int_equal(domain_take("a:b", 3, &why), 1);
    assert_int_equal(domain_take("[1.2.3.4]]", 10, &why), 9);
    assert_null(why);
    assert_int_equal(domain_take("red..example", 12, &why), 4);
    assert_non_null(why);
}

static void
every_prefix_is_safe(void **state)
{
    static const char *const whole[] = {
        "pc-7.red.example", "[123.255.37.2]", "[IPv6:1:2:3:4:5:6:1.2.3.4]",
        "[IPv6:2001:db8::192.0.2.1]", "[tag-x:content]",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
        for (size_t len = 0; len < strlen(whole[i]); len++) {
            bool ok = domain_ok(whole[i], len);

            assert_true(!ok || whole[i][0] != '[');
        }
        assert_true(domain_ok(whole[i], strlen(whole[i])));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s4_1_2__domain_names),
        cmocka_unit_test(label_has_at_most_63_octets),
        cmocka_unit_test(rfc6531_3_3__labels_beyond_ascii),
        cmocka_unit_test(s4_1_3__ipv4_literals),
        cmocka_unit_test(s4_1_3__ipv6_literals),
        cmocka_unit_test(s4_1_3__general_literals),
        cmocka_unit_test(take_leaves_what_stands_behind),
        cmocka_unit_test(every_prefix_is_safe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
