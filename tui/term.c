/*
 * term.c - take the terminal over, and give it back on every way out.
 *
 * A crash cannot call curses, so the octets that restore the terminal are put
 * together at the start; the handler only writes them, sets the old modes and
 * lets the signal do its work.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/term.h"

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include <curses.h>
#include <term.h>

#include "tui/paint_colors.h"

enum { ESCAPE_MS = 25, RESTORE_MAX = 256, BOX_LINE = 0x2500 };

/* What a crash must be able to reach without asking anybody. */
static struct {
    struct termios modes;
    char restore[RESTORE_MAX];
    size_t len;
    bool started;
    bool wide;
    SCREEN *screen;
} terminal;

bool
term_usable(void)
{
    const char *name = getenv("TERM");
    bool moves = false;
    int status;

    if (!isatty(STDOUT_FILENO) || !isatty(STDIN_FILENO) || name == NULL ||
        name[0] == '\0' || strcmp(name, "dumb") == 0) {
        return false;
    }
    if (setupterm(name, STDOUT_FILENO, &status) == OK) {
        moves = cursor_address != NULL;
        del_curterm(cur_term); /* newterm() makes its own */
    }
    return moves;
}

/* ---- A crash ---- */

/*
 * Add the octets of a capability, without its waits ("$<2>", as vt100 has).
 */
static void
remember(const char *capability)
{
    while (capability != NULL && *capability != '\0' &&
           terminal.len < RESTORE_MAX) {
        if (strncmp(capability, "$<", 2) == 0) {
            capability += strcspn(capability, ">");
            capability += *capability == '>';
        } else {
            terminal.restore[terminal.len++] = *capability++;
        }
    }
}

static void
on_crash(int number)
{
    (void)!write(STDOUT_FILENO, terminal.restore, terminal.len);
    tcsetattr(STDIN_FILENO, TCSANOW, &terminal.modes);
    raise(number); /* SA_RESETHAND: the default action now */
}

static void
catch_crashes(void)
{
    static const int crashes[] = {SIGSEGV, SIGBUS,  SIGABRT, SIGFPE,  SIGILL,
                                  SIGTRAP, SIGSYS,  SIGQUIT, SIGALRM, SIGUSR1,
                                  SIGUSR2, SIGXCPU, SIGXFSZ};
    struct sigaction action = {.sa_handler = on_crash,
                               .sa_flags = (int)SA_RESETHAND};

    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++) {
        sigaction(crashes[i], &action, NULL);
    }
}

/* ---- Start and stop ---- */

static bool
can_draw_wide(const struct term_options *options)
{
    return !options->ascii && strcmp(nl_langinfo(CODESET), "UTF-8") == 0 &&
           wcwidth((wchar_t)BOX_LINE) == 1;
}

static void
set_modes(void)
{
    cbreak();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(ESCAPE_MS);
    leaveok(stdscr, FALSE); /* screen readers follow the real cursor */
    curs_set(1);
}

int
term_start(const struct term_options *options)
{
    const char *no_color = getenv("NO_COLOR");

    if (tcgetattr(STDIN_FILENO, &terminal.modes) < 0) {
        return -1;
    }
    terminal.screen = newterm(NULL, stdout, stdin);
    if (terminal.screen == NULL) {
        return -1;
    }
    terminal.started = true;
    terminal.wide = can_draw_wide(options);
    set_modes();
    paint_colors_start(!options->no_color &&
                       (no_color == NULL || no_color[0] == '\0'));
    terminal.len = 0;
    remember(exit_attribute_mode);
    remember(keypad_local);
    remember(cursor_normal);
    remember(exit_ca_mode);
    catch_crashes();
    return 0;
}

void
term_stop(void)
{
    if (terminal.started) {
        endwin();
        delscreen(terminal.screen);
        terminal.started = false;
    }
}

void
term_suspend(void)
{
    endwin();
    raise(SIGSTOP); /* the shell takes over; SIGCONT leads to term_resume() */
}

void
term_resume(void)
{
    endwin(); /* whoever was in front may have changed the modes */
    term_resized();
    keypad(stdscr, FALSE); /* so that it is really switched on again */
    keypad(stdscr, TRUE);
    clearok(stdscr, TRUE);
    refresh();
}

void
term_resized(void)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
        size.ws_col > 0) {
        resizeterm(size.ws_row, size.ws_col);
        /* Also when it is the old size again: the terminal may have lost what
         * did not fit in between. */
        clearok(curscr, TRUE);
    }
}

bool
term_wide(void)
{
    return terminal.wide;
}
