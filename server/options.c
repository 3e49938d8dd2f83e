/*
 * options.c - the command line of a server, read by a table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/options.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "protocol/path.h"

enum option_kind {
    OPTION_TEXT,
    OPTION_NEEDED,
    OPTION_NUMBER,
    OPTION_COUNT,               /* a number, and not 0 */
    OPTION_FLAG
};

struct option {
    const char *name;
    const char *argument;       /* for the help; NULL for a flag */
    enum option_kind kind;
    size_t field;               /* offset in struct options */
    const char *what;
    const char *only;           /* the program that has it, NULL: both */
};

#define FIELD(name) offsetof(struct options, name)

static const struct option table[] = {
    {"--domain", "NAME", OPTION_NEEDED, FIELD(domain),
     "the mail domain, as in bob@NAME", NULL},
    {"--listen", "ADDR:PORT", OPTION_NEEDED, FIELD(listen),
     "where to listen; port 0 picks one", NULL},
    {"--submission", "ADDR:PORT", OPTION_TEXT, FIELD(submission),
     "a port for users' own mail: only after AUTH", "smtpd"},
    {"--mail", "DIR", OPTION_NEEDED, FIELD(mail),
     "the folder of all mailboxes", NULL},
    {"--users", "FILE", OPTION_NEEDED, FIELD(users),
     "who has a mailbox: lines name:{PLAIN}password", NULL},
    {"--name", "HOST", OPTION_TEXT, FIELD(name),
     "this host's name, default mx.DOMAIN or pop.DOMAIN", NULL},
    {"--tls-cert", "FILE", OPTION_TEXT, FIELD(tls_cert),
     "the certificate for TLS, in PEM form", NULL},
    {"--tls-key", "FILE", OPTION_TEXT, FIELD(tls_key),
     "and its private key; without both there is no TLS", NULL},
    {"--log", "FILE", OPTION_TEXT, FIELD(log),
     "the dialogue log; - is standard output", NULL},
    {"--log-content", "N", OPTION_NUMBER, FIELD(log_content),
     "lines of each message in the log", NULL},
    {"--show-secrets", NULL, OPTION_FLAG, FIELD(show_secrets),
     "write passwords to the log as they are", NULL},
    {"--max-size", "OCTETS", OPTION_COUNT, FIELD(max_size),
     "the largest message", "smtpd"},
    {"--max-sessions", "N", OPTION_COUNT, FIELD(max_sessions),
     "clients at once", NULL},
    {"--max-per-address", "N", OPTION_COUNT, FIELD(max_per_address),
     "of them from one address", NULL},
    {"--idle-timeout", "S", OPTION_COUNT, FIELD(idle_timeout),
     "seconds of silence before a client is left", NULL},
    {"--strict", NULL, OPTION_FLAG, FIELD(strict),
     "no leniency: bare LF and backspace are refused", NULL},
    {"--lab", NULL, OPTION_FLAG, FIELD(lab),
     "faults on request, and passwords in the clear from everywhere", NULL},
    {"--grey", "S", OPTION_COUNT, FIELD(grey),
     "with --lab: seconds until <grey@DOMAIN> takes mail", "smtpd"},
};

enum { OPTIONS = sizeof table / sizeof table[0] };

static bool
belongs(const struct option *row, const char *program)
{
    return row->only == NULL || strcmp(row->only, program) == 0;
}

/*
 * What the help says behind an option: that it must be there, or what is true
 * without it.
 */
static void
print_default(const struct option *row, const struct options *defaults)
{
    const void *field = (const char *)defaults + row->field;

    switch (row->kind) {
    case OPTION_NEEDED:
        printf(" (required)");
        break;
    case OPTION_NUMBER:
    case OPTION_COUNT:
        printf(" (default %llu)",
               (unsigned long long)*(const uint64_t *)field);
        break;
    case OPTION_TEXT:
        if (*(const char *const *)field != NULL) {
            printf(" (default %s)", *(const char *const *)field);
        }
        break;
    case OPTION_FLAG:
        break;
    }
}

static void
print_help(const char *program, const char *summary,
           const struct options *defaults)
{
    printf("%s - %s\n\nusage: %s OPTIONS\n", program, summary, program);
    for (const struct option *row = table; row < table + OPTIONS; row++) {
        char head[48];

        snprintf(head, sizeof head, "%s %s", row->name,
                 row->argument ? row->argument : "");
        if (belongs(row, program)) {
            printf("  %-26s %s", head, row->what);
            print_default(row, defaults);
            printf("\n");
        }
    }
}

static const struct option *
find_row(const char *program, const char *word)
{
    size_t len = strcspn(word, "=");

    for (const struct option *row = table; row < table + OPTIONS; row++) {
        if (belongs(row, program) && strlen(row->name) == len &&
            strncmp(row->name, word, len) == 0) {
            return row;
        }
    }
    return NULL;
}

static bool
complain(const char *program, const char *word, const char *what)
{
    fprintf(stderr, "%s: %s: %s; see %s --help\n", program, word, what,
            program);
    return false;
}

static bool
take_number(const char *text, uint64_t *number)
{
    char *end;

    errno = 0;
    *number = strtoull(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 &&
           *number <= INT32_MAX;
}

/*
 * Set one option.  value is NULL if none was given.
 */
static bool
set_option(const char *program, const struct option *row, const char *value,
           struct options *options)
{
    void *field = (char *)options + row->field;

    if (row->kind == OPTION_FLAG) {
        *(bool *)field = true;
        return value == NULL || complain(program, row->name, "takes no value");
    }
    if (value == NULL || value[0] == '\0') {
        return complain(program, row->name, "needs a value");
    }
    if (row->kind == OPTION_NUMBER) {
        return take_number(value, field) ||
               complain(program, row->name,
                        "needs a number, at most 2147483647");
    }
    if (row->kind == OPTION_COUNT) {
        return (take_number(value, field) && *(uint64_t *)field > 0) ||
               complain(program, row->name,
                        "needs a number from 1 to 2147483647");
    }
    *(const char **)field = value;
    return true;
}

static bool
read_word(const char *program, char **argv, int *at, struct options *options)
{
    const struct option *row = find_row(program, argv[*at]);
    const char *equals = strchr(argv[*at], '=');
    const char *value = equals ? equals + 1 : NULL;

    if (row == NULL) {
        return complain(program, argv[*at], "unknown option");
    }
    if (value == NULL && row->kind != OPTION_FLAG && argv[*at + 1] != NULL) {
        value = argv[++*at];
    }
    return set_option(program, row, value, options);
}

static bool
check_domain(const char *program, const char *option, const char *domain,
             const char *example)
{
    if (path_domain_ok(domain, strlen(domain))) {
        return true;
    }
    fprintf(stderr, "%s: %s: \"%s\" is no domain name; write for example %s "
                    "%s\n", program, option, domain, option, example);
    return false;
}

static bool
complete(const char *program, const struct options *options)
{
    for (const struct option *row = table; row < table + OPTIONS; row++) {
        const char *field = (const char *)options + row->field;

        if (row->kind == OPTION_NEEDED &&
            *(const char *const *)(const void *)field == NULL) {
            return complain(program, row->name, "is required");
        }
    }
    if ((options->tls_cert == NULL) != (options->tls_key == NULL)) {
        return options->tls_cert == NULL
                   ? complain(program, "--tls-key", "needs --tls-cert too")
                   : complain(program, "--tls-cert", "needs --tls-key too");
    }
    return check_domain(program, "--domain", options->domain, "red.example") &&
           (options->name == NULL ||
            check_domain(program, "--name", options->name, "mx.red.example"));
}

bool
options_read(const char *program, const char *summary, char **argv,
             struct options *options, int *status)
{
    const struct options defaults = *options;

    *status = EX_USAGE;
    for (int at = 1; argv[at] != NULL; at++) {
        if (strcmp(argv[at], "--help") == 0) {
            print_help(program, summary, &defaults);
            *status = 0;
            return false;
        }
        if (!read_word(program, argv, &at, options)) {
            return false;
        }
    }
    return complete(program, options);
}
