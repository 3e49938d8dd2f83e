/*
 * secure_world.h - a world whose servers have a certificate.
 *
 * It is issued to mx.red.example, and thus to localhost too, by an authority
 * such as a lab world has.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_SECURE_WORLD_H
#define MAILWALK_TESTS_SUPPORT_SECURE_WORLD_H

#include "tests/support/server_process.h"

struct secure_world {
    struct scratch files;
    char trust[SCRATCH_PATH];   /* the certificate of the authority */
    char key[SCRATCH_PATH];     /* and its key */
    char cert[SCRATCH_PATH];    /* a server's certificate and key */
    char stranger[SCRATCH_PATH];    /* the certificate of another authority */
};

/*
 * A new world; scratch_remove(&world->files) takes it away.  A client that
 * writes to nobody is not ended any more.
 */
void secure_world_make(struct secure_world *world);

/*
 * A server of it, not yet started; it uses the paths of the world.
 */
struct server_process secure_world_server(const struct secure_world *world,
                                          const char *program);

#endif
