/*
 * server_process.h - real servers in a world of their own, for one test.
 *
 * A world is a scratch folder: users (alice apple, bob banana), mail/ and the
 * servers' logs.  A server listens on a port that the system picks and tells
 * by its `listen at=` event.  Anything that goes wrong here fails the test.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_SERVER_PROCESS_H
#define MAILWALK_TESTS_SUPPORT_SERVER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "tests/support/scratch.h"

struct server_process {
    const char *program;        /* "smtpd" or "pop3d" */
    const char *name;           /* of its files, if not as the program */
    const char *options[8];     /* beyond those that every server needs */
    const char *log;            /* --log, if not NAME.log in the world; the
                                   port must then be known */
    unsigned long max_files;    /* RLIMIT_NOFILE, RLIMIT_FSIZE; 0: as it is */
    unsigned long max_octets;
    const struct scratch *world;
    unsigned port;              /* 0 picks one; it is kept for a restart */
    pid_t pid;                  /* 0: not running */
};

/*
 * A new world.  The mailboxes are made by the servers.
 */
void world_make(struct scratch *world);

/*
 * Start a server and wait until it listens.
 */
void server_start(struct server_process *server, const struct scratch *world);

/*
 * Stop it with SIGTERM: status 0, in time, without a word on stderr (where the
 * sanitizers complain).  server_kill ends it with SIGKILL.  Both do nothing
 * if it is not running.
 */
void server_stop(struct server_process *server);
void server_kill(struct server_process *server);

/*
 * Run a server that is meant to end by itself.  Returns its exit status; what
 * it said on stderr is in the file NAME.err of the world.
 */
int server_fails(struct server_process *server, const struct scratch *world);

/*
 * How often text stands in its log; wait until it stands there that often.
 */
size_t server_logged(const struct server_process *server, const char *text);
void server_await(const struct server_process *server, const char *text,
                  size_t times);

/*
 * The memory that it holds now, in KiB.
 */
long server_memory_kb(const struct server_process *server);

/*
 * Wait until test says true, at most WIRE_MS.
 */
void wait_until(bool (*test)(void *ctx), void *ctx, const char *what);

/*
 * How many messages user has in new/; and how many files in tmp/.
 */
size_t mail_count(const struct scratch *world, const char *user);
size_t mail_unfinished(const struct scratch *world, const char *user);

/*
 * The only message of user, as it is on disk; the caller frees it.  *text is
 * where the sender's own text begins, behind Return-Path and Received.
 */
char *mail_only(const struct scratch *world, const char *user,
                const char **text, size_t *len);

/*
 * Show each message of user in new/, as it is on disk, to look.
 */
void mail_each(const struct scratch *world, const char *user,
               void (*look)(void *ctx, const char *mail, size_t len),
               void *ctx);

/*
 * Remove all messages of user.
 */
void mail_remove(const struct scratch *world, const char *user);

#endif
