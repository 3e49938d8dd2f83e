/*
 * log_view.c - which lines of a log stand on the screen, and which is chosen.
 *
 * The idea: from any line one finds the next one and the one before.  All
 * else is steps.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/log_view.h"

#include <string.h>

void
log_view_init(struct log_view *view, struct logbook *book)
{
    memset(view, 0, sizeof(*view));
    view->book = book;
    view->live = true;
    view->anew = book->anew;
}

static bool
is_filtered(const struct log_view *view)
{
    return logbook_filter_any(&view->filter);
}

/*
 * Where the log ends for this view.
 */
static uint64_t
end_of(const struct log_view *view)
{
    uint64_t end = follow_end(view->book->follow);

    return view->live || view->end > end ? end : view->end;
}

/* ---- From line to line ---- */

/*
 * The first line that passes from index i on, or, back, the last one before
 * i.
 */
static bool
find_passing(const struct log_view *view, size_t i, bool back,
             uint64_t *offset)
{
    const struct logbook *book = view->book;

    while (back ? i > 0 : i < book->count) {
        size_t at = back ? --i : i++;

        if (logbook_passes(book, at, &view->filter)) {
            *offset = book->line[at].offset;
            return true;
        }
    }
    return false;
}

/*
 * The line behind the one at offset; false if that is the last.
 */
static bool
after(struct log_view *view, uint64_t offset, uint64_t *next)
{
    struct follow_line line;

    if (is_filtered(view)) {
        return find_passing(view, logbook_find(view->book, offset + 1), false,
                            next) &&
               *next < end_of(view);
    }
    if (follow_line(view->book->follow, offset, &line) != 0 ||
        line.next >= end_of(view)) {
        return false;
    }
    *next = line.next;
    return true;
}

/*
 * The line before offset; false if there is none.
 */
static bool
before(struct log_view *view, uint64_t offset, uint64_t *line)
{
    if (is_filtered(view)) {
        return find_passing(view, logbook_find(view->book, offset), true,
                            line);
    }
    if (offset == 0) {
        return false;
    }
    *line = follow_start(view->book->follow, offset - 1);
    return true;
}

static bool
last(struct log_view *view, uint64_t *line)
{
    return before(view, end_of(view), line);
}

/* ---- The rows ---- */

/*
 * Is there (still) a chosen line?  If not, the newest becomes it, or the
 * nearest to where it was.
 */
static bool
settle_chosen(struct log_view *view)
{
    uint64_t next = view->at;

    if (view->anew != view->book->anew) { /* all offsets are void */
        view->anew = view->book->anew;
        view->live = true;
    }
    if (view->live || !view->chosen) {
        view->chosen = last(view, &view->at);
    } else if (is_filtered(view) &&
               find_passing(view, logbook_find(view->book, view->at), false,
                            &next) &&
               next < end_of(view)) {
        view->at = next;
    } else if (is_filtered(view)) {
        view->chosen = last(view, &view->at);
    }
    return view->chosen;
}

/*
 * The line so many before this one, or the first.
 */
static uint64_t
up_from(struct log_view *view, uint64_t top, size_t lines)
{
    while (lines-- > 0 && before(view, top, &top)) {
        continue;
    }
    return top;
}

static void
fill(struct log_view *view, uint64_t top, size_t rows)
{
    view->row[0] = top;
    view->rows = 1;
    while (view->rows < rows &&
           after(view, view->row[view->rows - 1], &view->row[view->rows])) {
        view->rows++;
    }
}

void
log_view_settle(struct log_view *view, size_t rows)
{
    uint64_t top = 0;

    rows = rows < LOG_VIEW_ROWS ? rows : LOG_VIEW_ROWS;
    if (!settle_chosen(view) || rows == 0) {
        view->rows = 0;
        return;
    }
    top = up_from(view, view->at, view->live ? rows - 1 : rows / 2);
    fill(view, top, rows);
    if (view->rows < rows) { /* no empty rows where there are lines above */
        fill(view, up_from(view, top, rows - view->rows), rows);
    }
}

/* ---- Choosing ---- */

void
log_view_move(struct log_view *view, long lines)
{
    uint64_t next = view->at;

    if (!settle_chosen(view)) {
        return;
    }
    for (; lines > 0; lines--) {
        if (!after(view, view->at, &next)) {
            view->live = true;
            break;
        }
        view->at = next;
    }
    for (; lines < 0 && before(view, view->at, &next); lines++) {
        log_view_pause(view);
        view->at = next;
    }
}

bool
log_view_has_above(struct log_view *view)
{
    uint64_t line = 0;

    return view->chosen && before(view, view->at, &line);
}

void
log_view_pause(struct log_view *view)
{
    if (view->live) {
        view->end = follow_end(view->book->follow);
        view->live = false;
    }
}

void
log_view_first(struct log_view *view)
{
    log_view_pause(view);
    if (is_filtered(view)) {
        view->chosen = find_passing(view, 0, false, &view->at);
    } else {
        view->at = 0;
        view->chosen = follow_end(view->book->follow) > 0;
    }
}

void
log_view_live(struct log_view *view)
{
    view->live = true;
}

void
log_view_choose(struct log_view *view, uint64_t offset)
{
    if (view->live || offset >= view->end) {
        view->end = follow_end(view->book->follow);
    }
    view->live = false;
    view->chosen = true;
    view->at = offset;
}

void
log_view_filter(struct log_view *view, const struct logbook_filter *filter)
{
    view->filter = *filter;
}
