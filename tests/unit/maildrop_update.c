/*
 * maildrop_update.c - a maildrop does not move, and UPDATE removes the marked.
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
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "protocol/mailname.h"
#include "server/maildrop.h"

#include "tests/support/scratch.h"

/* Unique-ids of our own shape, one second after the other. */
#define UID1 "1763889161.M000001P00812Q000001R0000000a.red"
#define UID2 "1763889162.M000001P00812Q000002R0000000b.red"
#define UID3 "1763889163.M000001P00812Q000003R0000000c.red"
#define UID4 "1763889164.M000001P00812Q000004R0000000d.red"
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
check_unreadable(size_t i, int error)
{
    errno = 0;
    assert_int_equal(maildrop_read(&drop, i), -1);
    assert_int_equal(errno, error);
}

static void
move(const char *from, const char *to)
{
    char paths[2][SCRATCH_PATH];

    assert_int_equal(rename(scratch_path(&scratch, from, paths[0]),
                            scratch_path(&scratch, to, paths[1])),
                     0);
}

static void
erase(const char *name)
{
    char path[SCRATCH_PATH];

    assert_int_equal(remove(scratch_path(&scratch, name, path)), 0);
}

/* The lowest descriptor that is free. */
static int
next_descriptor(void)
{
    int fd = dup(0);

    close(fd);
    return fd;
}

static void
a_message_that_moved_to_cur_is_found(void **state)
{
    (void)state;
    put("bob/new/" UID1 SIZES, TEXT);
    put("bob/new/" UID2 SIZES, TEXT);
    open_drop();
    move("bob/new/" UID1 SIZES, "bob/cur/" UID1 SIZES ":2,FS");
    check_read(0, TEXT);
    move("bob/cur/" UID1 SIZES ":2,FS", "bob/cur/" UID1 SIZES ":2,");
    check_read(0, TEXT);
    check_read(1, TEXT);
    check_uid(0, UID1);
    move("bob/cur/" UID1 SIZES ":2,", "bob/cur/" UID1 SIZES ":2,S");
    drop.messages[0].marked = true;
    assert_int_equal(maildrop_update(&drop), 0);
    assert_true(drop.messages[0].removed);
    assert_int_equal(scratch_count(&scratch, "bob/cur"), 0);
    maildrop_close(&drop);
}

static void
what_vanished_or_changed_is_told_apart(void **state)
{
    const struct timeval later[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    char path[SCRATCH_PATH];

    (void)state;
    put("bob/new/" UID1 SIZES, TEXT);
    put("bob/new/" UID2 SIZES, TEXT);
    put("bob/new/" UID3 SIZES, TEXT);
    put("bob/cur/" UID4 SIZES ":2,S", TEXT);
    open_drop();
    erase("bob/new/" UID1 SIZES);
    put("bob/new/" UID2 SIZES, TEXT TEXT);
    put("bob/new/other", TEXT);
    move("bob/new/other", "bob/new/" UID3 SIZES);
    check_unreadable(0, ENOENT);
    check_unreadable(1, ESTALE);
    check_unreadable(2, ESTALE); /* as large, but another file */
    utimes(scratch_path(&scratch, "bob/cur/" UID4 SIZES ":2,S", path), later);
    check_unreadable(3, ESTALE); /* as large, but written to */
    erase("bob/new/" UID2 SIZES);
    mkfifo(scratch_path(&scratch, "bob/new/" UID2 SIZES, path), 0600);
    check_unreadable(1, ESTALE); /* and opening does not wait */
    erase("bob/new/" UID2 SIZES);
    assert_int_equal(
        symlink("/etc/passwd",
                scratch_path(&scratch, "bob/new/" UID2 SIZES, path)),
        0);
    check_unreadable(1, ELOOP);
    maildrop_close(&drop);
}

/* Arrivals during the session change no number. */
static void
the_snapshot_does_not_move(void **state)
{
    (void)state;
    put("bob/new/" UID2 SIZES, TEXT);
    open_drop();
    put("bob/new/" UID1 SIZES, TEXT);
    assert_int_equal(drop.count, 1);
    check_uid(0, UID2);
    drop.messages[0].marked = true;
    assert_int_equal(maildrop_update(&drop), 0);
    maildrop_close(&drop);
    open_drop();
    assert_int_equal(drop.count, 1);
    check_uid(0, UID1);
    maildrop_close(&drop);
}

/* REQ(1939-6-only) */
static void
s6__update_removes_the_marked_only(void **state)
{
    (void)state;
    put("bob/new/" UID1 SIZES, TEXT);
    put("bob/cur/" UID2 SIZES ":2,S", TEXT);
    put("bob/new/" UID3 SIZES, TEXT);
    open_drop();
    drop.messages[0].marked = true;
    drop.messages[1].marked = true;
    assert_int_equal(maildrop_update(&drop), 0);
    assert_int_equal(drop.error, 0);
    assert_true(drop.messages[0].removed);
    assert_true(drop.messages[1].removed);
    assert_false(drop.messages[2].removed);
    assert_int_equal(scratch_count(&scratch, "bob/new"), 1);
    assert_int_equal(scratch_count(&scratch, "bob/cur"), 0);
    check_read(2, TEXT);
    maildrop_close(&drop);
}

/* REQ(1939-6-lost) */
static void
s6__closing_without_update_removes_nothing(void **state)
{
    (void)state;
    put("bob/new/" UID1 SIZES, TEXT);
    open_drop();
    drop.messages[0].marked = true;
    maildrop_close(&drop);
    assert_int_equal(scratch_count(&scratch, "bob/new"), 1);
}

static void
update_counts_what_could_not_be_removed(void **state)
{
    (void)state;
    put("bob/new/" UID1 SIZES, TEXT);
    put("bob/new/" UID2 SIZES, TEXT);
    put("bob/new/" UID3 SIZES, TEXT);
    open_drop();
    erase("bob/new/" UID1 SIZES); /* gone: no failure, not ours */
    erase("bob/new/" UID2 SIZES); /* a folder cannot be unlinked */
    scratch_folder(&scratch, "bob/new/" UID2 SIZES);
    for (size_t i = 0; i < 3; i++) {
        drop.messages[i].marked = true;
    }
    assert_int_equal(maildrop_update(&drop), 1);
    assert_true(drop.error == EISDIR || drop.error == EPERM);
    assert_false(drop.messages[0].removed);
    assert_false(drop.messages[1].removed);
    assert_true(drop.messages[2].removed);
    maildrop_close(&drop);
}

/* With its folder a message has gone: that is no failure of ours. */
static void
update_does_not_mind_a_folder_that_is_gone(void **state)
{
    (void)state;
    put("bob/new/" UID1 SIZES, TEXT);
    put("bob/cur/" UID2 SIZES ":2,S", TEXT);
    open_drop();
    erase("bob/new/" UID1 SIZES);
    erase("bob/new");
    check_unreadable(0, ENOENT);
    drop.messages[0].marked = true;
    drop.messages[1].marked = true;
    assert_int_equal(maildrop_update(&drop), 0);
    assert_false(drop.messages[0].removed);
    assert_true(drop.messages[1].removed);
    maildrop_close(&drop);
}

static void
a_thousand_messages_keep_their_order(void **state)
{
    char name[SCRATCH_PATH];

    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        uint32_t n = i * 617 % 1000; /* made in a mixed order */

        snprintf(name, sizeof(name),
                 "bob/%s/1763889161.M%06uP00001Q000001R00000000.red,S=%u,W=%u",
                 n % 2 == 0 ? "new" : "cur", (unsigned)n, 4U, 6U);
        put(name, TEXT);
    }
    open_drop();
    assert_int_equal(drop.count, 1000);
    for (size_t i = 0; i < 1000; i++) {
        snprintf(name, sizeof(name),
                 "1763889161.M%06uP00001Q000001R00000000.red", (unsigned)i);
        check_uid(i, name);
        check_read(i, TEXT);
    }
    maildrop_close(&drop);
}

static void
no_descriptor_is_lost(void **state)
{
    int before = next_descriptor();
    struct maildrop second;

    (void)state;
    put("bob/new/" UID1 SIZES, TEXT TEXT); /* to be counted */
    put("bob/new/" UID2 SIZES, TEXT);
    open_drop();
    maildrop_open(&second, scratch.root, "bob"); /* in use */
    check_read(0, TEXT TEXT);
    move("bob/new/" UID1 SIZES, "bob/cur/" UID1 SIZES);
    check_read(0, TEXT TEXT);
    put("bob/new/" UID2 SIZES, TEXT TEXT);
    check_unreadable(1, ESTALE);
    drop.messages[0].marked = true;
    assert_int_equal(maildrop_update(&drop), 0);
    maildrop_close(&drop);
    assert_int_equal(next_descriptor(), before);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_message_that_moved_to_cur_is_found),
        CASE(what_vanished_or_changed_is_told_apart),
        CASE(the_snapshot_does_not_move),
        CASE(s6__update_removes_the_marked_only),
        CASE(s6__closing_without_update_removes_nothing),
        CASE(update_does_not_mind_a_folder_that_is_gone),
        CASE(update_counts_what_could_not_be_removed),
        CASE(a_thousand_messages_keep_their_order),
        CASE(no_descriptor_is_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
