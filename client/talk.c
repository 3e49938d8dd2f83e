/*
 * talk.c - the words behind `mailwalk talk`.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/talk.h"

#include <string.h>
#include <sysexits.h>

#include "client/arguments.h"

static const char usage[] =
    "mailwalk talk smtp|pop3 [HOST:PORT] [OPTION]..\n"
    "\n"
    "Type a line: it goes to the server, with CR LF.  Without HOST:PORT it is\n"
    "red.example of the lab world.  S: is what the server says, D: lines of a\n"
    "message; what begins with ~ is from talk itself or for it: ~? lists it.\n"
    "From a pipe every line is sent, one after each reply.\n"
    "\n"
    "  --wire               show how each line ended, and stuffed dots\n"
    "  --log FILE           keep the dialogue, for replay and export\n"
    "  --server HOST[:OFFSET]  the lab world of another machine\n";

int
talk_options_take(struct talk_options *options, int argc, char **argv)
{
    const struct argument known[] = {
        {"--wire", NULL, &options->wire, NULL},
        {"--log", &options->log, NULL, NULL},
        {"--server", &options->server, NULL, NULL},
        {NULL, NULL, NULL, NULL}};
    int status;

    *options = (struct talk_options){.protocol = CHAT_SMTP};
    status = arguments_read(&argc, argv, 2, known, usage);
    if (status != -1) {
        return status;
    }
    if (argc < 2) {
        return arguments_complain("talk", "talk smtp or talk pop3?");
    }
    if (strcmp(argv[1], "smtp") != 0 && strcmp(argv[1], "pop3") != 0) {
        return arguments_complain("talk", "talk smtp or talk pop3, not %s",
                                  argv[1]);
    }
    options->protocol = argv[1][0] == 's' ? CHAT_SMTP : CHAT_POP3;
    options->place = argc > 2 ? argv[2] : NULL;
    return -1;
}
