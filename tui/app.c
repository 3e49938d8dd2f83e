/*
 * app.c - the loop of the screens: keys in, one picture out.
 *
 * Callbacks only change models and mark that something has changed.  Then all
 * is drawn (app_draw.c), once a turn, at most 30 times a second.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/app_inside.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <curses.h>
#include <event2/event.h>

#include "tui/keys.h"

enum {
    FRAME_MS = 33,
    PAGE_ROWS = 8,
    BACKSPACE = 8,
    DELETE = 127,
    CONTROL_C = 3
};

static int64_t
now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct screen *
app_top(const struct app *app)
{
    return app->screens[app->level - 1];
}

const char *
app_stake(const struct app *app)
{
    const char *stake = NULL;

    for (size_t i = 0; i < app->level && stake == NULL; i++) {
        const struct screen *screen = app->screens[i];

        stake = screen->ops->stake != NULL ? screen->ops->stake(screen) : NULL;
    }
    return stake;
}

static void
draw(evutil_socket_t fd, short what, void *ctx)
{
    struct app *app = ctx;

    (void)fd, (void)what;
    app->drawn_ms = now_ms();
    app_draw(app);
}

void
app_changed(struct app *app)
{
    int64_t since = now_ms() - app->drawn_ms;
    struct timeval wait = {0};

    if (since < FRAME_MS) {
        wait.tv_usec = (FRAME_MS - since) * 1000;
    }
    if (!event_pending(app->painter, EV_TIMEOUT, NULL)) {
        event_add(app->painter, &wait);
    }
}

/* ---- Keys ---- */

static void
quit(struct app *app, int status)
{
    app->status = status;
    event_base_loopbreak(app->base);
}

/*
 * End, but ask first if something is at stake.
 */
static void
ask_to_quit(struct app *app, int status)
{
    if (app->asking || app_too_small() || app_stake(app) == NULL) {
        quit(app, status);
    } else {
        app->asking = true;
        app->helping = false;
    }
}

/*
 * On the help page arrows scroll; any other key leaves it.
 */
static void
press_help(struct app *app, wchar_t code, bool function)
{
    if (function && (code == KEY_DOWN || code == KEY_NPAGE)) {
        app->scroll += code == KEY_DOWN ? 1 : PAGE_ROWS;
    } else if (function && (code == KEY_UP || code == KEY_PPAGE)) {
        app->scroll -= code == KEY_UP ? 1 : PAGE_ROWS;
        app->scroll = app->scroll < 0 ? 0 : app->scroll;
    } else {
        app->helping = false;
    }
}

void
app_help(struct app *app)
{
    app->helping = true;
    app->asking = false;
    app->scroll = 0;
}

/*
 * While a line is typed, what can be printed belongs to the line.
 */
static enum request
request_of(const struct app *app, wchar_t *code, bool function)
{
    struct screen *screen = app_top(app);
    bool typing = screen->ops->typing != NULL && screen->ops->typing(screen);

    if ((function && *code == KEY_BACKSPACE) ||
        (!function && *code == DELETE)) {
        *code = BACKSPACE;
        return REQUEST_CHOICE;
    }
    if (typing && (function ? *code == KEY_ENTER : *code == L'\r')) {
        *code = L'\n';
        return REQUEST_CHOICE;
    }
    if (typing && !function && *code >= L' ') {
        return REQUEST_CHOICE;
    }
    return keys_request(screen, *code, function);
}

static void
press(struct app *app, wchar_t code, bool function)
{
    enum request request;

    if (app_too_small()) {
        if (!function && (code == L'q' || code == CONTROL_C)) {
            quit(app, 0);
        }
        return;
    }
    if (app->asking && (function || (code != L'q' && code != L'?'))) {
        app->asking = false;
        return;
    }
    if (app->helping) {
        press_help(app, code, function);
        return;
    }
    request = app->asking && code == L'q' ? REQUEST_QUIT
                                          : request_of(app, &code, function);
    if (request == REQUEST_QUIT) {
        ask_to_quit(app, 0);
    } else if (request == REQUEST_HELP) {
        app_help(app);
    } else if (request == REQUEST_REDRAW) {
        clearok(curscr, TRUE);
    } else if (request != REQUEST_NONE) {
        app_top(app)->ops->press(app_top(app), request, code);
    }
}

static void
on_keyboard(evutil_socket_t fd, short what, void *ctx)
{
    struct app *app = ctx;
    wint_t code;
    int kind;
    bool any = false;

    (void)fd, (void)what;
    while (app->level > 0 && (kind = get_wch(&code)) != ERR) {
        any = true;
        if (kind != KEY_CODE_YES || code != KEY_RESIZE) { /* nobody's key */
            press(app, (wchar_t)code, kind == KEY_CODE_YES);
        }
    }
    if (!any && !isatty(STDIN_FILENO)) {
        quit(app, 0); /* the terminal is gone */
    }
    app_changed(app);
}

/* ---- Signals ---- */

static void
on_signal(evutil_socket_t number, short what, void *ctx)
{
    struct app *app = ctx;

    (void)what;
    switch ((int)number) {
    case SIGWINCH:
        term_resized();
        break;
    case SIGTSTP:
        term_suspend();
        break;
    case SIGCONT:
        term_resume();
        break;
    case SIGINT:
        ask_to_quit(app, 128 + SIGINT);
        break;
    default:
        quit(app, 128 + (int)number);
        break;
    }
    app_changed(app);
}

/* ---- The life of the program ---- */

static int
add_events(struct app *app)
{
    static const int numbers[APP_SIGNALS] = {SIGWINCH, SIGTSTP, SIGCONT,
                                             SIGTERM,  SIGINT,  SIGHUP};

    app->keyboard = event_new(app->base, STDIN_FILENO, EV_READ | EV_PERSIST,
                              on_keyboard, app);
    app->painter = event_new(app->base, -1, 0, draw, app);
    if (app->keyboard == NULL || app->painter == NULL ||
        event_add(app->keyboard, NULL) < 0) {
        return -1;
    }
    for (size_t i = 0; i < APP_SIGNALS; i++) {
        app->signals[i] = evsignal_new(app->base, numbers[i], on_signal, app);
        if (app->signals[i] == NULL || event_add(app->signals[i], NULL) < 0) {
            return -1;
        }
    }
    return 0;
}

struct app *
app_new(const struct term_options *options, const char *plain)
{
    struct app *app = calloc(1, sizeof *app);
    struct event_config *config = event_config_new();

    if (app != NULL && config != NULL) {
        /* What epoll does not watch (a file as standard input), poll does. */
        event_config_avoid_method(config, "epoll");
        app->base = event_base_new_with_config(config);
    }
    if (config != NULL) {
        event_config_free(config);
    }
    if (app == NULL) {
        return NULL;
    }
    app->plain = plain;
    if (app->base == NULL || add_events(app) < 0 || term_start(options) < 0) {
        app_free(app);
        return NULL;
    }
    return app;
}

struct event_base *
app_base(const struct app *app)
{
    return app->base;
}

void
app_open(struct app *app, struct screen *screen)
{
    if (app->level == APP_LEVELS) {
        screen->ops->free(screen);
        return;
    }
    screen->app = app;
    app->screens[app->level++] = screen;
    app_changed(app);
}

void
app_leave(struct app *app)
{
    struct screen *left = app->screens[--app->level];

    left->ops->free(left);
    if (app->level == 0) {
        quit(app, 0);
        return;
    }
    app_changed(app);
}

int
app_run(struct app *app)
{
    if (app->level > 0) {
        event_base_dispatch(app->base);
    }
    return app->status;
}

void
app_free(struct app *app)
{
    while (app->level > 0) {
        struct screen *screen = app->screens[--app->level];
        screen->ops->free(screen);
    }
    term_stop();
    for (size_t i = 0; i < APP_SIGNALS; i++) {
        if (app->signals[i] != NULL) {
            event_free(app->signals[i]);
        }
    }
    if (app->keyboard != NULL) {
        event_free(app->keyboard);
    }
    if (app->painter != NULL) {
        event_free(app->painter);
    }
    if (app->base != NULL) {
        event_base_free(app->base);
    }
    free(app);
}
