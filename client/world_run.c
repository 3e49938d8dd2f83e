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
    int held = world_hold_made(world, true);
    struct world_start *start = held == -1 ? NULL : world_start_begin(world);
    int result = start == NULL ? -1 : 0;

    *started = 0;
    while (result == 0) {
        world_nap(); /* the time that a program needs to get going */
        result = world_start_step(start);
    }
    if (start != NULL) {
        *started = world_start_end(start, result == 1);
    }
    if (result == 1) {
        set_temporary(world, false);
    }
    if (held != -1) {
        close(held);
    }
    return result == 1 ? 0 : -1;
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

/* ---- For screens. ------------------------------------------------------- */

/*
 * Hold the lock that tells of a screen.  Returns 0, or -1 with why.
 */
static int
be_a_screen(struct world *world)
{
    char path[WORLD_PATH_ROOM];

    if (world->screen != -1) {
        return 0;
    }
    world_top_path(world, "screens", path);
    world->screen = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
                         0600);
    if (world->screen == -1 || flock(world->screen, LOCK_SH) == -1) {
        return world_fail_path(world, "lock", path);
    }
    return 0;
}

/*
 * Returns 0 with a start under way (or none: somebody holds the world), or -1
 * with why.
 */
static int
begin_ensure(struct world *world)
{
    world->held = world_hold_made(world, false);
    if (world->held < 0) {
        return world->held == WORLD_HELD ? 0 : -1;
    }
    world->none_up = world_alive_count(world) == 0;
    if (world_read_offset(world) == 0 && be_a_screen(world) == 0) {
        world->start = world_start_begin(world);
    }
    if (world->start == NULL) {
        close(world->held);
        return -1;
    }
    return 0;
}

static void
end_ensure(struct world *world, bool up)
{
    (void)world_start_end(world->start, up);
    world->start = NULL;
    if (up && world->none_up) {
        set_temporary(world, true);
    }
    close(world->held);
}

int
world_ensure_step(struct world *world)
{
    int result = 0;

    if (world->start == NULL) {
        result = begin_ensure(world);
    }
    if (world->start != NULL) {
        result = world_start_step(world->start);
        if (result != 0) {
            end_ensure(world, result == 1);
        }
    }
    return result;
}

int
world_ensure(struct world *world)
{
    int result = 0;

    while ((result = world_ensure_step(world)) == 0) {
        world_nap();
    }
    return result == 1 ? 0 : -1;
}

void
world_release(struct world *world)
{
    unsigned killed;
    int held;

    if (world->start != NULL) {
        end_ensure(world, false);
    }
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
