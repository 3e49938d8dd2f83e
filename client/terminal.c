/*
 * terminal.c - what is typed goes to the server, line by line.
 *
 * A person's line goes out at once.  A line of a file waits until the one
 * before it was answered, so that the output reads like a conversation; the
 * observer knows what is still due.  When the lines are at an end our side of
 * the connection is closed, the server's last lines are shown, and it is over.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/terminal_inside.h"

enum {
    SILENCE_S = 60,         /* a file of lines waits that long for a reply */
    GOODBYE_S = 5,          /* the server has that long to close */
    READ_PIECE = 4096
};

void
terminal_end(struct terminal *terminal, int status)
{
    if (!terminal->over) {
        terminal->over = true;
        terminal->status = status;
    }
    event_base_loopbreak(terminal->base);
}

static void
set_silence(struct terminal *terminal, int seconds)
{
    struct timeval wait = {.tv_sec = seconds};

    event_add(terminal->silence, &wait);
}

/*
 * Is the next line one of the message text?  Not any more when the dot has
 * gone out and waits for its reply.
 */
static bool
in_text(const struct terminal *terminal)
{
    return terminal->options.service == OBSERVER_SMTP &&
           terminal->observer.smtp.state == SMTP_DATA &&
           terminal->observer.waiting == 0;
}

/*
 * May the next line of a file go out?  Inside the text nothing is answered.
 */
static bool
may_send(const struct terminal *terminal)
{
    return terminal->options.interactive || in_text(terminal) ||
           (terminal->greeted && terminal->observer.waiting == 0 &&
            !terminal->observer.in_multiline);
}

static void
send_line(struct terminal *terminal, const char *line, size_t len)
{
    bool dot = len == 1 && line[0] == '.';
    bool data = in_text(terminal) && !dot;

    terminal_put(terminal, line, len);
    terminal_put(terminal, "\r\n", 2);
    /* What a person typed stands on the screen already. */
    terminal_record(terminal, data ? DIALOGUE_DATA : DIALOGUE_CLIENT, line,
                    len, LINE_END_CRLF,
                    !terminal->options.interactive || terminal->options.wire);
    if (!terminal->options.interactive) {
        set_silence(terminal, SILENCE_S);
    }
}

/*
 * A line that begins with ~ is for us.  Returns false if it is to be sent.
 */
static bool
local_line(struct terminal *terminal, const char *line)
{
    if (!terminal->options.interactive || line[0] != '~' || line[1] == '~') {
        return false;
    }
    if (strcmp(line, "~.") == 0) {
        terminal_end(terminal, EX_OK);
    } else if (strcmp(line, "~w") == 0) {
        terminal->options.wire = !terminal->options.wire;
        terminal_tell("CR, LF and stuffed dots are %s",
                      terminal->options.wire ? "shown" : "not shown");
    } else if (strcmp(line, "~l") == 0) {
        char words[256];

        observer_legal_words(&terminal->observer, words, sizeof words);
        terminal_tell("legal now: %s", words);
    } else {
        terminal_tell("~w shows CR, LF and stuffed dots; ~l what is legal now; "
                      "~. leaves; ~~ sends a line that begins with ~");
    }
    return true;
}

/*
 * No more lines: close our side; the server sees the end and closes too.
 */
static void
half_close(struct terminal *terminal)
{
    if (terminal->half_closed ||
        evbuffer_get_length(bufferevent_get_output(terminal->bev)) > 0) {
        return;
    }
    terminal->half_closed = true;
    shutdown(bufferevent_getfd(terminal->bev), SHUT_WR);
    set_silence(terminal, GOODBYE_S);
}

static void
send_typed(struct terminal *terminal)
{
    while (!terminal->over && may_send(terminal)) {
        size_t len;
        char *line = evbuffer_readln(terminal->typed, &len, EVBUFFER_EOL_CRLF);

        if (line == NULL) {
            break;
        }
        if (!local_line(terminal, line)) {
            bool tilde = terminal->options.interactive && line[0] == '~';

            send_line(terminal, tilde ? line + 1 : line,
                      tilde ? len - 1 : len);
        }
        free(line);
    }
    if (!terminal->over && terminal->input_ended && may_send(terminal) &&
        evbuffer_get_length(terminal->typed) == 0) {
        half_close(terminal);
    }
}

static void
on_input(evutil_socket_t fd, short what, void *arg)
{
    struct terminal *terminal = arg;
    char piece[READ_PIECE];
    ssize_t got = read(fd, piece, sizeof piece);

    (void)what;
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        return;
    }
    if (got > 0) {
        evbuffer_add(terminal->typed, piece, (size_t)got);
        terminal->typed_lf = piece[got - 1] == '\n';
    } else {
        terminal->input_ended = true;
        event_del(terminal->input);
        /* A last line without its end is a line all the same. */
        if (!terminal->typed_lf) {
            evbuffer_add(terminal->typed, "\n", 1);
        }
    }
    send_typed(terminal);
}

static void
on_read(struct bufferevent *bev, void *arg)
{
    struct terminal *terminal = arg;

    (void)bev;
    terminal_hear(terminal);
    if (!terminal->over) {
        send_typed(terminal);
    }
}

static void
on_write(struct bufferevent *bev, void *arg)
{
    (void)bev;
    send_typed(arg);
}

static void
on_event(struct bufferevent *bev, short what, void *arg)
{
    struct terminal *terminal = arg;

    (void)bev;
    terminal_hear(terminal);
    if (what & BEV_EVENT_ERROR) {
        terminal_tell("the connection broke: %s", strerror(errno));
    } else {
        terminal_tell("%s closed the connection",
                      terminal->half_closed &&
                              !observer_over(&terminal->observer)
                          ? "we"
                          : "the server");
    }
    terminal_end(terminal, EX_OK);
}

static void
on_silence(evutil_socket_t fd, short what, void *arg)
{
    struct terminal *terminal = arg;

    (void)fd;
    (void)what;
    if (terminal->half_closed) {
        terminal_tell("the server did not close; we leave");
        terminal_end(terminal, EX_OK);
        return;
    }
    terminal_tell("no whole reply in %d s; we leave", SILENCE_S);
    terminal_end(terminal, EX_TEMPFAIL);
}

/*
 * A loop that can watch a file too: epoll cannot.
 */
static struct event_base *
new_base(void)
{
    struct event_config *config = event_config_new();
    struct event_base *base;

    if (config == NULL) {
        return NULL;
    }
    event_config_require_features(config, EV_FEATURE_FDS);
    base = event_base_new_with_config(config);
    event_config_free(config);
    return base;
}

static int
build(struct terminal *terminal)
{
    struct event_base *base = new_base();

    terminal->base = base;
    terminal->typed = evbuffer_new();
    terminal->heard = evbuffer_new();
    if (base == NULL || terminal->typed == NULL || terminal->heard == NULL) {
        return -1;
    }
    terminal->bev = bufferevent_socket_new(base, terminal->options.fd, 0);
    terminal->input = event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST,
                                on_input, terminal);
    terminal->silence = event_new(base, -1, 0, on_silence, terminal);
    if (terminal->bev == NULL || terminal->input == NULL ||
        terminal->silence == NULL) {
        return -1;
    }
    bufferevent_setcb(terminal->bev, on_read, on_write, on_event, terminal);
    bufferevent_enable(terminal->bev, EV_READ | EV_WRITE);
    event_add(terminal->input, NULL);
    return 0;
}

static void
take_down(struct terminal *terminal)
{
    if (terminal->telnet != NULL) {
        telnet_free(terminal->telnet);
    }
    bufferevent_free(terminal->bev);
    event_free(terminal->input);
    event_free(terminal->silence);
    evbuffer_free(terminal->typed);
    evbuffer_free(terminal->heard);
    event_base_free(terminal->base);
    observer_free(&terminal->observer);
    close(terminal->options.fd);
}

int
terminal_run(const struct terminal_options *options)
{
    struct terminal terminal = {.options = *options, .typed_lf = true};

    observer_init(&terminal.observer, options->service);
    line_reader_init(&terminal.reader, false);
    if (build(&terminal) != 0) {
        terminal_tell("out of memory");
        return EX_TEMPFAIL;     /* and the program ends */
    }
    if (options->interactive) {
        terminal_tell("connected; type a line, ~? for help, Ctrl-D to leave");
    } else {
        set_silence(&terminal, SILENCE_S);
    }
    while (!terminal.over && event_base_loop(terminal.base, EVLOOP_ONCE) == 0) {
    }
    take_down(&terminal);
    return terminal.status;
}
