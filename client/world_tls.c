/*
 * world_tls.c - the lab world's own certificates, one for each server.
 *
 *   tls/ca.pem              the authority: what a mail program must trust
 *   tls/ca.key              its private key, which stays here
 *   tls/mx.red.example.pem  a server's certificate and key (three more)
 *
 * They are made when they are missing, and anew a month before they expire.
 * An authority that is made anew makes all of them new.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "client/authority.h"
#include "client/world_inside.h"

enum { HOST_DAYS = 365, HOST_MAX = 80 };

/* "mx.red.example": the name that the server gives itself. */
static const char *
host_name(size_t index, char name[HOST_MAX])
{
    const struct world_server *server = world_server(index);

    snprintf(name, HOST_MAX, "%s.%s",
             server->service == WORLD_SMTP ? "mx" : "pop",
             world_domain_name(server->domain));
    return name;
}

static void
tls_path(const struct world *world, const char *name, const char *kind,
         char *path)
{
    snprintf(path, WORLD_PATH_ROOM, "%s/tls/%.64s%.8s", world->dir, name, kind);
}

void
world_trust_path(const struct world *world, char *path)
{
    tls_path(world, "ca", ".pem", path);
}

void
world_cert_path(const struct world *world, size_t index, char *path)
{
    char name[HOST_MAX];

    tls_path(world, host_name(index, name), ".pem", path);
}

static int
make_certs(struct world *world, const struct authority *authority)
{
    char name[HOST_MAX];
    char path[WORLD_PATH_ROOM];

    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        world_cert_path(world, i, path);
        if (!authority_vouches(authority, path) &&
            authority_issue(authority, host_name(i, name), true, HOST_DAYS,
                            path) == -1) {
            return world_fail_path(world, "make the certificate", path);
        }
    }
    return 0;
}

int
world_make_tls(struct world *world)
{
    char trust[WORLD_PATH_ROOM];
    char key[WORLD_PATH_ROOM];
    struct authority authority;
    int result;

    world_top_path(world, "tls", trust);
    if (mkdir(trust, 0700) == -1 && errno != EEXIST) {
        return world_fail_path(world, "make the folder", trust);
    }
    world_trust_path(world, trust);
    tls_path(world, "ca", ".key", key);
    if (authority_read(&authority, trust, key) == -1 &&
        authority_make(&authority, trust, key) == -1) {
        return world_fail_path(world, "make the certificate", trust);
    }
    result = make_certs(world, &authority);
    authority_free(&authority);
    return result;
}
