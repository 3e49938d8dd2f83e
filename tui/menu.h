/*
 * menu.h - the first screen: which servers are up, and the lessons.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_MENU_H
#define MAILWALK_TUI_MENU_H

#include "labs/play.h"
#include "tui/screen.h"
#include "tui/servers.h"

/*
 * Make the menu, and start the servers that are down.  place says where the
 * servers are; both must outlive the screen.  Returns NULL if memory ran out.
 */
struct screen *menu_new(struct app *app, const struct play_place *place,
                        struct servers *servers);

#endif
