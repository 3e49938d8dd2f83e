/*
 * mailwalk.c - send, fetch and talk as a shell runs them, at real servers.
 *
 * What a script relies on: the exit status, what stands on stdout, and that
 * mail comes back as it was sent.
 *
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
#include <sys/wait.h>
#include <sysexits.h>

#include "tests/support/scratch.h"
#include "tests/support/secure_world.h"
#include "tests/support/server_process.h"

enum { COMMAND_MAX = 4096 };

struct fixture {
    struct scratch world;
    struct server_process smtpd;
    struct server_process pop3d;
    char *out;              /* of the last command */
    char *err;
};

static int
setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    world_make(&fixture->world);
    fixture->smtpd.program = "smtpd";
    fixture->pop3d.program = "pop3d";
    server_start(&fixture->smtpd, &fixture->world);
    server_start(&fixture->pop3d, &fixture->world);
    *state = fixture;
    return 0;
}

/* Servers that have a certificate, issued by ca.pem. */
static int
setup_secure(void **state)
{
    static struct secure_world secure;
    struct fixture *fixture = calloc(1, sizeof *fixture);

    secure_world_make(&secure);
    fixture->world = secure.files;
    fixture->smtpd = secure_world_server(&secure, "smtpd");
    fixture->pop3d = secure_world_server(&secure, "pop3d");
    server_start(&fixture->smtpd, &fixture->world);
    server_start(&fixture->pop3d, &fixture->world);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *fixture = *state;

    server_stop(&fixture->smtpd);
    server_stop(&fixture->pop3d);
    scratch_remove(&fixture->world);
    free(fixture->out);
    free(fixture->err);
    free(fixture);
    return 0;
}

/*
 * Run mailwalk with these words, the octets of input on stdin.  Returns its
 * exit status; what it said is kept.
 */
static int
run(struct fixture *fixture, const char *words, const char *input)
{
    char command[COMMAND_MAX];
    const char *root = fixture->world.root;
    char *program = realpath(BUILD_DIR "/mailwalk", NULL);
    size_t len;
    int status;

    assert_non_null(program);
    scratch_write(&fixture->world, "input", input, strlen(input));
    snprintf(command, sizeof command,
             "cd %s && XDG_STATE_HOME=%s MAILWALK_PASSWORD=banana "
             "'%s' %s <input >out 2>err", root, root, program, words);
    status = system(command);
    free(program);
    assert_true(WIFEXITED(status));
    free(fixture->out);
    free(fixture->err);
    fixture->out = scratch_read(&fixture->world, "out", &len);
    fixture->err = scratch_read(&fixture->world, "err", &len);
    return WEXITSTATUS(status);
}

/* The words, with the port of the server for PORT. */
static int
run_at(struct fixture *fixture, const struct server_process *server,
       const char *words, const char *input)
{
    char filled[COMMAND_MAX];
    const char *mark = strstr(words, "PORT");

    assert_non_null(mark);
    snprintf(filled, sizeof filled, "%.*s%u%s", (int)(mark - words), words,
             server->port, mark + 4);
    return run(fixture, filled, input);
}

static void
says(const char *text, const char *words)
{
    if (strstr(text, words) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", words, text);
    }
}

static void
mail_comes_back_as_it_was_sent(void **state)
{
    static const char mail[] = "Subject: dots\n\n.\n..\n.x\n\ncaf\xC3\xA9\n";
    struct fixture *fixture = *state;

    assert_int_equal(run_at(fixture, &fixture->smtpd,
                            "send --to bob@red.example --smtp :PORT", mail),
                     EX_OK);
    says(fixture->out, "BODY=8BITMIME\n");
    says(fixture->out, "D: ..x\n");
    says(fixture->out, "== bob@red.example: sent");
    assert_int_equal(run_at(fixture, &fixture->pop3d,
                            "fetch --user bob --pop3 :PORT --number 1 "
                            "--mail-only", ""), EX_OK);
    assert_string_equal(strstr(fixture->out, "Subject: dots"), mail);
}

static void
what_is_saved_is_removed_and_nothing_else(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(run_at(fixture, &fixture->smtpd,
                            "send --quiet --to bob@red.example --smtp :PORT",
                            "one\n"), EX_OK);
    assert_string_equal(fixture->out, "");
    assert_int_equal(run_at(fixture, &fixture->pop3d,
                            "fetch --user bob --pop3 :PORT --delete", ""),
                     EX_USAGE);
    assert_int_equal(run_at(fixture, &fixture->pop3d,
                            "fetch --user bob --pop3 :PORT --delete "
                            "--output none", ""), EX_CANTCREAT);
    assert_string_equal(fixture->out, "");  /* nobody was called */
    assert_int_equal(mail_count(&fixture->world, "bob"), 1);
    scratch_folder(&fixture->world, "saved");
    assert_int_equal(run_at(fixture, &fixture->pop3d,
                            "fetch --user bob --pop3 :PORT --delete "
                            "--output saved", ""), EX_OK);
    assert_int_equal(mail_count(&fixture->world, "bob"), 0);
    assert_int_equal(scratch_count(&fixture->world, "saved"), 1);
}

static void
each_failure_has_its_exit_status(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(run_at(fixture, &fixture->smtpd,
                            "send --to nobody@red.example --smtp :PORT",
                            "x\n"), EX_UNAVAILABLE);
    says(fixture->err, "550 5.1.1");
    assert_int_equal(run(fixture, "send --to bob@red.example --wrong", ""),
                     EX_USAGE);
    says(fixture->err, "--wrong");
    assert_int_equal(run(fixture, "send --to bob@red.example --smtp :9 "
                         "--file none", ""),
                     EX_NOINPUT);
    assert_int_equal(run(fixture, "send --to bob@red.example --smtp :9", ""),
                     EX_NOINPUT);
    says(fixture->err, "there is no text");
    assert_int_equal(run(fixture, "send --to 'Bob <bob@red.example>'", ""),
                     EX_USAGE);
    says(fixture->err, "only the address may stand here");
    assert_int_equal(run(fixture, "send --to b@c.example --subject 'a\nb'",
                         ""), EX_USAGE);
    assert_int_equal(run(fixture, "frobnicate", ""), EX_USAGE);
    says(fixture->err, "frobnicate");
    assert_int_equal(run_at(fixture, &fixture->pop3d,
                            "fetch --user alice --pop3 :PORT", ""), EX_NOPERM);
    assert_null(strstr(fixture->out, "banana"));
    assert_int_equal(run(fixture, "fetch --user bob --password banana", ""),
                     EX_USAGE);
    says(fixture->err, "--password-file");
}

static void
where_nobody_listens_no_service_is_available(void **state)
{
    struct fixture *fixture = *state;

    server_stop(&fixture->smtpd);
    assert_int_equal(run_at(fixture, &fixture->smtpd,
                            "send --to bob@red.example --smtp :PORT", "x\n"),
                     EX_UNAVAILABLE);
    assert_int_equal(run_at(fixture, &fixture->smtpd, "talk smtp :PORT", ""),
                     EX_UNAVAILABLE);
}

static void
the_raw_dialogue_is_a_log(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(run_at(fixture, &fixture->pop3d,
                            "fetch --user bob --pop3 :PORT --raw-dialogue",
                            ""), EX_OK);
    says(fixture->out, "Z pop3#1 *: connect to=127.0.0.1:");
    says(fixture->out, "Z pop3#1 C: PASS ********\n");
    says(fixture->out, "Z pop3#1 *: close by=server\n");
    assert_null(strstr(fixture->out, "=="));
}

static void
talk_sends_a_file_line_by_line_and_shows_every_reply(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(run_at(fixture, &fixture->smtpd, "talk smtp :PORT --wire",
                            "EHLO x\nMAIL FROM:<a@b.example>\n"
                            "RCPT TO:<bob@red.example>\nDATA\n..x\n.\nQUIT"),
                     EX_OK);
    says(fixture->out, "C: DATA<CR><LF>\nS: 354 ");
    says(fixture->out, "D: ..x<CR><LF>   (the first dot");
    says(fixture->out, "C: .<CR><LF>   (a dot alone");
    says(fixture->out, "C: QUIT<CR><LF>\nS: 221 ");
    says(fixture->out, "~ the server closed the connection\n");
    assert_int_equal(mail_count(&fixture->world, "bob"), 1);
}

static void
talk_that_ends_inside_the_text_delivers_nothing(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(run_at(fixture, &fixture->smtpd, "talk smtp :PORT",
                            "EHLO x\nMAIL FROM:<a@b.example>\n"
                            "RCPT TO:<bob@red.example>\nDATA\nhalf\n"),
                     EX_OK);
    says(fixture->out, "D: half\n~ we closed the connection\n");
    assert_int_equal(mail_count(&fixture->world, "bob"), 0);
}

static void
talk_keeps_the_dialogue_and_hides_the_password(void **state)
{
    struct fixture *fixture = *state;
    char *log;
    size_t len;

    assert_int_equal(run_at(fixture, &fixture->pop3d,
                            "talk pop3 :PORT --log dialogue",
                            "USER bob\nPASS banana\nSTAT\nQUIT\n"), EX_OK);
    says(fixture->out, "C: PASS ********\nS: +OK");
    assert_null(strstr(fixture->out, "banana"));
    assert_null(strstr(fixture->out, "legal now"));
    log = scratch_read(&fixture->world, "dialogue", &len);
    says(log, "Z pop3#1 *: connect to=127.0.0.1:");
    says(log, "Z pop3#1 C: PASS ********\n");
    says(log, "Z pop3#1 *: close by=server\n");
    assert_null(strstr(log, "banana"));
    free(log);
    assert_int_equal(run_at(fixture, &fixture->pop3d,
                            "talk pop3 :PORT --log none/dialogue", ""),
                     EX_CANTCREAT);
    says(fixture->err, "none/dialogue");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* ---- TLS ---- */

static void
under_tls_mail_goes_and_comes(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(run_at(fixture, &fixture->smtpd,
                            "send --tls --ca ca.pem --to bob@red.example "
                            "--smtp localhost:PORT", "one\n"), EX_OK);
    says(fixture->out, "*: tls version=TLSv1.");
    says(fixture->out, "could read and change all of it up to here");
    assert_int_equal(run_at(fixture, &fixture->pop3d,
                            "fetch --tls --ca ca.pem --user bob "
                            "--pop3 localhost:PORT", ""), EX_OK);
    says(fixture->out, "with ESMTPS id");
    assert_int_equal(server_logged(&fixture->smtpd, "*: tls version="), 1);
    assert_int_equal(server_logged(&fixture->pop3d, "*: tls version="), 1);
}

/* By hand; and the line behind STARTTLS waits for the handshake. */
static void
under_tls_a_person_is_told_what_is_seen(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(run_at(fixture, &fixture->smtpd,
                            "talk smtp localhost:PORT --ca ca.pem --log kept",
                            "EHLO pc7\nSTARTTLS\nEHLO pc7\nQUIT\n"), EX_OK);
    says(fixture->out, "up to here; from here on he sees only who talks");
    says(fixture->out, "how much. (RFC 3207");
    says(fixture->out, "S: 221");
    says(strstr(fixture->out, "is on, and the server"), "C: EHLO pc7");
    assert_int_equal(run_at(fixture, &fixture->pop3d,
                            "talk pop3 localhost:PORT --ca stranger.pem",
                            "STLS\nUSER bob\n"), EX_UNAVAILABLE);
    says(fixture->out, "~ no TLS: the certificate of localhost is not accept");
    assert_int_equal(server_logged(&fixture->pop3d, "USER"), 0);
}

static void
without_trust_nothing_is_said(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(run_at(fixture, &fixture->smtpd,
                            "send --tls --ca stranger.pem --to bob@red.example "
                            "--smtp localhost:PORT", "one\n"), EX_UNAVAILABLE);
    says(fixture->err, "not accepted");
    assert_int_equal(run_at(fixture, &fixture->pop3d,
                            "fetch --tls --ca stranger.pem --user bob "
                            "--pop3 localhost:PORT", ""), EX_UNAVAILABLE);
    says(fixture->err, "no password was sent");
    assert_int_equal(server_logged(&fixture->smtpd, "MAIL FROM"), 0);
    assert_int_equal(server_logged(&fixture->pop3d, "USER"), 0);
}

static void
without_tls_at_the_server_nothing_is_said(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(run_at(fixture, &fixture->smtpd,
                            "send --tls --to bob@red.example --smtp :PORT",
                            "one\n"), EX_UNAVAILABLE);
    says(fixture->err, "does not offer STARTTLS");
    assert_int_equal(run_at(fixture, &fixture->pop3d,
                            "fetch --tls --user bob --pop3 :PORT", ""),
                     EX_UNAVAILABLE);
    says(fixture->err, "no password was sent");
    assert_int_equal(server_logged(&fixture->smtpd, "MAIL FROM"), 0);
    assert_int_equal(server_logged(&fixture->pop3d, "USER"), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(mail_comes_back_as_it_was_sent),
        CASE(what_is_saved_is_removed_and_nothing_else),
        CASE(each_failure_has_its_exit_status),
        CASE(where_nobody_listens_no_service_is_available),
        CASE(the_raw_dialogue_is_a_log),
        CASE(talk_sends_a_file_line_by_line_and_shows_every_reply),
        CASE(talk_that_ends_inside_the_text_delivers_nothing),
        CASE(talk_keeps_the_dialogue_and_hides_the_password),
        cmocka_unit_test_setup_teardown(under_tls_mail_goes_and_comes,
                                        setup_secure, teardown),
        cmocka_unit_test_setup_teardown(
            under_tls_a_person_is_told_what_is_seen, setup_secure, teardown),
        cmocka_unit_test_setup_teardown(without_trust_nothing_is_said,
                                        setup_secure, teardown),
        cmocka_unit_test_setup_teardown(
            without_tls_at_the_server_nothing_is_said, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
