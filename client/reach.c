/*
 * reach.c - from HOST:PORT and --server to a host and a port.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/reach.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/arguments.h"

static const char loopback[] = "127.0.0.1";

__attribute__((format(printf, 2, 3)))
static int
wrong(struct reach *reach, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(reach->why, sizeof reach->why, format, args);
    va_end(args);
    reach->status = EX_USAGE;
    return -1;
}

/*
 * Split "host:rest" at its last colon, or "[v6]:rest" behind the bracket; a
 * bare IPv6 address is all host.  *rest is NULL if there is none.  Returns 0,
 * or -1 if the host cannot be one.
 */
static int
split(struct reach *reach, const char *text, const char **rest)
{
    const char *host = text;
    const char *colon = strrchr(text, ':');
    size_t len;

    if (text[0] == '[') {
        const char *bracket = strchr(text, ']');

        if (bracket == NULL || (bracket[1] != '\0' && bracket[1] != ':')) {
            return -1;
        }
        host = text + 1;
        len = (size_t)(bracket - host);
        colon = bracket[1] == ':' ? bracket + 1 : NULL;
    } else if (colon != NULL && strchr(text, ':') == colon) {
        len = (size_t)(colon - text);
    } else {
        len = strlen(text);
        colon = NULL;
    }
    if (len > REACH_HOST_MAX || memchr(host, ' ', len) != NULL) {
        return -1;
    }
    memcpy(reach->host, host, len);
    reach->host[len] = '\0';
    *rest = colon == NULL ? NULL : colon + 1;
    return 0;
}

int
reach_place(struct reach *reach, const char *place)
{
    const char *port;
    long value;

    *reach = (struct reach){.port = 0};
    if (split(reach, place, &port) != 0) {
        return wrong(reach, "%.80s is no HOST:PORT, for example "
                     "localhost:2525", place);
    }
    if (port == NULL && arguments_number(place, 1, 65535) > 0) {
        port = place;
        reach->host[0] = '\0';
    }
    if (port == NULL) {
        return wrong(reach, "%.80s has no port: give HOST:PORT, for example "
                     "%.80s:2525", place, place);
    }
    value = arguments_number(port, 1, 65535);
    if (value < 0) {
        return wrong(reach, "%.80s is no port: a number from 1 to 65535",
                     port);
    }
    if (reach->host[0] == '\0') {
        memcpy(reach->host, loopback, sizeof loopback);
    }
    reach->port = (uint16_t)value;
    return 0;
}

/*
 * The lab world of this machine; its folder knows the offset.
 */
static int
own_world(struct reach *reach, enum world_domain domain,
          enum world_service service)
{
    size_t index = world_server_index(domain, service);
    struct world world;

    if (world_open(&world, NULL) != 0) {
        wrong(reach, "%.200s", world.why);
        reach->status = world.status;
        return -1;
    }
    if (!world_alive(&world, index, NULL)) {
        wrong(reach, "the lab's %s of %s (port %u) is not up; mailwalk up",
              world_server(index)->program, world_domain_name(domain),
              (unsigned)world_port(&world, domain, service));
        reach->status = EX_UNAVAILABLE;
        return -1;
    }
    memcpy(reach->host, loopback, sizeof loopback);
    reach->port = world_port(&world, domain, service);
    return 0;
}

int
reach_world(struct reach *reach, const char *server, enum world_domain domain,
            enum world_service service)
{
    const char *rest;
    long offset = 0;

    *reach = (struct reach){.port = 0};
    if (server == NULL) {
        server = getenv("MAILWALK_SERVER");
    }
    if (server == NULL || *server == '\0') {
        return own_world(reach, domain, service);
    }
    if (split(reach, server, &rest) != 0 || reach->host[0] == '\0') {
        return wrong(reach, "%.80s is no HOST[:OFFSET], for example "
                     "lab.example.org:100", server);
    }
    if (rest != NULL) {
        offset = arguments_number(rest, 0, WORLD_OFFSET_MAX);
    }
    if (offset < 0) {
        return wrong(reach, "%.80s is no offset: a number from 0 to %d, added "
                     "to all ports", rest, WORLD_OFFSET_MAX);
    }
    reach->port = (uint16_t)(
        world_server(world_server_index(domain, service))->port + offset);
    return 0;
}

int
reach_find(struct reach *reach, const char *place, const char *server,
           enum world_domain domain, enum world_service service)
{
    if (place != NULL) {
        return reach_place(reach, place);
    }
    return reach_world(reach, server, domain, service);
}

const char *
reach_trust(struct reach *reach, const struct world *world, const char *ca)
{
    struct world usual;

    if (ca != NULL || !reach_is_loopback(reach->host) ||
        (world == NULL && world_open(&usual, NULL) != 0)) {
        return ca;
    }
    world_trust_path(world != NULL ? world : &usual, reach->trust);
    return access(reach->trust, R_OK) == 0 ? reach->trust : NULL;
}

int
reach_complain(const struct reach *reach, const char *command)
{
    fprintf(stderr, "mailwalk %s: %s\n", command, reach->why);
    return reach->status;
}

int
reach_failed(const char *command, const struct chat *chat)
{
    enum chat_end end = chat_ended(chat);

    if (end != CHAT_NO_HOST && end != CHAT_NO_CONNECTION) {
        return EX_OK;
    }
    fprintf(stderr, "mailwalk %s: %s\n", command, chat_why(chat));
    return end == CHAT_NO_HOST ? EX_NOHOST : EX_UNAVAILABLE;
}

bool
reach_is_loopback(const char *host)
{
    return strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0 ||
           strcmp(host, "localhost") == 0;
}
