/*
 * smtpd.c - the SMTP server of one mail domain: its start.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>

#include "protocol/path.h"
#include "server/smtp_conn.h"
#include "server/serve.h"

int
main(int argc, char **argv)
{
    struct options options = OPTIONS_DEFAULT;
    char name[PATH_DOMAIN_MAX + sizeof "mx."];
    struct smtp_site site = {0};
    struct server server = {.program = "smtpd",
                            .protocol = &smtp_protocol,
                            .site = &site,
                            .options = &options};
    int status;

    (void)argc;
    options.idle_timeout = 300; /* REQ(5321-4.5.3.2.7) */
    if (!options_read(server.program, "the SMTP server of one mail domain",
                      argv, &options, &status)) {
        return status;
    }
    snprintf(name, sizeof name, "mx.%s", options.domain);
    site.name = options.name != NULL ? options.name : name;
    site.domain = options.domain;
    site.max_size = options.max_size;
    smtp_conn_site(&site, &server);
    return serve(&server, &site.doors);
}
