/*
 * server_process.c - real servers in a world of their own, for one test.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/server_process.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/wire.h"

enum { TICK_MS = 2, STOP_MS = 10000, ARGS_MAX = 24 };

void
world_make(struct scratch *world)
{
    static const char users[] = "alice:{PLAIN}apple\nbob:{PLAIN}banana\n";

    scratch_make(world);
    scratch_write(world, "users", users, sizeof users - 1);
    scratch_folder(world, "mail");
}

void
wait_until(bool (*test)(void *ctx), void *ctx, const char *what)
{
    long long end = wire_now_ms() + WIRE_MS;

    while (!test(ctx)) {
        if (wire_now_ms() > end) {
            fail_msg("waited in vain: %s", what);
        }
        poll(NULL, 0, TICK_MS);
    }
}

/* ---- The log ---- */

/* The path of a file of the server, in a buffer of SCRATCH_PATH octets. */
static const char *
own_path(const struct server_process *server, const char *end, char *path)
{
    char name[64];

    snprintf(name, sizeof name, "%s.%s",
             server->name != NULL ? server->name : server->program, end);
    return scratch_path(server->world, name, path);
}

/* A file of the server, empty if there is none; the caller frees it. */
static char *
own_file(const struct server_process *server, const char *end)
{
    char path[SCRATCH_PATH];
    size_t len;

    if (access(own_path(server, end, path), R_OK) < 0) {
        return calloc(1, 1);
    }
    return scratch_read(server->world,
                        path + strlen(server->world->root) + 1, &len);
}

size_t
server_logged(const struct server_process *server, const char *text)
{
    char *log = own_file(server, "log");
    size_t times = 0;

    assert_non_null(log);
    for (char *at = log; (at = strstr(at, text)) != NULL; at++) {
        times++;
    }
    free(log);
    return times;
}

struct awaited {
    const struct server_process *server;
    const char *text;
    size_t times;
};

static bool
stands_there(void *ctx)
{
    const struct awaited *awaited = ctx;

    return server_logged(awaited->server, awaited->text) >= awaited->times;
}

void
server_await(const struct server_process *server, const char *text,
             size_t times)
{
    struct awaited awaited = {server, text, times};

    wait_until(stands_there, &awaited, text);
}

/* ---- Start ---- */

static void
set_limit(int what, unsigned long most)
{
    struct rlimit limit = {.rlim_cur = most, .rlim_max = most};

    if (most > 0 && setrlimit(what, &limit) < 0) {
        _exit(127);
    }
}

/* The child: become the server. */
static void
become(const struct server_process *server)
{
    char program[SCRATCH_PATH], at[32], mail[SCRATCH_PATH],
        users[SCRATCH_PATH], log[SCRATCH_PATH], err[SCRATCH_PATH];
    const char *args[ARGS_MAX] = {
        program, "--domain", "red.example", "--listen", at, "--mail",
        scratch_path(server->world, "mail", mail), "--users",
        scratch_path(server->world, "users", users), "--log",
        server->log != NULL
            ? server->log
            : own_path(server, "log", log)};
    int fd = open(own_path(server, "err", err), O_WRONLY | O_CREAT | O_TRUNC,
                  0600);

    snprintf(program, sizeof program, "%s/%s", BUILD_DIR, server->program);
    snprintf(at, sizeof at, "127.0.0.1:%u", server->port);
    for (size_t i = 0; server->options[i] != NULL; i++) {
        args[11 + i] = server->options[i];
    }
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    close(fd);
    setenv("ASAN_OPTIONS", "quarantine_size_mb=1", 0); /* memory is asked */
    set_limit(RLIMIT_NOFILE, server->max_files);
    set_limit(RLIMIT_FSIZE, server->max_octets);
    execv(program, (char *const *)(uintptr_t)args);
    _exit(127);
}

static void
spawn(struct server_process *server, const struct scratch *world)
{
    server->world = world;
    fflush(NULL);
    server->pid = fork();
    assert_true(server->pid >= 0);
    if (server->pid == 0) {
        become(server);
    }
}

/* What the server said on stderr goes into the test's own message. */
static void
show_errors(const struct server_process *server)
{
    char *said = own_file(server, "err");

    print_error("%s", said);
    free(said);
}

static bool
has_ended(struct server_process *server, int *status)
{
    if (waitpid(server->pid, status, WNOHANG) != server->pid) {
        return false;
    }
    server->pid = 0;
    return true;
}

static void
learn_port(struct server_process *server)
{
    char *log = own_file(server, "log");
    const char *at = strstr(log, "listen at=127.0.0.1:");

    assert_non_null(at);
    assert_int_equal(sscanf(at, "listen at=127.0.0.1:%u", &server->port), 1);
    free(log);
}

/* Its log tells; if the log is no file of ours, its port must answer. */
static bool
has_started(const struct server_process *server, size_t before)
{
    struct wire wire;

    if (server->log == NULL) {
        return server_logged(server, "listen at=") > before;
    }
    if (!wire_try(&wire, server->port)) {
        return false;
    }
    wire_close(&wire);
    return true;
}

void
server_start(struct server_process *server, const struct scratch *world)
{
    long long end = wire_now_ms() + WIRE_MS;
    size_t before;
    int status;

    server->world = world;
    before = server_logged(server, "listen at=");
    spawn(server, world);
    while (!has_started(server, before)) {
        if (has_ended(server, &status) || wire_now_ms() > end) {
            show_errors(server);
            fail_msg("%s does not start", server->program);
        }
        poll(NULL, 0, TICK_MS);
    }
    if (server->port == 0) {
        learn_port(server);
    }
}

/* ---- End ---- */

static int
await_end(struct server_process *server, int patience)
{
    long long end = wire_now_ms() + patience;
    int status;

    while (!has_ended(server, &status)) {
        if (wire_now_ms() > end) {
            server_kill(server);
            fail_msg("%s does not end", server->program);
        }
        poll(NULL, 0, TICK_MS);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void
server_stop(struct server_process *server)
{
    int status;
    char *said;
    bool quiet;

    if (server->pid == 0) {
        return;
    }
    kill(server->pid, SIGTERM);
    status = await_end(server, STOP_MS);
    said = own_file(server, "err");
    quiet = said[0] == '\0';
    free(said);
    if (status != 0 || !quiet) {
        show_errors(server);
        fail_msg("%s ended with status %d", server->program, status);
    }
}

void
server_kill(struct server_process *server)
{
    if (server->pid != 0) {
        kill(server->pid, SIGKILL);
        waitpid(server->pid, NULL, 0);
        server->pid = 0;
    }
}

int
server_fails(struct server_process *server, const struct scratch *world)
{
    spawn(server, world);
    return await_end(server, WIRE_MS);
}

/* ---- The mailboxes ---- */

size_t
mail_count(const struct scratch *world, const char *user)
{
    char folder[64];

    snprintf(folder, sizeof folder, "mail/%s/new", user);
    return scratch_count(world, folder);
}

size_t
mail_unfinished(const struct scratch *world, const char *user)
{
    char folder[64];

    snprintf(folder, sizeof folder, "mail/%s/tmp", user);
    return scratch_count(world, folder);
}

char *
mail_only(const struct scratch *world, const char *user, const char **text,
          size_t *len)
{
    char folder[64], name[SCRATCH_PATH], path[2 * SCRATCH_PATH];
    char *mail;

    snprintf(folder, sizeof folder, "mail/%s/new", user);
    snprintf(path, sizeof path, "%s/%s", folder,
             scratch_only(world, folder, name));
    mail = scratch_read(world, path, len);
    *text = strchr(mail, '\n');
    assert_non_null(*text);
    do {
        *text = strchr(*text + 1, '\n');
        assert_non_null(*text);
    } while ((*text)[1] == ' ');
    ++*text;
    *len -= (size_t)(*text - mail);
    return mail;
}

static void
for_each(const struct scratch *world, const char *user,
         void (*act)(const struct scratch *world, const char *name, void *ctx),
         void *ctx)
{
    char folder[64], path[SCRATCH_PATH], name[SCRATCH_PATH];
    struct dirent *found;
    DIR *dir;

    snprintf(folder, sizeof folder, "mail/%s/new", user);
    dir = opendir(scratch_path(world, folder, path));
    while (dir != NULL && (found = readdir(dir)) != NULL) {
        if (found->d_name[0] != '.') {
            snprintf(name, sizeof name, "%s/%s", folder, found->d_name);
            act(world, name, ctx);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
}

struct looker {
    void (*look)(void *ctx, const char *mail, size_t len);
    void *ctx;
};

static void
show_one(const struct scratch *world, const char *name, void *ctx)
{
    struct looker *looker = ctx;
    size_t len;
    char *mail = scratch_read(world, name, &len);

    looker->look(looker->ctx, mail, len);
    free(mail);
}

void
mail_each(const struct scratch *world, const char *user,
          void (*look)(void *ctx, const char *mail, size_t len), void *ctx)
{
    struct looker looker = {look, ctx};

    for_each(world, user, show_one, &looker);
}

static void
remove_one(const struct scratch *world, const char *name, void *ctx)
{
    char path[SCRATCH_PATH];

    (void)ctx;
    assert_int_equal(unlink(scratch_path(world, name, path)), 0);
}

void
mail_remove(const struct scratch *world, const char *user)
{
    for_each(world, user, remove_one, NULL);
}
