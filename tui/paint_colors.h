/*
 * paint_colors.h - the hues of the styles, for term.c and paint.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_PAINT_COLORS_H
#define MAILWALK_TUI_PAINT_COLORS_H

#include <stdbool.h>

/*
 * Set the colour pairs up, on the terminal's own background.  Without wanted,
 * or without colours in the terminal, styles are bold, underline and reverse
 * alone, and lose nothing.
 */
void paint_colors_start(bool wanted);

#endif
