/*
 * machine.c - what the machine can do without any mail server.
 *
 * Usage: machine disk FOLDER SECONDS  1 KiB files: written, flushed, renamed,
 *                                     their folder flushed; one after another
 *        machine echo                 sends back what it receives; it prints
 *                                     its port, and ends with its input
 *        machine inetd PORT PROGRAM...  for servers that want one: each client
 *                                     is the input and output of a new process
 *        machine fill FOLDER COUNT OCTETS    message files with the names that
 *                                     our smtpd gives them (no flush)
 *        machine holes FOLDER COUNT OCTETS   the same with nothing in them, for
 *                                     who will not read them: to remove
 *                                     100,000 full ones takes minutes where
 *                                     the disk is told of each (discard)
 *
 * The first two are what the aims in docs/benchmarks.md refer to.
 *
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    CLIENTS_MAX = 256,
    ECHO_OCTETS = 64 * 1024,
    KIB = 1024,
    LINE_OCTETS = 77 /* of a line on disk, with LF */
};

static _Noreturn void
die(const char *what)
{
    fprintf(stderr, "machine: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double
now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void
write_file(int folder, const char *name, const char *bytes, size_t len,
           int flush)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL, 0600);

    if (fd < 0 || write(fd, bytes, len) != (ssize_t)len ||
        (flush && fsync(fd) < 0) || close(fd) < 0) {
        die(name);
    }
}

static void
make_hole(int folder, const char *name, size_t len)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL, 0600);

    if (fd < 0 || ftruncate(fd, (off_t)len) < 0 || close(fd) < 0) {
        die(name);
    }
}

/* Two folders, as a Maildir has: what is renamed moves from tmp to new. */
static void
disk(const char *folder, double seconds)
{
    char bytes[KIB], name[32];
    double start = now(), end = start + seconds;
    unsigned long count = 0;
    int tmp, new;

    memset(bytes, 'x', sizeof bytes);
    if (chdir(folder) < 0 || mkdir("tmp", 0700) < 0 || mkdir("new", 0700) < 0) {
        die(folder);
    }
    tmp = open("tmp", O_RDONLY | O_DIRECTORY);
    new = open("new", O_RDONLY | O_DIRECTORY);
    while (now() < end) {
        snprintf(name, sizeof name, "file%lu", count++);
        write_file(tmp, name, bytes, sizeof bytes, 1);
        if (renameat(tmp, name, new, name) < 0 || fsync(new) < 0) {
            die(name);
        }
    }
    printf("rounds %lu seconds %.6f\n", count, now() - start);
}

static void
fill(const char *folder, unsigned long count, size_t octets, bool holes)
{
    char *bytes = malloc(octets);
    char name[128];
    size_t lines = (octets + LINE_OCTETS - 1) / LINE_OCTETS;
    int at = open(folder, O_RDONLY | O_DIRECTORY);

    if (bytes == NULL || at < 0) {
        die(folder);
    }
    for (size_t i = 0; i < octets; i++) {
        bytes[i] = i % LINE_OCTETS == LINE_OCTETS - 1 ? '\n' : 'x';
    }
    bytes[octets - 1] = '\n';
    for (unsigned long i = 0; i < count; i++) {
        snprintf(name, sizeof name,
                 "%lu.M000000P00001Q%06luR12345678.red,S=%zu,W=%zu",
                 1700000000 + i, i, octets, octets + lines);
        if (holes) {
            make_hole(at, name, octets);
        } else {
            write_file(at, name, bytes, octets, 0);
        }
    }
    free(bytes);
}

/* Listen on a port; 0 is any. */
static int
listen_on(unsigned long port)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port)};
    socklen_t len = sizeof at;
    int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) < 0 ||
        listen(fd, CLIENTS_MAX) < 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) < 0) {
        die("listen");
    }
    printf("%u\n", ntohs(at.sin_port));
    fflush(stdout);
    return fd;
}

/* Send back what came, or hang up.  Returns the descriptor, or -1. */
static int
echo_one(int fd)
{
    static char bytes[ECHO_OCTETS];
    ssize_t n = recv(fd, bytes, sizeof bytes, 0);

    if (n > 0 && send(fd, bytes, (size_t)n, MSG_NOSIGNAL) == n) {
        return fd;
    }
    close(fd);
    return -1;
}

static void
echo(void)
{
    struct pollfd polled[CLIENTS_MAX + 2];
    nfds_t count = 2;
    int on = 1;

    polled[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
    polled[1] = (struct pollfd){.fd = listen_on(0), .events = POLLIN};
    while (poll(polled, count, -1) > 0 && polled[0].revents == 0) {
        for (nfds_t i = 2; i < count; i++) {
            if (polled[i].revents != 0) {
                polled[i].fd = echo_one(polled[i].fd);
            }
        }
        while (count > 2 && polled[count - 1].fd < 0) {
            count--;
        }
        if (polled[1].revents != 0 && count < CLIENTS_MAX + 2) {
            int fd = accept(polled[1].fd, NULL, NULL);

            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            polled[count++] = (struct pollfd){.fd = fd, .events = POLLIN};
        }
    }
}

static void
inetd(unsigned long port, char **program)
{
    int listener = listen_on(port);
    int fd;

    signal(SIGCHLD, SIG_IGN); /* nobody is waited for */
    while ((fd = accept(listener, NULL, NULL)) >= 0 || errno == EINTR) {
        if (fd >= 0 && fork() == 0) {
            signal(SIGCHLD, SIG_DFL);
            dup2(fd, STDIN_FILENO);
            dup2(fd, STDOUT_FILENO);
            close(fd);
            close(listener);
            execv(program[0], program);
            die(program[0]);
        }
        close(fd);
    }
}

int
main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    if (strcmp(what, "disk") == 0 && argc == 4) {
        disk(argv[2], strtod(argv[3], NULL));
    } else if (strcmp(what, "echo") == 0 && argc == 2) {
        echo();
    } else if (strcmp(what, "inetd") == 0 && argc >= 4) {
        inetd(strtoul(argv[2], NULL, 10), argv + 3);
    } else if ((strcmp(what, "fill") == 0 || strcmp(what, "holes") == 0) &&
               argc == 5) {
        fill(argv[2], strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10),
             what[0] == 'h');
    } else {
        errno = EINVAL;
        die("see the head of tests/bench/machine.c for its usage");
    }
    return 0;
}
