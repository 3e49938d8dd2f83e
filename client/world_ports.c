/*
 * world_ports.c - ports that the lab world needs and somebody else has.
 *
 * The idea: before a server is started, its port is asked who is there.  Mail
 * servers greet, so the answer names the one who has it; and since the whole
 * world can move to other ports by one number, the way on is one command.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/world.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "client/world_greet.h"
#include "client/world_inside.h"

enum {
    TURN_MS = 20,
    PROBE_MS = 1000,        /* for whoever has our port to say its name */
    OFFSET_STEP = 100
};

uint16_t
world_port_of(const struct world *world, size_t index)
{
    const struct world_server *server = world_server(index);

    return world_port(world, server->domain, server->service);
}

static const char *
protocol_of(size_t index)
{
    return world_server(index)->service == WORLD_SMTP ? "SMTP" : "POP3";
}

void
world_ask_ports(const struct world *world, unsigned set, struct greet *greets)
{
    int64_t deadline = world_now_ms() + PROBE_MS;
    bool waiting = true;

    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        greets[i] = (struct greet){.state = GREET_IDLE, .fd = -1};
        if ((set & 1U << i) != 0) {
            greet_begin(&greets[i], world_port_of(world, i));
        }
    }
    while (waiting && world_now_ms() < deadline) {
        waiting = false;
        for (size_t i = 0; i < WORLD_SERVERS; i++) {
            waiting = waiting || !greet_settled(&greets[i]);
        }
        if (waiting) {
            greet_turn(greets, WORLD_SERVERS, TURN_MS);
        }
    }
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        greet_end(&greets[i]);
    }
}

unsigned
world_taken_ports(const struct greet *greets)
{
    unsigned taken = 0;

    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        taken |= greets[i].state == GREET_DONE ? 1U << i : 0;
    }
    return taken;
}

/* An offset at which nobody answers at any of the four ports. */
static unsigned
free_offset(const struct world *world)
{
    struct world other = *world;
    struct greet greets[WORLD_SERVERS];

    for (other.offset = OFFSET_STEP; other.offset < WORLD_OFFSET_MAX;
         other.offset += OFFSET_STEP) {
        if (other.offset != world->offset) {
            world_ask_ports(&other, (1U << WORLD_SERVERS) - 1, greets);
            if (world_taken_ports(greets) == 0) {
                break;
            }
        }
    }
    return other.offset;
}

/* Does one of ours greet like this?  Then it is of another folder. */
static bool
is_mailwalk(const struct greet *greet)
{
    static const char name[] = "Mailwalk";

    for (size_t at = 0; at + sizeof name - 1 <= greet->len; at++) {
        if (memcmp(greet->line + at, name, sizeof name - 1) == 0) {
            return true;
        }
    }
    return false;
}

int
world_fail_taken(struct world *world, const struct greet *greets)
{
    static const char silence[] = "(says nothing)";
    static const char another[] =
        "That is Mailwalk too, of another folder or of another user.";
    bool ours = false;
    char option[WORLD_PATH_ROOM];
    char line[WORLD_PATH_ROOM + 64];

    world_fail(world, EX_UNAVAILABLE,
               "The lab world needs ports that are taken:");
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        const struct greet *greet = &greets[i];

        if (greet->state == GREET_DONE) {
            snprintf(line, sizeof line, "  127.0.0.1:%u (%s of %s): ",
                     (unsigned)greet->port, protocol_of(i),
                     world_domain_name(world_server(i)->domain));
            world_quote(world, line,
                        greet->len > 0 ? greet->line : silence,
                        greet->len > 0 ? greet->len : strlen(silence));
            ours = ours || is_mailwalk(greet);
        }
    }
    if (ours) {
        world_quote(world, "", another, strlen(another));
    }
    world_dir_option(world, option);
    snprintf(line, sizeof line,
             "\nGo on with other ports: mailwalk up%s --offset %u", option,
             free_offset(world));
    strncat(world->why, line, sizeof world->why - strlen(world->why) - 1);
    return -1;
}
