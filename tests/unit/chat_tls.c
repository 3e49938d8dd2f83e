/*
 * chat_tls.c - a chat that goes over to TLS, with good and hostile servers.
 *
 * RFC 3207 sections 4, 4.2, 6; RFC 2595 sections 2.4, 4.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <openssl/ssl.h>

#include "client/authority.h"
#include "client/chat.h"
#include "tests/support/chat_server.h"
#include "tests/support/scratch.h"

#define GO "220 go ahead\r\n"

static struct scratch folder;
static struct authority authority;
static char trust[SCRATCH_PATH], cert[SCRATCH_PATH];

static int
begin(void **state)
{
    char key[SCRATCH_PATH];

    (void)state;
    scratch_make(&folder);
    scratch_path(&folder, "mx.pem", cert);
    return authority_make(&authority, scratch_path(&folder, "ca.pem", trust),
                          scratch_path(&folder, "ca.key", key));
}

static int
end(void **state)
{
    (void)state;
    authority_free(&authority);
    scratch_remove(&folder);
    return 0;
}

/* The server gets a certificate, and the chat is greeted and asks for TLS. */
static const struct chat_reply *
ask_for_tls(struct chat_server *server, const char *const *script, bool here,
            int days)
{
    struct chat_options options =
        chat_server_options(server, CHAT_SMTP, script);

    assert_int_equal(authority_issue(&authority, "mx.red.example", here, days,
                                     cert), 0);
    server->tls = SSL_CTX_new(TLS_server_method());
    assert_int_equal(SSL_CTX_use_certificate_chain_file(server->tls, cert), 1);
    assert_int_equal(
        SSL_CTX_use_PrivateKey_file(server->tls, cert, SSL_FILETYPE_PEM), 1);
    options.trust = trust;
    server->chat = chat_open(&options);
    assert_non_null(chat_wait(server->chat));
    return chat_server_ask(server, "STARTTLS");
}

/* The same, and it ends so; after STARTTLS the server got nothing in clear. */
static void
ends(struct chat_server *server, const char *const *script, bool here, int days,
     const char *words)
{
    assert_null(ask_for_tls(server, script, here, days));
    chat_server_ends(server, CHAT_UNSAFE, words);
    assert_non_null(strstr(server->log, "|* close by=fault|"));
    assert_null(strstr(server->log, "* tls "));
    assert_memory_equal(server->got, "STARTTLS\r\n", server->got_len);
}

/* ---- All is well ---- */

static void
s4__the_reply_is_told_when_tls_is_on(void **state)
{
    static const char *const script[] = {"220 hi\r\n", GO, AND_TLS,
                                         "250-mx\r\n250 HELP\r\n",
                                         "221 bye\r\n", AND_HANG_UP, NULL};
    struct chat_server *server = *state;
    const struct chat_reply *reply = ask_for_tls(server, script, true, 1);

    assert_non_null(reply);
    assert_string_equal(reply->text, "220 go ahead");
    assert_non_null(strstr(server->log, "|C STARTTLS|S 220 go ahead|* tls "
                                        "version=TLSv1.3 cipher="));
    assert_int_equal(chat_server_ask(server, "EHLO pc7")->code, 250);
    assert_int_equal(chat_server_ask(server, "QUIT")->code, 221);
    assert_int_equal(chat_wait_end(server->chat), CHAT_CLOSED);
    assert_string_equal(server->got, "STARTTLS\r\nEHLO pc7\r\nQUIT\r\n");
}

static void
s4__a_refusal_leaves_the_chat_in_the_clear(void **state)
{
    static const char *const script[] = {"220 hi\r\n", "454 not now\r\n",
                                         "250 ok\r\n", NULL};
    struct chat_server *server = *state;

    assert_int_equal(ask_for_tls(server, script, true, 1)->code, 454);
    assert_int_equal(chat_server_ask(server, "NOOP")->code, 250);
    assert_string_equal(server->got, "STARTTLS\r\nNOOP\r\n");
}

static void
s4_2__a_second_consent_begins_nothing(void **state)
{
    static const char *const script[] = {"220 hi\r\n", GO, AND_TLS, GO,
                                         "250 ok\r\n", NULL};
    struct chat_server *server = *state;

    assert_int_equal(ask_for_tls(server, script, true, 1)->code, 220);
    assert_int_equal(chat_server_ask(server, "STARTTLS")->code, 220);
    assert_int_equal(chat_server_ask(server, "NOOP")->code, 250);
}

static void
rfc2595__stls_is_the_same_for_pop3(void **state)
{
    static const char *const script[] = {"+OK hi\r\n", "+OK go\r\n", AND_TLS,
                                         "+OK\r\n", NULL};
    struct chat_server *server = *state;
    struct chat_options options =
        chat_server_options(server, CHAT_POP3, script);

    assert_int_equal(authority_issue(&authority, "pop.red.example", true, 1,
                                     cert), 0);
    server->tls = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_chain_file(server->tls, cert);
    SSL_CTX_use_PrivateKey_file(server->tls, cert, SSL_FILETYPE_PEM);
    options.trust = trust;
    server->chat = chat_open(&options);
    assert_non_null(chat_wait(server->chat));
    assert_int_equal(chat_server_ask(server, "STLS")->kind, REPLY_OK);
    assert_int_equal(chat_server_ask(server, "USER bob")->kind, REPLY_OK);
    assert_non_null(strstr(server->log, "* tls version="));
}

/* ---- Hostile ---- */

/* A reply slipped in behind the consent would be believed under TLS. */
static void
s6__a_reply_behind_the_consent_ends_the_chat(void **state)
{
    static const char *const script[] = {
        "220 hi\r\n", GO "250-mx\r\n250 AUTH PLAIN\r\n", AND_TLS, NULL};

    ends(*state, script, true, 1, "RFC 3207 section 6");
}

static void
s6__half_a_line_behind_the_consent_ends_the_chat(void **state)
{
    static const char *const script[] = {"220 hi\r\n", GO "2", AND_TLS, NULL};

    ends(*state, script, true, 1, "RFC 3207 section 6");
}

/* What comes later is taken for a handshake, and is none. */
static void
s6__the_clear_instead_of_a_handshake_ends_the_chat(void **state)
{
    static const char *const script[] = {"220 hi\r\n", GO, ON_OCTETS,
                                         "250-mx\r\n250 HELP\r\n", NULL};

    ends(*state, script, true, 1, "wrong version number");
}

static void
s6__a_server_that_leaves_in_the_handshake_ends_the_chat(void **state)
{
    static const char *const script[] = {"220 hi\r\n", GO, AND_HANG_UP, NULL};

    ends(*state, script, true, 1, "no TLS");
}

static void
s6__a_server_that_never_shakes_hands_ends_the_chat(void **state)
{
    static const char *const script[] = {"220 hi\r\n", GO, NULL};
    struct chat_server *server = *state;
    struct chat_options options =
        chat_server_options(server, CHAT_SMTP, script);

    options.trust = trust;
    options.deadline_ms = 60;
    server->chat = chat_open(&options);
    assert_non_null(chat_wait(server->chat));
    assert_null(chat_server_ask(server, "STARTTLS"));
    chat_server_ends(server, CHAT_UNSAFE, "not completed");
}

static void
rfc2595_2_4__another_name_ends_the_chat(void **state)
{
    static const char *const script[] = {"220 hi\r\n", GO, AND_TLS, NULL};

    ends(*state, script, false, 1, "127.0.0.1 is not accepted: IP address");
}

static void
an_expired_certificate_ends_the_chat(void **state)
{
    static const char *const script[] = {"220 hi\r\n", GO, AND_TLS, NULL};

    ends(*state, script, true, -1, "expired");
}

/* Nobody was named to be trusted, and the system does not know the lab. */
static void
a_stranger_ends_the_chat(void **state)
{
    static const char *const script[] = {"220 hi\r\n", GO, AND_TLS, NULL};
    struct chat_server *server = *state;
    char path[SCRATCH_PATH], key[SCRATCH_PATH];
    struct authority other;

    assert_int_equal(authority_make(&other,
                                    scratch_path(&folder, "o.pem", path),
                                    scratch_path(&folder, "o.key", key)), 0);
    authority_free(&authority);
    authority = other;
    ends(server, script, true, 1, "is not accepted");
}

static void
a_file_that_is_no_certificate_ends_the_chat(void **state)
{
    static const char *const script[] = {"220 hi\r\n", GO, AND_TLS, NULL};

    scratch_write(&folder, "ca.pem", "nonsense\n", 9);
    ends(*state, script, true, 1, "ca.pem holds no certificate");
}

static int
setup(void **state)
{
    return begin(state) != 0 ? -1 : chat_server_setup(state);
}

static int
teardown(void **state)
{
    return chat_server_teardown(state) != 0 ? -1 : end(state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(s4__the_reply_is_told_when_tls_is_on),
        TEST(s4__a_refusal_leaves_the_chat_in_the_clear),
        TEST(s4_2__a_second_consent_begins_nothing),
        TEST(rfc2595__stls_is_the_same_for_pop3),
        TEST(s6__a_reply_behind_the_consent_ends_the_chat),
        TEST(s6__half_a_line_behind_the_consent_ends_the_chat),
        TEST(s6__the_clear_instead_of_a_handshake_ends_the_chat),
        TEST(s6__a_server_that_leaves_in_the_handshake_ends_the_chat),
        TEST(s6__a_server_that_never_shakes_hands_ends_the_chat),
        TEST(rfc2595_2_4__another_name_ends_the_chat),
        TEST(an_expired_certificate_ends_the_chat),
        TEST(a_stranger_ends_the_chat),
        TEST(a_file_that_is_no_certificate_ends_the_chat),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
