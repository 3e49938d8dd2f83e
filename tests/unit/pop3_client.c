/*
 * pop3_client.c - the collecting engine, fed with scripted replies.
 *
 * RFC 1939 sections 3 to 7; RFC 2449 section 8.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "client/pop3_client.h"

static enum pop3_client_wish
hear(struct pop3_client *client, const char *reply)
{
    enum reply_kind kind = reply[0] == '-' ? REPLY_ERR : REPLY_OK;

    return pop3_client_reply(client, kind, reply, strlen(reply));
}

static void
feed(struct pop3_client *client, const char *reply, const char *command)
{
    assert_int_equal(hear(client, reply), POP3_CLIENT_COMMAND);
    assert_string_equal(client->line, command);
}

static void
log_in(struct pop3_client *client, const struct pop3_client_job *job)
{
    pop3_client_init(client, job);
    feed(client, "+OK ready", "USER alice");
    assert_int_equal(hear(client, "+OK"), POP3_CLIENT_PASSWORD);
    feed(client, "+OK in", "STAT");
}

static void
s6__saved_messages_are_marked_and_quit_removes_them(void **state)
{
    const struct pop3_client_job job = {
        .user = "alice", .task = POP3_CLIENT_ALL, .remove = true};
    struct pop3_client client;

    (void)state;
    log_in(&client, &job);
    feed(&client, "+OK 2 320", "RETR 1");
    assert_int_equal(hear(&client, "+OK 120 octets"), POP3_CLIENT_SAVE);
    assert_int_equal(pop3_client_saved(&client, true), POP3_CLIENT_COMMAND);
    assert_string_equal(client.line, "DELE 1");
    feed(&client, "+OK", "RETR 2");
    assert_int_equal(hear(&client, "+OK"), POP3_CLIENT_SAVE);
    pop3_client_saved(&client, true);
    assert_string_equal(client.line, "DELE 2");
    feed(&client, "+OK", "QUIT");
    assert_int_equal(client.result, POP3_CLIENT_PENDING);
    assert_int_equal(hear(&client, "+OK bye"), POP3_CLIENT_CLOSE);
    assert_int_equal(client.result, POP3_CLIENT_DONE);
    assert_int_equal(client.saved, 2);
}

static void
nothing_is_marked_unless_asked_for(void **state)
{
    const struct pop3_client_job job = {
        .user = "alice", .task = POP3_CLIENT_ONE, .number = 7};
    struct pop3_client client;

    (void)state;
    log_in(&client, &job);
    feed(&client, "+OK 9 320", "RETR 7");
    assert_int_equal(hear(&client, "+OK"), POP3_CLIENT_SAVE);
    pop3_client_saved(&client, true);
    assert_string_equal(client.line, "QUIT");
}

static void
what_could_not_be_saved_is_not_marked(void **state)
{
    const struct pop3_client_job job = {
        .user = "alice", .task = POP3_CLIENT_ALL, .remove = true};
    struct pop3_client client;

    (void)state;
    log_in(&client, &job);
    feed(&client, "+OK 2 320", "RETR 1");
    hear(&client, "+OK");
    pop3_client_saved(&client, false);
    assert_string_equal(client.line, "QUIT");
    hear(&client, "+OK");
    assert_int_equal(client.result, POP3_CLIENT_UNSAVED);
}

static void
an_empty_maildrop_asks_for_nothing(void **state)
{
    const struct pop3_client_job job = {.user = "alice",
                                        .task = POP3_CLIENT_ALL};
    struct pop3_client client;

    (void)state;
    log_in(&client, &job);
    feed(&client, "+OK 0 0", "QUIT");
}

static void
s7__a_server_without_uidl_still_lists(void **state)
{
    const struct pop3_client_job job = {.user = "alice",
                                        .task = POP3_CLIENT_LIST};
    struct pop3_client client;

    (void)state;
    log_in(&client, &job);
    feed(&client, "+OK 1 9 messages", "LIST");
    feed(&client, "+OK", "UIDL");
    feed(&client, "-ERR unknown", "QUIT");
    hear(&client, "+OK");
    assert_int_equal(client.result, POP3_CLIENT_DONE);
}

static void
a_wrong_password_ends_with_quit(void **state)
{
    const struct pop3_client_job job = {.user = "alice"};
    struct pop3_client client;

    (void)state;
    pop3_client_init(&client, &job);
    hear(&client, "+OK");
    hear(&client, "+OK");
    feed(&client, "-ERR [AUTH] wrong", "QUIT");
    assert_int_equal(client.result, POP3_CLIENT_NO_LOGIN);
}

/* REQ(2449-8.1.2) */
static void
rfc2449__a_locked_maildrop_is_worth_another_try(void **state)
{
    const struct pop3_client_job job = {.user = "alice"};
    struct pop3_client client;

    (void)state;
    pop3_client_init(&client, &job);
    hear(&client, "+OK");
    hear(&client, "+OK");
    feed(&client, "-ERR [in-use] locked", "QUIT");
    assert_int_equal(client.result, POP3_CLIENT_LATER);
}

static void
s5__stat_without_its_numbers_makes_no_sense(void **state)
{
    static const char *const wrong[] = {
        "+OK", "+OK ", "+OK 2", "+OK two 3", "+OK  2 3", "+OK 2 ",
        "+OK 99999999999999999999999 1"};
    const struct pop3_client_job job = {.user = "alice",
                                        .task = POP3_CLIENT_ALL};
    struct pop3_client client;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        log_in(&client, &job);
        feed(&client, wrong[i], "QUIT");
        assert_int_equal(client.result, POP3_CLIENT_BROKEN);
    }
}

static void
s6__err_to_quit_means_not_all_were_removed(void **state)
{
    const struct pop3_client_job job = {
        .user = "alice", .task = POP3_CLIENT_ONE, .number = 1, .remove = true};
    struct pop3_client client;

    (void)state;
    log_in(&client, &job);
    hear(&client, "+OK 1 9");
    hear(&client, "+OK");
    pop3_client_saved(&client, true);
    feed(&client, "+OK", "QUIT");
    hear(&client, "-ERR some deleted messages not removed");
    assert_int_equal(client.result, POP3_CLIENT_NOT_REMOVED);
}

static void
s6__lost_before_update_nothing_is_removed(void **state)
{
    const struct pop3_client_job job = {
        .user = "alice", .task = POP3_CLIENT_ALL, .remove = true};
    struct pop3_client client;

    (void)state;
    log_in(&client, &job);
    hear(&client, "+OK 2 9");
    pop3_client_lost(&client, POP3_CLIENT_LOST, "closed");
    assert_int_equal(client.result, POP3_CLIENT_LOST);
    assert_int_equal(client.wish, POP3_CLIENT_CLOSE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s6__saved_messages_are_marked_and_quit_removes_them),
        cmocka_unit_test(nothing_is_marked_unless_asked_for),
        cmocka_unit_test(what_could_not_be_saved_is_not_marked),
        cmocka_unit_test(an_empty_maildrop_asks_for_nothing),
        cmocka_unit_test(s7__a_server_without_uidl_still_lists),
        cmocka_unit_test(a_wrong_password_ends_with_quit),
        cmocka_unit_test(rfc2449__a_locked_maildrop_is_worth_another_try),
        cmocka_unit_test(s5__stat_without_its_numbers_makes_no_sense),
        cmocka_unit_test(s6__err_to_quit_means_not_all_were_removed),
        cmocka_unit_test(s6__lost_before_update_nothing_is_removed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
