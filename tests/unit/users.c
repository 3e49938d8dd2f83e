/*
 * users.c - the users file: its lines, its errors, names, passwords.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/users.h"

#include "tests/support/scratch.h"

/* openssl passwd -6 -salt saltsalt banana; -salt pepper cherry */
#define BANANA                                                                 \
    "$6$saltsalt$"                                                             \
    "wwxrwP0HGtilocQl8bgIKDsXTcRyHC78hR7mXgF.5I5"                              \
    "JDN.WYQd4vaQrqVRksM6sqhPo6JU9r7OtfDjuNxPwO/"
#define CHERRY                                                                 \
    "$6$pepper$"                                                               \
    "gxhc3t2KDQ6N98deBenjc1/Qpu8YeKb4n1D.kBxTwbf"                              \
    "MLUUBmj2oyIz6QxWEHwRvB8FT6gcl.3mHbHMMceNbt1"

static struct scratch scratch;

static int
setup(void **state)
{
    (void)state;
    scratch_make(&scratch);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    scratch_remove(&scratch);
    return 0;
}

static struct users *
load_octets(const char *text, size_t len, unsigned *line, const char **why)
{
    char path[SCRATCH_PATH];

    scratch_write(&scratch, "users", text, len);
    return users_load(scratch_path(&scratch, "users", path), line, why);
}

/* A file that must load. */
static struct users *
load(const char *text)
{
    unsigned line;
    const char *why;
    struct users *users = load_octets(text, strlen(text), &line, &why);

    if (users == NULL) {
        fail_msg("line %u: %s", line, why);
    }
    assert_null(why);
    return users;
}

/* A file that must be refused at this line, with these words in the reason. */
static void
refuse(const char *text, unsigned expected, const char *words)
{
    unsigned line = 99;
    const char *why = NULL;

    assert_null(load_octets(text, strlen(text), &line, &why));
    assert_non_null(why);
    assert_int_equal(line, expected);
    if (strstr(why, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", why, words);
    }
}

static const char *
find(const struct users *users, const char *name)
{
    const char *found = users_find(users, name, strlen(name));

    return found == NULL ? "-" : found;
}

static const char *
check(const struct users *users, const char *name, const char *password)
{
    const char *found = users_check(users, name, strlen(name), password,
                                    strlen(password));

    return found == NULL ? "-" : found;
}

static void
names_compare_without_case(void **state)
{
    struct users *users = load("Alice:{PLAIN}apple\nbob:{PLAIN}banana\n");

    (void)state;
    assert_string_equal(find(users, "alice"), "Alice");
    assert_string_equal(find(users, "ALICE"), "Alice");
    assert_string_equal(find(users, "BoB"), "bob");
    assert_string_equal(find(users, "bo"), "-");
    assert_string_equal(find(users, "bobb"), "-");
    assert_string_equal(find(users, ""), "-");
    assert_null(users_find(users, "bob\0x", 5));
    assert_string_equal(check(users, "aLICE", "apple"), "Alice");
    users_free(users);
}

/* RFC 6531: octets compare as they are, ASCII apart from its case; nothing is
 * normalised, so an o with a combining mark is another name. */
static void
names_beyond_ascii_compare_octet_by_octet(void **state)
{
    struct users *users = load("J\xc3\xb6rg:{PLAIN}apple\n"
                               "\xe5\xbc\xa0:{PLAIN}pear\n");

    (void)state;
    assert_string_equal(find(users, "j\xc3\xb6RG"), "J\xc3\xb6rg");
    assert_string_equal(find(users, "j\xc3\x96rg"), "-");
    assert_string_equal(find(users, "jo\xcc\x88rg"), "-");
    assert_string_equal(find(users, "\xe5\xbc\xa0"), "\xe5\xbc\xa0");
    assert_string_equal(check(users, "j\xc3\xb6rg", "apple"), "J\xc3\xb6rg");
    users_free(users);
}

/* REQ(5321-4.5.1) */
static void
s4_5_1__postmaster_is_the_first_user(void **state)
{
    struct users *users = load("alice:{PLAIN}apple\nbob:{PLAIN}banana\n");

    (void)state;
    assert_string_equal(find(users, "postmaster"), "alice");
    assert_string_equal(find(users, "PostMaster"), "alice");
    assert_string_equal(check(users, "postmaster", "apple"), "-");
    users_free(users);
}

/* REQ(5321-4.5.1) */
static void
s4_5_1__postmaster_may_be_a_user(void **state)
{
    struct users *users = load("alice:{PLAIN}a\nPostmaster:{PLAIN}p\n");

    (void)state;
    assert_string_equal(find(users, "postmaster"), "Postmaster");
    assert_string_equal(check(users, "postmaster", "p"), "Postmaster");
    users_free(users);
}

static void
plain_passwords(void **state)
{
    struct users *users = load("alice:{PLAIN}app le \nbob:{PLAIN}{PLAIN}x\n");

    (void)state;
    assert_string_equal(check(users, "alice", "app le "), "alice");
    assert_string_equal(check(users, "alice", "app le"), "-");
    assert_string_equal(check(users, "alice", "APP LE "), "-");
    assert_string_equal(check(users, "alice", ""), "-");
    assert_string_equal(check(users, "bob", "{PLAIN}x"), "bob");
    assert_string_equal(check(users, "bob", "app le "), "-");
    users_free(users);
}

static void
hashed_passwords(void **state)
{
    struct users *users = load("alice:{PLAIN}apple\n"
                               "bob:{SHA512-CRYPT}" BANANA "\n"
                               "carol:{CRYPT}" CHERRY "\n");

    (void)state;
    assert_string_equal(check(users, "alice", "apple"), "alice");
    assert_string_equal(check(users, "alice", "banana"), "-");
    assert_string_equal(check(users, "bob", "banana"), "bob");
    assert_string_equal(check(users, "bob", "bananas"), "-");
    assert_string_equal(check(users, "bob", BANANA), "-");
    assert_string_equal(check(users, "carol", "cherry"), "carol");
    assert_string_equal(check(users, "carol", "banana"), "-");
    assert_null(users_check(users, "bob", 3, "banana\0x", 8));
    users_free(users);
}

static void
unknown_users_never_come_in(void **state)
{
    struct users *users = load("bob:{SHA512-CRYPT}" BANANA "\n");

    (void)state;
    assert_string_equal(check(users, "mallory", "banana"), "-");
    assert_string_equal(check(users, "mallory", ""), "-");
    assert_string_equal(check(users, "", ""), "-");
    users_free(users);
    users = load("bob:{PLAIN}banana\n");
    assert_string_equal(check(users, "mallory", ""), "-");
    assert_string_equal(check(users, "mallory", "banana"), "-");
    users_free(users);
}

/* REQ(1939-7-APOP) the example of the RFC; no hash can be digested. */
static void
s7_apop__a_plain_secret_can_be_digested(void **state)
{
    static const char stamp[] = "<1896.697170952@dbc.mtview.ca.us>";
    static const char right[] = "c4c9334bac560ecc979e58001b3e22fb";
    /* MD5 of the stamp alone */
    static const char nothing[] = "6d7379174f7df9fb329480e5c47c1f1a";
    static const char *const wrong[] = {
        "", "c4c9334bac560ecc979e58001b3e22f",
        "C4C9334BAC560ECC979E58001B3E22FB",
        "c4c9334bac560ecc979e58001b3e22fbx", "tanstaaf"};
    struct users *users = load("mrose:{PLAIN}tanstaaf\n"
                               "bob:{SHA512-CRYPT}" BANANA "\n");

    (void)state;
    assert_string_equal(users_check_apop(users, "MRose", 5, stamp, right),
                        "mrose");
    assert_null(users_check_apop(users, "mrose", 5, "<1@a>", right));
    assert_null(users_check_apop(users, "rose", 4, stamp, right));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_null(users_check_apop(users, "mrose", 5, stamp, wrong[i]));
    }
    assert_null(users_check_apop(users, "nobody", 6, stamp, nothing));
    assert_null(users_check_apop(users, "bob", 3, stamp, nothing));
    assert_null(users_check_apop(users, "bob", 3, stamp,
                                 "c400ee4b986dff0731e0b4cda62806f9"));
    users_free(users);
}

static void
comments_blank_lines_and_crlf_are_fine(void **state)
{
    struct users *users = load("# users of red.example\n\n \r\n"
                               "alice:{PLAIN}apple\r\n"
                               "\r\n#bob:{PLAIN}banana\n"
                               "carol:{PLAIN}cherry");

    (void)state;
    assert_string_equal(check(users, "alice", "apple"), "alice");
    assert_string_equal(find(users, "bob"), "-");
    assert_string_equal(check(users, "carol", "cherry"), "carol");
    users_free(users);
}

static void
fields_after_the_password_are_passed_over(void **state)
{
    struct users *users = load("alice:{PLAIN}apple:1000:1000::/home/alice::\n"
                               "bob:{PLAIN}banana::::::\n"
                               "carol:{SHA512-CRYPT}" CHERRY ":1002\n");

    (void)state;
    assert_string_equal(check(users, "alice", "apple"), "alice");
    assert_string_equal(check(users, "bob", "banana"), "bob");
    assert_string_equal(check(users, "carol", "cherry"), "carol");
    users_free(users);
}

static void
errors_name_their_line(void **state)
{
    (void)state;
    refuse("alice:{PLAIN}apple\n\n# x\nbob\n", 4, "expected name:");
    refuse("alice:{PLAIN}apple\nbob:banana\n", 2, "scheme");
    refuse("bob:{MD5}banana\n", 1, "{PLAIN}");
    refuse("bob:" BANANA "\n", 1, "scheme");
    refuse("alice:{PLAIN}\n", 1, "no password");
    refuse("alice:{PLAIN}a:b\n", 1, "colon");
    refuse("alice:{PLAIN}a\nALICE:{PLAIN}b\n", 2, "already");
    refuse("alice:{SHA512-CRYPT}apple\n", 1, "$6$");
    refuse("alice:{SHA512-CRYPT}$6$saltsalt$short\n", 1, "not whole");
    refuse("alice:{SHA512-CRYPT}$6$\n", 1, "not whole");
    refuse("alice:{CRYPT}x\n", 1, "short");
}

/* REQ(5321-4.1.2-boxes) */
static void
names_that_are_no_folder_are_refused(void **state)
{
    static const char long_name[] =
        "a123456789b123456789c123456789d123456789e123456789f123456789"
        "12345:{PLAIN}x\n";

    (void)state;
    refuse(":{PLAIN}x\n", 1, "no name");
    refuse("..:{PLAIN}x\n", 1, "dot");
    refuse(".hidden:{PLAIN}x\n", 1, "dot");
    refuse("../bob:{PLAIN}x\n", 1, "dot");
    refuse("a/b:{PLAIN}x\n", 1, "slash");
    refuse("/etc:{PLAIN}x\n", 1, "slash");
    refuse("a b:{PLAIN}x\n", 1, "blank");
    refuse(" alice:{PLAIN}x\n", 1, "blank");
    refuse("a\x1b[31m:{PLAIN}x\n", 1, "control");
    refuse("a\xc2\x9b" "31m:{PLAIN}x\n", 1, "control");
    refuse("a\xe2\x80\xae:{PLAIN}x\n", 1, "control");
    refuse("j\xf6rg:{PLAIN}x\n", 1, "UTF-8");
    refuse(long_name, 1, "64");
    users_free(load(long_name + 1)); /* 64 octets are allowed */
}

static void
a_nul_in_a_line_is_refused(void **state)
{
    unsigned line;
    const char *why;

    (void)state;
    assert_null(load_octets("a:{PLAIN}b\nbob:{PLAIN}x\0y\n", 26, &line, &why));
    assert_int_equal(line, 2);
}

static void
a_file_without_users_or_without_a_file_has_no_line(void **state)
{
    unsigned line = 99;
    const char *why = NULL;

    (void)state;
    refuse("", 0, "no user");
    refuse("# nobody yet\n", 0, "no user");
    assert_null(users_load("/nonexistent/users", &line, &why));
    assert_int_equal(line, 0);
    assert_string_equal(why, "No such file or directory");
    assert_null(users_load(scratch.root, &line, &why));
    assert_int_equal(line, 0);
    assert_string_equal(why, "Is a directory");
    users_free(NULL);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(names_compare_without_case),
        CASE(names_beyond_ascii_compare_octet_by_octet),
        CASE(s4_5_1__postmaster_is_the_first_user),
        CASE(s4_5_1__postmaster_may_be_a_user),
        CASE(plain_passwords),
        CASE(hashed_passwords),
        CASE(unknown_users_never_come_in),
        CASE(s7_apop__a_plain_secret_can_be_digested),
        CASE(comments_blank_lines_and_crlf_are_fine),
        CASE(fields_after_the_password_are_passed_over),
        CASE(errors_name_their_line),
        CASE(names_that_are_no_folder_are_refused),
        CASE(a_nul_in_a_line_is_refused),
        CASE(a_file_without_users_or_without_a_file_has_no_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
