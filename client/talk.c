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

enum { CONNECT_MS = 10000, WHY_MAX = 512 };

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

/*
 * The first word is the service, the second the place.
 */
static int
take_service(const char *word, enum world_service *service)
{
    if (word == NULL) {
        return arguments_complain("talk", "talk smtp or talk pop3?");
    }
    if (strcmp(word, "smtp") != 0 && strcmp(word, "pop3") != 0) {
        return arguments_complain("talk", "talk smtp or talk pop3, not %s",
                                  word);
    }
    *service = word[0] == 's' ? WORLD_SMTP : WORLD_POP3;
    return EX_OK;
}

int
talk_main(int argc, char **argv)
{
    struct terminal_options terminal = {.fd = -1};
    const char *server = NULL;
    const struct argument known[] = {
        {"--wire", NULL, &terminal.wire, NULL},
        {"--server", &server, NULL, NULL},
        {NULL, NULL, NULL, NULL}};
    int status = arguments_read(&argc, argv, 2, known, usage);
    enum world_service service = WORLD_SMTP;
    struct reach reach;
    char why[WHY_MAX];

    if (status != -1) {
        return status;
    }
    if (take_service(argc > 1 ? argv[1] : NULL, &service) != EX_OK) {
        return EX_USAGE;
    }
    if (reach_find(&reach, argc > 2 ? argv[2] : NULL, server, WORLD_RED,
                   service) != 0) {
        return reach_complain(&reach, "talk");
    }
    terminal.service = service == WORLD_SMTP ? OBSERVER_SMTP : OBSERVER_POP3;
    terminal.interactive = isatty(STDIN_FILENO) != 0;
    terminal.fd = dial(reach.host, reach.port, CONNECT_MS, why, sizeof why);
    if (terminal.fd < 0) {
        fprintf(stderr, "mailwalk talk: %s\n", why);
        return EX_UNAVAILABLE;
    }
    return terminal_run(&terminal);
}
