/*
 * lesson_view.c - what the screen of a lesson shows, pane by pane.
 *
 * The two lessons are played with a server of canned replies; at some moments
 * every pane is drawn into a grid in memory, at the sizes it has on a screen of
 * 80x24 and of 120x40, and held against tests/golden/panes/.  After a change
 * that is meant: UPDATE_GOLDEN=1, and read the difference.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/paint_grid.h"

#include "tui/lesson.h"
#include "tui/lesson_log.h"

enum { ALL = 1000, TEXT_ROOM = 65536 };

/* A lesson, and the server that it meets: a reply for each time it hears. */
struct played {
    struct lesson lesson;
    const char *service;
    const char *const *replies;
    const char *const *answers; /* NULL behind the last: only Enter */
};

static const char *const A1_REPLIES[] = {
    "220 mx.red.example ESMTP Mailwalk ready",
    "250-mx.red.example greets pc7.red.example\n250-SIZE 10485760\n"
    "250-8BITMIME\n250-PIPELINING\n250-ENHANCEDSTATUSCODES\n250 HELP",
    "503 5.5.1 RCPT not now: say MAIL FROM:<you@your.domain> first",
    "250 2.1.0 Sender <alice@red.example> noted",
    "250 2.1.5 Recipient <bob@red.example> noted",
    "354 Send the text; end it with a line holding one dot",
    "250 2.0.0 Stored as 1795462928.M882523P14873Q000002R5de3c52a.red, our "
    "duty now",
    "221 2.0.0 mx.red.example Goodbye"};
static const char *const A1_ANSWERS[] = {"b", "2", "2", "2", NULL};

static const char *const A2_REPLIES[] = {
    "+OK pop.red.example POP3 Mailwalk ready",
    "-ERR STAT not now: log in first: USER name, then PASS password",
    "+OK Now send PASS and the password",
    "+OK Maildrop locked: 1 message (326 octets)",
    "+OK 1 326",
    "+OK 1 message (326 octets)\n1 326\n.",
    "+OK 326 octets\nReturn-Path: <alice@red.example>\nSubject: Lunch?\n\n"
    "..hidden\nNoon at the usual place?\n.",
    "+OK Message 1 marked; QUIT will remove it",
    "+OK 0 0",
    "+OK No marks: the maildrop has 1 message (326 octets)",
    "+OK 1 326",
    "+OK Message 1 marked; QUIT will remove it",
    "+OK Goodbye: 1 removed, 0 left"};
static const char *const NO_ANSWERS[] = {NULL};

#define FULL_BOX                                                               \
    "Mailbox of bob: 1 message.\n"                                             \
    "1: 326 octets, from Alice <alice@red.example>, subject \"Lunch?\"\n"
#define EMPTY_BOX "Mailbox of bob: empty.\n"

static const char DOTS[] =
    "```lab meta\nid: x\ntitle: T\nneeds: smtp=red.example:2525\n```\n"
    "```lab step text\nopen: smtp\nS: 220\nC: EHLO a.example\nS: 250\n"
    "D: .hidden\nD: seen\nC: .\nS: 250\n```\n";
static const char *const DOTS_REPLIES[] = {"220 mx", "250 mx", "250 taken"};

/* ---- Playing ------------------------------------------------------------ */

static void
record(struct played *played, enum dialogue_mark mark, const char *text,
       size_t len)
{
    struct dialogue_record line = {
        .session = 1, .mark = mark, .text = text, .len = len};

    snprintf(line.service, sizeof(line.service), "%s", played->service);
    player_record(played->lesson.play.player, &line);
}

static void
hear(struct played *played)
{
    const char *text = *played->replies++;
    bool content = strncmp(text, "+OK 326 octets\n", 15) == 0;

    for (size_t line = 0; *text != '\0'; line++) {
        size_t len = strcspn(text, "\n");
        bool dot = len == 1 && text[0] == '.';

        record(played,
               content && line > 0 && !dot ? DIALOGUE_DATA : DIALOGUE_SERVER,
               text, len);
        text += len + (text[len] == '\n');
    }
    player_heard(played->lesson.play.player);
}

static const char *
mailbox(const struct played *played)
{
    const struct observer *seen = player_observer(played->lesson.play.player);

    if (strcmp(played->service, "pop3") == 0) {
        return seen != NULL && seen->pop3.state == POP3_UPDATE ? EMPTY_BOX
                                                               : FULL_BOX;
    }
    return seen != NULL && seen->smtp.delivered > 0 ? FULL_BOX : EMPTY_BOX;
}

/*
 * Do what the player wants of its driver.  Returns false if the want is the
 * student's.
 */
static bool
turn(struct played *played)
{
    struct player *player = played->lesson.play.player;
    const char *line = player_line(player);
    char stuffed[256];

    switch (player_want(player)) {
    case PLAYER_CONNECT:
        record(played, DIALOGUE_EVENT, "connect to=127.0.0.1:2525", 25);
        player_done(player);
        return true;
    case PLAYER_SAY:
        line = strncmp(line, "PASS", 4) == 0 ? "PASS ********" : line;
        record(played, DIALOGUE_CLIENT, line, strlen(line));
        player_done(player);
        return true;
    case PLAYER_SAY_TEXT:
        snprintf(stuffed, sizeof(stuffed), "%s%s", line[0] == '.' ? "." : "",
                 line);
        record(played, DIALOGUE_DATA, stuffed, strlen(stuffed));
        player_done(player);
        return true;
    case PLAYER_HEAR:
        hear(played);
        return true;
    case PLAYER_LOOK:
        player_saw(player, mailbox(played));
        return true;
    case PLAYER_HANG_UP:
        player_done(player);
        return true;
    case PLAYER_CHOOSE:
    case PLAYER_GO:
    case PLAYER_TYPE:
    case PLAYER_ANSWER:
    case PLAYER_END:
        break;
    }
    return false;
}

/*
 * Play on until the student has answered so many times, and is asked again.
 */
static void
play_on(struct played *played, unsigned answers)
{
    struct player *player = played->lesson.play.player;
    const char *why = NULL;

    for (;;) {
        if (turn(played)) {
            continue;
        }
        if (answers == 0 || player_want(player) == PLAYER_END) {
            break;
        }
        assert_int_equal(
            player_answer(
                player, *played->answers != NULL ? *played->answers : "", &why),
            0);
        played->answers += *played->answers != NULL;
        answers--;
    }
    played->lesson.cursor = player_events(player);
}

static void
begin(struct played *played, struct lab *lab, const char *service,
      const char *const *replies, const char *const *answers)
{
    static const struct player_people people = {"alice", "bob", "apple"};
    struct play *play = &played->lesson.play;

    memset(played, 0, sizeof(*played));
    assert_non_null(lab);
    play->lab = lab;
    play->player = player_new(lab, &people);
    assert_non_null(play->player);
    snprintf(play->box_name, sizeof(play->box_name), "bob");
    play->box = play->box_name;
    played->service = service;
    played->replies = replies;
    played->answers = answers;
}

static struct lab *
lab_file(const char *name)
{
    const char *home = getenv("MAILWALK_HOME");
    char why[LAB_WHY_MAX] = "";
    char path[4096];

    snprintf(path, sizeof(path), "%s/labs/%s", home != NULL ? home : ".", name);
    return lab_read(path, why);
}

static void
begin_a1(struct played *played)
{
    begin(played, lab_file("a1-send.md"), "smtp", A1_REPLIES, A1_ANSWERS);
}

static void
begin_a2(struct played *played)
{
    begin(played, lab_file("a2-collect.md"), "pop3", A2_REPLIES, NO_ANSWERS);
}

static void
end(struct played *played)
{
    player_free(played->lesson.play.player);
    lab_free(played->lesson.play.lab);
}

/* ---- Looking ------------------------------------------------------------ */

enum pane {
    DIALOGUE,
    STAGES,
    REPLY,
    MEMORY,
    MAILBOX,
    MACHINE,
    TURN,
    SMTP_LOG,
    PANES
};

static const char *const NAMES[PANES] = {"dialogue", "stages",  "reply",
                                         "memory",   "mailbox", "machine",
                                         "turn",     "log"};

/* Where the cursor was put last. */
struct cursor {
    int row, col;
};

static void
draw(struct played *played, enum pane pane, int rows, int cols,
     struct cursor *cursor)
{
    struct lesson_view view;
    struct area area = {0, 0, rows, cols};

    paint_grid_clear(paint_grid(), rows, cols);
    lesson_view(&played->lesson, &view);
    switch (pane) {
    case DIALOGUE:
        pane_dialogue(&view, &area, &cursor->row);
        break;
    case STAGES:
        pane_stages(&view, &area);
        break;
    case REPLY:
        pane_reply(&view, &area);
        break;
    case MEMORY:
        pane_memory(&view, &area);
        break;
    case MAILBOX:
        pane_mailbox(&view, &area);
        break;
    case MACHINE:
        pane_machine(&view, &area);
        break;
    case TURN:
        pane_turn(&view, &area, &cursor->row, &cursor->col);
        break;
    case SMTP_LOG:
        pane_log(&view, 0, &area);
        break;
    case PANES:
        break;
    }
    lesson_view_free(&view);
}

/*
 * The pane as text: a string of the test's own static room.
 */
static const char *
picture(struct played *played, enum pane pane, int rows, int cols)
{
    static char text[TEXT_ROOM];
    struct cursor cursor = {0, 0};
    size_t used = 0;

    draw(played, pane, rows, cols, &cursor);
    assert_int_equal(paint_grid_spilt(paint_grid()), 0);
    for (int row = 0; row < rows; row++) {
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s\n",
                                 paint_grid_row(paint_grid(), row));
    }
    return text;
}

static void
assert_shows(struct played *played, enum pane pane, int rows, int cols,
             const char *what)
{
    const char *text = picture(played, pane, rows, cols);

    if (strstr(text, what) == NULL) {
        fail_msg("\"%s\" is not in\n%s", what, text);
    }
}

static void
assert_hides(struct played *played, enum pane pane, int rows, int cols,
             const char *what)
{
    const char *text = picture(played, pane, rows, cols);

    if (strstr(text, what) != NULL) {
        fail_msg("\"%s\" is in\n%s", what, text);
    }
}

static void
golden_path(const char *name, char *path, size_t room)
{
    const char *home = getenv("MAILWALK_HOME");

    snprintf(path, room, "%s/tests/golden/panes/%s.txt",
             home != NULL ? home : ".", name);
}

static void
hold_against(const char *name, const char *text)
{
    static char wanted[TEXT_ROOM];
    char path[4096];
    size_t len = 0;
    FILE *file = NULL;

    golden_path(name, path, sizeof(path));
    if (getenv("UPDATE_GOLDEN") != NULL) {
        file = fopen(path, "w");
        assert_non_null(file);
        fputs(text, file);
        assert_int_equal(fclose(file), 0);
        return;
    }
    file = fopen(path, "r");
    assert_non_null(file);
    len = fread(wanted, 1, sizeof(wanted) - 1, file);
    wanted[len] = '\0';
    fclose(file);
    assert_string_equal(text, wanted);
}

/*
 * Every pane at its places on a screen of 80x24 and one of 120x40.
 */
static void
assert_golden(struct played *played, const char *name)
{
    static const struct {
        enum pane pane;
        int rows, cols;
    } PLACES[] = {{STAGES, 1, 80},   {DIALOGUE, 9, 80}, {REPLY, 5, 80},
                  {MEMORY, 4, 42},   {MAILBOX, 4, 38},  {TURN, 7, 80},
                  {STAGES, 1, 120},  {DIALOGUE, 20, 72}, {MACHINE, 16, 47},
                  {REPLY, 12, 47},   {MEMORY, 6, 72},   {MAILBOX, 5, 47},
                  {TURN, 12, 120},   {REPLY, 3, 60},    {MACHINE, 9, 60}};
    static char text[TEXT_ROOM];
    size_t used = 0;

    for (size_t i = 0; i < sizeof(PLACES) / sizeof(PLACES[0]); i++) {
        used += (size_t)snprintf(
            text + used, sizeof(text) - used, "== %s %dx%d\n%s",
            NAMES[PLACES[i].pane], PLACES[i].cols, PLACES[i].rows,
            picture(played, PLACES[i].pane, PLACES[i].rows, PLACES[i].cols));
    }
    hold_against(name, text);
}

/* ---- Tests -------------------------------------------------------------- */

static void
panes__a1_is_drawn_as_in_the_golden_pictures(void **state)
{
    struct played played;

    (void)state;
    begin_a1(&played);
    play_on(&played, 0);
    assert_golden(&played, "a1-01-first-question");
    play_on(&played, 3);
    assert_golden(&played, "a1-04-hello");
    play_on(&played, 1);
    assert_golden(&played, "a1-05-refused");
    play_on(&played, 4);
    assert_golden(&played, "a1-09-text");
    play_on(&played, 1);
    assert_golden(&played, "a1-10-dot");
    play_on(&played, 1);
    assert_golden(&played, "a1-11-stored");
    play_on(&played, ALL);
    assert_golden(&played, "a1-end");
    end(&played);
}

static void
panes__a2_is_drawn_as_in_the_golden_pictures(void **state)
{
    struct played played;

    (void)state;
    begin_a2(&played);
    play_on(&played, 2);
    assert_golden(&played, "a2-03-greeted");
    play_on(&played, 1);
    assert_golden(&played, "a2-04-refused");
    play_on(&played, 2);
    assert_golden(&played, "a2-06-login");
    play_on(&played, 4);
    assert_golden(&played, "a2-10-read");
    play_on(&played, 2);
    assert_golden(&played, "a2-12-marked");
    play_on(&played, 5);
    snprintf(played.lesson.input, sizeof(played.lesson.input), "QU");
    played.lesson.complaint = "Not that line. Try again.";
    assert_golden(&played, "a2-17-typing");
    played.lesson.complaint = NULL;
    play_on(&played, ALL);
    assert_golden(&played, "a2-end");
    end(&played);
}

/*
 * The whole lesson is over, yet the screen shows the memory of then.
 */
static void
view__looking_back_shows_what_the_server_remembered_then(void **state)
{
    struct played played;
    size_t then = 0;

    (void)state;
    begin_a1(&played);
    play_on(&played, 6);
    then = played.lesson.cursor;
    play_on(&played, ALL);
    assert_shows(&played, MEMORY, 6, 80, "reverse-path  (none)");
    assert_shows(&played, MAILBOX, 5, 80, "1 message");
    played.lesson.cursor = then;
    assert_shows(&played, MEMORY, 6, 80, "reverse-path  alice@red.example");
    assert_shows(&played, MEMORY, 6, 80, "forward-path  bob@red.example");
    assert_shows(&played, MACHINE, 8, 80, "[>] RCPT");
    assert_shows(&played, MAILBOX, 5, 80, "empty");
    assert_shows(&played, STAGES, 1, 80, "[>] RECIPIENT");
    assert_shows(&played, REPLY, 8, 80, "2.1.5");
    assert_hides(&played, DIALOGUE, 50, 80, "354");
    played.lesson.cursor = 0;
    assert_shows(&played, MEMORY, 6, 80, "(no connection)");
    end(&played);
}

/*
 * REQ(5321-4.5.2) A stuffed dot is on the wire, not in the text.
 */
static void
dialogue__wire_view_shows_line_ends_and_stuffed_dots(void **state)
{
    char why[LAB_WHY_MAX] = "";
    struct played played;

    (void)state;
    begin(&played, lab_parse("t", DOTS, strlen(DOTS), why), "smtp",
          DOTS_REPLIES, NO_ANSWERS);
    play_on(&played, ALL);
    assert_shows(&played, DIALOGUE, 20, 80, "C: (text, 2 lines)");
    played.lesson.zoomed = true;
    assert_shows(&played, DIALOGUE, 20, 80, "C: .hidden ");
    assert_hides(&played, DIALOGUE, 20, 80, "\\r\\n");
    played.lesson.wire = true;
    assert_shows(&played, DIALOGUE, 20, 80, "C: ..hidden\\r\\n");
    assert_shows(&played, DIALOGUE, 20, 80, "C: .\\r\\n");
    assert_shows(&played, DIALOGUE, 20, 80, "S: 250 taken\\r\\n");
    end(&played);
}

static void
dialogue__zoom_opens_what_is_folded(void **state)
{
    struct played played;

    (void)state;
    begin_a1(&played);
    play_on(&played, 10);
    assert_shows(&played, DIALOGUE, 40, 80, "(+5 lines)");
    assert_shows(&played, DIALOGUE, 40, 80, "(text, 6 lines)");
    assert_hides(&played, DIALOGUE, 40, 80, "PIPELINING");
    played.lesson.zoomed = true;
    assert_shows(&played, DIALOGUE, 40, 80, "S: 250-PIPELINING");
    assert_shows(&played, DIALOGUE, 40, 80, "C: Noon at the usual place?");
    assert_hides(&played, DIALOGUE, 40, 80, "(+5 lines)");
    played.lesson.pane = LESSON_REPLY; /* zoomed is another pane */
    assert_shows(&played, DIALOGUE, 40, 80, "(+5 lines)");
    end(&played);
}

static void
dialogue__scrolls_back_and_stops_at_its_beginning(void **state)
{
    struct played played;

    (void)state;
    begin_a1(&played);
    play_on(&played, ALL);
    assert_shows(&played, DIALOGUE, 5, 80, "C: QUIT");
    assert_hides(&played, DIALOGUE, 5, 80, "below");
    played.lesson.scroll = 4;
    assert_hides(&played, DIALOGUE, 5, 80, "C: QUIT");
    assert_shows(&played, DIALOGUE, 5, 80, "4 below");
    played.lesson.scroll = 999;
    assert_shows(&played, DIALOGUE, 5, 80, "you connect to 127.0.0.1:2525");
    assert_hides(&played, DIALOGUE, 5, 80, "above");
    end(&played);
}

static void
dialogue__the_cursor_and_the_sign_stand_at_the_last_line(void **state)
{
    struct played played;
    struct cursor cursor = {0, 0};

    (void)state;
    begin_a1(&played);
    play_on(&played, 4);
    draw(&played, DIALOGUE, 20, 80, &cursor);
    assert_int_equal(paint_grid_row(paint_grid(), cursor.row)[0], '>');
    assert_non_null(strstr(paint_grid_row(paint_grid(), cursor.row), "503"));
    assert_non_null(
        strstr(paint_grid_row(paint_grid(), cursor.row + 1), "wrong order"));
    assert_int_equal(paint_grid_style(paint_grid(), cursor.row, 0), PAINT_HERE);
    end(&played);
}

static void
dialogue__a_long_line_is_cut_with_the_sign(void **state)
{
    struct played played;

    (void)state;
    begin_a1(&played);
    play_on(&played, 10);
    assert_shows(&played, DIALOGUE, 20, 60,
                 "<--- S: 250 2.0.0 Stored as 1795462928.M882523P14873Q000002R~"
                 + 13);
    assert_shows(&played, DIALOGUE, 20, 200, "our duty now");
    end(&played);
}

static void
reply__tells_what_was_predicted_beside_what_was_said(void **state)
{
    struct played played;

    (void)state;
    begin_a1(&played);
    play_on(&played, 4); /* the fourth answer is 2, the reply 503 */
    assert_shows(&played, REPLY, 6, 80, "You said 2. It was 5 (refused).");
    assert_shows(&played, REPLY, 5, 80, "You said 2. It was 5 (refused).");
    assert_shows(&played, REPLY, 3, 60, "You said 2. It was 5 (refused).");
    assert_shows(&played, REPLY, 3, 60, "503 = refused, syntax");
    assert_hides(&played, TURN, 20, 80, "You said 2.");
    end(&played);
}

/*
 * REQ(1939-5) DELE marks, and the mark is seen beside the message.
 */
static void
mailbox__shows_the_mark_until_it_is_taken_away(void **state)
{
    struct played played;

    (void)state;
    begin_a2(&played);
    play_on(&played, 10);
    assert_hides(&played, MAILBOX, 6, 60, "D marked");
    play_on(&played, 1);
    assert_shows(&played, MAILBOX, 6, 60, "D marked: goes at QUIT");
    play_on(&played, 2);
    assert_hides(&played, MAILBOX, 6, 60, "D marked");
    end(&played);
}

static void
turn__the_cursor_stands_behind_the_typed_text(void **state)
{
    struct played played;
    struct cursor cursor = {0, 0};
    char *input = played.lesson.input;

    (void)state;
    begin_a2(&played);
    play_on(&played, 16);
    assert_int_equal(player_want(played.lesson.play.player), PLAYER_TYPE);
    strcpy(input, "QUI");
    for (int rows = 3; rows < 30; rows++) {
        draw(&played, TURN, rows, 80, &cursor);
        assert_string_equal(paint_grid_row(paint_grid(), cursor.row),
                            " > QUI");
        assert_int_equal(cursor.col, 6);
    }
    memset(input, 'x', 300);
    strcpy(input + 300, "END");
    draw(&played, TURN, 8, 80, &cursor);
    assert_non_null(strstr(paint_grid_row(paint_grid(), cursor.row), "xEND"));
    assert_int_equal(cursor.col, 79);
    end(&played);
}

/*
 * However little room there is: nothing outside the area, and the question
 * and its options are there as long as they can be.
 */
static void
panes__stay_inside_at_every_size(void **state)
{
    static const int COLS[] = {1, 7, 20, 59, 60, 80, 120, 200};
    struct played played[2];
    struct cursor cursor = {0, 0};

    (void)state;
    begin_a1(&played[0]);
    begin_a2(&played[1]);
    for (int moment = 0; moment < 20; moment++) {
        for (size_t i = 0; i < 16 * sizeof(COLS) / sizeof(COLS[0]); i++) {
            for (int pane = 0; pane < PANES; pane++) {
                draw(&played[moment % 2], (enum pane)pane, (int)(i % 16) + 1,
                     COLS[i / 16], &cursor);
                assert_int_equal(paint_grid_spilt(paint_grid()), 0);
            }
        }
        play_on(&played[moment % 2], 1);
    }
    end(&played[0]);
    end(&played[1]);
}

static void
turn__has_the_question_first_and_says_how_much_room_it_needs(void **state)
{
    struct played played;
    struct lesson_view view;
    int rows = 0;

    (void)state;
    begin_a1(&played);
    play_on(&played, 3);
    assert_shows(&played, TURN, 3, 80, "How will the reply begin?");
    assert_shows(&played, TURN, 3, 80, "2  done      3  go on");
    lesson_view(&played.lesson, &view);
    rows = pane_turn_rows(&view, 80);
    lesson_view_free(&view);
    assert_shows(&played, TURN, rows, 80, "Why: EHLO names");
    assert_hides(&played, TURN, rows - 1, 80, "Why: EHLO names");
    end(&played);
}

static void
log__shows_the_last_lines_or_that_there_are_none(void **state)
{
    char path[] = "/tmp/lesson_view.XXXXXX";
    struct played played;
    int file = mkstemp(path);
    FILE *log = fdopen(file, "w");

    (void)state;
    assert_non_null(log);
    begin_a1(&played);
    played.lesson.play.place.host = "mail.school.example";
    assert_shows(&played, SMTP_LOG, 5, 60,
                 "not visible from here: mail.school.example");
    played.lesson.logs[0] = lesson_log_open(path, NULL, NULL, NULL);
    assert_non_null(played.lesson.logs[0]);
    assert_shows(&played, SMTP_LOG, 5, 60, "nobody has called");
    fprintf(log, "2026-11-23T09:12:31.402Z smtp#7 *: connect from=[::1]:9\n");
    for (int i = 0; i < LESSON_LOG_LINES + 5; i++) {
        fprintf(log, "2026-11-23T09:12:33.120Z smtp#7 C: NOOP %d\n", i);
    }
    fclose(log);
    lesson_log_look(played.lesson.logs[0]);
    assert_int_equal(lesson_log_count(played.lesson.logs[0]),
                     LESSON_LOG_LINES);
    assert_shows(&played, SMTP_LOG, 5, 60, "\n 09:12:33.120 smtp#7 C: NOOP 504\n");
    assert_shows(&played, SMTP_LOG, 5, 60, "NOOP 501\n");
    assert_hides(&played, SMTP_LOG, 5, 60, "NOOP 500\n");
    assert_shows(&played, SMTP_LOG, 5, 80, "1 session, 1 open");
    played.lesson.pane = LESSON_SMTP_LOG;
    played.lesson.scroll = 4;
    assert_shows(&played, SMTP_LOG, 5, 60, "NOOP 500\n");
    assert_hides(&played, SMTP_LOG, 5, 60, "NOOP 501\n");
    lesson_log_close(played.lesson.logs[0]);
    unlink(path);
    end(&played);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panes__a1_is_drawn_as_in_the_golden_pictures),
        cmocka_unit_test(panes__a2_is_drawn_as_in_the_golden_pictures),
        cmocka_unit_test(
            view__looking_back_shows_what_the_server_remembered_then),
        cmocka_unit_test(dialogue__wire_view_shows_line_ends_and_stuffed_dots),
        cmocka_unit_test(dialogue__zoom_opens_what_is_folded),
        cmocka_unit_test(dialogue__scrolls_back_and_stops_at_its_beginning),
        cmocka_unit_test(
            dialogue__the_cursor_and_the_sign_stand_at_the_last_line),
        cmocka_unit_test(dialogue__a_long_line_is_cut_with_the_sign),
        cmocka_unit_test(reply__tells_what_was_predicted_beside_what_was_said),
        cmocka_unit_test(mailbox__shows_the_mark_until_it_is_taken_away),
        cmocka_unit_test(turn__the_cursor_stands_behind_the_typed_text),
        cmocka_unit_test(panes__stay_inside_at_every_size),
        cmocka_unit_test(
            turn__has_the_question_first_and_says_how_much_room_it_needs),
        cmocka_unit_test(log__shows_the_last_lines_or_that_there_are_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
