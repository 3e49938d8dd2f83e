/*
 * world_run.c - the lab world up and down, for good or for a screen.
 *
 * The idea: whoever starts or ends servers holds the world (a lock), so that
 * two terminals cannot do it at the same time.
 *
 * Screens come and go.  Each that uses the world holds a shared lock on the
 * file `screens`.  If the first of them had to start the servers, the file
 * `temporary` says so, and the last to leave ends them.
 *
 * Invariant: world_up() leaves all four servers up, or those that were up
 * before.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <sys/file.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/world_inside.h"

/* Do the servers end with the last screen? */
static bool
is_temporary(const struct world *world)
{
    char path[WORLD_PATH_ROOM];

    world_top_path(world, "temporary", path);
    return access(path, F_OK) == 0;
}

static void
set_temporary(const struct world *world, bool temporary)
{
    char path[WORLD_PATH_ROOM];
    int fd;

    world_top_path(world, "temporary", path);
    if (!temporary) {
        (void)unlink(path);
        return;
    }
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd != -1) {
        close(fd);
    }
}

int
world_up(struct world *world, unsigned *started)
{
    int held = world_hold_made(world);
    int result;

    *started = 0;
    if (held == -1) {
        return -1;
    }
    result = world_start_missing(world, started);
    if (result == 0) {
        set_temporary(world, false);
    }
    close(held);
    return result;
}

static unsigned
stop_all(struct world *world, unsigned *killed)
{
    unsigned stopped =
        world_process_stop(world, WORLD_ALL, killed);

    set_temporary(world, false);
    return stopped;
}

int
world_down(struct world *world, unsigned *stopped, unsigned *killed)
{
    int held = world_hold(world);
    char option[WORLD_PATH_ROOM];

    if (held == -1) {
        return -1;
    }
    *stopped = stop_all(world, killed);
    close(held);
    if (world_alive_count(world) > 0) {
        world_dir_option(world, option);
        return world_fail(world, EX_OSERR,
                          "A server does not end, not even by SIGKILL. Which: "
                          "mailwalk status%s",
                          option);
    }
    return 0;
}

/* The world is made and held: have it up for a screen. */
static int
ensure_held(struct world *world)
{
    char path[WORLD_PATH_ROOM];
    unsigned started;
    bool none = world_alive_count(world) == 0;

    world_top_path(world, "screens", path);
    world->screen = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
                         0600);
    if (world->screen == -1) {
        return world_fail_path(world, "make", path);
    }
    if (flock(world->screen, LOCK_SH) == 0 &&
        world_start_missing(world, &started) == 0) {
        if (none) {
            set_temporary(world, true);
        }
        return 0;
    }
    close(world->screen);
    world->screen = -1;
    return -1;
}

int
world_ensure(struct world *world)
{
    int held;
    int result;

    if (world->screen != -1) {
        return 0;
    }
    held = world_hold_made(world);
    if (held == -1) {
        return -1;
    }
    result = ensure_held(world);
    close(held);
    return result;
}

void
world_release(struct world *world)
{
    unsigned killed;
    int held;

    if (world->screen == -1) {
        return;
    }
    held = world_hold(world);
    if (held != -1 && flock(world->screen, LOCK_EX | LOCK_NB) == 0 &&
        is_temporary(world)) {
        (void)stop_all(world, &killed);
    }
    close(world->screen);
    world->screen = -1;
    if (held != -1) {
        close(held);
    }
}
