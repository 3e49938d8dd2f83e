/*
 * replay_lab.c - the sessions in the logs of the lab's own servers.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>

#include "tui/replay.h"
#include "tui/replay_screen.h"

struct screen *
replay_lab_new(struct app *app, const struct world *world, const char *wanted,
               const char *below)
{
    struct replay_source sources[WORLD_SERVERS];
    char names[WORLD_SERVERS][REPLAY_NAME_MAX];
    char paths[WORLD_SERVERS][WORLD_PATH_ROOM];

    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        const struct world_server *server = world_server(i);

        world_server_path(world, i, "log", paths[i]);
        snprintf(names[i], sizeof(names[i]), "%s of %s", server->program,
                 world_domain_name(server->domain));
        sources[i] = (struct replay_source){names[i], paths[i]};
    }
    return replay_choose_new(app, sources, WORLD_SERVERS, wanted, true, below);
}
