/*
 * path.c - the addresses that the grammar has, their parts and their limits.
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
#include "tests/support/path_check.h"

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
        struct parsed_path got;

        text[2] = (char)octet;
        got = parse_path(text, strlen(text), PATH_FORWARD);
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
        struct parsed_path got;

        plain[3] = (char)octet;
        got = parse_path(plain, strlen(plain), PATH_FORWARD);
        assert_int_equal(got.used == strlen(plain), octet != '"');
        free(got.copy);
        paired[4] = (char)octet;
        got = parse_path(paired, strlen(paired), PATH_FORWARD);
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
    struct parsed_path got;

    (void)state;
    check_both("<@hosta.int,@jkl.org:userc@d.bar.org>", "userc", "d.bar.org");
    check_both("<@jkl.org:userc@d.bar.org>", "userc", "d.bar.org");
    check_both("<@a,@b:user@d>", "user", "d");
    check_both("<@ONE,@TWO:JOE@THREE>", "JOE", "THREE");
    check_both("<@a:\"x y\"@[IPv6:::1]>", "\"x y\"", "[IPv6:::1]");
    got = parse_path("<@a:u@d>", 8, PATH_FORWARD);
    assert_true(got.path.routed);
    free(got.copy);
    got = parse_path("<u@d>", 5, PATH_FORWARD);
    assert_false(got.path.routed);
    free(got.copy);
}

/* REQ(5321-4.1.2) Reverse-path = Path / "<>" */
static void
s4_1_2__null_path_is_a_reverse_path_only(void **state)
{
    struct parsed_path got = parse_path("<> X", 4, PATH_REVERSE);

    (void)state;
    assert_int_equal(got.used, 2);
    assert_ptr_equal(got.path.mailbox, got.copy + 1);
    free(got.copy);
    check_parts("<>", PATH_REVERSE, "", "");
    check_octets_refused("<>", 2, PATH_FORWARD, "only for MAIL FROM");
    check_mailbox_refused("<>", "no angle brackets");
}

static void
check_utf8(const char *text, bool utf8)
{
    struct parsed_path got = parse_path(text, strlen(text), PATH_REVERSE);

    assert_int_equal(got.used, strlen(text));
    assert_int_equal(got.path.utf8, utf8);
    free(got.copy);
}

/* REQ(6531-3.2-mailbox) beyond ASCII: in atoms, in quotes, in the labels of a
 * domain; the delimiters stay what they are, and limits count octets. */
static void
rfc6531_3_3__characters_beyond_ascii_are_told(void **state)
{
    static const char jorg[] = "j\xc3\xb6rg", cafe[] = "caf\xc3\xa9.example";
    char long_local[80] = "<";

    (void)state;
    check_both("<j\xc3\xb6rg@caf\xc3\xa9.example>", jorg, cafe);
    check_both("<\"j\xc3\xb6 rg\"@a>", "\"j\xc3\xb6 rg\"", "a");
    check_both("<\xf0\x9f\x93\xab@\xe4\xb8\xad.\xe6\x96\x87>",
               "\xf0\x9f\x93\xab", "\xe4\xb8\xad.\xe6\x96\x87");
    check_utf8("<a@b>", false);
    check_utf8("<>", false);
    check_utf8("<\xc3\xb6@b>", true);
    check_utf8("<a@\xc3\xb6>", true);
    check_utf8("<@\xc3\xb6:a@b>", true);
    check_refused("<\"\\\xc3\xb6\"@b>", "a backslash before");
    check_refused("<\xc3\xb6..a@b>", "two dots in a row");
    check_refused("<\xc3\xb6 a@b>", "a space in the address");
    check_refused("<a@-\xc3\xb6>", "begins or ends with -");
    check_refused("<a@[\xc3\xb6]>", "in [ ] stands an address");
    for (size_t i = 0; i < 32; i++) {
        strcat(long_local, "\xc3\xb6");
    }
    strcat(long_local, "@a>");
    check_utf8(long_local, true);
    memmove(long_local + 2, long_local + 1, strlen(long_local));
    long_local[1] = 'a';
    check_refused(long_local, "too long: at most 64 octets");
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
    struct parsed_path got;

    (void)state;
    got = parse_path("<a@b> SIZE=7", 12, PATH_REVERSE);
    assert_int_equal(got.used, 5);
    free(got.copy);
    got = parse_path("<> SIZE=7", 9, PATH_REVERSE);
    assert_int_equal(got.used, 2);
    assert_int_equal(got.path.mailbox_len, 0);
    free(got.copy);
    got = parse_path("<postmaster> X", 14, PATH_FORWARD);
    assert_int_equal(got.used, 12);
    free(got.copy);
    got = parse_path("<a@b>x", 6, PATH_FORWARD);
    assert_int_equal(got.used, 5);
    free(got.copy);
}

/* REQ(5321-4.5.3.1.1) */
static void
s4_5_3_1_1__local_part_of_64_octets(void **state)
{
    char text[128] = "<";
    char local[80] = "";

    (void)state;
    memset(local, 'a', PATH_LOCAL_MAX);
    snprintf(text, sizeof(text), "<%s@red.example>", local);
    check_both(text, local, "red.example");
    memset(local, 'a', PATH_LOCAL_MAX + 1);
    snprintf(text, sizeof(text), "<%s@red.example>", local);
    check_refused(text, "at most 64 octets");

    /* The quotes count. */
    memset(local, 'a', PATH_LOCAL_MAX);
    local[0] = local[PATH_LOCAL_MAX - 1] = '"';
    local[PATH_LOCAL_MAX] = '\0';
    snprintf(text, sizeof(text), "<%s@red.example>", local);
    check_both(text, local, "red.example");
    memset(local + 1, 'a', PATH_LOCAL_MAX - 1);
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
check_name(const char *mailbox, const char *want)
{
    struct parsed_path got = parse_path(mailbox, strlen(mailbox), PATH_MAILBOX);
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
    char longest[PATH_LOCAL_MAX + 1] = "";
    char mailbox[PATH_LOCAL_MAX + 3];

    (void)state;
    check_name("alice@b", "alice");
    check_name("\"alice\"@b", "alice");
    check_name("\"\\a\\l\\i\\c\\e\"@b", "alice");
    check_name("\"Joe\\,Smith\"@b", "Joe,Smith");
    check_name("\"a\\\"b\"@b", "a\"b");
    check_name("\"\\\\\"@b", "\\");
    check_name("\"\"@b", "");
    memset(longest, 'a', PATH_LOCAL_MAX);
    snprintf(mailbox, sizeof(mailbox), "%s@b", longest);
    check_name(mailbox, longest);
}

static void
name_of_the_null_path_is_empty(void **state)
{
    struct parsed_path got = parse_path("<>", 2, PATH_REVERSE);
    char name[PATH_LOCAL_MAX + 1] = "x";

    (void)state;
    path_local_name(&got.path, name);
    assert_string_equal(name, "");
    free(got.copy);
}

/* A path that was put together by hand does not run over the room. */
static void
name_has_at_most_64_octets(void **state)
{
    char local[PATH_LOCAL_MAX + 10];
    struct path path = {.local = local, .local_len = sizeof(local)};
    char name[PATH_LOCAL_MAX + 1];

    (void)state;
    memset(local, 'a', sizeof(local));
    path_local_name(&path, name);
    assert_int_equal(strlen(name), PATH_LOCAL_MAX);
}

/* REQ(5321-2.4) Domains are compared without regard to case. */
static void
same_apart_from_ascii_case(void **state)
{
    (void)state;
    assert_true(path_same("Red.Example", 11, "rED.eXAMPLE", 11));
    assert_true(path_same("AZaz", 4, "azAZ", 4));
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
        cmocka_unit_test(s4_1_2__null_path_is_a_reverse_path_only),
        cmocka_unit_test(s4_1_1_3__postmaster_needs_no_domain_in_rcpt),
        cmocka_unit_test(rfc6531_3_3__characters_beyond_ascii_are_told),
        cmocka_unit_test(what_follows_the_path_is_left),
        cmocka_unit_test(s4_5_3_1_1__local_part_of_64_octets),
        cmocka_unit_test(s4_5_3_1_2__domain_of_255_octets),
        cmocka_unit_test(s4_5_3_1_3__path_of_256_octets),
        cmocka_unit_test(s4_1_2__quoted_forms_have_one_name),
        cmocka_unit_test(name_of_the_null_path_is_empty),
        cmocka_unit_test(name_has_at_most_64_octets),
        cmocka_unit_test(same_apart_from_ascii_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
