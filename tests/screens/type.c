/*
 * type.c - "Type it": whole sessions, picture by picture, at four sizes.
 *
 * A session is typed once.  At each stop the window takes four sizes, one after
 * the other, and at each the screen must be the picture in the golden file.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/screen_golden.h"
#include "tests/support/screen_world.h"

enum { SIZES = 4 };

static const struct {
    int rows, cols;
} sizes[SIZES] = {{16, 60}, {40, 120}, {50, 200}, {24, 80}};

static void
picture(struct screen_golden goldens[SIZES], struct screen_rig *rig,
        const char *what, bool all)
{
    for (size_t i = all ? 0 : SIZES - 1; i < SIZES; i++) {
        screen_resize(rig, sizes[i].rows, sizes[i].cols);
        screen_golden_next(&goldens[i], rig, what);
    }
}

/*
 * A picture is taken behind each key: at 80x24, and if the key begins with '*'
 * at all sizes.  None is taken if it begins with a blank.
 */
static void
type_session(struct screen_world *world, const char *words, const char *name,
             const char *awaited, const char *const *keys)
{
    struct screen_golden goldens[SIZES];
    struct screen_rig *rig = screen_world_run(world, 24, 80, words);

    for (size_t i = 0; i < SIZES; i++) {
        screen_golden_open(&goldens[i], name, sizes[i].rows, sizes[i].cols);
    }
    screen_await(rig, awaited);
    picture(goldens, rig, "it begins", true);
    for (; *keys != NULL; keys++) {
        bool all = **keys == '*';
        const char *key = *keys + (all || **keys == ' ' ? 1 : 0);

        screen_press(rig, key);
        if (**keys != ' ') {
            picture(goldens, rig, key, all);
        }
    }
    for (size_t i = 0; i < SIZES; i++) {
        screen_golden_close(&goldens[i]);
    }
}

/*
 * RCPT too early and a word that is none; a mail with a stuffed dot; then all
 * that looks.
 */
static void
smtp_looks_right_at_every_step(void **state)
{
    static const char *const keys[] = {
        "EH", " Backspace", " Backspace", "Right", "Enter",
        "*RCPT TO:<bob@red.example>", "*Enter",
        " FOO", "Enter",
        " Right", " Left", " Left", "Backspace", " l", " Right",
        " Up", " Up", " Down", " Down", " Enter",
        "Up", " Down", " MAIL FROM:<alice@red.example>", "Enter",
        " Right", " Enter", "DATA", "Enter",
        "Right", "*Enter", "Enter", "..hidden", "*Enter",
        "Tab", "v", "*z", " v", "z", "e", "Esc", "Tab", "Esc",
        ".", "*Enter", "Left", "*Left", "Home", "Right", "End",
        "QUIT", "*Enter", "Tab", "r", NULL};

    type_session(*state, "talk smtp", "type-smtp", "[EHLO pc7", keys);
    assert_int_equal(screen_world_mail(*state, "bob"), 1);
}

/* The password is masked as it is typed; a reply is predicted wrongly. */
static void
pop3_looks_right_at_every_step(void **state)
{
    static const char *const keys[] = {
        "STAT", "Enter", " Right", "Enter", "Right", "*bana", " na", "Enter",
        " Right", "Enter", " Right", "*Enter", "RETR 1", "Enter",
        " Tab", "*Enter", " Esc", " Esc",
        "DELE 1", "*Enter", "Q", " UIT", " Backspace", " Backspace",
        " Backspace", " Backspace", " Tab", "a", " Esc", " STAT", "*Enter",
        "*-", " RSET", " Enter", "Right", "?", " Esc", " Tab", " a", " Esc",
        " Up", "Up", " Down", " Down", " QUIT", "Enter", NULL};

    screen_world_send(*state);
    type_session(*state, "talk pop3", "type-pop3", "[USER bob]", keys);
    assert_int_equal(screen_world_mail(*state, "bob"), 1);
}

/* From the menu, to a place where nobody listens, and then to the lab's. */
static void
the_menu_asks_which_server(void **state)
{
    static const char *const keys[] = {
        "2", "imap", "Enter", " Backspace", " Backspace", " Backspace",
        " Backspace", "pop3 localhost:none", "Enter", " Esc", " Enter",
        "Right", "Enter", NULL};

    type_session(*state, "", "type-ask", "pop3d up", keys);
}

/* RFC 3207 section 4.2, RFC 2595 section 4: what was said is forgotten. */
static void
tls_begins_by_hand(void **state)
{
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "talk smtp");

    screen_await(rig, "[EHLO pc7");
    screen_press(rig, "Right");
    screen_press(rig, "Enter");
    screen_await(rig, "QUIT  STARTTLS  AUTH");
    screen_press(rig, "STARTTLS");
    screen_press(rig, "Enter");
    screen_await(rig, "(TLSv1.");
    screen_await(rig, ", by TLS");
    screen_await(rig, "[EHLO pc7");
    screen_press(rig, "Right");
    screen_press(rig, "Enter");
    screen_await(rig, "QUIT  AUTH");
    screen_press(rig, "Esc");
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
    rig = screen_world_run(*state, 24, 80, "talk pop3");
    screen_await(rig, "[USER bob]");
    screen_press(rig, "STLS");
    screen_press(rig, "Enter");
    screen_await(rig, ", by TLS");
    screen_press(rig, "Right");
    screen_press(rig, "Enter");
    screen_await(rig, "TLS hides it on the wire");
}

/*
 * What a person would copy from the screen: no password anywhere.
 */
static void
no_password_ever_reaches_the_terminal(void **state)
{
    static const char *const keys[] = {"USER bob", "Enter", "PASS banana",
                                       "Enter", "Up", "PASS banana", "Left",
                                       "Home", "Tab", "v", "e", "z", "Esc"};
    struct screen_rig *rig = screen_world_run(*state, 24, 80, "talk pop3");

    screen_await(rig, "[USER bob]");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        screen_press(rig, keys[i]);
        screen_settle(rig);
    }
    for (size_t i = 0; i + 4 <= rig->len; i++) {
        if (memcmp(rig->octets + i, "bana", 4) == 0) {
            fail_msg("the password stands in the output");
        }
    }
    screen_press(rig, "Ctrl-C");
    screen_await(rig, "q quit (a session is open)");
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
}

/*
 * The plain form says the same words as the screen.
 */
static void
the_plain_form_has_the_same_hints(void **state)
{
    static const struct {
        const char *line;
        const char *hints[4];
    } steps[] = {
        {NULL, {"EHLO  HELO  RSET  NOOP  VRFY  HELP  QUIT",
                "EHLO pc7.red.example", "Try: EHLO, then HELO"}},
        {"RCPT TO:<a@b>", {"RCPT is for MAIL or RCPT, and this is GREETED"}},
        {"FOO", {"SMTP has no such command (RFC 5321 section 4.2.4)."}},
        {"EHLO pc7", {"EHLO  HELO  MAIL  RSET", "MAIL FROM:<alice@red.exam",
                      "Try: RCPT before MAIL, and see it refused."}},
        {"MAIL FROM:<>", {"RCPT TO:<bob@red.example>", "Try: RSET, and watch",
                          "EHLO  HELO  RCPT  RSET"}},
        {"RCPT TO:<nobody@red.example>",
         {"No such mailbox, or refused by policy"}},
    };
    static const char *const words[] = {"talk smtp", "talk smtp --plain"};

    free(screen_world_pipe(*state, "up", &(int){0}));
    for (size_t form = 0; form < 2; form++) {
        struct screen_rig *rig = screen_world_run(*state, 40, 119,
                                                  words[form]);

        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
            if (steps[i].line != NULL) {
                screen_type(rig, steps[i].line);
                screen_press(rig, "Enter");
            }
            for (size_t k = 0; k < 4 && steps[i].hints[k] != NULL; k++) {
                screen_await(rig, steps[i].hints[k]);
            }
        }
        screen_press(rig, "Ctrl-C");
        if (form == 0) {
            screen_await(rig, "q quit (the mail is not sent yet)");
            screen_press(rig, "Ctrl-C");
        }
        assert_int_equal(screen_await_end(rig), 128 + SIGINT);
    }
}

/* A terminal without echo is given back with it. */
static void
the_plain_form_hides_the_password(void **state)
{
    struct screen_rig *rig;

    free(screen_world_pipe(*state, "up", &(int){0}));
    rig = screen_world_run(*state, 40, 100, "talk pop3 --plain");
    screen_await(rig, "next: USER bob");
    screen_type(rig, "USER bob\n");
    screen_await(rig, "the next line is not shown");
    screen_type(rig, "PASS banana\n");
    screen_await(rig, "Maildrop locked");
    assert_int_equal(screen_find(rig, "banana"), -1);
    screen_type(rig, "NOOP\n");
    screen_await(rig, "NOOP");
    screen_type(rig, "\x04");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
}

static void
ctrl_c_in_a_hidden_line_leaves_and_restores(void **state)
{
    struct screen_rig *rig;

    free(screen_world_pipe(*state, "up", &(int){0}));
    rig = screen_world_run(*state, 40, 100, "talk pop3 --plain");
    screen_await(rig, "next: USER bob");
    screen_type(rig, "USER bob\n");
    screen_await(rig, "the next line is not shown");
    screen_type(rig, "PASS ban\x03");
    assert_int_equal(screen_await_end(rig), 0);
    screen_check_restored(rig);
}

#define CASE(name)                                                             \
    cmocka_unit_test_setup_teardown(name, screen_world_setup,                  \
                                    screen_world_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(smtp_looks_right_at_every_step),
        CASE(pop3_looks_right_at_every_step),
        CASE(the_menu_asks_which_server),
        CASE(tls_begins_by_hand),
        CASE(no_password_ever_reaches_the_terminal),
        CASE(the_plain_form_has_the_same_hints),
        CASE(the_plain_form_hides_the_password),
        CASE(ctrl_c_in_a_hidden_line_leaves_and_restores),
    };

    setenv("TMPDIR", "/tmp", 1); /* the path of a log stands in a picture */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
