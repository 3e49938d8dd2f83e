/*
 * rfc1870.c - SIZE: how large a message may be.
 *
 * RFC 1870.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/smtp_rig.h"

/* REQ(1870-6.1) */
static void
rfc1870_6_1__a_declared_size_over_the_maximum_gets_552(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<> SIZE=70001", "552 5.3.4");
    rig_holds(rig, "70000");
    assert_int_equal(rig->smtp.state, SMTP_READY);
    rig_ask(rig, "MAIL FROM:<> SIZE=99999999999999999999", "552 5.3.4");
    rig_ask(rig, "MAIL FROM:<> SIZE=18446744073709551616", "552 5.3.4");
    rig_ask(rig, "MAIL FROM:<> SIZE=70000", "250");
}

/* REQ(1870-6.1) no room for the size declared: 452 at once, and for now. */
static void
rfc1870_6_1__a_size_with_no_room_on_the_disk_gets_452(void **state)
{
    struct smtp_rig *rig = *state;

    rig->room = 1000;
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<> SIZE=1000", "452 4.3.1");
    rig_logged(rig, "*: fault name=store errno=");
    assert_int_equal(rig->smtp.state, SMTP_READY);
    rig_ask(rig, "MAIL FROM:<> SIZE=999", "250");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "RCPT TO:<alice@red.example>", "250");
    rig_ask(rig, "DATA", "452 4.3.1"); /* two copies are too much */
    assert_int_equal(rig->smtp.state, SMTP_RCPT);
    assert_int_equal(rig->drafts, 0);
    rig->room = 2000;
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
}

/* Nothing declared: while the disk has any room it is tried. */
static void
rfc1870_6_1__a_disk_at_its_floor_takes_nothing(void **state)
{
    struct smtp_rig *rig = *state;

    rig->room = 0;
    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<> SIZE=500", "452 4.3.1");
    rig_ask(rig, "MAIL FROM:<>", "452 4.3.1");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "503");
    rig->room = 1;
    rig_ask(rig, "MAIL FROM:<>", "250"); /* the 500 are forgotten */
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig->room = 0;
    rig_ask(rig, "DATA", "452 4.3.1");
    rig->room = 1;
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, ".", "250");
}

/* size-value = 1*20DIGIT */
static void
rfc1870_3__a_size_is_one_to_20_digits(void **state)
{
    static const char *const wrong[] = {
        "MAIL FROM:<> SIZE", "MAIL FROM:<> SIZE=", "MAIL FROM:<> SIZE=-1",
        "MAIL FROM:<> SIZE=1k", "MAIL FROM:<> SIZE=0x10",
        "MAIL FROM:<> SIZE=1=1",
        "MAIL FROM:<> SIZE=000000000000000000001", "MAIL FROM:<> SIZE=/",
        "MAIL FROM:<> SIZE=:"};
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rig_ask(rig, wrong[i], "501 5.5.4");
        rig_holds(rig, "SIZE=1024");
        assert_int_equal(rig->smtp.state, SMTP_READY);
    }
    rig_ask(rig, "MAIL FROM:<> SIZE=00000000000000000001", "250");
    rig_ask(rig, "RSET", "250");
    rig_ask(rig, "MAIL FROM:<> SIZE=0", "250");
}

static void
rfc1870_6__only_one_size_in_a_mail(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<> SIZE=1 SIZE=1", "501 5.5.4");
    rig_ask(rig, "MAIL FROM:<> SIZE=1 BODY=7BIT size=1", "501 5.5.4");
    rig_ask(rig, "MAIL FROM:<> SIZE=1", "250"); /* not counted on from before */
}

/*
 * Send a text of 70 lines that count 1000 octets each, the last but `less`.
 */
static void
send_70000(struct smtp_rig *rig, const char *front, size_t less,
           const char *expected)
{
    char line[1001];
    size_t dots = front[0] == '.' ? 1 : 0; /* of the front, stuffed */

    memset(line, 'x', sizeof line);
    memcpy(line, front, strlen(front));
    line[998 + dots] = '\0';
    rig_go(rig, SMTP_DATA);
    for (int i = 0; i < 69; i++) {
        rig_say(rig, line);
    }
    line[998 + dots - less] = '\0';
    rig_say(rig, line);
    rig_ask(rig, ".", expected);
    assert_int_equal(rig->smtp.state, SMTP_READY);
}

/* REQ(1870-4) */
static void
rfc1870_4__a_text_over_the_maximum_gets_552_after_the_dot(void **state)
{
    struct smtp_rig *rig = *state;

    send_70000(rig, "", 0, "250");
    rig->site.max_size--;
    send_70000(rig, "", 0, "552 5.3.4");
    send_70000(rig, "", 1, "250");
    assert_int_equal(rig->mail_count, 2);
}

/* REQ(1870-5) neither the last dot nor stuffed dots count. */
static void
rfc1870_5__stuffed_dots_are_not_counted(void **state)
{
    struct smtp_rig *rig = *state;

    send_70000(rig, "..", 0, "250");
    rig->site.max_size--;
    send_70000(rig, "..", 0, "552 5.3.4");
}

static void
rfc1870_5__a_line_typed_with_lf_counts_as_if_it_had_cr_lf(void **state)
{
    struct smtp_rig *rig = *state;

    rig->line_end = "\n";
    send_70000(rig, "", 0, "250");
    rig->site.max_size--;
    send_70000(rig, "", 0, "552 5.3.4");
}

/* Of two reasons the first is told. */
static void
rfc1870_4__a_line_too_long_before_stays_the_reason(void **state)
{
    struct smtp_rig *rig = *state;
    char line[1200];

    rig->site.max_size = 2500;
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\0';
    rig_go(rig, SMTP_DATA);
    rig_say(rig, line);
    line[900] = '\0';
    rig_say(rig, line);
    rig_say(rig, line);
    rig_ask(rig, ".", "500");
    rig_go(rig, SMTP_DATA);
    rig_say(rig, line);
    rig_say(rig, line);
    rig_say(rig, line);
    line[900] = 'x';
    rig_say(rig, line);
    rig_ask(rig, ".", "552");
}

/* The next message is counted from nothing. */
static void
rfc1870_4__each_message_is_counted_by_itself(void **state)
{
    struct smtp_rig *rig = *state;

    send_70000(rig, "", 0, "250");
    send_70000(rig, "", 0, "250");
    rig->site.max_size = 10;
    send_70000(rig, "", 0, "552");
    rig_go(rig, SMTP_DATA);
    rig_ask(rig, "small\r\n.", "250");
}

/* A declaration is an estimate, and never says where the text ends. */
/* REQ(1870-5-end) it is the dot that ends it. */
static void
rfc1870_6_3__a_text_may_be_larger_or_smaller_than_declared(void **state)
{
    struct smtp_rig *rig = *state;

    rig_ask(rig, "EHLO pc7.red.example", "250");
    rig_ask(rig, "MAIL FROM:<> SIZE=5", "250");
    rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    rig_ask(rig, "DATA", "354");
    rig_ask(rig, "far more than five\r\noctets\r\n.", "250");
    assert_string_equal(rig_body(rig), "far more than five\noctets\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rfc1870_6_1__a_declared_size_over_the_maximum_gets_552),
        TEST(rfc1870_6_1__a_size_with_no_room_on_the_disk_gets_452),
        TEST(rfc1870_6_1__a_disk_at_its_floor_takes_nothing),
        TEST(rfc1870_3__a_size_is_one_to_20_digits),
        TEST(rfc1870_6__only_one_size_in_a_mail),
        TEST(rfc1870_4__a_text_over_the_maximum_gets_552_after_the_dot),
        TEST(rfc1870_5__stuffed_dots_are_not_counted),
        TEST(rfc1870_5__a_line_typed_with_lf_counts_as_if_it_had_cr_lf),
        TEST(rfc1870_4__a_line_too_long_before_stays_the_reason),
        TEST(rfc1870_4__each_message_is_counted_by_itself),
        TEST(rfc1870_6_3__a_text_may_be_larger_or_smaller_than_declared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
