/*
 * world_inside.h - what the files of the lab world share with each other.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_WORLD_INSIDE_H
#define MAILWALK_CLIENT_WORLD_INSIDE_H

#include <stdbool.h>

#include "client/world.h"

enum { WORLD_ALL = (1 << WORLD_SERVERS) - 1 };    /* all servers, as a set */

/*
 * Say what went wrong: sets status and why.  Returns -1.
 */
int world_fail(struct world *world, int status, const char *form, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The same for a path, with errno: "Cannot make PATH: ..".
 */
int world_fail_path(struct world *world, const char *what, const char *path);

/*
 * Add a line to why, as far as there is room: len octets of somebody's text,
 * escaped line by line, each line after a prefix.
 */
void world_quote(struct world *world, const char *prefix, const char *text,
                 size_t len);

/*
 * A file in the top of the folder.
 */
void world_top_path(const struct world *world, const char *name, char *path);

/*
 * A file in the folder of a domain: "users", "mail"; "" is the folder.
 */
void world_domain_path(const struct world *world, enum world_domain domain,
                       const char *name, char *path);

/*
 * Read the offset that is kept in the folder.  Returns 0, or -1 with why.
 */
int world_read_offset(struct world *world);

/*
 * Hold the world: nobody else starts, stops or makes it meanwhile.  Waits for
 * whoever does.  Returns a descriptor to close, or -1 with why.
 */
int world_hold(struct world *world);

/*
 * The same, and make what is missing in it.  If it is not to wait, it returns
 * WORLD_HELD where somebody else holds the world.
 */
enum { WORLD_HELD = -2 };
int world_hold_made(struct world *world, bool wait);

/*
 * Find a server's program, "smtpd" or "pop3d".  Returns 0, or -1 with why.
 */
int world_find_program(struct world *world, const char *program, char *path);

/* ---- world_ports.c ------------------------------------------------------ */

/*
 * Add to why the command that moves the world to ports that are free.
 */
void world_advise_ports(struct world *world);

/* ---- world_tls.c: for one who holds the world. -------------------------- */

/*
 * Make the certificates that are missing or soon expire.  Returns 0, or -1 with
 * why.
 */
int world_make_tls(struct world *world);

/* ---- world_start.c: for one who holds the world. ------------------------ */

struct world_start;

/*
 * Begin to start those servers that are not up.  Returns NULL with why.
 */
struct world_start *world_start_begin(struct world *world);

/*
 * Go on, without waiting.  Returns 1 when all are up, 0 if not yet (then again,
 * a few milliseconds later), -1 with why.
 */
int world_start_step(struct world_start *start);

/*
 * End it and free it.  up: the servers stay; else those that were started end.
 * Returns how many were not up before.
 */
unsigned world_start_end(struct world_start *start, bool up);

/* ---- world_process.c: for one who holds the world. ---------------------- */

/*
 * Start server index.  Returns 0 (its greeting is yet to come), or -1 with why.
 */
int world_process_start(struct world *world, size_t index);

/*
 * Has a server that this process started ended?  *status gets what waitpid()
 * tells.
 */
bool world_process_ended(struct world *world, size_t index, int *status);

/*
 * End the servers of a set (bit index), and wait.  *killed counts those that
 * had to be killed.  Returns how many were ended.
 */
unsigned world_process_stop(struct world *world, unsigned set,
                            unsigned *killed);

/*
 * Kill the servers of a set: those that have not greeted yet.
 */
void world_process_kill(struct world *world, unsigned set);

/*
 * Milliseconds that only go forward, and a nap of 10 of them.
 */
int64_t world_now_ms(void);
void world_nap(void);

#endif
