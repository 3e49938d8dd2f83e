/*
 * message.c - a text becomes a message, or is refused with a reason.
 *
 * RFC 5322 sections 2.1.1, 2.2, 3.6; RFC 2047 section 2; RFC 5321 2.3.8.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/message.h"

static const char *const to[] = {"bob@red.example", "carol@blue.example"};

/* Make a message of a text; the result of message_finish(). */
static int
finish(struct message *message, const char *text, size_t len,
       const char *subject)
{
    const struct message_wish wish = {.from = "alice@red.example",
                                      .to = to,
                                      .to_count = 2,
                                      .subject = subject};
    FILE *file = tmpfile();

    assert_non_null(file);
    fwrite(text, 1, len, file);
    rewind(file);
    assert_int_equal(message_read(message, file), 0);
    fclose(file);
    return message_finish(message, &wish);
}

static bool
holds(const struct message *message, const char *words)
{
    char *text = calloc(message->len + 1, 1);
    bool found;

    memcpy(text, message->text, message->len);
    found = strstr(text, words) != NULL;
    free(text);
    return found;
}

/* REQ(5322-3.6): Date and From are required. */
static void
s3_6__a_text_without_a_header_gets_one(void **state)
{
    struct message message;

    (void)state;
    assert_int_equal(finish(&message, "Hello: no\nhi\n", 13, "Lunch"), 0);
    assert_true(holds(&message, "Date: "));
    assert_true(holds(&message, "\nFrom: alice@red.example\n"));
    assert_true(
        holds(&message, "\nTo: bob@red.example,\n    carol@blue.example\n"));
    assert_true(
        holds(&message, "\nSubject: Lunch\nMessage-ID: <"));
    assert_true(holds(&message, "@red.example>\n\nHello: no\nhi\n"));
    assert_false(holds(&message, "MIME-Version"));
    message_free(&message);
}

static void
s2_2__a_text_with_a_header_is_left_as_it_is(void **state)
{
    static const char text[] = "Subject: x\r\n folded\r\n\r\nhi\r\n";
    struct message message;

    (void)state;
    assert_int_equal(finish(&message, text, sizeof text - 1, NULL), 0);
    assert_int_equal(message.len, 23);
    assert_memory_equal(message.text, "Subject: x\n folded\n\nhi\n", 23);
    assert_int_equal(message.octets, sizeof text - 1);
    message_free(&message);
}

static void
the_subject_stands_above_a_header(void **state)
{
    struct message message;

    (void)state;
    assert_int_equal(finish(&message, "A: b\n\nhi", 8, "x"), 0);
    assert_memory_equal(message.text, "Subject: x\nA: b\n\nhi", 20);
    assert_int_equal(message.octets, 12 + 6 + 2 + 4);
    message_free(&message);
}

static void
an_empty_text_is_none(void **state)
{
    struct message message;
    FILE *file = tmpfile();

    (void)state;
    assert_non_null(file);
    assert_int_equal(message_read(&message, file), -1);
    assert_string_equal(message.why, "there is no text");
    message_free(&message);
    fclose(file);
    assert_int_equal(finish(&message, "\n", 1, NULL), 0);
    assert_true(holds(&message, "From: alice@red.example\n"));
    message_free(&message);
}

static void
eight_bit_text_is_declared(void **state)
{
    struct message message;

    (void)state;
    assert_int_equal(finish(&message, "caf\xC3\xA9\n", 6, NULL), 0);
    assert_true(message.eight_bit);
    assert_true(holds(&message, "Content-Transfer-Encoding: 8bit\n"));
    message_free(&message);
}

/* RFC 6532 section 3: only the header makes a message an internationalized
 * one, and only UTF-8 does. */
static void
rfc6532__a_header_beyond_ascii_is_noticed(void **state)
{
    static const struct { const char *text; bool utf8; } cases[] = {
        {"Subject: x\n\ncaf\xC3\xA9\n", false},
        {"caf\xC3\xA9\n", false},
        {"Subject: caf\xC3\xA9\n\nx\n", true},
        {"Subject: caf\xC3\xA9", true},
        {"Subject: caf\xE9\n\nx\n", false}};
    struct message message;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(finish(&message, cases[i].text,
                                strlen(cases[i].text), NULL), 0);
        assert_true(message.eight_bit);
        assert_int_equal(message.utf8_header, cases[i].utf8);
        message_free(&message);
    }
}

/* REQ(2047-2): an encoded word ends with a whole character. */
static void
rfc2047__a_subject_beyond_ascii_is_encoded(void **state)
{
    struct message message;

    (void)state;
    assert_int_equal(finish(&message, "hi\n", 3, "caf\xC3\xA9"), 0);
    assert_true(holds(&message, "\nSubject: =?UTF-8?B?Y2Fmw6k=?=\n"));
    assert_false(message.eight_bit);
    message_free(&message);
    /* 38 octets, then a character of two: it goes to the second word. */
    assert_int_equal(finish(&message, "hi\n", 3,
                            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xC3\xA9"),
                     0);
    assert_true(holds(&message, "YWE=?=\n =?UTF-8?B?w6k=?=\n"));
    message_free(&message);
}

static void
refused(const char *text, size_t len, const char *words)
{
    struct message message;

    assert_int_equal(finish(&message, text, len, NULL), -1);
    assert_non_null(strstr(message.why, words));
    message_free(&message);
}

/* REQ(5321-2.3.8): CR only before LF. */
static void
what_must_not_be_sent_is_refused(void **state)
{
    static char line[MESSAGE_LINE_MAX + 8];

    (void)state;
    refused("A: b\n\na\rb\n", 10, "2.3.8");
    refused("A: b\n\na\0b\n", 10, "NUL");
    memcpy(line, "A: b\n\n", 6);
    memset(line + 6, 'x', MESSAGE_LINE_MAX + 1);
    refused(line, MESSAGE_LINE_MAX + 7, "line 3");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s3_6__a_text_without_a_header_gets_one),
        cmocka_unit_test(s2_2__a_text_with_a_header_is_left_as_it_is),
        cmocka_unit_test(the_subject_stands_above_a_header),
        cmocka_unit_test(an_empty_text_is_none),
        cmocka_unit_test(eight_bit_text_is_declared),
        cmocka_unit_test(rfc6532__a_header_beyond_ascii_is_noticed),
        cmocka_unit_test(rfc2047__a_subject_beyond_ascii_is_encoded),
        cmocka_unit_test(what_must_not_be_sent_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
