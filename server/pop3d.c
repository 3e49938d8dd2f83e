/*
 * pop3d.c - the POP3 server of one mail domain: its options and its start.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "protocol/path.h"
#include "server/pop3_conn.h"
#include "server/serve.h"

enum { NAME_MAX_OCTETS = PATH_DOMAIN_MAX + 5 };

#define FIELD(name) offsetof(struct options, name)

static const struct option table[] = {
    {"--domain", OPTION_TEXT, FIELD(domain), true, "NAME",
     "the mail domain, as in bob@NAME"},
    {"--listen", OPTION_TEXT, FIELD(listen), true, "ADDR:PORT",
     "where to listen; port 0 picks one"},
    {"--mail", OPTION_TEXT, FIELD(mail), true, "DIR",
     "the folder of all mailboxes"},
    {"--users", OPTION_TEXT, FIELD(users), true, "FILE",
     "who may log in: lines name:{PLAIN}password"},
    {"--name", OPTION_TEXT, FIELD(name), false, "HOST",
     "this host's name, default pop.DOMAIN"},
    {"--log", OPTION_TEXT, FIELD(log), false, "FILE",
     "the dialogue log, default - (standard output)"},
    {"--log-content", OPTION_NUMBER, FIELD(log_content), false, "N",
     "lines of each message in the log, default 200"},
    {"--show-secrets", OPTION_FLAG, FIELD(show_secrets), false, NULL,
     "write passwords to the log as they are"},
    {"--max-sessions", OPTION_NUMBER, FIELD(max_sessions), false, "N",
     "clients at once, default 1000"},
    {"--max-per-address", OPTION_NUMBER, FIELD(max_per_address), false, "N",
     "of them from one address, default 50"},
    {"--idle-timeout", OPTION_NUMBER, FIELD(idle_timeout), false, "S",
     "seconds of silence, default 600"},
    {"--strict", OPTION_FLAG, FIELD(strict), false, NULL,
     "no leniency: bare LF and backspace are refused"},
};

int
main(int argc, char **argv)
{
    struct options options = {.log = "-",
                              .log_content = 200,
                              .max_sessions = 1000,
                              .max_per_address = 50,
                              .idle_timeout = 600}; /* RFC 1939 section 3 */
    char name[NAME_MAX_OCTETS];
    struct pop3_site site = {0};
    struct server server = {.program = "pop3d",
                            .protocol = &pop3_protocol,
                            .site = &site,
                            .options = &options};
    int status;

    if (!options_read("pop3d",
                      "pop3d - the POP3 server of one mail domain", table,
                      sizeof table / sizeof table[0], argc, argv, &options,
                      &status)) {
        return status;
    }
    if (!path_domain_ok(options.domain, strlen(options.domain))) {
        fprintf(stderr, "pop3d: --domain: \"%s\" is no domain name; write "
                        "for example --domain red.example\n", options.domain);
        return EX_USAGE;
    }
    snprintf(name, sizeof name, "pop.%s", options.domain);
    site.name = options.name != NULL ? options.name : name;
    pop3_conn_site(&site, &server);
    return serve(&server, &site.doors);
}
