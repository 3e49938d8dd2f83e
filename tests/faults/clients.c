/*
 * clients.c - send, fetch and talk at servers that are broken, mean or gone.
 *
 * The programs run as a shell runs them; the server is this test.  A connection
 * cut at any octet never makes "sent" of what nobody took over, and never
 * removes what is not saved whole.  Lines and replies without end, silence and
 * dribbling end in time; nothing of a server reaches a terminal raw.
 *
 * RFC 5321 sections 4.2, 4.5.3.2, 6.1; RFC 1939 sections 3, 6.
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/meeting.h"

enum { WORDS_MAX = 16 };

static const struct meeting_turn smtp_script[] = {
    {NULL, "220 mx ready\r\n"},     {"EHLO", "250-mx\r\n250 SIZE 9999\r\n"},
    {"MAIL", "250 2.1.0 from\r\n"}, {"RCPT", "250 2.1.5 to\r\n"},
    {"DATA", "354 go\r\n"},         {".\r", "250 2.0.0 taken\r\n"},
    {"QUIT", "221 2.0.0 bye\r\n"},  {NULL, NULL}};

#define MAIL_1 "Subject: one\r\n\r\n..dot\r\nbody\r\n.\r\n"
#define MAIL_2 "Subject: two\r\n\r\nmore\r\n.\r\n"

static const struct meeting_turn pop3_script[] = {
    {NULL, "+OK pop ready\r\n"},  {"USER", "+OK\r\n"},
    {"PASS", "+OK\r\n"},          {"STAT", "+OK 2 60\r\n"},
    {"RETR 1", "+OK\r\n" MAIL_1}, {"DELE 1", "+OK\r\n"},
    {"RETR 2", "+OK\r\n" MAIL_2}, {"DELE 2", "+OK\r\n"},
    {"QUIT", "+OK bye\r\n"},      {NULL, NULL}};

/* ---- Cut anywhere ---- */

/* How many octets the server has said when this turn is over. */
static size_t
said_up_to(const struct meeting_turn *turns, size_t turn)
{
    size_t octets = 0;

    for (size_t i = 0; i <= turn && turns[i].say != NULL; i++) {
        octets += strlen(turns[i].say);
    }
    return octets;
}

/* REQ(5321-6.1) sent is what got its 250, whole, and nothing else. */
static void
send__cut_anywhere_says_sent_only_behind_the_250(void **state)
{
    static const char *const words[] = {"send",   "--to",  "bob@red.example",
                                        "--smtp", "PLACE", NULL};
    struct meeting *meeting = *state;
    size_t all = said_up_to(smtp_script, 6);
    size_t taken = said_up_to(smtp_script, 5);

    scratch_write(&meeting->folder, "in", "hi\n", 3);
    for (size_t cut = 0; cut <= all; cut++) {
        bool good = cut >= taken;

        meeting->turns = smtp_script;
        meeting->cut = cut;
        meeting_run_to_file(meeting, words);
        if ((strstr(meeting->out, ": sent: ") != NULL) != good ||
            (meeting->status == EX_OK) != good) {
            fail_msg("cut at octet %zu: status %d\n%s%s", cut, meeting->status,
                     meeting->out, meeting->err);
        }
        assert_true(good || meeting->err[0] != '\0');
    }
}

static size_t
count(const char *text, const char *words)
{
    size_t times = 0;

    for (; (text = strstr(text, words)) != NULL; text++) {
        times++;
    }
    return times;
}

/* Cut at this octet, what must be saved, and marked, at the most? */
static void
check_cut(struct meeting *meeting, size_t cut)
{
    static const char *const words[] = {"fetch",    "--user", "bob",
                                        "--pop3",   "PLACE",  "--delete",
                                        "--output", NULL,     NULL};
    const char *args[WORDS_MAX];
    char saved[SCRATCH_PATH];
    size_t whole = (cut >= said_up_to(pop3_script, 4) ? 1U : 0U) +
                   (cut >= said_up_to(pop3_script, 6) ? 1U : 0U);

    scratch_folder(&meeting->folder, "saved");
    memcpy(args, words, sizeof words);
    args[7] = scratch_path(&meeting->folder, "saved", saved);
    meeting->turns = pop3_script;
    meeting->cut = cut;
    meeting_run_to_file(meeting, args);
    if (scratch_count(&meeting->folder, "saved") != whole ||
        count(meeting->heard, "DELE ") > whole ||
        (meeting->status == EX_OK) != (cut >= said_up_to(pop3_script, 8))) {
        fail_msg("cut at octet %zu: %zu of %zu saved, status %d\n%s%s", cut,
                 scratch_count(&meeting->folder, "saved"), whole,
                 meeting->status, meeting->out, meeting->err);
    }
}

/* REQ(1939-6-QUIT) what is saved is whole, and only that is marked. */
static void
fetch__cut_anywhere_marks_only_what_is_saved_whole(void **state)
{
    struct meeting *meeting = *state;
    size_t all = said_up_to(pop3_script, 8);
    char command[SCRATCH_PATH + 16];

    scratch_write(&meeting->folder, "in", "", 0);
    for (size_t cut = 0; cut <= all; cut++) {
        check_cut(meeting, cut);
        snprintf(command, sizeof command, "rm -r '%s/saved'",
                 meeting->folder.root);
        assert_int_equal(system(command), 0);
    }
}

/* ---- Broken, mean, slow ---- */

static const char long_line[] =
    "250-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

struct mean_server {
    const char *name;
    bool pop3;
    enum meeting_manner manner;
    struct meeting_turn turns[8];
};

/* clang-format off */
#define HELLO {NULL, "220 mx\r\n"}
#define LOGIN {NULL, "+OK\r\n"}, {"USER", "+OK\r\n"}, {"PASS", "+OK\r\n"}

static const struct mean_server mean_servers[] = {
    {"silence", false, MEETING_PLAIN, {{"never", NULL}}},
    {"silence behind EHLO", false, MEETING_PLAIN, {HELLO, {"never", NULL}}},
    {"a greeting that dribbles", false, MEETING_DRIBBLING,
     {{NULL, "220-mx\r\n"}, {NULL, NULL}}},
    {"a line without end", false, MEETING_ENDLESSLY,
     {HELLO, {"EHLO", long_line}, {NULL, NULL}}},
    {"a reply without end", false, MEETING_ENDLESSLY,
     {HELLO, {"EHLO", "250-mx\r\n"}, {NULL, NULL}}},
    {"no CRLF", false, MEETING_PLAIN,
     {{NULL, "220 mx\n"}, {"never", NULL}}},
    {"a code out of range", false, MEETING_PLAIN,
     {{NULL, "999 mx\r\n"}, {"never", NULL}}},
    {"codes that differ", false, MEETING_PLAIN,
     {HELLO, {"EHLO", "250-a\r\n251 b\r\n"}, {"never", NULL}}},
    {"a reply too many", false, MEETING_PLAIN,
     {{NULL, "220 mx\r\n250 more\r\n"}, {"never", NULL}}},
    {"no words", false, MEETING_PLAIN,
     {HELLO, {"EHLO", "\r\n"}, {"never", NULL}}},
    {"an escape sequence", false, MEETING_PLAIN,
     {HELLO,
      {"EHLO", "550 \x1b[2J\x9b" "2J\xc2\x9b" "2J\xe2\x80\xae\x7f\r\n"},
      {"HELO", "550-\x1b]0;x\x07\r\n550 \x1b[2J\r\n"},
      {"QUIT", "221 \x1b\r\n"}, {NULL, NULL}}},
    {"silence for POP3", true, MEETING_PLAIN, {{"never", NULL}}},
    {"neither +OK nor -ERR", true, MEETING_PLAIN,
     {{NULL, "* OK IMAP\r\n"}, {"never", NULL}}},
    {"too many messages", true, MEETING_PLAIN,
     {LOGIN, {"STAT", "+OK 99999999999999999999 1\r\n"},
      {"QUIT", "+OK\r\n"}, {NULL, NULL}}},
    {"more messages than there are", true, MEETING_PLAIN,
     {LOGIN, {"STAT", "+OK 4294967295 1\r\n"}, {"RETR 1", "-ERR none\r\n"},
      {"QUIT", "+OK\r\n"}, {NULL, NULL}}},
    {"a message that dribbles", true, MEETING_DRIBBLING,
     {LOGIN, {"STAT", "+OK 1 9\r\n"}, {"RETR", "+OK\r\n"}, {NULL, "x"},
      {NULL, NULL}}},
    {"a line of a message without end", true, MEETING_ENDLESSLY,
     {LOGIN, {"STAT", "+OK 1 9\r\n"}, {"RETR", "+OK\r\n"},
      {NULL, long_line}, {NULL, NULL}}},
    {"escape sequences for POP3", true, MEETING_PLAIN,
     {{NULL, "+OK \x1b[2J\r\n"}, {"USER", "+OK \x9b" "2J\r\n"},
      {"PASS", "-ERR [AUTH\x1b[2J] \xc2\x9b" "2J\r\n"}, {"QUIT", "+OK\r\n"},
      {NULL, NULL}}},
};
/* clang-format on */

/* Printable ASCII, line ends, and no octet above 127: the scripts hold no
 * letter that would be shown. */
static void
check_shown(const char *name, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char octet = (unsigned char)*text;

        if (octet != '\n' && (octet < 0x20 || octet > 0x7E)) {
            fail_msg("%s: octet %02X is shown raw", name, octet);
        }
    }
}

static void
both__whatever_is_said_they_end_in_time_and_say_why(void **state)
{
    static const char *const send_words[] = {
        "send", "--to", "bob@red.example", "--smtp", "PLACE", "--timeout",
        "1",    NULL};
    static const char *const fetch_words[] = {
        "fetch", "--user", "bob", "--pop3", "PLACE", "--timeout", "1", NULL};
    struct meeting *meeting = *state;

    scratch_write(&meeting->folder, "in", "hi\n", 3);
    for (size_t i = 0; i < sizeof mean_servers / sizeof mean_servers[0]; i++) {
        const struct mean_server *mean = &mean_servers[i];

        meeting->turns = mean->turns;
        meeting->manner = mean->manner;
        meeting->cut = SIZE_MAX;
        meeting_run_to_file(meeting, mean->pop3 ? fetch_words : send_words);
        check_shown(mean->name, meeting->out);
        check_shown(mean->name, meeting->err);
        if (meeting->status == EX_OK || meeting->err[0] == '\0' ||
            meeting->said >= MEETING_ENDLESS ||
            strstr(meeting->heard, "DELE") != NULL) {
            fail_msg("%s: status %d\n%s", mean->name, meeting->status,
                     meeting->err);
        }
    }
}

/* By hand a strange reply is no reason to end, but a raw octet is none too. */
static void
talk__shows_whatever_is_said_and_nothing_raw(void **state)
{
    static const struct meeting_turn turns[] = {
        {NULL, "999 \x1b[2J\n220 mx\r\n"},
        {"NOOP", "\x9b" "31m\r\n250 ok\r\n"},
        {"QUIT", "221 \xc2\x9b" "2J\r\n"}, {NULL, NULL}};
    static const char *const words[] = {"talk", "smtp", "PLACE", NULL};
    struct meeting *meeting = *state;

    scratch_write(&meeting->folder, "in", "NOOP\nQUIT\n", 10);
    meeting->turns = turns;
    meeting->manner = MEETING_PLAIN;
    meeting->cut = SIZE_MAX;
    meeting_run_to_file(meeting, words);
    check_shown("talk", meeting->out);
    check_shown("talk", meeting->err);
    assert_non_null(strstr(meeting->out, "\\x1B[2J"));
    assert_non_null(strstr(meeting->out, "\\x9B31m"));
}

/* ---- A terminal ---- */

/* --mail-only into a pipe is the mail, octet by octet; on a terminal it is a
 * text that people read. */
static void
fetch__a_mail_on_a_terminal_is_shown_not_obeyed(void **state)
{
    static const struct meeting_turn turns[] = {
        LOGIN, {"STAT", "+OK 1 9\r\n"},
        {"RETR", "+OK\r\nSubject: \x1b[2J\r\n\r\n\x9b" "2J\r\n.\r\n"},
        {"QUIT", "+OK\r\n"}, {NULL, NULL}};
    static const char *const words[] = {
        "fetch", "--user", "bob", "--pop3", "PLACE", "--number", "1",
        "--mail-only", NULL};
    struct meeting *meeting = *state;
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    char shown[4096];
    ssize_t len;

    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    scratch_write(&meeting->folder, "in", "", 0);
    meeting->turns = turns;
    meeting->manner = MEETING_PLAIN;
    meeting->cut = SIZE_MAX;
    meeting_run_to_file(meeting, words);
    assert_string_equal(meeting->out, "Subject: \x1b[2J\n\n\x9b"
                                      "2J\n");
    meeting_run(meeting, words, open(ptsname(master), O_RDWR | O_NOCTTY));
    len = read(master, shown, sizeof shown - 1);
    assert_true(len > 0);
    shown[len] = '\0';
    assert_string_equal(shown, "Subject: \\x1B[2J\r\n\r\n\\x9B2J\r\n");
    close(master);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, meeting_setup, meeting_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(send__cut_anywhere_says_sent_only_behind_the_250),
        TEST(fetch__cut_anywhere_marks_only_what_is_saved_whole),
        TEST(both__whatever_is_said_they_end_in_time_and_say_why),
        TEST(talk__shows_whatever_is_said_and_nothing_raw),
        TEST(fetch__a_mail_on_a_terminal_is_shown_not_obeyed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
