/*
 * stage_row.h - stages in one row: "[x] hello  [>] SENDER  [ ] recipient".
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_STAGE_ROW_H
#define MAILWALK_TUI_STAGE_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/paint.h"

enum { STAGE_ROOM = 40 };

struct stage {
    char text[STAGE_ROOM];
    bool done;
    bool here; /* its first word stands in capitals */
};

/*
 * Draw them in row 0 of the area.  If they do not fit the first ones go first,
 * but never one that is here.  Returns the columns taken.
 */
int stage_row(const struct stage *stages, size_t count,
              const struct area *area);

#endif
