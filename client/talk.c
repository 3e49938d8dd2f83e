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
    "red.example of the lab world.  On a terminal this is a screen: it tells\n"
    "what is legal now, what a line does, and what the server remembers.\n"
    "\n"
    "  --plain              no screen: S: is what the server says, D: lines\n"
    "                       of a message; what begins with ~ is from talk or\n"
    "                       for it: ~? lists it.  From a pipe every line is\n"
    "                       sent, one after each reply\n"
    "  --wire               show how each line ended, and stuffed dots\n"
    "  --log FILE           keep the dialogue, for replay and export\n"
    "  --ascii              no line of Unicode\n"
    "  --no-color           no colour\n"
    "  --ca FILE            whom to trust behind STARTTLS or STLS\n"
    "  --server HOST[:OFFSET]  the lab world of another machine\n";

int
talk_options_take(struct talk_options *options, int argc, char **argv)
{
    const struct argument known[] = {
        {"--wire", NULL, &options->wire, NULL},
        {"--plain", NULL, &options->plain, NULL},
        {"--ascii", NULL, &options->ascii, NULL},
        {"--no-color", NULL, &options->no_color, NULL},
        {"--log", &options->log, NULL, NULL},
        {"--ca", &options->ca, NULL, NULL},
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
