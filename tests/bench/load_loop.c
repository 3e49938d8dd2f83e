/*
 * load_loop.c - many sessions at once, each walking through the same steps.
 *
 * One thread and poll(): a load generator has to be cheaper than what it
 * measures, and with 200 sessions this is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/bench/load_loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    LINE_SHOWN = 120, /* octets of a reply line that a complaint shows */
    READ_OCTETS = 256 * 1024,
    PATIENCE_MS = 60 * 1000 /* a server that is silent for so long is stuck */
};

struct load_session {
    size_t step;
    size_t sent;           /* octets of its step */
    unsigned replies;      /* still to come for it */
    bool in_list;          /* inside a POP3_LIST, behind its +OK */
    size_t line_len;       /* octets of the present line so far */
    char line[LINE_SHOWN]; /* the first of them */
    double asked;          /* when the step was sent whole */
};

struct load {
    const struct load_plan *plan;
    unsigned port;
    double seconds; /* no round begins later */
    uint64_t rounds_begun, rounds_max;
    unsigned open; /* sessions not yet done */
    struct load_session *sessions;
    struct pollfd *polled; /* fd is -1 when the session is done */
    struct load_result *result;
};

void
load_die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("load: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

double
load_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int
load_connect(unsigned port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) < 0) {
        load_die("connect to port %u: %s", port, strerror(errno));
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static const char *
step_bytes(const struct load *load, unsigned i, size_t *len)
{
    const struct load_plan *plan = load->plan;
    size_t step = load->sessions[i].step;
    const char *bytes = plan->bytes ? plan->bytes(step, i, len) : NULL;

    if (bytes == NULL) {
        bytes = plan->steps[step].bytes;
        *len = plan->steps[step].len;
    }
    return bytes;
}

/* Send what is left of the step; what the network does not take waits. */
static void
send_step(struct load *load, unsigned i)
{
    struct load_session *session = &load->sessions[i];
    size_t len;
    const char *bytes = step_bytes(load, i, &len);

    while (session->sent < len) {
        ssize_t n = send(load->polled[i].fd, bytes + session->sent,
                         len - session->sent, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0 && errno != EAGAIN) {
            load_die("send: %s", strerror(errno));
        }
        if (n < 0) {
            load->polled[i].events = POLLIN | POLLOUT;
            return;
        }
        session->sent += (size_t)n;
    }
    load->polled[i].events = POLLIN;
    session->asked = load_now();
}

static void
begin_step(struct load *load, unsigned i, size_t step)
{
    struct load_session *session = &load->sessions[i];

    session->step = step;
    session->sent = 0;
    session->replies = load->plan->steps[step].replies;
    send_step(load, i);
}

/* May another round begin? */
static bool
take_round(struct load *load)
{
    double since = load_now() - load->result->begun;

    if (since >= load->seconds ||
        (load->rounds_max > 0 && load->rounds_begun >= load->rounds_max)) {
        return false;
    }
    load->rounds_begun++;
    return true;
}

/* Connect session i, and begin. */
static void
enter(struct load *load, unsigned i)
{
    int fd = load_connect(load->port);

    fcntl(fd, F_SETFL, O_NONBLOCK);
    load->sessions[i] = (struct load_session){0};
    load->polled[i] = (struct pollfd){.fd = fd, .events = POLLIN};
    begin_step(load, i, 0);
}

static void
leave(struct load *load, unsigned i)
{
    close(load->polled[i].fd);
    load->polled[i].fd = -1;
    load->open--;
}

static void
note_time(struct load_result *result, double seconds)
{
    if (result->time_count < LOAD_TIMES_MAX) {
        result->times[result->time_count++] = (uint32_t)(seconds * 1e6);
    }
}

/* All replies to the step are there: what is next? */
static void
next_step(struct load *load, unsigned i)
{
    const struct load_plan *plan = load->plan;
    struct load_session *session = &load->sessions[i];
    size_t next = session->step + 1;

    if (plan->steps[session->step].timed) {
        note_time(load->result, load_now() - session->asked);
    }
    if (next == plan->first) {
        return; /* until all are here */
    }
    if (next == plan->last) {
        load->result->rounds++;
        load->result->seconds = load_now() - load->result->begun;
        if (!plan->reconnect && take_round(load)) {
            next = plan->first;
        }
    }
    if (next < plan->count) {
        begin_step(load, i, next);
        return;
    }
    leave(load, i);
    if (plan->reconnect && take_round(load)) {
        load->open++;
        enter(load, i);
    }
}

/* A line has come whole.  Is it the last one of a reply? */
static bool
ends_reply(struct load_session *session, enum load_form form)
{
    const char *line = session->line;
    size_t len = session->line_len;

    if (session->in_list) {
        session->in_list = !(len == 3 && line[0] == '.');
        return !session->in_list;
    }
    switch (form) {
    case LOAD_LINE:
        return true;
    case LOAD_SMTP:
        if (len < 4 || (line[0] != '2' && line[0] != '3')) {
            break;
        }
        return line[3] != '-';
    case LOAD_POP3:
    case LOAD_POP3_LIST:
        if (line[0] != '+') {
            break;
        }
        session->in_list = form == LOAD_POP3_LIST;
        return form == LOAD_POP3;
    }
    load_die("refused: %.*s", (int)(len < LINE_SHOWN ? len : LINE_SHOWN), line);
}

/* Take octets; they never hold more than the replies that are due. */
static void
take_octets(struct load *load, unsigned i, const char *bytes, size_t len)
{
    struct load_session *session = &load->sessions[i];

    while (len > 0) {
        const char *feed = memchr(bytes, '\n', len);
        size_t take = feed ? (size_t)(feed - bytes) + 1 : len;
        size_t kept = session->line_len;

        if (kept < LINE_SHOWN) {
            size_t room = LINE_SHOWN - kept;

            memcpy(session->line + kept, bytes, take < room ? take : room);
        }
        session->line_len += take;
        bytes += take;
        len -= take;
        if (feed == NULL) {
            return;
        }
        if (session->replies == 0) {
            load_die("unasked: %.*s", LINE_SHOWN, session->line);
        }
        if (ends_reply(session, load->plan->steps[session->step].form)) {
            session->replies--;
        }
        session->line_len = 0;
    }
}

static void
receive(struct load *load, unsigned i)
{
    static char bytes[READ_OCTETS];
    struct load_session *session = &load->sessions[i];
    ssize_t n = recv(load->polled[i].fd, bytes, sizeof bytes, 0);

    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (n <= 0) {
        load_die("closed too early, at step %zu", session->step);
    }
    load->result->octets += (uint64_t)n;
    take_octets(load, i, bytes, (size_t)n);
    if (session->replies == 0) {
        next_step(load, i);
    }
}

static void
turn(struct load *load, unsigned sessions)
{
    int ready = poll(load->polled, sessions, PATIENCE_MS);

    if (ready == 0) {
        load_die("no reply for %d s", PATIENCE_MS / 1000);
    }
    for (unsigned i = 0; i < sessions && ready > 0; i++) {
        short what = load->polled[i].revents;

        if (load->polled[i].fd < 0 || what == 0) {
            continue;
        }
        ready--;
        if ((what & POLLOUT) != 0) {
            send_step(load, i);
        }
        if ((what & (POLLIN | POLLHUP | POLLERR)) != 0) {
            receive(load, i);
        }
    }
}

/* Open the sessions, then let all begin.  A session that is here has no reply
 * due. */
static void
open_sessions(struct load *load, unsigned sessions)
{
    const struct load_plan *plan = load->plan;

    load->result->begun = load_now();
    for (unsigned i = 0; i < sessions; i++) {
        enter(load, i);
        while (plan->first > 0 && (load->sessions[i].step + 1 < plan->first ||
                                   load->sessions[i].replies > 0)) {
            turn(load, i + 1);
        }
    }
    if (plan->first == 0) {
        return;
    }
    load->result->begun = load_now();
    for (unsigned i = 0; i < sessions; i++) {
        begin_step(load, i, take_round(load) ? plan->first : plan->last);
    }
}

void
load_run(const struct load_plan *plan, unsigned port, unsigned sessions,
         double seconds, uint64_t rounds_max, struct load_result *result)
{
    struct load load = {.plan = plan,
                        .port = port,
                        .seconds = seconds,
                        .rounds_max = rounds_max,
                        .open = sessions,
                        .result = result};

    *result = (struct load_result){
        .times = malloc(LOAD_TIMES_MAX * sizeof *result->times)};
    load.sessions = calloc(sessions, sizeof *load.sessions);
    load.polled = calloc(sessions, sizeof *load.polled);
    if (!result->times || !load.sessions || !load.polled) {
        load_die("no memory");
    }
    open_sessions(&load, sessions);
    while (load.open > 0) {
        turn(&load, sessions);
    }
    free(load.sessions);
    free(load.polled);
}
