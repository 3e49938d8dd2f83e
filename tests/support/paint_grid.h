/*
 * paint_grid.h - a screen in memory: what panes draw, as text.
 *
 * It takes the place of tui/paint.c, so a test of panes needs no terminal.  A
 * character is a column here; lines and arrows are in ASCII.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_PAINT_GRID_H
#define MAILWALK_TESTS_SUPPORT_PAINT_GRID_H

#include "tui/paint.h"

enum { GRID_ROWS = 60, GRID_COLS = 220 };

struct paint_grid;

/*
 * The screen that is painted on.
 */
struct paint_grid *paint_grid(void);

/*
 * Make all blank; what lies outside rows and cols must not be painted.
 */
void paint_grid_clear(struct paint_grid *grid, int rows, int cols);

/*
 * Row number row as a string without blanks at its end; valid until the next
 * call.
 */
const char *paint_grid_row(struct paint_grid *grid, int row);

/*
 * The style of a cell.
 */
enum paint_style paint_grid_style(const struct paint_grid *grid, int row,
                                  int col);

/*
 * How often something was painted outside of rows and cols.
 */
unsigned paint_grid_spilt(const struct paint_grid *grid);

#endif
