/*
 * world_rig.c - a lab world for one test, its servers played by the test.
 *
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <limits.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/world_rig.h"

/* How this program was called; set once, by world_rig_main(). */
static const char *program;

/* ---- the server that is played ---- */

int
world_rig_bind(uint16_t port)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;

    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd == -1 ||
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1 ||
        bind(fd, (struct sockaddr *)&at, sizeof at) == -1 ||
        listen(fd, 8) == -1) {
        if (fd != -1) {
            close(fd);
        }
        return -1;
    }
    return fd;
}

/* Does the file `fake` hold this word?  It is meant for blue's pop3d. */
static int
is_faulty(const char *log, const char *word)
{
    char text[32] = "";
    FILE *file = fopen("fake", "r");

    if (file != NULL) {
        (void)!fgets(text, sizeof text, file);
        fclose(file);
    }
    return strstr(log, "/blue/pop3d.log") != NULL && strcmp(text, word) == 0;
}

static const char *
value_of(int argc, char **argv, const char *option)
{
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], option) == 0) {
            return argv[i + 1];
        }
    }
    return "";
}

static int
play_server(int argc, char **argv)
{
    const char *log = value_of(argc, argv, "--log");
    const char *greeting = strstr(log, "smtpd") != NULL ? "220 fake\r\n"
                                                        : "+OK fake\r\n";
    const char *port = strchr(value_of(argc, argv, "--listen"), ':');
    const char *second = strchr(value_of(argc, argv, "--submission"), ':');
    char rest[64];
    int fd;

    if (is_faulty(log, "fail")) {
        fputs("fake: no, \x1b[31mthank you\n", stderr);
        return EX_CONFIG;
    }
    if (is_faulty(log, "nonsense")) {
        greeting = "hello\r\n";
    }
    if (is_faulty(log, "mute")) {
        greeting = "";
    }
    if (port == NULL) {
        return EX_USAGE;
    }
    fd = world_rig_bind((uint16_t)strtoul(port + 1, NULL, 10));
    if (fd == -1 ||
        (second != NULL &&
         world_rig_bind((uint16_t)strtoul(second + 1, NULL, 10)) == -1)) {
        return EX_UNAVAILABLE;
    }
    for (;;) {
        int guest = accept(fd, NULL, NULL);

        if (guest != -1) {
            (void)!write(guest, greeting, strlen(greeting));
            (void)!read(guest, rest, sizeof rest);
            close(guest);
        }
    }
}

/* ---- the worlds of the tests ---- */

unsigned
world_rig_offset(void)
{
    static const uint16_t ports[] = {2525, 2526, 2587, 2588, 1110, 1111};
    enum { PORTS = sizeof ports / sizeof ports[0] };
    unsigned offset = 20000 + (unsigned)getpid() % 2000 * 10;

    for (;; offset += 10) {
        int fds[PORTS];
        int good = 0;

        assert_true(offset < WORLD_OFFSET_MAX);
        for (int i = 0; i < PORTS; i++) {
            fds[i] = world_rig_bind((uint16_t)(ports[i] + offset));
            good += fds[i] != -1;
        }
        for (int i = 0; i < PORTS; i++) {
            if (fds[i] != -1) {
                close(fds[i]);
            }
        }
        if (good == PORTS) {
            return offset;
        }
    }
}

int
world_rig_setup(void **state)
{
    struct world_rig *rig = calloc(1, sizeof *rig);
    char self[PATH_MAX];
    char path[SCRATCH_PATH];
    char text[16];

    if (rig == NULL || realpath(program, self) == NULL) {
        return -1;
    }
    scratch_make(&rig->scratch);
    scratch_path(&rig->scratch, "world", rig->dir);
    scratch_path(&rig->scratch, "programs", rig->programs);
    scratch_folder(&rig->scratch, "programs");
    scratch_path(&rig->scratch, "programs/smtpd", path);
    assert_int_equal(symlink(self, path), 0);
    scratch_path(&rig->scratch, "programs/pop3d", path);
    assert_int_equal(symlink(self, path), 0);

    rig->offset = world_rig_offset();
    scratch_folder(&rig->scratch, "world");
    snprintf(text, sizeof text, "%u\n", rig->offset);
    scratch_write(&rig->scratch, "world/offset", text, strlen(text));
    *state = rig;
    return 0;
}

struct world
world_rig_open(void **state)
{
    struct world_rig *rig = *state;
    struct world world;

    assert_int_equal(world_open(&world, rig->dir), 0);
    world.programs = rig->programs;
    assert_int_equal(world.offset, rig->offset);
    return world;
}

int
world_rig_teardown(void **state)
{
    struct world_rig *rig = *state;
    struct world world;
    unsigned stopped;
    unsigned killed;

    if (world_open(&world, rig->dir) == 0) {
        (void)world_down(&world, &stopped, &killed);
    }
    scratch_remove(&rig->scratch);
    free(rig);
    return 0;
}

int
world_rig_main(int argc, char **argv)
{
    program = argv[0];
    return argc > 1 && strcmp(argv[1], "--domain") == 0
               ? play_server(argc, argv)
               : -1;
}
