/*
 * screen_rig_look.c - the screen as a test sees it: rows, cells, waiting.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <vterm.h>

#include "tests/support/screen_rig.h"

/* A program that has ended says nothing more, but its last words may be on
 * their way. */
enum { SCREEN_LAST_MS = 500 };

/* ---- Rows and cells ---- */

/*
 * A character as UTF-8 (RFC 3629 section 3).  Returns its octets, at most 4.
 */
static size_t
put_utf8(uint32_t code, char *out)
{
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

    for (size_t i = len; i-- > 1;) {
        out[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    out[0] = (char)(lead[len == 1 ? 0 : len] | code);
    return len;
}

static VTermScreenCell
cell_at(const struct screen_rig *rig, int row, int col)
{
    VTermScreenCell cell = {0};
    VTermPos at = {.row = row, .col = col};

    assert_true(row >= 0 && row < rig->rows && col >= 0 && col < rig->cols);
    vterm_screen_get_cell(vterm_obtain_screen(rig->vt), at, &cell);
    return cell;
}

const char *
screen_row(const struct screen_rig *rig, int row, char *text)
{
    size_t len = 0;
    size_t end = 0; /* behind the last that is no blank */

    for (int col = 0; col < rig->cols; col++) {
        VTermScreenCell cell = cell_at(rig, row, col);

        if (cell.chars[0] == (uint32_t)-1) {
            continue; /* the right half of a wide character */
        }
        if (cell.chars[0] == 0 || cell.chars[0] == ' ') {
            text[len++] = ' ';
            continue;
        }
        for (size_t i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0;
             i++) {
            len += put_utf8(cell.chars[i], text + len);
        }
        assert_true(len + 32 < SCREEN_ROW_MAX);
        end = len;
    }
    text[end] = '\0';
    return text;
}

int
screen_find(const struct screen_rig *rig, const char *text)
{
    char row[SCREEN_ROW_MAX];

    for (int i = 0; i < rig->rows; i++) {
        if (strstr(screen_row(rig, i, row), text) != NULL) {
            return i;
        }
    }
    return -1;
}

uint32_t
screen_char(const struct screen_rig *rig, int row, int col)
{
    uint32_t code = cell_at(rig, row, col).chars[0];

    return code == (uint32_t)-1 ? 0 : code;
}

struct screen_cell
screen_cell(const struct screen_rig *rig, int row, int col)
{
    VTermScreenCell cell = cell_at(rig, row, col);

    return (struct screen_cell){
        .bold = cell.attrs.bold,
        .underline = cell.attrs.underline != 0,
        .reverse = cell.attrs.reverse,
        .coloured = !VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) ||
                    !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg),
    };
}

void
screen_cursor(const struct screen_rig *rig, int *row, int *col)
{
    VTermPos at;

    vterm_state_get_cursorpos(vterm_obtain_state(rig->vt), &at);
    *row = at.row;
    *col = at.col;
}

/* ---- Failing ---- */

void
screen_fail(const struct screen_rig *rig, const char *why, const char *text)
{
    char row[SCREEN_ROW_MAX];

    print_error("%s: \"%s\"; the screen, %d rows of %d columns:\n", why, text,
                rig->rows, rig->cols);
    for (int i = 0; i < rig->rows; i++) {
        print_error("%2d|%s\n", i, screen_row(rig, i, row));
    }
    if (rig->ended) {
        print_error("(the program has ended with status %#x)\n",
                    (unsigned)rig->status);
    }
    fail();
}

void
screen_check_restored(const struct screen_rig *rig)
{
    struct termios now;

    if (rig->alternate || !rig->cursor_shown || rig->mouse) {
        screen_fail(rig, "the terminal was not given back",
                    rig->alternate      ? "alternate screen"
                    : rig->cursor_shown ? "mouse"
                                        : "no cursor");
    }
    assert_int_equal(tcgetattr(rig->slave, &now), 0);
    assert_int_equal(now.c_lflag, rig->before.c_lflag);
    assert_int_equal(now.c_iflag, rig->before.c_iflag);
    assert_int_equal(now.c_oflag, rig->before.c_oflag);
    assert_int_equal(now.c_cflag, rig->before.c_cflag);
}

/* ---- Waiting ---- */

void
screen_await_that(struct screen_rig *rig,
                  bool (*check)(struct screen_rig *rig, void *ctx), void *ctx,
                  const char *what)
{
    long end = screen_now() + SCREEN_MS;
    long left = SCREEN_MS;

    screen_pump(rig, 0);
    while (!check(rig, ctx)) {
        if (left <= 0) {
            screen_fail(rig, "this has not come", what);
        }
        screen_pump(rig, (int)left);
        left = end - screen_now();
        left = rig->ended && left > SCREEN_LAST_MS ? SCREEN_LAST_MS : left;
    }
}

struct wish {
    const char *text;
    bool there;
};

static bool
is_granted(struct screen_rig *rig, void *ctx)
{
    const struct wish *wish = ctx;

    return !rig->resized &&
           (screen_find(rig, wish->text) >= 0) == wish->there;
}

void
screen_await(struct screen_rig *rig, const char *text)
{
    struct wish wish = {text, true};

    screen_await_that(rig, is_granted, &wish, text);
}

void
screen_await_gone(struct screen_rig *rig, const char *text)
{
    struct wish wish = {text, false};

    screen_await_that(rig, is_granted, &wish, text);
}

static bool
has_stopped(struct screen_rig *rig, void *ctx)
{
    (void)ctx;
    return rig->stopped;
}

void
screen_await_stop(struct screen_rig *rig)
{
    screen_await_that(rig, has_stopped, NULL, "the program stops");
}

/*
 * All that it wrote has come when the keeper's NUL has.
 */
static bool
has_ended(struct screen_rig *rig, void *ctx)
{
    (void)ctx;
    return rig->ended && rig->len > 0 && rig->octets[rig->len - 1] == '\0';
}

int
screen_await_end(struct screen_rig *rig)
{
    screen_await_that(rig, has_ended, NULL, "the program ends");
    return WIFSIGNALED(rig->status) ? 128 + WTERMSIG(rig->status)
                                    : WEXITSTATUS(rig->status);
}

void
screen_settle(struct screen_rig *rig)
{
    while (screen_pump(rig, SCREEN_QUIET_MS) > 0) {
    }
}
