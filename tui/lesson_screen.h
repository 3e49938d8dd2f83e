/*
 * lesson_screen.h - make the screen of a lesson.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_LESSON_SCREEN_H
#define MAILWALK_TUI_LESSON_SCREEN_H

#include "labs/play.h"
#include "tui/screen.h"
#include "tui/servers.h"

/*
 * Open the lesson of a lab file.  The world that place names, and servers, must
 * outlive the screen; place itself and lab_path are copied.  Returns NULL with
 * a sentence in why (LAB_WHY_MAX octets).
 */
struct screen *lesson_screen_new(struct app *app,
                                 const struct play_place *place,
                                 struct servers *servers, const char *lab_path,
                                 char *why);

#endif
