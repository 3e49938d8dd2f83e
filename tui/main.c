/*
 * main.c - mailwalk: from the first word of the command line to a function.
 *
 * The table below is the list of what mailwalk can do; each row's function
 * gets its own word as argv[0].  A sub-command stands here when it works, not
 * before.
 *
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "client/export.h"
#include "client/fetch.h"
#include "client/send.h"
#include "client/world_main.h"

#include "labs/lab_main.h"
#include "tui/quiz.h"
#include "tui/talk.h"
#include "tui/replay_main.h"
#include "tui/walk.h"
#include "tui/watch_main.h"

static const char version[] = "mailwalk 0.1";

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} commands[] = {
    {"walk", walk_main, "walk through a lesson, step by step"},
    {"watch", watch_main, "watch the servers' logs, or any, as they grow"},
    {"replay", replay_main, "walk through a saved session, or compare two"},
    {"up", world_up_main, "start the lab world: red.example, blue.example"},
    {"down", world_down_main, "end its servers"},
    {"status", world_status_main, "which servers are up, what mail is there"},
    {"reset", world_reset_main, "make mailboxes as they were at the start"},
    {"talk", talk_main, "talk to a server by hand, line by line"},
    {"send", send_main, "send one mail and see the dialogue"},
    {"fetch", fetch_main, "collect mail and see the dialogue"},
    {"export", export_main, "a session of a log as text, page or packets"},
    {"lab", lab_main, "labs: print, check, grade"},
    {"quiz", quiz_main, "questions, each with its reason"},
};

static int
print_usage(FILE *out)
{
    size_t i;

    fprintf(out, "mailwalk walks you through SMTP and POP3, on real servers.\n"
                 "\n"
                 "  mailwalk [OPTION]..         the menu of lessons\n"
                 "  mailwalk COMMAND [OPTION].. (mailwalk COMMAND --help)\n"
                 "\n");
    for (i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].summary);
    }
    fprintf(out, "\nA good beginning: mailwalk, and Enter.\n");
    return EX_OK;
}

int
main(int argc, char **argv)
{
    size_t i;

    /* A peer that closes must be an error of one write, not our end. */
    signal(SIGPIPE, SIG_IGN);
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        return print_usage(stdout);
    }
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts(version);
        return EX_OK;
    }
    if (argc < 2 || argv[1][0] == '-') {
        return walk_main(argc, argv);
    }
    for (i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    fprintf(stderr, "mailwalk: unknown command: %s (mailwalk --help)\n",
            argv[1]);
    return EX_USAGE;
}
