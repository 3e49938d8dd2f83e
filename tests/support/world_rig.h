/*
 * world_rig.h - a lab world for one test, its servers played by the test.
 *
 * Called with --domain, the test program is a server: it listens, greets and
 * takes QUIT, or fails as the file `fake` in the world's folder wants it.  So
 * what is tested is how processes are handled, and no protocol.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_WORLD_RIG_H
#define MAILWALK_TESTS_SUPPORT_WORLD_RIG_H

#include <stdint.h>

#include "client/world.h"
#include "tests/support/scratch.h"

struct world_rig {
    struct scratch scratch;
    char dir[SCRATCH_PATH];
    char programs[SCRATCH_PATH];
    unsigned offset;
};

/*
 * The first thing in main: plays the server and returns its exit status, or
 * returns -1 if this is the test.
 */
int world_rig_main(int argc, char **argv);

/*
 * For cmocka: *state is a struct world_rig, its world is not yet made, only
 * its offset is set, to one at which all ports are free.
 */
int world_rig_setup(void **state);
int world_rig_teardown(void **state);

/*
 * Open the world of the rig, with servers that are played.
 */
struct world world_rig_open(void **state);

/*
 * An offset at which all four ports are free just now.
 */
unsigned world_rig_offset(void);

/*
 * Listen at 127.0.0.1:port.  Returns the descriptor, or -1.
 */
int world_rig_bind(uint16_t port);

#endif
