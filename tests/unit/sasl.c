/*
 * sasl.c - the exchange of AUTH, without a protocol around it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "protocol/base64.h"
#include "server/sasl.h"

static enum sasl_verdict
begin(struct sasl *sasl, const char *arg)
{
    return sasl_begin(sasl, arg, strlen(arg), false);
}

static enum sasl_verdict
respond(struct sasl *sasl, const char *line)
{
    return sasl_response(sasl, line, strlen(line));
}

/* The octets, NULs among them, are sent as one response of PLAIN. */
static enum sasl_verdict
plain(struct sasl *sasl, const char *octets, size_t len)
{
    char text[BASE64_LEN(600) + 1];

    assert_true(len <= 600);
    assert_int_equal(begin(sasl, "PLAIN"), SASL_MORE);
    assert_true(sasl->on);
    assert_string_equal(sasl->challenge, "");
    base64_encode(octets, len, text);
    return respond(sasl, text);
}

static void
expect_claim(struct sasl *sasl, enum claim_how how, const char *name,
             const char *secret)
{
    assert_false(sasl->on);
    assert_int_equal(sasl->claim.how, how);
    assert_string_equal(sasl->claim.name, name);
    assert_string_equal(sasl->claim.secret, secret);
    sasl_forget(sasl);
}

static void
expect_nothing(const struct sasl *sasl)
{
    assert_false(sasl->on);
    assert_null(sasl->claim.name);
    assert_null(sasl->claim.secret);
}

#define PLAIN(sasl, octets) plain(sasl, octets, sizeof octets - 1)

/* REQ(4616-2) */
static void
plain_is_one_response(void **state)
{
    struct sasl sasl = {0};

    (void)state;
    assert_int_equal(PLAIN(&sasl, "\0bob\0banana"), SASL_CHECK);
    expect_claim(&sasl, CLAIM_PLAIN, "bob", "banana");
    assert_int_equal(begin(&sasl, "plain AGJvYgBiYW5hbmE="), SASL_CHECK);
    expect_claim(&sasl, CLAIM_PLAIN, "bob", "banana");
}

/* Who one is stands before the first NUL, or nothing does. */
static void
plain_lets_nobody_act_as_another(void **state)
{
    struct sasl sasl = {0};

    (void)state;
    assert_int_equal(PLAIN(&sasl, "Bob\0bob\0banana"), SASL_CHECK);
    expect_claim(&sasl, CLAIM_PLAIN, "bob", "banana");
    assert_int_equal(PLAIN(&sasl, "alice\0bob\0banana"), SASL_DENIED);
    expect_nothing(&sasl);
}

/* REQ(2595-6-long) 255 octets of each are taken. */
static void
plain_takes_long_words(void **state)
{
    char octets[2 * 255 + 2], name[256], secret[256];
    struct sasl sasl = {0};

    (void)state;
    memset(octets, 'n', sizeof octets);
    memset(octets + 257, 's', 255);
    octets[0] = octets[256] = '\0';
    memcpy(name, octets + 1, sizeof name);
    memcpy(secret, octets + 257, 255);
    secret[255] = '\0';
    assert_int_equal(plain(&sasl, octets, sizeof octets), SASL_CHECK);
    expect_claim(&sasl, CLAIM_PLAIN, name, secret);
}

/* REQ(4616-2-nul) REQ(4616-2-empty) REQ(4954-4-identity)
 * REQ(5034-4-identity) */
static void
plain_needs_all_its_parts(void **state)
{
    struct sasl sasl = {0};

    (void)state;
    assert_int_equal(PLAIN(&sasl, ""), SASL_MALFORMED);
    assert_int_equal(PLAIN(&sasl, "bob"), SASL_MALFORMED);
    assert_int_equal(PLAIN(&sasl, "bob\0banana"), SASL_MALFORMED);
    assert_int_equal(PLAIN(&sasl, "\0\0banana"), SASL_MALFORMED);
    assert_int_equal(PLAIN(&sasl, "\0bob\0"), SASL_MALFORMED);
    assert_int_equal(PLAIN(&sasl, "\0bob\0ba\0nana"), SASL_MALFORMED);
    expect_nothing(&sasl);
}

static void
login_asks_twice(void **state)
{
    struct sasl sasl = {0};

    (void)state;
    assert_int_equal(begin(&sasl, "LOGIN"), SASL_MORE);
    assert_string_equal(sasl.challenge, "VXNlcm5hbWU6");
    assert_int_equal(respond(&sasl, "Ym9i"), SASL_MORE);
    assert_true(sasl.on);
    assert_string_equal(sasl.challenge, "UGFzc3dvcmQ6");
    assert_int_equal(respond(&sasl, "YmFuYW5h"), SASL_CHECK);
    expect_claim(&sasl, CLAIM_LOGIN, "bob", "banana");
}

/* REQ(4954-4-initial) Many clients send the name at once; strict is strict. */
static void
login_may_begin_with_the_name(void **state)
{
    struct sasl sasl = {0};

    (void)state;
    assert_int_equal(sasl_begin(&sasl, "LOGIN Ym9i", 10, true),
                     SASL_NOT_FIRST);
    expect_nothing(&sasl);
    assert_int_equal(sasl_begin(&sasl, "LOGIN", 5, true), SASL_MORE);
    assert_int_equal(begin(&sasl, "Login Ym9i"), SASL_MORE);
    assert_string_equal(sasl.challenge, "UGFzc3dvcmQ6");
    assert_int_equal(respond(&sasl, "YmFuYW5h"), SASL_CHECK);
    expect_claim(&sasl, CLAIM_LOGIN, "bob", "banana");
}

static void
login_takes_no_nul_and_no_nothing(void **state)
{
    static const char *const wrong[] = {"", "AA==", "YgBi"};
    struct sasl sasl = {0};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(begin(&sasl, "LOGIN"), SASL_MORE);
        assert_int_equal(respond(&sasl, wrong[i]), SASL_MALFORMED);
        expect_nothing(&sasl);
        assert_int_equal(begin(&sasl, "LOGIN Ym9i"), SASL_MORE);
        assert_int_equal(respond(&sasl, wrong[i]), SASL_MALFORMED);
        expect_nothing(&sasl);
    }
}

/* RFC 4954 section 4: "=" is a first response of no octets, and no line. */
static void
an_equals_sign_is_an_empty_first_response(void **state)
{
    struct sasl sasl = {0};

    (void)state;
    assert_int_equal(begin(&sasl, "PLAIN ="), SASL_MALFORMED);
    assert_int_equal(begin(&sasl, "LOGIN ="), SASL_MALFORMED);
    assert_int_equal(begin(&sasl, "PLAIN"), SASL_MORE);
    assert_int_equal(respond(&sasl, "="), SASL_NOT_BASE64);
}

/* REQ(4954-4-strict) no other octet, no "=" but at the end. */
static void
what_is_not_base64_is_refused(void **state)
{
    static const char *const wrong[] = {
        "=AAA", "AAA=BBB", "Ym9", "Ym9i ", " Ym9i", "Ym9i\t", "Ym-i", "Ym9i*",
        "**", "Ym9=", "====", "\xff\xff\xff\xff"};
    struct sasl sasl = {0};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(begin(&sasl, "LOGIN"), SASL_MORE);
        assert_int_equal(respond(&sasl, wrong[i]), SASL_NOT_BASE64);
        expect_nothing(&sasl);
    }
    assert_int_equal(begin(&sasl, "PLAIN *"), SASL_NOT_BASE64);
    assert_int_equal(begin(&sasl, "PLAIN  AGJvYgBiYW5hbmE="), SASL_NOT_BASE64);
}

/* REQ(4954-4-cancel) */
static void
a_star_cancels_at_every_step(void **state)
{
    struct sasl sasl = {0};

    (void)state;
    assert_int_equal(begin(&sasl, "PLAIN"), SASL_MORE);
    assert_int_equal(respond(&sasl, "*"), SASL_CANCELLED);
    assert_int_equal(begin(&sasl, "LOGIN"), SASL_MORE);
    assert_int_equal(respond(&sasl, "*"), SASL_CANCELLED);
    assert_int_equal(begin(&sasl, "LOGIN"), SASL_MORE);
    assert_int_equal(respond(&sasl, "Ym9i"), SASL_MORE);
    assert_int_equal(respond(&sasl, "*"), SASL_CANCELLED);
    expect_nothing(&sasl);
}

/* REQ(4954-4-long) the whole line is looked at, and no octet more is taken. */
static void
a_response_may_be_long(void **state)
{
    char *line = malloc(SASL_LINE_MAX);
    struct sasl sasl = {0};

    (void)state;
    memset(line, 'A', SASL_LINE_MAX);
    memset(line, 'Y', 4);
    assert_int_equal(begin(&sasl, "LOGIN"), SASL_MORE);
    assert_int_equal(sasl_response(&sasl, line, SASL_LINE_MAX - 4),
                     SASL_MALFORMED); /* it decodes, to NULs */
    assert_int_equal(begin(&sasl, "LOGIN"), SASL_MORE);
    assert_int_equal(sasl_response(&sasl, line, SASL_LINE_MAX),
                     SASL_TOO_LONG);
    expect_nothing(&sasl);
    free(line);
}

/* REQ(5034-4-more) and no mechanism that hides the password is there. */
static void
other_mechanisms_are_not_known(void **state)
{
    static const char *const others[] = {"", "CRAM-MD5", "PLAINLY", "PLAI",
                                         "=", "LOGIN\tYm9i", " PLAIN"};
    struct sasl sasl = {0};

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_int_equal(begin(&sasl, others[i]), SASL_UNKNOWN);
        assert_int_equal(sasl_mechanism_len(others[i], strlen(others[i])), 0);
        expect_nothing(&sasl);
    }
    assert_int_equal(sasl_mechanism_len("plain x", 7), 5);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_is_one_response),
        cmocka_unit_test(plain_lets_nobody_act_as_another),
        cmocka_unit_test(plain_takes_long_words),
        cmocka_unit_test(plain_needs_all_its_parts),
        cmocka_unit_test(login_asks_twice),
        cmocka_unit_test(login_may_begin_with_the_name),
        cmocka_unit_test(login_takes_no_nul_and_no_nothing),
        cmocka_unit_test(an_equals_sign_is_an_empty_first_response),
        cmocka_unit_test(what_is_not_base64_is_refused),
        cmocka_unit_test(a_star_cancels_at_every_step),
        cmocka_unit_test(a_response_may_be_long),
        cmocka_unit_test(other_mechanisms_are_not_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
