/*
 * client_tls.c - both client engines, where only TLS will do.
 *
 * RFC 3207 sections 4.2, 6; RFC 2595 section 4.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "client/pop3_client.h"
#include "client/smtp_client.h"

struct sending {
    struct smtp_client_rcpt rcpt;
    struct smtp_client_job job;
    struct smtp_client client;
};

static int
setup(void **state)
{
    static struct sending sending;

    sending = (struct sending){.rcpt.mailbox = "bob@red.example"};
    sending.job = (struct smtp_client_job){.helo = "pc7.example",
                                           .from = "alice@red.example",
                                           .rcpts = &sending.rcpt,
                                           .rcpt_count = 1,
                                           .octets = 200,
                                           .tls = true};
    smtp_client_init(&sending.client, &sending.job);
    *state = &sending;
    return 0;
}

/* Feed one reply; the engine must answer with this command. */
static void
feed(struct sending *sending, const char *reply, const char *command)
{
    enum smtp_client_wish wish = smtp_client_reply(
        &sending->client, atoi(reply), reply, strlen(reply));

    assert_int_equal(wish, SMTP_CLIENT_COMMAND);
    assert_string_equal(sending->client.line, command);
}

static void
greet(struct sending *sending)
{
    feed(sending, "220 mx.red.example", "EHLO pc7.example");
}

/* REQ(3207-4.2) and what was offered before counts for nothing. */
static void
rfc3207__under_tls_all_begins_anew(void **state)
{
    struct sending *sending = *state;

    sending->job.eight_bit = true;
    greet(sending);
    feed(sending, "250-mx\n250-8BITMIME\n250-SIZE 10\n250 starttls",
         "STARTTLS");
    feed(sending, "220 go", "EHLO pc7.example");
    assert_true(sending->client.secure);
    feed(sending, "250-mx\n250 8BITMIME",
         "MAIL FROM:<alice@red.example> BODY=8BITMIME");
}

static void
rfc3207__an_offer_in_the_clear_counts_for_nothing(void **state)
{
    struct sending *sending = *state;

    sending->job.eight_bit = true;
    greet(sending);
    feed(sending, "250-mx\n250-8BITMIME\n250 STARTTLS", "STARTTLS");
    feed(sending, "220 go", "EHLO pc7.example");
    feed(sending, "500 what?", "HELO pc7.example");
    feed(sending, "250 mx", "QUIT");
    assert_int_equal(sending->client.result, SMTP_CLIENT_CANNOT);
}

/* CVE-2016-0772: whatever the server says instead, the mail is not named. */
static void
rfc3207__without_tls_nothing_is_said_about_the_mail(void **state)
{
    static const struct { const char *hello, *tls; int result; } rows[] = {
        {"250 mx", NULL, SMTP_CLIENT_CANNOT},
        {"250-mx\n250 STARTTLSX", NULL, SMTP_CLIENT_CANNOT},
        {"250-mx\n250 STARTTLS", "454 not now", SMTP_CLIENT_LATER},
        {"250-mx\n250 STARTTLS", "502 what?", SMTP_CLIENT_CANNOT},
        {"250-mx\n250 STARTTLS", "250 as you like", SMTP_CLIENT_BROKEN},
        {"250-mx\n250 STARTTLS", "334 go on", SMTP_CLIENT_BROKEN}};
    struct sending *sending = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        smtp_client_init(&sending->client, &sending->job);
        greet(sending);
        if (rows[i].tls != NULL) {
            feed(sending, rows[i].hello, "STARTTLS");
            feed(sending, rows[i].tls, "QUIT");
        } else {
            feed(sending, rows[i].hello, "QUIT");
        }
        assert_int_equal(sending->client.result, rows[i].result);
        assert_int_equal(sending->rcpt.result, rows[i].result);
    }
    smtp_client_init(&sending->client, &sending->job);
    greet(sending);
    feed(sending, "502 no EHLO", "HELO pc7.example");
    feed(sending, "250 mx", "QUIT");
    assert_int_equal(sending->client.result, SMTP_CLIENT_CANNOT);
}

static void
rfc3207__a_handshake_that_fails_leaves_the_mail_unnamed(void **state)
{
    struct sending *sending = *state;

    greet(sending);
    feed(sending, "250-mx\n250 STARTTLS", "STARTTLS");
    smtp_client_lost(&sending->client, SMTP_CLIENT_CANNOT, "no TLS");
    assert_int_equal(sending->client.result, SMTP_CLIENT_CANNOT);
    assert_int_equal(sending->client.wish, SMTP_CLIENT_CLOSE);
}

/* ---- POP3 ---- */

static void
tell(struct pop3_client *client, const char *reply, const char *command)
{
    enum reply_kind kind = reply[0] == '-' ? REPLY_ERR : REPLY_OK;

    assert_int_equal(pop3_client_reply(client, kind, reply, strlen(reply)),
                     POP3_CLIENT_COMMAND);
    assert_string_equal(client->line, command);
}

static void
rfc2595__stls_comes_before_the_name(void **state)
{
    const struct pop3_client_job job = {
        .user = "alice", .task = POP3_CLIENT_ALL, .tls = true};
    struct pop3_client client;

    (void)state;
    pop3_client_init(&client, &job);
    tell(&client, "+OK ready", "STLS");
    tell(&client, "+OK go", "USER alice");
}

static void
rfc2595__without_tls_neither_name_nor_password_is_said(void **state)
{
    static const struct { const char *reply; int result; } rows[] = {
        {"-ERR what?", POP3_CLIENT_UNSAFE},
        {"-ERR [SYS/TEMP] not now", POP3_CLIENT_LATER}};
    const struct pop3_client_job job = {
        .user = "alice", .task = POP3_CLIENT_ALL, .tls = true};
    struct pop3_client client;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pop3_client_init(&client, &job);
        tell(&client, "+OK ready", "STLS");
        tell(&client, rows[i].reply, "QUIT");
        assert_int_equal(client.result, rows[i].result);
    }
    pop3_client_init(&client, &job);
    tell(&client, "+OK ready", "STLS");
    pop3_client_lost(&client, POP3_CLIENT_UNSAFE, "no TLS");
    assert_int_equal(client.result, POP3_CLIENT_UNSAFE);
    assert_int_equal(client.wish, POP3_CLIENT_CLOSE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(rfc3207__under_tls_all_begins_anew, setup),
        cmocka_unit_test_setup(
            rfc3207__an_offer_in_the_clear_counts_for_nothing, setup),
        cmocka_unit_test_setup(
            rfc3207__without_tls_nothing_is_said_about_the_mail, setup),
        cmocka_unit_test_setup(
            rfc3207__a_handshake_that_fails_leaves_the_mail_unnamed, setup),
        cmocka_unit_test(rfc2595__stls_comes_before_the_name),
        cmocka_unit_test(
            rfc2595__without_tls_neither_name_nor_password_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
