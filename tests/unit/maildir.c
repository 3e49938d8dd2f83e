/*
 * maildir.c - a delivery is in all mailboxes, whole, or in none.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/mailbox.h"
#include "server/maildir.h"

#include "tests/support/scratch.h"

#define UID "1763889161.M377412P00812Q000007R5f2c91aa.red"
#define TEXT "Subject: Lunch?\n\n.dot\n"
#define NAME UID ",S=22,W=25"

static const char *const everybody[] = {"alice", "bob", "carol"};

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

/* A delivery of TEXT, repeated times, to the first users of everybody[]. */
static struct maildir_delivery
delivery_of(const struct scratch *scratch, size_t users, size_t times)
{
    struct maildir_delivery delivery = {.mail = scratch->root,
                                        .users = everybody,
                                        .user_count = users,
                                        .uid = UID,
                                        .error = -1};

    delivery.draft = draft_open(scratch->root, everybody[0], "draft");
    assert_non_null(delivery.draft);
    for (size_t i = 0; i < times; i++) {
        draft_write(delivery.draft, TEXT, strlen(TEXT));
    }
    return delivery;
}

static void
deliver(struct maildir_delivery *delivery)
{
    maildir_deliver(&delivery, 1);
    assert_null(delivery->draft);
}

static void
check_file(const struct scratch *scratch, const char *name, size_t times)
{
    size_t len;
    char *bytes = scratch_read(scratch, name, &len);

    assert_int_equal(len, times * strlen(TEXT));
    for (size_t i = 0; i < times; i++) {
        assert_memory_equal(bytes + i * strlen(TEXT), TEXT, strlen(TEXT));
    }
    free(bytes);
}

/* Nothing in new/ and tmp/ of anybody. */
static void
check_nothing(const struct scratch *scratch)
{
    char name[SCRATCH_PATH];

    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof(name), "%s/new", everybody[i]);
        assert_int_equal(scratch_count(scratch, name), 0);
        snprintf(name, sizeof(name), "%s/tmp", everybody[i]);
        assert_int_equal(scratch_count(scratch, name), 0);
    }
}

static void
first_mail_makes_the_mailbox(void **state)
{
    struct maildir_delivery delivery = delivery_of(*state, 1, 1);
    char path[SCRATCH_PATH];
    struct stat st;

    deliver(&delivery);
    assert_int_equal(delivery.error, 0);
    assert_null(delivery.failed);
    assert_int_equal(delivery.disk, 22);
    assert_int_equal(delivery.wire, 25);
    check_file(*state, "alice/new/" NAME, 1);
    assert_int_equal(scratch_count(*state, "alice/new"), 1);
    assert_int_equal(scratch_count(*state, "alice/tmp"), 0);
    assert_int_equal(scratch_count(*state, "alice"), 3);
    stat(scratch_path(*state, "alice", path), &st);
    assert_int_equal(st.st_mode & 0777, 0700);
    stat(scratch_path(*state, "alice/new/" NAME, path), &st);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(st.st_nlink, 1);
}

static void
each_recipient_has_a_file_of_its_own(void **state)
{
    static const char *const files[] = {"alice/new/" NAME, "bob/new/" NAME,
                                        "carol/new/" NAME};
    struct maildir_delivery delivery = delivery_of(*state, 3, 1);
    char path[SCRATCH_PATH];
    struct stat st[3];

    deliver(&delivery);
    assert_int_equal(delivery.error, 0);
    for (size_t i = 0; i < 3; i++) {
        check_file(*state, files[i], 1);
        stat(scratch_path(*state, files[i], path), &st[i]);
        assert_int_equal(st[i].st_nlink, 1);
    }
    assert_int_not_equal(st[0].st_ino, st[1].st_ino);
    assert_int_not_equal(st[1].st_ino, st[2].st_ino);
    scratch_write(*state, files[0], "edited", 6);
    check_file(*state, files[1], 1);
}

static void
a_long_draft_becomes_the_first_copy(void **state)
{
    struct maildir_delivery delivery = delivery_of(*state, 3, 10000);
    char path[SCRATCH_PATH];
    struct stat before;
    struct stat after;

    stat(scratch_path(*state, "alice/tmp/draft", path), &before);
    deliver(&delivery);
    assert_int_equal(delivery.error, 0);
    assert_int_equal(delivery.disk, 220000);
    check_file(*state, "alice/new/" UID ",S=220000,W=250000", 10000);
    check_file(*state, "bob/new/" UID ",S=220000,W=250000", 10000);
    check_file(*state, "carol/new/" UID ",S=220000,W=250000", 10000);
    stat(scratch_path(*state, "alice/new/" UID ",S=220000,W=250000", path),
         &after);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_int_equal(after.st_nlink, 1);
    assert_int_equal(scratch_count(*state, "alice/tmp"), 0);
    assert_int_equal(scratch_count(*state, "bob/tmp"), 0);
}

static void
a_name_that_is_taken_is_never_overwritten(void **state)
{
    struct maildir_delivery delivery = delivery_of(*state, 3, 1);

    scratch_folder(*state, "bob");
    scratch_folder(*state, "bob/new");
    scratch_write(*state, "bob/new/" NAME, TEXT TEXT, 2 * strlen(TEXT));
    deliver(&delivery);
    assert_int_equal(delivery.error, EEXIST);
    assert_string_equal(delivery.failed, "bob");
    check_file(*state, "bob/new/" NAME, 2);
    assert_int_equal(scratch_count(*state, "alice/new"), 0);
    assert_int_equal(scratch_count(*state, "carol/new"), 0);
    assert_int_equal(scratch_count(*state, "alice/tmp"), 0);
    assert_int_equal(scratch_count(*state, "bob/tmp"), 0);
    assert_int_equal(scratch_count(*state, "carol/tmp"), 0);
}

static void
a_file_in_place_of_new_takes_all_back(void **state)
{
    struct maildir_delivery delivery = delivery_of(*state, 3, 1);

    scratch_folder(*state, "carol");
    scratch_write(*state, "carol/new", "", 0);
    deliver(&delivery);
    assert_int_equal(delivery.error, ENOTDIR);
    assert_string_equal(delivery.failed, "carol");
    check_nothing(*state);
}

static void
a_long_draft_is_taken_back_too(void **state)
{
    struct maildir_delivery delivery = delivery_of(*state, 3, 10000);

    scratch_folder(*state, "bob");
    scratch_write(*state, "bob/tmp", "", 0);
    deliver(&delivery);
    assert_int_equal(delivery.error, ENOTDIR);
    assert_string_equal(delivery.failed, "bob");
    check_nothing(*state);
}

static void
a_link_in_place_of_a_folder_is_not_followed(void **state)
{
    struct maildir_delivery delivery = delivery_of(*state, 2, 1);
    char path[SCRATCH_PATH];

    scratch_folder(*state, "elsewhere");
    scratch_folder(*state, "bob");
    assert_int_equal(
        symlink("../elsewhere", scratch_path(*state, "bob/new", path)), 0);
    deliver(&delivery);
    assert_true(delivery.error == ELOOP || delivery.error == ENOTDIR);
    assert_int_equal(scratch_count(*state, "elsewhere"), 0);
    check_nothing(*state);
}

static void
a_file_too_big_leaves_nothing(void **state)
{
    struct rlimit old;
    struct rlimit small;
    struct maildir_delivery delivery = delivery_of(*state, 2, 1);

    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old);
    small = old;
    small.rlim_cur = 10; /* 10 octets fit: a short write, then EFBIG */
    setrlimit(RLIMIT_FSIZE, &small);
    deliver(&delivery);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_int_equal(delivery.error, EFBIG);
    assert_string_equal(delivery.failed, "alice");
    check_nothing(*state);
}

static void
no_descriptor_left_leaves_nothing(void **state)
{
    struct rlimit old;
    struct rlimit none;
    struct maildir_delivery delivery = delivery_of(*state, 2, 1);

    getrlimit(RLIMIT_NOFILE, &old);
    none = old;
    none.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &none);
    deliver(&delivery);
    setrlimit(RLIMIT_NOFILE, &old);
    assert_int_equal(delivery.error, EMFILE);
    check_nothing(*state);
}

static void
a_missing_mail_folder_is_an_error(void **state)
{
    struct scratch gone = *(struct scratch *)*state;
    struct maildir_delivery delivery;

    snprintf(gone.root, sizeof(gone.root), "%.500s/gone",
             ((struct scratch *)*state)->root);
    delivery = delivery_of(&gone, 1, 1);
    deliver(&delivery);
    assert_int_equal(delivery.error, ENOENT);
    assert_int_equal(scratch_count(*state, "."), 0);
}

static void
a_draft_in_trouble_is_not_delivered(void **state)
{
    struct maildir_delivery delivery = delivery_of(*state, 2, 1);

    scratch_write(*state, "alice", "", 0); /* no mailbox can be here */
    for (int i = 0; i < 10000; i++) {
        draft_write(delivery.draft, TEXT, strlen(TEXT));
    }
    deliver(&delivery);
    assert_int_equal(delivery.error, ENOTDIR);
    check_nothing(*state);
}

/* More deliveries than copies are held open, and one of them fails. */
static void
a_batch_succeeds_and_fails_one_by_one(void **state)
{
    enum { MANY = 150, BAD = 70 };
    struct maildir_delivery deliveries[MANY];
    struct maildir_delivery *batch[MANY];
    static const char *const bad[] = {"alice", "dave"};

    scratch_write(*state, "dave", "", 0);
    for (size_t i = 0; i < MANY; i++) {
        deliveries[i] = delivery_of(*state, 3, 1);
        deliveries[i].uid[0] = (char)('a' + i / 10);
        deliveries[i].uid[1] = (char)('0' + i % 10);
        batch[i] = &deliveries[i];
    }
    deliveries[BAD].users = bad;
    deliveries[BAD].user_count = 2;
    maildir_deliver(batch, MANY);
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(deliveries[i].error, i == BAD ? ENOTDIR : 0);
    }
    assert_string_equal(deliveries[BAD].failed, "dave");
    assert_int_equal(scratch_count(*state, "alice/new"), MANY - 1);
    assert_int_equal(scratch_count(*state, "bob/new"), MANY - 1);
    assert_int_equal(scratch_count(*state, "carol/new"), MANY - 1);
    assert_int_equal(scratch_count(*state, "alice/tmp"), 0);
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
no_descriptor_is_lost(void **state)
{
    int before = next_descriptor();
    struct maildir_delivery delivery = delivery_of(*state, 3, 10000);

    scratch_write(*state, "carol", "", 0);
    deliver(&delivery);
    assert_int_equal(delivery.error, ENOTDIR);
    assert_int_equal(next_descriptor(), before);
    delivery = delivery_of(*state, 2, 10000);
    deliver(&delivery);
    assert_int_equal(delivery.error, 0);
    assert_int_equal(next_descriptor(), before);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(first_mail_makes_the_mailbox),
        CASE(each_recipient_has_a_file_of_its_own),
        CASE(a_long_draft_becomes_the_first_copy),
        CASE(a_name_that_is_taken_is_never_overwritten),
        CASE(a_file_in_place_of_new_takes_all_back),
        CASE(a_long_draft_is_taken_back_too),
        CASE(a_link_in_place_of_a_folder_is_not_followed),
        CASE(a_file_too_big_leaves_nothing),
        CASE(no_descriptor_left_leaves_nothing),
        CASE(a_missing_mail_folder_is_an_error),
        CASE(a_draft_in_trouble_is_not_delivered),
        CASE(a_batch_succeeds_and_fails_one_by_one),
        CASE(no_descriptor_is_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
