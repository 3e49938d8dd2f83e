/*
 * fetch_options.c - the options of `mailwalk fetch`.
 *
 * RFC 1939 sections 3 and 7 (USER).
 * SPDX-License-Identifier: ISC
 */
#include "client/fetch_options.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "client/arguments.h"

enum {
    OPTION_USER = 1, OPTION_POP3, OPTION_SERVER, OPTION_PASSWORD_FILE,
    OPTION_PASSWORD, OPTION_DELETE, OPTION_NUMBER, OPTION_ALL, OPTION_LIST,
    OPTION_OUTPUT, OPTION_MAIL_ONLY, OPTION_TIMEOUT, OPTION_RAW, OPTION_QUIET,
    OPTION_HELP,
    USER_MAX = 200
};

static const struct argument known[] = {
    {"--user", OPTION_USER, true},
    {"--pop3", OPTION_POP3, true},
    {"--server", OPTION_SERVER, true},
    {"--password-file", OPTION_PASSWORD_FILE, true},
    {"--password", OPTION_PASSWORD, true},
    {"--delete", OPTION_DELETE, false},
    {"--number", OPTION_NUMBER, true},
    {"--all", OPTION_ALL, false},
    {"--list", OPTION_LIST, false},
    {"--output", OPTION_OUTPUT, true},
    {"--mail-only", OPTION_MAIL_ONLY, false},
    {"--timeout", OPTION_TIMEOUT, true},
    {"--raw-dialogue", OPTION_RAW, false},
    {"--quiet", OPTION_QUIET, false},
    {"--help", OPTION_HELP, false},
    {NULL, 0, false}};

static const char usage[] =
    "mailwalk fetch --user NAME [OPTION]..\n"
    "\n"
    "Collects mail and prints the dialogue with the server; lines marked D\n"
    "are the mail.  The password is asked for, or read from --password-file\n"
    "or MAILWALK_PASSWORD.\n"
    "\n"
    "  --user NAME          whose mail\n"
    "  --all                every message (so it is if nothing is said)\n"
    "  --number N           message N only\n"
    "  --list               only look: LIST and UIDL\n"
    "  --output DIR         save each message as a file in DIR\n"
    "  --mail-only          print message N and nothing else\n"
    "  --delete             remove from the server what was saved\n"
    "  --password-file FILE the password is the first line of FILE\n"
    "  --pop3 HOST:PORT     the server (that of the user in the lab world)\n"
    "  --server HOST[:OFFSET]  the lab world of another machine\n"
    "  --timeout S          seconds to wait for each reply (30)\n"
    "  --raw-dialogue       the dialogue as the servers log it\n"
    "  --quiet              no dialogue; only what went wrong\n"
    "\n"
    "Exit status: 0 done, 69 refused, 75 try again later, 77 wrong name or\n"
    "password, 64 wrong use, 66 no password, 68 no such host, 73 not saved,\n"
    "76 the server broke the protocol.\n";

static int
set_user(struct fetch_options *options, const struct arguments *arguments)
{
    const char *at;

    options->job.user = arguments->value;
    for (at = arguments->value; *at != '\0'; at++) {
        if ((unsigned char)*at <= ' ' || *at == 0x7F) {
            break;
        }
    }
    if (*at != '\0' || at == arguments->value ||
        at - arguments->value > USER_MAX) {
        return arguments_complain(arguments, "--user takes a name without "
                                  "blanks");
    }
    return EX_OK;
}

static int
set_task(struct fetch_options *options, const struct arguments *arguments,
         enum pop3_client_task task)
{
    if (options->task_given && options->job.task != task) {
        return arguments_complain(arguments, "choose one of --all, --number "
                                  "and --list");
    }
    options->task_given = true;
    options->job.task = task;
    return EX_OK;
}

static int
set_number(struct fetch_options *options, const struct arguments *arguments)
{
    long number = arguments_number(arguments->value, 1, 2147483647);

    if (number < 0) {
        return arguments_complain(arguments, "--number takes a number from 1 "
                                  "on");
    }
    options->job.number = (uint64_t)number;
    return set_task(options, arguments, POP3_CLIENT_ONE);
}

static int
set_timeout(struct fetch_options *options, const struct arguments *arguments)
{
    options->timeout_s = (int)arguments_number(arguments->value, 1, 86400);
    if (options->timeout_s < 0) {
        return arguments_complain(arguments, "--timeout takes seconds, from 1 "
                                  "to 86400");
    }
    return EX_OK;
}

/*
 * The options that only set a field.
 */
static int
take_simple(struct fetch_options *options, const struct arguments *arguments,
            int id)
{
    switch (id) {
    case OPTION_POP3:
        options->place = arguments->value;
        return EX_OK;
    case OPTION_SERVER:
        options->server = arguments->value;
        return EX_OK;
    case OPTION_PASSWORD_FILE:
        options->password_file = arguments->value;
        return EX_OK;
    case OPTION_OUTPUT:
        options->folder = arguments->value;
        return EX_OK;
    case OPTION_DELETE:
        options->job.remove = true;
        return EX_OK;
    case OPTION_MAIL_ONLY:
        options->mail_only = true;
        return EX_OK;
    case OPTION_RAW:
        options->style = TRANSCRIPT_RAW;
        return EX_OK;
    case OPTION_QUIET:
        options->quiet = true;
        return EX_OK;
    case OPTION_HELP:
        options->help = true;
        return EX_OK;
    }
    return arguments_complain(arguments, "%s is not an option",
                              arguments->value);
}

static int
take(struct fetch_options *options, const struct arguments *arguments, int id)
{
    switch (id) {
    case OPTION_USER:
        return set_user(options, arguments);
    case OPTION_NUMBER:
        return set_number(options, arguments);
    case OPTION_ALL:
        return set_task(options, arguments, POP3_CLIENT_ALL);
    case OPTION_LIST:
        return set_task(options, arguments, POP3_CLIENT_LIST);
    case OPTION_TIMEOUT:
        return set_timeout(options, arguments);
    case OPTION_PASSWORD:
        return arguments_complain(arguments, "there is no --password: everyone "
                                  "on this machine could read it in the list "
                                  "of processes; use --password-file or "
                                  "MAILWALK_PASSWORD");
    }
    return take_simple(options, arguments, id);
}

/*
 * What does not go together.
 */
static int
check(struct fetch_options *options, const struct arguments *arguments)
{
    const struct world_user *user;

    if (options->job.user == NULL) {
        return arguments_complain(arguments, "whose mail? give --user NAME");
    }
    if (options->mail_only && options->folder != NULL) {
        return arguments_complain(arguments, "choose one of --mail-only and "
                                  "--output");
    }
    if (options->mail_only && options->job.task != POP3_CLIENT_ONE) {
        return arguments_complain(arguments, "--mail-only prints one message: "
                                  "give --number N");
    }
    if (options->job.remove && options->folder == NULL &&
        !options->mail_only) {
        return arguments_complain(arguments, "--delete removes only what was "
                                  "saved: give --output DIR, or --mail-only");
    }
    if (options->quiet || options->mail_only) {
        options->style = TRANSCRIPT_NONE;
    }
    user = world_user_find(options->job.user, strlen(options->job.user));
    if (reach_find(&options->reach, options->place, options->server,
                   user != NULL ? user->domain : WORLD_RED, WORLD_POP3) != 0) {
        return arguments_complain(arguments, "%s", options->reach.why);
    }
    return EX_OK;
}

int
fetch_options_read(struct fetch_options *options, int argc, char **argv)
{
    struct arguments arguments;
    int status;
    int id;

    *options = (struct fetch_options){.job = {.task = POP3_CLIENT_ALL},
                                      .style = TRANSCRIPT_ANNOTATED};
    arguments_init(&arguments, known, argc, argv);
    while ((id = arguments_next(&arguments)) != ARGUMENTS_END) {
        status = id == ARGUMENTS_WRONG ? EX_USAGE
                                       : take(options, &arguments, id);
        if (status != EX_OK) {
            return status;
        }
    }
    if (options->help) {
        fputs(usage, stdout);
        return EX_OK;
    }
    return check(options, &arguments);
}
