/*
 * path - the address grammar of RFC 5321, rule by rule.
 *
 * Every input is parsed from a copy that is exactly as long as it is, so that
 * the sanitizer sees each octet read beyond the end.
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

#include "protocol/path.h"

/* What came out of a parse, as strings, and the copy that was parsed. */
struct result {
    char *copy;
    size_t used;
    const char *why;
    struct path path;
};

static char *
exact_copy(const char *text, size_t len)
{
    char *copy = malloc(len);

    assert_true(copy != NULL || len == 0);
    if (len > 0) {
        memcpy(copy, text, len);
    }
    return copy;
}

/* A refusal must be fit for a reply line; a success must be inside the text. */
static struct result
parse(const char *text, size_t len, enum path_kind kind)
{
    static const struct path none;
    struct result result = {.copy = exact_copy(text, len)};
    const struct path *path = &result.path;

    result.used = path_parse(result.copy, len, kind, &result.path,
                             &result.why);
    assert_true(result.used <= len);
    if (result.used == 0) {
        assert_non_null(result.why);
        assert_in_range(strlen(result.why), 10, PATH_WHY_MAX);
        for (const char *at = result.why; *at != '\0'; at++) {
            assert_in_range(*at, 0x20, 0x7E);
        }
        assert_memory_equal(path, &none, sizeof(none));
    } else {
        const char *end = result.copy + result.used;

        assert_null(result.why);
        assert_true(path->mailbox >= result.copy);
        assert_true(path->mailbox + path->mailbox_len <= end);
        assert_true(path->local + path->local_len <= end);
        assert_true(path->domain >= path->mailbox);
        assert_true(path->domain + path->domain_len <= end);
    }
    return result;
}

/* The whole text is one good path with these parts. */
static void
check_parts(const char *text, enum path_kind kind, const char *local,
            const char *domain)
{
    struct result got = parse(text, strlen(text), kind);

    if (got.used != strlen(text)) {
        fail_msg("%s: %s", text, got.why != NULL ? got.why : "stops early");
    }
    assert_int_equal(got.path.local_len, strlen(local));
    assert_memory_equal(got.path.local, local, strlen(local));
    assert_int_equal(got.path.domain_len, strlen(domain));
    assert_memory_equal(got.path.domain, domain, strlen(domain));
    assert_int_equal(got.path.mailbox_len,
                     strlen(local) + (*domain != '\0') + strlen(domain));
    assert_ptr_equal(got.path.mailbox, got.path.local);
    free(got.copy);
}

static void
check_both(const char *text, const char *local, const char *domain)
{
    check_parts(text, PATH_REVERSE, local, domain);
    check_parts(text, PATH_FORWARD, local, domain);
}

static void
check_octets_refused(const char *text, size_t len, enum path_kind kind,
                     const char *words)
{
    struct result got = parse(text, len, kind);

    if (got.used != 0) {
        fail_msg("%.*s: accepted", (int)len, text);
    } else if (strstr(got.why, words) == NULL) {
        fail_msg("%.*s: %s", (int)len, text, got.why);
    }
    free(got.copy);
}

static void
check_refused(const char *text, const char *words)
{
    check_octets_refused(text, strlen(text), PATH_REVERSE, words);
    check_octets_refused(text, strlen(text), PATH_FORWARD, words);
}

static void
check_mailbox_refused(const char *text, const char *words)
{
    check_octets_refused(text, strlen(text), PATH_MAILBOX, words);
}

/* Fill text with count octets; returns the place behind them. */
static char *
fill(char *text, char octet, size_t count)
{
    memset(text, octet, count);
    return text + count;
}

/* The paths of Appendix D, and others that the RFC shows. */
static void
appendix_d__paths_are_taken(void **state)
{
    (void)state;
    check_both("<Smith@bar.com>", "Smith", "bar.com");
    check_both("<Jones@foo.com>", "Jones", "foo.com");
    check_both("<JQP@bar.com>", "JQP", "bar.com");
    check_both("<Jones@XYZ.COM>", "Jones", "XYZ.COM");
    check_both("<Admin.MRC@foo.com>", "Admin.MRC", "foo.com");
    check_both("<Fonebone@physics.foo-u.edu>", "Fonebone",
               "physics.foo-u.edu");
    check_both("<john+smtp@jck.com>", "john+smtp", "jck.com");
    check_both("<a@localhost>", "a", "localhost");
    check_both("<a@7>", "a", "7");
}

/* REQ(5321-4.1.2) */
static void
s4_1_2__dot_string_has_all_atext(void **state)
{
    (void)state;
    check_both("<!#$%&'*+-/=?^_`{|}~@red.example>", "!#$%&'*+-/=?^_`{|}~",
               "red.example");
    check_both("<a.b.c.0@red.example>", "a.b.c.0", "red.example");
    for (int octet = 33; octet < 127; octet++) {
        char text[] = "<a?b@red.example>";
        bool special = strchr("\"(),:;<>@[\\]", octet) != NULL;
        struct result got;

        text[2] = (char)octet;
        got = parse(text, strlen(text), PATH_FORWARD);
        assert_int_equal(got.used == strlen(text), !special);
        free(got.copy);
    }
}

/* REQ(5321-4.1.2) */
static void
s4_1_2__quoted_string_has_all_that_is_printable(void **state)
{
    (void)state;
    check_both("<\"Joe\\,Smith\"@red.example>", "\"Joe\\,Smith\"",
               "red.example");
    check_both("<\"alice smith\"@red.example>", "\"alice smith\"",
               "red.example");
    check_both("<\"a@b>c\"@red.example>", "\"a@b>c\"", "red.example");
    check_both("<\"\\\"\\\\\\ \"@red.example>", "\"\\\"\\\\\\ \"",
               "red.example");
    check_both("<\"\"@red.example>", "\"\"", "red.example");
    check_both("<\"..\"@red.example>", "\"..\"", "red.example");
    for (int octet = 32; octet < 127; octet++) {
        char plain[] = "<\"a?b\"@red.example>";
        char paired[] = "<\"a\\?b\"@red.example>";
        struct result got;

        plain[3] = (char)octet;
        got = parse(plain, strlen(plain), PATH_FORWARD);
        assert_int_equal(got.used == strlen(plain), octet != '"');
        free(got.copy);
        paired[4] = (char)octet;
        got = parse(paired, strlen(paired), PATH_FORWARD);
        assert_int_equal(got.used, strlen(paired));
        free(got.copy);
    }
}

/* REQ(5321-4.1.3) The literal keeps its brackets. */
static void
s4_1_3__address_literal_is_a_domain(void **state)
{
    (void)state;
    check_both("<a@[123.255.37.2]>", "a", "[123.255.37.2]");
    check_both("<a@[IPv6:2001:db8::1]>", "a", "[IPv6:2001:db8::1]");
    check_both("<a@[tag:x>y@z]>", "a", "[tag:x>y@z]");
}

/* REQ(5321-C) REQ(5321-3.3) The examples of section 3.6.1 and of F.2. */
static void
appendix_c__source_route_is_taken_and_ignored(void **state)
{
    struct result got;

    (void)state;
    check_both("<@hosta.int,@jkl.org:userc@d.bar.org>", "userc", "d.bar.org");
    check_both("<@jkl.org:userc@d.bar.org>", "userc", "d.bar.org");
    check_both("<@a,@b:user@d>", "user", "d");
    check_both("<@ONE,@TWO:JOE@THREE>", "JOE", "THREE");
    check_both("<@a:\"x y\"@[IPv6:::1]>", "\"x y\"", "[IPv6:::1]");
    got = parse("<@a:u@d>", 8, PATH_FORWARD);
    assert_true(got.path.routed);
    free(got.copy);
    got = parse("<u@d>", 5, PATH_FORWARD);
    assert_false(got.path.routed);
    free(got.copy);
}

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

/* REQ(5321-4.1.2) Reverse-path = Path / "<>" */
static void
s4_1_2__null_path_is_a_reverse_path_only(void **state)
{
    (void)state;
    check_parts("<>", PATH_REVERSE, "", "");
    check_octets_refused("<>", 2, PATH_FORWARD, "only for MAIL FROM");
    check_mailbox_refused("<>", "no angle brackets");
}

/* REQ(5321-4.1.1.3) REQ(5321-4.5.1) */
static void
s4_1_1_3__postmaster_needs_no_domain_in_rcpt(void **state)
{
    (void)state;
    check_parts("<postmaster>", PATH_FORWARD, "postmaster", "");
    check_parts("<Postmaster>", PATH_FORWARD, "Postmaster", "");
    check_parts("<POSTMASTER>", PATH_FORWARD, "POSTMASTER", "");
    check_both("<Postmaster@red.example>", "Postmaster", "red.example");
    check_octets_refused("<postmaster>", 12, PATH_REVERSE, "@ and the domain");
    check_octets_refused("<postmaste>", 11, PATH_FORWARD, "@ and the domain");
    check_octets_refused("<postmasters>", 13, PATH_FORWARD,
                         "@ and the domain");
    check_octets_refused("<postmaster@>", 13, PATH_FORWARD,
                         "domain after the @ is missing");
    check_octets_refused("<@a:postmaster>", 15, PATH_FORWARD,
                         "@ and the domain");
    check_mailbox_refused("postmaster", "@ and the domain");
}

static void
what_follows_the_path_is_left(void **state)
{
    struct result got;

    (void)state;
    got = parse("<a@b> SIZE=7", 12, PATH_REVERSE);
    assert_int_equal(got.used, 5);
    free(got.copy);
    got = parse("<> SIZE=7", 9, PATH_REVERSE);
    assert_int_equal(got.used, 2);
    assert_int_equal(got.path.mailbox_len, 0);
    free(got.copy);
    got = parse("<postmaster> X", 14, PATH_FORWARD);
    assert_int_equal(got.used, 12);
    free(got.copy);
    got = parse("<a@b>x", 6, PATH_FORWARD);
    assert_int_equal(got.used, 5);
    free(got.copy);
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
    check_refused("<a@b!c>", "letters, digits, - and dots");
    check_refused("<a@b.!c>", "letters, digits, - and dots");
    check_refused("<a@b<c>", "letters, digits, - and dots");
    check_refused("<a@[1.2.3.4>", "closing ] is missing");
    check_refused("<a@[1.2.3.400]>", "in [ ] stands an address");
    check_refused("<a@[IPv6:::g]>", "no IPv6 address");
    check_refused("<a@[1.2.3.4]x>", "letters, digits, - and dots");
}

/* REQ(5321-4.1.2) Before all else, wherever in the text they stand. */
static void
s4_1_2__controls_and_8_bit_are_refused_first(void **state)
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
    check_octets_refused("a\xc3\xa9@b", 5, PATH_MAILBOX, "above 127");
}

/* REQ(5321-4.5.3.1.1) */
static void
s4_5_3_1_1__local_part_of_64_octets(void **state)
{
    char text[128] = "<";
    char local[80] = "";

    (void)state;
    fill(local, 'a', PATH_LOCAL_MAX);
    snprintf(text, sizeof(text), "<%s@red.example>", local);
    check_both(text, local, "red.example");
    fill(local, 'a', PATH_LOCAL_MAX + 1);
    snprintf(text, sizeof(text), "<%s@red.example>", local);
    check_refused(text, "at most 64 octets");

    /* The quotes count. */
    fill(local, 'a', PATH_LOCAL_MAX);
    local[0] = local[PATH_LOCAL_MAX - 1] = '"';
    local[PATH_LOCAL_MAX] = '\0';
    snprintf(text, sizeof(text), "<%s@red.example>", local);
    check_both(text, local, "red.example");
    fill(local + 1, 'a', PATH_LOCAL_MAX - 1);
    local[PATH_LOCAL_MAX] = '"';
    snprintf(text, sizeof(text), "<%s@red.example>", local);
    check_refused(text, "at most 64 octets");
}

/* "aaa.aaa. ..." of count octets; every label has at most 50. */
static void
make_domain(char *domain, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        domain[i] = i % 51 == 50 && i + 1 < count ? '.' : 'a';
    }
    domain[count] = '\0';
}

/* REQ(5321-4.5.3.1.2) */
static void
s4_5_3_1_2__domain_of_255_octets(void **state)
{
    char domain[300];
    char text[310];

    (void)state;
    make_domain(domain, PATH_DOMAIN_MAX);
    assert_true(path_domain_ok(domain, PATH_DOMAIN_MAX));
    snprintf(text, sizeof(text), "<a@%s>", domain);
    check_refused(text, "at most 256 octets");
    make_domain(domain, PATH_DOMAIN_MAX + 1);
    assert_false(path_domain_ok(domain, PATH_DOMAIN_MAX + 1));
    snprintf(text, sizeof(text), "<a@%s>", domain);
    check_refused(text, "at most 255 octets");
}

/* REQ(5321-4.5.3.1.3) */
static void
s4_5_3_1_3__path_of_256_octets(void **state)
{
    char domain[300];
    char text[310];

    (void)state;
    make_domain(domain, PATH_MAX_OCTETS - 4);
    snprintf(text, sizeof(text), "<a@%s>", domain);
    assert_int_equal(strlen(text), PATH_MAX_OCTETS);
    check_both(text, "a", domain);
    snprintf(text, sizeof(text), "a@%s", domain);
    check_parts(text, PATH_MAILBOX, "a", domain);

    snprintf(text, sizeof(text), "<ab@%s>", domain);
    check_refused(text, "at most 256 octets");
    snprintf(text, sizeof(text), "ab@%s", domain);
    check_mailbox_refused(text, "at most 256 octets");

    /* A source route counts. */
    make_domain(domain, PATH_MAX_OCTETS - 7);
    snprintf(text, sizeof(text), "<@x:a@%s>", domain);
    check_both(text, "a", domain);
    snprintf(text, sizeof(text), "<@xy:a@%s>", domain);
    check_refused(text, "at most 256 octets");
}

static void
bare_mailbox_ends_at_a_space_or_with_the_text(void **state)
{
    struct result got;

    (void)state;
    check_parts("alice@red.example", PATH_MAILBOX, "alice", "red.example");
    check_parts("\"a b\"@[1.2.3.4]", PATH_MAILBOX, "\"a b\"", "[1.2.3.4]");
    got = parse("a@b c", 5, PATH_MAILBOX);
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
            struct result got = parse(whole[i], len, PATH_FORWARD);

            assert_int_equal(got.used, len < path_len ? 0 : path_len);
            free(got.copy);
            free(parse(whole[i], len, PATH_REVERSE).copy);
            free(parse(whole[i], len, PATH_MAILBOX).copy);
        }
    }
}

/*
 * Texts thrown together from pieces of the grammar: parse() checks what must
 * hold of any result; and a mailbox found in brackets is one without them.
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
        struct result got;

        seed = seed * 1664525 + 1013904223;
        for (uint32_t left = 1 + (seed >> 16) % 7; left > 0; left--) {
            seed = seed * 1664525 + 1013904223;
            strcat(text, pieces[(seed >> 16) % 20]);
        }
        free(parse(text, strlen(text), PATH_MAILBOX).copy);
        got = parse(text, strlen(text), PATH_REVERSE);
        if (got.used > 0 && got.path.mailbox_len > 0) {
            struct result bare = parse(got.path.mailbox, got.path.mailbox_len,
                                       PATH_MAILBOX);

            assert_int_equal(bare.used, got.path.mailbox_len);
            free(bare.copy);
            accepted++;
        }
        free(got.copy);
    }
    assert_true(accepted > 100);
}

static void
check_name(const char *mailbox, const char *want)
{
    struct result got = parse(mailbox, strlen(mailbox), PATH_MAILBOX);
    char *name = malloc(PATH_LOCAL_MAX + 1);

    assert_non_null(name);
    assert_int_equal(got.used, strlen(mailbox));
    path_local_name(&got.path, name);
    assert_string_equal(name, want);
    free(name);
    free(got.copy);
}

/* REQ(5321-4.1.2) All quoted forms MUST be treated as equivalent. */
static void
s4_1_2__quoted_forms_have_one_name(void **state)
{
    char mailbox[PATH_LOCAL_MAX + 3] = "";

    (void)state;
    check_name("alice@b", "alice");
    check_name("\"alice\"@b", "alice");
    check_name("\"\\a\\l\\i\\c\\e\"@b", "alice");
    check_name("\"Joe\\,Smith\"@b", "Joe,Smith");
    check_name("\"a\\\"b\"@b", "a\"b");
    check_name("\"\\\\\"@b", "\\");
    check_name("\"\"@b", "");
    memcpy(fill(mailbox, 'a', PATH_LOCAL_MAX), "@b", 3);
    mailbox[PATH_LOCAL_MAX + 2] = '\0';
    {
        char want[PATH_LOCAL_MAX + 1] = "";

        fill(want, 'a', PATH_LOCAL_MAX);
        check_name(mailbox, want);
    }
}

static void
name_of_the_null_path_is_empty(void **state)
{
    struct result got = parse("<>", 2, PATH_REVERSE);
    char name[PATH_LOCAL_MAX + 1] = "x";

    (void)state;
    path_local_name(&got.path, name);
    assert_string_equal(name, "");
    free(got.copy);
}

/* REQ(5321-2.4) Domains are compared without regard to case. */
static void
same_apart_from_ascii_case(void **state)
{
    (void)state;
    assert_true(path_same("Red.Example", 11, "rED.eXAMPLE", 11));
    assert_true(path_same("", 0, "", 0));
    assert_false(path_same("red", 3, "re", 2));
    assert_false(path_same("red", 3, "rea", 3));
    assert_false(path_same("@[", 2, "`{", 2));
    assert_false(path_same("\xc4", 1, "\xe4", 1));
    assert_true(path_same("A\0B", 3, "a\0b", 3));
    assert_false(path_same("A\0B", 3, "a\0c", 3));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appendix_d__paths_are_taken),
        cmocka_unit_test(s4_1_2__dot_string_has_all_atext),
        cmocka_unit_test(s4_1_2__quoted_string_has_all_that_is_printable),
        cmocka_unit_test(s4_1_3__address_literal_is_a_domain),
        cmocka_unit_test(appendix_c__source_route_is_taken_and_ignored),
        cmocka_unit_test(appendix_c__broken_source_route_is_refused),
        cmocka_unit_test(s4_1_2__null_path_is_a_reverse_path_only),
        cmocka_unit_test(s4_1_1_3__postmaster_needs_no_domain_in_rcpt),
        cmocka_unit_test(what_follows_the_path_is_left),
        cmocka_unit_test(brackets_and_spaces_have_their_own_words),
        cmocka_unit_test(local_part_mistakes_have_their_own_words),
        cmocka_unit_test(domain_mistakes_have_their_own_words),
        cmocka_unit_test(s4_1_2__controls_and_8_bit_are_refused_first),
        cmocka_unit_test(s4_5_3_1_1__local_part_of_64_octets),
        cmocka_unit_test(s4_5_3_1_2__domain_of_255_octets),
        cmocka_unit_test(s4_5_3_1_3__path_of_256_octets),
        cmocka_unit_test(bare_mailbox_ends_at_a_space_or_with_the_text),
        cmocka_unit_test(every_prefix_is_safe),
        cmocka_unit_test(any_text_keeps_the_contract),
        cmocka_unit_test(s4_1_2__quoted_forms_have_one_name),
        cmocka_unit_test(name_of_the_null_path_is_empty),
        cmocka_unit_test(same_apart_from_ascii_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
