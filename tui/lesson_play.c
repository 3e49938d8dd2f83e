/*
 * lesson_play.c - a lesson goes on: the mailbox, the play, the cursor.
 *
 * The cursor goes on by itself only while it is at the furthest place that was
 * shown.  Who looks back is left alone, whatever happens meanwhile.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/seeds.h"
#include "client/world.h"

#include "tui/app.h"
#include "tui/lesson_inside.h"
#include "tui/lesson_steps.h"

/*
 * One step further, with what is in the list.
 */
static void
step_on(struct lesson *lesson)
{
    bool back = lesson->cursor < lesson->seen;

    lesson->cursor = lesson_step_on(lesson->play.player, lesson->cursor,
                                    back            ? LESSON_BACK
                                    : lesson->cover ? LESSON_COVERED
                                                    : LESSON_LIVE);
    if (lesson->cursor > lesson->seen) {
        lesson->seen = lesson->cursor;
    }
    lesson->stopped = lesson->cursor < player_events(lesson->play.player);
    lesson->scroll = 0;
    lesson->page_scroll = 0;
}

/*
 * There may be more than was shown yet.  It is shown, unless the student has to
 * read first, looks back, or has covered what comes.
 */
static void
catch_up(struct lesson *lesson)
{
    bool at_end = lesson->cursor == lesson->seen;

    if (at_end && !lesson->stopped && !lesson_covered(lesson) &&
        player_events(lesson->play.player) > lesson->cursor) {
        step_on(lesson);
    }
}

/*
 * The play has changed.
 */
static void
on_change(void *ctx)
{
    struct lesson *lesson = ctx;

    catch_up(lesson);
    app_changed(lesson->screen.app);
}

void
lesson_go_live(struct lesson *lesson)
{
    lesson->cursor = lesson->seen;
    lesson->scroll = lesson->page_scroll = 0;
    catch_up(lesson);
}

/* ---- The mailbox that the lesson begins with ---- */

/*
 * On with the play; a connection has to wait for servers that are starting.
 */
static void
go_play(struct lesson *lesson)
{
    if (!lesson->servers->starting ||
        player_want(lesson->play.player) != PLAYER_CONNECT) {
        play_go(&lesson->play);
    }
}

static void
begin_play(struct lesson *lesson)
{
    lesson->phase = LESSON_PLAYS;
    lesson->notice[0] = '\0';
    go_play(lesson);
}

static void
offer(struct lesson *lesson, long count)
{
    lesson->phase = LESSON_OFFERS;
    if (count > 0) {
        snprintf(lesson->notice, sizeof(lesson->notice),
                 "The mailbox of %s holds %ld %s. The lesson is easier to "
                 "follow with an empty one.\n"
                 "r empties this mailbox (what lies in it is removed), Enter "
                 "goes on as it is.",
                 lesson->play.box, count, count == 1 ? "message" : "messages");
    } else {
        snprintf(lesson->notice, sizeof(lesson->notice),
                 "The mailbox of %s is empty, and this lesson needs a mail in "
                 "it.\nEnter sends the mail of lesson A1 now, by SMTP.",
                 lesson->play.box);
    }
}

int
lesson_begin(struct lesson *lesson, char *why)
{
    long count = 0;

    if (play_open(&lesson->play, lesson->path, &lesson->place,
                  app_base(lesson->screen.app), on_change, lesson,
                  why) != 0) {
        return -1;
    }
    count = play_box_count(&lesson->play);
    if (count >= 0 && lesson->play.box_mail == (count == 0)) {
        offer(lesson, count);
    } else {
        begin_play(lesson);
    }
    return 0;
}

void
lesson_end(struct lesson *lesson)
{
    play_close(&lesson->play);
    play_close(&lesson->first);
    free(lesson->page);
    lesson->page = NULL;
    lesson->cursor = lesson->seen = 0;
    lesson->stopped = false;
    lesson->scroll = lesson->page_scroll = 0;
    lesson->input[0] = '\0';
    lesson->notice[0] = '\0';
    lesson->complaint = NULL;
}

/*
 * Lesson A1 cannot be played for its mail.
 */
static void
fail_first(struct lesson *lesson, const char *why)
{
    lesson->phase = LESSON_OFFERS;
    snprintf(lesson->notice, sizeof(lesson->notice),
             "! %.800s\nEnter tries again, s starts the servers that are down, "
             "Esc goes to the menu.",
             why);
    app_changed(lesson->screen.app);
}

/*
 * Lesson A1 was played for its mail: then A2 may begin.
 */
static void
on_first(void *ctx)
{
    struct lesson *lesson = ctx;
    const struct player *player = lesson->first.player;

    if (player_want(player) != PLAYER_END || lesson->phase != LESSON_SENDS) {
        return;
    }
    if (player_outcome(player) == PLAYER_FINISHED) {
        begin_play(lesson);
        return;
    }
    fail_first(lesson, player_event(player, player_events(player) - 1)->text);
}

static void
send_mail(struct lesson *lesson)
{
    char path[WORLD_PATH_ROOM];
    char why[LAB_WHY_MAX] = "lesson A1 is not beside this one";

    play_close(&lesson->first);
    if (play_find_near(lesson->path, "a1", path) != 0 ||
        play_open(&lesson->first, path, &lesson->place,
                  app_base(lesson->screen.app), on_first, lesson, why) != 0) {
        snprintf(lesson->notice, sizeof(lesson->notice), "! %s", why);
        return;
    }
    lesson->phase = LESSON_SENDS;
    snprintf(lesson->notice, sizeof(lesson->notice),
             "Alice's program sends the mail of lesson A1: waiting for the "
             "server.");
    if (!lesson->servers->starting) {
        play_through(&lesson->first);
    }
}

void
lesson_accept(struct lesson *lesson)
{
    if (lesson->phase == LESSON_OFFERS) {
        if (lesson->play.box_mail) {
            send_mail(lesson);
        } else {
            begin_play(lesson);
        }
    }
}

void
lesson_reset(struct lesson *lesson)
{
    char why[SEEDS_WHY_MAX];

    if (play_box_reset(&lesson->play, why) == 0) {
        begin_play(lesson);
    } else {
        snprintf(lesson->notice, sizeof(lesson->notice),
                 "! %s\nr tries again, Enter goes on as it is.", why);
    }
}

/* ---- The play ---- */

bool
lesson_asks(const struct lesson *lesson)
{
    return lesson->phase == LESSON_PLAYS && lesson->page == NULL &&
           lesson->cursor == player_events(lesson->play.player) &&
           player_want(lesson->play.player) <= PLAYER_ANSWER;
}

bool
lesson_is_over(const struct lesson *lesson)
{
    return lesson->phase == LESSON_PLAYS &&
           player_want(lesson->play.player) == PLAYER_END;
}

bool
lesson_covered(const struct lesson *lesson)
{
    return lesson->cover && lesson->cursor == lesson->seen &&
           lesson_reply_at(lesson->play.player, lesson->cursor);
}

void
lesson_answer(struct lesson *lesson, const char *answer)
{
    const char *why = NULL;

    if (player_answer(lesson->play.player, answer, &why) != 0) {
        lesson->complaint = why;
        return;
    }
    lesson->input[0] = '\0';
    lesson->stopped = false;
    go_play(lesson);
}

void
lesson_go_on(struct lesson *lesson)
{
    if (lesson->phase != LESSON_PLAYS) {
        return;
    }
    if (lesson->cursor < player_events(lesson->play.player)) {
        step_on(lesson);
    } else if (lesson_asks(lesson)) {
        lesson_answer(lesson, "");
    }
}

void
lesson_break(struct lesson *lesson)
{
    lesson->stopped = false;
    play_break(&lesson->play);
}

void
lesson_restart(struct lesson *lesson)
{
    char why[LAB_WHY_MAX];

    lesson_end(lesson);
    if (lesson_begin(lesson, why) != 0) {
        app_leave(lesson->screen.app);
    }
}

/* ---- The servers ---- */

void
lesson_start_servers(struct lesson *lesson)
{
    lesson->phase = LESSON_STARTS;
    snprintf(lesson->notice, sizeof(lesson->notice),
             "The servers that are down are starting.");
    servers_start(lesson->servers);
}

void
lesson_servers_done(void *ctx)
{
    struct lesson *lesson = ctx;
    const struct servers *servers = lesson->servers;
    bool waits = lesson->phase == LESSON_STARTS ||
                 (lesson->phase == LESSON_PLAYS &&
                  player_want(lesson->play.player) == PLAYER_CONNECT);

    lesson_look_out(lesson);
    if (lesson->phase == LESSON_SENDS) {
        if (servers->failed) {
            fail_first(lesson, servers->world->why);
        } else {
            play_through(&lesson->first);
        }
    } else if (waits && servers->failed) {
        lesson->phase = LESSON_STARTS;
        snprintf(lesson->notice, sizeof(lesson->notice),
                 "! %.900s\ns tries again, Esc goes to the menu.",
                 servers->world->why);
    } else if (lesson->phase == LESSON_STARTS) {
        lesson_restart(lesson);
    } else if (waits) {
        play_go(&lesson->play);
    }
}
