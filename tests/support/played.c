/*
 * played.c - the two lessons, played with a server of canned replies.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/played.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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
    "+OK Mailwalk POP3 ready <0007273.1795462880653850@pop.red.example>",
    "-ERR STAT not now: log in first: USER name, then PASS password",
    "+OK Now send PASS and the password",
    "+OK Maildrop locked: 1 message (326 octets)",
    "+OK 1 326",
    "+OK 1 message (326 octets)\n1 326\n.",
    ("+OK 326 octets\nReturn-Path: <alice@red.example>\nSubject: Lunch?\n\n"
     "..hidden\nNoon at the usual place?\n."),
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

void
played_on(struct played *played, unsigned answers)
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

void
played_a1(struct played *played)
{
    begin(played, lab_file("a1-send.md"), "smtp", A1_REPLIES, A1_ANSWERS);
}

void
played_a2(struct played *played)
{
    begin(played, lab_file("a2-collect.md"), "pop3", A2_REPLIES, NO_ANSWERS);
}

void
played_dots(struct played *played)
{
    char why[LAB_WHY_MAX] = "";

    begin(played, lab_parse("t", DOTS, strlen(DOTS), why), "smtp", DOTS_REPLIES,
          NO_ANSWERS);
}

void
played_end(struct played *played)
{
    player_free(played->lesson.play.player);
    lab_free(played->lesson.play.lab);
}
