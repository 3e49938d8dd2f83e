/*
 * screen_rig.c - a program on a terminal: its life, and what it writes.
 *
 * The keeper leads the session of the pseudo-terminal and runs the program in
 * a process group of its own, in the foreground, as a shell does.  It tells
 * its news over a pipe: the program's pid, that it stopped, how it ended.
 * Without a keeper the system itself would reset the modes of a terminal whose
 * program has died, and a test of that could not fail.
 *
 * SPDX-License-Identifier: ISC
 */
/* Pseudo-terminals are in the X/Open part of POSIX. */
#define _XOPEN_SOURCE 700

#include "tests/support/screen_rig.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <vterm.h>

extern char **environ;

enum { CHUNK = 4096 };

enum news_kind { NEWS_PID, NEWS_STATUS };

/* What the keeper tells. */
struct news {
    enum news_kind kind;
    int value;
};

/* ---- The terminal in memory ---- */

static int
on_property(VTermProp property, VTermValue *value, void *ctx)
{
    struct screen_rig *rig = ctx;

    if (property == VTERM_PROP_ALTSCREEN) {
        rig->alternate = value->boolean != 0;
    } else if (property == VTERM_PROP_CURSORVISIBLE) {
        rig->cursor_shown = value->boolean != 0;
    } else if (property == VTERM_PROP_MOUSE) {
        rig->mouse = value->number != VTERM_PROP_MOUSE_NONE;
    }
    return 1;
}

/* What the terminal itself says: keys, and answers to questions. */
static void
on_output(const char *octets, size_t len, void *ctx)
{
    const struct screen_rig *rig = ctx;

    assert_int_equal(write(rig->master, octets, len), len);
}

static void
make_terminal(struct screen_rig *rig)
{
    static const VTermScreenCallbacks callbacks = {
        .settermprop = on_property,
    };
    VTermScreen *screen;

    rig->vt = vterm_new(rig->rows, rig->cols);
    assert_non_null(rig->vt);
    vterm_set_utf8(rig->vt, 1);
    vterm_output_set_callback(rig->vt, on_output, rig);
    screen = vterm_obtain_screen(rig->vt);
    vterm_screen_set_callbacks(screen, &callbacks, rig);
    vterm_screen_enable_altscreen(screen, 1);
    vterm_screen_reset(screen, 1);
}

/* ---- The keeper and the program ---- */

static void
set_environment(const char *const *env)
{
    static char *empty[] = {NULL};
    const char *path = getenv("PATH");
    const char *tmp = getenv("TMPDIR");

    environ = empty;
    setenv("PATH", path != NULL ? path : "/usr/bin:/bin", 1);
    setenv("TMPDIR", tmp != NULL ? tmp : "/tmp", 1);
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    for (; env != NULL && *env != NULL; env++) {
        char name[64];
        size_t len = strcspn(*env, "=");

        snprintf(name, sizeof name, "%.*s", (int)len, *env);
        setenv(name, *env + len + 1, 1);
    }
}

static void
be_program(const char *const *argv, const char *const *env)
{
    static const int defaults[] = {SIGTTOU, SIGINT, SIGQUIT, SIGTSTP, SIGHUP,
                                   SIGPIPE};

    setpgid(0, 0);
    tcsetpgrp(STDIN_FILENO, getpid());
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++) {
        signal(defaults[i], SIG_DFL);
    }
    set_environment(env);
    execvp(argv[0], (char *const *)(uintptr_t)argv);
    perror(argv[0]);
    _exit(127);
}

static void
tell(int fd, enum news_kind kind, int value)
{
    struct news news = {kind, value};

    (void)!write(fd, &news, sizeof news);
}

/*
 * Lead the session; run the program; tell what becomes of it; then stay, so
 * that the terminal does.
 */
static void
be_keeper(int fd, const char *slave, const char *const *argv,
          const char *const *env)
{
    int terminal;
    int status = 0;
    pid_t pid;

    setsid();
    terminal = open(slave, O_RDWR); /* ours: the session has no other */
    for (int i = 0; i < 3; i++) {
        dup2(terminal, i);
    }
    close(terminal);
    signal(SIGTTOU, SIG_IGN);
    pid = fork();
    if (pid == 0) {
        close(fd);
        be_program(argv, env);
    }
    setpgid(pid, pid);
    tell(fd, NEWS_PID, (int)pid);
    while (waitpid(pid, &status, WUNTRACED) == pid) {
        if (!WIFSTOPPED(status)) {
            (void)!write(STDOUT_FILENO, "", 1); /* behind its last octet */
            tell(fd, NEWS_STATUS, status);
            break;
        }
        tell(fd, NEWS_STATUS, status);
    }
    for (;;) {
        pause();
    }
}

static void
open_terminal(struct screen_rig *rig, char *slave, size_t room)
{
    struct winsize size = {.ws_row = (unsigned short)rig->rows,
                           .ws_col = (unsigned short)rig->cols};
    const char *name;

    rig->master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(rig->master >= 0);
    assert_int_equal(grantpt(rig->master), 0);
    assert_int_equal(unlockpt(rig->master), 0);
    name = ptsname(rig->master);
    assert_non_null(name);
    snprintf(slave, room, "%s", name);
    rig->slave = open(slave, O_RDWR | O_NOCTTY);
    assert_true(rig->slave >= 0);
    assert_int_equal(ioctl(rig->slave, TIOCSWINSZ, &size), 0);
    assert_int_equal(tcgetattr(rig->slave, &rig->before), 0);
    fcntl(rig->master, F_SETFD, FD_CLOEXEC);
    fcntl(rig->slave, F_SETFD, FD_CLOEXEC);
}

void
screen_open(struct screen_rig *rig, int rows, int cols,
            const char *const *argv, const char *const *env)
{
    char slave[128];
    int ends[2];

    *rig = (struct screen_rig){.rows = rows, .cols = cols};
    open_terminal(rig, slave, sizeof slave);
    make_terminal(rig);
    assert_int_equal(pipe(ends), 0);
    rig->keeper = fork();
    assert_true(rig->keeper >= 0);
    if (rig->keeper == 0) {
        close(rig->master);
        close(rig->slave);
        close(ends[0]);
        be_keeper(ends[1], slave, argv, env);
    }
    close(ends[1]);
    rig->news = ends[0];
    fcntl(rig->news, F_SETFD, FD_CLOEXEC);
    while (rig->pid == 0) {
        screen_pump(rig, SCREEN_MS);
    }
}

void
screen_close(struct screen_rig *rig)
{
    if (rig->keeper == 0) {
        return;
    }
    if (!rig->ended && rig->pid > 0) {
        kill(-rig->pid, SIGKILL);
    }
    kill(rig->keeper, SIGKILL);
    waitpid(rig->keeper, NULL, 0);
    close(rig->master);
    close(rig->slave);
    close(rig->news);
    vterm_free(rig->vt);
    free(rig->octets);
    *rig = (struct screen_rig){0};
}

/* ---- What it writes ---- */

static void
keep(struct screen_rig *rig, const char *octets, size_t len)
{
    if (rig->len + len > rig->room) {
        rig->room = 2 * (rig->len + len);
        rig->octets = realloc(rig->octets, rig->room);
        assert_non_null(rig->octets);
    }
    memcpy(rig->octets + rig->len, octets, len);
    rig->len += len;
}

/*
 * The terminal in memory takes its new size when the program clears the screen
 * for it.  What comes before was drawn for the old size, and there libvterm 0.1
 * scrolls beyond its memory.
 */
static void
show(struct screen_rig *rig)
{
    static const char clear[] = "\x1b[H\x1b[2J";
    size_t len = sizeof clear - 1;
    size_t at = rig->shown;

    while (rig->resized && at + len <= rig->len &&
           memcmp(rig->octets + at, clear, len) != 0) {
        at++;
    }
    if (rig->resized && at + len <= rig->len) {
        vterm_input_write(rig->vt, rig->octets + rig->shown, at - rig->shown);
        rig->shown = at;
        rig->resized = false;
        vterm_set_size(rig->vt, rig->rows, rig->cols);
    }
    if (!rig->resized) {
        vterm_input_write(rig->vt, rig->octets + rig->shown,
                          rig->len - rig->shown);
        rig->shown = rig->len;
    }
}

/*
 * The program has ended, and will not draw for a new size any more: of what it
 * wrote for the old one only how it gave the terminal back counts.
 */
static void
show_last(struct screen_rig *rig)
{
    static const char leave[] = "\x1b[?1049l";
    size_t len = sizeof leave - 1;

    while (rig->resized && rig->shown + len <= rig->len &&
           memcmp(rig->octets + rig->shown, leave, len) != 0) {
        rig->shown++;
    }
    if (rig->resized) {
        rig->resized = false;
        vterm_set_size(rig->vt, rig->rows, rig->cols);
        show(rig);
    }
}

static void
take_news(struct screen_rig *rig)
{
    struct news news;

    assert_int_equal(read(rig->news, &news, sizeof news), sizeof news);
    if (news.kind == NEWS_PID) {
        rig->pid = news.value;
    } else if (WIFSTOPPED(news.value)) {
        rig->stopped = true;
    } else {
        rig->ended = true;
        rig->status = news.value;
        show_last(rig);
    }
}

size_t
screen_pump(struct screen_rig *rig, int ms)
{
    struct pollfd fds[2] = {{.fd = rig->master, .events = POLLIN},
                            {.fd = rig->news, .events = POLLIN}};
    char octets[CHUNK];
    size_t sum = 0;

    while (poll(fds, 2, sum == 0 ? ms : 0) > 0) {
        if (fds[0].revents & POLLIN) {
            ssize_t len = read(rig->master, octets, sizeof octets);

            assert_true(len > 0);
            keep(rig, octets, (size_t)len);
            show(rig);
            sum += (size_t)len;
        } else if (fds[1].revents & POLLIN) {
            take_news(rig);
            return sum;
        } else {
            break;
        }
    }
    return sum;
}

/* ---- Clocks ---- */

long
screen_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

long
screen_cpu_ms(const struct screen_rig *rig)
{
    struct timespec used;
    clockid_t clock;

    assert_int_equal(clock_getcpuclockid(rig->pid, &clock), 0);
    assert_int_equal(clock_gettime(clock, &used), 0);
    return (long)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}
