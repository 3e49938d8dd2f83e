/*
 * world_start.c - start the servers that are missing, all at once.
 *
 * The idea: mail servers speak first, so a port tells whose it is: connect,
 * hear the greeting, say QUIT as a polite guest does.  Before a server is
 * started its port must be free; one that greets is up.  Since the whole world
 * can move to other ports by one number, the way on is one command.
 *
 * Invariant: either all of them come up, or those that were started here end
 * again; the words of the one that failed are shown.
 *
 * RFC 5321 sections 3.1 and 4.3.1; RFC 1939 section 4.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>

#include <event2/event.h>

#include "client/chat.h"
#include "client/world_inside.h"

enum {
    PROBE_MS = 1000,        /* for whoever has our port to say its name */
    OFFSET_STEP = 100,
    SAID_MAX = 512,         /* a reply line, RFC 5321 section 4.5.3.1.5 */
    OUTPUT_SHOWN = 2000     /* octets of a failed server's own words */
};

/* ---- One visit. --------------------------------------------------------- */

/* A chat with whoever is at one of our ports, until it said good-bye. */
struct visit {
    struct chat *chat;          /* NULL: not begun, or memory ran out */
    bool good;                  /* it greeted as a mail server does */
    char said[SAID_MAX + 1];    /* its first line, a string */
    size_t len;
};

static void
on_record(void *ctx, const struct dialogue_record *record)
{
    struct visit *visit = ctx;

    if (record->mark == DIALOGUE_SERVER && visit->len == 0) {
        visit->len = record->len < SAID_MAX ? record->len
                                                  : SAID_MAX;
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

/*
 * Begin to visit the port of server index, in this loop.
 */
static void
begin_visit(struct visit *visit, const struct world *world, size_t index,
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

static bool
is_visiting(const struct visit *visit)
{
    return visit->chat != NULL && chat_ended(visit->chat) == CHAT_OPEN;
}

/* ---- All ports. --------------------------------------------------------- */

/*
 * Ask the ports of a set (bit index) who is there.  Returns those at which
 * somebody answers.
 */
static unsigned
ask_ports(const struct world *world, unsigned set, struct visit *visits)
{
    struct event_base *base = event_base_new();
    int64_t deadline = world_now_ms() + PROBE_MS;
    unsigned taken = 0;
    bool waiting = true;

    memset(visits, 0, WORLD_SERVERS * sizeof *visits);
    if (base == NULL) {
        return 0;
    }
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        if ((set & 1U << i) != 0) {
            begin_visit(&visits[i], world, i, base);
        }
    }
    while (waiting && world_now_ms() < deadline) {
        waiting = false;
        for (size_t i = 0; i < WORLD_SERVERS; i++) {
            waiting = waiting || is_visiting(&visits[i]);
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
    event_base_free(base);
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
            ask_ports(&other, WORLD_ALL, visits) == 0) {
            break;
        }
    }
    return other.offset;
}

/*
 * Say who has our ports, and how to go on.  Returns -1 with why.
 */
static int
fail_taken(struct world *world, unsigned taken, const struct visit *visits)
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

/* ---- All servers. ------------------------------------------------------- */

/* A server did not come up: show what it said.  Returns -1. */
static int
fail_server(struct world *world, size_t index, const char *how, int status)
{
    const struct world_server *server = world_server(index);
    char path[WORLD_PATH_ROOM];
    char said[OUTPUT_SHOWN];
    size_t len = 0;
    FILE *file;

    world_fail(world, status, "%s of %s did not come up: %s.", server->program,
               world_domain_name(server->domain), how);
    world_server_path(world, index, "out", path);
    file = fopen(path, "r");
    if (file != NULL) {
        len = fread(said, 1, sizeof said, file);
        fclose(file);
    }
    world_quote(world, "  ", said, len);
    return -1;
}

static int
fail_ended(struct world *world, size_t index, int status)
{
    char how[64];

    if (WIFSIGNALED(status)) {
        snprintf(how, sizeof how, "signal %d ended it", WTERMSIG(status));
        return fail_server(world, index, how, EX_OSERR);
    }
    snprintf(how, sizeof how, "it ended with status %d", WEXITSTATUS(status));
    return fail_server(world, index, how,
                       WEXITSTATUS(status) == EX_UNAVAILABLE ? EX_UNAVAILABLE
                                                             : EX_OSERR);
}

/*
 * Look after one server that is starting.  Returns 1 if it is up, 0 if it is
 * not yet, -1 with why if it will never be.
 */
static int
look_after(struct world *world, size_t index, struct visit *visit,
           struct event_base *base)
{
    int status;

    if (world_process_ended(world, index, &status)) {
        return fail_ended(world, index, status);
    }
    if (visit->chat == NULL ||
        chat_ended(visit->chat) == CHAT_NO_CONNECTION) {
        begin_visit(visit, world, index, base);
        return 0;
    }
    if (is_visiting(visit)) {
        return 0;
    }
    return visit->good ? 1
                       : fail_server(world, index, "its greeting is none",
                                     EX_PROTOCOL);
}

/* Wait until every server of the set has greeted.  Returns 0, or -1. */
static int
await_greetings(struct world *world, unsigned set)
{
    int64_t deadline = world_now_ms() + WORLD_GREETING_MS;
    struct visit visits[WORLD_SERVERS] = {{.len = 0}};
    struct event_base *base = event_base_new();
    int result = base != NULL ? 0 : world_fail(world, EX_OSERR,
                                               "Out of memory.");

    while (set != 0 && result != -1) {
        bool late = world_now_ms() >= deadline;

        world_nap();    /* the time that a program needs to get going */
        event_base_loop(base, EVLOOP_NONBLOCK);
        for (size_t i = 0; i < WORLD_SERVERS && result != -1; i++) {
            if ((set & 1U << i) != 0) {
                result = look_after(world, i, &visits[i], base);
                set &= result == 1 ? ~(1U << i) : ~0U;
                if (result == 0 && late) {
                    result = fail_server(world, i, "no greeting in time",
                                         EX_UNAVAILABLE);
                }
            }
        }
    }
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        chat_free(visits[i].chat);
    }
    if (base != NULL) {
        event_base_free(base);
    }
    return result == -1 ? -1 : 0;
}

/* Start all servers of the set, or none.  Returns 0, or -1 with why. */
static int
start_set(struct world *world, unsigned set)
{
    unsigned started = 0;
    unsigned killed;
    int result = 0;

    for (size_t i = 0; i < WORLD_SERVERS && result == 0; i++) {
        if ((set & 1U << i) != 0) {
            result = world_process_start(world, i);
            started |= result == 0 ? 1U << i : 0;
        }
    }
    if (result == 0) {
        result = await_greetings(world, set);
    }
    if (result == -1) {
        (void)world_process_stop(world, started, &killed);
    }
    return result;
}

int
world_start_missing(struct world *world, unsigned *started)
{
    struct visit visits[WORLD_SERVERS];
    unsigned set = 0;
    unsigned taken;

    *started = 0;
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        if (!world_alive(world, i, NULL)) {
            set |= 1U << i;
            ++*started;
        }
    }
    taken = ask_ports(world, set, visits);
    return taken != 0 ? fail_taken(world, taken, visits)
                      : start_set(world, set);
}
