/*
 * seeds.c - mailboxes that start the same, everywhere and always.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/seeds.h"
#include "protocol/base64.h"
#include "tests/support/scratch.h"

enum { LINE_MAX_TEXT = 998 };   /* RFC 5322 section 2.1.1 */

static const char *const owners[] = {"alice", "alice", "alice", "alice",
                                     "dave", "dave"};
static const size_t indexes[] = {0, 1, 2, 3, 0, 1};
enum { SEEDS = 6 };

static struct seed
make(size_t i)
{
    struct seed seed;

    assert_int_equal(seeds_make(owners[i], indexes[i], &seed), 0);
    assert_int_equal(strlen(seed.text), seed.len);
    return seed;
}

static size_t
longest_line(const char *text)
{
    size_t longest = 0;

    while (*text != '\0') {
        size_t len = strcspn(text, "\n");

        longest = len > longest ? len : longest;
        text += len + (text[len] == '\n');
    }
    return longest;
}

static void
everybody_starts_with_what_the_lessons_expect(void **state)
{
    (void)state;
    assert_int_equal(seeds_count("alice"), 4);
    assert_int_equal(seeds_count("bob"), 0);
    assert_int_equal(seeds_count("carol"), 0);
    assert_int_equal(seeds_count("dave"), 2);
    assert_int_equal(seeds_count("mallory"), 0);
}

static void
names_are_the_same_for_ever(void **state)
{
    struct seed seed = make(0);

    (void)state;
    assert_string_equal(seed.uid,
                        "1725268504.M000000P00000Q000001R5eed0001.red");
    free(seed.text);
}

static void
sizes_in_the_name_are_those_on_disk_and_on_the_wire(void **state)
{
    (void)state;
    for (size_t i = 0; i < SEEDS; i++) {
        struct seed seed = make(i);
        struct mailname parsed;
        size_t lines = 0;

        for (const char *at = seed.text; *at != '\0'; at++) {
            assert_int_not_equal(*at, '\r');
            lines += *at == '\n';
        }
        assert_int_equal(mailname_parse(seed.name, &parsed), 0);
        assert_true(parsed.sized);
        assert_int_equal(parsed.disk, seed.len);
        assert_int_equal(parsed.wire, seed.len + lines);
        free(seed.text);
    }
}

/* RFC 5321 section 4.4: Return-Path first, then Received, newest on top. */
static void
trace_lines_come_first_and_tell_the_time_of_the_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < SEEDS; i++) {
        struct seed seed = make(i);
        time_t seconds = (time_t)strtoll(seed.name, NULL, 10);
        struct tm tm;
        char date[64];
        char *received = strstr(seed.text, "\nReceived: from ");
        char *stamp;

        assert_memory_equal(seed.text, "Return-Path: <", 14);
        assert_ptr_equal(received, strchr(seed.text, '\n'));
        assert_non_null(gmtime_r(&seconds, &tm));
        strftime(date, sizeof date, ";\n %a, %d %b %Y %H:%M:%S +0000\n", &tm);
        stamp = strchr(received, ';');
        assert_non_null(stamp);
        assert_memory_equal(stamp, date, strlen(date));
        free(seed.text);
    }
}

/* RFC 5322 section 3.6: Date and From must be there. */
static void
headers_are_complete(void **state)
{
    static const char *const fields[] = {"\nFrom: ", "\nTo: ", "\nDate: ",
                                         "\nSubject: ", "\nMessage-ID: <"};

    (void)state;
    for (size_t i = 0; i < SEEDS; i++) {
        struct seed seed = make(i);
        char *end = strstr(seed.text, "\n\n");

        assert_non_null(end);
        for (size_t j = 0; j < sizeof fields / sizeof fields[0]; j++) {
            char *field = strstr(seed.text, fields[j]);

            assert_non_null(field);
            assert_true(field < end);
            assert_null(strstr(field + 1, fields[j]));
        }
        free(seed.text);
    }
}

static void
only_the_long_line_is_long_and_it_is_998(void **state)
{
    (void)state;
    for (size_t i = 0; i < SEEDS; i++) {
        struct seed seed = make(i);

        if (i == 1) {
            assert_int_equal(longest_line(seed.text), LINE_MAX_TEXT);
        } else {
            assert_true(longest_line(seed.text) <= 78);
        }
        free(seed.text);
    }
}

static void
the_first_has_dots_at_line_starts(void **state)
{
    struct seed seed = make(0);

    (void)state;
    assert_non_null(strstr(seed.text, "\n.\n"));
    assert_non_null(strstr(seed.text, "\n..two dots\n"));
    free(seed.text);
}

/* RFC 2045 section 6.2: 8-bit text says so. */
static void
only_the_third_has_octets_above_127_and_says_8bit(void **state)
{
    (void)state;
    for (size_t i = 0; i < SEEDS; i++) {
        struct seed seed = make(i);
        size_t high = 0;

        for (const char *at = seed.text; *at != '\0'; at++) {
            high += ((unsigned char)*at & 0x80) != 0;
        }
        assert_int_equal(high > 0, i == 2);
        assert_int_equal(strstr(seed.text, "Encoding: 8bit\n") != NULL, i == 2);
        free(seed.text);
    }
}

static void
the_attachment_is_the_menu(void **state)
{
    static const char menu[] =
        "Monday     tomato soup, bread\r\n"
        "Tuesday    rice with peas\r\n"
        "Wednesday  spam, egg, spam and spam\r\n"
        "Thursday   pasta\r\n"
        "Friday     fish, or what is left of the spam\r\n";
    struct seed seed = make(3);
    char *at = strstr(seed.text, "filename=\"menu.txt\"\n\n");
    char letters[1024] = "";
    char data[1024];
    size_t len;

    (void)state;
    assert_non_null(at);
    for (at = strchr(at, '\n') + 2; *at != '\n'; at += strcspn(at, "\n") + 1) {
        size_t line = strcspn(at, "\n");

        assert_true(line <= 76);
        strncat(letters, at, line);
    }
    assert_memory_equal(at, "\n--=_cut-here--\n", 16);
    assert_int_equal(base64_decode(letters, strlen(letters), data, &len), 0);
    assert_int_equal(len, strlen(menu));
    assert_memory_equal(data, menu, len);
    free(seed.text);
}

/* ---- reset ---- */

static int
setup(void **state)
{
    static struct scratch scratch;

    scratch_make(&scratch);
    *state = &scratch;
    return 0;
}

static int
teardown(void **state)
{
    scratch_remove(*state);
    return 0;
}

static enum seeds_result
reset(const struct scratch *scratch, const char *user, char *why)
{
    char box[SCRATCH_PATH];

    return seeds_reset(scratch_path(scratch, user, box), user, why);
}

static struct seeds_state
look(const struct scratch *scratch, const char *user)
{
    struct seeds_state found;
    char box[SCRATCH_PATH];

    assert_int_equal(
        seeds_look(scratch_path(scratch, user, box), user, &found), 0);
    return found;
}

static void
reset_makes_a_mailbox(void **state)
{
    char why[SEEDS_WHY_MAX];

    assert_int_equal(reset(*state, "alice", why), SEEDS_DONE);
    assert_int_equal(scratch_count(*state, "alice/new"), 4);
    assert_int_equal(scratch_count(*state, "alice/tmp"), 0);
    assert_int_equal(scratch_count(*state, "alice/cur"), 0);
    assert_int_equal(look(*state, "alice").messages, 4);
    assert_true(look(*state, "alice").as_seeded);
}

static void
reset_removes_what_is_no_seed_and_brings_back_what_is_gone(void **state)
{
    char why[SEEDS_WHY_MAX];
    char path[SCRATCH_PATH];
    char name[SCRATCH_PATH];
    struct seed seed = make(4);

    assert_int_equal(reset(*state, "dave", why), SEEDS_DONE);
    snprintf(name, sizeof name, "dave/new/%s", seed.name);
    assert_int_equal(unlink(scratch_path(*state, name, path)), 0);
    assert_false(look(*state, "dave").as_seeded);
    scratch_write(*state, "dave/new/stranger", "a\n", 2);
    scratch_write(*state, "dave/cur/stranger:2,S", "b\n", 2);
    scratch_write(*state, "dave/tmp/delivery-under-way", "c\n", 2);
    assert_int_equal(look(*state, "dave").messages, 3);

    assert_int_equal(reset(*state, "dave", why), SEEDS_DONE);
    assert_true(look(*state, "dave").as_seeded);
    assert_int_equal(scratch_count(*state, "dave/cur"), 0);
    assert_int_equal(scratch_count(*state, "dave/tmp"), 1);
    free(seed.text);
}

static void
an_edited_seed_is_no_seed(void **state)
{
    char why[SEEDS_WHY_MAX];
    char name[SCRATCH_PATH];
    struct seed seed = make(5);

    assert_int_equal(reset(*state, "dave", why), SEEDS_DONE);
    snprintf(name, sizeof name, "dave/new/%s", seed.name);
    scratch_write(*state, name, "short\n", 6);
    assert_false(look(*state, "dave").as_seeded);
    assert_int_equal(reset(*state, "dave", why), SEEDS_DONE);
    assert_true(look(*state, "dave").as_seeded);
    free(seed.text);
}

/* RFC 1939 section 4: the maildrop belongs to one session. */
static void
a_mailbox_in_use_is_left_alone(void **state)
{
    char why[SEEDS_WHY_MAX];
    char path[SCRATCH_PATH];
    int lock;

    assert_int_equal(reset(*state, "bob", why), SEEDS_DONE);
    scratch_write(*state, "bob/new/mail", "a\n", 2);
    lock = open(scratch_path(*state, "bob/pop3d.lock", path), O_RDWR);
    assert_int_not_equal(lock, -1);
    assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
    assert_int_equal(reset(*state, "bob", why), SEEDS_IN_USE);
    assert_non_null(strstr(why, "bob: a POP3 session"));
    assert_int_equal(look(*state, "bob").messages, 1);
    close(lock);
    assert_int_equal(reset(*state, "bob", why), SEEDS_DONE);
    assert_int_equal(look(*state, "bob").messages, 0);
}

static void
trouble_is_told_and_nothing_is_lost(void **state)
{
    char why[SEEDS_WHY_MAX];
    char path[SCRATCH_PATH];

    assert_int_equal(reset(*state, "bob", why), SEEDS_DONE);
    scratch_write(*state, "bob/new/mail", "a\n", 2);
    assert_int_equal(rmdir(scratch_path(*state, "bob/cur", path)), 0);
    scratch_write(*state, "bob/cur", "no folder", 9);
    assert_int_equal(reset(*state, "bob", why), SEEDS_FAULT);
    assert_non_null(strstr(why, "bob: cannot reset"));
    assert_int_equal(scratch_count(*state, "bob/new"), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_starts_with_what_the_lessons_expect),
        cmocka_unit_test(names_are_the_same_for_ever),
        cmocka_unit_test(sizes_in_the_name_are_those_on_disk_and_on_the_wire),
        cmocka_unit_test(trace_lines_come_first_and_tell_the_time_of_the_name),
        cmocka_unit_test(headers_are_complete),
        cmocka_unit_test(only_the_long_line_is_long_and_it_is_998),
        cmocka_unit_test(the_first_has_dots_at_line_starts),
        cmocka_unit_test(only_the_third_has_octets_above_127_and_says_8bit),
        cmocka_unit_test(the_attachment_is_the_menu),
        cmocka_unit_test_setup_teardown(reset_makes_a_mailbox, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            reset_removes_what_is_no_seed_and_brings_back_what_is_gone, setup,
            teardown),
        cmocka_unit_test_setup_teardown(an_edited_seed_is_no_seed, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_mailbox_in_use_is_left_alone, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(trouble_is_told_and_nothing_is_lost,
                                        setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
