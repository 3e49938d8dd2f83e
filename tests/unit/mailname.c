/*
 * mailname.c - names that can be made, taken apart and put in order.
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

#include "protocol/mailname.h"

#define UID "1763889161.M377412P00812Q000007R5f2c91aa.red"

static const struct mailname_stamp stamp = {
    1763889161, 377412, 812, 7, 0x5f2c91aa,
};

static const struct mailname_stamp widest = {
    INT64_MAX, 999999, UINT32_MAX, UINT32_MAX, UINT32_MAX,
};

static void
check_label(const char *label, const char *want)
{
    char uid[MAILNAME_UID_MAX + 1];

    mailname_uid(&stamp, label, uid);
    assert_string_equal(strrchr(uid, '.') + 1, want);
}

static void
uid_is_what_the_design_says(void **state)
{
    char uid[MAILNAME_UID_MAX + 1];

    (void)state;
    mailname_uid(&stamp, "red", uid);
    assert_string_equal(uid, UID);
}

static void
label_keeps_letters_digits_and_hyphen(void **state)
{
    (void)state;
    check_label("red.example", "red");
    check_label("Pc-7", "Pc-7");
    check_label("AZaz09@[`{/:", "AZaz09");
    check_label("../../etc", "x");
    check_label("a/b,S=1:2 c", "abS12c");
    check_label("[127.0.0.1]", "127");
    check_label("\xc3\xa9", "x");
    check_label("", "x");
}

/* REQ(1939-7) A unique-id has at most 70 octets, whatever goes into it. */
static void
uid_never_passes_70_octets(void **state)
{
    char uid[MAILNAME_UID_MAX + 1];
    char label[64];

    (void)state;
    memset(label, 'a', sizeof(label) - 1);
    label[sizeof(label) - 1] = '\0';
    mailname_uid(&widest, label, uid);
    assert_int_equal(strlen(uid), MAILNAME_UID_MAX);
    assert_true(mailname_uid_ok(uid, strlen(uid)));
    mailname_uid(&stamp, label, uid);
    assert_int_equal(strlen(uid), MAILNAME_UID_MAX);
    assert_memory_equal(uid, UID, strlen(UID) - 3);
}

static void
format_and_parse_agree(void **state)
{
    char name[MAILNAME_MAX + 1];
    struct mailname parsed;

    (void)state;
    mailname_format(UID, 254, 263, name);
    assert_string_equal(name, UID ",S=254,W=263");
    assert_int_equal(mailname_parse(name, &parsed), 0);
    assert_true(parsed.sized);
    assert_ptr_equal(parsed.uid, name);
    assert_int_equal(parsed.uid_len, strlen(UID));
    assert_int_equal(parsed.disk, 254);
    assert_int_equal(parsed.wire, 263);
}

static void
widest_name_comes_back(void **state)
{
    char uid[MAILNAME_UID_MAX + 1];
    char name[MAILNAME_MAX + 1];
    struct mailname parsed;

    (void)state;
    mailname_uid(&widest, "a-very-long-label-of-a-domain", uid);
    mailname_format(uid, UINT64_MAX - 1, UINT64_MAX - 2, name);
    assert_int_equal(mailname_parse(name, &parsed), 0);
    assert_true(parsed.sized);
    assert_int_equal(parsed.uid_len, MAILNAME_UID_MAX);
    assert_true(parsed.disk == UINT64_MAX - 1);
    assert_true(parsed.wire == UINT64_MAX - 2);
}

static void
check_sizes(const char *name, uint64_t disk, uint64_t wire)
{
    char *copy = strdup(name);
    struct mailname parsed;

    assert_non_null(copy);
    assert_int_equal(mailname_parse(copy, &parsed), 0);
    assert_true(parsed.sized);
    assert_int_equal(parsed.uid_len, strlen(UID));
    assert_int_equal(parsed.disk, disk);
    assert_int_equal(parsed.wire, wire);
    free(copy);
}

static void
sizes_stand_in_any_order_and_flags_may_follow(void **state)
{
    (void)state;
    check_sizes(UID ",W=263,S=254", 254, 263);
    check_sizes(UID ",S=254,W=263:2,S", 254, 263);
    check_sizes(UID ",W=263,S=254:2,", 254, 263);
    check_sizes(UID ",S=1,W=2:2,RS,S=7,W=8", 1, 2);
    check_sizes(UID ",S=0,W=0", 0, 0);
    check_sizes(UID ",S=18446744073709551614,W=18446744073709551613",
                UINT64_MAX - 1, UINT64_MAX - 2);
}

static void
check_unsized(const char *name, const char *uid)
{
    char *copy = strdup(name);
    struct mailname parsed;

    assert_non_null(copy);
    assert_int_equal(mailname_parse(copy, &parsed), 0);
    assert_false(parsed.sized);
    assert_ptr_equal(parsed.uid, copy);
    assert_int_equal(parsed.uid_len, strlen(uid));
    assert_memory_equal(parsed.uid, uid, strlen(uid));
    assert_int_equal(parsed.disk, 0);
    assert_int_equal(parsed.wire, 0);
    free(copy);
}

static void
sizes_that_are_not_well_formed_are_not_believed(void **state)
{
    static const char *const fields[] = {
        "", ",", ",S=", ",S=1", ",W=1", ",S=1,W", ",S=1,W=", ",S=1,W=2,",
        ",S=1,S=2", ",W=1,W=2", ",S=1,W=2,S=3", ",S=-1,W=2", ",S=+1,W=2",
        ",S=1 ,W=2", ", S=1,W=2", ",S=0x1,W=2", ",S=1,W=2x", ",s=1,w=2",
        ",S=1;W=2", ",S=1,,W=2", ",S=1,X=3,W=2", ",S=,W=2", ",S=1:,W=2",
        ",S=18446744073709551615,W=2", ",S=1,W=18446744073709551616",
        ",S=1,W=99999999999999999999999999999999", ":2,S", ":2,S=1,W=2",
    };
    char name[MAILNAME_MAX + 1];

    (void)state;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        strcpy(name, UID);
        strcat(name, fields[i]);
        check_unsized(name, UID);
    }
}

static void
names_of_other_software_are_not_sized(void **state)
{
    (void)state;
    /* Dovecot and Courier write sizes too; theirs are counted anew. */
    check_unsized("1335443.M123P456.host,S=10,W=11", "1335443.M123P456.host");
    check_unsized("1335443.M123P456V0801I22_0.host,S=10:2,S",
                  "1335443.M123P456V0801I22_0.host");
    check_unsized("letter.txt", "letter.txt");
    check_unsized("letter,S=1,W=2", "letter");
    check_unsized("mail:2,S", "mail");
    /* Nearly ours: a part is missing, empty or not of its kind. */
    check_unsized("1.M2P3Q4R5,S=1,W=2", "1.M2P3Q4R5");
    check_unsized("1.M2P3Q4R.red,S=1,W=2", "1.M2P3Q4R.red");
    check_unsized("1.M2P3Q4Rg.red,S=1,W=2", "1.M2P3Q4Rg.red");
    check_unsized("1.M2P3QxR5.red,S=1,W=2", "1.M2P3QxR5.red");
    check_unsized("1.M2P3Q4R5.r d,S=1,W=2", "1.M2P3Q4R5.r d");
    check_unsized("M2P3Q4R5.red,S=1,W=2", "M2P3Q4R5.red");
}

static void
name_without_uid_is_its_own_uid(void **state)
{
    (void)state;
    check_unsized(",S=1,W=2", ",S=1,W=2");
    check_unsized(":2,S", ":2,S");
}

static void
what_is_no_mail_is_refused(void **state)
{
    struct mailname parsed;

    (void)state;
    assert_int_equal(mailname_parse("", &parsed), -1);
    assert_int_equal(mailname_parse(".", &parsed), -1);
    assert_int_equal(mailname_parse("..", &parsed), -1);
    assert_int_equal(mailname_parse(".lock", &parsed), -1);
}

/* Every beginning of a name, in exact room: nothing is read beyond its end. */
static void
every_prefix_is_safe(void **state)
{
    static const char whole[] = UID ",S=254,W=263:2,S";

    (void)state;
    for (size_t len = 0; len < sizeof(whole); len++) {
        char *copy = malloc(len + 1);
        struct mailname parsed;

        assert_non_null(copy);
        memcpy(copy, whole, len);
        copy[len] = '\0';
        if (mailname_parse(copy, &parsed) == 0) {
            assert_true(parsed.uid_len <= len);
            assert_true(!parsed.sized || len > strlen(UID ",S=254,W="));
        } else {
            assert_int_equal(len, 0);
        }
        free(copy);
    }
}

/* REQ(1939-7) One to 70 octets of 0x21 to 0x7E. */
static void
s7__unique_id_octets_and_length(void **state)
{
    char uid[MAILNAME_UID_MAX + 1];

    (void)state;
    memset(uid, 'u', sizeof(uid));
    assert_false(mailname_uid_ok(uid, 0));
    assert_true(mailname_uid_ok(uid, 1));
    assert_true(mailname_uid_ok(uid, 70));
    assert_false(mailname_uid_ok(uid, 71));
    for (int octet = 0; octet < 256; octet++) {
        uid[3] = (char)octet;
        assert_int_equal(mailname_uid_ok(uid, 5),
                         octet >= 0x21 && octet <= 0x7E);
    }
}

/* In the order they must have. */
static const char *const ordered[] = {
    "0",
    "00",
    "00000.M1",
    "0007.a",
    "7.a",
    "7.b",
    "99.z",
    "100.a",
    "999999999.M1P1Q1R1.a",
    "1763889161.M000009P2Q1R1.red",
    "1763889161.M000010P1Q1R1.red",
    "1763889161.M377412P00812Q000007R5f2c91aa.blue,S=1,W=1",
    UID ",S=254,W=263",
    UID ",S=254,W=263:2,S",
    "1763889162.M000000P1Q1R1.red",
    "9223372036854775807.a",
    "9223372036854775808.a",
    "18446744073709551616.a",
    "99999999999999999999999999999999.a",
    "100000000000000000000000000000000.a",
    ":2,S",
    "letter",
    "letter.txt",
    "\xff",
};

enum { NAMES = sizeof(ordered) / sizeof(ordered[0]) };

static int
sign(int value)
{
    return (value > 0) - (value < 0);
}

/*
 * The list is in order pair by pair, so the order is total: no two names are
 * equal, turned round the sign turns, and what holds from a to b and from b
 * to c holds from a to c.
 */
static void
compare_is_a_total_order(void **state)
{
    (void)state;
    for (int a = 0; a < NAMES; a++) {
        for (int b = 0; b < NAMES; b++) {
            int order = mailname_compare(ordered[a], ordered[b]);

            assert_int_equal(sign(order), sign(a - b));
        }
    }
}

static void
names_of_one_process_sort_as_they_came(void **state)
{
    struct mailname_stamp later = stamp;
    char first[MAILNAME_UID_MAX + 1];
    char second[MAILNAME_UID_MAX + 1];

    (void)state;
    mailname_uid(&stamp, "red", first);
    later.sequence++;
    later.random = 0;
    mailname_uid(&later, "red", second);
    assert_true(mailname_compare(first, second) < 0);
    later.micros = 999999;
    later.sequence = 0;
    mailname_uid(&later, "red", first);
    assert_true(mailname_compare(second, first) < 0);
    later.seconds++;
    later.micros = 0;
    mailname_uid(&later, "red", second);
    assert_true(mailname_compare(first, second) < 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uid_is_what_the_design_says),
        cmocka_unit_test(label_keeps_letters_digits_and_hyphen),
        cmocka_unit_test(uid_never_passes_70_octets),
        cmocka_unit_test(format_and_parse_agree),
        cmocka_unit_test(widest_name_comes_back),
        cmocka_unit_test(sizes_stand_in_any_order_and_flags_may_follow),
        cmocka_unit_test(sizes_that_are_not_well_formed_are_not_believed),
        cmocka_unit_test(names_of_other_software_are_not_sized),
        cmocka_unit_test(name_without_uid_is_its_own_uid),
        cmocka_unit_test(what_is_no_mail_is_refused),
        cmocka_unit_test(every_prefix_is_safe),
        cmocka_unit_test(s7__unique_id_octets_and_length),
        cmocka_unit_test(compare_is_a_total_order),
        cmocka_unit_test(names_of_one_process_sort_as_they_came),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
