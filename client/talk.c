/*
 * talk.c - the options of `mailwalk talk`, and its beginning.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/talk.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/arguments.h"
#include "client/dial.h"
#include "client/reach.h"
#include "client/terminal.h"

enum {
    OPTION_WIRE = 1, OPTION_SERVER, OPTION_HELP,
    CONNECT_MS = 10000, WHY_MAX = 512
};

static const struct argument known[] = {
    {"--wire", OPTION_WIRE, false},
    {"--server", OPTION_SERVER, true},
    {"--help", OPTION_HELP, false},
    {NULL, 0, false}};

static const char usage[] =
    "mailwalk talk smtp|pop3 [HOST:PORT] [OPTION]..\n"
    "\n"
    "Type a line: it goes to the server, with CR LF.  S: is what the server\n"
    "says, D: the lines of a message.  Ctrl-D ends.  Without HOST:PORT it is\n"
    "red.example of the lab world.\n"
    "\n"
    "  --wire               show how each line ended, and stuffed dots\n"
    "  --server HOST[:OFFSET]  the lab world of another machine\n"
    "\n"
    "At a terminal, lines that begin with ~ are for talk itself: ~? lists\n"
    "them.  From a file or a pipe every line is sent, one after each reply.\n";

struct talk_options {
    bool service_given;
    enum world_service service;
    const char *place;
    const char *server;
    bool wire;
    bool help;
};

static int
take_word(struct talk_options *options, const struct arguments *arguments)
{
    if (options->service_given && options->place == NULL) {
        options->place = arguments->value;
        return EX_OK;
    }
    if (strcmp(arguments->value, "smtp") == 0) {
        options->service = WORLD_SMTP;
    } else if (strcmp(arguments->value, "pop3") == 0) {
        options->service = WORLD_POP3;
    } else {
        return arguments_complain(arguments, "talk smtp or talk pop3, not %s",
                                  arguments->value);
    }
    if (options->service_given) {
        return arguments_complain(arguments, "one server at a time");
    }
    options->service_given = true;
    return EX_OK;
}

static int
read_options(struct talk_options *options, struct arguments *arguments)
{
    int id;

    while ((id = arguments_next(arguments)) != ARGUMENTS_END) {
        switch (id) {
        case ARGUMENTS_WORD:
            if (take_word(options, arguments) != EX_OK) {
                return EX_USAGE;
            }
            break;
        case OPTION_WIRE:
            options->wire = true;
            break;
        case OPTION_SERVER:
            options->server = arguments->value;
            break;
        case OPTION_HELP:
            options->help = true;
            break;
        default:
            return EX_USAGE;
        }
    }
    if (!options->service_given && !options->help) {
        return arguments_complain(arguments, "talk smtp or talk pop3?");
    }
    return EX_OK;
}

int
talk_main(int argc, char **argv)
{
    struct talk_options options = {.service = WORLD_SMTP};
    struct terminal_options terminal = {.fd = -1};
    struct arguments arguments;
    struct reach reach;
    char why[WHY_MAX];

    arguments_init(&arguments, known, argc, argv);
    if (read_options(&options, &arguments) != EX_OK) {
        return EX_USAGE;
    }
    if (options.help) {
        fputs(usage, stdout);
        return EX_OK;
    }
    if (reach_find(&reach, options.place, options.server, WORLD_RED,
                   options.service) != 0) {
        return arguments_complain(&arguments, "%s", reach.why);
    }
    terminal.service = options.service == WORLD_SMTP ? OBSERVER_SMTP
                                                     : OBSERVER_POP3;
    terminal.wire = options.wire;
    terminal.interactive = isatty(STDIN_FILENO) != 0;
    terminal.fd = dial(reach.host, reach.port, CONNECT_MS, why, sizeof why);
    if (terminal.fd < 0) {
        fprintf(stderr, "mailwalk talk: %s%s\n", why,
                reach.lab ? "; is the lab up? (mailwalk up)" : "");
        return EX_UNAVAILABLE;
    }
    return terminal_run(&terminal);
}
