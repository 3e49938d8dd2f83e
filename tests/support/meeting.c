/*
 * meeting.c - a program of ours meets a server that a test has written.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/meeting.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/wire.h"

enum {
    WORDS_MAX = 16,
    TICK_MS = 100,
    LATE_MS = 8000 /* with --timeout 1; on a busy machine */
};

int
meeting_setup(void **state)
{
    struct meeting *meeting = calloc(1, sizeof *meeting);
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;

    assert_non_null(meeting);
    scratch_make(&meeting->folder);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    meeting->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(meeting->listener >= 0);
    assert_int_equal(bind(meeting->listener, (void *)&at, sizeof at), 0);
    assert_int_equal(listen(meeting->listener, 8), 0);
    assert_int_equal(getsockname(meeting->listener, (void *)&at, &len), 0);
    meeting->port = ntohs(at.sin_port);
    *state = meeting;
    return 0;
}

int
meeting_teardown(void **state)
{
    struct meeting *meeting = *state;

    close(meeting->listener);
    scratch_remove(&meeting->folder);
    free(meeting->out);
    free(meeting->err);
    free(meeting);
    return 0;
}

/* ---- The server ---- */

/* Wait for input, room or the end of the client, at most until then. */
static bool
ready(int fd, short what, long long end)
{
    struct pollfd watched = {.fd = fd, .events = what};
    long long rest = end - wire_now_ms();

    return rest > 0 && poll(&watched, 1, (int)rest) == 1;
}

/* Read until a line begins with these words.  Returns false at the end. */
static bool
hear(struct meeting *meeting, int fd, const char *words, long long end)
{
    for (;;) {
        char *line = meeting->heard + meeting->looked;
        char *feed = memchr(line, '\n', meeting->heard_len - meeting->looked);
        ssize_t got;

        if (feed != NULL) {
            meeting->looked = (size_t)(feed + 1 - meeting->heard);
            if (strncmp(line, words, strlen(words)) == 0) {
                return true;
            }
            continue;
        }
        if (!ready(fd, POLLIN, end)) {
            return false;
        }
        got = recv(fd, meeting->heard + meeting->heard_len,
                   MEETING_HEARD_MAX - 1 - meeting->heard_len, 0);
        if (got <= 0) {
            return false;
        }
        meeting->heard_len += (size_t)got;
    }
}

/* Returns false when the client is gone, or the cut is reached. */
static bool
say(struct meeting *meeting, int fd, const char *text, long long end)
{
    size_t len = strlen(text);

    for (size_t i = 0; i < len;) {
        size_t most = len - i;
        ssize_t put;

        if (most > meeting->cut - meeting->said) {
            most = meeting->cut - meeting->said;
        }
        if (most == 0 || !ready(fd, POLLOUT, end)) {
            return false;
        }
        put = send(fd, text + i, most, MSG_NOSIGNAL);
        if (put <= 0) {
            return false;
        }
        meeting->said += (size_t)put;
        i += (size_t)put;
    }
    return true;
}

static bool
dribble(struct meeting *meeting, int fd, const char *text, long long end)
{
    char octet[2] = "";

    for (; *text != '\0'; text++) {
        octet[0] = *text;
        if (!say(meeting, fd, octet, end)) {
            return false;
        }
        poll(NULL, 0, TICK_MS);
    }
    return true;
}

static void
serve(struct meeting *meeting, int fd, long long end)
{
    const struct meeting_turn *turn;

    for (turn = meeting->turns; turn->say != NULL; turn++) {
        bool last = turn[1].say == NULL && meeting->manner != MEETING_PLAIN;
        bool (*speak)(struct meeting *, int, const char *,
                      long long) = last && meeting->manner == MEETING_DRIBBLING
                                       ? dribble
                                       : say;

        if (turn->await != NULL && !hear(meeting, fd, turn->await, end)) {
            return;
        }
        do {
            if (!speak(meeting, fd, turn->say, end)) {
                return;
            }
        } while (last && meeting->said < MEETING_ENDLESS);
    }
    if (turn->await != NULL) {
        hear(meeting, fd, turn->await, end);
    }
}

/* ---- The program ---- */

static void
become(const struct meeting *meeting, const char *const *words, int out)
{
    char program[SCRATCH_PATH], place[32], path[SCRATCH_PATH];
    const char *args[WORDS_MAX] = {"mailwalk"};
    int in, err;

    snprintf(program, sizeof program, "%s/mailwalk", BUILD_DIR);
    snprintf(place, sizeof place, "127.0.0.1:%u", meeting->port);
    for (size_t i = 0; words[i] != NULL; i++) {
        args[i + 1] = strcmp(words[i], "PLACE") == 0 ? place : words[i];
    }
    in = open(scratch_path(&meeting->folder, "in", path), O_RDONLY);
    err = open(scratch_path(&meeting->folder, "err", path),
               O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(in, 0);
    dup2(out, 1);
    dup2(err, 2);
    setenv("MAILWALK_PASSWORD", "banana", 1);
    setenv("XDG_STATE_HOME", meeting->folder.root, 1);
    execv(program, (char *const *)(uintptr_t)args);
    _exit(127);
}

/* Wait for its end; until then it may talk to the server. */
static void
await_end(struct meeting *meeting, pid_t pid, long long end)
{
    while (waitpid(pid, &meeting->status, WNOHANG) != pid) {
        if (wire_now_ms() > end) {
            kill(pid, SIGKILL);
            waitpid(pid, NULL, 0);
            fail_msg("the program does not end");
        }
        poll(NULL, 0, 1);
    }
    assert_true(WIFEXITED(meeting->status));
    meeting->status = WEXITSTATUS(meeting->status);
}

void
meeting_run(struct meeting *meeting, const char *const *words, int out)
{
    long long end = wire_now_ms() + LATE_MS;
    char path[SCRATCH_PATH];
    size_t len;
    pid_t pid;
    int guest;

    if (out < 0) {
        out = open(scratch_path(&meeting->folder, "out", path),
                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
    }
    assert_true(out >= 0);
    fflush(NULL);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        become(meeting, words, out);
    }
    close(out);
    assert_true(ready(meeting->listener, POLLIN, end));
    guest = accept(meeting->listener, NULL, NULL);
    assert_true(guest >= 0);
    memset(meeting->heard, 0, sizeof meeting->heard);
    meeting->heard_len = meeting->looked = 0;
    meeting->said = 0;
    serve(meeting, guest, end);
    close(guest);
    await_end(meeting, pid, end);
    free(meeting->err);
    meeting->err = scratch_read(&meeting->folder, "err", &len);
}

void
meeting_run_to_file(struct meeting *meeting, const char *const *words)
{
    size_t len;

    meeting_run(meeting, words, -1);
    free(meeting->out);
    meeting->out = scratch_read(&meeting->folder, "out", &len);
}
