/*
 * menu.h - the first screen: which servers are up, and the lessons.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_MENU_H
#define MAILWALK_TUI_MENU_H

#include "labs/play.h"
#include "tui/screen.h"

/*
 * Make the menu.  place says where the servers are; it must outlive the
 * screen.  Servers of this machine that are not up are started once the menu
 * stands on the screen.  Returns NULL if memory ran out.
 */
struct screen *menu_new(struct app *app, struct play_place *place);

#endif
