/*
 * play_places.c - where the services of a lab really are, and whose mailbox.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/play_inside.h"

#include <stdio.h>
#include <string.h>

#include "labs/pattern.h"

bool
play_is_pop3(const char *name)
{
    return strncmp(name, "pop3", 4) == 0;
}

/*
 * The server of the lab world that a service of the lab stands for.  *port gets
 * its standing port.  Returns false if it is none of the world's.
 */
static bool
find_server(const struct play *play, const char *name, size_t *index,
            unsigned *port)
{
    enum world_domain which = WORLD_RED;
    char domain[256] = "";

    lab_service(play->lab, name, strlen(name), domain, sizeof(domain), port);
    if (play->place.host != NULL ||
        world_domain_find(domain, strlen(domain), &which) != 0) {
        return false;
    }
    *index = world_server_index(which,
                                play_is_pop3(name) ? WORLD_POP3 : WORLD_SMTP);
    return true;
}

uint16_t
play_port(const struct play *play, const char *name)
{
    const struct world_server *server = NULL;
    unsigned port = 0;
    size_t index = 0;

    if (find_server(play, name, &index, &port)) {
        server = world_server(index);
        return world_port(play->place.world, server->domain, server->service);
    }
    return (uint16_t)(port +
                      (play->place.host != NULL ? play->place.offset : 0));
}

bool
play_server_up(const struct play *play, const char *name)
{
    unsigned port = 0;
    size_t index = 0;

    return !find_server(play, name, &index, &port) ||
           world_alive(play->place.world, index, NULL);
}

const char *
play_host(const struct play *play)
{
    return play->place.host != NULL ? play->place.host : "127.0.0.1";
}

void
play_options(const struct play_place *place, char *option)
{
    bool bare = place->host != NULL && strchr(place->host, ':') == NULL;
    char offset[16] = "";

    if (place->host == NULL) {
        world_dir_option(place->world, option);
        return;
    }
    if (place->offset > 0) {
        snprintf(offset, sizeof(offset), ":%u", place->offset);
    }
    snprintf(option, WORLD_PATH_ROOM,
             bare ? " --server %s%s" : " --server [%s]%s", place->host, offset);
}

/*
 * Tell the player where the services of the lab really are.
 */
static void
set_places(struct play *play)
{
    const char *at = lab_find(play->lab, play->lab->cards, LAB_NEEDS)->value;

    while (*at != '\0') {
        char name[PATTERN_NAME_MAX] = "";
        char place[PLAY_HOST_MAX + 32];

        snprintf(name, sizeof(name), "%.*s", (int)strcspn(at, "="), at);
        snprintf(place, sizeof(place), "%s, port %u", play_host(play),
                 (unsigned)play_port(play, name));
        player_set(play->player, name, place);
        at += strcspn(at, " ");
        at += strspn(at, " ");
    }
}

/*
 * Whose mailbox: "box: USER empty|mail".
 */
static void
take_box(struct play *play)
{
    const struct lab_item *box = lab_find(play->lab, play->lab->cards, LAB_BOX);
    char *state = NULL;

    if (box == NULL) {
        return;
    }
    player_fill(play->player, box->value, play->box_name,
                sizeof(play->box_name));
    state = strchr(play->box_name, ' ');
    if (state == NULL) {
        return; /* the name was too long for any mailbox */
    }
    *state = '\0';
    play->box = play->box_name;
    play->box_mail = strcmp(state + 1, "mail") == 0;
}

void
play_take_places(struct play *play)
{
    take_box(play);
    set_places(play);
}
