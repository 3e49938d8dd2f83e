/*
 * screen_rig.h - a program on a terminal that a test can look at.
 *
 * The program runs on a pseudo-terminal of a given size.  What it writes goes
 * into a terminal in memory (libvterm), and the test looks at the cells that a
 * person would see.  Between the test and the program stands a keeper, as a
 * shell would: it leads the session, so the terminal lives on when the program
 * ends, and whether the program gave it back can be seen.
 *
 * Rules: nothing here sleeps.  A test waits for what must come, and fails with
 * a picture of the screen if it has not come within SCREEN_MS.  Only those
 * calls of libvterm are used that 0.1 and 0.3 share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_SCREEN_RIG_H
#define MAILWALK_TESTS_SUPPORT_SCREEN_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

enum {
    SCREEN_MS = 10000,      /* that anything may take */
    SCREEN_QUIET_MS = 100,
    SCREEN_ROW_MAX = 4096   /* octets of a row as text, NUL included */
};

struct VTerm;

struct screen_rig {
    int rows, cols;
    pid_t pid;              /* the program */
    bool stopped;           /* by Ctrl-Z */
    bool ended;
    int status;             /* when it has ended, as waitpid() gives it */

    /* What the terminal was told. */
    bool alternate;         /* the alternate screen is shown */
    bool cursor_shown;
    bool mouse;

    char *octets;           /* all that the program has written */
    size_t len;

    /* The rig's own. */
    size_t room;
    size_t shown;           /* octets that the terminal has taken */
    bool resized;           /* and the terminal waits for a clear screen */
    struct VTerm *vt;
    int master, slave;      /* the two ends of the pseudo-terminal */
    int news;               /* from the keeper */
    pid_t keeper;
    struct termios before;
};

/* A cell: how it is shown, besides its character. */
struct screen_cell {
    bool bold, underline, reverse, coloured;
};

/*
 * Run the program argv[0] (looked for in PATH if it has no '/') on a terminal
 * of this size.  Its environment is PATH, TMPDIR, TERM=xterm-256color,
 * LC_ALL=C.UTF-8, and what env adds or replaces ("NAME=VALUE", NULL at the
 * end; env may be NULL).
 */
void screen_open(struct screen_rig *rig, int rows, int cols,
                 const char *const *argv, const char *const *env);

/*
 * The end of the test, also of a failed one: the program is killed if it
 * still lives.  Fine for a rig that is all zero.
 */
void screen_close(struct screen_rig *rig);

/* ---- What a person does.  ----------------------------------------------- */

/*
 * Type these octets.
 */
void screen_type(struct screen_rig *rig, const char *text);

/*
 * Press one key, by its name in our help pages: "Space", "Up", "PgDn",
 * "Ctrl-L", "q".
 */
void screen_press(struct screen_rig *rig, const char *key);

/*
 * Give the window another size.  A program that has the alternate screen must
 * draw all of it anew, as real terminals differ in what they keep.  Wait for
 * something before the next resize.
 */
void screen_resize(struct screen_rig *rig, int rows, int cols);

/*
 * The terminal loses what it shows.
 */
void screen_wipe(struct screen_rig *rig);

/*
 * Send the program's process group a signal.
 */
void screen_signal(struct screen_rig *rig, int number);

/* ---- Waiting. ----------------------------------------------------------- */

/*
 * Take what the program writes, until it has written something or ms have
 * passed.  Returns how many octets that were.
 */
size_t screen_pump(struct screen_rig *rig, int ms);

/*
 * Wait until text stands in a row; until it stands in none; until the program
 * has stopped; until it has ended: returns its status, or 128 + the signal.
 */
void screen_await(struct screen_rig *rig, const char *text);
void screen_await_gone(struct screen_rig *rig, const char *text);
void screen_await_stop(struct screen_rig *rig);
int screen_await_end(struct screen_rig *rig);

/*
 * Wait until check says true; what names it in the failure.
 */
void screen_await_that(struct screen_rig *rig,
                       bool (*check)(struct screen_rig *rig, void *ctx),
                       void *ctx, const char *what);

/*
 * Wait until nothing has been written for SCREEN_QUIET_MS: where no text tells
 * that the screen is as it will stay.
 */
void screen_settle(struct screen_rig *rig);

/* ---- Looking. ----------------------------------------------------------- */

/*
 * The row as UTF-8, without blanks at its end, in SCREEN_ROW_MAX octets.
 */
const char *screen_row(const struct screen_rig *rig, int row, char *text);

/*
 * The first row that holds text, or -1.
 */
int screen_find(const struct screen_rig *rig, const char *text);

/*
 * The character of a cell; 0 for none, also in the right half of a wide one.
 */
uint32_t screen_char(const struct screen_rig *rig, int row, int col);

/*
 * How a cell is shown.
 */
struct screen_cell screen_cell(const struct screen_rig *rig, int row, int col);

/*
 * Where the cursor is.
 */
void screen_cursor(const struct screen_rig *rig, int *row, int *col);

/*
 * Was the terminal given back: no alternate screen, cursor visible, mouse off,
 * modes as before?  Fails the test with what is wrong.
 */
void screen_check_restored(const struct screen_rig *rig);

/*
 * Fail the test: why, and the screen as it is.
 */
void screen_fail(const struct screen_rig *rig, const char *why,
                 const char *text);

/*
 * The processor time that the program has used, in milliseconds.
 */
long screen_cpu_ms(const struct screen_rig *rig);

/*
 * A clock for deadlines, in milliseconds.
 */
long screen_now(void);

#endif
