/*
 * smtp_client.c - the sending engine, fed with scripted replies.
 *
 * RFC 5321 sections 3.1 to 3.3, 3.8, 4.2.1, 4.5.3.1.10, 6.1; RFC 1870;
 * RFC 1652.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "client/smtp_client.h"

struct fixture {
    struct smtp_client_rcpt rcpts[3];
    struct smtp_client_job job;
    struct smtp_client client;
};

static int
setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    fixture->rcpts[0].mailbox = "bob@red.example";
    fixture->rcpts[1].mailbox = "carol@blue.example";
    fixture->rcpts[2].mailbox = "dave@blue.example";
    fixture->job = (struct smtp_client_job){.helo = "pc7.example",
                                            .from = "alice@red.example",
                                            .rcpts = fixture->rcpts,
                                            .rcpt_count = 1,
                                            .octets = 200};
    smtp_client_init(&fixture->client, &fixture->job);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    free(*state);
    return 0;
}

/* Feed one reply; the engine must answer with this command. */
static void
feed(struct fixture *fixture, const char *reply, const char *command)
{
    enum smtp_client_wish wish = smtp_client_reply(
        &fixture->client, atoi(reply), reply, strlen(reply));

    assert_int_equal(wish, SMTP_CLIENT_COMMAND);
    assert_string_equal(fixture->client.line, command);
}

static void
feed_wish(struct fixture *fixture, const char *reply,
          enum smtp_client_wish expected)
{
    assert_int_equal(smtp_client_reply(&fixture->client, atoi(reply), reply,
                                       strlen(reply)),
                     expected);
}

static void
up_to_mail(struct fixture *fixture)
{
    feed(fixture, "220 mx.red.example", "EHLO pc7.example");
    feed(fixture, "250 mx.red.example", "MAIL FROM:<alice@red.example>");
}

static void
up_to_text(struct fixture *fixture)
{
    up_to_mail(fixture);
    feed(fixture, "250 ok", "RCPT TO:<bob@red.example>");
    feed(fixture, "250 ok", "DATA");
    feed_wish(fixture, "354 go", SMTP_CLIENT_TEXT);
}

/* REQ(5321-6.1) */
static void
s6_1__sent_only_after_2yz_to_the_dot(void **state)
{
    struct fixture *fixture = *state;

    up_to_text(fixture);
    assert_int_equal(fixture->client.result, SMTP_CLIENT_PENDING);
    smtp_client_dot_sent(&fixture->client);
    assert_int_equal(fixture->client.result, SMTP_CLIENT_PENDING);
    feed(fixture, "259 never seen before", "QUIT");
    assert_int_equal(fixture->client.result, SMTP_CLIENT_SENT);
    assert_int_equal(fixture->rcpts[0].result, SMTP_CLIENT_SENT);
    feed_wish(fixture, "221 bye", SMTP_CLIENT_CLOSE);
}

static void
s3_1__554_as_greeting_is_answered_with_quit(void **state)
{
    struct fixture *fixture = *state;

    feed(fixture, "554 no SMTP service here", "QUIT");
    assert_int_equal(fixture->client.result, SMTP_CLIENT_REFUSED);
    feed_wish(fixture, "221 bye", SMTP_CLIENT_CLOSE);
}

static void
s3_2__a_server_without_ehlo_gets_helo(void **state)
{
    struct fixture *fixture = *state;

    feed(fixture, "220 old", "EHLO pc7.example");
    feed(fixture, "500 what?", "HELO pc7.example");
    feed(fixture, "250 old", "MAIL FROM:<alice@red.example>");
}

static void
s3_2__4yz_to_ehlo_is_no_reason_for_helo(void **state)
{
    struct fixture *fixture = *state;

    feed(fixture, "220 busy", "EHLO pc7.example");
    feed(fixture, "451 not now", "QUIT");
    assert_int_equal(fixture->client.result, SMTP_CLIENT_LATER);
}

static void
rfc1870__the_size_is_told_where_it_is_offered(void **state)
{
    struct fixture *fixture = *state;

    feed(fixture, "220 mx", "EHLO pc7.example");
    feed(fixture, "250-mx\n250-size 201\n250 HELP",
         "MAIL FROM:<alice@red.example> SIZE=200");
}

static void
rfc1870__a_message_above_the_offered_size_is_not_offered(void **state)
{
    struct fixture *fixture = *state;

    fixture->job.octets = 202;
    feed(fixture, "220 mx", "EHLO pc7.example");
    feed(fixture, "250-mx\n250 SIZE 201", "QUIT");
    assert_int_equal(fixture->client.result, SMTP_CLIENT_CANNOT);
    assert_non_null(strstr(fixture->client.said, "SIZE"));
}

static void
rfc1652__eight_bit_text_is_declared(void **state)
{
    struct fixture *fixture = *state;

    fixture->job.eight_bit = true;
    feed(fixture, "220 mx", "EHLO pc7.example");
    feed(fixture, "250-mx\n250 8BITMIME",
         "MAIL FROM:<alice@red.example> BODY=8BITMIME");
}

/* REQ(1652-3): 8-bit octets must not go to a server without 8BITMIME. */
static void
rfc1652__eight_bit_text_is_not_sent_where_it_is_not_offered(void **state)
{
    struct fixture *fixture = *state;

    fixture->job.eight_bit = true;
    feed(fixture, "220 mx", "EHLO pc7.example");
    feed(fixture, "250-mx 8BITMIME\n250-X8BITMIME\n250 SIZE", "QUIT");
    assert_int_equal(fixture->client.result, SMTP_CLIENT_CANNOT);
}

/* REQ(6531-3.4) the client MUST supply the parameter. */
static void
rfc6531__an_address_beyond_ascii_is_declared(void **state)
{
    struct fixture *fixture = *state;

    fixture->job.from = "j\xc3\xb6rg@red.example";
    fixture->job.utf8 = true;
    feed(fixture, "220 mx", "EHLO pc7.example");
    feed(fixture, "250-mx\n250-8BITMIME\n250 SMTPUTF8 ignored",
         "MAIL FROM:<j\xc3\xb6rg@red.example> SMTPUTF8");
}

/* REQ(6531-3.2) it MUST NOT go to a server that does not offer it. */
static void
rfc6531__an_address_beyond_ascii_needs_the_offer(void **state)
{
    struct fixture *fixture = *state;

    fixture->job.utf8 = true;
    feed(fixture, "220 mx", "EHLO pc7.example");
    feed(fixture, "250-mx SMTPUTF8\n250-XSMTPUTF8\n250 8BITMIME", "QUIT");
    assert_int_equal(fixture->client.result, SMTP_CLIENT_CANNOT);
    assert_non_null(strstr(fixture->client.said, "SMTPUTF8"));
}

static void
s3_3__one_good_recipient_is_enough(void **state)
{
    struct fixture *fixture = *state;

    fixture->job.rcpt_count = 3;
    up_to_mail(fixture);
    feed(fixture, "250 ok", "RCPT TO:<bob@red.example>");
    feed(fixture, "550 5.1.1 who?", "RCPT TO:<carol@blue.example>");
    feed(fixture, "251 will forward", "RCPT TO:<dave@blue.example>");
    feed(fixture, "450 busy", "DATA");
    feed_wish(fixture, "354 go", SMTP_CLIENT_TEXT);
    smtp_client_dot_sent(&fixture->client);
    feed(fixture, "250 ok", "QUIT");
    assert_int_equal(fixture->rcpts[0].result, SMTP_CLIENT_REFUSED);
    assert_string_equal(fixture->rcpts[0].said, "550 5.1.1 who?");
    assert_int_equal(fixture->rcpts[1].result, SMTP_CLIENT_SENT);
    assert_int_equal(fixture->rcpts[2].result, SMTP_CLIENT_LATER);
    assert_int_equal(fixture->client.result, SMTP_CLIENT_SENT);
}

static void
s3_3__without_a_good_recipient_there_is_no_data(void **state)
{
    struct fixture *fixture = *state;

    fixture->job.rcpt_count = 2;
    up_to_mail(fixture);
    feed(fixture, "250 ok", "RCPT TO:<bob@red.example>");
    feed(fixture, "450 busy", "RCPT TO:<carol@blue.example>");
    feed(fixture, "550 who?", "QUIT");
    assert_int_equal(fixture->client.result, SMTP_CLIENT_LATER);
    assert_memory_equal(fixture->client.said, "450", 3);
}

/* REQ(5321-4.5.3.1.10) */
static void
s4_5_3_1_10__552_for_too_many_recipients_is_temporary(void **state)
{
    struct fixture *fixture = *state;

    fixture->job.rcpt_count = 2;
    up_to_mail(fixture);
    feed(fixture, "250 ok", "RCPT TO:<bob@red.example>");
    feed(fixture, "552 5.5.3 too many", "RCPT TO:<carol@blue.example>");
    assert_int_equal(fixture->rcpts[0].result, SMTP_CLIENT_LATER);
    feed(fixture, "552 5.2.2 mailbox full", "QUIT");
    assert_int_equal(fixture->rcpts[1].result, SMTP_CLIENT_REFUSED);
}

static void
data_refused_means_no_text(void **state)
{
    struct fixture *fixture = *state;

    up_to_mail(fixture);
    feed(fixture, "250 ok", "RCPT TO:<bob@red.example>");
    feed(fixture, "250 ok", "DATA");
    feed(fixture, "554 no valid recipients", "QUIT");
    assert_int_equal(fixture->client.result, SMTP_CLIENT_REFUSED);
    assert_int_equal(fixture->rcpts[0].result, SMTP_CLIENT_REFUSED);
}

static void
s4_2_1__250_to_data_makes_no_sense(void **state)
{
    struct fixture *fixture = *state;

    up_to_mail(fixture);
    feed(fixture, "250 ok", "RCPT TO:<bob@red.example>");
    feed(fixture, "250 ok", "DATA");
    feed(fixture, "250 thanks", "QUIT");
    assert_int_equal(fixture->client.result, SMTP_CLIENT_BROKEN);
}

static void
lost_before_the_dot_nothing_was_delivered(void **state)
{
    struct fixture *fixture = *state;

    up_to_text(fixture);
    smtp_client_lost(&fixture->client, SMTP_CLIENT_LOST, "closed");
    assert_int_equal(fixture->client.result, SMTP_CLIENT_LOST);
    assert_int_equal(fixture->client.wish, SMTP_CLIENT_CLOSE);
}

static void
lost_after_the_dot_nobody_knows(void **state)
{
    struct fixture *fixture = *state;

    up_to_text(fixture);
    smtp_client_dot_sent(&fixture->client);
    smtp_client_lost(&fixture->client, SMTP_CLIENT_BROKEN, "closed");
    assert_int_equal(fixture->client.result, SMTP_CLIENT_UNKNOWN);
    assert_int_equal(fixture->rcpts[0].result, SMTP_CLIENT_UNKNOWN);
}

static void
lost_after_the_answer_changes_nothing(void **state)
{
    struct fixture *fixture = *state;

    up_to_text(fixture);
    smtp_client_dot_sent(&fixture->client);
    feed(fixture, "250 ok", "QUIT");
    smtp_client_lost(&fixture->client, SMTP_CLIENT_LOST, "closed");
    assert_int_equal(fixture->client.result, SMTP_CLIENT_SENT);
}

/* REQ(5321-3.8): after 421 the server closes the connection. */
static void
s3_8__after_421_nothing_more_is_said(void **state)
{
    struct fixture *fixture = *state;

    up_to_mail(fixture);
    feed(fixture, "250 ok", "RCPT TO:<bob@red.example>");
    feed_wish(fixture, "421 going down", SMTP_CLIENT_CLOSE);
    assert_int_equal(fixture->client.result, SMTP_CLIENT_LATER);
    assert_int_equal(fixture->rcpts[0].result, SMTP_CLIENT_LATER);
}

static void
s4_5_5__the_null_reverse_path_is_empty_brackets(void **state)
{
    struct fixture *fixture = *state;

    fixture->job.from = "";
    feed(fixture, "220 mx", "EHLO pc7.example");
    feed(fixture, "250 mx", "MAIL FROM:<>");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(s6_1__sent_only_after_2yz_to_the_dot),
        CASE(s3_1__554_as_greeting_is_answered_with_quit),
        CASE(s3_2__a_server_without_ehlo_gets_helo),
        CASE(s3_2__4yz_to_ehlo_is_no_reason_for_helo),
        CASE(rfc1870__the_size_is_told_where_it_is_offered),
        CASE(rfc1870__a_message_above_the_offered_size_is_not_offered),
        CASE(rfc1652__eight_bit_text_is_declared),
        CASE(rfc1652__eight_bit_text_is_not_sent_where_it_is_not_offered),
        CASE(rfc6531__an_address_beyond_ascii_is_declared),
        CASE(rfc6531__an_address_beyond_ascii_needs_the_offer),
        CASE(s3_3__one_good_recipient_is_enough),
        CASE(s3_3__without_a_good_recipient_there_is_no_data),
        CASE(s4_5_3_1_10__552_for_too_many_recipients_is_temporary),
        CASE(data_refused_means_no_text),
        CASE(s4_2_1__250_to_data_makes_no_sense),
        CASE(lost_before_the_dot_nothing_was_delivered),
        CASE(lost_after_the_dot_nobody_knows),
        CASE(lost_after_the_answer_changes_nothing),
        CASE(s3_8__after_421_nothing_more_is_said),
        CASE(s4_5_5__the_null_reverse_path_is_empty_brackets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
