/*
 * secure_world.c - a world whose servers have a certificate.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/secure_world.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "client/authority.h"

void
secure_world_make(struct secure_world *world)
{
    struct authority authority;
    char other[SCRATCH_PATH];

    signal(SIGPIPE, SIG_IGN);
    world_make(&world->files);
    scratch_path(&world->files, "ca.pem", world->trust);
    scratch_path(&world->files, "ca.key", world->key);
    scratch_path(&world->files, "mx.pem", world->cert);
    assert_int_equal(authority_make(&authority, world->trust, world->key), 0);
    assert_int_equal(
        authority_issue(&authority, "mx.red.example", true, 1, world->cert), 0);
    authority_free(&authority);
    scratch_path(&world->files, "stranger.pem", world->stranger);
    scratch_path(&world->files, "stranger.key", other);
    assert_int_equal(authority_make(&authority, world->stranger, other), 0);
    authority_free(&authority);
}

struct server_process
secure_world_server(const struct secure_world *world, const char *program)
{
    return (struct server_process){
        .program = program,
        .options = {"--tls-cert", world->cert, "--tls-key", world->cert}};
}
