/*
 * session_panes.c - what panes show of a session that is no lesson.
 *
 * Lines go in as a typed session has them; panes are drawn into a grid in
 * memory.
 *
 * RFC 2920 section 3.1; RFC 1939 sections 4 to 6.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/paint_grid.h"

#include "tui/pane.h"

enum { ROWS = 20, COLS = 60 };

static struct session_view view;

static int
begin(void **state, enum observer_service service)
{
    *state = &view;
    session_view_init(&view, service);
    session_view_connect(&view, service);
    return 0;
}

static int
begin_smtp(void **state)
{
    return begin(state, OBSERVER_SMTP);
}

static int
begin_pop3(void **state)
{
    return begin(state, OBSERVER_POP3);
}

static int
end(void **state)
{
    session_view_free(*state);
    return 0;
}

/*
 * Lines as "C: text"; "d:" is a line of a message from the server.  All of one
 * call travelled together, if batch is not 0.
 */
static void
hear(unsigned long batch, const char *const *said)
{
    for (; *said != NULL; said++) {
        const char *text = *said;
        char mark = text[0] == 'd' ? 'D' : text[0];
        struct session_line line = {.speaker = text[0] == 'd'   ? 'S'
                                               : text[0] == 'D' ? 'C'
                                                                : text[0],
                                    .mark = (enum dialogue_mark)mark,
                                    .text = text + 3,
                                    .batch = batch};

        session_view_add(&view, &line);
    }
}

#define HEAR(batch, ...) hear(batch, (const char *const[]){__VA_ARGS__, NULL})

static void
draw(void (*pane)(const struct session_view *, const struct area *), int rows,
     int cols)
{
    struct area area = {0, 0, rows, cols};

    paint_grid_clear(paint_grid(), rows, cols);
    pane(&view, &area);
    assert_int_equal(paint_grid_spilt(paint_grid()), 0);
}

static void
dialogue(const struct session_view *session, const struct area *area)
{
    int row;

    pane_dialogue(session, area, &row);
}

static void
row_is(int row, const char *text)
{
    assert_string_equal(paint_grid_row(paint_grid(), row), text);
}

static void
row_says(int row, const char *text)
{
    const char *line = paint_grid_row(paint_grid(), row);

    if (strstr(line, text) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", text, line);
    }
}

/* ---- The wire. ---------------------------------------------------------- */

static void
rfc2920__what_travelled_together_is_one_row(void **state)
{
    (void)state;
    HEAR(1, "S: 220 mx");
    HEAR(2, "C: NOOP", "C: RSET");
    HEAR(3, "S: 250 a", "S: 250 b");
    view.wire = true;
    draw(dialogue, ROWS, COLS);
    row_says(1, "S: 220 mx\\r\\n");
    row_says(2, " C: NOOP\\r\\nRSET\\r\\n ");
    row_says(3, "<--- S: 250 a\\r\\n250 b\\r\\n");
    row_is(4, "");
    HEAR(4, "C: NOOP a");
    HEAR(5, "C: NOOP b");
    draw(dialogue, ROWS, COLS);
    row_says(4, " C: NOOP a\\r\\n ");
    row_says(5, "C: NOOP b\\r\\n ");
    view.wire = false;
    draw(dialogue, ROWS, COLS);
    row_says(2, " C: NOOP ");
    row_says(3, " C: RSET ");
}

static void
what_is_wider_than_the_pane_runs_on_at_a_line_end(void **state)
{
    (void)state;
    HEAR(1, "C: MAIL FROM:<alice@red.example>", "C: RCPT TO:<bob@red.example>",
         "C: DATA");
    view.wire = true;
    draw(dialogue, ROWS, COLS);
    row_is(1, " C: MAIL FROM:<alice@red.example>\\r\\n --->");
    row_is(2, ">   RCPT TO:<bob@red.example>\\r\\nDATA\\r\\n");
    row_is(3, "");
    draw(dialogue, ROWS, 24);
    row_is(1, " C: MAIL FROM:<ali --->");
    row_is(2, "    ce@red.example");
}

static void
a_bare_lf_is_shown_as_such(void **state)
{
    struct session_line line = {.speaker = 'S', .mark = DIALOGUE_SERVER,
                                .text = "220 mx", .lf = true, .batch = 1};

    (void)state;
    session_view_add(&view, &line);
    view.wire = true;
    draw(dialogue, ROWS, COLS);
    row_says(1, "S: 220 mx\\n");
    assert_null(strstr(paint_grid_row(paint_grid(), 1), "\\r"));
}

/* ---- The maildrop. ------------------------------------------------------ */

static void
log_in(void)
{
    HEAR(0, "S: +OK hi", "C: USER bob", "S: +OK", "C: PASS ********", "S: +OK");
}

/* REQ(1939-5) */
static void
the_maildrop_is_what_the_dialogue_tells(void **state)
{
    (void)state;
    draw(pane_maildrop, 6, 80);
    row_says(1, "(none is open: log in first)");
    log_in();
    draw(pane_maildrop, 6, 80);
    row_says(0, "bob's maildrop (locked by you)");
    row_says(1, "(not asked yet");
    HEAR(0, "C: STAT", "S: +OK 2 504");
    draw(pane_maildrop, 6, 80);
    row_says(1, "2 messages; LIST tells");
    HEAR(0, "C: LIST", "S: +OK", "S: 1 241", "S: 2 263", "S: .");
    draw(pane_maildrop, 6, 80);
    row_is(1, "   1       241 octets");
    row_is(2, "   2       263 octets");
    HEAR(0, "C: RETR 2", "S: +OK", "d: From: Alice <a@b>", "d: SUBJECT: Lunch?",
         "d: ", "d: Subject: not me", "S: .", "C: DELE 2", "S: +OK");
    draw(pane_maildrop, 6, 100);
    row_is(2, "   2 D     263 octets   marked, kept until QUIT   Alice <a@b>   "
              "Lunch?");
    HEAR(0, "C: RSET", "S: +OK");
    draw(pane_maildrop, 6, 80);
    row_is(2, "   2       263 octets   Alice <a@b>   Lunch?");
    HEAR(0, "C: QUIT", "S: +OK");
    draw(pane_maildrop, 6, 80);
    row_says(1, "(closed");
}

/* RFC 2449 section 6.6: replies come in the order of the commands. */
static void
pipelined_commands_get_their_own_replies(void **state)
{
    (void)state;
    log_in();
    HEAR(0, "C: LIST 3", "C: NOOP", "C: TOP 3 0", "C: LIST 9", "S: +OK 3 99",
         "S: +OK", "S: +OK", "d: Subject: three", "d: ", "S: .",
         "S: -ERR none");
    draw(pane_maildrop, 6, 80);
    row_is(1, "   3        99 octets   three");
    row_is(2, "");
}

static void
of_many_messages_the_rest_is_counted(void **state)
{
    (void)state;
    log_in();
    HEAR(0, "C: LIST", "S: +OK", "S: 1 1", "S: 2 1", "S: 3 1", "S: 4 1",
         "S: .");
    draw(pane_maildrop, 4, 80);
    row_is(1, "   1         1 octets");
    row_is(2, "   2         1 octets");
    row_says(3, "(2 more");
}

/* ---- How far it has come. ----------------------------------------------- */

static void
the_stages_of_smtp_follow_the_state(void **state)
{
    (void)state;
    draw(pane_states, 1, 80);
    row_says(0, " [>] CONNECT  [ ] hello  [ ] sender");
    HEAR(0, "S: 220 mx", "C: EHLO a", "S: 250 mx", "C: MAIL FROM:<a@b>",
         "S: 250 ok");
    draw(pane_states, 1, 80);
    row_is(0, " [x] connect  [x] hello  [x] sender  [>] RECIPIENT  [ ] text  "
              "[ ] goodbye");
    draw(pane_states, 1, 60);
    row_says(0, "[>] RECIPIENT  [ ] text  [ ] goodbye");
    draw(pane_states, 1, 20);
    row_says(0, "[>] RECIPIENT");
    HEAR(0, "C: QUIT", "S: 221 bye");
    draw(pane_states, 1, 80);
    row_is(0, " [x] connect  [x] hello  [x] sender  [ ] recipient  [ ] text  "
              "[>] GOODBYE");
}

static void
the_states_of_pop3(void **state)
{
    (void)state;
    log_in();
    draw(pane_states, 1, 80);
    row_is(0, " [x] AUTHORIZATION who are you?  [>] TRANSACTION read, mark  "
              "[ ] UPDATE remove");
    draw(pane_states, 1, 60);
    row_is(0, " [x] AUTHORIZATION  [>] TRANSACTION  [ ] UPDATE");
}

#define SMTP(name) cmocka_unit_test_setup_teardown(name, begin_smtp, end)
#define POP3(name) cmocka_unit_test_setup_teardown(name, begin_pop3, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SMTP(rfc2920__what_travelled_together_is_one_row),
        SMTP(what_is_wider_than_the_pane_runs_on_at_a_line_end),
        SMTP(a_bare_lf_is_shown_as_such),
        POP3(the_maildrop_is_what_the_dialogue_tells),
        POP3(pipelined_commands_get_their_own_replies),
        POP3(of_many_messages_the_rest_is_counted),
        SMTP(the_stages_of_smtp_follow_the_state),
        POP3(the_states_of_pop3),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
