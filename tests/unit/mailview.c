/*
 * mailview.c - what a look into a mailbox shows, and what it passes over.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/mailview.h"
#include "tests/support/scratch.h"

#define UID_1 "1763889161.M000001P00001Q000001R00000001.red"
#define UID_2 "1763889162.M000001P00001Q000001R00000001.red"

static int
setup(void **state)
{
    static struct scratch scratch;

    scratch_make(&scratch);
    scratch_folder(&scratch, "box");
    scratch_folder(&scratch, "box/new");
    scratch_folder(&scratch, "box/cur");
    *state = &scratch;
    return 0;
}

static int
teardown(void **state)
{
    scratch_remove(*state);
    return 0;
}

static void
put(void **state, const char *name, const char *text)
{
    scratch_write(*state, name, text, strlen(text));
}

static struct mailview
view_box(void **state)
{
    struct mailview view;
    char path[SCRATCH_PATH];

    assert_int_equal(
        mailview_open(&view, scratch_path(*state, "box", path)), 0);
    return view;
}

static void
check_field(void **state, const char *text, const char *field,
            const char *want)
{
    struct mailview view;
    char value[MAILVIEW_FIELD_ROOM];

    put(state, "box/new/mail", text);
    view = view_box(state);
    assert_int_equal(view.count, 1);
    assert_int_equal(mailview_field(&view, 0, field, value), 0);
    assert_string_equal(value, want);
    mailview_close(&view);
}

static void
a_mailbox_that_is_not_there_is_empty(void **state)
{
    struct mailview view;
    char path[SCRATCH_PATH];

    assert_int_equal(
        mailview_open(&view, scratch_path(*state, "nowhere", path)), 0);
    assert_int_equal(view.count, 0);
    mailview_close(&view);
    assert_int_equal(scratch_count(*state, "nowhere"), 0);
}

static void
messages_come_in_arrival_order_from_both_folders(void **state)
{
    struct mailview view;

    put(state, "box/new/" UID_2 ",S=4,W=6", "a\nb\n");
    put(state, "box/cur/" UID_1 ",S=2,W=3:2,S", "a\n");
    view = view_box(state);
    assert_int_equal(view.count, 2);
    assert_string_equal(view.items[0].uid, UID_1);
    assert_true(view.items[0].in_cur);
    assert_int_equal(view.items[0].disk, 2);
    assert_int_equal(view.items[0].octets, 3);
    assert_string_equal(view.items[1].uid, UID_2);
    assert_false(view.items[1].in_cur);
    assert_int_equal(view.items[1].octets, 6);
    mailview_close(&view);
}

static void
a_name_that_disagrees_with_its_file_is_counted(void **state)
{
    struct mailview view;

    put(state, "box/new/" UID_1 ",S=99,W=100", "a\nb\r\nc");
    put(state, "box/new/" UID_2, "a\n");
    view = view_box(state);
    assert_int_equal(view.items[0].disk, 6);
    assert_int_equal(view.items[0].octets, 9);
    assert_int_equal(view.items[1].octets, 3);
    mailview_close(&view);
}

static void
a_name_that_uidl_cannot_tell_has_no_uid(void **state)
{
    struct mailview view;

    put(state, "box/new/1 two words", "a\n");
    view = view_box(state);
    assert_int_equal(view.count, 1);
    assert_string_equal(view.items[0].uid, "");
    mailview_close(&view);
}

static void
links_pipes_folders_and_dot_files_are_passed_over(void **state)
{
    struct mailview view;
    char path[SCRATCH_PATH];

    put(state, "secret", "Subject: secret\n\n");
    put(state, "box/new/.hidden", "a\n");
    scratch_folder(*state, "box/new/folder");
    assert_int_equal(
        symlink("../../secret",
                scratch_path(*state, "box/new/" UID_1 ",S=17,W=19", path)), 0);
    assert_int_equal(mkfifo(scratch_path(*state, "box/new/pipe", path), 0600),
                     0);
    view = view_box(state);
    assert_int_equal(view.count, 0);
    mailview_close(&view);
}

static void
a_message_that_became_a_link_is_not_followed(void **state)
{
    struct mailview view;
    char path[SCRATCH_PATH];
    char value[MAILVIEW_FIELD_ROOM];

    put(state, "secret", "Subject: secret\n\n");
    put(state, "box/new/mail", "Subject: mine\n\n");
    view = view_box(state);
    assert_int_equal(unlink(scratch_path(*state, "box/new/mail", path)), 0);
    assert_int_equal(mailview_field(&view, 0, "Subject", value), -1);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(symlink("../../secret", path), 0);
    assert_int_equal(mailview_field(&view, 0, "Subject", value), -1);
    assert_string_equal(value, "");
    mailview_close(&view);
}

static void
a_field_is_found_in_any_case(void **state)
{
    check_field(state, "FROM: a@b\nsubject:  Lunch?\n\nSubject: body\n",
                "Subject", "Lunch?");
}

/* RFC 5322 section 2.2.3 */
static void
a_folded_field_is_unfolded(void **state)
{
    check_field(state, "Subject: one\r\n\ttwo\r\n three\r\nTo: x\r\n\r\n",
                "Subject", "one two three");
}

static void
the_body_is_no_header(void **state)
{
    check_field(state, "From: a@b\n\nSubject: body\n", "Subject", "");
}

static void
a_longer_name_is_another_field(void **state)
{
    check_field(state, "Subjects: no\nX-Subject: no\nSubject: yes\n\n",
                "Subject", "yes");
}

static void
a_terminal_is_not_painted(void **state)
{
    check_field(state, "Subject: \x1b[31mred\x07 \xff ok\n\n", "Subject",
                "\\x1B[31mred\\x07 \\xFF ok");
}

static void
utf_8_stays_and_is_cut_between_characters(void **state)
{
    char text[400] = "Subject: ";
    char want[400] = "";

    for (int i = 0; i < 100; i++) {
        strcat(text, i == 0 ? "x" : "\xC3\xA9");
        strcat(want, i == 0 ? "x" : "\xC3\xA9");
    }
    /* 1 + 99 * 2 = 199 octets; the next character is cut in two. */
    strcat(text, "\xC3\xA9\n\n");
    check_field(state, text, "Subject", want);
}

static void
a_header_without_end_is_no_trouble(void **state)
{
    size_t len = 2 * MAILVIEW_HEADER_MAX;
    char *text = malloc(len + 1);

    assert_non_null(text);
    memset(text, 'x', len);
    text[len] = '\0';
    check_field(state, text, "Subject", "");
    free(text);
}

static void
text_is_read_up_to_the_limit(void **state)
{
    struct mailview view;
    char *text;
    size_t len;

    put(state, "box/cur/mail", "0123456789");
    view = view_box(state);
    assert_int_equal(mailview_text(&view, 0, 4, &text, &len), 0);
    assert_int_equal(len, 4);
    assert_string_equal(text, "0123");
    free(text);
    assert_int_equal(mailview_text(&view, 0, 100, &text, &len), 0);
    assert_string_equal(text, "0123456789");
    free(text);
    mailview_close(&view);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_mailbox_that_is_not_there_is_empty),
        TEST(messages_come_in_arrival_order_from_both_folders),
        TEST(a_name_that_disagrees_with_its_file_is_counted),
        TEST(a_name_that_uidl_cannot_tell_has_no_uid),
        TEST(links_pipes_folders_and_dot_files_are_passed_over),
        TEST(a_message_that_became_a_link_is_not_followed),
        TEST(a_field_is_found_in_any_case),
        TEST(a_folded_field_is_unfolded),
        TEST(the_body_is_no_header),
        TEST(a_longer_name_is_another_field),
        TEST(a_terminal_is_not_painted),
        TEST(utf_8_stays_and_is_cut_between_characters),
        TEST(a_header_without_end_is_no_trouble),
        TEST(text_is_read_up_to_the_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
