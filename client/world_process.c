/*
 * world_process.c - the four server processes: start one, tell whether it
 * lives, end it.
 *
 * The idea: the starter locks the pid file and hands the open descriptor down
 * to the server.  The lock belongs to that descriptor, so it goes when the
 * server goes, however it goes; a number in a file could lie.
 *
 * Invariant: a signal is sent only to a process that holds its lock.
 *
 * Rules: flock(), because such a lock is inherited and outlives the starter;
 * fcntl() locks belong to one process and are not.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "client/world_inside.h"

enum {
    NAP_MS = 10,
    LOCK_TRIES = 50,        /* naps: somebody may be looking just now */
    KILL_WAIT_MS = 2000,
    LOCK_FD = 3,            /* of the server's lock, in the server */
    CLOSE_BELOW = 1024      /* descriptors that a server must not inherit */
};

int64_t
world_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
world_nap(void)
{
    struct timespec nap = {0, NAP_MS * 1000000L};

    (void)nanosleep(&nap, NULL);
}

/* ---- Does it live? ------------------------------------------------------ */

bool
world_alive(const struct world *world, size_t index, pid_t *pid)
{
    char path[WORLD_PATH_ROOM];
    char text[32];
    ssize_t len;
    bool alive;
    int fd;

    world_server_path(world, index, "pid", path);
    fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd == -1) {
        return false;
    }
    alive = flock(fd, LOCK_SH | LOCK_NB) == -1 && errno == EWOULDBLOCK;
    len = read(fd, text, sizeof text - 1);
    close(fd);
    text[len > 0 ? len : 0] = '\0';
    if (pid != NULL) {
        *pid = alive ? (pid_t)strtol(text, NULL, 10) : 0;
    }
    return alive;
}

/* Those of a set that live. */
static unsigned
living(const struct world *world, unsigned set)
{
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        set &= world_alive(world, i, NULL) ? WORLD_ALL : ~(1U << i);
    }
    return set;
}

static unsigned
count_bits(unsigned set)
{
    unsigned count = 0;

    for (; set != 0; set >>= 1) {
        count += set & 1U;
    }
    return count;
}

unsigned
world_alive_count(const struct world *world)
{
    return count_bits(living(world, WORLD_ALL));
}

/* ---- Start. ------------------------------------------------------------- */

/*
 * Open and lock the pid file.  Somebody who asks whether the server lives may
 * hold it for a moment.  Returns a descriptor, or -1 with why.
 */
static int
lock_pid_file(struct world *world, size_t index)
{
    char path[WORLD_PATH_ROOM];
    int fd;

    world_server_path(world, index, "pid", path);
    fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    for (int i = 0; fd != -1 && i < LOCK_TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
            return fd;
        }
        world_nap();
    }
    world_fail_path(world, "lock", path);
    if (fd != -1) {
        close(fd);
    }
    return -1;
}

/*
 * Put the descriptors in their places: none, out, out, the lock; and nothing
 * else (a server that kept the pipe of a shell open would hang the shell).
 */
static void
arrange_descriptors(int out, int lock)
{
    int none = open("/dev/null", O_RDONLY);

    out = fcntl(out, F_DUPFD, LOCK_FD + 1);
    lock = fcntl(lock, F_DUPFD, LOCK_FD + 1);
    if (out == -1 || lock == -1 || none == -1 ||
        dup2(none, STDIN_FILENO) == -1 || dup2(out, STDOUT_FILENO) == -1 ||
        dup2(out, STDERR_FILENO) == -1 || dup2(lock, LOCK_FD) == -1) {
        _exit(EX_OSERR);
    }
    for (int fd = LOCK_FD + 1; fd < CLOSE_BELOW; fd++) {
        close(fd);
    }
}

/* In the child: become the server, in a session of its own. */
static void
become_server(const struct world *world, size_t index, char *program, int out,
              int lock)
{
    const struct world_server *server = world_server(index);
    char domain[64];
    char listen[32];
    char submission[32];
    char mail[WORLD_PATH_ROOM];
    char users[WORLD_PATH_ROOM];
    char log[WORLD_PATH_ROOM];
    char cert[WORLD_PATH_ROOM];
    char *const args[] = {
        program, (char[]){"--domain"}, domain,
        (char[]){"--listen"}, listen, (char[]){"--mail"}, mail,
        (char[]){"--users"}, users, (char[]){"--log"}, log,
        (char[]){"--tls-cert"}, cert, (char[]){"--tls-key"}, cert,
        (char[]){"--idle-timeout"}, (char[]){"3600"}, (char[]){"--lab"},
        server->submission != 0 ? (char[]){"--submission"} : NULL, submission,
        NULL
    };
    sigset_t none;

    snprintf(domain, sizeof domain, "%s", world_domain_name(server->domain));
    snprintf(listen, sizeof listen, "127.0.0.1:%u",
             (unsigned)world_port(world, server->domain, server->service));
    snprintf(submission, sizeof submission, "127.0.0.1:%u",
             (unsigned)world_port(world, server->domain, WORLD_SUBMISSION));
    world_domain_path(world, server->domain, "mail", mail);
    world_domain_path(world, server->domain, "users", users);
    world_server_path(world, index, "log", log);
    world_cert_path(world, index, cert);
    (void)setsid();
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    arrange_descriptors(out, lock);
    if (chdir(world->dir) == 0) {
        execv(program, args);
    }
    dprintf(STDERR_FILENO, "cannot run %s: %s\n", program, strerror(errno));
    _exit(EX_OSERR);
}

/* Fork, and write the child's number where its lock is. */
static int
start(struct world *world, size_t index, char *program, int out, int lock)
{
    pid_t pid = fork();

    if (pid == -1) {
        return world_fail(world, EX_OSERR, "Cannot start a process: %s",
                          strerror(errno));
    }
    if (pid == 0) {
        become_server(world, index, program, out, lock);
    }
    if (ftruncate(lock, 0) == 0) {
        dprintf(lock, "%ld\n", (long)pid);
    }
    world->child[index] = pid;
    return 0;
}

int
world_process_start(struct world *world, size_t index)
{
    char program[WORLD_PATH_ROOM];
    char path[WORLD_PATH_ROOM];
    int result = -1;
    int lock;
    int out;

    if (world_find_program(world, world_server(index)->program, program) ==
        -1) {
        return -1;
    }
    world_server_path(world, index, "out", path);
    out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
               0600);
    if (out == -1) {
        return world_fail_path(world, "make", path);
    }
    lock = lock_pid_file(world, index);
    if (lock != -1) {
        result = start(world, index, program, out, lock);
        close(lock);    /* the server's copy holds the lock */
    }
    close(out);
    return result;
}

bool
world_process_ended(struct world *world, size_t index, int *status)
{
    pid_t pid = world->child[index];

    if (pid == 0 || waitpid(pid, status, WNOHANG) != pid) {
        return false;
    }
    world->child[index] = 0;
    return true;
}

/* ---- End. --------------------------------------------------------------- */

/* Send a signal to each server of the set that lives.  Returns that set. */
static unsigned
send_signal(const struct world *world, unsigned set, int number)
{
    unsigned sent = 0;

    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        pid_t pid;

        if ((set & 1U << i) != 0 && world_alive(world, i, &pid) && pid > 1 &&
            kill(pid, number) == 0) {
            sent |= 1U << i;
        }
    }
    return sent;
}

/* Wait until none of the set lives.  Returns those that still do. */
static unsigned
await_end(const struct world *world, unsigned set, int timeout_ms)
{
    int64_t deadline = world_now_ms() + timeout_ms;

    while ((set = living(world, set)) != 0 && world_now_ms() < deadline) {
        world_nap();
    }
    return set;
}

/* An ended server leaves no pid file, and no zombie if it was our child. */
static void
bury(struct world *world, unsigned set)
{
    char path[WORLD_PATH_ROOM];

    set &= ~living(world, set);
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        if ((set & 1U << i) != 0) {
            world_server_path(world, i, "pid", path);
            (void)unlink(path);
            if (world->child[i] != 0) {
                (void)waitpid(world->child[i], NULL, 0);
                world->child[i] = 0;
            }
        }
    }
}

void
world_process_kill(struct world *world, unsigned set)
{
    (void)await_end(world, send_signal(world, set, SIGKILL), KILL_WAIT_MS);
    bury(world, set);
}

unsigned
world_process_stop(struct world *world, unsigned set, unsigned *killed)
{
    unsigned told = send_signal(world, set, SIGTERM);
    unsigned left = await_end(world, told, WORLD_STOP_MS);
    unsigned dead = send_signal(world, left, SIGKILL);

    (void)await_end(world, dead, KILL_WAIT_MS);
    bury(world, set);
    *killed = count_bits(dead);
    return count_bits(told);
}
