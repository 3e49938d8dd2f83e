/*
 * pop3d.c - the POP3 server of one mail domain: its start.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>

#include "protocol/path.h"
#include "server/pop3_conn.h"
#include "server/serve.h"

int
main(int argc, char **argv)
{
    struct options options = OPTIONS_DEFAULT;
    char name[PATH_DOMAIN_MAX + sizeof "pop."];
    struct pop3_site site = {0};
    struct server server = {.program = "pop3d",
                            .protocol = &pop3_protocol,
                            .site = &site,
                            .options = &options};
    int status;

    (void)argc;
    options.idle_timeout = 600; /* REQ(1939-3-timer) */
    if (!options_read(server.program, "the POP3 server of one mail domain",
                      argv, &options, &status)) {
        return status;
    }
    snprintf(name, sizeof name, "pop.%s", options.domain);
    site.name = options.name != NULL ? options.name : name;
    pop3_conn_site(&site, &server);
    return serve(&server, &site.doors);
}
