/*
 * world_ports.c - who is at the ports that the lab world needs?
 *
 * The idea: mail servers speak first, so a port tells whose it is: connect,
 * hear the greeting, say QUIT as a polite guest does.  And since the whole
 * world can move to other ports by one number, the way on is one command.
 *
 * RFC 5321 sections 3.1 and 4.3.1; RFC 1939 section 4.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include <event2/event.h>

#include "client/world_inside.h"

enum {
    PROBE_MS = 1000,        /* for whoever has our port to say its name */
    OFFSET_STEP = 100
};

/* ---- One visit. --------------------------------------------------------- */

static void
on_record(void *ctx, const struct dialogue_record *record)
{
    struct visit *visit = ctx;

    if (record->mark == DIALOGUE_SERVER && visit->len == 0) {
        visit->len = record->len < VISIT_SAID_MAX ? record->len
                                                  : VISIT_SAID_MAX;
        memcpy(visit->said, record->text, visit->len);
    }
}

static void
on_reply(void *ctx, const struct chat_reply *reply)
{
    struct visit *visit = ctx;

    if (reply->greeting) {
        visit->good = reply->kind == REPLY_OK || reply->code == 220;
        chat_command(visit->chat, "QUIT", 4);
    }
}

void
world_visit(struct visit *visit, const struct world *world, size_t index,
            struct event_base *base)
{
    const struct world_server *server = world_server(index);
    const struct chat_options options = {
        .base = base,
        .protocol = server->service == WORLD_SMTP ? CHAT_SMTP : CHAT_POP3,
        .host = "127.0.0.1",
        .port = world_port(world, server->domain, server->service),
        .on_record = on_record,
        .on_reply = on_reply,
        .ctx = visit};

    chat_free(visit->chat);
    *visit = (struct visit){.len = 0};
    visit->chat = chat_open(&options);
}

bool
world_visit_open(const struct visit *visit)
{
    return visit->chat != NULL && chat_ended(visit->chat) == CHAT_OPEN;
}

/* ---- All ports. --------------------------------------------------------- */

unsigned
world_ask_ports(const struct world *world, unsigned set, struct visit *visits)
{
    struct event_base *base = event_base_new();
    int64_t deadline = world_now_ms() + PROBE_MS;
    unsigned taken = 0;
    bool waiting = base != NULL;

    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        visits[i] = (struct visit){.len = 0};
        if (base != NULL && (set & 1U << i) != 0) {
            world_visit(&visits[i], world, i, base);
        }
    }
    while (waiting && world_now_ms() < deadline) {
        waiting = false;
        for (size_t i = 0; i < WORLD_SERVERS; i++) {
            waiting = waiting || world_visit_open(&visits[i]);
        }
        if (waiting) {
            world_nap();
            event_base_loop(base, EVLOOP_NONBLOCK);
        }
    }
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        if (visits[i].chat != NULL &&
            chat_ended(visits[i].chat) != CHAT_NO_CONNECTION) {
            taken |= 1U << i;
        }
        chat_free(visits[i].chat);
    }
    if (base != NULL) {
        event_base_free(base);
    }
    return taken;
}

/* An offset at which nobody answers at any of the four ports. */
static unsigned
free_offset(const struct world *world)
{
    struct world other = *world;
    struct visit visits[WORLD_SERVERS];

    for (other.offset = OFFSET_STEP; other.offset < WORLD_OFFSET_MAX;
         other.offset += OFFSET_STEP) {
        if (other.offset != world->offset &&
            world_ask_ports(&other, WORLD_ALL, visits) == 0) {
            break;
        }
    }
    return other.offset;
}

int
world_fail_taken(struct world *world, unsigned taken,
                 const struct visit *visits)
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
        const struct world_server *server = world_server(i);
        const struct visit *visit = &visits[i];

        if ((taken & 1U << i) != 0) {
            snprintf(line, sizeof line, "  127.0.0.1:%u (%s of %s): ",
                     (unsigned)world_port(world, server->domain,
                                          server->service),
                     server->service == WORLD_SMTP ? "SMTP" : "POP3",
                     world_domain_name(server->domain));
            world_quote(world, line, visit->len > 0 ? visit->said : silence,
                        visit->len > 0 ? visit->len : strlen(silence));
            ours = ours || strstr(visit->said, "Mailwalk") != NULL;
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
