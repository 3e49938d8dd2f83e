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
 * Nothing here waits: a start goes on step by step, for a screen stays alive
 * meanwhile.
 *
 * RFC 5321 sections 3.1 and 4.3.1; RFC 1939 section 4.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>

#include <event2/event.h>

#include "client/chat.h"
#include "client/world_inside.h"

enum {
    PROBE_MS = 1000,        /* for whoever has our port to say its name */
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

/* A start under way. */
struct world_start {
    struct world *world;
    struct event_base *base;
    struct visit visits[WORLD_SERVERS];
    unsigned missing; /* servers that were not up: a set (bit index) */
    unsigned silent;  /* those that run, and have not greeted yet */
    bool asked;       /* whether somebody else has their ports */
    int64_t deadline;
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

/*
 * Is anybody of the set still being visited?
 */
static bool
is_any_visiting(const struct world_start *start, unsigned set)
{
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        if ((set & 1U << i) != 0 && is_visiting(&start->visits[i])) {
            return true;
        }
    }
    return false;
}

/*
 * Of the set, those at whose ports somebody answers.
 */
static unsigned
answering(const struct world_start *start, unsigned set)
{
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        const struct chat *chat = start->visits[i].chat;

        if (chat == NULL || chat_ended(chat) == CHAT_NO_CONNECTION) {
            set &= ~(1U << i);
        }
    }
    return set;
}

/* ---- Ports that are taken. ---------------------------------------------- */

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
    char line[96];

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
    world_advise_ports(world);
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
    if (WEXITSTATUS(status) != EX_UNAVAILABLE) {
        return fail_server(world, index, how, EX_OSERR);
    }
    fail_server(world, index, how, EX_UNAVAILABLE);
    world_advise_ports(world);
    return -1;
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

/* ---- The start. --------------------------------------------------------- */

struct world_start *
world_start_begin(struct world *world)
{
    struct world_start *start = calloc(1, sizeof *start);

    if (start != NULL) {
        start->base = event_base_new();
    }
    if (start == NULL || start->base == NULL) {
        free(start);
        world_fail(world, EX_OSERR, "Out of memory.");
        return NULL;
    }
    start->world = world;
    start->deadline = world_now_ms() + PROBE_MS;
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        if (!world_alive(world, i, NULL)) {
            start->missing |= 1U << i;
            begin_visit(&start->visits[i], world, i, start->base);
        }
    }
    return start;
}

/*
 * The ports are free: start all that are missing.  Returns 0, or -1 with why.
 */
static int
start_missing(struct world_start *start)
{
    start->asked = true;
    start->deadline = world_now_ms() + WORLD_GREETING_MS;
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        if ((start->missing & 1U << i) != 0) {
            if (world_process_start(start->world, i) == -1) {
                return -1;
            }
            start->silent |= 1U << i;
        }
    }
    return 0;
}

/*
 * Returns 1 if all have greeted, 0 if not yet, -1 with why.
 */
static int
look_after_all(struct world_start *start)
{
    bool late = world_now_ms() >= start->deadline;

    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        int result = 0;

        if ((start->silent & 1U << i) == 0) {
            continue;
        }
        result = look_after(start->world, i, &start->visits[i], start->base);
        if (result == 0 && late) {
            result = fail_server(start->world, i, "no greeting in time",
                                 EX_UNAVAILABLE);
        }
        if (result == -1) {
            return -1;
        }
        start->silent &= result == 1 ? ~(1U << i) : ~0U;
    }
    return start->silent == 0;
}

int
world_start_step(struct world_start *start)
{
    unsigned taken = 0;

    event_base_loop(start->base, EVLOOP_NONBLOCK);
    if (start->asked) {
        return look_after_all(start);
    }
    if (is_any_visiting(start, start->missing) &&
        world_now_ms() < start->deadline) {
        return 0;
    }
    taken = answering(start, start->missing);
    if (taken != 0) {
        return fail_taken(start->world, taken, start->visits);
    }
    return start_missing(start) == -1 ? -1 : start->missing == 0;
}

unsigned
world_start_end(struct world_start *start, bool up)
{
    struct world *world = start->world;
    unsigned count = 0;
    unsigned killed;

    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        chat_free(start->visits[i].chat);
        count += (start->missing & 1U << i) != 0;
    }
    if (!up && start->asked) {
        world_process_kill(world, start->silent);
        (void)world_process_stop(world, start->missing, &killed);
    }
    event_base_free(start->base);
    free(start);
    return count;
}
