/*
 * quiz.h - `mailwalk quiz`: questions on the screen, or line by line.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_QUIZ_H
#define MAILWALK_TUI_QUIZ_H

struct app;
struct screen;

/*
 * The sub-command; argv[0] is "quiz".  Returns the exit status (sysexits.h).
 */
int quiz_main(int argc, char **argv);

/*
 * The screen, with all questions.  NULL with why (LAB_WHY_MAX octets).
 */
struct screen *quiz_screen_new(struct app *app, const char *topic, char *why);

#endif
