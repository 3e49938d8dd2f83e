/*
 * world_ports.c - the way on where ports are taken: others, all free.
 *
 * SPDX-License-Identifier: ISC
 */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/world_inside.h"

enum { OFFSET_STEP = 100 };

static bool
is_free(uint16_t port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    bool free = false;

    if (fd != -1) {
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        free = bind(fd, (struct sockaddr *)&at, sizeof at) == 0;
        close(fd);
    }
    return free;
}

/* Are the ports that a server would take free? */
static bool
has_ports(const struct world *world, const struct world_server *server)
{
    enum world_domain domain = server->domain;

    return is_free(world_port(world, domain, server->service)) &&
           (server->submission == 0 ||
            is_free(world_port(world, domain, WORLD_SUBMISSION)));
}

/* An offset at which all ports are free. */
static unsigned
free_offset(const struct world *world)
{
    struct world other = *world;
    unsigned free = 0;

    for (other.offset = OFFSET_STEP;
         free < WORLD_SERVERS && other.offset < WORLD_OFFSET_MAX;
         other.offset += OFFSET_STEP) {
        free = 0;
        for (size_t i = 0; i < WORLD_SERVERS; i++) {
            free += has_ports(&other, world_server(i));
        }
    }
    return other.offset - OFFSET_STEP;
}

void
world_advise_ports(struct world *world)
{
    char option[WORLD_PATH_ROOM];
    char line[WORLD_PATH_ROOM + 64];

    world_dir_option(world, option);
    snprintf(line, sizeof line,
             "\nGo on with other ports: mailwalk up%s --offset %u", option,
             free_offset(world));
    strncat(world->why, line, sizeof world->why - strlen(world->why) - 1);
}
