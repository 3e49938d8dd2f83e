/*
 * screen_world.h - mailwalk on a terminal, in a lab world of its own.
 *
 * The world is a scratch folder, its ports are free ones of five digits.  The
 * servers are those that mailwalk starts itself, as for a person.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_SCREEN_WORLD_H
#define MAILWALK_TESTS_SUPPORT_SCREEN_WORLD_H

#include "tests/support/scratch.h"
#include "tests/support/screen_rig.h"

enum { SCREEN_ENV_MAX = 8 };

struct screen_world {
    struct screen_rig rig;
    struct scratch scratch;
    unsigned offset;
    char home[SCRATCH_PATH];
    char state[SCRATCH_PATH];
    const char *env[SCREEN_ENV_MAX + 1];
    size_t env_count;
    const char *program; /* NULL: the one that was built */
};

/* cmocka's setup and teardown; *state is the struct screen_world. */
int screen_world_setup(void **state);
int screen_world_teardown(void **state);

/*
 * Add "NAME=VALUE" to the environment of the next program.
 */
void screen_world_env(struct screen_world *world, const char *pair);

/*
 * Run mailwalk with these words (divided by one blank each; "" for none) on a
 * terminal of this size.  A program that ran before must have ended.
 */
struct screen_rig *screen_world_run(struct screen_world *world, int rows,
                                    int cols, const char *words);

/*
 * Wait until "? help" stands in the last row, as it must on every screen.
 */
void screen_await_hints(struct screen_rig *rig);

/*
 * Walk a1 on to its first question, past what there is to read.
 */
void screen_world_ask(struct screen_rig *rig);

/*
 * Run it through a pipe: what it prints; the caller frees that.
 */
char *screen_world_pipe(struct screen_world *world, const char *words,
                        int *status);

/*
 * How many messages user of red.example has.
 */
size_t screen_world_mail(const struct screen_world *world, const char *user);

/*
 * Send Bob one mail by lesson a1, played through without a screen.
 */
void screen_world_send(struct screen_world *world);

#endif
