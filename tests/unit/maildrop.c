/*
 * maildrop.c - locked, and numbered in arrival order.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "protocol/mailname.h"
#include "server/maildrop.h"

#include "tests/support/scratch.h"

/* Unique-ids of our own shape, one second after the other. */
#define UID1 "1763889161.M000001P00812Q000001R0000000a.red"
#define UID2 "1763889162.M000001P00812Q000002R0000000b.red"
#define UID3 "1763889163.M000001P00812Q000003R0000000c.red"
#define TEXT "a\nb\n" /* 4 octets on disk, 6 on the wire */
#define SIZES ",S=4,W=6"

static struct scratch scratch;
static struct maildrop drop;

static int
setup(void **state)
{
    (void)state;
    scratch_make(&scratch);
    scratch_folder(&scratch, "bob");
    scratch_folder(&scratch, "bob/new");
    scratch_folder(&scratch, "bob/cur");
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    scratch_remove(&scratch);
    return 0;
}

static void
put(const char *name, const char *text)
{
    scratch_write(&scratch, name, text, strlen(text));
}

static void
open_drop(void)
{
    assert_int_equal(maildrop_open(&drop, scratch.root, "bob"), MAILDROP_OK);
    assert_int_equal(drop.error, 0);
}

static void
check_uid(size_t i, const char *uid)
{
    assert_true(i < drop.count);
    assert_int_equal(drop.messages[i].uid_len, strlen(uid));
    assert_memory_equal(drop.messages[i].uid, uid, strlen(uid));
}

static void
check_sizes(size_t i, uint64_t disk, uint64_t octets)
{
    assert_true(i < drop.count);
    assert_int_equal(drop.messages[i].disk, disk);
    assert_int_equal(drop.messages[i].octets, octets);
}

/* maildrop_read() gives exactly this text. */
static void
check_read(size_t i, const char *text)
{
    char bytes[256];
    int fd = maildrop_read(&drop, i);
    ssize_t n;

    assert_int_not_equal(fd, -1);
    n = read(fd, bytes, sizeof(bytes));
    close(fd);
    assert_int_equal(n, strlen(text));
    assert_memory_equal(bytes, text, (size_t)n);
}

static void
move(const char *from, const char *to)
{
    char paths[2][SCRATCH_PATH];

    assert_int_equal(rename(scratch_path(&scratch, from, paths[0]),
                            scratch_path(&scratch, to, paths[1])),
                     0);
}

/* In a child process: how does opening end? */
static int
open_elsewhere(void)
{
    int status;
    pid_t child = fork();

    assert_int_not_equal(child, -1);
    if (child == 0) {
        struct maildrop theirs;

        _exit((int)maildrop_open(&theirs, scratch.root, "bob"));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void
a_missing_mailbox_is_made_and_empty(void **state)
{
    (void)state;
    assert_int_equal(maildrop_open(&drop, scratch.root, "alice"), MAILDROP_OK);
    assert_int_equal(drop.count, 0);
    assert_int_equal(scratch_count(&scratch, "alice"), 4);
    maildrop_close(&drop);
}

static void
messages_come_in_arrival_order_from_both_folders(void **state)
{
    (void)state;
    put("bob/new/" UID3 SIZES, TEXT);
    put("bob/cur/" UID2 SIZES ":2,S", TEXT);
    put("bob/new/" UID1 SIZES, TEXT);
    put("bob/new/999.M1P1Q1R1.red" SIZES, TEXT);
    open_drop();
    assert_int_equal(drop.count, 4);
    check_uid(0, "999.M1P1Q1R1.red");
    check_uid(1, UID1);
    check_uid(2, UID2);
    check_uid(3, UID3);
    assert_true(drop.messages[2].in_cur);
    assert_false(drop.messages[3].in_cur);
    for (size_t i = 0; i < 4; i++) {
        check_sizes(i, 4, 6);
        check_read(i, TEXT);
        assert_false(drop.messages[i].marked);
    }
    maildrop_close(&drop);
}

/* The name is believed when its S agrees: W is not counted again. */
static void
no_message_is_opened_when_its_name_is_good(void **state)
{
    (void)state;
    put("bob/new/" UID1 ",S=4,W=77", TEXT);
    open_drop();
    check_sizes(0, 4, 77);
    maildrop_close(&drop);
}

static void
an_edited_file_is_counted(void **state)
{
    (void)state;
    put("bob/new/" UID1 SIZES, TEXT "c\n");
    put("bob/new/" UID2 ",S=4,W=x", TEXT);
    put("bob/new/" UID3, "no newline");
    open_drop();
    check_sizes(0, 6, 9);
    check_sizes(1, 4, 6);
    check_sizes(2, 10, 12);
    check_read(0, TEXT "c\n");
    maildrop_close(&drop);
}

static void
odd_things_are_passed_over(void **state)
{
    char path[SCRATCH_PATH];

    (void)state;
    put("bob/new/" UID1 SIZES, TEXT);
    put("bob/new/.hidden", TEXT);
    scratch_folder(&scratch, "bob/new/folder");
    scratch_folder(&scratch, "bob/cur/" UID2 SIZES);
    assert_int_equal(mkfifo(scratch_path(&scratch, "bob/new/fifo", path), 0600),
                     0);
    assert_int_equal(
        symlink("nowhere", scratch_path(&scratch, "bob/new/dangling", path)),
        0);
    assert_int_equal(
        symlink("/etc/passwd", scratch_path(&scratch, "bob/cur/passwd", path)),
        0);
    open_drop();
    assert_int_equal(drop.count, 1);
    check_uid(0, UID1);
    maildrop_close(&drop);
}

/* A file in tmp/, last written to so many minutes before 36 hours ago. */
static void
put_stale(const char *name, int minutes)
{
    char path[SCRATCH_PATH];
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {0}};

    put(name, TEXT);
    times[1].tv_sec = time(NULL) - 36 * 3600 - minutes * 60;
    assert_int_equal(utimensat(AT_FDCWD, scratch_path(&scratch, name, path),
                               times, 0), 0);
}

/* What a crash left in tmp/ goes after 36 hours; nothing else does. */
static void
leftovers_are_swept_when_they_are_old(void **state)
{
    char path[SCRATCH_PATH];

    (void)state;
    scratch_folder(&scratch, "bob/tmp");
    scratch_folder(&scratch, "bob/tmp/folder");
    put_stale("bob/tmp/young", -5);
    put_stale("bob/tmp/old", 5);
    put_stale("bob/tmp/.older", 600);
    put_stale("bob/new/" UID1 SIZES, 600);
    put_stale("other", 600);
    assert_int_equal(symlink("../../other",
                             scratch_path(&scratch, "bob/tmp/link", path)), 0);
    open_drop();
    assert_int_equal(drop.count, 1);
    maildrop_close(&drop);
    assert_int_equal(scratch_count(&scratch, "bob/tmp"), 3);
    assert_int_equal(access(scratch_path(&scratch, "bob/tmp/young", path),
                            F_OK), 0);
    assert_int_equal(access(scratch_path(&scratch, "other", path), F_OK), 0);
}

/* REQ(1939-7-UIDL-stays) */
static void
s7__unique_ids_stay_when_flags_change(void **state)
{
    (void)state;
    put("bob/new/" UID1 SIZES, TEXT);
    put("bob/new/foreign", TEXT);
    put("bob/new/a name with blanks", TEXT);
    open_drop();
    assert_int_equal(drop.count, 3);
    check_uid(0, UID1);
    check_uid(1, "58372eeae9a2f5c4c1cc30e68f187ef7");
    check_uid(2, "foreign");
    maildrop_close(&drop);
    move("bob/new/" UID1 SIZES, "bob/cur/" UID1 SIZES ":2,RS");
    move("bob/new/a name with blanks", "bob/cur/a name with blanks:2,S");
    open_drop();
    check_uid(0, UID1);
    check_uid(1, "58372eeae9a2f5c4c1cc30e68f187ef7");
    maildrop_close(&drop);
}

/* REQ(1939-7-UIDL) */
static void
s7__unique_ids_are_1_to_70_printable_octets(void **state)
{
    static const char *const names[] = {
        "bob/new/1x234567890123456789012345678901234567890123456789012345678901"
        "23456789", /* 70: as it is */
        "bob/new/2x234567890123456789012345678901234567890123456789012345678901"
        "234567890", /* 71: a digest */
        "bob/new/3\xc3\xa4",
        "bob/new/4\x7f",
        "bob/new/5\n",
        "bob/new/,S=4,W=6"};

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        put(names[i], TEXT);
    }
    open_drop();
    assert_int_equal(drop.count, 6);
    for (size_t i = 0; i < drop.count; i++) {
        assert_true(
            mailname_uid_ok(drop.messages[i].uid, drop.messages[i].uid_len));
        for (size_t k = 0; k < i; k++) {
            assert_false(drop.messages[i].uid_len == drop.messages[k].uid_len &&
                         memcmp(drop.messages[i].uid, drop.messages[k].uid,
                                drop.messages[i].uid_len) == 0);
        }
    }
    assert_int_equal(drop.messages[0].uid_len, 70);
    assert_int_equal(drop.messages[1].uid_len, 32);
    maildrop_close(&drop);
}

/* REQ(1939-7) A copy is a message too, with a unique-id of its own. */
static void
s7__no_unique_id_is_there_twice(void **state)
{
    char first[70];
    size_t first_len;

    (void)state;
    put("bob/new/" UID1 SIZES, TEXT);
    put("bob/cur/" UID1 SIZES, TEXT);
    put("bob/cur/" UID1 SIZES ":2,S", TEXT);
    put("bob/new/" UID2 SIZES, TEXT);
    open_drop();
    assert_int_equal(drop.count, 4);
    check_uid(0, UID1);
    assert_false(drop.messages[0].in_cur);
    assert_int_equal(drop.messages[1].uid_len, 32);
    assert_int_equal(drop.messages[2].uid_len, 32);
    assert_memory_not_equal(drop.messages[1].uid, drop.messages[2].uid, 32);
    check_uid(3, UID2);
    first_len = drop.messages[1].uid_len;
    memcpy(first, drop.messages[1].uid, first_len);
    maildrop_close(&drop);
    open_drop(); /* and it stays in the next session */
    assert_memory_equal(drop.messages[1].uid, first, first_len);
    maildrop_close(&drop);
}

/* REQ(1939-4) The lock is exclusive, also within one process. */
static void
s4__two_sessions_of_one_process_exclude_each_other(void **state)
{
    struct maildrop second;
    struct maildrop other;

    (void)state;
    open_drop();
    for (int i = 0; i < 3; i++) {
        assert_int_equal(maildrop_open(&second, scratch.root, "bob"),
                         MAILDROP_IN_USE);
    }
    assert_int_equal(maildrop_open(&other, scratch.root, "carol"), MAILDROP_OK);
    maildrop_close(&other);
    maildrop_close(&drop);
    open_drop();
    maildrop_close(&drop);
}

/* REQ(1939-4) And between processes; it dies with its process. */
static void
s4__two_processes_exclude_each_other(void **state)
{
    (void)state;
    open_drop();
    assert_int_equal(open_elsewhere(), MAILDROP_IN_USE);
    maildrop_close(&drop);
    assert_int_equal(open_elsewhere(), MAILDROP_OK);
    open_drop(); /* the child never closed it, and is gone */
    maildrop_close(&drop);
}

static void
a_mailbox_that_cannot_be_is_an_error(void **state)
{
    (void)state;
    put("dave", "no folder");
    assert_int_equal(maildrop_open(&drop, scratch.root, "dave"),
                     MAILDROP_ERROR);
    assert_int_equal(drop.error, ENOTDIR);
    scratch_folder(&scratch, "bob/pop3d.lock");
    assert_int_equal(maildrop_open(&drop, scratch.root, "bob"), MAILDROP_ERROR);
    assert_int_equal(drop.error, EISDIR);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_missing_mailbox_is_made_and_empty),
        CASE(messages_come_in_arrival_order_from_both_folders),
        CASE(no_message_is_opened_when_its_name_is_good),
        CASE(an_edited_file_is_counted),
        CASE(odd_things_are_passed_over),
        CASE(leftovers_are_swept_when_they_are_old),
        CASE(s7__unique_ids_stay_when_flags_change),
        CASE(s7__unique_ids_are_1_to_70_printable_octets),
        CASE(s7__no_unique_id_is_there_twice),
        CASE(s4__two_sessions_of_one_process_exclude_each_other),
        CASE(s4__two_processes_exclude_each_other),
        CASE(a_mailbox_that_cannot_be_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
