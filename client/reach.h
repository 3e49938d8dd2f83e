/*
 * reach.h - where a server is: from what a person said to host and port.
 *
 * The one place that knows HOST:PORT, --server HOST[:OFFSET], MAILWALK_SERVER
 * and the ports of the lab world.  What is not said is the lab world on this
 * machine, red.example first, with the offset kept in its folder.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_REACH_H
#define MAILWALK_CLIENT_REACH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/chat.h"
#include "client/world.h"

enum { REACH_HOST_MAX = 255, REACH_WHY_MAX = 256 };

struct reach {
    char host[REACH_HOST_MAX + 1];  /* without brackets */
    uint16_t port;
    char trust[WORLD_PATH_ROOM];    /* for reach_trust() */
    char why[REACH_WHY_MAX];        /* what was wrong, in one line */
    int status;                     /* and the exit status for it */
};

/*
 * Find the server of a domain of a lab world.  server is HOST[:OFFSET] or
 * NULL: then MAILWALK_SERVER, then this machine, where the world's own server
 * must be up: another one at its port is not meant.  Returns 0, or -1 with why.
 */
int reach_world(struct reach *reach, const char *server,
                enum world_domain domain, enum world_service service);

/*
 * Read HOST:PORT.  HOST may be a name, an address, or an IPv6 address in
 * brackets; without HOST ("PORT" or ":PORT") it is this machine.  Returns as
 * above.
 */
int reach_place(struct reach *reach, const char *place);

/*
 * What people give: place if it is not NULL, else the world.
 */
int reach_find(struct reach *reach, const char *place, const char *server,
               enum world_domain domain, enum world_service service);

/*
 * Whose certificates are to be trusted there: the file ca if it is not NULL; on
 * this machine the authority of the lab world (NULL: the usual one), if there
 * is one; else NULL, whom the system trusts.
 */
const char *reach_trust(struct reach *reach, const struct world *world,
                        const char *ca);

/*
 * Say on stderr why it was not found.  Returns the exit status.
 */
int reach_complain(const struct reach *reach, const char *command);

/*
 * A chat with that server has ended.  If it never came about, say so on
 * stderr; returns the exit status, EX_OK if it did come about.
 */
int reach_failed(const char *command, const struct chat *chat);

/*
 * Is this host the machine we run on: 127.0.0.0/8, ::1 or localhost?
 */
bool reach_is_loopback(const char *host);

#endif
