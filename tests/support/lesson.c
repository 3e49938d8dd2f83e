/*
 * lesson.c - a lesson without a server: the player, driven by a test.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/lesson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct player_people people = {"alice", "bob", "apple"};

void
lesson_begin(struct lesson *lesson, const char *text)
{
    char why[LAB_WHY_MAX] = "";

    lesson->lab = lab_parse("t", text, strlen(text), why);
    assert_string_equal(why, "");
    lesson->player = player_new(lesson->lab, &people);
    lesson->service = "smtp";
    assert_non_null(lesson->player);
    assert_int_equal(player_want(lesson->player), PLAYER_LOOK);
    player_saw(lesson->player, "Mailbox: empty.");
}

void
lesson_end(struct lesson *lesson)
{
    player_free(lesson->player);
    lab_free(lesson->lab);
}

void
lesson_record(struct lesson *lesson, enum dialogue_mark mark, const char *text)
{
    struct dialogue_record line = {
        .session = 1, .mark = mark, .text = text, .len = strlen(text)};

    snprintf(line.service, sizeof(line.service), "%s", lesson->service);
    player_record(lesson->player, &line);
}

void
lesson_wants(struct lesson *lesson, enum player_want want)
{
    assert_int_equal(player_want(lesson->player), want);
}

void
lesson_answer(struct lesson *lesson, const char *text)
{
    const char *why = "";

    assert_int_equal(player_answer(lesson->player, text, &why), 0);
    assert_string_equal(why, "");
}

void
lesson_connected(struct lesson *lesson)
{
    lesson_wants(lesson, PLAYER_CONNECT);
    lesson_record(lesson, DIALOGUE_EVENT, "connect to=127.0.0.1:2525");
    player_done(lesson->player);
}

void
lesson_said(struct lesson *lesson, const char *line)
{
    lesson_wants(lesson, PLAYER_SAY);
    assert_string_equal(player_line(lesson->player), line);
    lesson_record(lesson, DIALOGUE_CLIENT, line);
    player_done(lesson->player);
}

void
lesson_heard(struct lesson *lesson, const char *line)
{
    lesson_wants(lesson, PLAYER_HEAR);
    lesson_record(lesson, DIALOGUE_SERVER, line);
    player_heard(lesson->player);
    if (player_want(lesson->player) == PLAYER_LOOK) {
        player_saw(lesson->player, "Mailbox: empty.");
    }
}

unsigned
lesson_told(const struct lesson *lesson, enum player_kind kind,
            const char *text)
{
    unsigned count = 0;

    for (size_t i = 0; i < player_events(lesson->player); i++) {
        const struct player_event *event = player_event(lesson->player, i);

        count += event->kind == kind && strstr(event->text, text) != NULL;
    }
    return count;
}
