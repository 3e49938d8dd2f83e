/*
 * lesson_inside.h - what the files that drive a lesson share.
 *
 * lesson.c is the screen and its picture, lesson_keys.c its keys,
 * lesson_press.c what they do, lesson_play.c what drives the play.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_LESSON_INSIDE_H
#define MAILWALK_TUI_LESSON_INSIDE_H

#include "tui/lesson.h"

/* ---- lesson.c ---- */

/*
 * Watch the logs of the servers, from the moment when the world is there.
 */
void lesson_look_out(struct lesson *lesson);

/* ---- lesson_keys.c ---- */

extern const struct key_row lesson_keys[];
bool lesson_can(const struct screen *screen, enum request request);
const char *lesson_hint(const struct screen *screen, enum request request);
bool lesson_typing(const struct screen *screen);
const char *lesson_stake(const struct screen *screen);

/*
 * Would Enter open what is folded at the current line?
 */
bool lesson_opens(const struct lesson *lesson);

/* ---- lesson_press.c ---- */

void lesson_press(struct screen *screen, enum request request, wchar_t key);

/* ---- lesson_play.c ---- */

/*
 * Open the lab and look at its mailbox.  Returns 0, or -1 with why
 * (LAB_WHY_MAX octets).
 */
int lesson_begin(struct lesson *lesson, char *why);

/*
 * End the play; lesson_begin() may follow.
 */
void lesson_end(struct lesson *lesson);

/*
 * Enter, or 'r', where the mailbox is not as wanted.
 */
void lesson_accept(struct lesson *lesson);
void lesson_reset(struct lesson *lesson);

/*
 * An answer of the student's to what the player wants.
 */
void lesson_answer(struct lesson *lesson, const char *answer);

/*
 * Go on: to the next step that is there already, else the player is asked.
 */
void lesson_go_on(struct lesson *lesson);

/*
 * To the furthest place that was shown, and on to what has come since.
 */
void lesson_go_live(struct lesson *lesson);

/*
 * Break a rule on purpose.
 */
void lesson_break(struct lesson *lesson);

/*
 * Begin anew; start the servers of this machine, and begin anew.
 */
void lesson_restart(struct lesson *lesson);
void lesson_start_servers(struct lesson *lesson);

/*
 * The servers are up, or cannot be: for struct servers.
 */
void lesson_servers_done(void *ctx);

/*
 * Is the next thing in the list a reply that is covered?
 */
bool lesson_covered(const struct lesson *lesson);

/*
 * Is the student to act: at the end of the list, and asked for something?
 */
bool lesson_asks(const struct lesson *lesson);

/*
 * Has the lesson ended in trouble (or at all)?
 */
bool lesson_is_over(const struct lesson *lesson);

#endif
