/*
 * keys.h - from a key to a request, and from a key table to hints and help.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_KEYS_H
#define MAILWALK_TUI_KEYS_H

#include <stdbool.h>
#include <wchar.h>

#include "tui/screen.h"

/*
 * The request of a key: code as curses gives it, function true for a function
 * key (an arrow, PgUp).  Looks in the screen's table, then in everybody's.
 */
enum request keys_request(const struct screen *screen, wchar_t code,
                          bool function);

/*
 * Draw the hint row: as many hints as fit, the most important first, and
 * "? help" always.
 */
void keys_draw_hints(const struct screen *screen, const struct area *area);

/*
 * Draw the help page of a screen, made from its key table, from row scroll on.
 * Returns how many rows it has in all.
 */
int keys_draw_help(const struct screen *screen, const struct area *area,
                   int scroll);

#endif
