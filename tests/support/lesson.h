/*
 * lesson.h - a lesson without a server: the player, driven by a test.
 *
 * The player decides and does nothing, so a test can be its driver: it says
 * the lines of the server, and looks at what the player wants and tells.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_LESSON_H
#define MAILWALK_TESTS_SUPPORT_LESSON_H

#include "protocol/dialogue.h"

#include "labs/lab.h"
#include "labs/player.h"

#define LESSON_META                                                            \
    "```lab meta\nid: x\ntitle: T\n"                                           \
    "needs: smtp=red.example:2525 pop3=red.example:1110\nparam: who = peer\n"  \
    "```\n"
#define LESSON_HELLO                                                           \
    "```lab step hello\nopen: smtp\nS?: 220\nC: EHLO ${who}.example\n"         \
    "S?: 250\nwhy: that was ${who}\n```\n"

struct lesson {
    struct lab *lab;
    struct player *player;
    const char *service;
};

/*
 * Read the lab and begin; the mailbox is empty.
 */
void lesson_begin(struct lesson *lesson, const char *text);

/*
 * Free what lesson_begin made.
 */
void lesson_end(struct lesson *lesson);

/*
 * A record of the connection.
 */
void lesson_record(struct lesson *lesson, enum dialogue_mark mark,
                   const char *text);

/*
 * The player must want this.
 */
void lesson_wants(struct lesson *lesson, enum player_want want);

/*
 * The student answers, and that must be fine.
 */
void lesson_answer(struct lesson *lesson, const char *text);

/*
 * Make the connection that must be wanted.
 */
void lesson_connected(struct lesson *lesson);

/*
 * Say the line; it must be the one that is wanted.
 */
void lesson_said(struct lesson *lesson, const char *line);

/*
 * The server replies with one line, and the mailbox is looked at.
 */
void lesson_heard(struct lesson *lesson, const char *line);

/*
 * How many events of this kind have this text in theirs?
 */
unsigned lesson_told(const struct lesson *lesson, enum player_kind kind,
                     const char *text);

#endif
