/*
 * world_make.c - the folder of the lab world, made where something is missing.
 *
 * The idea: making is the same on the first day and on the hundredth: what is
 * there stays, because students edit it; what is missing is made.
 *
 * Invariant: every folder is 0700 and every file 0600, and a folder of
 * somebody else is not used.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/seeds.h"
#include "client/world_inside.h"

static int
make_one(struct world *world, const char *path)
{
    if (mkdir(path, 0700) == -1 && errno != EEXIST) {
        return world_fail_path(world, "make the folder", path);
    }
    return 0;
}

/* The folder of the world and its parents. */
static int
make_dir(struct world *world)
{
    char path[WORLD_DIR_MAX + 1];
    struct stat st;

    memcpy(path, world->dir, sizeof path);
    for (char *slash = strchr(path + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (stat(path, &st) == -1 && make_one(world, path) == -1) {
            return -1;
        }
        *slash = '/';
    }
    if (make_one(world, path) == -1) {
        return -1;
    }
    if (stat(path, &st) == -1 || !S_ISDIR(st.st_mode)) {
        errno = ENOTDIR;
        return world_fail_path(world, "use", path);
    }
    if (st.st_uid != geteuid()) {
        return world_fail(world, EX_NOPERM,
                          "%s belongs to somebody else. Name a folder of your "
                          "own: --dir DIR", path);
    }
    return 0;
}

/* The users of a domain with their passwords, unless the file is there. */
static int
make_users(struct world *world, enum world_domain domain)
{
    char path[WORLD_PATH_ROOM];
    const struct world_user *user;
    FILE *file;
    int fd;

    world_domain_path(world, domain, "users", path);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd == -1) {
        return errno == EEXIST ? 0 : world_fail_path(world, "make", path);
    }
    file = fdopen(fd, "w");
    if (file == NULL) {
        close(fd);
        return world_fail_path(world, "write", path);
    }
    fprintf(file, "# Who has a mailbox at %s: name:{SCHEME}password\n",
            world_domain_name(domain));
    for (size_t i = 0; (user = world_user(i)) != NULL; i++) {
        if (user->domain == domain) {
            fprintf(file, "%s:{PLAIN}%s\n", user->name, user->password);
        }
    }
    if (fclose(file) != 0) {
        (void)unlink(path);
        return world_fail_path(world, "write", path);
    }
    return 0;
}

static int
make_domain(struct world *world, enum world_domain domain)
{
    char path[WORLD_PATH_ROOM];

    world_domain_path(world, domain, "", path);
    if (make_one(world, path) == -1) {
        return -1;
    }
    world_domain_path(world, domain, "mail", path);
    return make_one(world, path) == -1 ? -1 : make_users(world, domain);
}

/* A mailbox that is not there is made with its seeds. */
static int
make_box(struct world *world, const struct world_user *user)
{
    char path[WORLD_PATH_ROOM];
    char why[SEEDS_WHY_MAX];
    struct stat st;

    world_box_path(world, user, path);
    if (lstat(path, &st) == 0 ||
        seeds_reset(path, user->name, why) == SEEDS_DONE) {
        return 0;
    }
    return world_fail(world, EX_CANTCREAT, "%s", why);
}

static int
make_all(struct world *world)
{
    const struct world_user *user;

    for (size_t i = 0; i < WORLD_DOMAINS; i++) {
        if (make_domain(world, (enum world_domain)i) == -1) {
            return -1;
        }
    }
    for (size_t i = 0; (user = world_user(i)) != NULL; i++) {
        if (make_box(world, user) == -1) {
            return -1;
        }
    }
    return world_make_tls(world);
}

/*
 * Take the lock of the world.  Returns a descriptor, -1 with why, or
 * WORLD_HELD.
 */
static int
take_lock(struct world *world, bool wait)
{
    char path[WORLD_PATH_ROOM];
    int fd;

    if (make_dir(world) == -1) {
        return -1;
    }
    world_top_path(world, "lock", path);
    fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd == -1) {
        return world_fail_path(world, "make", path);
    }
    while (flock(fd, wait ? LOCK_EX : LOCK_EX | LOCK_NB) == -1) {
        if (errno == EWOULDBLOCK) {
            close(fd);
            return WORLD_HELD;
        }
        if (errno != EINTR) {
            close(fd);
            return world_fail_path(world, "lock", path);
        }
    }
    return fd;
}

int
world_hold(struct world *world)
{
    return take_lock(world, true);
}

int
world_hold_made(struct world *world, bool wait)
{
    int held = take_lock(world, wait);

    if (held >= 0 && make_all(world) == -1) {
        close(held);
        return -1;
    }
    return held;
}

int
world_prepare(struct world *world)
{
    int held = world_hold_made(world, true);

    return held == -1 ? -1 : close(held);
}

/* Write a small file and let it appear whole. */
static int
keep_offset(struct world *world, unsigned offset)
{
    char path[WORLD_PATH_ROOM];
    char fresh[WORLD_PATH_ROOM];
    FILE *file;

    world_top_path(world, "offset", path);
    world_top_path(world, "offset.new", fresh);
    file = fopen(fresh, "w");
    if (file == NULL) {
        return world_fail_path(world, "write", fresh);
    }
    fprintf(file, "%u\n", offset);
    if (fclose(file) != 0 || rename(fresh, path) == -1) {
        return world_fail_path(world, "write", path);
    }
    world->offset = offset;
    return 0;
}

int
world_set_offset(struct world *world, unsigned offset)
{
    unsigned before = world->offset;
    char option[WORLD_PATH_ROOM];
    int held;
    int result;

    if (offset > WORLD_OFFSET_MAX) {
        return world_fail(world, EX_USAGE,
                          "An offset is a number from 0 to %d.",
                          WORLD_OFFSET_MAX);
    }
    held = world_hold(world);
    if (held == -1) {
        return -1;
    }
    if (offset != before && world_alive_count(world) > 0) {
        world_dir_option(world, option);
        result = world_fail(world, EX_USAGE,
                            "The lab world is up with offset %u. To change "
                            "it: mailwalk down%s, then mailwalk up%s --offset "
                            "%u", before, option, option, offset);
    } else {
        result = keep_offset(world, offset);
    }
    close(held);
    return result;
}
