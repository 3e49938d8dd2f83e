/*
 * world.c - the lab world as a table: servers, users, ports, paths.
 *
 * The idea: every name, port and path of the lab world is written down in this
 * file and nowhere else.  Nothing here starts or changes anything.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/world.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/arguments.h"
#include "client/world_inside.h"
#include "protocol/dialogue.h"
#include "protocol/path.h"

static const struct world_server servers[WORLD_SERVERS] = {
    {WORLD_RED, WORLD_SMTP, "smtpd", 2525, 2587},
    {WORLD_RED, WORLD_POP3, "pop3d", 1110, 0},
    {WORLD_BLUE, WORLD_SMTP, "smtpd", 2526, 2588},
    {WORLD_BLUE, WORLD_POP3, "pop3d", 1111, 0},
};

static const struct world_user users[] = {
    {"alice", "apple", WORLD_RED},
    {"bob", "banana", WORLD_RED},
    {"carol", "cherry", WORLD_BLUE},
    {"dave", "date", WORLD_BLUE},
};

static const char *const domain_folders[] = {"red", "blue"};
static const char *const domain_names[] = {"red.example", "blue.example"};

int
world_fail(struct world *world, int status, const char *form, ...)
{
    va_list args;

    world->status = status;
    va_start(args, form);
    vsnprintf(world->why, sizeof world->why, form, args);
    va_end(args);
    return -1;
}

int
world_fail_path(struct world *world, const char *what, const char *path)
{
    return world_fail(world, EX_CANTCREAT, "Cannot %s %s: %s", what, path,
                      strerror(errno));
}

void
world_quote(struct world *world, const char *prefix, const char *text,
            size_t len)
{
    enum { PIECE = 240 };
    const char *end = text + len;
    size_t have = strlen(world->why);

    while (text < end) {
        const char *lf = memchr(text, '\n', (size_t)(end - text));
        size_t line = (size_t)((lf != NULL ? lf : end) - text);
        size_t part = line < PIECE ? line : PIECE;
        char shown[4 * PIECE];
        size_t shown_len = dialogue_escape(text, part, shown);

        if (have + strlen(prefix) + shown_len + 2 > sizeof world->why) {
            return;
        }
        have += (size_t)snprintf(world->why + have, sizeof world->why - have,
                                 "\n%s%.*s", prefix, (int)shown_len, shown);
        text += line + (lf != NULL);
    }
}

/* ---- Which folder. ------------------------------------------------------ */

/* Join two parts of a path into dir.  Returns 0, or -1 with why. */
static int
set_dir(struct world *world, const char *front, const char *back)
{
    int len = snprintf(world->dir, sizeof world->dir, "%s%s", front, back);

    if (len < 0 || (size_t)len >= sizeof world->dir) {
        world->dir[0] = '\0';
        return world_fail(world, EX_USAGE,
                          "The name of the folder is longer than %d octets.",
                          WORLD_DIR_MAX);
    }
    while (len > 1 && world->dir[len - 1] == '/') {
        world->dir[--len] = '\0';
    }
    return 0;
}

/* The XDG rules: a relative XDG_STATE_HOME does not count. */
static int
set_default_dir(struct world *world)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");

    if (state != NULL && state[0] == '/') {
        return set_dir(world, state, "/mailwalk");
    }
    if (home == NULL || home[0] != '/') {
        return world_fail(world, EX_CONFIG,
                          "HOME is not set, so there is no place for the lab "
                          "world. Name a folder: --dir DIR");
    }
    return set_dir(world, home, "/.local/state/mailwalk");
}

static int
set_given_dir(struct world *world, const char *dir)
{
    char here[WORLD_DIR_MAX + 1];

    if (dir[0] == '\0') {
        return world_fail(world, EX_USAGE, "--dir wants the name of a folder.");
    }
    if (dir[0] == '/') {
        return set_dir(world, dir, "");
    }
    if (getcwd(here, sizeof here - 1) == NULL) {
        return world_fail(world, EX_OSERR, "Cannot tell where we are: %s",
                          strerror(errno));
    }
    strcat(here, "/");
    return set_dir(world, here, dir);
}

int
world_read_offset(struct world *world)
{
    char path[WORLD_PATH_ROOM];
    char option[WORLD_PATH_ROOM];
    char text[16] = "";
    long offset;
    FILE *file;

    world_top_path(world, "offset", path);
    file = fopen(path, "r");
    if (file == NULL) {
        return 0;
    }
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    text[strcspn(text, "\n")] = '\0';
    offset = arguments_number(text, 0, WORLD_OFFSET_MAX);
    if (offset == -1) {
        world_dir_option(world, option);
        return world_fail(world, EX_CONFIG,
                          "%s should hold a number from 0 to %d. Set it: "
                          "mailwalk up%s --offset 0", path, WORLD_OFFSET_MAX,
                          option);
    }
    world->offset = (unsigned)offset;
    return 0;
}

int
world_open(struct world *world, const char *dir)
{
    memset(world, 0, sizeof *world);
    world->dir_given = dir != NULL;
    world->screen = -1;
    if ((dir != NULL ? set_given_dir(world, dir) : set_default_dir(world)) ==
        -1) {
        return -1;
    }
    return world_read_offset(world);
}

void
world_dir_option(const struct world *world, char *option)
{
    snprintf(option, WORLD_PATH_ROOM, "%s%s",
             world->dir_given ? " --dir " : "",
             world->dir_given ? world->dir : "");
}

/* ---- Servers, domains, users. ------------------------------------------- */

const struct world_server *
world_server(size_t index)
{
    return &servers[index];
}

size_t
world_server_index(enum world_domain domain, enum world_service service)
{
    return 2 * (size_t)domain + (service == WORLD_POP3);
}

uint16_t
world_port(const struct world *world, enum world_domain domain,
           enum world_service service)
{
    const struct world_server *server =
        &servers[world_server_index(domain, service)];
    uint16_t port =
        service == WORLD_SUBMISSION ? server->submission : server->port;

    return (uint16_t)(port + world->offset);
}

const char *
world_domain_name(enum world_domain domain)
{
    return domain_names[domain];
}

int
world_domain_find(const char *name, size_t len, enum world_domain *domain)
{
    for (size_t i = 0; i < WORLD_DOMAINS; i++) {
        if (path_same(name, len, domain_names[i], strlen(domain_names[i]))) {
            *domain = (enum world_domain)i;
            return 0;
        }
    }
    return -1;
}

const struct world_user *
world_user(size_t index)
{
    return index < sizeof users / sizeof users[0] ? &users[index] : NULL;
}

const struct world_user *
world_user_find(const char *name, size_t len)
{
    const char *at = memchr(name, '@', len);
    size_t local = at != NULL ? (size_t)(at - name) : len;
    const struct world_user *user;

    for (size_t i = 0; (user = world_user(i)) != NULL; i++) {
        const char *domain = domain_names[user->domain];

        if (path_same(name, local, user->name, strlen(user->name)) &&
            (at == NULL || path_same(at + 1, len - local - 1, domain,
                                     strlen(domain)))) {
            break;
        }
    }
    return user;
}

/* ---- Paths: none can be cut, dir is short enough. ----------------------- */

void
world_top_path(const struct world *world, const char *name, char *path)
{
    snprintf(path, WORLD_PATH_ROOM, "%s/%.64s", world->dir, name);
}

void
world_server_path(const struct world *world, size_t index, const char *kind,
                  char *path)
{
    const struct world_server *server = &servers[index];

    snprintf(path, WORLD_PATH_ROOM, "%s/%s/%s.%.8s", world->dir,
             domain_folders[server->domain], server->program, kind);
}

void
world_domain_path(const struct world *world, enum world_domain domain,
                  const char *name, char *path)
{
    snprintf(path, WORLD_PATH_ROOM, "%s/%s/%.64s", world->dir,
             domain_folders[domain], name);
}

void
world_box_path(const struct world *world, const struct world_user *user,
               char *path)
{
    snprintf(path, WORLD_PATH_ROOM, "%s/%s/mail/%s", world->dir,
             domain_folders[user->domain], user->name);
}
