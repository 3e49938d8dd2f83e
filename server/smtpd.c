/*
 * smtpd.c - the SMTP server of one mail domain: its options and its start.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "protocol/path.h"
#include "server/serve.h"
#include "server/smtp_conn.h"

enum { NAME_MAX_OCTETS = PATH_DOMAIN_MAX + 4 };

#define FIELD(name) offsetof(struct options, name)

static const struct option table[] = {
    {"--domain", OPTION_TEXT, FIELD(domain), true, "NAME",
     "the mail domain, as in bob@NAME"},
    {"--listen", OPTION_TEXT, FIELD(listen), true, "ADDR:PORT",
     "where to listen; port 0 picks one"},
    {"--mail", OPTION_TEXT, FIELD(mail), true, "DIR",
     "the folder of all mailboxes"},
    {"--users", OPTION_TEXT, FIELD(users), true, "FILE",
     "who has a mailbox: lines name:{PLAIN}password"},
    {"--name", OPTION_TEXT, FIELD(name), false, "HOST",
     "this host's name, default mx.DOMAIN"},
    {"--log", OPTION_TEXT, FIELD(log), false, "FILE",
     "the dialogue log, default - (standard output)"},
    {"--log-content", OPTION_NUMBER, FIELD(log_content), false, "N",
     "lines of each message in the log, default 200"},
    {"--show-secrets", OPTION_FLAG, FIELD(show_secrets), false, NULL,
     "write passwords to the log as they are"},
    {"--max-size", OPTION_NUMBER, FIELD(max_size), false, "OCTETS",
     "largest message, default 10485760"},
    {"--max-sessions", OPTION_NUMBER, FIELD(max_sessions), false, "N",
     "clients at once, default 1000"},
    {"--max-per-address", OPTION_NUMBER, FIELD(max_per_address), false, "N",
     "of them from one address, default 50"},
    {"--idle-timeout", OPTION_NUMBER, FIELD(idle_timeout), false, "S",
     "seconds of silence, default 300"},
    {"--strict", OPTION_FLAG, FIELD(strict), false, NULL,
     "no leniency: bare LF and backspace are refused"},
};

int
main(int argc, char **argv)
{
    struct options options = {.log = "-",
                              .log_content = 200,
                              .max_size = 10485760,
                              .max_sessions = 1000,
                              .max_per_address = 50,
                              .idle_timeout = 300}; /* 5321 4.5.3.2.7 */
    char name[NAME_MAX_OCTETS];
    struct smtp_site site = {0};
    struct server server = {.program = "smtpd",
                            .protocol = &smtp_protocol,
                            .site = &site,
                            .options = &options};
    int status;

    if (!options_read("smtpd",
                      "smtpd - the SMTP server of one mail domain", table,
                      sizeof table / sizeof table[0], argc, argv, &options,
                      &status)) {
        return status;
    }
    if (!path_domain_ok(options.domain, strlen(options.domain))) {
        fprintf(stderr, "smtpd: --domain: \"%s\" is no domain name; write "
                        "for example --domain red.example\n", options.domain);
        return EX_USAGE;
    }
    snprintf(name, sizeof name, "mx.%s", options.domain);
    site.name = options.name != NULL ? options.name : name;
    site.domain = options.domain;
    site.max_size = options.max_size;
    smtp_conn_site(&site, &server);
    return serve(&server, &site.doors);
}
